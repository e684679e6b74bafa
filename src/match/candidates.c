/*
 * candidates.c - see candidates.h
 *
 * Pairs are counted; a pair is a candidate when it was made by two fingerprints, or by one when the
 * shorter document has few. Most are met once: in each part, small enough for the caches, bits for
 * those met once and those met again tell them before the others are counted in a table (a Bloom
 * filter of one hash); only whether there was one before matters. Eleven words in a row that two
 * documents have, none of them hidden, hold a fingerprint of both, for every window of the eight
 * shingles in them has one; where characters are among them it takes fifteen.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/candidates.h"

#include <string.h>

#include "base/bits.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "match/pairing.h"

enum { ENOUGH = 2 }; /* common fingerprints of a candidate pair */

/* What one worker needs. */
struct bench {
    struct nd_gathered gathered; /* the pairs of a part */
    uint64_t *met;               /* two bits by hash */
    uint64_t *pairs;             /* a table of pairs; 0: nothing is there */
    uint8_t *times;              /* how often each was met, ENOUGH at most */
    size_t capacity;             /* of the table, and twice as many pairs of bits */
    uint64_t weak;               /* distinct pairs so far */
    char apart[ND_APART];
};

/* The candidates of a part. */
struct found {
    uint64_t *items;
    size_t count, capacity;
};

struct search {
    const struct nd_match *match;
    struct nd_buckets pairs; /* of documents: see pairing.h */
    struct bench *benches;   /* one a worker */
    struct found *found;     /* one a part */
};

/* ---- Counting -------------------------------------------------------------------------------- */

static nd_status keep_pair(struct found *found, uint64_t pair) {
    const nd_status status =
        nd_reserve(&found->items, &found->capacity, found->count + 1, sizeof pair);
    if (status == ND_OK) found->items[found->count++] = pair;
    return status;
}

static void free_tables(struct bench *bench) {
    nd_free(bench->met);
    nd_free(bench->pairs);
    nd_free(bench->times);
    bench->met = bench->pairs = NULL;
    bench->times = NULL;
    bench->capacity = 0;
}

/* Makes room for a table of 2^bits pairs, and for twice as many pairs of bits. */
static nd_status make_room(struct bench *bench, unsigned bits) {
    const size_t size = (size_t)1 << bits;
    if (size <= bench->capacity) return ND_OK;
    free_tables(bench);
    bench->met = nd_alloc(size / 16 + 1, sizeof *bench->met);
    bench->pairs = nd_alloc(size, sizeof *bench->pairs);
    bench->times = nd_alloc(size, sizeof *bench->times);
    if (bench->met == NULL || bench->pairs == NULL || bench->times == NULL) return ND_ERR_MEMORY;
    bench->capacity = size;
    return ND_OK;
}

/* Where a pair is, or goes, in a table of 2^bits pairs that is at most half full. */
static size_t find_pair(const struct bench *bench, unsigned bits, uint64_t pair) {
    size_t at = (size_t)(nd_pair_hash(pair) << ND_PAIR_PART_BITS >> (64 - bits));
    while (bench->pairs[at] != 0 && bench->pairs[at] != pair)
        at = (at + 1) & (((size_t)1 << bits) - 1);
    return at;
}

/* Leaves in pairs[0, n) those that were met again, and perhaps some others; returns how many. */
static size_t drop_lone(struct bench *bench, uint64_t *pairs, size_t n, unsigned bits) {
    const unsigned shift = 64 - bits;
    size_t kept = 0;
    memset(bench->met, 0, (((size_t)1 << bits) / 32 + 1) * sizeof *bench->met);
    for (size_t i = 0; i < n; i++)
        nd_met_add(bench->met, nd_pair_hash(pairs[i]) << ND_PAIR_PART_BITS >> shift);
    for (size_t i = 0; i < n; i++) {
        const uint64_t at = nd_pair_hash(pairs[i]) << ND_PAIR_PART_BITS >> shift;
        pairs[kept] = pairs[i];
        kept += nd_met_again(bench->met, at);
    }
    return kept;
}

