/*
 * codepoint.h - what one code point leaves in the folded text
 *
 * For mkunicode.c, which makes the table of all of them, and for nobody else. A code point is
 * decomposed and folded by utf8proc; of what comes of it, each code point has a kind by its
 * properties and by a few tables of ranges.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TABLES_CODEPOINT_H
#define ND_TABLES_CODEPOINT_H

#include <stdint.h>

#include "text/unicode.h"

#define ND_LONGEST_DECOMPOSITION 32 /* code points; U+FDFA has 18 */

/* What a code point leaves: its own bytes where the offset of the code is ND_CODE_SAME, or else the
 * first code.size ones here (the offset is 0). The others are not set. */
struct nd_leaving {
    struct nd_code code;
    uint8_t bytes[ND_LONGEST_DECOMPOSITION * 5]; /* UTF-8, with a blank before each character */
};

/* Fills *leaving for a code point (at most 0x10ffff). */
void nd_leaving_of(uint32_t c, struct nd_leaving *leaving);

#endif /* ND_TABLES_CODEPOINT_H */
