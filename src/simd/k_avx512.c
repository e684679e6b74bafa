/*
 * k_avx512.c - the kernels for x86-64 with AVX-512 (F, BW, VL, DQ) and BMI2, 64 bytes at a time
 *
 * The same methods as in k_sse41.c. Masked loads read nothing behind the end and give zeros there,
 * so that no block is a special case. Selected lanes are packed in a register and stored whole:
 * packing straight into memory is slow on some processors.
 *
 * SPDX-License-Identifier: MIT
 */
#include "simd/kernels.h"

#if defined(__x86_64__)
#if !defined(__AVX512F__) || !defined(__AVX512BW__) || !defined(__AVX512VL__) ||                   \
    !defined(__AVX512DQ__) || !defined(__BMI__) || !defined(__BMI2__)
#error "k_avx512.c needs -mavx512f -mavx512bw -mavx512vl -mavx512dq -mbmi -mbmi2"
#endif

#include <immintrin.h>
#include <string.h>

#include "simd/k_avx512.h"
#include "simd/k_chain.h"
#include "simd/k_sequence.h"
#include "simd/k_vbmi2.h"
#include "simd/k_words.h"

#define LANES 16

static __mmask16 first_lanes(size_t n) {
    return (__mmask16)_bzhi_u32(0xffff, n < LANES ? (unsigned)n : LANES);
}

/* Folds x, whose bytes `next` and `third` follow by one and by two. Returns which are special.
 * *signs: which of the first two belong to a sign that began before, and then, of those behind. */
ND_INLINE uint64_t fold_block(__m512i x, __m512i next, __m512i third, uint8_t *dst,
                              uint64_t *signs) {
    const uint64_t begins = _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8((char)ND_SIGN_0)) &
                            _mm512_cmpeq_epi8_mask(next, _mm512_set1_epi8((char)ND_SIGN_1)) &
                            in_range(third, ND_SIGN_2, ND_SIGNS);
    const uint64_t within = *signs | begins | begins << 1 | begins << 2;
    *signs = begins >> 63 | begins >> 62;
    _mm512_storeu_si512(dst, fold(x));
    return special_ascii(x, next) | (_mm512_movepi8_mask(x) & ~within);
}

static size_t fold_ascii(const uint8_t *src, size_t n, uint8_t *dst) {
    uint64_t signs = 0, special = 0;
    size_t at = 0;
    for (; n - at > BYTES + 1 && special == 0; at += BYTES)
        special = fold_block(_mm512_loadu_si512(src + at), _mm512_loadu_si512(src + at + 1),
                             _mm512_loadu_si512(src + at + 2), dst + at, &signs);
    for (; at < n && special == 0; at += BYTES) {
        const size_t left = n - at;
        special = fold_block(load_first(src + at, left), load_first(src + at + 1, left - 1),
                             load_first(src + at + 2, left < 2 ? 0 : left - 2), dst + at, &signs);
    }
    return special != 0 ? at - BYTES + (size_t)__builtin_ctzll(special) : n;
}

/* Folds the sixteen characters of 48 bytes; returns which of them are blanks or words of their own,
 * where *valid says which have three bytes. A lane holds a character above a byte of zeros. */
ND_INLINE unsigned fold_sixteen(const uint8_t *classes, __m512i bytes, uint8_t *dst,
                                unsigned *valid) {
    const __m512i quarters = _mm512_setr_epi32(0, 1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11, 12);
    const __m512i spread =
        _mm512_broadcast_i32x4(_mm_setr_epi8(-1, 0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11));
    const __m512i x = _mm512_shuffle_epi8(_mm512_permutexvar_epi32(quarters, bytes), spread);
    const __m512i first = _mm512_slli_epi32(_mm512_and_si512(x, _mm512_set1_epi32(0xf00)), 4);
    const __m512i second = _mm512_and_si512(_mm512_srli_epi32(x, 10), _mm512_set1_epi32(0xfc0));
    const __m512i third = _mm512_and_si512(_mm512_srli_epi32(x, 24), _mm512_set1_epi32(0x3f));
    const __m512i c = _mm512_or_si512(first, _mm512_or_si512(second, third));
    const __m512i class = _mm512_i32gather_epi32(c, classes, 1);
    const __mmask16 own = _mm512_test_epi32_mask(class, _mm512_set1_epi32(ND_THREE_LETTER));
    const __m512i kept = _mm512_or_si512(x, _mm512_set1_epi32(' '));
    _mm512_storeu_si512(dst, _mm512_mask_mov_epi32(_mm512_set1_epi8(' '), own, kept));
    *valid = _mm512_cmpeq_epi32_mask(_mm512_and_si512(x, _mm512_set1_epi32((int)0xc0c0f000)),
                                     _mm512_set1_epi32((int)0x8080e000));
    return _mm512_test_epi32_mask(class, _mm512_set1_epi32(ND_THREE_BLANK));
}

