/*
 * sort.h - sorting numbers
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_BASE_SORT_H
#define ND_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Sorts data[0, n) ascending by its bits low to high - 1 (0 <= low < high <= 64), stably: radix
 * sort from the least digit up, digits that are alike in all numbers are skipped. scratch has n
 * elements. */
void nd_sort_u64(uint64_t *data, uint64_t *scratch, size_t n, unsigned low, unsigned high);

/* Something, and what it is sorted by. */
struct nd_keyed {
    uint64_t key;
    const void *item;
};

/* Sorts data[0, n) ascending by key, stably, in the same way. scratch has n elements. */
void nd_sort_keyed(struct nd_keyed *data, struct nd_keyed *scratch, size_t n);

/* The number of bits that tell the numbers 0 to n - 1 apart, at least 1. */
unsigned nd_bits_for(uint64_t n);

#endif /* ND_BASE_SORT_H */
