/*
 * candidates.c - see candidates.h
 *
 * Every fingerprint is a posting: the documents that have it. A posting pairs each of its documents
 * with the first, which is the longest, and with the one before it in rank (the linear-time
 * clustering of MMseqs2: Steinegger and Söding, Nature Communications 2018). So the pairs are at most
 * twice the fingerprints, however long a posting is. Pairs are then counted; a pair is a candidate
 * when it was made by two fingerprints, or by one when the shorter document has few.
 *
 * Both steps sort within parts chosen by hash, so that a part fits in the caches and parts are
 * independent pieces of work:
 *
 *     documents -> fingerprints by hash -> postings -> pairs by hash -> counts
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/candidates.h"

#include <string.h>

#include "base/buckets.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "sketch/sketch.h"

enum {
    PART_BITS = 8,
    PARTS = 1 << PART_BITS,
    CHUNK = 256,          /* documents in a piece of work */
    ENOUGH = 2,           /* common fingerprints of a candidate pair */
    FEW_FINGERPRINTS = 16 /* of a document for which one is enough */
};

struct search {
    const struct nd_match *match;
    const uint8_t *aside;
    uint8_t *few;                  /* by rank: the document has few fingerprints */
    struct nd_buckets postings;    /* fingerprint << 32 | rank, by the fingerprint's other bits */
    struct nd_buckets pairs;       /* a << 32 | b */
    struct nd_sketcher *sketchers; /* one a worker */
    struct nd_gathered *gathered;  /* one a worker */
    uint64_t *fingerprints, *weak; /* counts, one a worker */
    struct nd_bucket *found;       /* candidates, one a part */
};

/* ---- Documents to postings ------------------------------------------------------------------- */

static nd_status add_postings(struct search *search, uint32_t rank, uint32_t worker) {
    struct nd_sketcher *sketcher = &search->sketchers[worker];
    const struct nd_words *document = &search->match->documents[rank];
    size_t count;
    nd_status status = nd_sketch_shingles(sketcher, document->words, document->count);
    if (status != ND_OK) return status;
    count = nd_sketch_fingerprints(sketcher, document->words, document->count);
    search->few[rank] = count < FEW_FINGERPRINTS;
    search->fingerprints[worker] += count;
    for (size_t i = 0; i < count && status == ND_OK; i++) {
        const uint64_t hash = sketcher->fingerprints[i];
        const uint64_t item = (hash & UINT32_MAX) << 32 | rank;
        status =
            nd_buckets_add(&search->postings, worker, (uint32_t)(hash >> (64 - PART_BITS)), item);
    }
    return status;
}

static nd_status add_chunk(void *context, size_t task, uint32_t worker) {
    struct search *search = context;
    const size_t end = (task + 1) * CHUNK;
    nd_status status = ND_OK;
    for (size_t r = task * CHUNK; r < end && r < search->match->count && status == ND_OK; r++) {
        if (!search->aside[r]) status = add_postings(search, (uint32_t)r, worker);
    }
    return status;
}

/* ---- Postings to pairs ----------------------------------------------------------------------- */

static uint32_t part_of_pair(uint64_t pair) {
    return (uint32_t)((pair * 0x9e3779b97f4a7c15u) >> (64 - PART_BITS));
}

static nd_status add_pair(struct search *search, uint32_t worker, uint32_t a, uint32_t b) {
    const uint64_t pair = (uint64_t)a << 32 | b;
    return nd_buckets_add(&search->pairs, worker, part_of_pair(pair), pair);
}

/* Pairs the documents of one posting, items[0, n) with ascending ranks, some of them repeated. */
static nd_status pair_posting(struct search *search, uint32_t worker, const uint64_t *items,
                              size_t n) {
    const uint32_t first = (uint32_t)items[0];
    uint32_t before = first;
    nd_status status = ND_OK;
    for (size_t i = 1; i < n && status == ND_OK; i++) {
        const uint32_t rank = (uint32_t)items[i];
        if (rank == before) continue;
        status = add_pair(search, worker, first, rank);
        if (status == ND_OK && before != first) status = add_pair(search, worker, before, rank);
        before = rank;
    }
    return status;
}

static nd_status pair_part(void *context, size_t part, uint32_t worker) {
    struct search *search = context;
    struct nd_gathered *gathered = &search->gathered[worker];
    nd_status status = nd_buckets_gather(&search->postings, (uint32_t)part, gathered);
    const uint64_t *items = gathered->items;
    if (status != ND_OK) return status;
    nd_sort_u64(gathered->items, gathered->scratch, gathered->count, 64);
    for (size_t i = 0, end; i < gathered->count && status == ND_OK; i = end) {
        for (end = i + 1; end < gathered->count && items[end] >> 32 == items[i] >> 32;) end++;
        if (end - i > 1) status = pair_posting(search, worker, items + i, end - i);
    }
    return status;
}

/* ---- Pairs to candidates --------------------------------------------------------------------- */

