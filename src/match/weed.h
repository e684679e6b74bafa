/*
 * weed.h - which candidate pairs have too little in common to be compared
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_WEED_H
#define ND_MATCH_WEED_H

#include "match/candidates.h"

/* Takes out the pairs that have too few fingerprints in common: see weed.c. Fails with
 * ND_ERR_MEMORY or what the executor returns. */
ND_CHECK nd_status nd_weed_candidates(const struct nd_match *match,
                                      struct nd_candidates *candidates);

#endif /* ND_MATCH_WEED_H */
