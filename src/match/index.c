/*
 * index.c - see index.h
 *
 * Postings come from sorting, never from a table that misses the caches: fingerprints were dealt to
 * piles by their highest bits, and each pile, small enough for the caches, is a piece of work. Most
 * fingerprints are of one document: bits for those met once and those met again, of the pile alone,
 * tell them before they are sorted (a Bloom filter of one hash). What is left is dealt to the parts
 * of the pile, and there, by a table that the first cache holds, to the places that counting each
 * fingerprint's postings gives them. Those of as many postings come together, so that processors
 * foresee where the next one ends, whoever goes over all of them.
 *
 * Documents with the words of another one have numbers, too, but no rank: theirs are left out.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/index.h"

#include <stdatomic.h>
#include <string.h>

#include "base/bits.h"
#include "base/bounds.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "base/store.h"

enum {
    SPARSE_BITS = 2, /* there are 2^2 pairs of bits a posting, */
    ROOMY_BITS = 1,  /* and two places in the table of a part */
    MOST_ALIKE = 32  /* as many postings, or more: such fingerprints lie in any order */
};

#define NO_RANK UINT32_MAX
#define FIRST (UINT32_C(1) << 31) /* of a cursor: none of its postings is there yet */
#define PART_SHIFT (32 + ND_DEAL_NUMBER_BITS)
#define NUMBER_MASK ((UINT64_C(1) << ND_DEAL_NUMBER_BITS) - 1)

/* What one worker needs to sort piles. */
struct bench {
    uint32_t *low;          /* the lowest bits of what is met again, part by part, ... */
    struct nd_posting *all; /* ... and its postings, none of which begins */
    size_t capacity;        /* of both */
    uint64_t *met;          /* two bits by the highest bits of an item */
    size_t met_size;        /* words of it */
    size_t begin[ND_PILE_PARTS], end[ND_PILE_PARTS]; /* of a part */
    uint64_t *table;   /* of a part: lowest bits << 32 | number of a fingerprint, from 1 on; or 0 */
    uint32_t *which;   /* by posting of the part: that number */
    uint32_t *cursors; /* by that number: how many postings, then where the next one goes */
    uint32_t *later;   /* postings that are not numbered yet */
    size_t table_capacity, which_capacity, cursor_capacity, later_capacity;
    char apart[ND_APART];
};

struct indexing {
    struct nd_index *index;
    const struct nd_match *match;
    struct nd_deal *deals;
    atomic_uint made;               /* piles of postings */
    atomic_uint left[ND_PILE_SETS]; /* piles of each set that are still to be sorted */
    struct bench *benches;
};

/* ---- Owners ---------------------------------------------------------------------------------- */

static nd_status own_blocks(struct nd_index *index, const struct nd_match *match) {
    const size_t blocks = index->total / ND_BLOCK_PRINTS;
    index->owners = nd_arena_array(&index->arenas[0], blocks, sizeof *index->owners);
    if (index->owners == NULL) return ND_ERR_MEMORY;
    for (size_t b = 0; b < blocks; b++) {
        nd_store_relieve_at(match->store, b);
        index->owners[b] = NO_RANK;
    }
    for (uint32_t rank = 0; rank < match->count; rank++) {
        uint32_t *owners = index->owners + index->first[rank] / ND_BLOCK_PRINTS;
        nd_store_relieve_at(match->store, rank);
        for (uint32_t b = 0; b < nd_prints_blocks(&match->prints[rank]); b++) owners[b] = rank;
    }
    return ND_OK;
}

/* ---- Piles ----------------------------------------------------------------------------------- */

/* Counts the parts of a piece, and notes what is met. Two bits stand for all that begin alike. */
static void meet_piece(struct bench *bench, const struct nd_deal_piece *piece, unsigned shift) {
    for (uint32_t i = 0; i < piece->count; i++) {
        const uint64_t item = piece->items[i];
        nd_met_add(bench->met, item >> shift);
        bench->end[item >> PART_SHIFT]++;
    }
}

/* Copies what was met again to its part, unless its document has no rank; numbers go up by `begin`.
 * They ascend, so that owners are read one behind the other. */
