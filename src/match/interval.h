/*
 * interval.h - what a sample of documents says about a share of all pairs
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_INTERVAL_H
#define ND_MATCH_INTERVAL_H

#include <stdint.h>

#include "newsdupes.h"

/* Sums over the sampled documents: of the pairs of each, `part` are of the kind in question.
 * Start with a zeroed struct. */
struct nd_ratio {
    double part, whole;                        /* sums */
    double part_part, part_whole, whole_whole; /* sums of products */
};

void nd_ratio_add(struct nd_ratio *ratio, uint64_t part, uint64_t whole);

/* Sets share, low and high of an estimate whose part and whole (pairs, each counted once) are set,
 * from a sample of `sampled` out of `documents`. */
void nd_ratio_estimate(const struct nd_ratio *ratio, uint32_t sampled, uint32_t documents,
                       struct nd_estimate *estimate);

#endif /* ND_MATCH_INTERVAL_H */
