/*
 * candidates.c - see candidates.h
 *
 * Every fingerprint is a posting: the documents that have it. A posting pairs each of its documents
 * with the first, which is the longest, and with the one before it in rank (the linear-time
 * clustering of MMseqs2: Steinegger and Söding, Nature Communications 2018). So the pairs are at
 * most twice the fingerprints, however long a posting is. Pairs are then counted; a pair is a
 * candidate when it was made by two fingerprints, or by one when the shorter document has few.
 *
 * Pairs, like postings, are sorted within parts chosen by hash:
 *
 *     documents -> fingerprints by hash -> postings -> pairs by hash -> counts
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
#include "match/postings.h"

enum {
    PARTS = 256,
    CHUNK = 256,           /* documents in a piece of work */
    ENOUGH = 2,            /* common fingerprints of a candidate pair */
    FEW_FINGERPRINTS = 16, /* of a document for which one is enough */
    FEW_DOCUMENTS = 64,    /* of a fingerprint that is enough for misread documents */
    JUDGED_WORDS = 256,    /* at the beginning of a document, to see whether it is misread */
    MISREAD_PART = 32      /* misread: one of them in so many is known nowhere else */
};

struct search {
    const struct nd_match *match;
    struct nd_postings postings;
    struct nd_buckets pairs; /* a << 32 | b */
    uint8_t *misread;        /* by rank */
    uint64_t *weak;          /* distinct pairs, one count a worker */
    struct nd_bucket *found; /* candidates, one a part */
};

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

static nd_status pair_part(void *context, size_t part, uint32_t worker) {
    struct search *search = context;
    const struct nd_gathered *gathered = &search->postings.gathered[worker];
    nd_status status = nd_postings_sort(&search->postings, (uint32_t)part, worker);
    const uint64_t *items = gathered->items;
    for (size_t i = 0, end; i < gathered->count && status == ND_OK; i = end) {
        for (end = i + 1; end < gathered->count && items[end] >> 32 == items[i] >> 32;) end++;
        if (end - i > 1) status = pair_posting(search, worker, items + i, end - i);
    }
    return status;
}

static bool is_misread(const struct nd_match *match, uint32_t rank) {
    const struct nd_words *document = &match->documents[rank];
    const uint32_t n = nd_smaller(document->count, JUDGED_WORDS);
    return (uint64_t)MISREAD_PART * nd_lexicon_strange(match->lexicon, document->words, n) >= n;
}

static nd_status judge_chunk(void *context, size_t task, uint32_t worker) {
    struct search *search = context;
    const size_t end = (task + 1) * CHUNK;
    (void)worker;
    for (size_t r = task * CHUNK; r < end && r < search->match->count; r++) {
        search->misread[r] = is_misread(search->match, (uint32_t)r);
    }
    return ND_OK;
}

/* ---- Pairs to candidates --------------------------------------------------------------------- */

static nd_status keep_pair(struct search *search, size_t part, uint64_t pair, size_t times) {
    struct nd_bucket *found = &search->found[part];
    nd_status status;
    if (times < ENOUGH && search->postings.counts[(uint32_t)pair] >= FEW_FINGERPRINTS) return ND_OK;
    status = nd_reserve(&found->items, &found->capacity, found->count + 1, sizeof pair);
    if (status == ND_OK) found->items[found->count++] = pair;
    return status;
}

static nd_status count_part(void *context, size_t part, uint32_t worker) {
    struct search *search = context;
    struct nd_gathered *gathered = &search->postings.gathered[worker];
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
    const nd_status status = nd_buckets_init(&search->pairs, workers, PARTS);
    search->misread = nd_alloc(search->match->count, sizeof *search->misread);
    search->weak = nd_alloc_zero(workers, sizeof *search->weak);
    search->found = nd_alloc_zero(PARTS, sizeof *search->found);
    return status != ND_OK || search->misread == NULL || search->weak == NULL ||
                   search->found == NULL
               ? ND_ERR_MEMORY
               : ND_OK;
}

static void release(struct search *search) {
    nd_postings_free(&search->postings);
    nd_buckets_free(&search->pairs);
    for (uint32_t p = 0; p < PARTS && search->found != NULL; p++) nd_free(search->found[p].items);
    nd_free(search->misread);
    nd_free(search->weak);
    nd_free(search->found);
}

static void add_counts(const struct search *search, uint32_t workers, struct nd_candidates *out) {
    for (uint32_t p = 0; p < PARTS; p++) out->count += search->found[p].count;
    for (uint32_t w = 0; w < workers; w++) out->weak_pairs += search->weak[w];
    for (uint32_t r = 0; r < search->match->count; r++) {
        out->fingerprints += search->postings.counts[r];
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
    nd_sort_u64(out->pairs, scratch, count, 64);
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
    if (status == ND_OK) status = nd_postings_fill(&search.postings, match, aside);
    if (status == ND_OK) status = nd_exec_run(match->executor, chunks, judge_chunk, &search);
    if (status == ND_OK) status = nd_exec_run(match->executor, PARTS, pair_part, &search);
    if (status == ND_OK) status = nd_exec_run(match->executor, PARTS, count_part, &search);
    if (status == ND_OK) {
        add_counts(&search, workers, out);
        status = collect(&search, out);
    }
    release(&search);
    if (status != ND_OK) {
        nd_free(out->pairs);
        *out = (struct nd_candidates){0};
    }
    return status;
}