/* The bytes nearly always tell where a row ends. The classes, which take long to come, are asked in
 * a branch that is foreseen, so that what is behind the row need not wait for them. */
static size_t fold_row(const uint8_t *classes, const uint8_t *src, size_t n, uint8_t *dst) {
    for (size_t count = 0;; count += LANES) {
        const __m512i bytes = load_first(src + 3 * count, n - 3 * count);
        unsigned valid, more;
        const unsigned folded = fold_sixteen(classes, bytes, dst + 4 * count, &valid);
        more = (unsigned)__builtin_ctz(~valid);
        while (_bzhi_u32(~folded, more) != 0) more--;
        if (more != LANES) return count + more;
    }
}

static size_t fold_dense(const uint8_t *classes, const uint8_t *src, size_t n,
                         struct nd_dense *to) {
    return nd_fold_dense(classes, src, n, to, fold_row);
}

static struct nd_utf8_block utf8_block(const uint8_t *text) {
    const __m512i x = _mm512_loadu_si512(text);
    const uint64_t leads = _mm512_cmpge_epu8_mask(x, _mm512_set1_epi8((char)0xc0));
    return (struct nd_utf8_block){
        .follows = _mm512_movepi8_mask(x) & ~leads,
        .leads = leads,
        .three = _mm512_cmpge_epu8_mask(x, _mm512_set1_epi8((char)0xe0)),
        .odd = _mm512_cmpge_epu8_mask(x, _mm512_set1_epi8((char)0xf0)) | in_range(x, 0xc0, 2),
    };
}

/* Writes the lanes of x that are in the mask; returns how many. */
static size_t put_lanes(uint32_t *out, __m512i x, __mmask16 mask) {
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi32(mask, x));
    return (size_t)__builtin_popcount(mask);
}

/* Edges, the places where a bit differs from the one before it, are packed sixteen at a time. */
static size_t find_words(const uint8_t *text, size_t n, uint32_t *edge) {
    const __m512i blank = _mm512_set1_epi8(' ');
    __m512i index = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    uint64_t before = 0;
    size_t count = 0;
    for (size_t at = 0; at < n; at += BYTES) {
        const __m512i x = _mm512_loadu_si512(text + at);
        const uint64_t bits = _mm512_mask_cmpneq_epi8_mask(first_bytes(n - at), x, blank);
        const uint64_t edges = bits ^ (bits << 1 | before);
        before = bits >> 63;
        for (int shift = 0; shift < 64; shift += LANES) {
            count += put_lanes(edge + count, index, (__mmask16)(edges >> shift));
            index = _mm512_add_epi32(index, _mm512_set1_epi32(LANES));
        }
    }
    if (before != 0) edge[count++] = (uint32_t)n;
    return count / 2;
}

ND_INLINE __m256i load_two(const void *first, const void *second) {
    return _mm256_inserti128_si256(_mm256_castsi128_si256(load_row(first)), load_row(second), 1);
}

/* The 16 bytes at each, put together two by two: that is faster than one after the other. */
ND_INLINE __m512i load_four(const void *a, const void *b, const void *c, const void *d) {
    return _mm512_inserti64x4(_mm512_castsi256_si512(load_two(a, b)), load_two(c, d), 1);
}

/* The bytes of the words between edge[0], edge[4], edge[8] and edge[12], whose sizes are in byte
 * `at` of the quarters of `sizes`, zeros behind them. */
