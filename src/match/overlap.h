/*
 * overlap.h - which fingerprints of two documents stand in or beside text that both have
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_OVERLAP_H
#define ND_MATCH_OVERLAP_H

#include "match/match.h"

/* Fingerprints [begin, end) of a document. */
struct nd_stretch {
    uint32_t begin, end;
};

/* One of two documents that were compared. */
struct nd_overlap_side {
    uint32_t rank;                /* ND_OVERLAP_NONE: of none */
    struct nd_prints prints;      /* its fingerprints, where they can be read: ... */
    struct nd_store_copy copy;    /* ... here, where need be */
    uint64_t *common;             /* bits by index: fingerprints that both have */
    struct nd_stretch *stretches; /* see nd_overlap_inside */
    uint32_t count;               /* of these, or ND_OVERLAP_NONE: not listed yet */
    size_t common_capacity, stretch_capacity;
};

/* Compares one document with any number of others. For one thread. */
struct nd_overlap {
    const struct nd_match *match;
    struct nd_aligner aligner;
    uint32_t first;     /* the document in the table, or ND_OVERLAP_NONE */
    uint32_t *slots;    /* by hash: the first index of its fingerprints, plus 1 */
    uint32_t *next;     /* by index: the next one of the same slot, plus 1 */
    uint32_t slot_mask; /* how many slots there are, less 1 */
    uint32_t *hits;     /* indices of fingerprints of b whose slot is taken */
    bool by_words;      /* what is common is told by so many runs of the aligner */
    size_t runs;
    struct nd_overlap_side side[2]; /* a and b */
    size_t slot_capacity, next_capacity, hit_capacity;
};

#define ND_OVERLAP_NONE UINT32_MAX

void nd_overlap_init(struct nd_overlap *overlap, const struct nd_match *match);
void nd_overlap_free(struct nd_overlap *overlap);

/* Finds what documents a and b share. The same a as in the last call costs less, both the same
 * nothing. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_overlap_find(struct nd_overlap *overlap, uint32_t a, uint32_t b);

/* Lists the fingerprints of a (side 0) or b (side 1) that stand in or beside that, ascending. */
const struct nd_overlap_side *nd_overlap_inside(struct nd_overlap *overlap, uint32_t side);

#endif /* ND_MATCH_OVERLAP_H */
