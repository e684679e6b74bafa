/*
 * match.h - what the steps of matching share
 *
 * Documents are known here by rank: in descending order of words, then by the hash of their words,
 * then by name; documents with the same words have been put together before and have one rank. So of
 * two documents the one of the lesser rank is the longer one, and nothing depends on the order in
 * which the documents came.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_MATCH_H
#define ND_MATCH_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "newsdupes.h"
#include "simd/kernels.h"

/* The documents, and how to work on them. Borrowed by all steps. */
struct nd_match {
    const struct nd_words *documents; /* by rank */
    uint32_t count;
    const struct nd_kernels *kernels;
    const struct nd_executor *executor;
    uint32_t threshold; /* least containment, in parts of ND_THRESHOLD_UNIT */
};

/* Two documents, a < b, and the words that they share. */
struct nd_edge {
    uint32_t a, b, shared;
};

struct nd_edges {
    struct nd_edge *edges;
    size_t count, capacity;
};

/* Whether documents of words_a >= words_b words that share so many carry one report: containment is
 * at least the threshold, and the shared words are a fair part of the longer document. */
bool nd_match_accepts(const struct nd_match *match, uint32_t words_a, uint32_t words_b,
                      uint32_t shared);

/* The least number of shared words that can be accepted for documents of words_a >= words_b. */
uint32_t nd_match_least(const struct nd_match *match, uint32_t words_a, uint32_t words_b);

#endif /* ND_MATCH_MATCH_H */
