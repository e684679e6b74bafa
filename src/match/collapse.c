/*
 * collapse.c - see collapse.h
 *
 * A key is made of each document: its fingerprints fall into sixteen classes by their lowest bits,
 * and the least of each is one of sixteen MinHashes (one permutation hashing: Li, Owen and Zhang,
 * NIPS 2012). Documents with the same key make a group (so do, once in a while, others: the key is
 * a hash of 32 bits). Within a group each document is compared with the first, the longest. A
 * cluster of 20,000 copies that differ in a word costs 20,000 comparisons here and a single
 * document afterwards. What is missed here is found by candidates.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/collapse.h"

#include <string.h>

#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "base/store.h"
#include "match/align.h"
#include "match/fetch.h"
#include "match/index.h"

enum {
    CHUNK = 512,     /* documents in a piece of work */
    RANK_BITS = 31,  /* of a document with fingerprints: see index.h */
    FAR = 16,        /* documents ahead that are looked up, ... */
    NEXT = 4,        /* ... and whose fingerprints are fetched */
    CLASSES = 16,    /* of fingerprints, a power of two */
    LEAST_FOUND = 4, /* of them there is a fingerprint in a document that has a key */
    NEAR_TENTHS = 9  /* near-identical: nine tenths of similarity */
};

struct collapse {
    const struct nd_match *match;
    uint8_t *aside;
    struct nd_arena arrays; /* keys, shares and first */
    uint64_t *keys; /* key << 32 | rank of the documents with enough fingerprints, by rank, then
                       sorted */
    size_t key_count;
    struct nd_share *shares; /* by rank: with the first of the group, when set aside */
    uint32_t *first;         /* by rank: the first of its group */
    struct nd_aligner *aligners;
};

/* The least of each class of n fingerprints that are not hidden; UINT32_MAX where there is none. */
static void find_least(const uint32_t *low, const uint32_t *hidden, uint32_t n,
                       uint32_t least[CLASSES]) {
    memset(least, 0xff, CLASSES * sizeof *least);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t *const one = &least[low[i] % CLASSES];
        const uint32_t bits = hidden != NULL ? hidden[i / ND_BLOCK_PRINTS] : 0;
        const uint32_t hash = low[i] | (0 - (bits >> i % ND_BLOCK_PRINTS & 1));
        *one = hash < *one ? hash : *one;
    }
}

/* A hash of the least fingerprints, of 32 bits, and the rank; UINT64_MAX for too few of them. */
static uint64_t key_of(const struct nd_match *match, uint32_t rank) {
    const uint32_t origin = nd_match_origin(match, rank);
    const struct nd_prints *prints = &match->prints[origin];
    const uint32_t *hidden = match->hidden != NULL
                                 ? match->hidden + match->index->first[origin] / ND_BLOCK_PRINTS
                                 : NULL;
    uint32_t least[CLASSES], found = 0;
    uint64_t x = 0;
    find_least(nd_prints_low(prints), hidden, prints->count, least);
    for (uint32_t i = 0; i < CLASSES; i++) {
        found += least[i] != UINT32_MAX;
        x = (x ^ least[i]) * 0x9e3779b97f4a7c15u;
        x ^= x >> 29;
    }
    return found >= LEAST_FOUND ? x >> 32 << 32 | rank : UINT64_MAX;
}

/* Fingerprints lie in pieces, with others between them: those of the document that comes i-th are
 * asked for. */
ND_INLINE void fetch_prints(const struct nd_match *match, size_t i) {
    const struct nd_prints *prints;
    if (i >= match->count) return;
    prints = &match->prints[nd_match_origin(match, nd_match_visit(match, i))];
    nd_fetch(nd_prints_low(prints), prints->count * sizeof(uint32_t));
}

static nd_status key_chunk(void *context, size_t task, uint32_t worker) {
    const struct collapse *c = context;
    const size_t end = (task + 1) * CHUNK;
    (void)worker;
    for (size_t i = task * CHUNK; i < end && i < c->match->count; i++) {
        const uint32_t rank = nd_match_visit(c->match, i);
        nd_store_relieve_at(c->match->store, i);
        nd_index_fetch(c->match, i + FAR);
        fetch_prints(c->match, i + NEXT);
        c->keys[rank] = key_of(c->match, rank);
    }
    return ND_OK;
}

/* Whether two documents that share so much are near-identical. */
static bool near(const struct nd_words *a, const struct nd_words *b, const struct nd_share *share) {
    const uint64_t either = (uint64_t)a->count + b->count - share->equal;
    return (uint64_t)share->equal * 10 >= either * NEAR_TENTHS;
}

static nd_status compare_with_first(struct collapse *c, uint32_t worker, uint32_t first,
                                    uint32_t rank) {
    const struct nd_words *documents = c->match->documents;
    struct nd_share share;
    const nd_status status = nd_match_align(c->match, &c->aligners[worker], first, rank, &share);
    if (status != ND_OK || !near(&documents[first], &documents[rank], &share) ||
        !nd_match_accepts(c->match, first, rank, &share))
        return status;
    c->aside[rank] = 1;
    c->shares[rank] = share;
    c->first[rank] = first;
    return ND_OK;
}

