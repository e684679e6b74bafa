/*
 * sketch.c - see sketch.h
 *
 * Windows are compared by the 32-bit shingle hashes, which SIMD is good at; a fingerprint is then
 * told from others by more bits made of the four words themselves, because least values of windows
 * crowd in the lowest eighth of the 32-bit range.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sketch/sketch.h"

#include <string.h>

#include "base/mem.h"

void nd_sketcher_init(struct nd_sketcher *sketcher, const struct nd_kernels *kernels) {
    *sketcher = (struct nd_sketcher){.kernels = kernels};
}

void nd_sketcher_free(struct nd_sketcher *sketcher) {
    nd_free(sketcher->shingles);
    nd_free(sketcher->scratch);
    nd_free(sketcher->positions);
    nd_sketcher_init(sketcher, sketcher->kernels);
}

static nd_status make_room(struct nd_sketcher *sketcher, size_t n) {
    const size_t need = n + 2 * ND_WINDOW + ND_KERNEL_PAD / sizeof *sketcher->shingles;
    const size_t capacity = need + need / 4;
    if (need <= sketcher->capacity) return ND_OK;
    nd_sketcher_free(sketcher);
    sketcher->shingles = nd_alloc(capacity, sizeof *sketcher->shingles);
    sketcher->scratch = nd_alloc(capacity, sizeof *sketcher->scratch);
    sketcher->positions = nd_alloc(capacity, sizeof *sketcher->positions);
    if (sketcher->shingles == NULL || sketcher->scratch == NULL || sketcher->positions == NULL) {
        nd_sketcher_free(sketcher);
        return ND_ERR_MEMORY;
    }
    sketcher->capacity = capacity;
    return ND_OK;
}

nd_status nd_sketch_shingles(struct nd_sketcher *sketcher, const uint32_t *words, size_t n) {
    const nd_status status = make_room(sketcher, n);
    sketcher->shingle_count = 0;
    if (status != ND_OK || n == 0) return status;
    if (n >= ND_SHINGLE_WORDS) {
        sketcher->shingle_count = n - ND_SHINGLE_WORDS + 1;
        sketcher->kernels->shingle(words, sketcher->shingle_count, sketcher->shingles);
    } else {
        uint32_t few[ND_SHINGLE_WORDS + ND_KERNEL_PAD / sizeof(uint32_t)] = {0};
        memcpy(few, words, n * sizeof *words);
        sketcher->shingle_count = 1;
        sketcher->kernels->shingle(few, 1, sketcher->shingles);
    }
    return ND_OK;
}

size_t nd_sketch_minima(struct nd_sketcher *sketcher) {
    return sketcher->kernels->winnow(sketcher->shingles, sketcher->shingle_count, sketcher->scratch,
                                     sketcher->positions);
}

void nd_sketch_fingerprints(const struct nd_sketcher *sketcher, const uint32_t *words, size_t n,
                            size_t count, uint32_t *low, uint16_t *high) {
    uint32_t few[ND_SHINGLE_WORDS] = {0};
    if (n < ND_SHINGLE_WORDS && n != 0) memcpy(few, words, n * sizeof *words);
    sketcher->kernels->fingerprint(n < ND_SHINGLE_WORDS ? few : words, sketcher->positions, count,
                                   low, high);
}
