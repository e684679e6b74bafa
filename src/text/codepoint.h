/*
 * codepoint.h - what one code point leaves in the folded text
 *
 * For unicode.c, which makes the table of all of them, and for nobody else. A code point is
 * decomposed and folded by utf8proc; of what comes of it, each code point has a kind by its
 * properties and by a few tables of ranges.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TEXT_CODEPOINT_H
#define ND_TEXT_CODEPOINT_H

#include <stdbool.h>
#include <stdint.h>
#include <utf8proc.h>

#include "text/unicode.h"

#define ND_LONGEST_DECOMPOSITION 32 /* code points; U+FDFA has 18 */

/* What a code point leaves: its own bytes where the offset of the code is ND_CODE_SAME, or else the
 * first code.size ones here (the offset is 0). The others are not set. */
struct nd_trace {
    struct nd_code code;
    uint8_t bytes[ND_LONGEST_DECOMPOSITION * 5]; /* UTF-8, with a blank before each character */
};

/* Fills *trace for a code point (at most 0x10ffff) with these properties. */
void nd_trace_of(uint32_t c, const utf8proc_property_t *property, struct nd_trace *trace);

/* Whether properties tell all of the codes of first .. last: two of these code points that do not
 * change (below) and whose category and combining class are the same leave the same, but for their
 * own bytes. */
bool nd_codes_are_told(uint32_t first, uint32_t last);

static inline const utf8proc_property_t *nd_property_of(uint32_t c) {
    return utf8proc_get_property((utf8proc_int32_t)c);
}

/* Whether a code point may decompose or fold to something else. (Hangul syllables decompose by
 * rule, and are together again afterwards.) */
static inline bool nd_code_changes(const utf8proc_property_t *property) {
    return property->decomp_seqindex != UINT16_MAX || property->casefold_seqindex != UINT16_MAX;
}

#endif /* ND_TEXT_CODEPOINT_H */
