/*
 * pairing.h - pairs of documents that have a fingerprint in common
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_PAIRING_H
#define ND_MATCH_PAIRING_H

#include "base/buckets.h"
#include "match/match.h"

/* Pairs are dealt to parts by the highest bits of their hash. */
#define ND_PAIR_PART_BITS 8u
#define ND_PAIR_PARTS (UINT32_C(1) << ND_PAIR_PART_BITS)

static inline uint64_t nd_pair_hash(uint64_t pair) { return pair * 0x9e3779b97f4a7c15u; }

/* Pairs the documents that are not set aside (aside[rank] != 0; NULL: none is) for each fingerprint
 * outside of boilerplate that they have in common, twice where one is enough for a candidate: ranks
 * as a << 32 | b, a < b, in ND_PAIR_PARTS parts. Uses up the postings of the index. *prints is the
 * number of fingerprints outside of boilerplate. Fails with ND_ERR_MEMORY or what the executor
 * returns; nd_buckets_free(pairs) in any case. */
ND_CHECK nd_status nd_pair_documents(const struct nd_match *match, const uint8_t *aside,
                                     struct nd_buckets *pairs, uint64_t *prints);

#endif /* ND_MATCH_PAIRING_H */
