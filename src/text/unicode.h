/*
 * unicode.h - what each code point leaves in the folded text
 *
 * A table for all code points, made from utf8proc when the library is built (src/tables): looking a
 * code point up costs a few nanoseconds, asking utf8proc 75. The folded text is the compatibility
 * decomposition with case folding of utf8proc, without the marks that are left out at will, but for
 * Hangul syllables and kana with sound marks, which whole languages are written in: these are
 * composed. It equates all texts that NFKC with case folding equates, and those that differ in how
 * careful a typist was (codepoint.c). Characters that do not belong to words are blanks in it;
 * those that a word of one character ends or begins at are already set off by blanks.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TEXT_UNICODE_H
#define ND_TEXT_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "simd/kernels.h"

typedef enum nd_code_kind {
    ND_CODE_NOTHING,     /* leaves no trace: accents, vowel points, zero-width characters, ... */
    ND_CODE_MARK,        /* belongs to the character before */
    ND_CODE_BLANK,       /* separates words */
    ND_CODE_LETTER,      /* begins with a letter or digit of a script with words */
    ND_CODE_CHARACTER,   /* begins with a character that is a word of its own */
    ND_CODE_HYPHEN,      /* joins two letters, or separates */
    ND_CODE_SOFT_HYPHEN, /* leaves no trace, nor does a line break after it inside a word */
} nd_code_kind;

struct nd_code {
    uint32_t offset;       /* of its folded bytes; ND_CODE_SAME: its own bytes */
    uint8_t size;          /* number of folded bytes */
    uint8_t kind : 3;      /* nd_code_kind of the first folded character */
    uint8_t ends_word : 1; /* the last one is a word of its own */
    uint8_t number : 1;    /* the first one is a digit or another number, which no hyphen joins */
    uint8_t quick : 1;     /* takes no more than copying: see is_quick() in codepoint.c */
    uint8_t plain : 1;     /* quick, and a blank, a letter or a character */
    uint8_t blank : 1;     /* a blank or a character: with a blank before its folded bytes */
    uint8_t first_class;   /* canonical combining class of the first folded code point */
    uint8_t last_class;    /* ... and of the last */
};

#define ND_CODE_SAME UINT32_MAX
#define ND_CODE_PAD 16u    /* a code that is quick has no more folded bytes than this */
#define ND_CODE_BLOCK 256u /* code points in a block of the table */
#define ND_CODE_BLOCKS (0x110000u / ND_CODE_BLOCK)

/* What a character of one or two bytes leaves: a short cut for most letters and for what
 * separates, but not for ASCII that may be special (see fold_ascii in kernels.h). */
#define ND_PAIR_BYTES 7
struct nd_short_cut {
    uint8_t bytes[ND_PAIR_BYTES];
    uint8_t size; /* 0: no short cut */
};

/* How the code point of a character of up to three bytes comes from them, by the first one. */
struct nd_lead {
    uint16_t base;  /* the bits that the first byte gives to it, */
    uint16_t three; /* all ones for a character of three bytes, where it gives none here, */
    uint16_t least; /* and the least one that is valid */
    uint8_t mask;   /* the bits that the second byte of two gives */
};

struct nd_unicode {
    struct nd_lead leads[256];
    struct nd_short_cut pairs[0x800];
    uint8_t threes[0x10000 + ND_KERNEL_PAD]; /* classes by code point: see kernels.h */
    uint16_t block[ND_CODE_BLOCKS];          /* index of the block of each 256 code points */
    char version[16];                        /* of Unicode */
};

/* The table; its distinct blocks, one after another; and the folded bytes of their codes, where
 * ND_CODE_PAD bytes may be read from the first of any code on. */
extern const struct nd_unicode nd_unicode;
extern const struct nd_code nd_unicode_codes[];
extern const uint8_t nd_unicode_bytes[];

/* What the code point (at most 0x10ffff) leaves. */
static inline const struct nd_code *nd_unicode_code(uint32_t code_point) {
    const size_t block = nd_unicode.block[code_point / ND_CODE_BLOCK];
    return &nd_unicode_codes[block * ND_CODE_BLOCK + code_point % ND_CODE_BLOCK];
}

/* The folded bytes of a code whose own bytes are at `text`. */
static inline const uint8_t *nd_code_bytes(const struct nd_code *code, const uint8_t *text) {
    return code->offset == ND_CODE_SAME ? text : nd_unicode_bytes + code->offset;
}

/* Whether a code point may be one with the one before it. */
bool nd_unicode_may_join(uint32_t code_point);

/* The Hangul syllable or the kana that the two code points are together in Unicode's canonical
 * composition; 0 when they are none. Like the first of them it has three bytes of UTF-8. */
uint32_t nd_unicode_join(uint32_t before, uint32_t code_point);

/* Reads one code point of UTF-8 at text[0, size), size >= 1, into *code_point; returns its length,
 * or 0 when the bytes there are not valid (overlong forms and surrogates included). */
size_t nd_utf8_read(const uint8_t *text, size_t size, uint32_t *code_point);

/* Writes a code point (at most 0x10ffff) as 1 to 4 bytes; returns how many. */
size_t nd_utf8_write(uint32_t code_point, uint8_t *out);

const char *nd_unicode_library_version(void); /* of utf8proc */

#endif /* ND_TEXT_UNICODE_H */
