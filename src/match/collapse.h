/*
 * collapse.h - setting near-identical documents aside before anything costs more
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_COLLAPSE_H
#define ND_MATCH_COLLAPSE_H

#include "match/match.h"

/* Finds documents that are near-identical to a longer one, sets aside[rank] = 1 for each, and
 * appends the verified pairs, sorted, to out. `aside` has match->count elements, all 0. On success
 * the caller frees out->edges by nd_free. Fails with ND_ERR_MEMORY or what the executor returns. */
ND_CHECK nd_status nd_collapse(const struct nd_match *match, uint8_t *aside, struct nd_edges *out);

#endif /* ND_MATCH_COLLAPSE_H */
