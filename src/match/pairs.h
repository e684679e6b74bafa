/*
 * pairs.h - the pairs of documents of a result
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_PAIRS_H
#define ND_MATCH_PAIRS_H

#include "match/rank.h"
#include "match/ties.h"

/* Documents by their ranks: those with the same words have one. */
struct nd_ranked {
    const struct nd_entry *entries; /* those of one rank lie together */
    size_t count;
    const uint32_t *rank;  /* by entry */
    const uint32_t *first; /* by rank: its first entry */
    const uint32_t *words; /* by rank: without boilerplate */
};

/* Makes the pairs of documents that the ties of ranks stand for, as newsdupes.h describes them, in
 * memory that the caller frees by nd_free. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_pairs_make(const struct nd_ranked *ranked, const struct nd_ties *ties,
                                 struct nd_pair **out, size_t *count);

#endif /* ND_MATCH_PAIRS_H */
