/*
 * chain.h - the best colinear sequence of common runs
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_CHAIN_H
#define ND_MATCH_CHAIN_H

#include "match/align.h"

/* Puts the colinear sequence of aligner->seeds with the most words, overlaps cut off, into
 * aligner->runs. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_chain_runs(struct nd_aligner *aligner);

#endif /* ND_MATCH_CHAIN_H */