ND_INLINE __m512i load_words(const uint8_t *text, const uint32_t *edge, __m512i sizes, char at) {
    const __m512i place =
        _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    const __m512i size = _mm512_shuffle_epi8(sizes, _mm512_set1_epi8(at));
    const __m512i words =
        load_four(text + edge[0], text + edge[4], text + edge[8], text + edge[12]);
    return _mm512_maskz_mov_epi8(_mm512_cmplt_epu8_mask(place, size), words);
}

/* The products of four words: two of each. */
ND_INLINE __m512i products(__m512i words) {
    const __m512i key = _mm512_broadcast_i32x4(
        _mm_setr_epi32((int)ND_WORD_K0, (int)ND_WORD_K1, (int)ND_WORD_K2, (int)ND_WORD_K3));
    const __m512i x = _mm512_add_epi32(words, key);
    return _mm512_mul_epu32(x, _mm512_srli_epi64(x, 32));
}

/* The hashes, as high halves, of the eight words between edge[0] and edge[15]. *first: their first
 * bytes, as lowest ones. */
ND_INLINE __m512i hash_eight(const uint8_t *text, const uint32_t *edge, __m512i sizes,
                             __m512i *first) {
    const __m512i most = _mm512_min_epu32(sizes, _mm512_set1_epi32(ND_SHORT_WORD));
    const __m512i c = load_words(text, edge, most, 0), d = load_words(text, edge + 2, most, 8);
    const __m512i a = products(c), b = products(d);
    const __m512i x = _mm512_add_epi64(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b));
    *first = _mm512_unpacklo_epi64(c, d);
    return _mm512_mullo_epi64(_mm512_xor_si512(x, _mm512_srli_epi64(x, 32)),
                              _mm512_set1_epi64((int64_t)ND_WORD_M));
}

/* The numbers of every second of 32 lanes. */
ND_INLINE __m512i even_lanes(void) {
    return _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}

/* Which lanes are between these, both included. */
ND_INLINE __mmask16 are_within(__m512i x, uint32_t first, uint32_t last) {
    return _mm512_cmple_epu32_mask(_mm512_sub_epi32(x, _mm512_set1_epi32((int)first)),
                                   _mm512_set1_epi32((int)(last - first)));
}

/* Sets ND_WORD_CHARACTER in the hashes of words that begin, in the two lowest bytes of a lane, with
 * such a character. */
ND_OUTLINE __m512i mark_characters(__m512i hash, __m512i first) {
    const __m512i low = _mm512_set1_epi32(0xff);
    const __m512i two = _mm512_or_si512(_mm512_slli_epi32(_mm512_and_si512(first, low), 8),
                                        _mm512_and_si512(_mm512_srli_epi32(first, 8), low));
    const __mmask16 characters = are_within(two, ND_FIRST_KANA, ND_LAST_IDEOGRAPH) |
                                 are_within(two, ND_FIRST_THAI, ND_LAST_LAO) |
                                 are_within(two, ND_FIRST_MYANMAR, ND_LAST_MYANMAR) |
                                 are_within(two, ND_FIRST_KHMER, ND_LAST_KHMER);
    return _mm512_mask_or_epi32(hash, characters, hash, _mm512_set1_epi32(ND_WORD_CHARACTER));
}

/* Sets, in the hashes of words that begin with these four bytes, what they say of them. */
ND_INLINE __m512i mark_words(__m512i hash, __m512i first) {
    const __m512i bit = _mm512_set1_epi32(ND_WORD_NUMBER);
    const __m512i byte = _mm512_and_si512(first, _mm512_set1_epi32(0xff));
    hash = _mm512_andnot_si512(bit, hash);
    hash = _mm512_mask_or_epi32(hash, are_within(byte, '0', '9'), hash, bit);
    if (are_within(byte, ND_LEAST_LEAD, UINT8_MAX) != 0) hash = mark_characters(hash, first);
    return hash;
}

