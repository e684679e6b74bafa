/*
 * kernels.h - the inner loops that exist once for each instruction set
 *
 * k_portable.c defines what is right; every other k_*.c gives the same results bit for bit. A
 * k_*.c file is compiled with the flags of its own instruction set and includes nothing but this
 * header, the intrinsics and what is all inlined, so that no wide instruction reaches an object
 * that any machine runs. Callers fetch the table once and keep it.
 *
 * Padding. Arrays handed to a kernel have ND_KERNEL_PAD bytes of room behind their last element:
 * kernels may read that room whatever it holds, and write anything into the room behind outputs.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SIMD_KERNELS_H
#define ND_SIMD_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ND_KERNEL_PAD 64

/* For the steps of an inner loop, which must not become calls. */
#define ND_INLINE static inline __attribute__((always_inline))

/* For what an inner loop seldom needs, whose constants would take registers from it. */
#define ND_OUTLINE static __attribute__((noinline))

#define ND_SHINGLE_WORDS 4      /* words in a shingle, ... */
#define ND_SHINGLE_CHARACTERS 8 /* ... or these, where all of them are characters */
#define ND_WINDOW 8             /* shingles in a window */

/* The constants of the shingle hash: with all arithmetic modulo 2^32,
 *     x = w[0] * M0 + w[1] * M1 + w[2] * M2 + w[3] * M3
 *     of characters:  x += w[4] * M4 + w[5] * M5 + w[6] * M6 + w[7] * M7
 *     x ^= x >> 16;  x *= F0;  x ^= x >> 13;  x *= F1;  x ^= x >> 16
 * (the finaliser of MurmurHash3; the word hashes are already well mixed). */
#define ND_SHINGLE_M0 0x9e3779b1u
#define ND_SHINGLE_M1 0x85ebca77u
#define ND_SHINGLE_M2 0xc2b2ae3du
#define ND_SHINGLE_M3 0x27d4eb2fu
#define ND_SHINGLE_M4 0x165667b1u
#define ND_SHINGLE_M5 0xd3a2646du
#define ND_SHINGLE_M6 0xfd7046c5u
#define ND_SHINGLE_M7 0xb55a4f09u
#define ND_SHINGLE_F0 0x85ebca6bu
#define ND_SHINGLE_F1 0xc2b2ae35u

/* The constants of the hash of a short word, one of at most ND_SHORT_WORD bytes, which are read,
 * with zeros behind them, as four little-endian numbers d[0..3] of 32 bits:
 *     x = (d[0] + K0) * (d[1] + K1) + (d[2] + K2) * (d[3] + K3);  x ^= x >> 32;  x *= M;  x >> 32
 * with sums in brackets modulo 2^32 and the rest modulo 2^64. The first line is NH (Black, Halevi,
 * Krawczyk, Krovetz, Rogaway: "UMAC", CRYPTO 1999): over random K two different words agree in x
 * with a probability of 2^-32 at most. No bytes of UTF-8 make a factor 0: the byte 0xff would have
 * to be among them. */
#define ND_SHORT_WORD 16
#define ND_WORD_K0 0xa9b500b1u
#define ND_WORD_K1 0x7edb00afu
#define ND_WORD_K2 0xfb63008du
#define ND_WORD_K3 0xf7b00063u
#define ND_WORD_M 0x4164d8399f767c45u

/* The constants of the hash that tells a fingerprint, of a shingle's words w, from others: modulo
 * 2^64,
 *     x = (w[0] | w[1] << 32) * P0;  x ^= x >> 32;  x += w[2] | w[3] << 32
 *     of characters:  x *= P0;  x ^= x >> 32;  x += w[4] | w[5] << 32
 *                     x *= P0;  x ^= x >> 32;  x += w[6] | w[7] << 32
 *     x *= P1;  x ^= x >> 29;  x *= P2;  x ^= x >> 32 */
#define ND_PRINT_P0 0x9e3779b97f4a7c15u
#define ND_PRINT_P1 0xbf58476d1ce4e5b9u
#define ND_PRINT_P2 0x94d049bb133111ebu

/* The class of a character of three bytes: what it leaves, a blank, itself, or both, when it is a
 * word of its own. */
