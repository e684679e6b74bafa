/*
 * left.c - matching what is left of documents without their boilerplate
 *
 * Near-identical documents are set aside, candidates found among the others, verified, judged and
 * clustered. All that goes by the order of documents by their length, which masking changes: so
 * documents get ranks of their own here, and what was found is brought back to theirs at the end.
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "base/store.h"
#include "match/audit.h"
#include "match/candidates.h"
#include "match/collapse.h"
#include "match/grouping.h"
#include "match/leads.h"
#include "match/relate.h"
#include "match/roundup.h"
#include "match/verify.h"
#include "match/weed.h"

enum { CHUNK = 1024 }; /* documents in a piece of work */

/* Adds the contacts that carry one report and are no round-ups to the edges. */
static nd_status add_accepted(struct nd_grouping *g, const struct nd_match *match,
                              const struct nd_contacts *contacts, const uint8_t *roundups,
                              struct nd_edges *edges) {
    const size_t most = edges->count + contacts->count;
    const nd_status status =
        nd_reserve(&edges->edges, &edges->capacity, most, sizeof *edges->edges);
    for (size_t i = 0; i < contacts->count && status == ND_OK; i++) {
        const struct nd_contact *c = &contacts->contacts[i];
        nd_store_relieve_at(match->store, i);
        if (c->bond != ND_BOND_COPY || roundups[c->a] || roundups[c->b]) continue;
        edges->edges[edges->count++] = (struct nd_edge){c->a, c->b, c->share};
        g->counts->verified++;
    }
    return status;
}

/* Verifies the candidates: what they share. */
static nd_status find_contacts(struct nd_grouping *g, const struct nd_match *match,
                               const struct nd_candidates *candidates,
                               struct nd_contacts *contacts) {
    g->counts->fingerprints = candidates->fingerprints;
    g->counts->weak_pairs = candidates->weak_pairs;
    g->counts->candidates = candidates->count;
    return nd_verify_pairs(match, candidates->pairs, candidates->count, contacts);
}

/* Audits what was matched in this order. */
static nd_status audit(const struct nd_grouping *g, struct nd_matched *matched) {
    const uint32_t *order = matched->match->origin;
    const struct nd_entry **entries = nd_alloc(g->ranks, sizeof *entries);
    nd_status status;
    if (entries == NULL) return ND_ERR_MEMORY;
    for (uint32_t r = 0; r < g->ranks; r++) {
        entries[r] = &g->groups->entries[g->first[order[r]]];
    }
    matched->entries = entries;
    status = nd_audit_matched(matched, g->groups->audit_options, g->groups->audit);
    nd_free(entries);
    return status;
}

static nd_status match_documents(struct nd_grouping *g, const struct nd_match *match,
                                 struct nd_cluster_place *places) {
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
    if (status == ND_OK) status = nd_weed_candidates(match, &candidates);
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
        edges.count = (size_t)g->counts->collapsed; /* they come first */
        status = audit(g, &(struct nd_matched){.match = match,
                                               .collapsed = &edges,
                                               .candidates = &candidates,
                                               .places = places});
    }
    nd_free(aside);
    nd_free(roundups);
    nd_free(candidates.pairs);
    nd_free(edges.edges);
    nd_contacts_free(match, &contacts);
    return status;
}

/* Makes old documents, or those that are wanted, lead. */
static nd_status choose_leads(struct nd_grouping *g, const struct nd_match *match,
                              struct nd_cluster_place *places) {
    const struct nd_groups *groups = g->groups;
    const uint32_t *order = match->origin;
    uint32_t *place = nd_alloc(g->ranks, sizeof *place); /* by rank */
    uint32_t *at = nd_alloc(groups->count, sizeof *at);
    uint32_t *kept = nd_alloc(g->ranks, sizeof *kept);
    nd_status status = ND_ERR_MEMORY;
    if (place != NULL && at != NULL && kept != NULL) {
        for (uint32_t r = 0; r < g->ranks; r++) place[order[r]] = r;
        for (uint32_t r = 0; r < g->ranks; r++) kept[r] = g->first[order[r]];
        for (uint32_t i = 0; i < groups->count; i++)
            at[i] = g->rank[i] == ND_RANK_NONE ? ND_RANK_NONE : place[g->rank[i]];
        status = nd_choose_leads(&(struct nd_leads){.match = match,
                                                    .entries = groups->entries,
                                                    .at = at,
                                                    .chooser = groups->chooser,
                                                    .count = (uint32_t)groups->count},
                                 places, kept);
        for (uint32_t r = 0; r < g->ranks; r++) g->kept[order[r]] = kept[r];
    }
    nd_free(place);
    nd_free(at);
    nd_free(kept);
    return status;
}

/* Says which documents are old, in their order, to be freed; NULL when none is. */
static nd_status find_old(const struct nd_grouping *g, const uint32_t *order, uint8_t **out) {
    uint8_t *old;
    *out = NULL;
    if (!g->groups->has_old) return ND_OK;
    old = nd_alloc(g->ranks, 1);
    if (old == NULL) return ND_ERR_MEMORY;
    for (uint32_t r = 0; r < g->ranks; r++) old[r] = g->groups->entries[g->first[order[r]]].old;
    *out = old;
    return ND_OK;
}

