/*
 * match.c - see match.h
 *
 * The bounds were measured on labelled articles: containment on the alignment parts reprints from
 * other texts at one half on clean pages and on scans alike; unrelated texts of one form (weather,
 * markets) share gaps rather than words; and 50 words or two fifths are what tells an abridged copy
 * from a teaser.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/match.h"

#include "base/bounds.h"

enum { LEAST_ABRIDGED = 50 }; /* words of a copy of less than two fifths of the longer document */

/* Whether the longer of two documents, a, and the shorter one, b, can be copies by their lengths.
 * */
static bool lengths_fit(uint64_t words_a, uint64_t words_b) {
    return 5 * words_b >= 2 * words_a || (5 * words_b >= words_a && words_b >= LEAST_ABRIDGED);
}

bool nd_match_accepts(const struct nd_match *match, uint32_t x, uint32_t y,
                      const struct nd_share *share) {
    const uint32_t words_a = match->documents[nd_smaller(x, y)].count;
    const uint32_t words_b = match->documents[nd_larger(x, y)].count;
    return share->shared != 0 &&
           (uint64_t)share->shared * ND_THRESHOLD_UNIT >= (uint64_t)match->threshold * words_b &&
           2 * (uint64_t)share->equal >= share->shared && lengths_fit(words_a, words_b);
}

/* The words that a document of so many words must share with a longer one. */
static uint32_t least_shared(const struct nd_match *match, uint32_t words) {
    return (uint32_t)((uint64_t)match->threshold * words / ND_THRESHOLD_UNIT);
}

bool nd_match_can_share(const struct nd_match *match, uint32_t x, uint32_t y, uint32_t seeded) {
    const struct nd_words *a = &match->documents[nd_smaller(x, y)];
    const struct nd_words *b = &match->documents[nd_larger(x, y)];
    return lengths_fit(a->count, b->count) &&
           nd_align_can_reach(a, b, seeded, least_shared(match, b->count));
}

nd_status nd_match_align(const struct nd_match *match, struct nd_aligner *aligner, uint32_t x,
                         uint32_t y, struct nd_share *share) {
    const struct nd_words *a = &match->documents[nd_smaller(x, y)];
    const struct nd_words *b = &match->documents[nd_larger(x, y)];
    const uint32_t least = least_shared(match, b->count);
    nd_status status;
    *share = (struct nd_share){0, 0};
    if (!lengths_fit(a->count, b->count)) return ND_OK;
    status = nd_align_with(aligner, a->words, a->count);
    return status == ND_OK ? nd_align(aligner, b->words, b->count, least, share) : status;
}
