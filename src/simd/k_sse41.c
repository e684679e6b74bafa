/*
 * k_sse41.c - the kernels for x86-64 with SSE4.1, 16 bytes at a time
 *
 * The windowed minima run once over the hashes, in registers: the least of the two, four and eight
 * hashes that end at i come from shifting vectors in from behind (smaller indexes), and the
 * greatest of the eight least values that end at i is what hash i - 7 must equal. Zeros before the
 * first hash and at hash[n] make windows that are not there ask nothing.
 *
 * SPDX-License-Identifier: MIT
 */
#include "simd/kernels.h"

#if defined(__x86_64__)
#if !defined(__SSE4_1__)
#error "k_sse41.c needs -msse4.1"
#endif

#include <smmintrin.h>
#include <string.h>

#include "simd/k_chain.h"
#include "simd/k_sequence.h"
#include "simd/k_tables.h"
#include "simd/k_words.h"

#define BYTES 16
#define LANES 4

static __m128i load(const void *at) { return _mm_loadu_si128((const __m128i *)at); }

static void store(void *at, __m128i x) { _mm_storeu_si128((__m128i *)at, x); }

static __m128i low_nibbles(__m128i x) { return _mm_and_si128(x, _mm_set1_epi8(15)); }

static __m128i high_nibbles(__m128i x) { return low_nibbles(_mm_srli_epi16(x, 4)); }

static unsigned byte_mask(__m128i x) { return (unsigned)_mm_movemask_epi8(x); }

static unsigned special_ascii(__m128i x, __m128i next) {
    /* A low nibble need not be cut out where 0x80 and more may give 0. */
    const __m128i first_class =
        _mm_and_si128(_mm_shuffle_epi8(load(nd_first_low), x),
                      _mm_shuffle_epi8(load(nd_first_high), high_nibbles(x)));
    const __m128i next_class =
        _mm_and_si128(_mm_shuffle_epi8(load(nd_next_low), low_nibbles(next)),
                      _mm_shuffle_epi8(load(nd_next_high), high_nibbles(next)));
    return byte_mask(_mm_cmpeq_epi8(_mm_and_si128(first_class, next_class), _mm_setzero_si128())) ^
           0xffffu;
}

/* Which bytes are one of the `count` from `from` on; bytes compare as signed. */
static __m128i in_range(__m128i x, int from, int count) {
    const __m128i moved = _mm_add_epi8(x, _mm_set1_epi8((char)(128 - from)));
    return _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(count - 128)));
}

static __m128i fold(__m128i x) {
    const __m128i small = _mm_or_si128(x, _mm_set1_epi8(0x20));
    const __m128i keep = _mm_or_si128(in_range(small, 'a', 26), in_range(x, '0', 10));
    return _mm_blendv_epi8(_mm_set1_epi8(' '), small, keep);
}

/* Folds src[0 .. BYTES + 1]. Returns which bytes are special. *signs: which of the first two belong
 * to a sign that began before, and then, of those behind. */
ND_INLINE unsigned fold_block(const uint8_t *src, uint8_t *dst, unsigned *signs) {
    const __m128i x = load(src), next = load(src + 1), third = load(src + 2);
    const unsigned begins =
        byte_mask(_mm_and_si128(_mm_and_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8((char)ND_SIGN_0)),
                                              _mm_cmpeq_epi8(next, _mm_set1_epi8((char)ND_SIGN_1))),
                                in_range(third, ND_SIGN_2, ND_SIGNS)));
    const unsigned within = *signs | begins | begins << 1 | begins << 2;
    *signs = begins >> 15 | begins >> 14;
    store(dst, fold(x));
    return special_ascii(x, next) | (byte_mask(x) & ~within);
}

