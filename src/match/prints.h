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

#include <stdbool.h>

#include "base/arena.h"
#include "base/store.h"
#include "sketch/sketch.h"

/* Fingerprints come in blocks, each of one document. */
enum { ND_BLOCK_PRINTS = 32 };

/* The fingerprints of a document in the order of their places: see sketch.h. Where they begin is
 * told by the word where the first of each block does, and by how far from there, in a byte: no two
 * neighbours are more than a window apart, unless there is a long run of equal shingles between
 * them. */
struct nd_prints {
    const uint32_t *low; /* the lowest 32 bits of each; behind them the rest */
    uint32_t count;
    bool wide; /* a byte is too little: a word says where each begins */
};

static inline uint32_t nd_prints_blocks(const struct nd_prints *prints) {
    return prints->count / ND_BLOCK_PRINTS + (prints->count % ND_BLOCK_PRINTS != 0);
}

/* Where they begin, and the bytes that say so. */
static inline const uint32_t *nd_prints_rest(const struct nd_prints *prints) {
    return prints->low + prints->count;
}

static inline size_t nd_prints_rest_size(const struct nd_prints *prints) {
    return prints->wide ? prints->count * sizeof *prints->low
                        : nd_prints_blocks(prints) * sizeof *prints->low + prints->count;
}

/* The word where fingerprint i begins. */
static inline uint32_t nd_prints_position(const struct nd_prints *prints, uint32_t i) {
    const uint32_t *words = nd_prints_rest(prints);
    const uint8_t *bytes = (const uint8_t *)(words + nd_prints_blocks(prints));
    return prints->wide ? words[i] : words[i / ND_BLOCK_PRINTS] + bytes[i];
}

/* The lowest 32 bits of each fingerprint. */
static inline const uint32_t *nd_prints_low(const struct nd_prints *prints) { return prints->low; }

/* All bytes from prints->low on. */
static inline size_t nd_prints_size(const struct nd_prints *prints) {
    return prints->count * sizeof *prints->low + nd_prints_rest_size(prints);
}

/* The highest 16 bits of each fingerprint, by which they are dealt to parts. */
static inline const uint16_t *nd_prints_high(const struct nd_prints *prints) {
    return (const void *)(prints->low + (nd_prints_size(prints) + 3) / 4);
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