/* Lists those of sixteen words, of which the first has the number `first`, that are longer. */
static size_t list_longer(__m512i low_sizes, __m512i high_sizes, size_t first, uint32_t *longer) {
    const __m512i even = even_lanes();
    const __m512i index =
        _mm512_add_epi32(_mm512_srli_epi32(even, 1), _mm512_set1_epi32((int)first));
    const __m512i sizes = _mm512_permutex2var_epi32(low_sizes, even, high_sizes);
    return put_lanes(longer, index,
                     _mm512_cmpgt_epu32_mask(sizes, _mm512_set1_epi32(ND_SHORT_WORD)));
}

/* What hash_short does for sixteen words, of which the first has the number `first`. */
ND_INLINE size_t hash_sixteen(const uint8_t *text, const uint32_t *edge, size_t first,
                              uint32_t *hash, uint32_t *longer) {
    const __m512i even = even_lanes(), odd = _mm512_add_epi32(even, _mm512_set1_epi32(1));
    const __m512i low = _mm512_loadu_si512(edge), high = _mm512_loadu_si512(edge + LANES);
    const __m512i low_sizes = _mm512_sub_epi32(_mm512_srli_epi64(low, 32), low);
    const __m512i high_sizes = _mm512_sub_epi32(_mm512_srli_epi64(high, 32), high);
    __m512i low_bytes, high_bytes;
    const __m512i front = hash_eight(text, edge, low_sizes, &low_bytes);
    const __m512i back = hash_eight(text, edge + LANES, high_sizes, &high_bytes);
    const __m512i x = mark_words(_mm512_permutex2var_epi32(front, odd, back),
                                 _mm512_permutex2var_epi32(low_bytes, even, high_bytes));
    const __mmask16 long_ones = _mm512_mask_cmpgt_epu32_mask(
        0x5555, _mm512_max_epu32(low_sizes, high_sizes), _mm512_set1_epi32(ND_SHORT_WORD));
    _mm512_storeu_si512(hash, x);
    return long_ones != 0 ? list_longer(low_sizes, high_sizes, first, longer) : 0;
}

static size_t hash_short(const uint8_t *text, const uint32_t *edge, size_t count, uint32_t *hash,
                         uint32_t *longer) {
    const size_t whole = count / LANES * LANES;
    size_t found = 0;
    for (size_t i = 0; i < whole; i += LANES)
        found += hash_sixteen(text, edge + 2 * i, i, hash + i, longer + found);
    if (whole < count) {
        uint32_t last[2 * LANES] = {0};
        memcpy(last, edge + 2 * whole, (count - whole) * 2 * sizeof *edge);
        found += hash_sixteen(text, last, whole, hash + whole, longer + found);
    }
    return found;
}

static __m512i times(__m512i x, uint32_t factor) {
    return _mm512_mullo_epi32(x, _mm512_set1_epi32((int)factor));
}

ND_INLINE __m512i word_times(const uint32_t *word, uint32_t factor) {
    return times(_mm512_loadu_si512(word), factor);
}

/* Adds what characters add to those of sixteen shingles that are `left`, the first at word[0]. */
ND_OUTLINE __m512i add_characters(const uint32_t *word, size_t left, __m512i x) {
    const __m512i all = _mm512_set1_epi32(ND_WORD_CHARACTER);
    const __mmask16 some = left < LANES ? (__mmask16)first_lanes(left) : (__mmask16)-1;
    __m512i bits = all, more = _mm512_setzero_si512();
    for (size_t k = 0; k < ND_SHINGLE_WORDS; k++) {
        const __m512i next = _mm512_maskz_loadu_epi32(some, word + ND_SHINGLE_WORDS + k);
        more = _mm512_add_epi32(more, times(next, nd_other_factors[k]));
        bits = _mm512_and_si512(_mm512_and_si512(bits, next), _mm512_loadu_si512(word + k));
    }
    return _mm512_mask_add_epi32(x, _mm512_cmpeq_epi32_mask(bits, all), x, more);
}

/* Sixteen shingles at a time, of which one may be of characters only if their eighth or their last
 * word is. */