static bool same_group(const struct collapse *c, size_t i, size_t k) {
    return c->keys[i] >> 32 == c->keys[k] >> 32;
}

/* Where the group of key i begins. */
static size_t group_begin(const struct collapse *c, size_t i) {
    size_t begin = 0, end = i;
    while (begin < end) {
        const size_t middle = begin + (end - begin) / 2;
        if (same_group(c, middle, i))
            end = middle;
        else
            begin = middle + 1;
    }
    return begin;
}

/* Lists the pairs of a chunk of the keys, which need not begin where a group does; returns how many
 * there are. */
static size_t list_pairs(const struct collapse *c, size_t task, uint64_t pairs[CHUNK]) {
    const size_t begin = task * CHUNK, end = begin + CHUNK;
    size_t first = begin < c->key_count ? group_begin(c, begin) : 0, count = 0;
    for (size_t i = begin; i < end && i < c->key_count; i++) {
        if (!same_group(c, first, i)) first = i;
        if (i != first) pairs[count++] = c->keys[first] << 32 | (uint32_t)c->keys[i];
    }
    return count;
}

/* Groups may be large: their members are compared chunk by chunk, too. */
static nd_status compare_chunk(void *context, size_t task, uint32_t worker) {
    struct collapse *c = context;
    uint64_t pairs[CHUNK];
    const size_t count = list_pairs(c, task, pairs);
    nd_status status = ND_OK;
    for (size_t i = 0; i < count && status == ND_OK; i++) {
        if (i + 1 < count) nd_match_ask_next(c->match, pairs[i], pairs[i + 1]);
        if (i + 2 < count) nd_match_ask_where(c->match, pairs[i + 2]);
        status = compare_with_first(c, worker, (uint32_t)(pairs[i] >> 32), (uint32_t)pairs[i]);
    }
    return status;
}

static nd_status sort_keys(struct collapse *c) {
    const size_t n = c->match->count;
    uint64_t *scratch = nd_alloc(n, sizeof *scratch);
    if (scratch == NULL) return ND_ERR_MEMORY;
    nd_sort_u64(c->keys, scratch, n, RANK_BITS, 64); /* ranks ascend already */
    nd_free(scratch);
    c->key_count = n;
    while (c->key_count > 0 && c->keys[c->key_count - 1] == UINT64_MAX) c->key_count--;
    return ND_OK;
}

static nd_status take_edges(const struct collapse *c, struct nd_edges *out) {
    for (uint32_t r = 0; r < c->match->count; r++) {
        nd_status status;
        if (!c->aside[r]) continue;
        status = nd_reserve(&out->edges, &out->capacity, out->count + 1, sizeof *out->edges);
        if (status != ND_OK) return status;
        out->edges[out->count++] = (struct nd_edge){c->first[r], r, c->shares[r]};
    }
    return ND_OK;
}

static nd_status allocate(struct collapse *c, uint32_t workers) {
    c->arrays.store = c->match->store;
    c->keys = nd_arena_array(&c->arrays, c->match->count, sizeof *c->keys);
    c->shares = nd_arena_array(&c->arrays, c->match->count, sizeof *c->shares);
    c->first = nd_arena_array(&c->arrays, c->match->count, sizeof *c->first);
    c->aligners = nd_alloc_zero(workers, sizeof *c->aligners);
    if (c->keys == NULL || c->shares == NULL || c->first == NULL || c->aligners == NULL)
        return ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers; w++)
        nd_aligner_init(&c->aligners[w], c->match->kernels, c->match->lexicon);
    return ND_OK;
}

static void release(struct collapse *c, uint32_t workers) {
    for (uint32_t w = 0; w < workers; w++) {
        if (c->aligners != NULL) nd_aligner_free(&c->aligners[w]);
    }
    nd_arena_free(&c->arrays);
    nd_free(c->aligners);
}

nd_status nd_collapse(const struct nd_match *match, uint8_t *aside, struct nd_edges *out) {
    const uint32_t workers = nd_exec_workers(match->executor);
    const size_t chunks = (match->count + (size_t)CHUNK - 1) / CHUNK;
    struct collapse c = {.match = match, .aside = aside};
    nd_status status = allocate(&c, workers);
    *out = (struct nd_edges){0};
    if (status == ND_OK) status = nd_exec_run(match->executor, chunks, key_chunk, &c);
    if (status == ND_OK) status = sort_keys(&c);
    if (status == ND_OK) status = nd_exec_run(match->executor, chunks, compare_chunk, &c);
    if (status == ND_OK) status = take_edges(&c, out);
    release(&c, workers);
    if (status != ND_OK) {
        nd_free(out->edges);
        *out = (struct nd_edges){0};
    }
    return status;
}