static size_t fold_ascii(const uint8_t *src, size_t n, uint8_t *dst) {
    uint8_t tail[3 * BYTES] = {0};
    unsigned signs = 0, special = 0;
    size_t at = 0;
    for (; n - at > BYTES + 1 && special == 0; at += BYTES)
        special = fold_block(src + at, dst + at, &signs);
    if (special == 0) memcpy(tail, src + at, n - at);
    for (size_t i = 0; at < n && special == 0; i += BYTES, at += BYTES)
        special = fold_block(tail + i, dst + at, &signs);
    return special != 0 ? at - BYTES + (size_t)__builtin_ctz(special) : n;
}

static size_t fold_dense(const uint8_t *classes, const uint8_t *src, size_t n,
                         struct nd_dense *to) {
    return nd_fold_dense(classes, src, n, to, NULL);
}

/* Which of 64 bytes are `least` or more. */
static uint64_t at_least(const uint8_t *text, uint8_t least) {
    const __m128i x = _mm_set1_epi8((char)least);
    uint64_t bits = 0;
    for (int i = 0; i < 64; i += BYTES) {
        const __m128i bytes = load(text + i);
        bits |= (uint64_t)byte_mask(_mm_cmpeq_epi8(_mm_max_epu8(bytes, x), bytes)) << i;
    }
    return bits;
}

static struct nd_utf8_block utf8_block(const uint8_t *text) {
    const uint64_t leads = at_least(text, 0xc0);
    return (struct nd_utf8_block){
        .follows = at_least(text, 0x80) & ~leads,
        .leads = leads,
        .three = at_least(text, 0xe0),
        .odd = at_least(text, 0xf0) | (leads & ~at_least(text, 0xc2)),
    };
}

static uint64_t not_blank_16(const uint8_t *text) {
    const __m128i blank = _mm_cmpeq_epi8(load(text), _mm_set1_epi8(' '));
    return (unsigned)_mm_movemask_epi8(blank) ^ 0xffffu;
}

static uint64_t not_blank(const uint8_t *text) {
    return not_blank_16(text) | not_blank_16(text + 16) << 16 | not_blank_16(text + 32) << 32 |
           not_blank_16(text + 48) << 48;
}

static size_t find_words(const uint8_t *text, size_t n, uint32_t *edge) {
    return nd_find_words(text, n, edge, not_blank);
}

/* The bytes of the word between the edges, zeros behind them. */
ND_INLINE __m128i load_word(const uint8_t *text, const uint32_t *edge) {
    const uint32_t size = edge[1] - edge[0];
    const uint8_t *const mask = nd_first_bytes + 16 - (size < ND_SHORT_WORD ? size : ND_SHORT_WORD);
    return _mm_and_si128(load(text + edge[0]), load(mask));
}

/* The two products of a word. */
ND_INLINE __m128i products(__m128i word) {
    const __m128i key =
        _mm_setr_epi32((int)ND_WORD_K0, (int)ND_WORD_K1, (int)ND_WORD_K2, (int)ND_WORD_K3);
    const __m128i x = _mm_add_epi32(word, key);
    return _mm_mul_epu32(x, _mm_srli_epi64(x, 32));
}

/* The hashes, as the low halves, of two words with these products. */
ND_INLINE __m128i mix(__m128i a, __m128i b) {
    const __m128i low = _mm_set1_epi64x((int64_t)(ND_WORD_M & 0xffffffffu));
    const __m128i high = _mm_set1_epi64x((int64_t)(ND_WORD_M >> 32));
    const __m128i x = _mm_add_epi64(_mm_unpacklo_epi64(a, b), _mm_unpackhi_epi64(a, b));
    const __m128i upper = _mm_srli_epi64(x, 32), lower = _mm_xor_si128(x, upper);
    return _mm_add_epi64(_mm_srli_epi64(_mm_mul_epu32(lower, low), 32),
                         _mm_add_epi64(_mm_mul_epu32(lower, high), _mm_mul_epu32(upper, low)));
}

/* Which lanes are between these, both included. */
ND_INLINE __m128i are_within(__m128i x, uint32_t first, uint32_t last) {
    const __m128i above = _mm_sub_epi32(x, _mm_set1_epi32((int)first));
    const __m128i most = _mm_set1_epi32((int)(last - first));
    return _mm_cmpeq_epi32(_mm_min_epu32(above, most), above);
}

