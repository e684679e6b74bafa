/*
 * mask.h - documents without the boilerplate that was learned from them
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_MASK_H
#define ND_MATCH_MASK_H

#include "base/arena.h"
#include "match/learn.h"

/* The documents of a match without their boilerplate. */
struct nd_masked {
    bool recalls;               /* what was masked is wanted, too: set it before masking */
    struct nd_words *hidden;    /* by rank: what was masked, as the first word and the end of each
                              stretch of it; NULL when it is not wanted */
    struct nd_words *documents; /* by the ranks of the match: where they are there */
    uint32_t *hidden_prints;    /* by block of the index: see match.h */
    struct nd_arena arrays;     /* where these three are */
    struct nd_arena *arenas;    /* one a worker: what is hidden */
    uint32_t workers;
    uint64_t words; /* that were masked */
};

/* Documents that are learned from together. Those that have a source of several documents are
 * masked in the stage that learns by source, the others in the one that does not. */
struct nd_stage {
    struct nd_match match;
    const bool *several;         /* by rank */
    struct nd_profiles profiles; /* of this match; the room serves all stages */
    struct nd_learned learned;
};

/* Whether the stage masks a document. */
bool nd_stage_masks(const struct nd_stage *stage, uint32_t rank);

/* Boilerplate in a document: its fingerprints [begin, end) and the words [first, last) that they
 * hide. */
struct nd_hidden {
    uint32_t begin, end, first, last;
};

/* Finds the next boilerplate in document `at`, behind *hidden; begin with zeros. False when there
 * is none. */
bool nd_hidden_next(const struct nd_stage *stage, uint32_t at, struct nd_hidden *hidden);

/* Masks the documents of the stage where they are: words are moved to close the gaps, and those of
 * the match are no more what they were. Fails with ND_ERR_MEMORY or what the executor returns. */
ND_CHECK nd_status nd_stage_mask(const struct nd_stage *stage, struct nd_masked *masked);

#endif /* ND_MATCH_MASK_H */
