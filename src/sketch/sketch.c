/*
 * sketch.c - see sketch.h
 *
 * Windows are compared by the 32-bit shingle hashes, which SIMD is good at; a fingerprint is then
 * told from others by 64 bits made of the four words themselves, because least values of windows
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
    nd_free(sketcher->fingerprints);
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
    sketcher->fingerprints = nd_alloc(capacity, sizeof *sketcher->fingerprints);
    sketcher->wide = nd_alloc(capacity, sizeof *sketcher->wide);
    if (sketcher->shingles == NULL || sketcher->scratch == NULL || sketcher->positions == NULL ||
        sketcher->fingerprints == NULL || sketcher->wide == NULL) {
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

/* A mixing of the four words that is the same on every machine. */
static uint64_t fingerprint_at(const uint32_t *words, size_t left) {
    uint32_t w[ND_SHINGLE_WORDS] = {0};
    uint64_t x;
    memcpy(w, words, (left < ND_SHINGLE_WORDS ? left : ND_SHINGLE_WORDS) * sizeof *w);
    x = (w[0] | (uint64_t)w[1] << 32) * 0x9e3779b97f4a7c15u;
    x ^= x >> 32;
    x += w[2] | (uint64_t)w[3] << 32;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 29;
    x *= 0x94d049bb133111ebu;
    return x ^ x >> 32;
}

size_t nd_sketch_fingerprints(struct nd_sketcher *sketcher, const uint32_t *words, size_t n) {
    const size_t count = sketcher->kernels->winnow(sketcher->shingles, sketcher->shingle_count,
                                                   sketcher->scratch, sketcher->positions);
    for (size_t i = 0; i < count; i++) {
        const uint32_t at = sketcher->positions[i];
        sketcher->fingerprints[i] = fingerprint_at(words + at, n - at);
    }
    return count;
}

/* A bound below which about twice the wanted number of n hashes lie. */
static uint32_t bound_for(size_t n, uint32_t k) {
    const uint64_t bound = ((uint64_t)(2 * k + 16) << 32) / n;
    return bound < UINT32_MAX ? (uint32_t)bound : UINT32_MAX;
}

static uint32_t unique_of(const uint32_t *sorted, size_t n, uint32_t k, uint32_t *out) {
    uint32_t count = 0;
    for (size_t i = 0; i < n && count < k; i++) {
        if (i == 0 || sorted[i] != sorted[i - 1]) out[count++] = sorted[i];
    }
    return count;
}

/* Sorts scratch[0, n): few of them as they are, many by radix sort in 64 bits. */
static void sort_scratch(struct nd_sketcher *sketcher, size_t n) {
    if (n <= FEW) {
        nd_sort_few_u32(sketcher->scratch, n);
        return;
    }
    for (size_t i = 0; i < n; i++) sketcher->fingerprints[i] = sketcher->scratch[i];
    nd_sort_u64(sketcher->fingerprints, sketcher->wide, n, 32);
    for (size_t i = 0; i < n; i++) sketcher->scratch[i] = (uint32_t)sketcher->fingerprints[i];
}

/* Looks only at hashes below a bound that lets about twice the wanted number pass, and raises it
 * when too few of them are distinct. (A hash of 2^32 - 1 is below no bound: it never enters a
 * sketch.) */
void nd_sketch_bottom_k(struct nd_sketcher *sketcher, uint32_t k, struct nd_bottom_k *out) {
    const size_t n = sketcher->shingle_count;
    uint32_t bound = n > 4 * (size_t)k ? bound_for(n, k) : UINT32_MAX;
    out->count = 0;
    for (;;) {
        const size_t below =
            sketcher->kernels->filter_below(sketcher->shingles, n, bound, sketcher->scratch);
        sort_scratch(sketcher, below);
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
