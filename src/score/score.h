/*
 * score.h - how well found clusters agree with true ones
 *
 * Documents are numbers; so are clusters. Everything is counted in integers, from the sizes of the
 * clusters and of what they have in common, so that no pair is looked at; fractions are made at the
 * end, in an order that does not depend on how documents or clusters are numbered.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SCORE_SCORE_H
#define ND_SCORE_SCORE_H

#include <stddef.h>
#include <stdint.h>

#include "newsdupes.h"
#include "score/judged.h"

/* Two clusterings of the documents 0 to count - 1; clusters are numbers below count. */
struct nd_clusterings {
    const uint32_t *truth, *found;
    uint32_t count; /* at least 1 */
};

struct nd_score {
    uint32_t true_clusters, found_clusters;
    uint64_t joined_pairs; /* in one found cluster */
    uint64_t true_pairs;   /* that belong together */
    uint64_t right_pairs;  /* both */
    double ari;            /* adjusted Rand index: 1 perfect, 0 as by chance */
    double bcubed_precision, bcubed_recall, bcubed_f1;
    double precision, recall, f1; /* of pairs; 1 where there are none */
};

/* With `judged` the pairs that it names belong together, and no others; the open ones do not count.
 * Without (NULL) those of one true cluster do. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_score_measure(const struct nd_clusterings *clusterings,
                                    const struct nd_judged *judged, struct nd_score *score);

struct nd_interval {
    double low, high;
};

/* Where a share of which `hits` of `count` were seen lies in 95 of 100 cases, were they drawn
 * independently; 0 to 1 when nothing was. */
struct nd_interval nd_score_interval(uint64_t hits, uint64_t count);

/* Numbers the clusters, all below `limit`, anew in the order in which they come. Fails with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_score_renumber(uint32_t *clusters, uint32_t count, size_t limit);

#endif /* ND_SCORE_SCORE_H */
