/*
 * postings.c - see postings.h
 *
 * Sorting within parts that fit in the caches, each a piece of work of its own.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/postings.h"

#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"

enum { CHUNK = 256 }; /* documents in a piece of work */

static nd_status add_document(struct nd_postings *postings, uint32_t rank, uint32_t worker) {
    struct nd_sketcher *sketcher = &postings->sketchers[worker];
    const struct nd_words *document = &postings->match->documents[rank];
    size_t count;
    nd_status status = nd_sketch_shingles(sketcher, document->words, document->count);
    if (status != ND_OK) return status;
    count = nd_sketch_fingerprints(sketcher, document->words, document->count);
    postings->counts[rank] = (uint32_t)count;
    for (size_t i = 0; i < count && status == ND_OK; i++) {
        const uint64_t hash = sketcher->fingerprints[i];
        status = nd_buckets_add(&postings->buckets, worker, (uint32_t)(hash >> 56),
                                (hash & UINT32_MAX) << 32 | rank);
    }
    return status;
}

static nd_status add_chunk(void *context, size_t task, uint32_t worker) {
    struct nd_postings *postings = context;
    const size_t end = (task + 1) * CHUNK;
    nd_status status = ND_OK;
    for (size_t r = task * CHUNK; r < end && r < postings->match->count && status == ND_OK; r++) {
        if (postings->aside != NULL && postings->aside[r]) continue;
        status = add_document(postings, (uint32_t)r, worker);
    }
    return status;
}

static nd_status allocate(struct nd_postings *postings, uint32_t workers) {
    const struct nd_match *match = postings->match;
    const nd_status status = nd_buckets_init(&postings->buckets, workers, ND_POSTING_PARTS);
    postings->counts = nd_alloc_zero(match->count, sizeof *postings->counts);
    postings->sketchers = nd_alloc_zero(workers, sizeof *postings->sketchers);
    postings->gathered = nd_alloc_zero(workers, sizeof *postings->gathered);
    if (status != ND_OK || postings->counts == NULL || postings->sketchers == NULL ||
        postings->gathered == NULL) {
        return ND_ERR_MEMORY;
    }
    for (uint32_t w = 0; w < workers; w++) {
        nd_sketcher_init(&postings->sketchers[w], match->kernels);
    }
    return ND_OK;
}

nd_status nd_postings_fill(struct nd_postings *postings, const struct nd_match *match,
                           const uint8_t *aside) {
    const size_t chunks = (match->count + (size_t)CHUNK - 1) / CHUNK;
    nd_status status;
    *postings = (struct nd_postings){.match = match, .aside = aside};
    status = allocate(postings, nd_exec_workers(match->executor));
    return status == ND_OK ? nd_exec_run(match->executor, chunks, add_chunk, postings) : status;
}

void nd_postings_free(struct nd_postings *postings) {
    const uint32_t workers = postings->buckets.workers;
    for (uint32_t w = 0; w < workers; w++) {
        if (postings->sketchers != NULL) nd_sketcher_free(&postings->sketchers[w]);
        if (postings->gathered != NULL) nd_gathered_free(&postings->gathered[w]);
    }
    nd_buckets_free(&postings->buckets);
    nd_free(postings->counts);
    nd_free(postings->sketchers);
    nd_free(postings->gathered);
    *postings = (struct nd_postings){0};
}

nd_status nd_postings_sort(struct nd_postings *postings, uint32_t part, uint32_t worker) {
    struct nd_gathered *gathered = &postings->gathered[worker];
    const nd_status status = nd_buckets_gather(&postings->buckets, part, gathered);
    if (status == ND_OK) nd_sort_u64(gathered->items, gathered->scratch, gathered->count, 64);
    return status;
}
