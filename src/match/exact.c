/*
 * exact.c - see exact.h
 *
 * A join over the seeds of the chosen documents: one sweep over the words of all documents bounds
 * from above what each of them can share with each chosen one. Only pairs whose bound lets an
 * alignment get anywhere are aligned, so that the result is that of aligning them all. The chosen
 * documents are taken in blocks, each with a sweep of its own, which bounds the memory; the sweep
 * is work for all threads.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/exact.h"

#include <stdlib.h>

#include "base/bounds.h"
#include "base/exec.h"
#include "base/mem.h"
#include "match/seeds.h"

enum {
    CHUNK = 64,            /* documents in a piece of work */
    BLOCK_WORDS = 1 << 20, /* of the documents of a block, but for the last one */
    BLOCK_MOST = 1 << 14   /* documents of a block: there is a tally for each */
};

/* What one worker needs, and the pairs that it found. */
struct bench {
    struct nd_aligner aligner;
    struct nd_seed_tally *tallies; /* by document of the block */
    struct nd_edges found;
};

struct exact {
    const struct nd_match *match;
    uint8_t *chosen; /* by rank */
    struct bench *benches;
    struct nd_seeds seeds; /* of the block */
    const uint32_t *block; /* the ranks in it, ascending */
    uint32_t block_count;
};

/* ---- One document against a block ------------------------------------------------------------ */

static nd_status align_pair(const struct exact *e, struct bench *bench, uint32_t chosen,
                            uint32_t rank) {
    struct nd_edge edge = {.a = nd_smaller(chosen, rank), .b = nd_larger(chosen, rank)};
    nd_status status = nd_match_align(e->match, &bench->aligner, edge.a, edge.b, &edge.share);
    if (status != ND_OK || !nd_match_accepts(e->match, edge.a, edge.b, &edge.share)) return status;
    status = nd_reserve(&bench->found.edges, &bench->found.capacity, bench->found.count + 1,
                        sizeof edge);
    if (status == ND_OK) bench->found.edges[bench->found.count++] = edge;
    return status;
}

/* Words of the shorter of the two that can lie in seeds; no bound for one without seeds. */
static uint32_t seeded(const struct exact *e, const struct bench *bench, uint32_t i,
                       uint32_t rank) {
    const struct nd_words *documents = e->match->documents;
    const uint32_t shorter = nd_smaller(documents[e->block[i]].count, documents[rank].count);
    return shorter < ND_SEED_WORDS ? UINT32_MAX : bench->tallies[i].seeded;
}

/* Pairs of two chosen documents are left to the one of the greater rank. */
static nd_status compare_document(const struct exact *e, struct bench *bench, uint32_t rank) {
    uint32_t longer = 0;
    nd_status status = ND_OK;
    while (longer < e->block_count && e->block[longer] < rank) longer++;
    nd_seeds_tally(&e->seeds, &e->match->documents[rank], longer, bench->tallies, e->block_count);
    for (uint32_t i = 0; i < e->block_count && status == ND_OK; i++) {
        const uint32_t chosen = e->block[i];
        if (chosen >= rank && e->chosen[rank]) break;
        if (!nd_match_can_share(e->match, chosen, rank, seeded(e, bench, i, rank))) continue;
        status = align_pair(e, bench, chosen, rank);
    }
    return status;
}

static nd_status compare_chunk(void *context, size_t task, uint32_t worker) {
    const struct exact *e = context;
    const size_t end = (task + 1) * CHUNK;
    nd_status status = ND_OK;
    for (size_t r = task * CHUNK; r < end && r < e->match->count && status == ND_OK; r++) {
        status = compare_document(e, &e->benches[worker], (uint32_t)r);
    }
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* How many of the ranks make the next block. */
static uint32_t take_block(const struct nd_match *match, const uint32_t *ranks, uint32_t count) {
    uint64_t words = 0;
    uint32_t taken = 0;
    while (taken < count && taken < BLOCK_MOST && words < BLOCK_WORDS) {
        words += match->documents[ranks[taken++]].count;
    }
    return taken;
}

static nd_status compare_block(struct exact *e) {
    const size_t chunks = (e->match->count + (size_t)CHUNK - 1) / CHUNK;
    nd_status status = nd_seeds_make(&e->seeds, e->match, e->block, e->block_count);
    if (status == ND_OK) status = nd_exec_run(e->match->executor, chunks, compare_chunk, e);
    nd_seeds_free(&e->seeds);
    return status;
}

static int compare_edges(const void *x, const void *y) {
    const struct nd_edge *a = x, *b = y;
    if (a->a != b->a) return a->a < b->a ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

/* Puts what all workers found together, in order. */
static nd_status collect(const struct exact *e, uint32_t workers, struct nd_edges *out) {
    for (uint32_t w = 0; w < workers; w++) {
        const struct nd_edges *found = &e->benches[w].found;
        const nd_status status =
            nd_reserve(&out->edges, &out->capacity, out->count + found->count, sizeof *out->edges);
        if (status != ND_OK) return status;
        for (size_t i = 0; i < found->count; i++) out->edges[out->count++] = found->edges[i];
    }
    if (out->count != 0) qsort(out->edges, out->count, sizeof *out->edges, compare_edges);
    return ND_OK;
}

static nd_status allocate(struct exact *e, uint32_t workers, uint32_t count) {
    e->chosen = nd_alloc_zero(e->match->count, sizeof *e->chosen);
    e->benches = nd_alloc_zero(workers, sizeof *e->benches);
    if (e->chosen == NULL || e->benches == NULL) return ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers; w++) {
        struct bench *bench = &e->benches[w];
        nd_aligner_init(&bench->aligner, e->match->kernels, e->match->lexicon);
        bench->tallies = nd_alloc(nd_smaller(count, BLOCK_MOST), sizeof *bench->tallies);
        if (bench->tallies == NULL) return ND_ERR_MEMORY;
    }
    return ND_OK;
}

static void release(struct exact *e, uint32_t workers) {
    for (uint32_t w = 0; w < workers && e->benches != NULL; w++) {
        nd_aligner_free(&e->benches[w].aligner);
        nd_free(e->benches[w].tallies);
        nd_free(e->benches[w].found.edges);
    }
    nd_free(e->benches);
    nd_free(e->chosen);
}

nd_status nd_find_exactly(const struct nd_match *match, const uint32_t *ranks, uint32_t count,
                          struct nd_edges *out) {
    const uint32_t workers = nd_exec_workers(match->executor);
    struct exact e = {.match = match};
    nd_status status = allocate(&e, workers, count);
    *out = (struct nd_edges){0};
    for (uint32_t i = 0; i < count && status == ND_OK; i++) e.chosen[ranks[i]] = 1;
    for (uint32_t i = 0; i < count && status == ND_OK; i += e.block_count) {
        e.block = ranks + i;
        e.block_count = take_block(match, e.block, count - i);
        status = compare_block(&e);
    }
    if (status == ND_OK) status = collect(&e, workers, out);
    release(&e, workers);
    if (status != ND_OK) {
        nd_free(out->edges);
        *out = (struct nd_edges){0};
    }
    return status;
}
