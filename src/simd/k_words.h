/*
 * k_words.h - what several kernels do in the same way, without wide instructions
 *
 * Of the bits of words one that differs from the one before it is an edge, the beginning or the end
 * of a word. Edges are listed eight at a time, needed or not, because a processor cannot foresee
 * how many there are. Everything here is inlined into the kernel that includes it, and compiled for
 * its instructions.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SIMD_K_WORDS_H
#define ND_SIMD_K_WORDS_H

#include "simd/kernels.h"

#if defined(__BMI__) && defined(__POPCNT__)
ND_INLINE size_t nd_count_bits(uint64_t x) { return (size_t)__builtin_popcountll(x); }

ND_INLINE uint32_t nd_lowest_bit(uint64_t x) { return (uint32_t)__builtin_ia32_tzcnt_u64(x); }
#else
/* Instructions for these cannot be taken for granted, and a call costs more. */
ND_INLINE size_t nd_count_bits(uint64_t x) {
    x -= x >> 1 & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (size_t)((x * 0x0101010101010101u) >> 56);
}

ND_INLINE uint32_t nd_lowest_bit(uint64_t x) {
    return (uint32_t)__builtin_ctzll(x | (uint64_t)1 << 63);
}
#endif

/* Writes anything when there is no edge. */
ND_INLINE void nd_put_edge(uint32_t *edge, uint64_t *edges, uint32_t base) {
    *edge = base + nd_lowest_bit(*edges);
    *edges &= *edges - 1;
}

/* Appends the edges in the 64 bits, of which those of words are set, to the `count` that there are,
 * with `base` added; returns how many there are then. An odd number means that a word runs on.
 * Writes up to eight more. */
ND_INLINE size_t nd_put_edges(uint32_t *edge, size_t count, uint64_t bits, uint32_t base) {
    uint64_t edges = bits ^ (bits << 1 | count % 2);
    const size_t sum = count + nd_count_bits(edges);
    for (; count < sum; count += 8) {
        nd_put_edge(edge + count, &edges, base);
        nd_put_edge(edge + count + 1, &edges, base);
        nd_put_edge(edge + count + 2, &edges, base);
        nd_put_edge(edge + count + 3, &edges, base);
        nd_put_edge(edge + count + 4, &edges, base);
        nd_put_edge(edge + count + 5, &edges, base);
        nd_put_edge(edge + count + 6, &edges, base);
        nd_put_edge(edge + count + 7, &edges, base);
    }
    return sum;
}

/* find_words of kernels.h; `bits_at` says which of 64 bytes are not blank. */
ND_INLINE size_t nd_find_words(const uint8_t *text, size_t n, uint32_t *edge,
                               uint64_t (*bits_at)(const uint8_t *)) {
    size_t count = 0;
    for (size_t at = 0; at < n; at += 64) {
        uint64_t bits = bits_at(text + at);
        if (n - at < 64) bits &= ((uint64_t)1 << (n - at)) - 1;
        count = nd_put_edges(edge, count, bits, (uint32_t)at);
    }
    /* A word that reaches the end of the text has no edge there when n is a multiple of 64. */
    if (count % 2 != 0) edge[count++] = (uint32_t)n;
    return count / 2;
}

ND_INLINE bool nd_is_letter(unsigned c) { return (c | 0x20u) - 'a' < 26; }

ND_INLINE bool nd_is_digit(unsigned c) { return c - '0' < 10; }

/* Whether a hyphen or an ampersand is special before this ASCII. */
ND_INLINE bool nd_may_join(unsigned c) {
    return nd_is_letter(c) || c - 1 < 15 || c == '#' || c == '&';
}

/* ASCII as it is folded. The bit that makes a letter small is set in every digit. */
ND_INLINE uint8_t nd_folded(unsigned c) {
    return (uint8_t)(nd_is_letter(c) || nd_is_digit(c) ? c | 0x20u : ' ');
}

/* Whether ASCII is special before `next`. */
ND_INLINE bool nd_is_special(unsigned c, unsigned next) {
    switch (c) {
    case '@': return true;
    case ':': return next == '/';
    case ']': return next == '(';
    case '-': return nd_may_join(next) || next >= 0x80;
    case '&': return nd_may_join(next);
    case 'w':
    case 'W': return (next | 0x20u) == 'w';
    default: return false;
    }
}

/* The class of the character of three bytes at src; ND_THREE_OTHER if there is none. */
ND_INLINE uint8_t nd_class_of_three(const uint8_t *classes, const uint8_t *src, size_t n) {
    if (n < 3 || src[0] >> 4 != 0xe || src[1] >> 6 != 2 || src[2] >> 6 != 2) return ND_THREE_OTHER;
    return classes[(src[0] & 0x0f) << 12 | (src[1] & 0x3f) << 6 | (src[2] & 0x3f)];
}

/* Folds a character of three bytes of any class but ND_THREE_OTHER. */
ND_INLINE void nd_put_three(const uint8_t *src, uint8_t class, struct nd_dense *to) {
    const uint8_t keep = (class & ND_THREE_LETTER) != 0 ? 0xff : 0;
    to->dst[0] = ' ';
    to->dst += to->own | (class & ND_THREE_BLANK);
    for (size_t i = 0; i < 3; i++) to->dst[i] = (uint8_t)((src[i] & keep) | (' ' & ~keep));
    to->dst += 3;
    to->own = class == ND_THREE_OWN;
}

