/*
 * deal.h - the fingerprints of the documents that a worker reads, dealt to piles as they come
 *
 * The first step of making the index, done while they are in the caches: a pile has the
 * fingerprints that begin with the same bits, in the order of their numbers.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_DEAL_H
#define ND_MATCH_DEAL_H

#include "base/arena.h"

/* Fingerprints are numbered in blocks, each of one document. */
enum { ND_BLOCK_PRINTS = 32 };

/* What tells fingerprints apart, whatever the size of a corpus: their ND_PART_BITS highest bits,
 * which choose the part of the index, and the lowest 32. A pile has 16 parts. */
#define ND_PART_BITS 12u
#define ND_PILE_BITS 8u
#define ND_PILES (UINT32_C(1) << ND_PILE_BITS)
#define ND_PILE_PARTS (UINT32_C(1) << (ND_PART_BITS - ND_PILE_BITS))
#define ND_PILE_SETS 16u /* whose memory is given back one by one */

/* A dealt fingerprint: the bits that choose the part of its pile, the lowest 32, and the lowest
 * ND_DEAL_NUMBER_BITS of its number. */
#define ND_DEAL_NUMBER_BITS 28u

/* Some of a pile. */
struct nd_deal_piece {
    struct nd_deal_piece *next;
    const uint64_t *items;
    uint32_t count;
    uint32_t number; /* what to add to the numbers of its items */
};

struct nd_deal_pile {
    uint64_t *next, *end; /* where the next one goes; behind the room is the last piece */
    struct nd_deal_piece *first, **link; /* where the next piece goes; NULL: first */
};

struct nd_deal {
    struct nd_arena arenas[ND_PILE_SETS + 1]; /* the last one: where those of all sets begin */
    struct nd_deal_pile *piles;               /* NULL: none are wanted any more */
    uint32_t numbers;                         /* given out so far, a multiple of ND_BLOCK_PRINTS */
    uint32_t turn;                            /* the bits of numbers that items do not have */
    uint32_t begin;       /* the number in the corpus that its first one has: see below */
    struct nd_deal *next; /* of another worker: see below */
};

/* Piles will be in the store; NULL: in memory. Fails with ND_ERR_MEMORY; free them in any case. */
ND_CHECK nd_status nd_deal_init(struct nd_deal *deal, const struct nd_store *store);
void nd_deal_free(struct nd_deal *deal);

/* The set that a pile belongs to: piles next to each other are in one. */
static inline uint32_t nd_deal_set(uint32_t pile) { return pile / (ND_PILES / ND_PILE_SETS); }

/* Gives back the memory of a set of piles. */
void nd_deal_drop(struct nd_deal *deal, uint32_t set);

/* Numbers the `count` fingerprints of a document, of which there are the lowest 32 and the highest
 * 16 bits, and deals them. Sets *first to the number of the first. Fails with ND_ERR_MEMORY, with
 * ND_ERR_LIMIT when one document has too many, with ND_ERR_FULL when all documents have 2^32 or
 * more, or with ND_ERR_PARAM behind nd_deal_free. */
ND_CHECK nd_status nd_deal_document(struct nd_deal *deal, const uint32_t *low, const uint16_t *high,
                                    size_t count, uint32_t *first);

/* Closes the pieces, as must be done before they are looked at: others come behind them. */
void nd_deal_finish(struct nd_deal *deal);

/* What the workers dealt, together: the numbers of each follow those of the one before. */
struct nd_dealt {
    struct nd_deal *deals; /* a list */
    uint32_t total;        /* numbers */
    const uint32_t *first; /* by rank: the first number of the document */
};

/* Sets the begin of each deal, and the total. Fails with ND_ERR_FULL for 2^32 numbers or more, and
 * with ND_ERR_PARAM when a deal is no more. */
ND_CHECK nd_status nd_dealt_number(struct nd_dealt *dealt);

#endif /* ND_MATCH_DEAL_H */
