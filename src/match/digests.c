/*
 * digests.c - see digests.h
 *
 * What two pages of a site have in common, and no other one, may be a list that both were printed
 * with, or the beginning of an article on a front page. But a front page has little else than such
 * texts, each in common with another page. So a document is a digest when it shares as much as a
 * report with each of three others or more, each time what only these two have, and that is half of
 * it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/digests.h"

#include "base/mem.h"
#include "base/sort.h"
#include "base/store.h"

enum { LEAST_PARTNERS = 3 };

/* What a document shares with one other each: with how many of them, and how many fingerprints. */
struct haul {
    uint32_t partners, prints;
};

struct gathering {
    struct nd_suspects *suspects;
    struct nd_arena arrays;
    uint64_t *pairs; /* of the documents of each fingerprint of two: the first one above */
    uint64_t *scratch;
    struct haul *hauls; /* by rank */
    unsigned rank_bits;
    size_t pair_count;
};

/* The two documents of a suspect, as they come in all postings; false if it has others. */
static bool is_of_two(const struct nd_suspect *suspect, uint32_t ranks[2]) {
    if (suspect->documents != 2) return false;
    ranks[0] = nd_posting_rank(&suspect->postings[0]);
    ranks[1] = nd_posting_rank(&suspect->postings[suspect->count - 1]);
    return true;
}

static void list_pairs(struct gathering *g) {
    const struct nd_suspects *suspects = g->suspects;
    for (uint32_t i = 0; i < suspects->count; i++) {
        uint32_t ranks[2];
        nd_store_relieve_at(suspects->match->store, i);
        if (is_of_two(&suspects->items[i], ranks))
            g->pairs[g->pair_count++] = (uint64_t)ranks[0] << g->rank_bits | ranks[1];
    }
    nd_sort_u64(g->pairs, g->scratch, g->pair_count, 0, 2 * g->rank_bits);
}

static void add_partner(struct gathering *g, uint64_t rank, size_t prints) {
    g->hauls[rank].partners++;
    g->hauls[rank].prints += (uint32_t)prints;
}

static void count_partners(struct gathering *g) {
    const uint64_t rank_mask = (UINT64_C(1) << g->rank_bits) - 1;
    for (size_t i = 0, end; i < g->pair_count; i = end) {
        for (end = i + 1; end < g->pair_count && g->pairs[end] == g->pairs[i];) end++;
        if (end - i < ND_LEAST_REPORT) continue;
        add_partner(g, g->pairs[i] >> g->rank_bits, end - i);
        add_partner(g, g->pairs[i] & rank_mask, end - i);
    }
}

static bool is_digest(const struct gathering *g, uint32_t rank) {
    const struct haul *haul = &g->hauls[rank];
    return haul->partners >= LEAST_PARTNERS &&
           2 * (uint64_t)haul->prints >= g->suspects->match->prints[rank].count;
}

static void spare(const struct gathering *g) {
    for (uint32_t i = 0; i < g->suspects->count; i++) {
        struct nd_suspect *suspect = &g->suspects->items[i];
        uint32_t ranks[2];
        nd_store_relieve_at(g->suspects->match->store, i);
        if (is_of_two(suspect, ranks) && (is_digest(g, ranks[0]) || is_digest(g, ranks[1])))
            suspect->samples = 0;
    }
}

static bool allocate(struct gathering *g) {
    const size_t count = g->suspects->count;
    g->pairs = nd_arena_array(&g->arrays, count, sizeof *g->pairs);
    g->scratch = nd_arena_array(&g->arrays, count, sizeof *g->scratch);
    g->hauls = nd_arena_zeros(&g->arrays, g->suspects->match->count, sizeof *g->hauls);
    return g->pairs != NULL && g->scratch != NULL && g->hauls != NULL;
}

nd_status nd_digests_spare(struct nd_suspects *suspects) {
    struct gathering g = {.suspects = suspects,
                          .arrays = {.store = suspects->match->store},
                          .rank_bits = nd_bits_for(suspects->match->count)};
    const bool complete = allocate(&g);
    if (complete) {
        list_pairs(&g);
        count_partners(&g);
        spare(&g);
    }
    nd_arena_free(&g.arrays);
    return complete ? ND_OK : ND_ERR_MEMORY;
}
