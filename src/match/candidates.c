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
 * Pairs are dealt to parts by hash. Most are met once: in each part, small enough for the caches,
 * bits for those met once and those met again tell them before the others are counted in a table
 * (a Bloom filter of one hash); only whether there was one before matters. Eleven words in a row
 * that two documents have, none of them hidden, hold a fingerprint of both, for every window of the
 * eight shingles in them has one; where characters are among them it takes fifteen.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/candidates.h"

#include <stdbool.h>
#include <string.h>

#include "base/bits.h"
#include "base/bounds.h"
#include "base/buckets.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "match/index.h"

enum {
    PARTS = 256,
    PART_BITS = 8,
    PILES = 32,            /* of the index in one go, a part of all */
    CHUNK = 256,           /* documents in a piece of work */
    FAR = 16,              /* documents that are asked for */
    AHEAD = 64,            /* postings that are */
    FEW = 8,               /* postings of a fingerprint, which are sorted by insertion */
    SPARSE_BITS = 2,       /* there are 2^2 pairs of bits a pair */
    ENOUGH = 2,            /* common fingerprints of a candidate pair */
    FEW_FINGERPRINTS = 16, /* of a document for which one is enough */
    FEW_DOCUMENTS = 64     /* of a fingerprint that is enough for misread documents */
};

/* What is known of a document: bits, behind its rank. One with fingerprints has a block of the
 * index, and those without are shorter, so that its rank leaves room for them. */
enum { SHORT = 1, MISREAD = 2, KIND_BITS = 2 };

#define NOWHERE UINT32_MAX

/* What one worker needs. */
struct bench {
    struct nd_gathered gathered; /* postings that are not hidden, or the pairs of a part */
    uint64_t *met;               /* two bits by hash */
    uint64_t *pairs;             /* a table of pairs; 0: nothing is there */
    uint8_t *times;              /* how often each was met, ENOUGH at most */
    size_t capacity;             /* of the table, and twice as many pairs of bits */
    uint64_t prints;             /* fingerprints that are not hidden so far */
    uint64_t weak;               /* distinct pairs so far */
    char apart[ND_APART];
};

struct search {
    const struct nd_match *match;
    const uint8_t *aside;    /* by rank, or NULL */
    uint32_t *places;        /* by rank as it was read: the rank << KIND_BITS | what is known, or
                                NOWHERE when it is set aside or all is hidden */
    struct nd_buckets pairs; /* a << 32 | b */
    struct bench *benches;   /* one a worker */
    struct nd_bucket *found; /* candidates, one a part */
    uint32_t pile;           /* the first one that is being paired, as they were made */
};

/* ---- Documents ------------------------------------------------------------------------------- */

/* Looks up what is to be known of a document; returns how many of its fingerprints are not hidden,
 * none when it is set aside. */
static uint32_t look_up(const struct search *search, uint32_t rank) {
    const struct nd_match *match = search->match;
    const uint32_t origin = nd_match_origin(match, rank);
    const bool aside = search->aside != NULL && search->aside[rank];
    const uint32_t seen =
        aside ? 0
              : nd_index_count_seen(nd_index_hidden(match, origin), match->prints[origin].count);
    const uint32_t kinds =
        (match->misread[origin] != 0 ? MISREAD : 0u) | (seen < FEW_FINGERPRINTS ? SHORT : 0u);
    search->places[origin] = seen == 0 ? NOWHERE : rank << KIND_BITS | kinds;
    return seen;
}

static nd_status look_up_chunk(void *context, size_t task, uint32_t worker) {
    const struct search *search = context;
    const size_t end = (task + 1) * CHUNK;
    for (size_t i = task * CHUNK; i < end && i < search->match->count; i++) {
        nd_index_fetch(search->match, i + FAR);
        search->benches[worker].prints += look_up(search, nd_match_visit(search->match, i));
    }
    return ND_OK;
}

/* ---- Postings to pairs ----------------------------------------------------------------------- */

/* The highest bits choose the part, those behind them the place in its table. */
static uint64_t hash_of_pair(uint64_t pair) { return pair * 0x9e3779b97f4a7c15u; }

