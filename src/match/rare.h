/*
 * rare.h - which frequent fingerprints keep company with rare text
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_RARE_H
#define ND_MATCH_RARE_H

#include "match/frequent.h"
#include "match/profile.h"

#define ND_LEAST_REPORT 8u /* rare fingerprints of a report of its own: about 40 words */
#define ND_RARE_UNIT 256u  /* shares are counted in parts of this, and are less than the whole */

struct nd_rare {
    const struct nd_match *match;
    uint32_t *kept;   /* by part: fingerprints with rare company, which come first in its items */
    uint32_t classes; /* that there can be, and what belongs with them */
    uint8_t *shares;  /* by class, then rank: how much of a document is rare, of ND_RARE_UNIT, where
                         it has the class; none if too little to say anything */
};

/* The share of `rare` fingerprints beside `alike` ones, rounded down. A few words that each paper
 * adds to a report are no report of their own and none, unless next to nothing is alike. */
static inline uint32_t nd_rare_share(uint32_t rare, uint32_t alike) {
    const uint64_t all = (uint64_t)rare + alike;
    const uint32_t share = rare == 0 ? 0 : (uint32_t)(rare * (uint64_t)ND_RARE_UNIT / all);
    return rare < ND_LEAST_REPORT && share < ND_RARE_UNIT / 2 ? 0 : share;
}

/* The shares of the documents that have a class, by rank. */
static inline const uint8_t *nd_rare_shares(const struct nd_rare *rare, uint8_t class) {
    return rare->shares + (size_t) class * rare->match->count;
}

/* Leaves those frequent fingerprints whose documents have enough rare text on average, and takes
 * the marks of the others. Fails with ND_ERR_MEMORY or what the executor returns; nd_rare_free in
 * any case. */
ND_CHECK nd_status nd_rare_find(const struct nd_profiles *profiles,
                                const struct nd_frequents *frequents, struct nd_rare *rare);
void nd_rare_free(struct nd_rare *rare);

#endif /* ND_MATCH_RARE_H */
