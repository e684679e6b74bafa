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

/* How often each digit is there becomes the place where the first of them goes. */
static void make_places(size_t counts[DIGITS]) {
    size_t place = 0;
    for (size_t d = 0; d < DIGITS; d++) {
        const size_t count = counts[d];
        counts[d] = place;
        place += count;
    }
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
        make_places(counts);
        for (size_t i = 0; i < n; i++) to[counts[from[i] >> shift & mask]++] = from[i];
        swap = from;
        from = to;
        to = swap;
    }
    if (from != data) memcpy(data, from, n * sizeof *data);
}

static void insertion_sort_keyed(struct nd_keyed *data, size_t n) {
    for (size_t i = 1; i < n; i++) {
        const struct nd_keyed x = data[i];
        size_t at = i;
        while (at > 0 && data[at - 1].key > x.key) {
            data[at] = data[at - 1];
            at--;
        }
        data[at] = x;
    }
}

void nd_sort_keyed(struct nd_keyed *data, struct nd_keyed *scratch, size_t n) {
    size_t counts[DIGITS];
    struct nd_keyed *from = data, *to = scratch;
    if (n <= FEW) {
        insertion_sort_keyed(data, n);
        return;
    }
    for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) {
        const uint64_t mask = DIGITS - 1;
        struct nd_keyed *swap;
        memset(counts, 0, sizeof counts);
        for (size_t i = 0; i < n; i++) counts[from[i].key >> shift & mask]++;
        if (counts[from[0].key >> shift & mask] == n) continue;
        make_places(counts);
        for (size_t i = 0; i < n; i++) to[counts[from[i].key >> shift & mask]++] = from[i];
        swap = from;
        from = to;
        to = swap;
    }
    if (from != data) memcpy(data, from, n * sizeof *data);
}

unsigned nd_bits_for(uint64_t n) {
    unsigned bits = 1;
    while (bits < 64 && (uint64_t)1 << bits < n) bits++;
    return bits;
}