#define ND_THREE_OTHER 0u /* something else */
#define ND_THREE_BLANK 1u
#define ND_THREE_LETTER 2u
#define ND_THREE_OWN 3u

/* Classes that kernels need not look up: these Han are words of their own, this Hangul letters. */
#define ND_FIRST_HAN 0x4e00u
#define ND_LAST_HAN 0x9f7fu
#define ND_FIRST_HANGUL 0xac00u
#define ND_LAST_HANGUL 0xd77fu

#define ND_ASCII_ROW 16 /* so many bytes of ASCII in a row are left to fold_ascii */

#define ND_WORD_NUMBER 1u /* the bit of a word that begins with a digit, given up for that */

/* The bits that are set in a word that begins with a character of a script without blanks between
 * words, each of which is a word. By chance one in 64 of other words has them, too, but not eight
 * in a row. Four characters say no more than one to three words: as a shingle they would be a
 * phrase that thousands of documents have, which costs time and tells nothing. */
#define ND_WORD_CHARACTER 0x7eu

/* These characters, by the first two bytes of their UTF-8 as one number. Rare ones are left out:
 * radicals, Han and kana beyond U+FFFF, extensions of Myanmar. */
#define ND_FIRST_THAI 0xe0b8u
#define ND_LAST_LAO 0xe0bbu
#define ND_FIRST_MYANMAR 0xe180u
#define ND_LAST_MYANMAR 0xe182u
#define ND_FIRST_KHMER 0xe19eu
#define ND_LAST_KHMER 0xe19fu
#define ND_FIRST_KANA 0xe380u
#define ND_LAST_IDEOGRAPH 0xe9bfu
#define ND_LEAST_LEAD 0xe0u /* the least first byte of all */

ND_INLINE bool nd_is_character(uint32_t word) { return (~word & ND_WORD_CHARACTER) == 0; }

/* What the bytes of a block of UTF-8 are, a bit for each. */
struct nd_utf8_block {
    uint64_t follows; /* 0x80 to 0xbf: the second, third or fourth byte of a character */
    uint64_t leads;   /* 0xc0 and more: the first of two or more */
    uint64_t three;   /* 0xe0 and more: the first of three or more */
    uint64_t odd; /* 0xc0, 0xc1: in no valid text; 0xf0 and more: the first of four, or invalid */
};

/* Where fold_dense goes on. */
struct nd_dense {
    uint8_t *dst;
    bool own; /* what is before is a word of its own */
};

#define ND_CHAIN_LANES 16
#define ND_CHAIN_BACK (1 + 6 * ND_CHAIN_LANES)

/* Runs of common words of two documents, and the best chains that end in each: see link_runs. */
struct nd_chain {
    int32_t *at_a, *end_a; /* by run: where it begins and ends in one document ... */
    int32_t *end_b;        /* ... and where it ends in the other one */
    int32_t *words;        /* of the chain */
    int32_t *upto;         /* the most words of this chain and those before it */
    int32_t *back;         /* how far back the run before it in the chain is; 0: there is none */
};

struct nd_kernels {
    const char *name;

    /* Folds ASCII: copies bytes of src[0, n) to dst, capitals as small letters, small letters and
     * digits as they are, everything else as a blank; so are the three bytes of U+2012 to U+2029,
     * the dashes, quotation marks and bullets that news text is full of. Stops before the first
     * special byte and returns its index, or n. A byte is special when it is
     *     0x80 or more, unless it belongs to such a character, all of which is in src[0, n); '@';
     *     ':' before '/'; ']' before '('; 'w' or 'W' before 'w' or 'W';
     *     '-' or '&' before an ASCII letter, a byte from 1 to 15, '#' or '&';
     *     '-' before a byte of 0x80 or more
     * where behind the end of src a zero byte counts as following. src needs NO padding: it is the
     * caller's text. dst has room for n + ND_KERNEL_PAD bytes. */
    size_t (*fold_ascii)(const uint8_t *src, size_t n, uint8_t *dst);

