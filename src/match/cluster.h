/*
 * cluster.h - from verified pairs to clusters
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_CLUSTER_H
#define ND_MATCH_CLUSTER_H

#include "match/match.h"

/* Writes for each rank its lead (its own rank for a lead or a document alone) and the words that the
 * two share. lead and shared have match->count elements. The edges are verified pairs in any order,
 * each once. Fails with ND_ERR_MEMORY or what the executor returns. */
ND_CHECK nd_status nd_cluster(const struct nd_match *match, const struct nd_edges *edges,
                              uint32_t *lead, uint32_t *shared);

#endif /* ND_MATCH_CLUSTER_H */
