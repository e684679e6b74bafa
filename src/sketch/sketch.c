/*
 * sketch.c - see sketch.h
 *
 * Windows are compared by the 32-bit shingle hashes, which SIMD is good at; a fingerprint is then
 * told from others by more bits made of its words themselves, because least values of windows
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

static size_t shingles_of(size_t words) {
    return words < ND_SHINGLE_WORDS ? words != 0 : words - ND_SHINGLE_WORDS + 1;
}

/* How many of the shingles can be made where the words are: the others would take in what is behind
 * the document, as one of characters does near its end. */
static size_t whole_shingles(const uint32_t *words, size_t n) {
    if (n < ND_SHINGLE_WORDS) return 0;
    if (!nd_is_character(words[n - 1])) return shingles_of(n);
    return n < ND_SHINGLE_CHARACTERS ? 0 : n - ND_SHINGLE_CHARACTERS + 1;
}

/* The words of the others, with some behind them that are no characters. */
struct tail {
    uint32_t words[ND_SHINGLE_WORDS + ND_SHINGLE_CHARACTERS + ND_KERNEL_PAD / sizeof(uint32_t)];
};

static struct tail tail_of(const uint32_t *words, size_t n) {
    struct tail tail = {{0}};
    memcpy(tail.words, words, n * sizeof *words);
    return tail;
}

nd_status nd_sketch_shingles(struct nd_sketcher *sketcher, const uint32_t *words, size_t n) {
    const size_t count = shingles_of(n), whole = whole_shingles(words, n);
    const nd_status status = make_room(sketcher, n);
    sketcher->shingle_count = 0;
    if (status != ND_OK) return status;
    sketcher->kernels->shingle(words, whole, sketcher->shingles);
    if (whole < count) {
        const struct tail tail = tail_of(words + whole, n - whole);
        sketcher->kernels->shingle(tail.words, count - whole, sketcher->shingles + whole);
    }
    sketcher->shingle_count = count;
    return ND_OK;
}

size_t nd_sketch_minima(struct nd_sketcher *sketcher) {
    return sketcher->kernels->winnow(sketcher->shingles, sketcher->shingle_count, sketcher->scratch,
                                     sketcher->positions);
}

void nd_sketch_fingerprints(const struct nd_sketcher *sketcher, const uint32_t *words, size_t n,
                            size_t count, uint32_t *low, uint16_t *high) {
    const size_t whole = whole_shingles(words, n);
    const uint32_t *const positions = sketcher->positions;
    size_t some = count;
    while (some > 0 && positions[some - 1] >= whole) some--;
    sketcher->kernels->fingerprint(words, positions, some, low, high);
    if (some < count) {
        const struct tail tail = tail_of(words + whole, n - whole);
        uint32_t last[ND_SHINGLE_WORDS];
        for (size_t i = some; i < count; i++) last[i - some] = positions[i] - (uint32_t)whole;
        sketcher->kernels->fingerprint(tail.words, last, count - some, low + some, high + some);
    }
}