/* Matches documents that are in order. */
static nd_status match_ordered(struct nd_grouping *g, struct nd_match *match,
                               struct nd_cluster_place *places) {
    uint8_t *old;
    nd_status status = find_old(g, match->origin, &old);
    match->old = old;
    if (status == ND_OK) status = match_documents(g, match, places);
    if (status == ND_OK && (old != NULL || g->groups->chooser->choose != NULL))
        status = choose_leads(g, match, places);
    match->old = NULL;
    nd_free(old);
    return status;
}

/* Sorts ranks by what is left of their documents, long ones first. */
static nd_status order_by_length(const struct nd_match *match, uint32_t *order) {
    const uint32_t n = match->count;
    uint64_t *keys = nd_alloc(n, sizeof *keys), *scratch = nd_alloc(n, sizeof *scratch);
    const bool complete = keys != NULL && scratch != NULL;
    if (complete) {
        for (uint32_t r = 0; r < n; r++) {
            nd_store_relieve_at(match->store, r);
            keys[r] = (uint64_t)(UINT32_MAX - match->documents[r].count) << 32 | r;
        }
        nd_sort_u64(keys, scratch, n, 32, 64);
        for (uint32_t r = 0; r < n; r++) order[r] = (uint32_t)keys[r];
    }
    nd_free(keys);
    nd_free(scratch);
    return complete ? ND_OK : ND_ERR_MEMORY;
}

/* The words of documents lie in memory as they did, whatever ranks these have in an order. */
static nd_status order_visits(const struct nd_match *match, const uint32_t *order,
                              uint32_t *visit) {
    uint32_t *ranks = nd_alloc(match->count, sizeof *ranks);
    if (ranks == NULL) return ND_ERR_MEMORY;
    for (uint32_t r = 0; r < match->count; r++) ranks[order[r]] = r;
    for (uint32_t i = 0; i < match->count; i++) {
        nd_store_relieve_at(match->store, i);
        visit[i] = ranks[nd_match_visit(match, i)];
    }
    nd_free(ranks);
    return ND_OK;
}

/* What was found out about documents in an order, on its way back to ranks. */
struct bringing {
    const struct nd_grouping *g;
    const uint32_t *order;
    const struct nd_cluster_place *places;
};

static nd_status bring_chunk(void *context, size_t task, uint32_t worker) {
    const struct bringing *b = context;
    const size_t begin = task * CHUNK, left = b->g->ranks - begin;
    const size_t end = begin + (left < CHUNK ? left : CHUNK);
    (void)worker;
    for (size_t r = begin; r < end; r++) {
        struct nd_cluster_place *place = &b->g->places[b->order[r]];
        nd_store_relieve_at(b->g->groups->store, r);
        *place = b->places[r];
        place->lead = b->order[place->lead];
        place->match = b->order[place->match];
    }
    return ND_OK;
}

static nd_status bring_back(struct nd_grouping *g, const uint32_t *order,
                            const struct nd_cluster_place *places) {
    struct bringing bringing = {.g = g, .order = order, .places = places};
    const size_t chunks = ((size_t)g->ranks + CHUNK - 1) / CHUNK;
    for (size_t i = 0; i < g->ties.count; i++) {
        g->ties.ties[i].document = order[g->ties.ties[i].document];
        g->ties.ties[i].other = order[g->ties.ties[i].other];
    }
    return nd_exec_run(g->groups->executor, chunks, bring_chunk, &bringing);
}

/* Makes room for what is found, in memory that steps before have given back. */
static nd_status allocate(struct nd_grouping *g) {
    g->kept = nd_arena_array(&g->arrays, g->ranks, sizeof *g->kept);
    g->words = nd_arena_array(&g->arrays, g->ranks, sizeof *g->words);
    g->places = nd_arena_array(&g->arrays, g->ranks, sizeof *g->places);
    return g->kept != NULL && g->words != NULL && g->places != NULL ? ND_OK : ND_ERR_MEMORY;
}

nd_status nd_match_left(struct nd_grouping *g, struct nd_match *match) {
    struct nd_arena arrays = {.store = match->store};
    struct nd_words *documents = nd_arena_array(&arrays, g->ranks, sizeof *documents);
    struct nd_cluster_place *places = nd_arena_array(&arrays, g->ranks, sizeof *places);
    uint32_t *order = nd_arena_array(&arrays, g->ranks, sizeof *order);
    uint32_t *visit = nd_arena_array(&arrays, g->ranks, sizeof *visit);
    nd_status status = ND_ERR_MEMORY;
    if (documents != NULL && places != NULL && order != NULL && visit != NULL) status = allocate(g);
    if (status == ND_OK) status = order_by_length(match, order);
    if (status == ND_OK) status = order_visits(match, order, visit);
    if (status == ND_OK) {
        for (uint32_t r = 0; r < g->ranks; r++) {
            nd_store_relieve_at(match->store, r);
            g->kept[r] = g->first[r];
            g->words[r] = match->documents[r].count;
            documents[r] = match->documents[order[r]];
        }
        match->documents = documents;
        match->origin = order;
        match->visit = visit;
        status = match_ordered(g, match, places);
    }
    if (status == ND_OK) status = bring_back(g, order, places);
    nd_arena_free(&arrays);
    return status;
}
