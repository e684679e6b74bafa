/*
 * candidates.c - see candidates.h
 *
 * Every fingerprint is a posting: the documents that have it outside of their boilerplate. A
 * posting pairs each of its documents with the first, which is the longest, and with the one before
 * it in rank (the linear-time clustering of MMseqs2: Steinegger and Söding, Nature Communications
 * 2018). So the pairs are at most twice the fingerprints, however long a posting is. Pairs are then
 * counted; a pair is a candidate when it was made by two fingerprints, or by one when the shorter
 * document has few.
 *
 * Pairs, like the index, are sorted within parts chosen by hash. Eleven words in a row that two
 * documents have, none of them hidden, hold a fingerprint of both, for every window of the eight
 * shingles in them has one.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/candidates.h"

#include <string.h>

#include "base/bounds.h"
#include "base/buckets.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "match/index.h"

#define NONE UINT32_MAX

enum {
    PARTS = 256,
    CHUNK = 256,           /* documents in a piece of work */
    AHEAD = 24,            /* items whose flags are asked for */
    ENOUGH = 2,            /* common fingerprints of a candidate pair */
    FEW_FINGERPRINTS = 16, /* of a document for which one is enough */
    FEW_DOCUMENTS = 64     /* of a fingerprint that is enough for misread documents */
};

struct search {
    const struct nd_match *match;
    uint32_t *ranks;         /* by the rank as it was read; NONE when set aside */
    uint32_t *counts;        /* by rank: fingerprints that are not hidden */
    struct nd_buckets pairs; /* a << 32 | b */
    struct nd_gathered
        *gathered;           /* one a worker: the documents of a posting; the pairs of a part */
    uint8_t *misread;        /* by rank */
    uint64_t *weak;          /* distinct pairs, one count a worker */
    struct nd_bucket *found; /* candidates, one a part */
};

/* ---- Documents ------------------------------------------------------------------------------- */

static uint32_t origin_of(const struct nd_match *match, uint32_t rank) {
    return match->origin != NULL ? match->origin[rank] : rank;
}

/* The fingerprints of a document that are not hidden. */
static uint32_t count_prints(const struct nd_match *match, uint32_t origin) {
    const uint32_t n = match->prints[origin].count;
    uint32_t count = n;
    if (match->hidden == NULL) return n;
    for (uint32_t i = 0; i < n; i++) count -= match->hidden[match->index->first[origin] + i];
    return count;
}

static nd_status look_up_chunk(void *context, size_t task, uint32_t worker) {
    struct search *search = context;
    const size_t end = (task + 1) * CHUNK;
    (void)worker;
    for (size_t i = task * CHUNK; i < end && i < search->match->count; i++) {
        const uint32_t r = nd_match_visit(search->match, i);
        const uint32_t origin = origin_of(search->match, r);
        if (search->ranks[origin] == NONE) continue;
        search->misread[r] = search->match->misread[origin];
        search->counts[r] = count_prints(search->match, origin);
    }
    return ND_OK;
}

/* ---- Postings to pairs ----------------------------------------------------------------------- */

static uint32_t part_of_pair(uint64_t pair) {
    return (uint32_t)((pair * 0x9e3779b97f4a7c15u) >> 56);
}

static nd_status add_pair(struct search *search, uint32_t worker, uint32_t a, uint32_t b) {
    const uint64_t pair = (uint64_t)a << 32 | b;
    return nd_buckets_add(&search->pairs, worker, part_of_pair(pair), pair);
}

/* Misread text has few shingles left that are right: a fingerprint of few documents that two such
 * documents have in common counts for the two that a candidate needs. */
static nd_status add_pair_of(struct search *search, uint32_t worker, uint32_t a, uint32_t b,
                             size_t n) {
    nd_status status = add_pair(search, worker, a, b);
    if (status != ND_OK || n > FEW_DOCUMENTS || !search->misread[a] || !search->misread[b]) {
        return status;
    }
    return add_pair(search, worker, a, b);
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
        status = add_pair_of(search, worker, first, rank, n);
        if (status == ND_OK && before != first) {
            status = add_pair_of(search, worker, before, rank, n);
        }
        before = rank;
    }
    return status;
}

/* Copies n postings to `out` but for those that are hidden or of documents set aside, as hash << 32
 * | rank; returns how many. Each flag is a wait for memory, unless it is asked for ahead. */
static size_t leave_hidden(const struct search *search, const struct nd_posting *postings, size_t n,
                           uint64_t *out) {
    const uint8_t *hidden = search->match->hidden;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t rank = search->ranks[postings[i].rank];
        if (hidden != NULL && i + AHEAD < n) __builtin_prefetch(hidden + postings[i + AHEAD].print);
        out[kept] = (uint64_t)postings[i].hash << 32 | rank;
        kept += rank != NONE && (hidden == NULL || hidden[postings[i].print] == 0);
    }
    return kept;
}