static nd_status add_pair(struct search *search, uint32_t worker, uint32_t a, uint32_t b) {
    const uint64_t pair = (uint64_t)a << 32 | b;
    const uint32_t part = (uint32_t)(hash_of_pair(pair) >> (64 - PART_BITS));
    return nd_buckets_add(&search->pairs, worker, part, pair);
}

/* Pairs two places. Misread text has few shingles left that are right: a fingerprint of few
 * documents that two such documents have in common counts for the two that a candidate needs. So
 * does any of a document that has few of them. `kinds` are those that matter. */
static inline nd_status pair_places(struct search *search, uint32_t worker, uint32_t first,
                                    uint32_t second, uint32_t kinds) {
    const uint32_t a = first >> KIND_BITS, b = second >> KIND_BITS;
    const nd_status status = add_pair(search, worker, a, b);
    if (status != ND_OK || (second & (first | SHORT) & kinds) == 0) return status;
    return add_pair(search, worker, a, b);
}

/* Pairs the documents of one posting, items[0, n) with ascending ranks, some of them repeated. */
static nd_status pair_posting(struct search *search, uint32_t worker, const uint64_t *items,
                              size_t n) {
    const uint32_t kinds = n <= FEW_DOCUMENTS ? SHORT | MISREAD : SHORT;
    const uint32_t first = (uint32_t)items[0];
    uint32_t before = first;
    nd_status status = ND_OK;
    for (size_t i = 1; i < n && status == ND_OK; i++) {
        const uint32_t place = (uint32_t)items[i];
        if (place == before) continue;
        status = pair_places(search, worker, first, place, kinds);
        if (status == ND_OK && before != first)
            status = pair_places(search, worker, before, place, kinds);
        before = place;
    }
    return status;
}

static inline void order_two(uint64_t *x, uint64_t *y) {
    const uint64_t least = *x < *y ? *x : *y, most = *x < *y ? *y : *x;
    *x = least;
    *y = most;
}

/* Sorts the items of one fingerprint, two or more, by rank. Most have few, and which of them is
 * the least no processor foresees. */
static void sort_posting(uint64_t *items, uint64_t *scratch, size_t n) {
    if (n > FEW) {
        nd_sort_u64(items, scratch, n, 0, 32);
        return;
    }
    for (size_t i = 1; i < n; i++)
        for (size_t at = i; at > 0; at--) order_two(&items[at - 1], &items[at]);
}

/* Asks for where the document of a posting is. */
ND_INLINE void fetch_place(const struct search *search, const struct nd_posting *posting) {
    const uint32_t *hidden = search->match->hidden;
    __builtin_prefetch(&search->places[nd_posting_rank(posting)]);
    if (hidden != NULL) __builtin_prefetch(&hidden[posting->print / ND_BLOCK_PRINTS]);
}

/* Where the document of posting i of n is, or NOWHERE when the fingerprint is hidden there. Each
 * look-up is a wait for memory, unless it is asked for far ahead: a posting takes a few
 * nanoseconds. */
ND_INLINE uint32_t place_of(const struct search *search, const struct nd_posting *postings,
                            size_t i, size_t n) {
    const uint32_t *hidden = search->match->hidden;
    const uint32_t print = postings[i].print, bit = print % ND_BLOCK_PRINTS;
    const uint32_t place = search->places[nd_posting_rank(&postings[i])];
    if (i + AHEAD < n) fetch_place(search, &postings[i + AHEAD]);
    return hidden != NULL ? place | (0 - (hidden[print / ND_BLOCK_PRINTS] >> bit & 1)) : place;
}

/* Copies n postings to `out` but for those that are nowhere, as number of the fingerprint << 32 |
 * place; returns how many. */
static size_t leave_hidden(const struct search *search, const struct nd_posting *postings, size_t n,
                           uint64_t *out) {
    uint64_t run = 0;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t place = place_of(search, postings, i, n);
        run += nd_posting_begins(&postings[i]);
        out[kept] = run << 32 | place;
        kept += place != NOWHERE;
    }
    return kept;
}

/* Copies the places of each two of n postings, which are of one fingerprint, to `out`, but for
 * those of one document and those that are nowhere, as first << 32 | second; returns how many. */