static void shingle(const uint32_t *word, size_t n, uint32_t *out) {
    for (size_t i = 0; i < n; i += LANES) {
        __m512i x = _mm512_add_epi32(_mm512_add_epi32(word_times(word + i, ND_SHINGLE_M0),
                                                      word_times(word + i + 1, ND_SHINGLE_M1)),
                                     _mm512_add_epi32(word_times(word + i + 2, ND_SHINGLE_M2),
                                                      word_times(word + i + 3, ND_SHINGLE_M3)));
        if (nd_is_character(word[i + 7]) || nd_is_character(word[i + 15]))
            x = add_characters(word + i, n - i, x);
        x = times(_mm512_xor_si512(x, _mm512_srli_epi32(x, 16)), ND_SHINGLE_F0);
        x = times(_mm512_xor_si512(x, _mm512_srli_epi32(x, 13)), ND_SHINGLE_F1);
        _mm512_storeu_si512(out + i, _mm512_xor_si512(x, _mm512_srli_epi32(x, 16)));
    }
}

/* The lanes `places` places behind those of x, where `before` came before x. */
#define BACK(places, x, before) _mm512_alignr_epi32(x, before, LANES - (places))

/* The last vectors of each stage. */
struct window {
    __m512i hash, least2, least4, least8, most2, most4;
};

/* Takes the next hashes and returns which of the hashes seven places back are windowed minima and
 * differ from the hash behind them. */
static __mmask16 advance(struct window *w, __m512i hash) {
    const __m512i least2 = _mm512_min_epu32(hash, BACK(1, hash, w->hash));
    const __m512i least4 = _mm512_min_epu32(least2, BACK(2, least2, w->least2));
    const __m512i least8 = _mm512_min_epu32(least4, BACK(4, least4, w->least4));
    const __m512i most2 = _mm512_max_epu32(least8, BACK(1, least8, w->least8));
    const __m512i most4 = _mm512_max_epu32(most2, BACK(2, most2, w->most2));
    const __m512i most8 = _mm512_max_epu32(most4, BACK(4, most4, w->most4));
    const __m512i seven_back = BACK(7, hash, w->hash);
    const __mmask16 differ = _mm512_cmpneq_epi32_mask(seven_back, BACK(6, hash, w->hash));
    *w = (struct window){hash, least2, least4, least8, most2, most4};
    return _mm512_mask_cmpeq_epi32_mask(differ, seven_back, most8);
}