    /* Folds the ASCII and the characters of three bytes that src[0, n) begins with; returns how
     * many bytes these have. Stops before anything else, a character whose class, by code point, is
     * ND_THREE_OTHER, ASCII that is special (see fold_ascii), and ND_ASCII_ROW bytes of ASCII in a
     * row. A blank becomes four, a word of its own a blank and itself, a letter itself, ASCII what
     * fold_ascii makes of it, these two with a blank before them behind a word of its own. src
     * needs NO padding, classes has 65536 elements and does; to->dst, which goes on behind what was
     * written, has room for 2 * n + 2 * ND_KERNEL_PAD bytes. */
    size_t (*fold_dense)(const uint8_t *classes, const uint8_t *src, size_t n, struct nd_dense *to);

    /* Looks at text[0, 64), which needs no padding. */
    struct nd_utf8_block (*utf8_block)(const uint8_t *text);

    /* Finds words, the maximal runs of bytes other than ' ' in text[0, n), n < 2^32: word i is
     * text[edge[2 * i], edge[2 * i + 1]). Returns how many. text is padded; edge has room for the
     * n + 1 edges that there can be, and padding. */
    size_t (*find_words)(const uint8_t *text, size_t n, uint32_t *edge);

    /* hash[i] = the hash above of word i (of its first ND_SHORT_WORD bytes, if it has more), with
     * ND_WORD_NUMBER set if the word begins with a digit of ASCII and cleared otherwise, and with
     * ND_WORD_CHARACTER set if it begins with one of those characters, for i < count. Lists,
     * ascending, each i whose word has more than ND_SHORT_WORD bytes in longer; returns how many.
     * text, hash and longer are padded; hash and longer have count elements. */
    size_t (*hash_short)(const uint8_t *text, const uint32_t *edge, size_t count, uint32_t *hash,
                         uint32_t *longer);

    /* shingle[i] = the hash above of the words from word[i] on, for i < n. word has n + 3 elements
     * and padding, which a shingle of characters may reach into; shingle has n and padding. */
    void (*shingle)(const uint32_t *word, size_t n, uint32_t *shingle);

    /* Windowed minima: writes, ascending, each i < n such that hash[i] is the least of some window
     * of min(n, ND_WINDOW) consecutive hashes that contains i, and hash[i] != hash[i + 1] or
     * i == n - 1 (of a run of equal hashes the last one stands for all). Returns how many. All of
     * hash, position and scratch have n elements and padding; scratch has 2 * ND_WINDOW elements
     * more. hash[n] may be overwritten (it is padding). */
    size_t (*winnow)(uint32_t *hash, size_t n, uint32_t *scratch, uint32_t *position);

    /* low[i] and high[i] = the lowest 32 and the highest 16 bits of the hash above of the words
     * from word[position[i]] on, of which eight can be read, for i < n. Nothing here is padded. */
    void (*fingerprint)(const uint32_t *word, const uint32_t *position, size_t n, uint32_t *low,
                        uint16_t *high);

    /* XXH3_64bits of the n words as little-endian bytes. They need NO padding. */
    uint64_t (*hash_sequence)(const uint32_t *word, size_t n);

    /* The length of the longest common prefix of a[0, n) and b[0, n); both are padded. */
    size_t (*common_prefix)(const uint32_t *a, const uint32_t *b, size_t n);

    /* For each run r < count, in order of at_b = end_b - (end_a - at_a): the chain of most words
     * that ends in it. It begins there, with end_a - at_a words, or goes on the chain that ends in
     * a run q, one of the ND_CHAIN_BACK before it, if at_a[q] <= at_a[r] and the run does not lose
     * all of its words: of those at its front it loses the greater of end_a[q] - at_a[r] and
     * end_b[q] - at_b[r], if that is more than 0. It goes on none that has no more words than the
     * run alone, and of those that have the same that of the greatest q. Runs have words, and end
     * before 2^31. Nothing here is padded, but each array has room for ND_CHAIN_LANES elements
     * before its first one, which may be overwritten. */
    void (*link_runs)(const struct nd_chain *chain, size_t count);
};

extern const struct nd_kernels nd_kernels_portable;
extern const struct nd_kernels nd_kernels_sse41;
extern const struct nd_kernels nd_kernels_avx2;
extern const struct nd_kernels nd_kernels_avx512;
extern const struct nd_kernels nd_kernels_vbmi2; /* and AVX-512 */
extern const struct nd_kernels nd_kernels_neon;

#endif /* ND_SIMD_KERNELS_H */
