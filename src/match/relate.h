/*
 * relate.h - what the documents that no cluster has taken are to others
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_RELATE_H
#define ND_MATCH_RELATE_H

#include "match/cluster.h"

/* Gives the documents that are alone in `places` their relation and their match, by the contacts
 * that were found: update, excerpt or round-up (roundups[rank] != 0). Those whose relation is in
 * `joins` (ND_JOIN_…) move to the cluster of their match. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_relate(const struct nd_match *match, const struct nd_contacts *contacts,
                             const uint8_t *roundups, unsigned joins,
                             struct nd_cluster_place *places);

#endif /* ND_MATCH_RELATE_H */
