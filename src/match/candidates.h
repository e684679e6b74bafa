/*
 * candidates.h - which pairs of documents are worth comparing
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_CANDIDATES_H
#define ND_MATCH_CANDIDATES_H

#include "match/match.h"

struct nd_candidates {
    uint64_t *pairs; /* a << 32 | b, a < b, ascending, each once */
    size_t count;
    uint64_t fingerprints; /* of all documents */
    uint64_t weak_pairs;   /* distinct pairs that were counted */
};

/* Finds the pairs among the documents that are not set aside (aside[rank] != 0). On success the
 * caller frees out->pairs by nd_free. Fails with ND_ERR_MEMORY or what the executor returns. */
ND_CHECK nd_status nd_find_candidates(const struct nd_match *match, const uint8_t *aside,
                                      struct nd_candidates *out);

#endif /* ND_MATCH_CANDIDATES_H */
