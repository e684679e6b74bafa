/*
 * collapse.c - see collapse.h
 *
 * Documents whose 16 least shingles are the same make a group (so do, once in a while, others: the
 * groups are by a hash of 32 bits). Within a group each document is compared with the first, the
 * longest: by the estimate of their bottom-k sketches, and when that says near-identical, exactly.
 * A cluster of 20,000 copies that differ in a word costs 20,000 comparisons here and a single
 * document afterwards. What is missed here is found by candidates.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/collapse.h"

#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "match/align.h"
#include "sketch/sketch.h"

enum {
    CHUNK = 512, /* documents in a piece of work */
    KEY_HASHES = 16,
    NEAR_TENTHS = 9 /* near-identical: nine tenths of resemblance and of similarity */
};

struct collapse {
    const struct nd_match *match;
    uint8_t *aside;
    uint64_t *keys; /* key << 32 | rank of the documents with enough shingles, then sorted */
    size_t key_count;
    struct nd_share *shares; /* by rank: with the first of the group, when set aside */
    uint32_t *first;         /* by rank: the first of its group */
    struct nd_sketcher *sketchers;
    struct nd_aligner *aligners;
};

static uint32_t key_of(const struct nd_bottom_k *sketch) {
    uint64_t x = 0;
    for (uint32_t i = 0; i < sketch->count; i++) {
        x = (x ^ sketch->hash[i]) * 0x9e3779b97f4a7c15u;
        x ^= x >> 29;
    }
    return (uint32_t)(x >> 32);
}

static nd_status sketch_document(struct collapse *c, uint32_t rank, uint32_t worker, uint32_t k,
                                 struct nd_bottom_k *out) {
    const struct nd_words *document = &c->match->documents[rank];
    struct nd_sketcher *sketcher = &c->sketchers[worker];
    const nd_status status = nd_sketch_shingles(sketcher, document->words, document->count);
    if (status == ND_OK) nd_sketch_bottom_k(sketcher, k, out);
    return status;
}

/* Documents with too few shingles get a key that sorts last. */
static nd_status key_chunk(void *context, size_t task, uint32_t worker) {
    struct collapse *c = context;
    const size_t end = (task + 1) * CHUNK;
    for (size_t i = task * CHUNK; i < end && i < c->match->count; i++) {
        const uint32_t r = nd_match_visit(c->match, i);
        struct nd_bottom_k sketch;
        const nd_status status = sketch_document(c, r, worker, KEY_HASHES, &sketch);
        if (status != ND_OK) return status;
        c->keys[i] = sketch.count == KEY_HASHES ? (uint64_t)key_of(&sketch) << 32 | r : UINT64_MAX;
    }
    return ND_OK;
}

/* Whether shared words make documents of words_a and words_b words near-identical. */
static bool near(uint64_t shared, uint64_t total) { return shared * 10 >= total * NEAR_TENTHS; }

static nd_status compare_with_first(struct collapse *c, uint32_t worker, uint32_t first,
                                    const struct nd_bottom_k *sketch, uint32_t rank) {
    const struct nd_words *a = &c->match->documents[first], *b = &c->match->documents[rank];
    struct nd_bottom_k other;
    struct nd_share share;
    uint32_t common, total;
    nd_status status = sketch_document(c, rank, worker, ND_SKETCH_SIZE, &other);
    if (status != ND_OK) return status;
    nd_sketch_resemblance(sketch, &other, &common, &total);
    if (!near(common, total)) return ND_OK;
    status = nd_match_align(c->match, &c->aligners[worker], first, rank, &share);
    if (status != ND_OK || !near(share.equal, (uint64_t)a->count + b->count - share.equal))
        return status;
    if (!nd_match_accepts(c->match, first, rank, &share)) return ND_OK;
    c->aside[rank] = 1;
    c->shares[rank] = share;
    c->first[rank] = first;
    return ND_OK;
}

/* Handles the groups that begin in a chunk of the sorted keys. */
static nd_status compare_chunk(void *context, size_t task, uint32_t worker) {
    struct collapse *c = context;
    const size_t end = (task + 1) * CHUNK;
    nd_status status = ND_OK;
    for (size_t i = task * CHUNK, next; i < end && i < c->key_count && status == ND_OK; i = next) {
        const uint32_t first = (uint32_t)c->keys[i];
        struct nd_bottom_k sketch;
        next = i + 1;
        if (i > 0 && c->keys[i - 1] >> 32 == c->keys[i] >> 32) continue;
        while (next < c->key_count && c->keys[next] >> 32 == c->keys[i] >> 32) next++;
        if (next == i + 1) continue;
        status = sketch_document(c, first, worker, ND_SKETCH_SIZE, &sketch);
        for (size_t m = i + 1; m < next && status == ND_OK; m++) {
            status = compare_with_first(c, worker, first, &sketch, (uint32_t)c->keys[m]);
        }
    }
    return status;
}

static nd_status sort_keys(struct collapse *c) {
    const size_t n = c->match->count;
    uint64_t *scratch = nd_alloc(n, sizeof *scratch);
    if (scratch == NULL) return ND_ERR_MEMORY;
    nd_sort_u64(c->keys, scratch, n, 0, 64);
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
    c->keys = nd_alloc(c->match->count, sizeof *c->keys);
    c->shares = nd_alloc(c->match->count, sizeof *c->shares);
    c->first = nd_alloc(c->match->count, sizeof *c->first);
    c->sketchers = nd_alloc_zero(workers, sizeof *c->sketchers);
    c->aligners = nd_alloc_zero(workers, sizeof *c->aligners);
    if (c->keys == NULL || c->shares == NULL || c->first == NULL || c->sketchers == NULL ||
        c->aligners == NULL) {
        return ND_ERR_MEMORY;
    }
    for (uint32_t w = 0; w < workers; w++) {
        nd_sketcher_init(&c->sketchers[w], c->match->kernels);
        nd_aligner_init(&c->aligners[w], c->match->kernels, c->match->lexicon);
    }
    return ND_OK;
}

static void release(struct collapse *c, uint32_t workers) {
    for (uint32_t w = 0; w < workers; w++) {
        if (c->sketchers != NULL) nd_sketcher_free(&c->sketchers[w]);
        if (c->aligners != NULL) nd_aligner_free(&c->aligners[w]);
    }
    nd_free(c->keys);
    nd_free(c->shares);
    nd_free(c->first);
    nd_free(c->sketchers);
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
