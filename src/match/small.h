/*
 * small.h - the clusters of a small connected component
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_SMALL_H
#define ND_MATCH_SMALL_H

#include "match/stars.h"

#define ND_SMALL_MOST 64u /* documents of a small component */

/* Two documents of a small component. */
struct nd_small_pair {
    struct nd_share share;
    bool known;    /* they were compared */
    bool accepted; /* they carry one report */
};

/* Puts documents nodes[0, n), a component, n <= ND_SMALL_MOST, into clusters: see cluster.c. There
 * is room for n * n pairs. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_cluster_small(const struct nd_stars *stars, struct nd_aligner *aligner,
                                    struct nd_small_pair *pairs, const uint32_t *nodes, size_t n);

#endif /* ND_MATCH_SMALL_H */
