/*
 * grouping.h - the documents of a corpus by rank, on their way to the rows of its result
 *
 * Documents with the same words share one rank; the steps of matching see ranks only. Documents
 * without words match nothing and have none: they stand at the end of the sorted entries.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_GROUPING_H
#define ND_MATCH_GROUPING_H

#include "base/arena.h"
#include "match/cluster.h"
#include "match/groups.h"
#include "match/pairs.h"

struct nd_grouping {
    const struct nd_groups *groups;
    struct nd_counts *counts;
    struct nd_arena arrays;     /* all below */
    struct nd_words *documents; /* by rank */
    struct nd_prints *prints;   /* by rank */
    uint32_t *numbers;          /* by rank: of the first fingerprint */
    uint32_t *visit;            /* ranks in the order in which their documents came */
    uint32_t *first; /* by rank: its first entry, an old one if it has any, with the least name */
    uint32_t *kept;  /* by rank: the entry that leads when it does; else its first */
    uint32_t ranks;
    uint32_t *words;                 /* by rank: without boilerplate */
    struct nd_cluster_place *places; /* by rank */
    uint32_t *rank;                  /* by entry; ND_RANK_NONE without words */
    struct nd_ties ties;             /* of ranks, when they were asked for */
};

/* Matches the documents of a match, the ranks without their boilerplate, in an order of their own:
 * by what is left of them. Makes room for kept, words and places, and fills them in, and the ties.
 * Fails with ND_ERR_MEMORY or what the executor returns. */
ND_CHECK nd_status nd_match_left(struct nd_grouping *grouping, struct nd_match *match);

/* Makes the rows of the result, and counts clusters and copies. Fails with ND_ERR_MEMORY or what
 * the executor returns. */
ND_CHECK nd_status nd_make_rows(const struct nd_grouping *grouping, struct nd_result *result);

#endif /* ND_MATCH_GROUPING_H */
