/*
 * overlap.h - which fingerprints of two documents stand in or beside text that both have
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_OVERLAP_H
#define ND_MATCH_OVERLAP_H

#include "match/match.h"

/* Compares one document with any number of others. For one thread. */
struct nd_overlap {
    const struct nd_match *match;
    struct nd_aligner aligner;
    struct nd_prints prints[2];     /* of the two documents, where they can be read: ... */
    struct nd_store_copy copies[2]; /* ... here, where need be */
    uint32_t first;                 /* the document in the table, or ND_OVERLAP_NONE */
    uint32_t *slots;                /* by hash: the first index of its fingerprints, plus 1 */
    uint32_t slot_mask;             /* how many there are, less 1 */
    uint32_t *hits;     /* indices of the fingerprints of b that are in the table, ascending */
    uint32_t *places;   /* likewise: their indices in a */
    uint32_t common;    /* how many */
    uint8_t *inside[2]; /* the outcome, by index of the fingerprints of a and b: 1 or 0 */
    size_t slot_capacity, hit_capacity, place_capacity, inside_capacity[2];
};

#define ND_OVERLAP_NONE UINT32_MAX

void nd_overlap_init(struct nd_overlap *overlap, const struct nd_match *match);
void nd_overlap_free(struct nd_overlap *overlap);

/* Finds what documents a and b share: sets overlap->inside for both. The same a as in the last call
 * costs less. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_overlap_find(struct nd_overlap *overlap, uint32_t a, uint32_t b);

#endif /* ND_MATCH_OVERLAP_H */
