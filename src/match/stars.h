/*
 * stars.h - leads and members while a connected component falls into clusters
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_STARS_H
#define ND_MATCH_STARS_H

#include "base/bounds.h"
#include "match/cluster.h"
#include "match/graph.h"

#define ND_STAR_NONE UINT32_MAX

struct nd_stars {
    const struct nd_match *match;
    struct nd_graph graph;           /* of the pairs that carry one report */
    struct nd_cluster_place *places; /* by rank: the lead is ND_STAR_NONE when there is none yet */
};

/* Whether a document has no cluster yet. */
static inline bool nd_star_is_free(const struct nd_stars *stars, uint32_t rank) {
    return stars->places[rank].lead == ND_STAR_NONE;
}

/* Makes a document the lead of a cluster. */
static inline void nd_star_begin(const struct nd_stars *stars, uint32_t rank) {
    const uint32_t words = stars->match->documents[rank].count;
    stars->places[rank] = (struct nd_cluster_place){.lead = rank,
                                                    .match = rank,
                                                    .share = {.shared = words, .equal = words},
                                                    .relation = ND_RELATION_REPRINT};
}

/* Makes a document a member of the cluster of a lead that it shares this with. */
static inline void nd_star_add(const struct nd_stars *stars, uint32_t lead, uint32_t rank,
                               const struct nd_share *share) {
    stars->places[rank] = (struct nd_cluster_place){
        .lead = lead, .match = lead, .share = *share, .relation = ND_RELATION_REPRINT};
}

/* Whether a document can lead another that it shares with: it has two thirds of its words. A brief
 * is in both of two longer reports that have nothing else in common, and would join them. */
static inline bool nd_star_can_lead(const struct nd_stars *stars, uint32_t lead, uint32_t rank) {
    const struct nd_words *documents = stars->match->documents;
    return 3 * (uint64_t)documents[lead].count >= 2 * (uint64_t)documents[rank].count;
}

/* Whether what a document shares with a lead begins behind the first quarter of the lead. */
static inline bool nd_star_begins_late(const struct nd_stars *stars, uint32_t lead, uint32_t rank,
                                       const struct nd_share *share) {
    return lead < rank && 4 * (uint64_t)share->ahead >= stars->match->documents[lead].count;
}

/* Whether a document can be an abridged copy of the lead: four fifths of it are in the lead, from
 * its beginning on. */
static inline bool nd_star_is_abridged(const struct nd_stars *stars, uint32_t lead, uint32_t rank,
                                       const struct nd_share *share) {
    return 5 * (uint64_t)share->shared >= 4 * (uint64_t)stars->match->documents[rank].count &&
           !nd_star_begins_late(stars, lead, rank, share);
}

/* Whether two documents share half of what would make them one report. */
static inline bool nd_star_agrees(const struct nd_stars *stars, uint32_t x, uint32_t y,
                                  const struct nd_share *share) {
    const struct nd_words *documents = stars->match->documents;
    const uint64_t shorter = nd_smaller(documents[x].count, documents[y].count);
    return 2 * (uint64_t)share->shared * ND_THRESHOLD_UNIT >= shorter * stars->match->threshold;
}

#endif /* ND_MATCH_STARS_H */
