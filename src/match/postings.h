/*
 * postings.h - which documents have a fingerprint
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_POSTINGS_H
#define ND_MATCH_POSTINGS_H

#include "base/buckets.h"
#include "match/match.h"
#include "sketch/sketch.h"

#define ND_POSTING_PARTS 256u

/* The fingerprints of all documents, spread over parts by their highest 8 bits. An item is the
 * lowest 32 bits << 32 | rank. */
struct nd_postings {
    const struct nd_match *match;
    const uint8_t *aside; /* by rank: left out; NULL: none */
    uint32_t *counts;     /* by rank: fingerprints of the document */
    struct nd_buckets buckets;
    struct nd_sketcher *sketchers; /* one a worker */
    struct nd_gathered *gathered;  /* one a worker */
};

/* Fills the postings. Fails with ND_ERR_MEMORY or what the executor returns; free them in any case.
 * */
ND_CHECK nd_status nd_postings_fill(struct nd_postings *postings, const struct nd_match *match,
                                    const uint8_t *aside);
void nd_postings_free(struct nd_postings *postings);

/* Sorts the items of a part, by fingerprint and then by rank, into postings->gathered[worker]; they
 * can be had once. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_postings_sort(struct nd_postings *postings, uint32_t part, uint32_t worker);

#endif /* ND_MATCH_POSTINGS_H */
