/*
 * pairing.c - see pairing.h
 *
 * Every fingerprint is a posting: the documents that have it outside of their boilerplate. A
 * posting pairs each of its documents with the first, which is the longest, and with the one before
 * it in rank (the linear-time clustering of MMseqs2: Steinegger and Söding, Nature Communications
 * 2018). So the pairs are at most twice the fingerprints, however long a posting is.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/pairing.h"

#include <stdbool.h>

#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "match/index.h"

enum {
    PILES = 32,            /* of the index in one go, a part of all */
    CHUNK = 256,           /* documents in a piece of work */
    FAR = 16,              /* documents that are asked for */
    AHEAD = 64,            /* postings that are */
    FEW = 8,               /* postings of a fingerprint, which are sorted by insertion */
    FEW_FINGERPRINTS = 16, /* of a document for which one is enough */
    FEW_DOCUMENTS = 64     /* of a fingerprint that is enough for misread documents */
};

/* What is known of a document: bits, behind its rank. One with fingerprints has a block of the
 * index, and those without are shorter, so that its rank leaves room for them. */
enum { SHORT = 1, MISREAD = 2, KIND_BITS = 2 };

#define NOWHERE UINT32_MAX

/* What one worker needs. */
struct bench {
    struct nd_gathered gathered; /* postings that are not hidden */
    uint64_t prints;             /* fingerprints that are not hidden so far */
    char apart[ND_APART];
};

struct search {
    const struct nd_match *match;
    const uint8_t *aside;     /* by rank, or NULL */
    uint32_t *places;         /* by rank as it was read: the rank << KIND_BITS | what is known, or
                                 NOWHERE when it is set aside or all is hidden */
    struct nd_buckets *pairs; /* that were made */
    struct bench *benches;    /* one a worker */
    uint32_t pile;            /* the first one that is being paired, as they were made */
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

/* ---- Pairs ----------------------------------------------------------------------------------- */

static nd_status add_pair(struct search *search, uint32_t worker, uint32_t a, uint32_t b) {
    const uint64_t pair = (uint64_t)a << 32 | b;
    const uint32_t part = (uint32_t)(nd_pair_hash(pair) >> (64 - ND_PAIR_PART_BITS));
    return nd_buckets_add(search->pairs, worker, part, pair);
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

/* ---- Postings -------------------------------------------------------------------------------- */

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
    const struct nd_index_part *part =
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

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct search *search, uint32_t workers) {
    const struct nd_match *const match = search->match;
    search->places = nd_alloc(match->count, sizeof *search->places);
    search->benches = nd_alloc_zero(workers, sizeof *search->benches);
    if (search->places == NULL || search->benches == NULL) return ND_ERR_MEMORY;
    return nd_buckets_init(search->pairs, match->store, workers, ND_PAIR_PARTS);
}

static void release(struct search *search, uint32_t workers) {
    for (uint32_t w = 0; w < workers && search->benches != NULL; w++)
        nd_gathered_free(&search->benches[w].gathered);
    nd_free(search->places);
    nd_free(search->benches);
}

nd_status nd_pair_documents(const struct nd_match *match, const uint8_t *aside,
                            struct nd_buckets *pairs, uint64_t *prints) {
    const uint32_t workers = nd_exec_workers(match->executor);
    const size_t chunks = (match->count + (size_t)CHUNK - 1) / CHUNK;
    struct search search = {.match = match, .aside = aside, .pairs = pairs};
    nd_status status;
    *pairs = (struct nd_buckets){0};
    *prints = 0;
    status = allocate(&search, workers);
    if (status == ND_OK) status = nd_exec_run(match->executor, chunks, look_up_chunk, &search);
    if (status == ND_OK) status = pair_all(&search);
    for (uint32_t w = 0; w < workers && status == ND_OK; w++) *prints += search.benches[w].prints;
    release(&search, workers);
    return status;
}
