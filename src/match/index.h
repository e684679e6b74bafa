/*
 * index.h - which documents have a fingerprint that is not theirs alone
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_INDEX_H
#define ND_MATCH_INDEX_H

#include "base/bits.h"
#include "match/deal.h"
#include "match/match.h"

/* One fingerprint of one document. All steps go over all of them, and take as long as these take to
 * come from memory. 31 bits hold the rank of any document with fingerprints: each of these has at
 * least a block of the 2^32 numbers, and those without are shorter, and so of greater rank. */
struct nd_posting {
    uint32_t print; /* its number */
    uint32_t place; /* the rank of the document; the highest bit: see nd_posting_begins */
};

static inline struct nd_posting nd_posting_of(uint32_t print, uint32_t rank, bool begins) {
    return (struct nd_posting){print, rank | (uint32_t)begins << 31};
}

static inline uint32_t nd_posting_rank(const struct nd_posting *posting) {
    return posting->place & INT32_MAX;
}

/* Whether those before it are of another fingerprint. */
static inline bool nd_posting_begins(const struct nd_posting *posting) {
    return posting->place >> 31 != 0;
}

/* Postings of the fingerprints that are not alone, in one part of the index. */
struct nd_index_part {
    struct nd_posting *postings; /* those of one fingerprint side by side, in order of number until
                                    sources part them: see frequent.h */
    size_t several;              /* of fingerprints that have more than two: they come first, those
                                    of three before those of four, and so on as far as a few */
    size_t count;                /* of all */
};

/* A pile of them: its number, and the arena of the worker that made it, as it was before. */
struct nd_posting_pile {
    uint32_t number, worker;
    struct nd_arena before;
};

/* The fingerprints of a corpus. Numbers come in blocks, each of one document, so that a number
 * tells whose it is; some at the end of its last block are not used, nor are those of documents
 * without a rank. */
struct nd_index {
    const uint32_t *first;      /* by rank: its first number; borrowed */
    uint32_t *owners;           /* by block: the rank, if it has any */
    uint32_t total;             /* numbers */
    uint32_t parts;             /* by the ND_PART_BITS highest bits of fingerprints */
    struct nd_index_part *part; /* each of them */
    struct nd_arena *arenas;    /* of postings, and owners before them; one a worker */
    uint32_t workers;
    struct nd_posting_pile *piles; /* in the order in which they were made */
};

/* Makes the index of the documents of a match; what was dealt is no more then. Fails with
 * ND_ERR_MEMORY, with ND_ERR_FULL when 2^31 of them are of one part, or with what the executor
 * returns; free it in any case. */
ND_CHECK nd_status nd_index_make(struct nd_index *index, const struct nd_match *match,
                                 const struct nd_dealt *dealt);
void nd_index_free(struct nd_index *index);

/* Part `i` of the piles in the order in which they were made. */
static inline struct nd_index_part *nd_index_made(const struct nd_index *index, size_t i) {
    const uint32_t pile = index->piles[i / ND_PILE_PARTS].number;
    return &index->part[pile * ND_PILE_PARTS + i % ND_PILE_PARTS];
}

/* Gives back the postings of the pile that was made as `made`-th, for which those of all that were
 * made behind it must have been given back. */
void nd_index_drop(const struct nd_index *index, uint32_t made);

/* How many numbers there are. */
static inline uint32_t nd_index_prints(const struct nd_index *index) { return index->total; }

/* Which fingerprints of a document, by rank as it was read, are hidden: bits by block. NULL: none
 * are. */
static inline const uint32_t *nd_index_hidden(const struct nd_match *match, uint32_t rank) {
    return match->hidden != NULL ? match->hidden + match->index->first[rank] / ND_BLOCK_PRINTS
                                 : NULL;
}

/* Those of n fingerprints of a document that are in a block and not hidden, as bits. */
static inline uint32_t nd_index_seen(const uint32_t *hidden, uint32_t n, uint32_t block) {
    const uint32_t left = n - block * ND_BLOCK_PRINTS;
    const uint32_t all = left < ND_BLOCK_PRINTS ? (UINT32_C(1) << left) - 1 : UINT32_MAX;
    return hidden != NULL ? all & ~hidden[block] : all;
}

/* How many of n fingerprints of a document are not hidden. */
static inline uint32_t nd_index_count_seen(const uint32_t *hidden, uint32_t n) {
    uint32_t seen = 0;
    if (hidden == NULL) return n;
    for (uint32_t block = 0; block * ND_BLOCK_PRINTS < n; block++)
        seen += nd_bits_set(nd_index_seen(hidden, n, block));
    return seen;
}

/* Asks for what is known of the fingerprints of the document that comes i-th, if there is one. */
ND_INLINE void nd_index_fetch(const struct nd_match *match, size_t i) {
    enum { FURTHER = 16 }; /* documents whose own ranks are asked for */
    if (match->origin != NULL && i + FURTHER < match->count)
        __builtin_prefetch(&match->origin[nd_match_visit(match, i + FURTHER)]);
    if (i >= match->count) return;
    i = nd_match_origin(match, nd_match_visit(match, i));
    __builtin_prefetch(&match->prints[i]);
    __builtin_prefetch(&match->index->first[i]);
}

#endif /* ND_MATCH_INDEX_H */
