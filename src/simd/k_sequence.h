/*
 * k_sequence.h - XXH3 of many words, compiled for the instructions of the kernel that includes it
 *
 * xxHash chooses its code when it is compiled: with AVX2 or AVX-512 it takes a third of the time.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SIMD_K_SEQUENCE_H
#define ND_SIMD_K_SEQUENCE_H

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "simd/kernels.h"

/* hash_sequence of kernels.h. */
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
ND_INLINE uint64_t nd_sequence_hash(const uint32_t *word, size_t n) {
    return XXH3_64bits(word, n * sizeof *word);
}
#else
ND_INLINE uint64_t nd_sequence_hash(const uint32_t *word, size_t n) {
    XXH3_state_t state;
    XXH3_INITSTATE(&state);
    (void)XXH3_64bits_reset(&state);
    uint8_t bytes[256];
    size_t size = 0;
    for (size_t i = 0; i < n; i++) {
        for (unsigned shift = 0; shift < 32; shift += 8)
            bytes[size++] = (uint8_t)(word[i] >> shift);
        if (size < sizeof bytes && i + 1 < n) continue;
        (void)XXH3_64bits_update(&state, bytes, size);
        size = 0;
    }
    return XXH3_64bits_digest(&state);
}
#endif

#endif /* ND_SIMD_K_SEQUENCE_H */