static void keep_piece(struct bench *bench, const struct nd_deal_piece *piece, uint32_t begin,
                       unsigned shift, const uint32_t *owners) {
    for (uint32_t i = 0; i < piece->count; i++) {
        const uint64_t item = piece->items[i];
        const uint32_t number = (uint32_t)(item & NUMBER_MASK) + begin;
        const uint32_t rank = owners[number / ND_BLOCK_PRINTS];
        size_t *end = &bench->end[item >> PART_SHIFT];
        bench->low[*end] = (uint32_t)(item >> ND_DEAL_NUMBER_BITS);
        bench->all[*end] = nd_posting_of(number, rank, false);
        *end += nd_met_again(bench->met, item >> shift) & (rank != NO_RANK);
    }
}

/* Leaves in each part of the bench what is met again in a pile, of which there are 2^bits pairs of
 * bits, in order of number. */
static void drop_lone(const struct indexing *x, struct bench *bench, size_t pile, unsigned bits) {
    const unsigned shift = 64 - bits;
    size_t begin = 0;
    memset(bench->met, 0, ((size_t)1 << bits) / 4);
    memset(bench->end, 0, sizeof bench->end);
    for (const struct nd_deal *deal = x->deals; deal != NULL; deal = deal->next)
        for (const struct nd_deal_piece *p = deal->piles[pile].first; p != NULL; p = p->next)
            meet_piece(bench, p, shift);
    for (size_t part = 0; part < ND_PILE_PARTS; part++) {
        const size_t count = bench->end[part];
        bench->begin[part] = bench->end[part] = begin;
        begin += count;
    }
    for (const struct nd_deal *deal = x->deals; deal != NULL; deal = deal->next)
        for (const struct nd_deal_piece *p = deal->piles[pile].first; p != NULL; p = p->next)
            keep_piece(bench, p, deal->begin + p->number, shift, x->index->owners);
}

static size_t count_pile(const struct indexing *x, size_t pile) {
    size_t count = 0;
    for (const struct nd_deal *deal = x->deals; deal != NULL; deal = deal->next)
        for (const struct nd_deal_piece *p = deal->piles[pile].first; p != NULL; p = p->next)
            count += p->count;
    return count;
}

/* ---- Parts ----------------------------------------------------------------------------------- */

/* The table of n postings has 2^this places. */
static unsigned table_bits(size_t n) { return nd_smaller(nd_bits_for(n) + ROOMY_BITS, 32); }

/* Makes room for n postings of a part. */
static nd_status expect_part(struct bench *bench, size_t n) {
    const size_t size = (size_t)1 << table_bits(n);
    nd_status status =
        nd_reserve(&bench->table, &bench->table_capacity, size, sizeof *bench->table);
    if (status == ND_OK)
        status = nd_reserve(&bench->which, &bench->which_capacity, n, sizeof *bench->which);
    if (status == ND_OK)
        status =
            nd_reserve(&bench->cursors, &bench->cursor_capacity, n + 1, sizeof *bench->cursors);
    if (status == ND_OK)
        status = nd_reserve(&bench->later, &bench->later_capacity, n, sizeof *bench->later);
    return status;
}

/* Postings of a part while their fingerprints are numbered. */
struct numbering {
    const uint32_t *low;
    uint64_t *table;
    uint32_t *which, *counts, *later;
    uint32_t numbered;
    uint32_t left;   /* in later: those whose place in the table another fingerprint has */
    uint32_t factor; /* the place is told by the highest bits of the product with it */
    unsigned shift;
};

static void clear_table(struct numbering *x, size_t n) {
    const unsigned bits = table_bits(n);
    memset(x->table, 0, sizeof *x->table << bits);
    x->shift = 32 - bits;
    x->left = 0;
}

/* Numbers the fingerprint of posting i, and counts it, or leaves it for later; no branch asks
 * whether it is new, nor whose the place is. */
ND_INLINE void number_one(struct numbering *x, uint32_t i) {
    const uint32_t key = x->low[i];
    uint64_t *const place = &x->table[key * x->factor >> x->shift];
    uint64_t entry = *place;
    const uint64_t fresh = entry == 0;
    uint32_t other;
    x->numbered += (uint32_t)fresh;
    entry |= ((uint64_t)key << 32 | x->numbered) & (0 - fresh);
    *place = entry;
    other = entry >> 32 != key;
    x->later[x->left] = i;
    x->left += other;
    x->which[i] = (uint32_t)entry;
    x->counts[(uint32_t)entry & (other - 1)]++;
}

