/*
 * k_avx512.h - what kernels with AVX-512 have in common: the folding of 64 bytes of ASCII
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SIMD_K_AVX512_H
#define ND_SIMD_K_AVX512_H

#if defined(__AVX512BW__) && defined(__BMI2__) /* else it is empty: other files may not use it */

#include <immintrin.h>

#include "simd/k_tables.h"
#include "simd/kernels.h"

#define BYTES 64

/* The mask of the first n bytes, at most all. */
ND_INLINE __mmask64 first_bytes(size_t n) {
    return _bzhi_u64(UINT64_MAX, n < BYTES ? (unsigned)n : BYTES);
}

ND_INLINE __m512i low_nibbles(__m512i x) { return _mm512_and_si512(x, _mm512_set1_epi8(15)); }

ND_INLINE __m512i high_nibbles(__m512i x) { return low_nibbles(_mm512_srli_epi16(x, 4)); }

ND_INLINE __m128i load_row(const void *row) { return _mm_loadu_si128(row); }

ND_INLINE __m512i look_up(const uint8_t *table, __m512i index) {
    return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(load_row(table)), index);
}

ND_INLINE uint64_t special_ascii(__m512i x, __m512i next) {
    /* A low nibble need not be cut out where 0x80 and more may give 0. */
    const __m512i first_class =
        _mm512_and_si512(look_up(nd_first_low, x), look_up(nd_first_high, high_nibbles(x)));
    const __m512i next_class = _mm512_and_si512(look_up(nd_next_low, low_nibbles(next)),
                                                look_up(nd_next_high, high_nibbles(next)));
    return _mm512_test_epi8_mask(first_class, next_class);
}

/* Which bytes are one of the `count` from `from` on. */
ND_INLINE __mmask64 in_range(__m512i x, int from, int count) {
    const __m512i moved = _mm512_sub_epi8(x, _mm512_set1_epi8((char)from));
    return _mm512_cmplt_epu8_mask(moved, _mm512_set1_epi8((char)count));
}

ND_INLINE __m512i fold(__m512i x) {
    const __m512i small = _mm512_or_si512(x, _mm512_set1_epi8(0x20));
    const __mmask64 keep = in_range(small, 'a', 26) | in_range(x, '0', 10);
    return _mm512_mask_mov_epi8(_mm512_set1_epi8(' '), keep, small);
}

ND_INLINE __m512i load_first(const uint8_t *src, size_t n) {
    return _mm512_maskz_loadu_epi8(first_bytes(n), src);
}

#endif /* __AVX512BW__ */
#endif /* ND_SIMD_K_AVX512_H */
