/*
 * ties.h - which documents are something to each other, by all that was compared
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_TIES_H
#define ND_MATCH_TIES_H

#include "match/cluster.h"
#include "match/match.h"

/* What was found out about the documents of a match. */
struct nd_findings {
    const struct nd_edges *edges;          /* pairs of one report, without round-ups, each once */
    const struct nd_contacts *contacts;    /* all pairs that share anything */
    const uint8_t *roundups;               /* by rank */
    const struct nd_cluster_place *places; /* by rank */
};

/* Two documents, and what the first is to the second. */
struct nd_tie {
    uint32_t document, other; /* ranks */
    nd_relation relation;
    struct nd_share share;
};

struct nd_ties {
    struct nd_tie *ties;
    size_t count, capacity;
};

/* Lists each pair once: those of one report, versions, excerpts, pairs with a round-up, and every
 * document with the one that its place has its numbers from. On success the caller frees out->ties
 * by nd_free. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_tie_documents(const struct nd_match *match,
                                    const struct nd_findings *findings, struct nd_ties *out);

#endif /* ND_MATCH_TIES_H */
