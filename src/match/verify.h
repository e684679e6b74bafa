/*
 * verify.h - comparing candidate pairs
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_VERIFY_H
#define ND_MATCH_VERIFY_H

#include "match/match.h"

/* Aligns the pairs (a << 32 | b, ascending), keeps those that share a passage, in order, and says
 * what that makes them. They are in the store of the match, to be freed in any case. Fails with
 * ND_ERR_MEMORY, ND_ERR_LIMIT when there are 2^32 pairs, or what the executor returns. */
ND_CHECK nd_status nd_verify_pairs(const struct nd_match *match, const uint64_t *pairs,
                                   size_t count, struct nd_contacts *out);
void nd_contacts_free(const struct nd_match *match, struct nd_contacts *contacts);

#endif /* ND_MATCH_VERIFY_H */