/* Says of each of n postings of a part which fingerprint it has, numbered from 1 on, and counts how
 * many have it. What is left for later, by another factor, soon is nothing. Returns how many
 * fingerprints there are. */
static uint32_t number_part(const struct bench *bench, const uint32_t *low, size_t n) {
    struct numbering x = {.low = low,
                          .table = bench->table,
                          .which = bench->which,
                          .counts = bench->cursors,
                          .later = bench->later,
                          .factor = 1};
    memset(x.counts, 0, (n + 1) * sizeof *x.counts);
    clear_table(&x, n);
    for (size_t i = 0; i < n; i++) number_one(&x, (uint32_t)i);
    while (x.left > 0) {
        const uint32_t left = x.left;
        clear_table(&x, left);
        x.factor *= UINT32_C(0x9e3779b1);
        for (uint32_t l = 0; l < left; l++) number_one(&x, x.later[l]);
    }
    return x.numbered;
}

/* Makes of the counts of fingerprints where the postings of each go: those of three first, then of
 * four, and so on; those of two behind all of these, and lone ones at the end. */
static void place_part(struct bench *bench, uint32_t numbered, struct nd_index_part *out) {
    uint32_t *const cursors = bench->cursors, next[MOST_ALIKE + 1] = {0}, place = 0;
    for (uint32_t f = 1; f <= numbered; f++) next[nd_smaller(cursors[f], MOST_ALIKE)] += cursors[f];
    for (uint32_t count = 3; count < MOST_ALIKE + 3; count++) {
        uint32_t *const to = &next[count <= MOST_ALIKE ? count : MOST_ALIKE + 3 - count];
        const uint32_t postings = *to;
        *to = place;
        place += postings;
    }
    out->several = next[2];
    out->count = next[1];
    for (uint32_t f = 1; f <= numbered; f++) {
        const uint32_t count = cursors[f];
        uint32_t *const to = &next[nd_smaller(count, MOST_ALIKE)];
        cursors[f] = *to | FIRST;
        *to += count;
    }
}

/* Makes the postings of a part: those of each fingerprint come side by side in order of number, as
 * they are in that order now. */