static size_t join_twos(const struct search *search, const struct nd_posting *postings, size_t n,
                        uint64_t *out) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i += 2) {
        const uint32_t x = place_of(search, postings, i, n);
        const uint32_t y = place_of(search, postings, i + 1, n);
        const uint64_t first = x < y ? x : y, second = x < y ? y : x;
        out[kept] = first << 32 | second;
        kept += (second != NOWHERE) & (first != second);
    }
    return kept;
}

/* Pairs documents of the fingerprints of more than two postings, postings[0, n). */
static nd_status pair_more(struct search *search, uint32_t worker,
                           const struct nd_posting *postings, size_t n) {
    struct nd_gathered *left = &search->benches[worker].gathered;
    nd_status status = ND_OK;
    left->count = leave_hidden(search, postings, n, left->items);
    for (size_t i = 0, end; i < left->count && status == ND_OK; i = end) {
        uint64_t *items = left->items + i;
        for (end = i + 1; end < left->count && left->items[end] >> 32 == items[0] >> 32;) end++;
        if (end - i < 2) continue;
        sort_posting(items, left->scratch, end - i);
        status = pair_posting(search, worker, items, end - i);
    }
    return status;
}

/* Pairs documents of the fingerprints of two postings, postings[0, n). */
static nd_status pair_twos(struct search *search, uint32_t worker,
                           const struct nd_posting *postings, size_t n) {
    struct nd_gathered *left = &search->benches[worker].gathered;
    nd_status status = ND_OK;
    left->count = join_twos(search, postings, n, left->items);
    for (size_t i = 0; i < left->count && status == ND_OK; i++) {
        const uint64_t two = left->items[i];
        status = pair_places(search, worker, (uint32_t)(two >> 32), (uint32_t)two, SHORT | MISREAD);
    }
    return status;
}

static nd_status pair_part(void *context, size_t task, uint32_t worker) {
    struct search *search = context;
    const struct nd_part *part =
        nd_index_made(search->match->index, search->pile * ND_PILE_PARTS + task);
    const size_t twos = part->count - part->several;
    nd_status status = nd_gathered_reserve(&search->benches[worker].gathered, part->count);
    if (status == ND_OK) status = pair_more(search, worker, part->postings, part->several);
    if (status == ND_OK) status = pair_twos(search, worker, part->postings + part->several, twos);
    return status;
}

/* Pairs all postings, which are no more then: pairs take their place. */
static nd_status pair_all(struct search *search) {
    nd_status status = ND_OK;
    for (search->pile = ND_PILES; search->pile > 0 && status == ND_OK;) {
        search->pile -= PILES;
        status = nd_exec_run(search->match->executor, PILES * ND_PILE_PARTS, pair_part, search);
        for (uint32_t p = PILES; p-- > 0;) nd_index_drop(search->match->index, search->pile + p);
    }
    return status;
}

/* ---- Pairs to candidates --------------------------------------------------------------------- */

static nd_status keep_pair(struct nd_bucket *found, uint64_t pair) {
    const nd_status status =
        nd_reserve(&found->items, &found->capacity, found->count + 1, sizeof pair);
    if (status == ND_OK) found->items[found->count++] = pair;
    return status;
}

static void free_tables(struct bench *bench) {
    nd_free(bench->met);
    nd_free(bench->pairs);
    nd_free(bench->times);
    bench->met = bench->pairs = NULL;
    bench->times = NULL;
    bench->capacity = 0;
}

/* Makes room for a table of 2^bits pairs, and for twice as many pairs of bits. */
static nd_status make_room(struct bench *bench, unsigned bits) {
    const size_t size = (size_t)1 << bits;
    if (size <= bench->capacity) return ND_OK;
    free_tables(bench);
    bench->met = nd_alloc(size / 16 + 1, sizeof *bench->met);
    bench->pairs = nd_alloc(size, sizeof *bench->pairs);
    bench->times = nd_alloc(size, sizeof *bench->times);
    if (bench->met == NULL || bench->pairs == NULL || bench->times == NULL) return ND_ERR_MEMORY;
    bench->capacity = size;
    return ND_OK;
}

/* Where a pair is, or goes, in a table of 2^bits pairs that is at most half full. */
static size_t find_pair(const struct bench *bench, unsigned bits, uint64_t pair) {
    size_t at = (size_t)(hash_of_pair(pair) << PART_BITS >> (64 - bits));
    while (bench->pairs[at] != 0 && bench->pairs[at] != pair)
        at = (at + 1) & (((size_t)1 << bits) - 1);
    return at;
}

