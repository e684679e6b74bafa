/*
 * sketch.h - from words to shingles, fingerprints and MinHash sketches
 *
 * A shingle is four words in a row, known by 32 bits of hash. From the same shingle hashes come
 *
 *   fingerprints    the least shingle of each window of eight (winnowing: Schleimer, Wilkerson and
 *                   Aiken, SIGMOD 2003). Two documents that share eleven words in a row share a
 *                   fingerprint. They find candidates; they are no estimator (Belbasi et al. 2022).
 *   bottom-k        the 64 least distinct shingles of the document (Broder, 1997): the share of the
 *                   64 least of the union that lie in both estimates the resemblance (Jaccard) of
 *                   the two sets of shingles without bias.
 *
 * A document of fewer than four words has one shingle, made of what there is; one of fewer than
 * eight shingles has one window.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SKETCH_SKETCH_H
#define ND_SKETCH_SKETCH_H

#include <stddef.h>
#include <stdint.h>

#include "newsdupes.h"
#include "simd/kernels.h"

#define ND_SKETCH_SIZE 64u /* k of bottom-k */

/* Buffers for one document at a time. For one thread. */
struct nd_sketcher {
    const struct nd_kernels *kernels;
    uint32_t *shingles; /* of the document, in order, padded */
    size_t shingle_count;
    uint32_t *scratch, *positions;
    uint64_t *keys, *wide; /* of bottom-k */
    size_t capacity;       /* of all five */
};

/* A bottom-k sketch. With fewer than ND_SKETCH_SIZE hashes it holds all shingles. */
struct nd_bottom_k {
    uint32_t hash[ND_SKETCH_SIZE]; /* ascending */
    uint32_t count;
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

/* The fingerprints at these `count` minima of the document words[0, n): the lowest 32 and the
 * highest 16 bits of hashes of the four words at each. The same one may occur more than once. */
void nd_sketch_fingerprints(const struct nd_sketcher *sketcher, const uint32_t *words, size_t n,
                            size_t count, uint32_t *low, uint16_t *high);

/* The `k` least distinct shingles of the document (k <= ND_SKETCH_SIZE), or all when there are
 * fewer. Overwrites scratch and positions. */
void nd_sketch_bottom_k(struct nd_sketcher *sketcher, uint32_t k, struct nd_bottom_k *out);

/* The estimate of the resemblance of two documents: `common` of `total` hashes, where total is the
 * number of distinct hashes looked at (at most ND_SKETCH_SIZE). */
void nd_sketch_resemblance(const struct nd_bottom_k *a, const struct nd_bottom_k *b,
                           uint32_t *common, uint32_t *total);

#endif /* ND_SKETCH_SKETCH_H */
