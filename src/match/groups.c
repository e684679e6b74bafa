/*
 * groups.c - see groups.h
 *
 * Documents with the same words share one rank; the steps of matching see ranks only. Documents
 * without words match nothing and have none: they stand at the end of the sorted entries.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/groups.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/store.h"
#include "match/audit.h"
#include "match/boilerplate.h"
#include "match/candidates.h"
#include "match/cluster.h"
#include "match/collapse.h"
#include "match/leads.h"
#include "match/pairs.h"
#include "match/relate.h"
#include "match/roundup.h"
#include "match/survey.h"
#include "match/ties.h"
#include "match/verify.h"
#include "simd/wordhash.h"

#define NONE ND_RANK_NONE
enum {
    RELIEF = 256 /* documents whose words may be looked at before the store sees to its memory */
};

struct grouping {
    const struct nd_groups *groups;
    struct nd_counts *counts;
    struct nd_words *documents; /* by rank */
    struct nd_prints *prints;   /* by rank */
    uint32_t *visit;            /* ranks in the order in which their documents came */
    uint32_t *first; /* by rank: its first entry, an old one if it has any, with the least name */
    uint32_t *kept;  /* by rank: the entry that leads when it does; else its first */
    uint32_t ranks;
    uint32_t *words;         /* by rank: without boilerplate */
    struct nd_place *places; /* by rank */
    uint32_t *rank;          /* by entry; NONE without words */
    struct nd_ties ties;     /* of ranks, when they were asked for */
};

/* ---- Ranks ----------------------------------------------------------------------------------- */

static void assign_ranks(struct grouping *g) {
    const struct nd_entry *entries = g->groups->entries;
    for (uint32_t i = 0; i < g->groups->count; i++) {
        g->rank[i] = NONE;
        if (i % RELIEF == 0) nd_store_relieve(g->groups->store);
        if (entries[i].count == 0) continue;
        if (i == 0 || !nd_same_words(&entries[i - 1], &entries[i])) {
            g->documents[g->ranks] = (struct nd_words){entries[i].words, entries[i].count};
            g->prints[g->ranks] = entries[i].prints;
            g->first[g->ranks++] = i;
        } else {
            g->counts->exact++;
        }
        g->rank[i] = g->ranks - 1;
    }
}

/* ---- Matching -------------------------------------------------------------------------------- */

/* A document in the order of what is left of it without boilerplate. */
struct ordered {
    uint32_t count, rank;
};

/* Adds the contacts that carry one report and are no round-ups to the edges. */
static nd_status add_accepted(struct grouping *g, const struct nd_match *match,
                              const struct nd_contacts *contacts, const uint8_t *roundups,
                              struct nd_edges *edges) {
    for (size_t i = 0; i < contacts->count; i++) {
        const struct nd_contact *c = &contacts->contacts[i];
        nd_status status;
        if (roundups[c->a] || roundups[c->b]) continue;
        if (!nd_match_accepts(match, c->a, c->b, &c->share)) continue;
        status =
            nd_reserve(&edges->edges, &edges->capacity, edges->count + 1, sizeof *edges->edges);
        if (status != ND_OK) return status;
        edges->edges[edges->count++] = (struct nd_edge){c->a, c->b, c->share};
        g->counts->verified++;
    }
    return ND_OK;
}

/* Verifies the candidates: what they share. */
static nd_status find_contacts(struct grouping *g, const struct nd_match *match,
                               const struct nd_candidates *candidates,
                               struct nd_contacts *contacts) {
    g->counts->fingerprints = candidates->fingerprints;
    g->counts->weak_pairs = candidates->weak_pairs;
    g->counts->candidates = candidates->count;
    return nd_verify_pairs(match, candidates->pairs, candidates->count, contacts);
}

/* Audits what was matched in this order. */
static nd_status audit(const struct grouping *g, const struct ordered *order,
                       struct nd_matched *matched) {
    const struct nd_entry **entries = nd_alloc(g->ranks, sizeof *entries);
    nd_status status;
    if (entries == NULL) return ND_ERR_MEMORY;
    for (uint32_t r = 0; r < g->ranks; r++) {
        entries[r] = &g->groups->entries[g->first[order[r].rank]];
    }
    matched->entries = entries;
    status = nd_audit_matched(matched, g->groups->audit_options, g->groups->audit);
    nd_free(entries);
    return status;
}

