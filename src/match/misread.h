/*
 * misread.h - which documents are full of misread words
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_MISREAD_H
#define ND_MATCH_MISREAD_H

#include "match/match.h"

/* Sets misread[rank] for each document of a match that has a lexicon, once for all steps: 1 where
 * nd_lexicon_misread says so, else 0. Boilerplate belongs to a document here: it is misread with
 * the rest. Fails with ND_ERR_MEMORY or what the executor returns. */
ND_CHECK nd_status nd_misread_find(const struct nd_match *match, uint8_t *misread);

#endif /* ND_MATCH_MISREAD_H */