static size_t winnow(uint32_t *hash, size_t n, uint32_t *scratch, uint32_t *position) {
    if (n < ND_WINDOW) return nd_kernels_portable.winnow(hash, n, scratch, position);

    const __m512i zero = _mm512_setzero_si512();
    struct window w = {zero, zero, zero, zero, zero, zero};
    __m512i index = _mm512_setr_epi32(-7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    __mmask16 there = 0xff80; /* before hash 0 there is nothing */
    size_t count = 0;
    for (size_t at = 0; at < n + ND_WINDOW - 1; at += LANES) {
        const __mmask16 loaded = at < n ? first_lanes(n - at) : 0;
        const __mmask16 selected = advance(&w, _mm512_maskz_loadu_epi32(loaded, hash + at)) & there;
        count += put_lanes(position + count, index, selected);
        index = _mm512_add_epi32(index, _mm512_set1_epi32(LANES));
        there = 0xffff;
    }
    while (count > 0 && position[count - 1] >= n) count--;
    /* A last hash of 0 is least in its window, but equals the 0 behind it. */
    if (hash[n - 1] == 0) position[count++] = (uint32_t)(n - 1);
    return count;
}

/* Four words of each of position[0], [2], [4] and [6]. */
ND_INLINE __m512i load_shingles(const uint32_t *word, const uint32_t *position) {
    return load_four(word + position[0], word + position[2], word + position[4],
                     word + position[6]);
}

/* Two words more in the hashes of fingerprints. */
ND_INLINE __m512i add_words(__m512i x, __m512i words) {
    x = _mm512_mullo_epi64(x, _mm512_set1_epi64((int64_t)ND_PRINT_P0));
    return _mm512_add_epi64(_mm512_xor_si512(x, _mm512_srli_epi64(x, 32)), words);
}

/* Which of eight pairs of words have only characters. */
ND_INLINE __mmask8 only_characters(__m512i words) {
    const __m512i all = _mm512_set1_epi32(ND_WORD_CHARACTER);
    return _mm512_cmpeq_epi64_mask(_mm512_and_si512(words, all), all);
}

/* Adds the other four words, where those of position[0, 8) that are in the mask are characters. */
static __m512i add_other_words(const uint32_t *word, const uint32_t *position, __mmask8 mask,
                               __m512i x) {
    const __m512i a = load_shingles(word + 4, position);
    const __m512i b = load_shingles(word + 4, position + 1);
    const __m512i front = _mm512_unpacklo_epi64(a, b), back = _mm512_unpackhi_epi64(a, b);
    const __m512i more = add_words(add_words(x, front), back);
    return _mm512_mask_mov_epi64(x, mask & only_characters(_mm512_and_si512(front, back)), more);
}

/* Writes those of the fingerprints at position[0, 8) that are in the mask. */
ND_INLINE void fingerprint_eight(const uint32_t *word, const uint32_t *position, uint32_t *low,
                                 uint16_t *high, __mmask8 mask) {
    const __m512i a = load_shingles(word, position), b = load_shingles(word, position + 1);
    const __m512i front = _mm512_unpacklo_epi64(a, b), back = _mm512_unpackhi_epi64(a, b);
    const __mmask8 characters = only_characters(_mm512_and_si512(front, back));
    __m512i x = add_words(front, back);
    if (characters != 0) x = add_other_words(word, position, characters, x);
    x = _mm512_mullo_epi64(x, _mm512_set1_epi64((int64_t)ND_PRINT_P1));
    x = _mm512_xor_si512(x, _mm512_srli_epi64(x, 29));
    x = _mm512_mullo_epi64(x, _mm512_set1_epi64((int64_t)ND_PRINT_P2));
    x = _mm512_xor_si512(x, _mm512_srli_epi64(x, 32));
    _mm256_mask_storeu_epi32(low, mask, _mm512_cvtepi64_epi32(x));
    _mm_mask_storeu_epi16(high, mask, _mm512_cvtepi64_epi16(_mm512_srli_epi64(x, 48)));
}

static void fingerprint(const uint32_t *word, const uint32_t *position, size_t n, uint32_t *low,
                        uint16_t *high) {
    size_t i = 0;
    for (; n - i >= 8; i += 8) fingerprint_eight(word, position + i, low + i, high + i, 0xff);
    if (i < n) {
        uint32_t last[8] = {0};
        memcpy(last, position + i, (n - i) * sizeof *last);
        fingerprint_eight(word, last, low + i, high + i, (__mmask8)first_lanes(n - i));
    }
}

static uint64_t hash_sequence(const uint32_t *word, size_t n) { return nd_sequence_hash(word, n); }

static void link_runs(const struct nd_chain *chain, size_t count) { nd_link_runs(chain, count); }

static size_t common_prefix(const uint32_t *a, const uint32_t *b, size_t n) {
    for (size_t i = 0; i < n; i += LANES) {
        const unsigned differ =
            _mm512_cmpneq_epi32_mask(_mm512_loadu_si512(a + i), _mm512_loadu_si512(b + i));
        if (differ == 0) continue;
        const size_t length = i + (size_t)__builtin_ctz(differ);
        return length < n ? length : n;
    }
    return n;
}

/* clang-format off */
#define KERNELS(its_name, its_fold_dense, its_find_words) {                                        \
    .name = its_name, .fold_ascii = fold_ascii, .fold_dense = its_fold_dense,                      \
    .utf8_block = utf8_block, .find_words = its_find_words, .hash_short = hash_short,              \
    .shingle = shingle, .winnow = winnow, .fingerprint = fingerprint,                              \
    .hash_sequence = hash_sequence, .common_prefix = common_prefix, .link_runs = link_runs }
/* clang-format on */

const struct nd_kernels nd_kernels_avx512 = KERNELS("avx512", fold_dense, find_words);
const struct nd_kernels nd_kernels_vbmi2 =
    KERNELS("avx512vbmi2", nd_vbmi2_fold_dense, nd_vbmi2_find_words);

#endif /* __x86_64__ */
