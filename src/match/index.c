/*
 * index.c - see index.h
 *
 * Postings come from sorting, never from a table that misses the caches: fingerprints are dealt to
 * parts by their highest bits, and each part, small enough for the caches, is a piece of work. Most
 * fingerprints are of one document: bits for those met once and those met again, of the part alone,
 * tell them before they are sorted (a Bloom filter of one hash).
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
    SPARSE_BITS = 2, /* there are 2^2 pairs of bits a posting */
    EARLY_BITS = 22  /* of a hash, which tell most of a part apart */
};

/* What one worker needs to sort parts. */
struct bench {
    uint64_t *keys, *scratch;
    size_t capacity;
    uint64_t *met;   /* two bits by the highest bits of the lower half */
    size_t met_size; /* words of it */
};

struct indexing {
    struct nd_index *index;
    const struct nd_match *match;
    unsigned part_bits;
    uint32_t slices;
    size_t *places;  /* by slice, then part: counts, then where the next one goes */
    uint64_t *dealt; /* low half << 32 | number, in the room of the postings */
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
    uint64_t blocks = 0;
    index->count = match->count;
    index->first = nd_alloc(match->count, sizeof *index->first);
    if (index->first == NULL) return ND_ERR_MEMORY;
    for (uint32_t i = 0; i < match->count; i++) {
        const uint32_t rank = nd_match_visit(match, i);
        index->first[rank] = (uint32_t)(blocks * ND_BLOCK_PRINTS);
        blocks += nd_prints_blocks(&match->prints[rank]);
        if (blocks * ND_BLOCK_PRINTS > UINT32_MAX) return ND_ERR_LIMIT;
    }
    index->total = (uint32_t)(blocks * ND_BLOCK_PRINTS);
    index->owners = nd_alloc(blocks, sizeof *index->owners);
    return index->owners != NULL ? ND_OK : ND_ERR_MEMORY;
}

/* ---- Dealing --------------------------------------------------------------------------------- */

static void own_blocks(const struct nd_index *index, uint32_t rank,
                       const struct nd_prints *prints) {
    const uint32_t first = index->first[rank] / ND_BLOCK_PRINTS, count = nd_prints_blocks(prints);
    for (uint32_t i = 0; i < count; i++) index->owners[first + i] = rank;
}

static nd_status count_slice(void *context, size_t slice, uint32_t worker) {
    const struct indexing *x = context;
    size_t *counts = x->places + slice * x->index->parts;
    const uint32_t end = slice_begin(x, slice + 1);
    (void)worker;
    for (uint32_t i = slice_begin(x, slice); i < end; i++) {
        const uint32_t rank = nd_match_visit(x->match, i);
        const struct nd_prints *prints = &x->match->prints[rank];
        const uint16_t *high = nd_prints_high(prints);
        own_blocks(x->index, rank, prints);
        for (uint32_t p = 0; p < prints->count; p++) counts[part_of(x, high[p])]++;
    }
    return ND_OK;
}

/* Counts become places: parts one after the other, and slices in order in each. */
static void place_slices(struct indexing *x) {
    struct nd_index *index = x->index;
    size_t begin = 0;
    for (uint32_t p = 0; p < index->parts; p++) {
        size_t count = 0;
        for (size_t s = 0; s < x->slices; s++) {
            size_t *at = &x->places[s * index->parts + p];
            const size_t before = count;
            count += *at;
            *at = begin + before;
        }
        index->begin[p] = begin;
        index->end[p] = begin + count;
        begin += count;
    }
}

static void deal_document(const struct indexing *x, uint32_t rank, size_t *places) {
    const struct nd_prints *prints = &x->match->prints[rank];
    const uint32_t *low = nd_prints_low(prints);
    const uint16_t *high = nd_prints_high(prints);
    const uint32_t first = x->index->first[rank];
    for (uint32_t i = 0; i < prints->count; i++)
        x->dealt[places[part_of(x, high[i])]++] = (uint64_t)low[i] << 32 | (first + i);
}

static nd_status deal_slice(void *context, size_t slice, uint32_t worker) {
    const struct indexing *x = context;
    const uint32_t end = slice_begin(x, slice + 1);
    (void)worker;
    for (uint32_t i = slice_begin(x, slice); i < end; i++) {
        deal_document(x, nd_match_visit(x->match, i), x->places + slice * x->index->parts);
    }
    return ND_OK;
}

/* ---- Sorting --------------------------------------------------------------------------------- */

static void free_bench(struct bench *bench) {
    nd_free(bench->keys);
    nd_free(bench->scratch);
    nd_free(bench->met);
    *bench = (struct bench){0};
}

