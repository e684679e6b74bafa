/*
 * k_avx2.c - the kernels for x86-64 with AVX2 and BMI, 32 bytes at a time
 *
 * The same methods as in k_sse41.c. Byte shuffles work on the two halves of a vector apart, so
 * that a shift over the whole vector takes two steps: see back1() and its like.
 *
 * SPDX-License-Identifier: MIT
 */
#include "simd/kernels.h"

#if defined(__x86_64__)
#if !defined(__AVX2__) || !defined(__BMI__) || !defined(__POPCNT__)
#error "k_avx2.c needs -mavx2 -mbmi -mpopcnt"
#endif

#include <immintrin.h>
#include <string.h>

#include "simd/k_chain.h"
#include "simd/k_sequence.h"
#include "simd/k_tables.h"
#include "simd/k_words.h"

#define BYTES 32
#define LANES 8

static __m256i load(const void *at) { return _mm256_loadu_si256((const __m256i *)at); }

static void store(void *at, __m256i x) { _mm256_storeu_si256((__m256i *)at, x); }

static __m128i load_row(const uint8_t *row) { return _mm_loadu_si128((const void *)row); }

static __m256i low_nibbles(__m256i x) { return _mm256_and_si256(x, _mm256_set1_epi8(15)); }

static __m256i high_nibbles(__m256i x) { return low_nibbles(_mm256_srli_epi16(x, 4)); }

static __m256i look_up(const uint8_t *table, __m256i index) {
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(load_row(table)), index);
}

static uint32_t byte_mask(__m256i x) { return (uint32_t)_mm256_movemask_epi8(x); }

static uint32_t special_ascii(__m256i x, __m256i next) {
    /* A low nibble need not be cut out where 0x80 and more may give 0. */
    const __m256i first_class =
        _mm256_and_si256(look_up(nd_first_low, x), look_up(nd_first_high, high_nibbles(x)));
    const __m256i next_class = _mm256_and_si256(look_up(nd_next_low, low_nibbles(next)),
                                                look_up(nd_next_high, high_nibbles(next)));
    return ~byte_mask(
        _mm256_cmpeq_epi8(_mm256_and_si256(first_class, next_class), _mm256_setzero_si256()));
}

/* Which bytes are one of the `count` from `from` on; bytes compare as signed. */
static __m256i in_range(__m256i x, int from, int count) {
    const __m256i moved = _mm256_add_epi8(x, _mm256_set1_epi8((char)(128 - from)));
    return _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(count - 128)), moved);
}

static __m256i fold(__m256i x) {
    const __m256i small = _mm256_or_si256(x, _mm256_set1_epi8(0x20));
    const __m256i keep = _mm256_or_si256(in_range(small, 'a', 26), in_range(x, '0', 10));
    return _mm256_blendv_epi8(_mm256_set1_epi8(' '), small, keep);
}

/* Folds src[0 .. BYTES + 1]. Returns which bytes are special. *signs: which of the first two belong
 * to a sign that began before, and then, of those behind. */
ND_INLINE uint32_t fold_block(const uint8_t *src, uint8_t *dst, uint32_t *signs) {
    const __m256i x = load(src), next = load(src + 1), third = load(src + 2);
    const uint32_t begins = byte_mask(_mm256_and_si256(
        _mm256_and_si256(_mm256_cmpeq_epi8(x, _mm256_set1_epi8((char)ND_SIGN_0)),
                         _mm256_cmpeq_epi8(next, _mm256_set1_epi8((char)ND_SIGN_1))),
        in_range(third, ND_SIGN_2, ND_SIGNS)));
    const uint32_t within = *signs | begins | begins << 1 | begins << 2;
    *signs = begins >> 31 | begins >> 30;
    store(dst, fold(x));
    return special_ascii(x, next) | (byte_mask(x) & ~within);
}

static size_t fold_ascii(const uint8_t *src, size_t n, uint8_t *dst) {
    uint8_t tail[3 * BYTES] = {0};
    uint32_t signs = 0, special = 0;
    size_t at = 0;
    for (; n - at > BYTES + 1 && special == 0; at += BYTES)
        special = fold_block(src + at, dst + at, &signs);
    if (special == 0) memcpy(tail, src + at, n - at);
    for (size_t i = 0; at < n && special == 0; i += BYTES, at += BYTES)
        special = fold_block(tail + i, dst + at, &signs);
    return special != 0 ? at - BYTES + (size_t)__builtin_ctz(special) : n;
}

