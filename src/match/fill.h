/*
 * fill.h - single common words between the runs of a chain
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_FILL_H
#define ND_MATCH_FILL_H

#include "match/align.h"

/* Adds to the chain in aligner->runs, of aligner->a and b[0, n), the common words that lie on the
 * diagonals of its runs: see fill.c. Uses up aligner->seeds. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_fill_gaps(struct nd_aligner *aligner, const uint32_t *b, uint32_t n);

#endif /* ND_MATCH_FILL_H */
