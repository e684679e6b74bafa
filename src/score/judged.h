/*
 * judged.h - pairs of documents that somebody looked at
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SCORE_JUDGED_H
#define ND_SCORE_JUDGED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "newsdupes.h"

/* Pairs a < b of documents as a << 32 | b, ascending once they are settled. */
struct nd_pair_list {
    uint64_t *pairs;
    size_t count, capacity;
};

/* Start with a zeroed struct; add each pair once; settle before use. */
struct nd_judged {
    struct nd_pair_list same; /* belong together; all that are not listed do not */
    struct nd_pair_list open; /* nobody can tell: they do not count */
};

/* Adds the pair of a and b, in any order. Fails with ND_ERR_MEMORY, as does settling. */
ND_CHECK nd_status nd_judged_add(struct nd_pair_list *list, uint32_t a, uint32_t b);
ND_CHECK nd_status nd_judged_settle(struct nd_judged *judged);
void nd_judged_free(struct nd_judged *judged);

/* Whether the list has the pair of a and b, in any order. */
bool nd_judged_has(const struct nd_pair_list *list, uint32_t a, uint32_t b);

/* How many pairs of the list are in one cluster. */
uint64_t nd_judged_joined(const struct nd_pair_list *list, const uint32_t *clusters);

static inline uint32_t nd_pair_first(uint64_t pair) { return (uint32_t)(pair >> 32); }
static inline uint32_t nd_pair_second(uint64_t pair) { return (uint32_t)pair; }

#endif /* ND_SCORE_JUDGED_H */
