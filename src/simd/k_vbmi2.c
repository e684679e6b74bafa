/*
 * k_vbmi2.c - words and dense text, for x86-64 with AVX-512, VBMI and VBMI2
 *
 * VBMI2 packs bytes: all edges of 64 bytes at once, where AVX-512 alone packs four times sixteen
 * lanes. Of news text they fill two vectors of sixteen; short words fill more.
 *
 * Dense text is folded 64 bytes at a time, ASCII and characters of three bytes in any order. What
 * they are is told where they begin, by the three bytes from there on; the classes of most come
 * from registers. Blanks between words are put before any byte by packing what is wanted of 128
 * bytes, a blank before each byte.
 *
 * SPDX-License-Identifier: MIT
 */
#include "simd/k_vbmi2.h"

#if defined(__x86_64__)
#if !defined(__AVX512BW__) || !defined(__AVX512VBMI__) || !defined(__AVX512VBMI2__) ||             \
    !defined(__BMI2__)
#error "k_vbmi2.c needs what k_avx512.c needs and -mavx512vbmi -mavx512vbmi2 -mpopcnt"
#endif

#include <immintrin.h>

#include "simd/k_avx512.h"

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
        const uint64_t bits =
            _mm512_mask_cmpneq_epi8_mask(first_bytes(n - at), _mm512_loadu_si512(text + at), blank);
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

/* ---- Dense text ------------------------------------------------------------------------------ */

/* 64 bytes, and those that follow each by one and by two. */
struct window {
    __m512i x, second, third;
};

/* Which bytes begin characters of three bytes that leave a blank before them, and themselves. */
struct leavings {
    uint64_t blank, kept;
};

ND_INLINE struct window window_at(const uint8_t *src, size_t left) {
    if (left >= BYTES + 2)
        return (struct window){_mm512_loadu_si512(src), _mm512_loadu_si512(src + 1),
                               _mm512_loadu_si512(src + 2)};
    return (struct window){load_first(src, left), load_first(src + 1, left - 1),
                           load_first(src + 2, left < 2 ? 0 : left - 2)};
}

ND_INLINE uint64_t is_byte(__m512i x, uint8_t byte) {
    return _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8((char)byte));
}

ND_INLINE uint64_t is_below(__m512i x, uint8_t byte) {
    return _mm512_cmplt_epu8_mask(x, _mm512_set1_epi8((char)byte));
}

/* ND_FIRST_HAN to ND_LAST_HAN. */
ND_INLINE uint64_t is_han(const struct window *w) {
    return in_range(w->x, 0xe5, 4) | (is_byte(w->x, 0xe4) & ~is_below(w->second, 0xb8)) |
           (is_byte(w->x, 0xe9) & is_below(w->second, 0xbe));
}

/* ND_FIRST_HANGUL to ND_LAST_HANGUL. */
ND_INLINE uint64_t is_hangul(const struct window *w) {
    return in_range(w->x, 0xeb, 2) | (is_byte(w->x, 0xea) & ~is_below(w->second, 0xb0)) |
           (is_byte(w->x, 0xed) & is_below(w->second, 0x9e));
}

/* The classes of the 128 code points from `first` on that the window's bytes tell. */
ND_INLINE __m512i classes_of(const uint8_t *classes, uint32_t first, const struct window *w) {
    const __m512i high = _mm512_slli_epi16(w->second, 6);
    /* of both: the lowest bit of the second byte above six of the third */
    const __m512i index = _mm512_ternarylogic_epi32(_mm512_set1_epi8(0x3f), w->third, high, 0xca);
    return _mm512_permutex2var_epi8(_mm512_loadu_si512(classes + first), index,
                                    _mm512_loadu_si512(classes + first + BYTES));
}

/* Adds what a class says of the characters that begin at `where`. */
ND_INLINE void add_class(struct leavings *l, __m512i class, uint64_t where) {
    l->blank |= _mm512_mask_test_epi8_mask(where, class, _mm512_set1_epi8(ND_THREE_BLANK));
    l->kept |= _mm512_mask_test_epi8_mask(where, class, _mm512_set1_epi8(ND_THREE_LETTER));
}

/* Looks up the others one by one. */
static void add_rare(struct leavings *l, const uint8_t *classes, const uint8_t *src,
                     uint64_t where) {
    for (; where != 0; where &= where - 1) {
        const uint8_t *const t = src + _tzcnt_u64(where);
        const uint8_t class = classes[(t[0] & 15) << 12 | (t[1] & 63) << 6 | (t[2] & 63)];
        if ((class & ND_THREE_BLANK) != 0) l->blank |= _blsi_u64(where);
        if ((class & ND_THREE_LETTER) != 0) l->kept |= _blsi_u64(where);
    }
}

