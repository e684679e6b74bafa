/*
 * exact.h - all documents that carry one report with some chosen ones, without candidates
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_EXACT_H
#define ND_MATCH_EXACT_H

#include "match/match.h"

/* Compares the documents ranks[0, count), ascending, with all documents of the match, and appends
 * each pair that carries one report to out, once, in order. On success the caller frees out->edges
 * by nd_free. Fails with ND_ERR_MEMORY or what the executor returns. */
ND_CHECK nd_status nd_find_exactly(const struct nd_match *match, const uint32_t *ranks,
                                   uint32_t count, struct nd_edges *out);

#endif /* ND_MATCH_EXACT_H */