/* Folds the ASCII that src begins with; returns how much of it. */
ND_INLINE size_t nd_put_ascii(const uint8_t *src, size_t n, struct nd_dense *to) {
    size_t row = 0, at = 0;
    while (row < n && row < ND_ASCII_ROW && src[row] < 0x80) row++;
    if (row == ND_ASCII_ROW) return 0;
    for (; at < row && !nd_is_special(src[at], at + 1 < n ? src[at + 1] : 0); at++) {
        to->dst[0] = ' ';
        to->dst += to->own;
        *to->dst++ = nd_folded(src[at]);
        to->own = false;
    }
    return at;
}

/* Folds blanks and words of their own, as many as it can; returns how many. */
typedef size_t nd_fold_row(const uint8_t *classes, const uint8_t *src, size_t n, uint8_t *dst);

/* Folds what src begins with, with `row` where it is dense; returns how many bytes of it. */
ND_INLINE size_t nd_put_threes(const uint8_t *classes, const uint8_t *src, size_t n,
                               struct nd_dense *to, nd_fold_row *row) {
    const bool hangul = src[0] >= 0xea && src[0] <= 0xed;
    const size_t count = row != NULL && !hangul ? row(classes, src, n, to->dst) : 0;
    const uint8_t class = count == 0 ? nd_class_of_three(classes, src, n) : ND_THREE_OTHER;
    if (count != 0) {
        to->dst += 4 * count;
        to->own = to->dst[-1] != ' ';
        return 3 * count;
    }
    if (class == ND_THREE_OTHER) return 0;
    nd_put_three(src, class, to);
    return 3;
}

/* fold_dense of kernels.h, for kernels that have a `row` or none. */
ND_INLINE size_t nd_fold_dense(const uint8_t *classes, const uint8_t *src, size_t n,
                               struct nd_dense *to, nd_fold_row *row) {
    struct nd_dense now = *to;
    size_t at = 0, done = 1;
    for (; at < n && done != 0; at += done)
        done = src[at] < 0x80 ? nd_put_ascii(src + at, n - at, &now)
                              : nd_put_threes(classes, src + at, n - at, &now, row);
    *to = now;
    return at;
}

ND_INLINE bool nd_is_within(uint32_t x, uint32_t first, uint32_t last) {
    return x - first <= last - first;
}

/* Whether a word that begins with these two bytes begins with a character: see kernels.h. */
ND_INLINE bool nd_begins_character(uint32_t first, uint32_t second) {
    const uint32_t two = first << 8 | second;
    return nd_is_within(two, ND_FIRST_KANA, ND_LAST_IDEOGRAPH) ||
           nd_is_within(two, ND_FIRST_THAI, ND_LAST_LAO) ||
           nd_is_within(two, ND_FIRST_MYANMAR, ND_LAST_MYANMAR) ||
           nd_is_within(two, ND_FIRST_KHMER, ND_LAST_KHMER);
}

/* The hash of a word that begins with these bytes, with what it says of them. */
ND_INLINE uint32_t nd_mark_word(uint32_t hash, uint64_t front) {
    const uint32_t first = front & 0xff, second = front >> 8 & 0xff;
    hash &= ~ND_WORD_NUMBER;
    hash |= nd_is_digit(first) ? ND_WORD_NUMBER : 0;
    return hash | (nd_begins_character(first, second) ? ND_WORD_CHARACTER : 0);
}

/* What the other words of a shingle of characters are multiplied with. */
static const uint32_t nd_other_factors[] = {ND_SHINGLE_M4, ND_SHINGLE_M5, ND_SHINGLE_M6,
                                            ND_SHINGLE_M7};

/* Whether the words of a shingle are characters: most are known by one that is not. */
ND_INLINE bool nd_are_characters(const uint32_t *word) {
    return nd_is_character(word[3] & word[7]) &&
           nd_is_character(word[0] & word[1] & word[2] & word[4] & word[5] & word[6]);
}

/* Two words more in the hash of a fingerprint. */
ND_INLINE uint64_t nd_add_words(uint64_t x, const uint32_t *word) {
    x *= ND_PRINT_P0;
    return (x ^ x >> 32) + (word[0] | (uint64_t)word[1] << 32);
}

/* fingerprint of kernels.h. */
ND_INLINE void nd_fingerprint(const uint32_t *word, const uint32_t *position, size_t n,
                              uint32_t *low, uint16_t *high) {
    for (size_t i = 0; i < n; i++) {
        const uint32_t *const w = word + position[i];
        uint64_t x = nd_add_words(w[0] | (uint64_t)w[1] << 32, w + 2);
        if (nd_are_characters(w)) x = nd_add_words(nd_add_words(x, w + 4), w + 6);
        x *= ND_PRINT_P1;
        x = (x ^ x >> 29) * ND_PRINT_P2;
        x ^= x >> 32;
        low[i] = (uint32_t)x;
        high[i] = (uint16_t)(x >> 48);
    }
}

/* Lists the words of more than `most` bytes; returns how many. */
ND_INLINE size_t nd_list_longer(const uint32_t *edge, size_t count, uint32_t most,
                                uint32_t *longer) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        longer[found] = (uint32_t)i;
        found += edge[2 * i + 1] - edge[2 * i] > most;
    }
    return found;
}

#endif /* ND_SIMD_K_WORDS_H */
