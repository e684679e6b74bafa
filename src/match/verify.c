/*
 * verify.c - see verify.h
 *
 * Pairs come sorted by their longer document, so that its index serves all its pairs in a piece of
 * work.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/verify.h"

#include "base/exec.h"
#include "base/mem.h"
#include "match/align.h"

enum {
    CHUNK = 128,    /* pairs in a piece of work */
    LEAST_PART = 5, /* the shared words are at least a fifth of the longer document ... */
};

uint32_t nd_match_least(const struct nd_match *match, uint32_t words_a, uint32_t words_b) {
    const uint64_t scaled = (uint64_t)match->threshold * words_b + ND_THRESHOLD_UNIT - 1;
    const uint32_t by_b = (uint32_t)(scaled / ND_THRESHOLD_UNIT);
    const uint32_t by_a = words_a / LEAST_PART + (words_a % LEAST_PART != 0);
    return by_a > by_b ? by_a : by_b;
}

bool nd_match_accepts(const struct nd_match *match, uint32_t words_a, uint32_t words_b,
                      uint32_t shared) {
    return words_b != 0 && shared >= nd_match_least(match, words_a, words_b);
}

struct verification {
    const struct nd_match *match;
    const uint64_t *pairs;
    size_t count;
    uint32_t *shared;            /* by pair */
    struct nd_aligner *aligners; /* one a worker */
};

static nd_status verify_chunk(void *context, size_t task, uint32_t worker) {
    struct verification *v = context;
    struct nd_aligner *aligner = &v->aligners[worker];
    const size_t begin = task * CHUNK;
    const size_t end = v->count - begin < CHUNK ? v->count : begin + CHUNK;
    nd_status status = ND_OK;
    for (size_t i = begin; i < end && status == ND_OK; i++) {
        const uint32_t a = (uint32_t)(v->pairs[i] >> 32), b = (uint32_t)v->pairs[i];
        const struct nd_words *first = &v->match->documents[a], *second = &v->match->documents[b];
        if (i == begin || a != (uint32_t)(v->pairs[i - 1] >> 32)) {
            status = nd_align_with(aligner, first->words, first->count);
        }
        if (status == ND_OK) {
            status = nd_align(aligner, second->words, second->count,
                              nd_match_least(v->match, first->count, second->count), &v->shared[i]);
        }
    }
    return status;
}

static nd_status keep_accepted(const struct verification *v, struct nd_edges *out) {
    for (size_t i = 0; i < v->count; i++) {
        const uint32_t a = (uint32_t)(v->pairs[i] >> 32), b = (uint32_t)v->pairs[i];
        const struct nd_words *documents = v->match->documents;
        nd_status status;
        if (!nd_match_accepts(v->match, documents[a].count, documents[b].count, v->shared[i])) {
            continue;
        }
        status = nd_reserve(&out->edges, &out->capacity, out->count + 1, sizeof *out->edges);
        if (status != ND_OK) return status;
        out->edges[out->count++] = (struct nd_edge){a, b, v->shared[i]};
    }
    return ND_OK;
}

nd_status nd_verify_pairs(const struct nd_match *match, const uint64_t *pairs, size_t count,
                          struct nd_edges *out) {
    const uint32_t workers = nd_exec_workers(match->executor);
    const size_t chunks = (count + CHUNK - 1) / CHUNK;
    struct verification v = {.match = match, .pairs = pairs, .count = count};
    nd_status status = ND_OK;
    *out = (struct nd_edges){0};
    v.shared = nd_alloc(count, sizeof *v.shared);
    v.aligners = nd_alloc_zero(workers, sizeof *v.aligners);
    if (v.shared == NULL || v.aligners == NULL) status = ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers && status == ND_OK; w++) {
        nd_aligner_init(&v.aligners[w], match->kernels);
    }
    if (status == ND_OK) status = nd_exec_run(match->executor, chunks, verify_chunk, &v);
    if (status == ND_OK) status = keep_accepted(&v, out);
    for (uint32_t w = 0; w < workers && v.aligners != NULL; w++) nd_aligner_free(&v.aligners[w]);
    nd_free(v.aligners);
    nd_free(v.shared);
    if (status != ND_OK) {
        nd_free(out->edges);
        *out = (struct nd_edges){0};
    }
    return status;
}
