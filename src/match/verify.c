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

enum { CHUNK = 128 }; /* pairs in a piece of work */

struct verification {
    const struct nd_match *match;
    const uint64_t *pairs;
    size_t count;
    struct nd_share *shares;     /* by pair */
    struct nd_aligner *aligners; /* one a worker */
};

static nd_status verify_chunk(void *context, size_t task, uint32_t worker) {
    struct verification *v = context;
    struct nd_aligner *aligner = &v->aligners[worker];
    const size_t begin = task * CHUNK;
    const size_t end = v->count - begin < CHUNK ? v->count : begin + CHUNK;
    nd_status status = ND_OK;
    for (size_t i = begin; i < end && status == ND_OK; i++) {
        status = nd_match_align(v->match, aligner, (uint32_t)(v->pairs[i] >> 32),
                                (uint32_t)v->pairs[i], &v->shares[i]);
    }
    return status;
}

static nd_status keep_accepted(const struct verification *v, struct nd_edges *out) {
    for (size_t i = 0; i < v->count; i++) {
        const uint32_t a = (uint32_t)(v->pairs[i] >> 32), b = (uint32_t)v->pairs[i];
        nd_status status;
        if (!nd_match_accepts(v->match, a, b, &v->shares[i])) continue;
        status = nd_reserve(&out->edges, &out->capacity, out->count + 1, sizeof *out->edges);
        if (status != ND_OK) return status;
        out->edges[out->count++] = (struct nd_edge){a, b, v->shares[i]};
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
    v.shares = nd_alloc(count, sizeof *v.shares);
    v.aligners = nd_alloc_zero(workers, sizeof *v.aligners);
    if (v.shares == NULL || v.aligners == NULL) status = ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers && status == ND_OK; w++) {
        nd_aligner_init(&v.aligners[w], match->kernels);
    }
    if (status == ND_OK) status = nd_exec_run(match->executor, chunks, verify_chunk, &v);
    if (status == ND_OK) status = keep_accepted(&v, out);
    for (uint32_t w = 0; w < workers && v.aligners != NULL; w++) nd_aligner_free(&v.aligners[w]);
    nd_free(v.aligners);
    nd_free(v.shares);
    if (status != ND_OK) {
        nd_free(out->edges);
        *out = (struct nd_edges){0};
    }
    return status;
}