/* Counts a pair, and keeps it when it was met often enough. */
static nd_status count_pair(struct bench *bench, unsigned bits, uint64_t pair,
                            struct found *found) {
    const size_t at = find_pair(bench, bits, pair);
    if (bench->pairs[at] == 0) {
        bench->weak++;
        bench->pairs[at] = pair;
        bench->times[at] = 1;
        return ND_OK;
    }
    if (bench->times[at] == ENOUGH) return ND_OK;
    return ++bench->times[at] == ENOUGH ? keep_pair(found, pair) : ND_OK;
}

static nd_status count_part(void *context, size_t part, uint32_t worker) {
    const struct search *search = context;
    struct bench *bench = &search->benches[worker];
    struct nd_gathered *made = &bench->gathered;
    struct found found = {0};
    unsigned bits;
    size_t n = 0;
    nd_status status = nd_buckets_gather(&search->pairs, (uint32_t)part, made);
    if (status == ND_OK) {
        bits = nd_bits_for(made->count) + 1;
        status = make_room(bench, bits);
    }
    if (status != ND_OK) return status;
    n = drop_lone(bench, made->items, made->count, bits + 1);
    bench->weak += made->count - n;
    bits = nd_bits_for(n) + 1;
    memset(bench->pairs, 0, ((size_t)1 << bits) * sizeof *bench->pairs);
    for (size_t i = 0; i < n && status == ND_OK; i++)
        status = count_pair(bench, bits, made->items[i], &found);
    search->found[part] = found;
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct search *search, uint32_t workers) {
    search->benches = nd_alloc_zero(workers, sizeof *search->benches);
    search->found = nd_alloc_zero(ND_PAIR_PARTS, sizeof *search->found);
    return search->benches != NULL && search->found != NULL ? ND_OK : ND_ERR_MEMORY;
}

static void release(struct search *search, uint32_t workers) {
    for (uint32_t w = 0; w < workers && search->benches != NULL; w++) {
        nd_gathered_free(&search->benches[w].gathered);
        free_tables(&search->benches[w]);
    }
    for (uint32_t p = 0; p < ND_PAIR_PARTS && search->found != NULL; p++)
        nd_free(search->found[p].items);
    nd_buckets_free(&search->pairs);
    nd_free(search->benches);
    nd_free(search->found);
}

static void add_counts(const struct search *search, uint32_t workers, struct nd_candidates *out) {
    for (uint32_t p = 0; p < ND_PAIR_PARTS; p++) out->count += search->found[p].count;
    for (uint32_t w = 0; w < workers; w++) out->weak_pairs += search->benches[w].weak;
}

/* Puts the candidates of all parts together, in order. */
static nd_status collect(const struct search *search, struct nd_candidates *out) {
    const unsigned bits = nd_bits_for(search->match->count); /* of a rank */
    uint64_t *scratch = nd_alloc(out->count, sizeof *scratch);
    size_t count = 0;
    out->pairs = nd_alloc(out->count, sizeof *out->pairs);
    if (out->pairs == NULL || scratch == NULL) {
        nd_free(scratch);
        return ND_ERR_MEMORY;
    }
    for (uint32_t p = 0; p < ND_PAIR_PARTS; p++) {
        const struct found *found = &search->found[p];
        if (found->count == 0) continue;
        memcpy(out->pairs + count, found->items, found->count * sizeof *found->items);
        count += found->count;
    }
    nd_sort_u64(out->pairs, scratch, count, 0, bits);
    nd_sort_u64(out->pairs, scratch, count, 32, 32 + bits);
    nd_free(scratch);
    return ND_OK;
}

nd_status nd_find_candidates(const struct nd_match *match, const uint8_t *aside,
                             struct nd_candidates *out) {
    const uint32_t workers = nd_exec_workers(match->executor);
    struct search search = {.match = match};
    nd_status status;
    *out = (struct nd_candidates){0};
    status = nd_pair_documents(match, aside, &search.pairs, &out->fingerprints);
    if (status == ND_OK) status = allocate(&search, workers);
    if (status == ND_OK) status = nd_exec_run(match->executor, ND_PAIR_PARTS, count_part, &search);
    if (status == ND_OK) {
        add_counts(&search, workers, out);
        status = collect(&search, out);
    }
    release(&search, workers);
    if (status != ND_OK) {
        nd_free(out->pairs);
        *out = (struct nd_candidates){0};
    }
    return status;
}
