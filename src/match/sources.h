/*
 * sources.h - who printed each document, as far as it can be told
 *
 * Sources are numbers by rank; 0 where nothing is known.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_SOURCES_H
#define ND_MATCH_SOURCES_H

#include "match/learn.h"

/* Fills in sources[0, match->count) by the boilerplate that the documents have in common. Fails
 * with ND_ERR_MEMORY or what the executor returns. */
ND_CHECK nd_status nd_sources_infer(const struct nd_match *match, const struct nd_learned *learned,
                                    uint32_t *sources);

/* Whether a guess is borne out by what was inferred: nine tenths of the documents are of the source
 * that is inferred for most documents of their guessed one, and that is not the same for all.
 * Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_sources_confirm(const uint32_t *guess, const uint32_t *inferred,
                                      uint32_t count, bool *confirmed);

/* Numbers sources from 1 on in the order of their least ranks, and says by rank whether a source
 * has several documents: one alone shows nothing. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_sources_settle(uint32_t *sources, uint32_t count, bool *several);

#endif /* ND_MATCH_SOURCES_H */
