/*
 * bits.h - counting bits, and telling by two of them what was met again
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

/* Two bits for each of some places, 32 of them in a word: one was met, several were (a Bloom filter
 * of one hash for what comes more than once). They begin as zeros. */
static inline void nd_met_add(uint64_t *met, uint64_t at) {
    const uint64_t bit = UINT64_C(1) << at % 32 * 2, before = met[at / 32];
    met[at / 32] = before | bit | (before & bit) << 1;
}

/* 1 when the place was met more than once, else 0. */
static inline uint32_t nd_met_again(const uint64_t *met, uint64_t at) {
    return (uint32_t)(met[at / 32] >> (at % 32 * 2 + 1) & 1);
}

#endif /* ND_BASE_BITS_H */
