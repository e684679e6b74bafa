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
#include "base/sort.h"

enum { FEW = 256 };

void nd_sketcher_init(struct nd_sketcher *sketcher, const struct nd_kernels *kernels) {
    *sketcher = (struct nd_sketcher){.kernels = kernels};
}

void nd_sketcher_free(struct nd_sketcher *sketcher) {
    nd_free(sketcher->shingles);
    nd_free(sketcher->scratch);
    nd_free(sketcher->positions);
    nd_free(sketcher->keys);
    nd_free(sketcher->wide);
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
    sketcher->keys = nd_alloc(capacity, sizeof *sketcher->keys);
    sketcher->wide = nd_alloc(capacity, sizeof *sketcher->wide);
    if (sketcher->shingles == NULL || sketcher->scratch == NULL || sketcher->positions == NULL ||
        sketcher->keys == NULL || sketcher->wide == NULL) {
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

/* A bound below which the wanted number of n hashes lies nearly always, and few more. */
static uint32_t bound_for(size_t n, uint32_t k) {
    const uint64_t bound = ((uint64_t)(k + k / 4 + 12) << 32) / n;
    return bound < UINT32_MAX ? (uint32_t)bound : UINT32_MAX;
}

static uint32_t unique_of(const uint32_t *sorted, size_t n, uint32_t k, uint32_t *out) {
    uint32_t count = 0;
    for (size_t i = 0; i < n && count < k; i++) {
        if (i == 0 || sorted[i] != sorted[i - 1]) out[count++] = sorted[i];
    }
    return count;
}

/* Puts n hashes below the bound nearly in order: as they are spread evenly, each goes to the cell
 * that it would have if they were so exactly. */
static void deal(const uint32_t *from, size_t n, uint32_t bound, uint32_t *to) {
    uint16_t begin[FEW + 1] = {0};
    const uint64_t scale = ((uint64_t)n << 32) / bound;
    for (size_t i = 0; i < n; i++) begin[(from[i] * scale >> 32) + 1]++;
    for (size_t cell = 1; cell < n; cell++) begin[cell] = (uint16_t)(begin[cell] + begin[cell - 1]);
    for (size_t i = 0; i < n; i++) to[begin[from[i] * scale >> 32]++] = from[i];
}

/* Sorts scratch[0, n), all below the bound: few of them by dealing, many by radix sort in 64
 * bits. */
static void sort_scratch(struct nd_sketcher *sketcher, size_t n, uint32_t bound) {
    if (n <= FEW) {
        deal(sketcher->scratch, n, bound, sketcher->positions);
        nd_sort_few_u32(sketcher->positions, n);
        memcpy(sketcher->scratch, sketcher->positions, n * sizeof *sketcher->scratch);
        return;
    }
    for (size_t i = 0; i < n; i++) sketcher->keys[i] = sketcher->scratch[i];
    nd_sort_u64(sketcher->keys, sketcher->wide, n, 0, 32);
    for (size_t i = 0; i < n; i++) sketcher->scratch[i] = (uint32_t)sketcher->keys[i];
}

/* Looks only at hashes below a bound, and raises it when too few of them are distinct. (A hash of
 * 2^32 - 1 is below no bound: it never enters a sketch.) */
void nd_sketch_bottom_k(struct nd_sketcher *sketcher, uint32_t k, struct nd_bottom_k *out) {
    const size_t n = sketcher->shingle_count;
    uint32_t bound = n > 4 * (size_t)k ? bound_for(n, k) : UINT32_MAX;
    out->count = 0;
    for (;;) {
        const size_t below =
            sketcher->kernels->filter_below(sketcher->shingles, n, bound, sketcher->scratch);
        sort_scratch(sketcher, below, bound);
        out->count = unique_of(sketcher->scratch, below, k, out->hash);
        if (out->count == k || bound == UINT32_MAX) return;
        bound = bound > UINT32_MAX / 4 ? UINT32_MAX : bound * 4;
    }
}

void nd_sketch_resemblance(const struct nd_bottom_k *a, const struct nd_bottom_k *b,
                           uint32_t *common, uint32_t *total) {
    uint32_t i = 0, j = 0;
    *common = 0;
    *total = 0;
    while (*total < ND_SKETCH_SIZE && (i < a->count || j < b->count)) {
        const int take_a = i < a->count && (j >= b->count || a->hash[i] <= b->hash[j]);
        const int take_b = j < b->count && (i >= a->count || b->hash[j] <= a->hash[i]);
        *common += (uint32_t)(take_a && take_b);
        i += (uint32_t)take_a;
        j += (uint32_t)take_b;
        ++*total;
    }
}