static nd_status make_room(struct bench *bench, size_t n, size_t met_size) {
    if (n <= bench->capacity && met_size <= bench->met_size) return ND_OK;
    free_bench(bench);
    n += n / 4;
    bench->keys = nd_alloc(n, sizeof *bench->keys);
    bench->scratch = nd_alloc(n, sizeof *bench->scratch);
    bench->met = nd_alloc(met_size, sizeof *bench->met);
    bench->capacity = n;
    bench->met_size = met_size;
    return bench->keys != NULL && bench->scratch != NULL && bench->met != NULL ? ND_OK
                                                                               : ND_ERR_MEMORY;
}

/* Leaves in bench->keys what was dealt and met again; returns how many. Two bits stand for all
 * that begin alike: one was met, several were. */
static size_t drop_lone(struct bench *bench, const uint64_t *dealt, size_t n, unsigned bits) {
    const unsigned shift = 64 - bits;
    size_t kept = 0;
    memset(bench->met, 0, ((size_t)1 << bits) / 4);
    for (size_t i = 0; i < n; i++) {
        const uint64_t at = dealt[i] >> shift, bit = UINT64_C(1) << at % 32 * 2;
        const uint64_t met = bench->met[at / 32];
        bench->met[at / 32] = met | bit | (met & bit) << 1;
    }
    for (size_t i = 0; i < n; i++) {
        const uint64_t at = dealt[i] >> shift;
        bench->keys[kept] = dealt[i];
        kept += bench->met[at / 32] >> (at % 32 * 2 + 1) & 1;
    }
    return kept;
}

/* Sorts by hash, stably. Few hashes of a part begin alike: where some do and are out of order, they
 * are sorted by the rest. */
static void sort_keys(uint64_t *keys, uint64_t *scratch, size_t n) {
    const unsigned rest = 64 - EARLY_BITS;
    nd_sort_u64(keys, scratch, n, rest, 64);
    for (size_t i = 0, end; i < n; i = end) {
        bool ordered = true;
        for (end = i + 1; end < n && keys[end] >> rest == keys[i] >> rest; end++)
            ordered = ordered && keys[end - 1] >> 32 <= keys[end] >> 32;
        if (!ordered) nd_sort_u64(keys + i, scratch, end - i, 32, rest);
    }
}

/* Makes postings of the keys that share a hash; returns how many there are. */
static size_t keep_shared(const struct nd_index *index, const uint64_t *keys, size_t n,
                          struct nd_posting *postings) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t hash = (uint32_t)(keys[i] >> 32), print = (uint32_t)keys[i];
        const bool begins = i == 0 || keys[i - 1] >> 32 != hash;
        postings[kept] =
            (struct nd_posting){print, index->owners[print / ND_BLOCK_PRINTS] & INT32_MAX, begins};
        kept += !begins || (i + 1 < n && keys[i + 1] >> 32 == hash);
    }
    return kept;
}

static nd_status sort_part(void *context, size_t part, uint32_t worker) {
    const struct indexing *x = context;
    struct nd_index *index = x->index;
    struct bench *bench = &x->benches[worker];
    const size_t begin = index->begin[part];
    size_t n = index->end[part] - begin;
    const unsigned bits = nd_smaller(nd_larger(nd_bits_for(n) + SPARSE_BITS, 6), 32);
    const nd_status status = make_room(bench, n, ((size_t)1 << bits) / 32);
    if (status != ND_OK) return status;
    n = drop_lone(bench, x->dealt + begin, n, bits);
    sort_keys(bench->keys, bench->scratch, n);
    index->end[part] = begin + keep_shared(index, bench->keys, n, index->postings + begin);
    return ND_OK;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct indexing *x) {
    struct nd_index *index = x->index;
    x->part_bits = nd_bits_for(index->total / PART_POSTINGS);
    x->part_bits = nd_smaller(nd_larger(x->part_bits, LEAST_PART_BITS), MOST_PART_BITS);
    index->parts = 1u << x->part_bits;
    x->slices = nd_smaller(index->count / SLICE_DOCUMENTS + 1, MOST_SLICES);
    index->store = x->match->store;
    index->postings = nd_store_take(index->store, index->total, sizeof *index->postings);
    index->begin = nd_alloc(index->parts, sizeof *index->begin);
    index->end = nd_alloc(index->parts, sizeof *index->end);
    x->dealt = (void *)index->postings;
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
    nd_free(index->owners);
    nd_free(index->begin);
    nd_free(index->end);
    *index = (struct nd_index){0};
}
