/*
 * misread.h - which documents are full of misread words
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_MISREAD_H
#define ND_MATCH_MISREAD_H

#include "match/match.h"

/* Sets misread[rank] for each document of a match that has a lexicon: 1 where one word in 32 is
 * known nowhere else, else 0. To a lexicon that cannot tell, none is. Fails with what the executor
 * returns. */
ND_CHECK nd_status nd_misread_find(const struct nd_match *match, uint8_t *misread);

#endif /* ND_MATCH_MISREAD_H */
