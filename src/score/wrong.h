/*
 * wrong.h - the pairs of documents that found clusters get wrong
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SCORE_WRONG_H
#define ND_SCORE_WRONG_H

#include <stdint.h>

#include "newsdupes.h"
#include "score/judged.h"
#include "score/score.h"

/* Takes one pair; a status other than ND_OK ends the walk. */
typedef nd_status (*nd_pair_fn)(void *context, uint32_t a, uint32_t b);

/* Calls fn for the first `most` pairs that are in one found cluster and do not belong together: one
 * cluster after the other, in the order of their first documents. What belongs together is decided
 * as by nd_score_measure. The time grows with the documents and with what is called, not with all
 * pairs. Also fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_wrong_joined(const struct nd_clusterings *clusterings,
                                   const struct nd_judged *judged, uint64_t most, nd_pair_fn fn,
                                   void *context);

/* The same for pairs that belong together and are in two found clusters. */
ND_CHECK nd_status nd_wrong_parted(const struct nd_clusterings *clusterings,
                                   const struct nd_judged *judged, uint64_t most, nd_pair_fn fn,
                                   void *context);

#endif /* ND_SCORE_WRONG_H */