static nd_status make_postings(struct bench *bench, size_t part, struct nd_arena *arena,
                               struct nd_index_part *out) {
    const size_t begin = bench->begin[part], n = bench->end[part] - begin;
    const uint32_t *which;
    uint32_t *cursors, *room;
    nd_status status = n < FIRST ? ND_OK : ND_ERR_FULL;
    if (status == ND_OK)
        status = nd_arena_open(arena, 0, n * sizeof *out->postings / sizeof *room, &room);
    if (status == ND_OK) status = expect_part(bench, n);
    if (status != ND_OK) return status;
    which = bench->which;
    cursors = bench->cursors;
    out->postings = (struct nd_posting *)room;
    place_part(bench, number_part(bench, bench->low + begin, n), out);
    for (size_t i = 0; i < n; i++) {
        const struct nd_posting posting = bench->all[begin + i];
        const uint32_t cursor = cursors[which[i]], at = cursor & ~FIRST;
        out->postings[at] = nd_posting_of(posting.print, posting.place, (cursor & FIRST) != 0);
        cursors[which[i]] = at + 1;
    }
    nd_arena_close(arena, out->count * sizeof *out->postings / sizeof *room);
    return ND_OK;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static void free_piles(struct bench *bench) {
    nd_free(bench->low);
    nd_free(bench->all);
    nd_free(bench->met);
    bench->capacity = bench->met_size = 0;
}

static void free_bench(struct bench *bench) {
    free_piles(bench);
    nd_free(bench->table);
    nd_free(bench->which);
    nd_free(bench->cursors);
    nd_free(bench->later);
}

static nd_status make_room(struct bench *bench, size_t n, size_t met_size) {
    if (n <= bench->capacity && met_size <= bench->met_size) return ND_OK;
    free_piles(bench);
    n += n / 4;
    bench->low = nd_alloc(n, sizeof *bench->low);
    bench->all = nd_alloc(n, sizeof *bench->all);
    bench->met = nd_alloc(met_size, sizeof *bench->met);
    if (bench->low == NULL || bench->all == NULL || bench->met == NULL) return ND_ERR_MEMORY;
    bench->capacity = n;
    bench->met_size = met_size;
    return ND_OK;
}

/* Gives back what a set of piles takes behind the last of them: postings take its place. */
static void drop_pile(struct indexing *x, uint32_t set) {
    if (atomic_fetch_sub(&x->left[set], 1) != 1) return;
    for (struct nd_deal *deal = x->deals; deal != NULL; deal = deal->next) nd_deal_drop(deal, set);
}

static nd_status sort_pile(void *context, size_t pile, uint32_t worker) {
    struct indexing *x = context;
    struct nd_index *index = x->index;
    struct bench *bench = &x->benches[worker];
    const size_t n = count_pile(x, pile);
    const unsigned bits = nd_smaller(nd_larger(nd_bits_for(n) + SPARSE_BITS, 6), 32);
    nd_status status = make_room(bench, n, ((size_t)1 << bits) / 32);
    if (status != ND_OK) return status;
    index->piles[atomic_fetch_add(&x->made, 1)] =
        (struct nd_posting_pile){(uint32_t)pile, worker, index->arenas[worker]};
    drop_lone(x, bench, pile, bits);
    for (size_t part = 0; part < ND_PILE_PARTS && status == ND_OK; part++)
        status = make_postings(bench, part, &index->arenas[worker],
                               &index->part[pile * ND_PILE_PARTS + part]);
    drop_pile(x, nd_deal_set((uint32_t)pile));
    return status;
}

static nd_status allocate(struct indexing *x) {
    struct nd_index *index = x->index;
    index->part = nd_alloc_zero(index->parts, sizeof *index->part);
    index->arenas = nd_alloc_zero(index->workers, sizeof *index->arenas);
    index->piles = nd_alloc_zero(ND_PILES, sizeof *index->piles);
    x->benches = nd_alloc_zero(index->workers, sizeof *x->benches);
    if (index->part == NULL || index->arenas == NULL || index->piles == NULL || x->benches == NULL)
        return ND_ERR_MEMORY;
    for (uint32_t w = 0; w < index->workers; w++) index->arenas[w].store = x->match->store;
    return own_blocks(index, x->match);
}

static void release(struct indexing *x) {
    for (uint32_t w = 0; w < x->index->workers && x->benches != NULL; w++)
        free_bench(&x->benches[w]);
    nd_free(x->benches);
    for (struct nd_deal *deal = x->deals; deal != NULL; deal = deal->next) nd_deal_free(deal);
}

nd_status nd_index_make(struct nd_index *index, const struct nd_match *match,
                        const struct nd_dealt *dealt) {
    struct indexing x = {.index = index, .match = match, .deals = dealt->deals};
    nd_status status;
    *index = (struct nd_index){.first = dealt->first,
                               .total = dealt->total,
                               .parts = UINT32_C(1) << ND_PART_BITS,
                               .workers = nd_exec_workers(match->executor)};
    for (struct nd_deal *deal = x.deals; deal != NULL; deal = deal->next) nd_deal_finish(deal);
    for (uint32_t set = 0; set < ND_PILE_SETS; set++) x.left[set] = ND_PILES / ND_PILE_SETS;
    status = allocate(&x);
    if (status == ND_OK) status = nd_exec_run(match->executor, ND_PILES, sort_pile, &x);
    release(&x);
    return status;
}

void nd_index_drop(const struct nd_index *index, uint32_t made) {
    const struct nd_posting_pile *pile = &index->piles[made];
    struct nd_index_part *parts = nd_index_made(index, (size_t)made * ND_PILE_PARTS);
    memset(parts, 0, ND_PILE_PARTS * sizeof *parts);
    nd_arena_rewind(&index->arenas[pile->worker], &pile->before);
}

void nd_index_free(struct nd_index *index) {
    for (uint32_t w = 0; w < index->workers && index->arenas != NULL; w++)
        nd_arena_free(&index->arenas[w]);
    nd_free(index->arenas);
    nd_free(index->piles);
    nd_free(index->part);
    *index = (struct nd_index){0};
}
