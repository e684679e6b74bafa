/*
 * sort.c - see sort.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/sort.h"

#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, FEW = 48 };

/* Bits [low, high) of a number. */
static inline uint64_t key_of(uint64_t number, unsigned low, unsigned high) {
    return number << (64 - high) >> (64 - high + low);
}

static void insertion_sort(uint64_t *data, size_t n, unsigned low, unsigned high) {
    for (size_t i = 1; i < n; i++) {
        const uint64_t x = data[i], key = key_of(x, low, high);
        size_t at = i;
        while (at > 0 && key_of(data[at - 1], low, high) > key) {
            data[at] = data[at - 1];
            at--;
        }
        data[at] = x;
    }
}

/* Moves the numbers from `from` to `to` in the order of the digit at `shift`; counts becomes the
 * positions of the digits. */
static void scatter(const uint64_t *from, uint64_t *to, size_t n, unsigned shift, uint64_t mask,
                    size_t counts[DIGITS]) {
    size_t position = 0;
    for (size_t d = 0; d < DIGITS; d++) {
        const size_t count = counts[d];
        counts[d] = position;
        position += count;
    }
    for (size_t i = 0; i < n; i++) to[counts[from[i] >> shift & mask]++] = from[i];
}

void nd_sort_u64(uint64_t *data, uint64_t *scratch, size_t n, unsigned low, unsigned high) {
    size_t counts[DIGITS];
    uint64_t *from = data, *to = scratch;
    if (n <= FEW) {
        insertion_sort(data, n, low, high);
        return;
    }
    for (unsigned shift = low; shift < high; shift += DIGIT_BITS) {
        const unsigned width = high - shift < DIGIT_BITS ? high - shift : DIGIT_BITS;
        const uint64_t mask = ((uint64_t)1 << width) - 1;
        uint64_t *swap;
        memset(counts, 0, sizeof counts);
        for (size_t i = 0; i < n; i++) counts[from[i] >> shift & mask]++;
        if (counts[from[0] >> shift & mask] == n) continue;
        scatter(from, to, n, shift, mask, counts);
        swap = from;
        from = to;
        to = swap;
    }
    if (from != data) memcpy(data, from, n * sizeof *data);
}

void nd_sort_few_u32(uint32_t *data, size_t n) {
    for (size_t i = 1; i < n; i++) {
        const uint32_t x = data[i];
        size_t at = i;
        while (at > 0 && data[at - 1] > x) {
            data[at] = data[at - 1];
            at--;
        }
        data[at] = x;
    }
}

unsigned nd_bits_for(uint64_t n) {
    unsigned bits = 1;
    while (bits < 64 && (uint64_t)1 << bits < n) bits++;
    return bits;
}
