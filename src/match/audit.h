/*
 * audit.h - what the candidate step missed, estimated from a sample
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_AUDIT_H
#define ND_MATCH_AUDIT_H

#include "match/candidates.h"
#include "match/cluster.h"
#include "match/match.h"
#include "match/rank.h"

/* What an audit looks at. */
struct nd_matched {
    const struct nd_match *match;
    const struct nd_entry *const *entries;  /* by rank: the document as it was read */
    const struct nd_edges *collapsed;       /* near-identical pairs: b was set aside for a */
    const struct nd_candidates *candidates; /* of the documents that were not set aside */
    const struct nd_cluster_place *places;  /* by rank */
};

/* Fills in audit (audit->pairs by nd_alloc). Fails with ND_ERR_MEMORY or what the executor returns,
 * and then has no pairs. */
ND_CHECK nd_status nd_audit_matched(const struct nd_matched *matched,
                                    const struct nd_audit_options *options, struct nd_audit *audit);

#endif /* ND_MATCH_AUDIT_H */
