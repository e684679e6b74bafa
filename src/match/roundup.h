/*
 * roundup.h - documents that string several reports together
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_ROUNDUP_H
#define ND_MATCH_ROUNDUP_H

#include "match/match.h"

/* Sets roundups[rank] = 1 for each round-up among the documents; roundups has match->count
 * elements, all 0. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_find_roundups(const struct nd_match *match,
                                    const struct nd_contacts *contacts, uint8_t *roundups);

#endif /* ND_MATCH_ROUNDUP_H */
