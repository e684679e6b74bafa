/*
 * boilerplate.h - text that belongs to the source of a document, not to its report
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_BOILERPLATE_H
#define ND_MATCH_BOILERPLATE_H

#include "base/arena.h"
#include "match/match.h"

/* The documents of a match without their boilerplate. */
struct nd_masked {
    struct nd_words *documents; /* by the ranks of the match: borrowed from it, or in an arena */
    struct nd_arena *arenas;    /* one a worker */
    uint32_t workers;
    uint64_t words; /* that were masked */
};

/* Learns what is boilerplate in the documents of the match, and masks it. match->sources says who
 * printed them, 0 where it is not known; `guessed` when that is but a guess. Fails with
 * ND_ERR_MEMORY or what the executor returns; free it in any case. */
ND_CHECK nd_status nd_mask_boilerplate(const struct nd_match *match, bool guessed,
                                       struct nd_masked *masked);
void nd_masked_free(struct nd_masked *masked);

#endif /* ND_MATCH_BOILERPLATE_H */
