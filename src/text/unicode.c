/*
 * unicode.c - see unicode.h
 *
 * What is asked of utf8proc when texts are read; the table is made by src/tables/mkunicode.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "text/unicode.h"

#include <utf8proc.h>

enum {
    FIRST_VOWEL = 0x1161, /* of Hangul, behind a consonant, ... */
    LAST_VOWEL = 0x1175,
    FIRST_FINAL = 0x11a8, /* ... and the consonants that may be behind both */
    LAST_FINAL = 0x11c2,
    FIRST_SOUND_MARK = 0x3099,
    LAST_SOUND_MARK = 0x309a
};

bool nd_unicode_may_join(uint32_t c) {
    return (c >= FIRST_VOWEL && c <= LAST_VOWEL) || (c >= FIRST_FINAL && c <= LAST_FINAL) ||
           (c >= FIRST_SOUND_MARK && c <= LAST_SOUND_MARK);
}

uint32_t nd_unicode_join(uint32_t before, uint32_t code_point) {
    utf8proc_int32_t pair[] = {(utf8proc_int32_t)before, (utf8proc_int32_t)code_point};
    if (!nd_unicode_may_join(code_point)) return 0;
    return utf8proc_normalize_utf32(pair, 2, UTF8PROC_COMPOSE) == 1 ? (uint32_t)pair[0] : 0;
}

const char *nd_unicode_library_version(void) { return utf8proc_version(); }