/* Sets ND_WORD_CHARACTER in the hashes of words that begin, in the two lowest bytes of a lane, with
 * such a character. */
ND_OUTLINE __m128i mark_characters(__m128i hash, __m128i first) {
    const __m128i low = _mm_set1_epi32(0xff);
    const __m128i two = _mm_or_si128(_mm_slli_epi32(_mm_and_si128(first, low), 8),
                                     _mm_and_si128(_mm_srli_epi32(first, 8), low));
    const __m128i some = _mm_or_si128(are_within(two, ND_FIRST_KANA, ND_LAST_IDEOGRAPH),
                                      are_within(two, ND_FIRST_THAI, ND_LAST_LAO));
    const __m128i others = _mm_or_si128(are_within(two, ND_FIRST_MYANMAR, ND_LAST_MYANMAR),
                                        are_within(two, ND_FIRST_KHMER, ND_LAST_KHMER));
    const __m128i mark = _mm_set1_epi32(ND_WORD_CHARACTER);
    return _mm_or_si128(hash, _mm_and_si128(mark, _mm_or_si128(some, others)));
}

/* Sets, in the hashes of words that begin with these four bytes, what they say of them. */
ND_INLINE __m128i mark_words(__m128i hash, __m128i first) {
    const __m128i bit = _mm_set1_epi32(ND_WORD_NUMBER);
    const __m128i byte = _mm_and_si128(first, _mm_set1_epi32(0xff));
    const __m128i high = are_within(byte, ND_LEAST_LEAD, UINT8_MAX);
    hash =
        _mm_or_si128(_mm_andnot_si128(bit, hash), _mm_and_si128(bit, are_within(byte, '0', '9')));
    return _mm_movemask_epi8(high) != 0 ? mark_characters(hash, first) : hash;
}

ND_INLINE __m128i hash_four(const uint8_t *text, const uint32_t *edge) {
    const __m128i a = load_word(text, edge), b = load_word(text, edge + 2);
    const __m128i c = load_word(text, edge + 4), d = load_word(text, edge + 6);
    const __m128 front = _mm_castsi128_ps(mix(products(a), products(b)));
    const __m128 back = _mm_castsi128_ps(mix(products(c), products(d)));
    return mark_words(_mm_castps_si128(_mm_shuffle_ps(front, back, 0x88)),
                      _mm_unpacklo_epi64(_mm_unpacklo_epi32(a, b), _mm_unpacklo_epi32(c, d)));
}

static size_t hash_short(const uint8_t *text, const uint32_t *edge, size_t count, uint32_t *hash,
                         uint32_t *longer) {
    uint32_t last[2 * LANES] = {0};
    const size_t whole = count / LANES * LANES;
    for (size_t i = 0; i < whole; i += LANES) store(hash + i, hash_four(text, edge + 2 * i));
    if (whole < count) {
        memcpy(last, edge + 2 * whole, (count - whole) * 2 * sizeof *edge);
        store(hash + whole, hash_four(text, last));
    }
    return nd_list_longer(edge, count, ND_SHORT_WORD, longer);
}

static __m128i times(__m128i x, uint32_t factor) {
    return _mm_mullo_epi32(x, _mm_set1_epi32((int)factor));
}

/* Adds what characters add to the shingles that begin at word[0, 4). */
ND_OUTLINE __m128i add_characters(const uint32_t *word, __m128i x) {
    const __m128i all = _mm_set1_epi32(ND_WORD_CHARACTER);
    __m128i bits = all, more = _mm_setzero_si128();
    for (size_t k = 0; k < ND_SHINGLE_WORDS; k++) {
        const __m128i next = load(word + ND_SHINGLE_WORDS + k);
        more = _mm_add_epi32(more, times(next, nd_other_factors[k]));
        bits = _mm_and_si128(_mm_and_si128(bits, next), load(word + k));
    }
    return _mm_add_epi32(x, _mm_and_si128(_mm_cmpeq_epi32(bits, all), more));
}

