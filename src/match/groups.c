/*
 * groups.c - see groups.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/groups.h"

#include "base/mem.h"
#include "base/store.h"
#include "match/boilerplate.h"
#include "match/grouping.h"
#include "match/survey.h"

/* ---- Ranks ----------------------------------------------------------------------------------- */

static void assign_ranks(struct nd_grouping *g) {
    const struct nd_entry *entries = g->groups->entries;
    for (uint32_t i = 0; i < g->groups->count; i++) {
        g->rank[i] = ND_RANK_NONE;
        nd_store_relieve_at(g->groups->store, i);
        if (entries[i].count == 0) continue;
        if (!entries[i].again) {
            g->documents[g->ranks] = (struct nd_words){entries[i].words, entries[i].count};
            g->prints[g->ranks] = entries[i].prints;
            g->numbers[g->ranks] = entries[i].first;
            g->first[g->ranks++] = i;
        } else {
            g->counts->exact++;
        }
        g->rank[i] = g->ranks - 1;
    }
}

/* ---- Matching -------------------------------------------------------------------------------- */

/* The sources by rank. Several sources that print the same words are a source of their own. */
static void rank_sources(const struct nd_grouping *g, uint32_t *sources) {
    for (uint32_t i = 0; i < g->groups->count && g->rank[i] != ND_RANK_NONE; i++) {
        const uint32_t rank = g->rank[i];
        const uint32_t source = g->groups->sources[g->groups->entries[i].document];
        if (i == g->first[rank] || sources[rank] == 0)
            sources[rank] = source;
        else if (source != 0 && source != sources[rank])
            sources[rank] = UINT32_MAX - rank;
    }
}

static nd_status mask_ranks(struct nd_grouping *g, struct nd_match *match, struct nd_blocks *blocks,
                            struct nd_masked *masked) {
    uint32_t *sources = NULL;
    nd_status status;
    if (g->groups->sources != NULL) {
        sources = nd_alloc(g->ranks, sizeof *sources);
        if (sources == NULL) return ND_ERR_MEMORY;
        rank_sources(g, sources);
    }
    match->sources = sources;
    status = nd_mask_boilerplate(match, g->groups->sources_guessed, blocks, masked);
    match->sources = NULL;
    match->documents = masked->documents;
    match->hidden = masked->hidden_prints;
    g->counts->masked = masked->words;
    nd_free(sources);
    return status;
}

static struct nd_match all_ranks(const struct nd_grouping *g) {
    return (struct nd_match){.documents = g->documents,
                             .prints = g->prints,
                             .visit = g->visit,
                             .count = g->ranks,
                             .kernels = g->groups->kernels,
                             .executor = g->groups->executor,
                             .observer = g->groups->observer,
                             .store = g->groups->store,
                             .threshold = g->groups->threshold};
}

static struct nd_dealt dealt_of(const struct nd_grouping *g) {
    struct nd_dealt dealt = g->groups->dealt;
    dealt.first = g->numbers;
    return dealt;
}

/* Keeps what comparing documents once more needs. */
static nd_status keep_recall(const struct nd_grouping *g, struct nd_masked *masked,
                             struct nd_lexicon *lexicon) {
    struct nd_recall *recall = g->groups->recall;
    const nd_status status = nd_recall_take(recall, masked, lexicon, (uint32_t)g->groups->count);
    for (uint32_t i = 0; i < g->groups->count && status == ND_OK; i++) {
        if (g->rank[i] != ND_RANK_NONE)
            nd_recall_set(recall, g->groups->entries[i].document, g->rank[i]);
    }
    return status;
}