/* What the characters of three bytes leave that begin at `where`. */
ND_INLINE struct leavings leavings_of(const uint8_t *classes, const uint8_t *src,
                                      const struct window *w, uint64_t where) {
    const uint64_t han = where & is_han(w);
    struct leavings l = {.blank = han, .kept = han};
    where ^= han;
    if (where == 0) return l;
    const uint64_t kana = where & is_byte(w->x, 0xe3) & is_below(w->second, 0x84);
    const uint64_t wide = where & is_byte(w->x, 0xef) & in_range(w->second, 0xbc, 2);
    const uint64_t marks = kana & is_below(w->second, 0x82);
    add_class(&l, classes_of(classes, 0x3000, w), marks);
    add_class(&l, classes_of(classes, 0x3080, w), kana ^ marks);
    add_class(&l, classes_of(classes, 0xff00, w), wide);
    where ^= kana | wide;
    if (where == 0) return l;
    const uint64_t hangul = where & is_hangul(w);
    l.kept |= hangul;
    if (where != hangul) add_rare(&l, classes, src, where ^ hangul);
    return l;
}

/* Writes those of 32 bytes, and of the blanks before them, that are wanted; returns how many. */
ND_INLINE size_t put_half(uint8_t *dst, __m256i bytes, uint32_t wanted, uint32_t blanks) {
    const __m512i pairs =
        _mm512_or_si512(_mm512_slli_epi16(_mm512_cvtepu8_epi16(bytes), 8), _mm512_set1_epi16(' '));
    const uint64_t all =
        _pdep_u64(wanted, 0xaaaaaaaaaaaaaaaau) | _pdep_u64(blanks, 0x5555555555555555u);
    _mm512_storeu_si512(dst, _mm512_maskz_compress_epi8(all, pairs));
    return (size_t)_mm_popcnt_u64(all);
}

/* Appends the first bytes, where ASCII and what characters leave say what they are. */
ND_INLINE void put_window(struct nd_dense *to, __m512i x, unsigned stop, uint64_t ascii,
                          const struct leavings *l) {
    const uint64_t wanted = first_bytes(stop), own = l->blank & l->kept & wanted;
    const uint64_t kept = l->kept | l->kept << 1 | l->kept << 2;
    const uint64_t behind = (own << 3 | to->own) & (ascii | l->kept);
    const uint64_t blanks = (l->blank | behind) & wanted;
    const __m512i folded = _mm512_mask_mov_epi8(fold(x), kept, x);
    to->dst +=
        put_half(to->dst, _mm512_castsi512_si256(folded), (uint32_t)wanted, (uint32_t)blanks);
    to->dst += put_half(to->dst, _mm512_extracti64x4_epi64(folded, 1), (uint32_t)(wanted >> 32),
                        (uint32_t)(blanks >> 32));
    if (stop != 0) to->own = stop >= 3 && (own >> (stop - 3) & 1) != 0;
}

ND_INLINE unsigned lowest(uint64_t bits, unsigned none) {
    return bits != 0 ? (unsigned)__builtin_ctzll(bits) : none;
}

/* The first of ND_ASCII_ROW bytes of ASCII in a row. */
ND_INLINE unsigned row_of(uint64_t ascii) {
    ascii &= ascii >> 1;
    ascii &= ascii >> 2;
    ascii &= ascii >> 4;
    return lowest(ascii & ascii >> 8, BYTES);
}

/* Where ASCII begins that the window ends in. */
ND_INLINE unsigned last_ascii(uint64_t ascii) {
    return ~ascii != 0 ? BYTES - (unsigned)__builtin_clzll(~ascii) : 0;
}

/* A character that a window cuts, and ASCII that it ends in, are left to the next one, which sees
 * all of them. */
size_t nd_vbmi2_fold_dense(const uint8_t *classes, const uint8_t *src, size_t n,
                           struct nd_dense *to) {
    size_t at = 0;
    for (bool more = true; more && at < n;) {
        const size_t left = n - at;
        const struct window w = window_at(src + at, left);
        const uint64_t ascii = ~_mm512_movepi8_mask(w.x) & first_bytes(left);
        const uint64_t three = in_range(w.x, 0xe0, 16) & in_range(w.second, 0x80, 64) &
                               in_range(w.third, 0x80, 64) & first_bytes(BYTES - 2);
        const struct leavings l = leavings_of(classes, src + at, &w, three);
        const uint64_t begins = l.blank | l.kept;
        const uint64_t folded =
            (ascii & ~special_ascii(w.x, w.second)) | begins | begins << 1 | begins << 2;
        const unsigned row = row_of(ascii), last = left > BYTES ? last_ascii(ascii) : BYTES;
        unsigned stop = lowest(~folded, BYTES);
        if (stop > last) stop = last;
        more = left > BYTES && stop != 0 && row >= stop && (stop + 2 >= BYTES || stop == last);
        if (stop > row) stop = row;
        put_window(to, w.x, stop, ascii, &l);
        at += stop;
    }
    return at;
}

#endif /* __x86_64__ */