static nd_status match_documents(struct grouping *g, const struct nd_match *match,
                                 const struct ordered *order, struct nd_place *places) {
    uint8_t *aside = nd_alloc_zero(match->count, 1);
    uint8_t *roundups = nd_alloc_zero(match->count, 1);
    struct nd_candidates candidates = {0};
    struct nd_edges edges = {0};
    struct nd_contacts contacts = {0};
    nd_status status = aside != NULL && roundups != NULL ? ND_OK : ND_ERR_MEMORY;
    nd_match_stage(match, "near-identical");
    if (status == ND_OK) status = nd_collapse(match, aside, &edges);
    g->counts->collapsed = edges.count;
    nd_match_stage(match, "candidates");
    if (status == ND_OK) status = nd_find_candidates(match, aside, &candidates);
    nd_match_stage(match, "verifying");
    if (status == ND_OK) status = find_contacts(g, match, &candidates, &contacts);
    if (status == ND_OK) status = nd_find_roundups(match, &contacts, roundups);
    if (status == ND_OK) status = add_accepted(g, match, &contacts, roundups, &edges);
    nd_match_stage(match, "clusters");
    if (status == ND_OK) status = nd_cluster(match, &edges, places);
    if (status == ND_OK) status = nd_relate(match, &contacts, roundups, g->groups->joins, places);
    if (status == ND_OK && g->groups->pairs) {
        status = nd_tie_documents(match, &(struct nd_findings){&edges, &contacts, roundups, places},
                                  &g->ties);
    }
    if (status == ND_OK && g->groups->audit_options != NULL) {
        edges.count = g->counts->collapsed; /* they come first */
        status = audit(
            g, order,
            &(struct nd_matched){
                .match = match, .collapsed = &edges, .candidates = &candidates, .places = places});
    }
    nd_free(aside);
    nd_free(roundups);
    nd_free(candidates.pairs);
    nd_free(edges.edges);
    nd_free(contacts.contacts);
    return status;
}