static nd_status match_ranks(struct nd_grouping *g) {
    struct nd_match match = all_ranks(g);
    const struct nd_dealt dealt = dealt_of(g);
    struct nd_masked masked = {.recalls = g->groups->recall != NULL};
    struct nd_survey survey;
    nd_status status = nd_survey_make(&survey, &match, &dealt);
    if (status == ND_OK && g->groups->boilerplate) status = mask_ranks(g, &match, NULL, &masked);
    nd_match_stage(&match, "order");
    if (status == ND_OK) status = nd_match_left(g, &match);
    if (status == ND_OK && masked.recalls) status = keep_recall(g, &masked, &survey.lexicon);
    nd_masked_free(&masked);
    nd_survey_free(&survey);
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status make_pairs(const struct nd_grouping *g, struct nd_result *result) {
    const struct nd_ranked ranked = {.entries = g->groups->entries,
                                     .count = g->groups->count,
                                     .rank = g->rank,
                                     .first = g->first,
                                     .words = g->words};
    struct nd_pair *pairs;
    const nd_status status = nd_pairs_make(&ranked, &g->ties, &pairs, &result->pair_count);
    result->pairs = pairs;
    return status;
}

static nd_status allocate(struct nd_grouping *g) {
    const size_t n = g->groups->count;
    struct nd_arena *arrays = &g->arrays;
    arrays->store = g->groups->store;
    g->documents = nd_arena_array(arrays, n, sizeof *g->documents);
    g->prints = nd_arena_array(arrays, n, sizeof *g->prints);
    g->numbers = nd_arena_array(arrays, n, sizeof *g->numbers);
    g->visit = nd_arena_array(arrays, n, sizeof *g->visit);
    g->first = nd_arena_array(arrays, n, sizeof *g->first);
    g->rank = nd_arena_array(arrays, n, sizeof *g->rank);
    return g->documents != NULL && g->prints != NULL && g->numbers != NULL && g->visit != NULL &&
                   g->first != NULL && g->rank != NULL
               ? ND_OK
               : ND_ERR_MEMORY;
}

static void release(struct nd_grouping *g) {
    nd_free(g->ties.ties);
    nd_arena_free(&g->arrays);
}

/* Documents are kept as they come, so that those with numbers near each other lie near each
 * other. */
static nd_status order_visits(struct nd_grouping *g) {
    const size_t n = g->groups->count;
    uint32_t *ranks = nd_alloc(n, sizeof *ranks), visits = 0; /* by document */
    if (ranks == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) ranks[i] = ND_RANK_NONE;
    for (uint32_t r = 0; r < g->ranks; r++) {
        nd_store_relieve_at(g->groups->store, r);
        ranks[g->groups->entries[g->first[r]].document] = r;
    }
    for (size_t i = 0; i < n; i++)
        if (ranks[i] != ND_RANK_NONE) g->visit[visits++] = ranks[i];
    nd_free(ranks);
    return ND_OK;
}

static nd_status rank_all(struct nd_grouping *g) {
    const nd_status status = allocate(g);
    if (status != ND_OK) return status;
    assign_ranks(g);
    return order_visits(g);
}

nd_status nd_group(struct nd_groups *groups, struct nd_result *result) {
    struct nd_grouping g = {.groups = groups, .counts = &result->counts};
    nd_status status = rank_all(&g);
    if (status == ND_OK) status = match_ranks(&g);
    if (status == ND_OK) status = nd_make_rows(&g, result);
    if (status == ND_OK && groups->pairs) status = make_pairs(&g, result);
    release(&g);
    return status;
}

/* ---- Boilerplate ----------------------------------------------------------------------------- */

/* Copies the blocks, which name documents by rank. */
static nd_status take_blocks(const struct nd_grouping *g, const struct nd_blocks *found,
                             struct nd_boilerplate *boilerplate) {
    struct nd_boilerplate_block *blocks = nd_alloc(found->count, sizeof *blocks);
    if (blocks == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < found->count; i++) {
        blocks[i] = found->items[i].block;
        blocks[i].document = g->groups->entries[g->first[blocks[i].document]].document;
    }
    boilerplate->blocks = blocks;
    boilerplate->count = found->count;
    return ND_OK;
}

nd_status nd_group_boilerplate(struct nd_groups *groups, struct nd_boilerplate *boilerplate) {
    struct nd_counts counts = {0};
    struct nd_grouping g = {.groups = groups, .counts = &counts};
    struct nd_masked masked = {0};
    struct nd_blocks found = {0};
    struct nd_survey survey = {0};
    struct nd_dealt dealt;
    struct nd_match match;
    nd_status status = rank_all(&g);
    match = all_ranks(&g);
    dealt = dealt_of(&g);
    if (status == ND_OK) status = nd_survey_make(&survey, &match, &dealt);
    if (status == ND_OK) status = mask_ranks(&g, &match, &found, &masked);
    if (status == ND_OK) {
        nd_blocks_settle(&found);
        status = take_blocks(&g, &found, boilerplate);
    }
    for (uint32_t r = 0; r < g.ranks && status == ND_OK; r++)
        boilerplate->documents += masked.documents[r].count != g.documents[r].count;
    boilerplate->words = masked.words;
    nd_free(found.items);
    nd_masked_free(&masked);
    nd_survey_free(&survey);
    release(&g);
    return status;
}
