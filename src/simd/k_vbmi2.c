/*
 * k_vbmi2.c - words, for x86-64 with AVX-512 and VBMI2
 *
 * VBMI2 packs bytes: all edges of 64 bytes at once, where AVX-512 alone packs four times sixteen
 * lanes. Of news text they fill two vectors of sixteen; short words fill more.
 *
 * SPDX-License-Identifier: MIT
 */
#include "simd/k_vbmi2.h"

#if defined(__x86_64__)
#if !defined(__AVX512BW__) || !defined(__AVX512VBMI2__) || !defined(__BMI2__)
#error "k_vbmi2.c needs what k_avx512.c needs and -mavx512vbmi2 -mpopcnt"
#endif

#include <immintrin.h>

#define BYTES 64

static const uint8_t places[BYTES] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

static void put_sixteen(uint32_t *edge, __m128i packed, size_t at) {
    const __m512i base = _mm512_set1_epi32((int)at);
    _mm512_storeu_si512(edge, _mm512_add_epi32(_mm512_cvtepu8_epi32(packed), base));
}

size_t nd_vbmi2_find_words(const uint8_t *text, size_t n, uint32_t *edge) {
    const __m512i blank = _mm512_set1_epi8(' '), all = _mm512_loadu_si512(places);
    uint64_t before = 0;
    size_t count = 0;
    for (size_t at = 0; at < n; at += BYTES) {
        const __mmask64 there = _bzhi_u64(UINT64_MAX, n - at < BYTES ? (unsigned)(n - at) : BYTES);
        const uint64_t bits =
            _mm512_mask_cmpneq_epi8_mask(there, _mm512_loadu_si512(text + at), blank);
        const uint64_t edges = bits ^ (bits << 1 | before);
        const size_t some = (size_t)_mm_popcnt_u64(edges);
        const __m512i packed = _mm512_maskz_compress_epi8(edges, all);
        before = bits >> 63;
        put_sixteen(edge + count, _mm512_castsi512_si128(packed), at);
        if (some > 16) put_sixteen(edge + count + 16, _mm512_extracti32x4_epi32(packed, 1), at);
        if (some > 32) put_sixteen(edge + count + 32, _mm512_extracti32x4_epi32(packed, 2), at);
        if (some > 48) put_sixteen(edge + count + 48, _mm512_extracti32x4_epi32(packed, 3), at);
        count += some;
    }
    if (before != 0) edge[count++] = (uint32_t)n;
    return count / 2;
}

#endif /* __x86_64__ */