static int compare_ordered(const void *x, const void *y) {
    const struct ordered *a = x, *b = y;
    if (a->count != b->count) return a->count > b->count ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

/* Makes old documents, or those that are wanted, lead. */
static nd_status choose_leads(struct grouping *g, const struct nd_match *match,
                              const struct ordered *order, struct nd_place *places) {
    const struct nd_groups *groups = g->groups;
    uint32_t *place = nd_alloc(g->ranks, sizeof *place); /* by rank */
    uint32_t *at = nd_alloc(groups->count, sizeof *at);
    uint32_t *kept = nd_alloc(g->ranks, sizeof *kept);
    nd_status status = ND_ERR_MEMORY;
    if (place != NULL && at != NULL && kept != NULL) {
        for (uint32_t r = 0; r < g->ranks; r++) place[order[r].rank] = r;
        for (uint32_t r = 0; r < g->ranks; r++) kept[r] = g->first[order[r].rank];
        for (uint32_t i = 0; i < groups->count; i++)
            at[i] = g->rank[i] == NONE ? NONE : place[g->rank[i]];
        status = nd_choose_leads(&(struct nd_leads){.match = match,
                                                    .entries = groups->entries,
                                                    .at = at,
                                                    .chooser = groups->chooser,
                                                    .count = (uint32_t)groups->count},
                                 places, kept);
        for (uint32_t r = 0; r < g->ranks; r++) g->kept[order[r].rank] = kept[r];
    }
    nd_free(place);
    nd_free(at);
    nd_free(kept);
    return status;
}

/* Says which documents are old, in their order, to be freed; NULL when none is. */
static nd_status find_old(const struct grouping *g, const struct ordered *order, uint8_t **out) {
    uint8_t *old;
    *out = NULL;
    if (!g->groups->has_old) return ND_OK;
    old = nd_alloc(g->ranks, 1);
    if (old == NULL) return ND_ERR_MEMORY;
    for (uint32_t r = 0; r < g->ranks; r++)
        old[r] = g->groups->entries[g->first[order[r].rank]].old;
    *out = old;
    return ND_OK;
}

/* Matches documents that are in order. */
static nd_status match_ordered(struct grouping *g, struct nd_match *match,
                               const struct ordered *order, struct nd_place *places) {
    uint8_t *old;
    nd_status status = find_old(g, order, &old);
    match->old = old;
    if (status == ND_OK) status = match_documents(g, match, order, places);
    if (status == ND_OK && (old != NULL || g->groups->chooser->choose != NULL))
        status = choose_leads(g, match, order, places);
    match->old = NULL;
    nd_free(old);
    return status;
}

/* Matches the documents as they are without boilerplate, in their own order, and brings the result
 * back to ranks. */
static nd_status match_in_order(struct grouping *g, struct nd_match *match) {
    struct nd_words *documents = nd_alloc(g->ranks, sizeof *documents);
    struct ordered *order = nd_alloc(g->ranks, sizeof *order);
    struct nd_place *places = nd_alloc(g->ranks, sizeof *places);
    uint32_t *origin = nd_alloc(g->ranks, sizeof *origin);
    nd_status status = ND_ERR_MEMORY;
    if (documents != NULL && order != NULL && places != NULL && origin != NULL) {
        memcpy(g->kept, g->first, g->ranks * sizeof *g->kept);
        for (uint32_t r = 0; r < g->ranks; r++) {
            order[r] = (struct ordered){match->documents[r].count, r};
            g->words[r] = match->documents[r].count;
        }
        qsort(order, g->ranks, sizeof *order, compare_ordered);
        for (uint32_t r = 0; r < g->ranks; r++) {
            origin[r] = order[r].rank;
            documents[r] = match->documents[order[r].rank];
        }
        match->documents = documents;
        match->origin = origin;
        match->visit = NULL;
        status = match_ordered(g, match, order, places);
    }
    for (uint32_t r = 0; r < g->ranks && status == ND_OK; r++) {
        g->places[order[r].rank] = places[r];
        g->places[order[r].rank].lead = order[places[r].lead].rank;
        g->places[order[r].rank].match = order[places[r].match].rank;
    }
    for (size_t i = 0; i < g->ties.count; i++) {
        g->ties.ties[i].document = order[g->ties.ties[i].document].rank;
        g->ties.ties[i].other = order[g->ties.ties[i].other].rank;
    }
    nd_free(documents);
    nd_free(order);
    nd_free(places);
    nd_free(origin);
    return status;
}

/* The sources by rank. Several sources that print the same words are a source of their own. */
static void rank_sources(const struct grouping *g, uint32_t *sources) {
    for (uint32_t i = 0; i < g->groups->count && g->rank[i] != NONE; i++) {
        const uint32_t rank = g->rank[i];
        const uint32_t source = g->groups->sources[g->groups->entries[i].document];
        if (i == g->first[rank] || sources[rank] == 0)
            sources[rank] = source;
        else if (source != 0 && source != sources[rank])
            sources[rank] = UINT32_MAX - rank;
    }
}

static nd_status mask_ranks(struct grouping *g, struct nd_match *match, struct nd_blocks *blocks,
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

static struct nd_match all_ranks(const struct grouping *g) {
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

/* Keeps what comparing documents once more needs. */
static nd_status keep_recall(const struct grouping *g, struct nd_masked *masked,
                             struct nd_lexicon *lexicon) {
    struct nd_recall *recall = g->groups->recall;
    const nd_status status = nd_recall_take(recall, masked, lexicon, (uint32_t)g->groups->count);
    for (uint32_t i = 0; i < g->groups->count && status == ND_OK; i++) {
        if (g->rank[i] != NONE) nd_recall_set(recall, g->groups->entries[i].document, g->rank[i]);
    }
    return status;
}

static nd_status match_ranks(struct grouping *g) {
    struct nd_match match = all_ranks(g);
    struct nd_masked masked = {.recalls = g->groups->recall != NULL};
    struct nd_survey survey;
    nd_status status = nd_survey_make(&survey, &match);
    if (status == ND_OK && g->groups->boilerplate) status = mask_ranks(g, &match, NULL, &masked);
    nd_match_stage(&match, "order");
    if (status == ND_OK) status = match_in_order(g, &match);
    if (status == ND_OK && masked.recalls) status = keep_recall(g, &masked, &survey.lexicon);
    nd_masked_free(&masked);
    nd_survey_free(&survey);
    return status;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static int compare_by_name(const void *x, const void *y) {
    const struct nd_entry *const *a = x, *const *b = y;
    const int order = nd_name_compare((*a)->name, (*b)->name);
    return order != 0 ? order
                      : ((*a)->document > (*b)->document) - ((*a)->document < (*b)->document);
}

/* The entry that leads the cluster of an entry: itself without words. */
static uint32_t lead_entry(const struct grouping *g, uint32_t entry) {
    return g->rank[entry] == NONE ? entry : g->kept[g->places[g->rank[entry]].lead];
}

/* The entry that a document in a cluster of so many was matched with: itself for none. */
static uint32_t matched_entry(const struct grouping *g, uint32_t entry, uint32_t lead,
                              uint32_t size) {
    const uint32_t rank = g->rank[entry];
    if (rank == NONE || (size > 1 && rank == g->rank[lead])) return lead;
    return g->kept[g->places[rank].match];
}

/* The relation of a document in a cluster of so many. */
static nd_relation relation_of(const struct grouping *g, uint32_t entry, uint32_t lead,
                               uint32_t size) {
    const uint32_t rank = g->rank[entry];
    if (size > 1 && entry == lead) return ND_RELATION_LEAD;
    if (size > 1 && rank == g->rank[lead]) return ND_RELATION_EXACT;
    if (rank == NONE) return ND_RELATION_UNIQUE;
    if (g->places[rank].relation != ND_RELATION_REPRINT) return g->places[rank].relation;
    if (size == 1) return ND_RELATION_UNIQUE;
    return nd_match_is_abridged(g->words[rank], g->words[g->rank[lead]]) ? ND_RELATION_ABRIDGED
                                                                         : ND_RELATION_REPRINT;
}

/* The two documents of a row's measure: this one and, in a cluster, its lead; else its match. */
static void measure_row(const struct grouping *g, uint32_t entry, uint32_t other,
                        struct nd_measure *measure) {
    const uint32_t rank = g->rank[entry];
    if (rank == NONE) return;
    measure->words_a = g->words[rank];
    measure->words_b = g->words[g->rank[other]];
    measure->shared = measure->equal = g->words[rank];
    if (rank == g->rank[other]) return;
    measure->shared = g->places[rank].share.shared;
    measure->equal = g->places[rank].share.equal;
}

static uint64_t content_of(const struct nd_entry *entry) {
    return entry->count != 0 ? entry->hash : nd_hash_bytes(entry->name->bytes, entry->name->size);
}

static struct nd_row row_of(const struct grouping *g, uint32_t entry, uint32_t lead,
                            uint32_t size) {
    const struct nd_entry *entries = g->groups->entries;
    const uint32_t match = matched_entry(g, entry, lead, size);
    struct nd_row row = {.document = entries[entry].document,
                         .size = size,
                         .match = entries[match].document,
                         .lead = entries[lead].document,
                         .content = content_of(&entries[lead])};
    measure_row(g, entry, size > 1 ? lead : match, &row.measure);
    row.relation = relation_of(g, entry, lead, size);
    return row;
}

/* The clusters while rows are put in order, each known by the entry that leads it. */
struct layout {
    const struct nd_entry **by_name;
    uint32_t *size;   /* by leading entry: members */
    uint32_t *shown;  /* by leading entry: members that are to have rows */
    uint32_t *placed; /* by leading entry: rows that are taken, that of the lead in any case */
    uint32_t *number; /* by leading entry: from 1; 0 for none yet */
    size_t *start;    /* by leading entry: the row of the lead */
};

/* Clusters get their numbers and rows in the order in which their least names come; returns how
 * many rows there are. */
static size_t lay_out(const struct grouping *g, struct layout *layout, struct nd_row *rows) {
    const struct nd_entry *entries = g->groups->entries;
    const size_t n = g->groups->count;
    size_t used = 0, at;
    for (uint32_t i = 0; i < n; i++) {
        layout->size[lead_entry(g, i)]++;
        layout->shown[lead_entry(g, i)] += !entries[i].old;
    }
    for (size_t i = 0; i < n; i++) {
        const uint32_t entry = (uint32_t)(layout->by_name[i] - entries);
        const uint32_t lead = lead_entry(g, entry);
        if (entries[entry].old) continue;
        if (layout->number[lead] == 0) {
            layout->number[lead] = (uint32_t)++g->counts->clusters;
            layout->start[lead] = used;
            layout->placed[lead] = !entries[lead].old;
            used += layout->shown[lead];
        }
        at = layout->start[lead] + (entry == lead ? 0 : layout->placed[lead]++);
        rows[at] = row_of(g, entry, lead, layout->size[lead]);
        rows[at].cluster = layout->number[lead];
        g->counts->copies += entry != lead;
        g->counts->known += entries[lead].old;
    }
    return used;
}

static nd_status make_rows(const struct grouping *g, struct nd_result *result) {
    const size_t n = g->groups->count;
    struct nd_row *rows = nd_alloc(n, sizeof *rows);
    struct layout layout = {.by_name = nd_alloc(n, sizeof *layout.by_name),
                            .size = nd_alloc_zero(n, sizeof *layout.size),
                            .shown = nd_alloc_zero(n, sizeof *layout.shown),
                            .placed = nd_alloc_zero(n, sizeof *layout.placed),
                            .number = nd_alloc_zero(n, sizeof *layout.number),
                            .start = nd_alloc(n, sizeof *layout.start)};
    const bool complete = rows != NULL && layout.by_name != NULL && layout.size != NULL &&
                          layout.shown != NULL && layout.placed != NULL && layout.number != NULL &&
                          layout.start != NULL;
    if (complete) {
        for (size_t i = 0; i < n; i++) layout.by_name[i] = &g->groups->entries[i];
        qsort(layout.by_name, n, sizeof *layout.by_name, compare_by_name);
        result->rows = rows;
        result->count = lay_out(g, &layout, rows);
    } else {
        nd_free(rows);
    }
    nd_free(layout.by_name);
    nd_free(layout.size);
    nd_free(layout.shown);
    nd_free(layout.placed);
    nd_free(layout.number);
    nd_free(layout.start);
    return complete ? ND_OK : ND_ERR_MEMORY;
}

static nd_status make_pairs(const struct grouping *g, struct nd_result *result) {
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

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct grouping *g) {
    const size_t n = g->groups->count;
    g->documents = nd_alloc(n, sizeof *g->documents);
    g->prints = nd_alloc(n, sizeof *g->prints);
    g->visit = nd_alloc(n, sizeof *g->visit);
    g->first = nd_alloc(n, sizeof *g->first);
    g->kept = nd_alloc(n, sizeof *g->kept);
    g->words = nd_alloc(n, sizeof *g->words);
    g->places = nd_alloc(n, sizeof *g->places);
    g->rank = nd_alloc(n, sizeof *g->rank);
    return g->documents != NULL && g->prints != NULL && g->visit != NULL && g->first != NULL &&
                   g->kept != NULL && g->words != NULL && g->places != NULL && g->rank != NULL
               ? ND_OK
               : ND_ERR_MEMORY;
}

static void release(struct grouping *g) {
    nd_free(g->ties.ties);
    nd_free(g->documents);
    nd_free(g->prints);
    nd_free(g->visit);
    nd_free(g->first);
    nd_free(g->kept);
    nd_free(g->words);
    nd_free(g->places);
    nd_free(g->rank);
}

/* Documents are kept as they come, so that those with numbers near each other lie near each
 * other. */
static nd_status order_visits(struct grouping *g) {
    const size_t n = g->groups->count;
    uint32_t *ranks = nd_alloc(n, sizeof *ranks), visits = 0; /* by document */
    if (ranks == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) ranks[i] = NONE;
    for (uint32_t r = 0; r < g->ranks; r++) ranks[g->groups->entries[g->first[r]].document] = r;
    for (size_t i = 0; i < n; i++)
        if (ranks[i] != NONE) g->visit[visits++] = ranks[i];
    nd_free(ranks);
    return ND_OK;
}

static nd_status rank_all(struct grouping *g) {
    const nd_status status = allocate(g);
    if (status != ND_OK) return status;
    nd_rank_entries(g->groups->entries, g->groups->count, g->groups->store);
    assign_ranks(g);
    return order_visits(g);
}

nd_status nd_group(struct nd_groups *groups, struct nd_result *result) {
    struct grouping g = {.groups = groups, .counts = &result->counts};
    nd_status status = rank_all(&g);
    if (status == ND_OK) status = match_ranks(&g);
    if (status == ND_OK) status = make_rows(&g, result);
    if (status == ND_OK && groups->pairs) status = make_pairs(&g, result);
    release(&g);
    return status;
}

/* ---- Boilerplate ----------------------------------------------------------------------------- */

/* Copies the blocks, which name documents by rank. */
static nd_status take_blocks(const struct grouping *g, const struct nd_blocks *found,
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
    struct grouping g = {.groups = groups, .counts = &counts};
    struct nd_masked masked = {0};
    struct nd_blocks found = {0};
    struct nd_survey survey = {0};
    struct nd_match match;
    nd_status status = rank_all(&g);
    match = all_ranks(&g);
    if (status == ND_OK) status = nd_survey_make(&survey, &match);
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
