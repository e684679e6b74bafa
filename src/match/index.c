/*
 * index.c - see index.h
 *
 * Postings come from sorting, never from a table that misses the caches: fingerprints are dealt to
 * parts by their highest bits, and each part, small enough for the caches, is a piece of work. Most
 * fingerprints are of one document: a bit set of those met once and one of those met again, both of
 * the part alone, tell them before they are sorted (a Bloom filter of one hash).
 *
 * Documents are dealt in slices, each with its own places in every part, so that the postings of a
 * part come in order of number whoever dealt them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/index.h"

#include <string.h>

#include "base/bounds.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "base/store.h"

enum {
    SLICE_DOCUMENTS = 1024, /* wanted in a slice */
    MOST_SLICES = 1024,
    PART_POSTINGS = 1 << 15, /* wanted in a part */
    LEAST_PART_BITS = 8,
    MOST_PART_BITS = 12,
    SPARSE_BITS = 3 /* the bit sets have 2^3 bits a posting */
};

/* What one worker needs to sort parts. */
struct bench {
    uint64_t *keys, *scratch; /* hash << 32 | index of a posting in the part */
    struct nd_posting *sorted;
    size_t capacity;
    uint64_t *once, *again; /* bit sets by the highest bits of the lower half */
    size_t sets;            /* words of each */
};

struct indexing {
    struct nd_index *index;
    const struct nd_match *match;
    unsigned part_bits;
    uint32_t slices;
    size_t *places; /* by slice, then part: counts, then where the next one goes */
    struct bench *benches;
};

static uint32_t slice_begin(const struct indexing *x, size_t slice) {
    return (uint32_t)((uint64_t)x->match->count * slice / x->slices);
}

static inline uint32_t part_of(const struct indexing *x, uint16_t high) {
    return (uint32_t)high >> (16 - x->part_bits);
}

/* ---- Numbers --------------------------------------------------------------------------------- */

static nd_status number_all(struct nd_index *index, const struct nd_match *match) {
    uint64_t count = 0;
    index->count = match->count;
    index->first = nd_alloc(match->count, sizeof *index->first);
    if (index->first == NULL) return ND_ERR_MEMORY;
    for (uint32_t i = 0; i < match->count; i++) {
        const uint32_t rank = nd_match_visit(match, i);
        index->first[rank] = (uint32_t)count;
        count += match->prints[rank].count;
        if (count > UINT32_MAX) return ND_ERR_LIMIT;
    }
    index->total = (uint32_t)count;
    return ND_OK;
}

/* ---- Dealing --------------------------------------------------------------------------------- */

static nd_status count_slice(void *context, size_t slice, uint32_t worker) {
    const struct indexing *x = context;
    size_t *counts = x->places + slice * x->index->parts;
    const uint32_t end = slice_begin(x, slice + 1);
    (void)worker;
    for (uint32_t i = slice_begin(x, slice); i < end; i++) {
        const struct nd_prints *prints = &x->match->prints[nd_match_visit(x->match, i)];
        const uint16_t *high = nd_prints_high(prints);
        for (uint32_t p = 0; p < prints->count; p++) counts[part_of(x, high[p])]++;
    }
    return ND_OK;
}

/* Counts become places: parts one after the other, and slices in order in each. */
static void place_slices(struct indexing *x) {
    struct nd_index *index = x->index;
    size_t place = 0;
    for (uint32_t p = 0; p < index->parts; p++) {
        index->begin[p] = place;
        for (size_t s = 0; s < x->slices; s++) {
            size_t *at = &x->places[s * index->parts + p];
            const size_t count = *at;
            *at = place;
            place += count;
        }
        index->end[p] = place;
    }
}

static void deal_document(const struct indexing *x, uint32_t rank, size_t *places) {
    const struct nd_prints *prints = &x->match->prints[rank];
    const uint32_t *low = nd_prints_low(prints);
    const uint16_t *high = nd_prints_high(prints);
    const uint32_t first = x->index->first[rank];
    for (uint32_t i = 0; i < prints->count; i++) {
        x->index->postings[places[part_of(x, high[i])]++] =
            (struct nd_posting){low[i], first + i, rank};
    }
}

static nd_status deal_slice(void *context, size_t slice, uint32_t worker) {
    const struct indexing *x = context;
    const uint32_t end = slice_begin(x, slice + 1);
    (void)worker;
    for (uint32_t i = slice_begin(x, slice); i < end; i++)
        deal_document(x, nd_match_visit(x->match, i), x->places + slice * x->index->parts);
    return ND_OK;
}

/* ---- Sorting --------------------------------------------------------------------------------- */

static void free_bench(struct bench *bench) {
    nd_free(bench->keys);
    nd_free(bench->scratch);
    nd_free(bench->sorted);
    nd_free(bench->once);
    nd_free(bench->again);
    *bench = (struct bench){0};
}

