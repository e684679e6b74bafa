/*
 * prints.h - the fingerprints of each document, made once
 *
 * They are made while the words of a document are still in the caches, and serve all steps of
 * matching.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_PRINTS_H
#define ND_MATCH_PRINTS_H

#include "base/arena.h"
#include "base/store.h"
#include "sketch/sketch.h"

/* The fingerprints of a document in the order of their places: see sketch.h. */
struct nd_prints {
    const uint32_t *positions; /* the word where each begins, ascending; behind them the rest */
    uint32_t count;
};

/* The word where fingerprint i begins. */
static inline uint32_t nd_prints_position(const struct nd_prints *prints, uint32_t i) {
    return prints->positions[i];
}

/* The lowest 32 bits of each fingerprint. */
static inline const uint32_t *nd_prints_low(const struct nd_prints *prints) {
    return prints->positions + prints->count;
}

/* The bytes of the positions and the lowest bits, which lie side by side. */
static inline size_t nd_prints_size(const struct nd_prints *prints) {
    return 2 * sizeof *prints->positions * prints->count;
}

/* The highest 16 bits of each fingerprint, by which they are dealt to parts. */
static inline const uint16_t *nd_prints_high(const struct nd_prints *prints) {
    return (const void *)(prints->positions + 2 * (size_t)prints->count);
}

/* Sets *out to these fingerprints, but for the highest bits, where they are to be read: see
 * nd_store_view. */
ND_CHECK nd_status nd_prints_view(const struct nd_store *store, struct nd_store_copy *copy,
                                  const struct nd_prints *prints, struct nd_prints *out);

/* Makes the fingerprints of words[0, n), padded for kernels, and keeps them in the arena. Fails
 * with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_prints_make(struct nd_sketcher *sketcher, struct nd_arena *arena,
                                  const uint32_t *words, uint32_t n, struct nd_prints *out);

#endif /* ND_MATCH_PRINTS_H */
