/*
 * bits.h - counting bits
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_BASE_BITS_H
#define ND_BASE_BITS_H

#include <stdint.h>

/* How many bits are set. An instruction for it cannot be taken for granted. */
static inline uint32_t nd_bits_set(uint64_t x) {
    x -= x >> 1 & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (uint32_t)((x * 0x0101010101010101u) >> 56);
}

#endif /* ND_BASE_BITS_H */
