/*
 * boilerplate.h - text that belongs to the source of a document, not to its report
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_BOILERPLATE_H
#define ND_MATCH_BOILERPLATE_H

#include "match/blocks.h"

/* Learns what is boilerplate in the documents of the match, and masks it where it is: see mask.h.
 * match->sources says who printed them, 0 where it is not known; `guessed` when that is but a
 * guess. Adds what was learned to `blocks` unless that is NULL. Fails with ND_ERR_MEMORY or what
 * the executor returns; free the documents in any case. */
ND_CHECK nd_status nd_mask_boilerplate(const struct nd_match *match, bool guessed,
                                       struct nd_blocks *blocks, struct nd_masked *masked);
void nd_masked_free(struct nd_masked *masked);

#endif /* ND_MATCH_BOILERPLATE_H */
