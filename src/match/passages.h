/*
 * passages.h - what the common runs of two documents amount to
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_PASSAGES_H
#define ND_MATCH_PASSAGES_H

#include "match/align.h"

/* Whether two runs of aligner->runs, one after the other, belong to one passage of a and b: at most
 * six words lie between them on either side, or at most 32, about as many on both, with misread
 * ones among them. */
bool nd_same_passage(const struct nd_aligner *aligner, const uint32_t *b, const struct nd_run *run,
                     const struct nd_run *next);

/* Keeps the runs of passages with at least `least` common words in aligner->runs, the alignment of
 * a with b[0, n), and measures what they share. share->characters says what its words are. */
void nd_passages_keep(struct nd_aligner *aligner, const uint32_t *b, uint32_t n, uint32_t least,
                      struct nd_share *share);

/* Where the passages that were kept lie: bit s of *of_a is set when a run touches the s-th
 * sixty-fourth of a, and likewise for b, of n words. */
void nd_passages_spread(const struct nd_aligner *aligner, uint32_t n, uint64_t *of_a,
                        uint64_t *of_b);

#endif /* ND_MATCH_PASSAGES_H */
