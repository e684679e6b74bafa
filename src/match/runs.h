/*
 * runs.h - words in a row that two documents have in common
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_RUNS_H
#define ND_MATCH_RUNS_H

#include "match/align.h"

/* Makes the table of the places of aligner->a, by seeds of so many words (1 to ND_SEED_WORDS,
 * or twice as many). Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_places_make(struct nd_aligner *aligner, uint32_t seed_words);
void nd_places_free(struct nd_places *places);

/* Finds the runs of aligner->a and b[0, n) that grow from seeds: see runs.c. They go to
 * aligner->seeds, ascending in b, then in a. *covered_b becomes the number of words of b that lie
 * in one or more of them. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_runs_find(struct nd_aligner *aligner, const uint32_t *b, uint32_t n,
                                uint32_t *covered_b);

/* Adds what the two begin and end with, and its words to *covered_b: text that repeats itself all
 * through has no other seeds. A run that is there already does no harm. Fails with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_runs_add_ends(struct nd_aligner *aligner, const uint32_t *b, uint32_t n,
                                    uint32_t *covered_b);

#endif /* ND_MATCH_RUNS_H */
