/*
 * cluster.h - from verified pairs to clusters
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_CLUSTER_H
#define ND_MATCH_CLUSTER_H

#include "match/match.h"

/* Where a document belongs. */
struct nd_cluster_place {
    uint32_t lead;         /* rank of its lead: its own for a lead or a document alone */
    uint32_t match;        /* rank of the document that it was matched with; its own for none */
    struct nd_share share; /* with its match */
    nd_relation relation;  /* of a document that is alone or joined another cluster as more than a
                              copy (see relate.h): UPDATE, EXCERPT or ROUNDUP; else REPRINT */
};

/* Writes the place of each rank; places has match->count elements. The edges are verified pairs in
 * any order, each once. Fails with ND_ERR_MEMORY or what the executor returns. */
ND_CHECK nd_status nd_cluster(const struct nd_match *match, const struct nd_edges *edges,
                              struct nd_cluster_place *places);

#endif /* ND_MATCH_CLUSTER_H */
