/*
 * leads.h - which member of a finished cluster is its lead
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_LEADS_H
#define ND_MATCH_LEADS_H

#include "match/cluster.h"
#include "match/rank.h"

struct nd_leads {
    const struct nd_match *match; /* its documents are those that the places are about */
    const struct nd_entry *entries;
    const uint32_t *at; /* by entry: its document in the match; ND_RANK_NONE without words */
    uint32_t count;     /* of entries */
    const struct nd_chooser *chooser;
};

/* Makes an old document the lead of each cluster that has one among its copies, or the copy that
 * the chooser wants, and states the places of the others against it: `lead` and `share` are to the
 * new lead then, `match` stays the document that they were verified against. kept[d], for a
 * document d that is made a lead, becomes the entry that is meant; the others are left as they are.
 * Fails with ND_ERR_MEMORY, ND_ERR_PARAM when the chooser names no member, or what the executor
 * returns. */
ND_CHECK nd_status nd_choose_leads(const struct nd_leads *leads, struct nd_cluster_place *places,
                                   uint32_t *kept);

#endif /* ND_MATCH_LEADS_H */