/* Four shingles at a time, of which one may be of characters only if their eighth word is. */
static void shingle(const uint32_t *word, size_t n, uint32_t *out) {
    for (size_t i = 0; i < n; i += LANES) {
        __m128i x = _mm_add_epi32(_mm_add_epi32(times(load(word + i), ND_SHINGLE_M0),
                                                times(load(word + i + 1), ND_SHINGLE_M1)),
                                  _mm_add_epi32(times(load(word + i + 2), ND_SHINGLE_M2),
                                                times(load(word + i + 3), ND_SHINGLE_M3)));
        if (nd_is_character(word[i + 7])) x = add_characters(word + i, x);
        x = times(_mm_xor_si128(x, _mm_srli_epi32(x, 16)), ND_SHINGLE_F0);
        x = times(_mm_xor_si128(x, _mm_srli_epi32(x, 13)), ND_SHINGLE_F1);
        store(out + i, _mm_xor_si128(x, _mm_srli_epi32(x, 16)));
    }
}

static unsigned lane_mask(__m128i x) { return (unsigned)_mm_movemask_ps(_mm_castsi128_ps(x)); }

/* Writes the lanes of x that are in the mask; returns how many. */
static size_t put_lanes(uint32_t *out, __m128i x, unsigned mask) {
    store(out, _mm_shuffle_epi8(x, load(nd_compaction[mask])));
    return nd_lane_count[mask];
}

/* The last vectors of each stage. */
struct window {
    __m128i hash, before, least2, least4, least8, most2, most4;
};

/* Takes the next hashes and returns which of the hashes seven places back are windowed minima and
 * differ from the hash behind them. */
static unsigned advance(struct window *w, __m128i hash) {
    const __m128i least2 = _mm_min_epu32(hash, _mm_alignr_epi8(hash, w->hash, 12));
    const __m128i least4 = _mm_min_epu32(least2, _mm_alignr_epi8(least2, w->least2, 8));
    const __m128i least8 = _mm_min_epu32(least4, w->least4);
    const __m128i most2 = _mm_max_epu32(least8, _mm_alignr_epi8(least8, w->least8, 12));
    const __m128i most4 = _mm_max_epu32(most2, _mm_alignr_epi8(most2, w->most2, 8));
    const __m128i most8 = _mm_max_epu32(most4, w->most4);
    const __m128i seven_back = _mm_alignr_epi8(w->hash, w->before, 4);
    const __m128i six_back = _mm_alignr_epi8(w->hash, w->before, 8);
    *w = (struct window){hash, w->hash, least2, least4, least8, most2, most4};
    return lane_mask(_mm_andnot_si128(_mm_cmpeq_epi32(seven_back, six_back),
                                      _mm_cmpeq_epi32(seven_back, most8)));
}

static size_t winnow(uint32_t *hash, size_t n, uint32_t *scratch, uint32_t *position) {
    if (n < ND_WINDOW) return nd_kernels_portable.winnow(hash, n, scratch, position);

    const __m128i zero = _mm_setzero_si128();
    struct window w = {zero, zero, zero, zero, zero, zero, zero};
    __m128i index = _mm_setr_epi32(-7, -6, -5, -4);
    size_t count = 0;
    hash[n] = 0;
    for (size_t at = 0; at < n + ND_WINDOW - 1; at += LANES) {
        unsigned selected = advance(&w, load(hash + at));
        if (at < ND_WINDOW) selected &= 0x80u >> at; /* of these only hash 0 is there */
        count += put_lanes(position + count, index, selected);
        index = _mm_add_epi32(index, _mm_set1_epi32(LANES));
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
        const unsigned differ = lane_mask(_mm_cmpeq_epi32(load(a + i), load(b + i))) ^ 15u;
        if (differ != 0) {
            const size_t length = i + (size_t)__builtin_ctz(differ);
            return length < n ? length : n;
        }
    }
    return n;
}

const struct nd_kernels nd_kernels_sse41 = {
    .name = "sse4.1",
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