/* Leaves in pairs[0, n) those that were met again, and perhaps some others; returns how many. */
static size_t drop_lone(struct bench *bench, uint64_t *pairs, size_t n, unsigned bits) {
    const unsigned shift = 64 - bits;
    size_t kept = 0;
    memset(bench->met, 0, (((size_t)1 << bits) / 32 + 1) * sizeof *bench->met);
    for (size_t i = 0; i < n; i++)
        nd_met_add(bench->met, hash_of_pair(pairs[i]) << PART_BITS >> shift);
    for (size_t i = 0; i < n; i++) {
        const uint64_t at = hash_of_pair(pairs[i]) << PART_BITS >> shift;
        pairs[kept] = pairs[i];
        kept += nd_met_again(bench->met, at);
    }
    return kept;
}

/* Counts a pair, and keeps it when it was met often enough. */
static nd_status count_pair(struct bench *bench, unsigned bits, uint64_t pair,
                            struct nd_bucket *found) {
    const size_t at = find_pair(bench, bits, pair);
    if (bench->pairs[at] == 0) {
        bench->weak++;
        bench->pairs[at] = pair;
        bench->times[at] = 1;
        return ND_OK;
    }
    if (bench->times[at] == ENOUGH) return ND_OK;
    return ++bench->times[at] == ENOUGH ? keep_pair(found, pair) : ND_OK;
}

static nd_status count_part(void *context, size_t part, uint32_t worker) {
    const struct search *search = context;
    struct bench *bench = &search->benches[worker];
    struct nd_gathered *made = &bench->gathered;
    struct nd_bucket found = {0};
    unsigned bits;
    size_t n = 0;
    nd_status status = nd_buckets_gather(&search->pairs, (uint32_t)part, made);
    if (status == ND_OK) {
        bits = nd_bits_for(made->count) + 1;
        status = make_room(bench, bits);
    }
    if (status != ND_OK) return status;
    n = drop_lone(bench, made->items, made->count, bits + 1);
    bench->weak += made->count - n;
    bits = nd_bits_for(n) + 1;
    memset(bench->pairs, 0, ((size_t)1 << bits) * sizeof *bench->pairs);
    for (size_t i = 0; i < n && status == ND_OK; i++)
        status = count_pair(bench, bits, made->items[i], &found);
    search->found[part] = found;
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct search *search, uint32_t workers) {
    const nd_status status = nd_buckets_init(&search->pairs, search->match->store, workers, PARTS);
    search->places = nd_alloc(search->match->count, sizeof *search->places);
    search->benches = nd_alloc_zero(workers, sizeof *search->benches);
    search->found = nd_alloc_zero(PARTS, sizeof *search->found);
    return status != ND_OK || search->places == NULL || search->benches == NULL ||
                   search->found == NULL
               ? ND_ERR_MEMORY
               : ND_OK;
}

static void release(struct search *search, uint32_t workers) {
    for (uint32_t w = 0; w < workers && search->benches != NULL; w++) {
        nd_gathered_free(&search->benches[w].gathered);
        free_tables(&search->benches[w]);
    }
    for (uint32_t p = 0; p < PARTS && search->found != NULL; p++) nd_free(search->found[p].items);
    nd_buckets_free(&search->pairs);
    nd_free(search->places);
    nd_free(search->benches);
    nd_free(search->found);
}

static void add_counts(const struct search *search, uint32_t workers, struct nd_candidates *out) {
    for (uint32_t p = 0; p < PARTS; p++) out->count += search->found[p].count;
    for (uint32_t w = 0; w < workers; w++) {
        out->weak_pairs += search->benches[w].weak;
        out->fingerprints += search->benches[w].prints;
    }
}

/* Puts the candidates of all parts together, in order. */
static nd_status collect(const struct search *search, struct nd_candidates *out) {
    const unsigned bits = nd_bits_for(search->match->count); /* of a rank */
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
    nd_sort_u64(out->pairs, scratch, count, 0, bits);
    nd_sort_u64(out->pairs, scratch, count, 32, 32 + bits);
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
    if (status == ND_OK) status = nd_exec_run(match->executor, chunks, look_up_chunk, &search);
    if (status == ND_OK) status = pair_all(&search);
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