static nd_status keep_pair(struct search *search, size_t part, uint64_t pair, size_t times) {
    struct nd_bucket *found = &search->found[part];
    nd_status status;
    if (times < ENOUGH && !search->few[(uint32_t)pair]) return ND_OK;
    status = nd_reserve(&found->items, &found->capacity, found->count + 1, sizeof pair);
    if (status == ND_OK) found->items[found->count++] = pair;
    return status;
}

static nd_status count_part(void *context, size_t part, uint32_t worker) {
    struct search *search = context;
    struct nd_gathered *gathered = &search->gathered[worker];
    nd_status status = nd_buckets_gather(&search->pairs, (uint32_t)part, gathered);
    const uint64_t *items = gathered->items;
    if (status != ND_OK) return status;
    nd_sort_u64(gathered->items, gathered->scratch, gathered->count, 64);
    for (size_t i = 0, end; i < gathered->count && status == ND_OK; i = end) {
        for (end = i + 1; end < gathered->count && items[end] == items[i];) end++;
        search->weak[worker]++;
        status = keep_pair(search, part, items[i], end - i);
    }
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct search *search, uint32_t workers) {
    nd_status status = nd_buckets_init(&search->postings, workers, PARTS);
    if (status == ND_OK) status = nd_buckets_init(&search->pairs, workers, PARTS);
    if (status != ND_OK) return status;
    search->few = nd_alloc_zero(search->match->count, 1);
    search->sketchers = nd_alloc_zero(workers, sizeof *search->sketchers);
    search->gathered = nd_alloc_zero(workers, sizeof *search->gathered);
    search->fingerprints = nd_alloc_zero(workers, sizeof *search->fingerprints);
    search->weak = nd_alloc_zero(workers, sizeof *search->weak);
    search->found = nd_alloc_zero(PARTS, sizeof *search->found);
    if (search->few == NULL || search->sketchers == NULL || search->gathered == NULL ||
        search->fingerprints == NULL || search->weak == NULL || search->found == NULL) {
        return ND_ERR_MEMORY;
    }
    for (uint32_t w = 0; w < workers; w++) {
        nd_sketcher_init(&search->sketchers[w], search->match->kernels);
    }
    return ND_OK;
}

static void release(struct search *search, uint32_t workers) {
    nd_buckets_free(&search->postings);
    nd_buckets_free(&search->pairs);
    for (uint32_t w = 0; w < workers; w++) {
        if (search->sketchers != NULL) nd_sketcher_free(&search->sketchers[w]);
        if (search->gathered != NULL) nd_gathered_free(&search->gathered[w]);
    }
    for (uint32_t p = 0; p < PARTS && search->found != NULL; p++) nd_free(search->found[p].items);
    nd_free(search->few);
    nd_free(search->sketchers);
    nd_free(search->gathered);
    nd_free(search->fingerprints);
    nd_free(search->weak);
    nd_free(search->found);
}

/* Puts the candidates of all parts together, in order. */
static nd_status collect(const struct search *search, uint32_t workers, struct nd_candidates *out) {
    uint64_t *scratch;
    size_t count = 0;
    for (uint32_t p = 0; p < PARTS; p++) count += search->found[p].count;
    for (uint32_t w = 0; w < workers; w++) {
        out->fingerprints += search->fingerprints[w];
        out->weak_pairs += search->weak[w];
    }
    out->pairs = nd_alloc(count, sizeof *out->pairs);
    scratch = nd_alloc(count, sizeof *scratch);
    if (out->pairs == NULL || scratch == NULL) {
        nd_free(scratch);
        return ND_ERR_MEMORY;
    }
    for (uint32_t p = 0; p < PARTS; p++) {
        const struct nd_bucket *found = &search->found[p];
        if (found->count == 0) continue;
        memcpy(out->pairs + out->count, found->items, found->count * sizeof *found->items);
        out->count += found->count;
    }
    nd_sort_u64(out->pairs, scratch, out->count, 64);
    nd_free(scratch);
    return ND_OK;
}

nd_status nd_find_candidates(const struct nd_match *match, const uint8_t *aside,
                             struct nd_candidates *out) {
    const uint32_t workers = nd_exec_workers(match->executor);
    const size_t chunks = (match->count + (size_t)CHUNK - 1) / CHUNK;
    struct search search = {.match = match, .aside = aside};
    nd_status status = allocate(&search, workers);
    *out = (struct nd_candidates){0};
    if (status == ND_OK) status = nd_exec_run(match->executor, chunks, add_chunk, &search);
    if (status == ND_OK) status = nd_exec_run(match->executor, PARTS, pair_part, &search);
    if (status == ND_OK) status = nd_exec_run(match->executor, PARTS, count_part, &search);
    if (status == ND_OK) status = collect(&search, workers, out);
    release(&search, workers);
    if (status != ND_OK) {
        nd_free(out->pairs);
        *out = (struct nd_candidates){0};
    }
    return status;
}