static unsigned lane_mask(__m256i x) {
    return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(x));
}

/* Folds the eight characters of src[0, 24), and reads four bytes more; returns which of them are
 * blanks or words of their own. A lane holds a character above a byte of zeros. */
ND_INLINE unsigned fold_eight(const uint8_t *classes, const uint8_t *src, uint8_t *dst) {
    const __m256i spread = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(-1, 0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11));
    const __m256i bytes =
        _mm256_inserti128_si256(_mm256_castsi128_si256(load_row(src)), load_row(src + 12), 1);
    const __m256i x = _mm256_shuffle_epi8(bytes, spread);
    const __m256i valid =
        _mm256_cmpeq_epi32(_mm256_and_si256(x, _mm256_set1_epi32((int)0xc0c0f000)),
                           _mm256_set1_epi32((int)0x8080e000));
    const __m256i first = _mm256_slli_epi32(_mm256_and_si256(x, _mm256_set1_epi32(0xf00)), 4);
    const __m256i second = _mm256_and_si256(_mm256_srli_epi32(x, 10), _mm256_set1_epi32(0xfc0));
    const __m256i third = _mm256_and_si256(_mm256_srli_epi32(x, 24), _mm256_set1_epi32(0x3f));
    const __m256i c = _mm256_or_si256(first, _mm256_or_si256(second, third));
    const __m256i class = _mm256_i32gather_epi32((const void *)classes, c, 1);
    const __m256i folded = _mm256_slli_epi32(class, 31);
    const __m256i own = _mm256_srai_epi32(_mm256_slli_epi32(class, 30), 31);
    const __m256i blank = _mm256_set1_epi32(0x20202020);
    const __m256i kept = _mm256_or_si256(x, _mm256_set1_epi32(' '));
    store(dst, _mm256_blendv_epi8(blank, kept, own));
    return lane_mask(_mm256_and_si256(valid, folded));
}

static size_t fold_row(const uint8_t *classes, const uint8_t *src, size_t n, uint8_t *dst) {
    size_t count = 0, some = LANES;
    for (; some == LANES && n >= 28 && n - 3 * count >= 28; count += some) {
        const unsigned folded = fold_eight(classes, src + 3 * count, dst + 4 * count);
        some = (size_t)__builtin_ctz(~folded);
    }
    return count;
}

static size_t fold_dense(const uint8_t *classes, const uint8_t *src, size_t n,
                         struct nd_dense *to) {
    return nd_fold_dense(classes, src, n, to, fold_row);
}

/* Which of 64 bytes are `least` or more. */
static uint64_t at_least(__m256i low, __m256i high, uint8_t least) {
    const __m256i x = _mm256_set1_epi8((char)least);
    return byte_mask(_mm256_cmpeq_epi8(_mm256_max_epu8(low, x), low)) |
           (uint64_t)byte_mask(_mm256_cmpeq_epi8(_mm256_max_epu8(high, x), high)) << 32;
}

static struct nd_utf8_block utf8_block(const uint8_t *text) {
    const __m256i low = load(text), high = load(text + 32);
    const uint64_t leads = at_least(low, high, 0xc0);
    return (struct nd_utf8_block){
        .follows = at_least(low, high, 0x80) & ~leads,
        .leads = leads,
        .three = at_least(low, high, 0xe0),
        .odd = at_least(low, high, 0xf0) | (leads & ~at_least(low, high, 0xc2)),
    };
}

static uint64_t not_blank_32(const uint8_t *text) {
    const __m256i blank = _mm256_cmpeq_epi8(load(text), _mm256_set1_epi8(' '));
    return ~(uint32_t)_mm256_movemask_epi8(blank);
}

static uint64_t not_blank(const uint8_t *text) {
    return not_blank_32(text) | not_blank_32(text + 32) << 32;
}

static size_t find_words(const uint8_t *text, size_t n, uint32_t *edge) {
    return nd_find_words(text, n, edge, not_blank);
}

/* The bytes of the words between edge[0] and edge[4], whose sizes are in byte `at` of the halves of
 * `sizes`, zeros behind them. */
