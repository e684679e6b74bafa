/*
 * sketch.h - from words to shingles and fingerprints
 *
 * A shingle is four words in a row, or eight where these are characters (ND_WORD_CHARACTER), known
 * by 32 bits of hash. The fingerprints of a document are the least shingles of all windows of eight
 * (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003). Two documents that share eleven words
 * in a row, or fifteen where characters are among them, share a fingerprint. They find candidates;
 * they are no estimator of resemblance (Belbasi et al. 2022).
 *
 * Where fewer than eight words are left of a document, a shingle is four of them. A document of
 * fewer than four words has one shingle, made of what there is; one of fewer than eight shingles
 * has one window.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SKETCH_SKETCH_H
#define ND_SKETCH_SKETCH_H

#include <stddef.h>
#include <stdint.h>

#include "newsdupes.h"
#include "simd/kernels.h"

/* Buffers for one document at a time. For one thread. */
struct nd_sketcher {
    const struct nd_kernels *kernels;
    uint32_t *shingles; /* of the document, in order, padded */
    size_t shingle_count;
    uint32_t *scratch, *positions;
    size_t capacity; /* of all three */
};

void nd_sketcher_init(struct nd_sketcher *sketcher, const struct nd_kernels *kernels);
void nd_sketcher_free(struct nd_sketcher *sketcher);

/* Makes the shingles of words[0, n), padded for kernels: the others below are of this document
 * then. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_sketch_shingles(struct nd_sketcher *sketcher, const uint32_t *words,
                                      size_t n);

/* The windowed minima of the document: writes sketcher->positions, the word where each begins,
 * ascending. Returns how many. */
size_t nd_sketch_minima(struct nd_sketcher *sketcher);

/* The fingerprints at these `count` minima of the document words[0, n), which are those, padded,
 * that nd_sketch_shingles was given: the lowest 32 and the highest 16 bits of hashes of the words
 * of each. The same one may occur more than once. */
void nd_sketch_fingerprints(const struct nd_sketcher *sketcher, const uint32_t *words, size_t n,
                            size_t count, uint32_t *low, uint16_t *high);

#endif /* ND_SKETCH_SKETCH_H */