static nd_status pair_part(void *context, size_t part, uint32_t worker) {
    struct search *search = context;
    const struct nd_index *index = search->match->index;
    const size_t n = index->end[part] - index->begin[part];
    struct nd_gathered *left = &search->gathered[worker];
    nd_status status = nd_gathered_reserve(left, n);
    if (status != ND_OK) return status;
    left->count = leave_hidden(search, index->postings + index->begin[part], n, left->items);
    for (size_t i = 0, end; i < left->count && status == ND_OK; i = end) {
        uint64_t *items = left->items + i;
        for (end = i + 1; end < left->count && left->items[end] >> 32 == items[0] >> 32;) end++;
        if (end - i < 2) continue;
        nd_sort_u64(items, left->scratch, end - i, 0, 32);
        status = pair_posting(search, worker, items, end - i);
    }
    return status;
}

/* ---- Pairs to candidates --------------------------------------------------------------------- */

static nd_status keep_pair(struct search *search, size_t part, uint64_t pair, size_t times) {
    struct nd_bucket *found = &search->found[part];
    nd_status status;
    if (times < ENOUGH && search->counts[(uint32_t)pair] >= FEW_FINGERPRINTS) return ND_OK;
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
    nd_sort_u64(gathered->items, gathered->scratch, gathered->count, 0, 64);
    for (size_t i = 0, end; i < gathered->count && status == ND_OK; i = end) {
        for (end = i + 1; end < gathered->count && items[end] == items[i];) end++;
        search->weak[worker]++;
        status = keep_pair(search, part, items[i], end - i);
    }
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct search *search, uint32_t workers) {
    const size_t n = search->match->count;
    const nd_status status = nd_buckets_init(&search->pairs, search->match->store, workers, PARTS);
    search->ranks = nd_alloc(n, sizeof *search->ranks);
    search->counts = nd_alloc_zero(n, sizeof *search->counts);
    search->gathered = nd_alloc_zero(workers, sizeof *search->gathered);
    search->misread = nd_alloc(n, sizeof *search->misread);
    search->weak = nd_alloc_zero(workers, sizeof *search->weak);
    search->found = nd_alloc_zero(PARTS, sizeof *search->found);
    return status != ND_OK || search->ranks == NULL || search->counts == NULL ||
                   search->gathered == NULL || search->misread == NULL || search->weak == NULL ||
                   search->found == NULL
               ? ND_ERR_MEMORY
               : ND_OK;
}

static void release(struct search *search, uint32_t workers) {
    for (uint32_t w = 0; w < workers && search->gathered != NULL; w++)
        nd_gathered_free(&search->gathered[w]);
    for (uint32_t p = 0; p < PARTS && search->found != NULL; p++) nd_free(search->found[p].items);
    nd_buckets_free(&search->pairs);
    nd_free(search->ranks);
    nd_free(search->counts);
    nd_free(search->gathered);
    nd_free(search->misread);
    nd_free(search->weak);
    nd_free(search->found);
}

static void invert_origin(struct search *search, const uint8_t *aside) {
    for (uint32_t r = 0; r < search->match->count; r++)
        search->ranks[origin_of(search->match, r)] = aside != NULL && aside[r] ? NONE : r;
}

static void add_counts(const struct search *search, uint32_t workers, struct nd_candidates *out) {
    for (uint32_t p = 0; p < PARTS; p++) out->count += search->found[p].count;
    for (uint32_t w = 0; w < workers; w++) out->weak_pairs += search->weak[w];
    for (uint32_t r = 0; r < search->match->count; r++) {
        out->fingerprints += search->counts[r];
    }
}

/* Puts the candidates of all parts together, in order. */
static nd_status collect(const struct search *search, struct nd_candidates *out) {
    uint64_t *scratch = nd_alloc(out->count, sizeof *scratch);
    size_t count = 0;
    out->pairs = nd_alloc(out->count, sizeof *out->pairs);
    if (out->pairs == NULL || scratch == NULL) {
        nd_free(scratch);
        return ND_ERR_MEMORY;
    }
    for (uint32_t p = 0; p < PARTS; p++) {
        const struct nd_bucket *found = &search->found[p];
        if (found->count == 0) continue;
        memcpy(out->pairs + count, found->items, found->count * sizeof *found->items);
        count += found->count;
    }
    nd_sort_u64(out->pairs, scratch, count, 0, 64);
    nd_free(scratch);
    return ND_OK;
}

nd_status nd_find_candidates(const struct nd_match *match, const uint8_t *aside,
                             struct nd_candidates *out) {
    const uint32_t workers = nd_exec_workers(match->executor);
    const size_t chunks = (match->count + (size_t)CHUNK - 1) / CHUNK;
    struct search search = {.match = match};
    nd_status status = allocate(&search, workers);
    *out = (struct nd_candidates){0};
    if (status == ND_OK) {
        invert_origin(&search, aside);
        status = nd_exec_run(match->executor, chunks, look_up_chunk, &search);
    }
    if (status == ND_OK) {
        status = nd_exec_run(match->executor, match->index->parts, pair_part, &search);
    }
    if (status == ND_OK) status = nd_exec_run(match->executor, PARTS, count_part, &search);
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
