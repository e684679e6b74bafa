/*
 * index.c - see index.h
 *
 * Postings come from sorting, never from a table that misses the caches: fingerprints were dealt to
 * piles by their highest bits, and each pile, small enough for the caches, is a piece of work. Most
 * fingerprints are of one document: bits for those met once and those met again, of the pile alone,
 * tell them before they are sorted (a Bloom filter of one hash). What is left is dealt to the parts
 * of the pile, and there to as many cells as there are fingerprints.
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
    SPARSE_BITS = 2, /* there are 2^2 pairs of bits a posting */
    CELL_BITS = 13,  /* 2^13 cells of a part at most: 32 KiB */
    PATIENCE = 8     /* steps of insertion for each key */
};

#define NO_RANK UINT32_MAX
#define PART_SHIFT (32 + ND_DEAL_NUMBER_BITS)
#define NUMBER_MASK ((UINT64_C(1) << ND_DEAL_NUMBER_BITS) - 1)

/* What one worker needs to sort piles. */
struct bench {
    uint32_t *low;            /* the lowest bits of what is met again, part by part, ... */
    struct nd_posting *all;   /* ... and its postings, none of which begins */
    uint64_t *keys, *scratch; /* of one part, in order: lowest bits << 32 | which of the part */
    struct nd_posting *pairs; /* of the same, of fingerprints that have two each */
    size_t capacity;          /* of all five */
    uint64_t *met;            /* two bits by the highest bits of an item */
    size_t met_size;          /* words of it */
    size_t begin[ND_PILE_PARTS], end[ND_PILE_PARTS]; /* of a part */
    uint32_t cells[1 << CELL_BITS];
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
    for (size_t b = 0; b < blocks; b++) index->owners[b] = NO_RANK;
    for (uint32_t rank = 0; rank < match->count; rank++) {
        uint32_t *owners = index->owners + index->first[rank] / ND_BLOCK_PRINTS;
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

/* Sorts keys that are nearly in order by their upper halves, stably; false when they are not. */
static bool insert_all(uint64_t *keys, size_t n) {
    size_t steps = 0;
    for (size_t i = 1; i < n && steps <= PATIENCE * n; i++) {
        const uint64_t key = keys[i];
        size_t at = i;
        for (; at > 0 && keys[at - 1] >> 32 > key >> 32; at--) keys[at] = keys[at - 1];
        keys[at] = key;
        steps += i - at;
    }
    return steps <= PATIENCE * n;
}

/* Sorts each of 2^bits cells that end there by the upper halves of its keys, stably. */
static void sort_cells(const uint32_t *ends, unsigned bits, uint64_t *keys, uint64_t *scratch) {
    for (size_t c = 0, begin = 0; c < (size_t)1 << bits; begin = ends[c++]) {
        bool ordered = true;
        for (size_t i = begin + 1; i < ends[c]; i++)
            ordered = ordered && keys[i - 1] >> 32 <= keys[i] >> 32;
        if (!ordered) nd_sort_u64(keys + begin, scratch, ends[c] - begin, 32, 64 - bits);
    }
}

/* Sorts n of the lowest bits, stably, as keys of the bench. They are spread evenly over as many
 * cells as there are, but for equal ones. */
static void sort_part(struct bench *bench, const uint32_t *low, size_t n) {
    const unsigned bits = nd_smaller(nd_bits_for(n), CELL_BITS), shift = 32 - bits;
    uint32_t *const cells = bench->cells, place = 0;
    uint64_t *const out = bench->keys;
    memset(cells, 0, sizeof *cells << bits);
    for (size_t i = 0; i < n; i++) cells[low[i] >> shift]++;
    for (size_t c = 0; c < (size_t)1 << bits; c++) {
        const uint32_t count = cells[c];
        cells[c] = place;
        place += count;
    }
    for (size_t i = 0; i < n; i++) out[cells[low[i] >> shift]++] = (uint64_t)low[i] << 32 | i;
    if (!insert_all(out, n)) sort_cells(cells, bits, out, bench->scratch);
}

static bool are_alike(const uint64_t *keys) { return keys[0] >> 32 == keys[1] >> 32; }

/* Leaves, in the order of the keys of the bench, those of n postings of a part whose keys share an
 * upper half: first those that three or more share, of which there are *several, then those that
 * two share. No branch asks which is which. Returns how many there are. */
static size_t keep_shared(const struct bench *bench, const struct nd_posting *all, size_t n,
                          struct nd_posting *out, size_t *several) {
    uint64_t *keys = bench->keys; /* with room for two more */
    struct nd_posting *pairs = bench->pairs;
    bool before = false, same = false, next; /* the last key, this one and the one behind are like
                                                those before them */
    size_t kept = 0, kept_pairs = 0;
    *several = 0;
    if (n == 0) return 0;
    keys[n] = ~keys[n - 1];
    keys[n + 1] = keys[n - 1];
    next = are_alike(keys);
    for (size_t i = 0; i < n; i++) {
        const struct nd_posting posting = all[(uint32_t)keys[i]];
        const bool after = are_alike(&keys[i + 1]);
        const bool of_pair = (!same & next & !after) | (!before & same & !next);
        out[kept] = nd_posting_of(posting.print, posting.place, !same);
        pairs[kept_pairs] = nd_posting_of(posting.print, posting.place, !same);
        kept += (same | next) & !of_pair;
        kept_pairs += of_pair;
        before = same;
        same = next;
        next = after;
    }
    memcpy(out + kept, pairs, kept_pairs * sizeof *pairs);
    *several = kept;
    return kept + kept_pairs;
}

/* Makes the postings of a part from the keys that the bench has for it. */
static nd_status make_postings(struct bench *bench, size_t part, struct nd_arena *arena,
                               struct nd_part *out) {
    const size_t begin = bench->begin[part], n = bench->end[part] - begin;
    uint32_t *room;
    const nd_status status =
        nd_arena_open(arena, 0, n * sizeof *out->postings / sizeof *room, &room);
    if (status != ND_OK) return status;
    sort_part(bench, bench->low + begin, n);
    out->postings = (struct nd_posting *)room;
    out->count = keep_shared(bench, bench->all + begin, n, out->postings, &out->several);
    nd_arena_close(arena, out->count * sizeof *out->postings / sizeof *room);
    return ND_OK;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static void free_bench(struct bench *bench) {
    nd_free(bench->low);
    nd_free(bench->all);
    nd_free(bench->keys);
    nd_free(bench->scratch);
    nd_free(bench->pairs);
    nd_free(bench->met);
    bench->capacity = bench->met_size = 0;
}

static nd_status make_room(struct bench *bench, size_t n, size_t met_size) {
    if (n <= bench->capacity && met_size <= bench->met_size) return ND_OK;
    free_bench(bench);
    n += n / 4;
    bench->low = nd_alloc(n, sizeof *bench->low);
    bench->all = nd_alloc(n, sizeof *bench->all);
    bench->keys = nd_alloc(n + 2, sizeof *bench->keys);
    bench->scratch = nd_alloc(n, sizeof *bench->scratch);
    bench->pairs = nd_alloc(n, sizeof *bench->pairs);
    bench->met = nd_alloc(met_size, sizeof *bench->met);
    if (bench->low == NULL || bench->all == NULL || bench->keys == NULL || bench->scratch == NULL ||
        bench->pairs == NULL || bench->met == NULL)
        return ND_ERR_MEMORY;
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
    struct nd_part *parts = nd_index_made(index, (size_t)made * ND_PILE_PARTS);
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