ND_INLINE __m256i load_words(const uint8_t *text, const uint32_t *edge, __m256i sizes, char at) {
    const __m256i place = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    const __m256i size = _mm256_shuffle_epi8(sizes, _mm256_set1_epi8(at));
    const __m256i words = _mm256_inserti128_si256(_mm256_castsi128_si256(load_row(text + edge[0])),
                                                  load_row(text + edge[4]), 1);
    return _mm256_and_si256(words, _mm256_cmpgt_epi8(size, place));
}

/* The products of two words: two of each. */
ND_INLINE __m256i products(__m256i words) {
    const __m256i key = _mm256_broadcastsi128_si256(
        _mm_setr_epi32((int)ND_WORD_K0, (int)ND_WORD_K1, (int)ND_WORD_K2, (int)ND_WORD_K3));
    const __m256i x = _mm256_add_epi32(words, key);
    return _mm256_mul_epu32(x, _mm256_srli_epi64(x, 32));
}

/* The hashes, as low halves, of four words with these products. */
ND_INLINE __m256i mix(__m256i a, __m256i b) {
    const __m256i low = _mm256_set1_epi64x((int64_t)(ND_WORD_M & 0xffffffffu));
    const __m256i high = _mm256_set1_epi64x((int64_t)(ND_WORD_M >> 32));
    const __m256i x = _mm256_add_epi64(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
    const __m256i upper = _mm256_srli_epi64(x, 32), lower = _mm256_xor_si256(x, upper);
    return _mm256_add_epi64(
        _mm256_srli_epi64(_mm256_mul_epu32(lower, low), 32),
        _mm256_add_epi64(_mm256_mul_epu32(lower, high), _mm256_mul_epu32(upper, low)));
}

/* Which lanes are between these, both included. */
ND_INLINE __m256i are_within(__m256i x, uint32_t first, uint32_t last) {
    const __m256i above = _mm256_sub_epi32(x, _mm256_set1_epi32((int)first));
    const __m256i most = _mm256_set1_epi32((int)(last - first));
    return _mm256_cmpeq_epi32(_mm256_min_epu32(above, most), above);
}

/* Sets ND_WORD_CHARACTER in the hashes of words that begin, in the two lowest bytes of a lane, with
 * such a character. */
ND_OUTLINE __m256i mark_characters(__m256i hash, __m256i first) {
    const __m256i low = _mm256_set1_epi32(0xff);
    const __m256i two = _mm256_or_si256(_mm256_slli_epi32(_mm256_and_si256(first, low), 8),
                                        _mm256_and_si256(_mm256_srli_epi32(first, 8), low));
    const __m256i some = _mm256_or_si256(are_within(two, ND_FIRST_KANA, ND_LAST_IDEOGRAPH),
                                         are_within(two, ND_FIRST_THAI, ND_LAST_LAO));
    const __m256i others = _mm256_or_si256(are_within(two, ND_FIRST_MYANMAR, ND_LAST_MYANMAR),
                                           are_within(two, ND_FIRST_KHMER, ND_LAST_KHMER));
    const __m256i mark = _mm256_set1_epi32(ND_WORD_CHARACTER);
    return _mm256_or_si256(hash, _mm256_and_si256(mark, _mm256_or_si256(some, others)));
}

/* Sets, in the hashes, which are low halves, of words that begin with these four bytes, what they
 * say of them. */
ND_INLINE __m256i mark_words(__m256i hash, __m256i first) {
    const __m256i bit = _mm256_set1_epi32(ND_WORD_NUMBER);
    const __m256i byte = _mm256_and_si256(first, _mm256_set1_epi32(0xff));
    const __m256i high = are_within(byte, ND_LEAST_LEAD, UINT8_MAX);
    hash = _mm256_or_si256(_mm256_andnot_si256(bit, hash),
                           _mm256_and_si256(bit, are_within(byte, '0', '9')));
    return _mm256_movemask_epi8(high) != 0 ? mark_characters(hash, first) : hash;
}

/* The hashes, as low halves, of the four words between edge[0] and edge[7]. */
ND_INLINE __m256i hash_four(const uint8_t *text, const uint32_t *edge) {
    const __m256i both = load(edge);
    const __m256i sizes = _mm256_min_epu32(_mm256_sub_epi32(_mm256_srli_epi64(both, 32), both),
                                           _mm256_set1_epi32(ND_SHORT_WORD));
    const __m256i a = load_words(text, edge, sizes, 0), b = load_words(text, edge + 2, sizes, 8);
    return mark_words(mix(products(a), products(b)), _mm256_unpacklo_epi64(a, b));
}

ND_INLINE __m256i hash_eight(const uint8_t *text, const uint32_t *edge) {
    const __m256 front = _mm256_castsi256_ps(hash_four(text, edge));
    const __m256 back = _mm256_castsi256_ps(hash_four(text, edge + 8));
    return _mm256_permute4x64_epi64(_mm256_castps_si256(_mm256_shuffle_ps(front, back, 0x88)),
                                    0xd8);
}

static size_t hash_short(const uint8_t *text, const uint32_t *edge, size_t count, uint32_t *hash,
                         uint32_t *longer) {
    uint32_t last[2 * LANES] = {0};
    const size_t whole = count / LANES * LANES;
    for (size_t i = 0; i < whole; i += LANES) store(hash + i, hash_eight(text, edge + 2 * i));
    if (whole < count) {
        memcpy(last, edge + 2 * whole, (count - whole) * 2 * sizeof *edge);
        store(hash + whole, hash_eight(text, last));
    }
    return nd_list_longer(edge, count, ND_SHORT_WORD, longer);
}

static __m256i times(__m256i x, uint32_t factor) {
    return _mm256_mullo_epi32(x, _mm256_set1_epi32((int)factor));
}

/* Adds what characters add to the shingles that begin at word[0, 8). */
ND_OUTLINE __m256i add_characters(const uint32_t *word, __m256i x) {
    const __m256i all = _mm256_set1_epi32(ND_WORD_CHARACTER);
    __m256i bits = all, more = _mm256_setzero_si256();
    for (size_t k = 0; k < ND_SHINGLE_WORDS; k++) {
        const __m256i next = load(word + ND_SHINGLE_WORDS + k);
        more = _mm256_add_epi32(more, times(next, nd_other_factors[k]));
        bits = _mm256_and_si256(_mm256_and_si256(bits, next), load(word + k));
    }
    return _mm256_add_epi32(x, _mm256_and_si256(_mm256_cmpeq_epi32(bits, all), more));
}

/* Eight shingles at a time, of which one may be of characters only if their eighth word is. */
static void shingle(const uint32_t *word, size_t n, uint32_t *out) {
    for (size_t i = 0; i < n; i += LANES) {
        __m256i x = _mm256_add_epi32(_mm256_add_epi32(times(load(word + i), ND_SHINGLE_M0),
                                                      times(load(word + i + 1), ND_SHINGLE_M1)),
                                     _mm256_add_epi32(times(load(word + i + 2), ND_SHINGLE_M2),
                                                      times(load(word + i + 3), ND_SHINGLE_M3)));
        if (nd_is_character(word[i + 7])) x = add_characters(word + i, x);
        x = times(_mm256_xor_si256(x, _mm256_srli_epi32(x, 16)), ND_SHINGLE_F0);
        x = times(_mm256_xor_si256(x, _mm256_srli_epi32(x, 13)), ND_SHINGLE_F1);
        store(out + i, _mm256_xor_si256(x, _mm256_srli_epi32(x, 16)));
    }
}

/* Writes the lanes of x that are in the mask; returns how many. */
static size_t put_lanes(uint32_t *out, __m256i x, unsigned mask) {
    const unsigned low = mask & 15, high = mask >> 4;
    const size_t middle = nd_lane_count[low];
    const __m128i front = _mm_shuffle_epi8(_mm256_castsi256_si128(x), load_row(nd_compaction[low]));
    const __m128i back =
        _mm_shuffle_epi8(_mm256_extracti128_si256(x, 1), load_row(nd_compaction[high]));
    _mm_storeu_si128((void *)out, front);
    _mm_storeu_si128((void *)(out + middle), back);
    return middle + nd_lane_count[high];
}

/* The lanes 4, 1, 2, 7 and 6 places behind those of x, where `before` came before x. */
static __m256i back4(__m256i x, __m256i before) {
    return _mm256_permute2x128_si256(before, x, 0x21);
}

static __m256i back1(__m256i x, __m256i before) {
    return _mm256_alignr_epi8(x, back4(x, before), 12);
}

static __m256i back2(__m256i x, __m256i before) {
    return _mm256_alignr_epi8(x, back4(x, before), 8);
}

static __m256i back7(__m256i x, __m256i before) {
    return _mm256_alignr_epi8(back4(x, before), before, 4);
}

static __m256i back6(__m256i x, __m256i before) {
    return _mm256_alignr_epi8(back4(x, before), before, 8);
}

/* The last vectors of each stage. */
struct window {
    __m256i hash, least2, least4, least8, most2, most4;
};

/* Takes the next hashes and returns which of the hashes seven places back are windowed minima and
 * differ from the hash behind them. */
static unsigned advance(struct window *w, __m256i hash) {
    const __m256i least2 = _mm256_min_epu32(hash, back1(hash, w->hash));
    const __m256i least4 = _mm256_min_epu32(least2, back2(least2, w->least2));
    const __m256i least8 = _mm256_min_epu32(least4, back4(least4, w->least4));
    const __m256i most2 = _mm256_max_epu32(least8, back1(least8, w->least8));
    const __m256i most4 = _mm256_max_epu32(most2, back2(most2, w->most2));
    const __m256i most8 = _mm256_max_epu32(most4, back4(most4, w->most4));
    const __m256i seven_back = back7(hash, w->hash);
    const __m256i repeated = _mm256_cmpeq_epi32(seven_back, back6(hash, w->hash));
    *w = (struct window){hash, least2, least4, least8, most2, most4};
    return lane_mask(_mm256_andnot_si256(repeated, _mm256_cmpeq_epi32(seven_back, most8)));
}

static size_t winnow(uint32_t *hash, size_t n, uint32_t *scratch, uint32_t *position) {
    if (n < ND_WINDOW) return nd_kernels_portable.winnow(hash, n, scratch, position);

    const __m256i zero = _mm256_setzero_si256();
    struct window w = {zero, zero, zero, zero, zero, zero};
    __m256i index = _mm256_setr_epi32(-7, -6, -5, -4, -3, -2, -1, 0);
    size_t count = 0;
    hash[n] = 0;
    for (size_t at = 0; at < n + ND_WINDOW - 1; at += LANES) {
        unsigned selected = advance(&w, load(hash + at));
        if (at == 0) selected &= 0x80u; /* of these only hash 0 is there */
        count += put_lanes(position + count, index, selected);
        index = _mm256_add_epi32(index, _mm256_set1_epi32(LANES));
    }
    while (count > 0 && position[count - 1] >= n) count--;
    /* A last hash of 0 is least in its window, but equals the 0 behind it. */
    if (hash[n - 1] == 0) position[count++] = (uint32_t)(n - 1);
    return count;
}

static void fingerprint(const uint32_t *word, const uint32_t *position, size_t n, uint32_t *low,
                        uint16_t *high) {
    nd_fingerprint(word, position, n, low, high);
}

static uint64_t hash_sequence(const uint32_t *word, size_t n) { return nd_sequence_hash(word, n); }

static void link_runs(const struct nd_chain *chain, size_t count) { nd_link_runs(chain, count); }

static size_t common_prefix(const uint32_t *a, const uint32_t *b, size_t n) {
    for (size_t i = 0; i < n; i += LANES) {
        const unsigned differ = lane_mask(_mm256_cmpeq_epi32(load(a + i), load(b + i))) ^ 0xffu;
        if (differ != 0) {
            const size_t length = i + (size_t)__builtin_ctz(differ);
            return length < n ? length : n;
        }
    }
    return n;
}

const struct nd_kernels nd_kernels_avx2 = {
    .name = "avx2",
    .fold_ascii = fold_ascii,
    .fold_dense = fold_dense,
    .utf8_block = utf8_block,
    .find_words = find_words,
    .hash_short = hash_short,
    .shingle = shingle,
    .winnow = winnow,
    .fingerprint = fingerprint,
    .hash_sequence = hash_sequence,
    .common_prefix = common_prefix,
    .link_runs = link_runs,
};

#endif /* __x86_64__ */