static nd_status make_room(struct bench *bench, size_t n, size_t sets) {
    if (n <= bench->capacity && sets <= bench->sets) return ND_OK;
    free_bench(bench);
    n += n / 4;
    bench->keys = nd_alloc(n, sizeof *bench->keys);
    bench->scratch = nd_alloc(n, sizeof *bench->scratch);
    bench->sorted = nd_alloc(n, sizeof *bench->sorted);
    bench->once = nd_alloc(sets, sizeof *bench->once);
    bench->again = nd_alloc(sets, sizeof *bench->again);
    bench->capacity = n;
    bench->sets = sets;
    return bench->keys != NULL && bench->scratch != NULL && bench->sorted != NULL &&
                   bench->once != NULL && bench->again != NULL
               ? ND_OK
               : ND_ERR_MEMORY;
}

/* Makes keys of the postings whose bit was met again; returns how many. */
static size_t drop_lone(struct bench *bench, const struct nd_posting *postings, size_t n,
                        unsigned bits) {
    const unsigned shift = 32 - bits;
    size_t kept = 0;
    memset(bench->once, 0, ((size_t)1 << bits) / 8);
    memset(bench->again, 0, ((size_t)1 << bits) / 8);
    for (size_t i = 0; i < n; i++) {
        const uint32_t at = postings[i].hash >> shift;
        const uint64_t bit = UINT64_C(1) << at % 64;
        bench->again[at / 64] |= bench->once[at / 64] & bit;
        bench->once[at / 64] |= bit;
    }
    for (size_t i = 0; i < n; i++) {
        const uint32_t at = postings[i].hash >> shift;
        bench->keys[kept] = (uint64_t)postings[i].hash << 32 | i;
        kept += bench->again[at / 64] >> at % 64 & 1;
    }
    return kept;
}

/* Leaves the postings that share a hash, by the sorted keys; returns how many there are. */
static size_t keep_shared(struct bench *bench, size_t n, struct nd_posting *postings) {
    const uint64_t *keys = bench->keys;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bench->sorted[kept] = postings[(uint32_t)keys[i]];
        kept += (i > 0 && keys[i - 1] >> 32 == keys[i] >> 32) ||
                (i + 1 < n && keys[i + 1] >> 32 == keys[i] >> 32);
    }
    if (kept != 0) memcpy(postings, bench->sorted, kept * sizeof *postings);
    return kept;
}

static nd_status sort_part(void *context, size_t part, uint32_t worker) {
    const struct indexing *x = context;
    struct nd_index *index = x->index;
    struct bench *bench = &x->benches[worker];
    struct nd_posting *postings = index->postings + index->begin[part];
    size_t n = index->end[part] - index->begin[part];
    const unsigned bits = nd_smaller(nd_larger(nd_bits_for(n) + SPARSE_BITS, 6), 32);
    const nd_status status = make_room(bench, n, ((size_t)1 << bits) / 64);
    if (status != ND_OK) return status;
    n = drop_lone(bench, postings, n, bits);
    nd_sort_u64(bench->keys, bench->scratch, n, 32, 64);
    index->end[part] = index->begin[part] + keep_shared(bench, n, postings);
    return ND_OK;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct indexing *x) {
    struct nd_index *index = x->index;
    const size_t count = nd_index_prints(index);
    x->part_bits = nd_bits_for(count / PART_POSTINGS);
    x->part_bits = nd_smaller(nd_larger(x->part_bits, LEAST_PART_BITS), MOST_PART_BITS);
    index->parts = 1u << x->part_bits;
    x->slices = nd_smaller(index->count / SLICE_DOCUMENTS + 1, MOST_SLICES);
    index->store = x->match->store;
    index->postings = nd_store_take(index->store, count, sizeof *index->postings);
    index->begin = nd_alloc(index->parts, sizeof *index->begin);
    index->end = nd_alloc(index->parts, sizeof *index->end);
    x->places = nd_alloc_zero((size_t)x->slices * index->parts, sizeof *x->places);
    x->benches = nd_alloc_zero(nd_exec_workers(x->match->executor), sizeof *x->benches);
    return index->postings != NULL && index->begin != NULL && index->end != NULL &&
                   x->places != NULL && x->benches != NULL
               ? ND_OK
               : ND_ERR_MEMORY;
}

static void release(struct indexing *x) {
    const uint32_t workers = nd_exec_workers(x->match->executor);
    for (uint32_t w = 0; w < workers && x->benches != NULL; w++) free_bench(&x->benches[w]);
    nd_free(x->benches);
    nd_free(x->places);
}

nd_status nd_index_make(struct nd_index *index, const struct nd_match *match) {
    const struct nd_executor *executor = match->executor;
    struct indexing x = {.index = index, .match = match};
    nd_status status;
    *index = (struct nd_index){0};
    status = number_all(index, match);
    if (status == ND_OK) status = allocate(&x);
    if (status == ND_OK) status = nd_exec_run(executor, x.slices, count_slice, &x);
    if (status == ND_OK) {
        place_slices(&x);
        status = nd_exec_run(executor, x.slices, deal_slice, &x);
    }
    if (status == ND_OK) status = nd_exec_run(executor, index->parts, sort_part, &x);
    release(&x);
    return status;
}

void nd_index_free(struct nd_index *index) {
    if (index->postings != NULL)
        nd_store_give_back(index->store, index->postings, index->total, sizeof *index->postings);
    nd_free(index->first);
    nd_free(index->begin);
    nd_free(index->end);
    *index = (struct nd_index){0};
}
