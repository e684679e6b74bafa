/*
 * test_columns.c - characters take as many columns as Unicode says
 *
 * The oracle is utf8proc, as far as it knows the version of Unicode that the tables are of.
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "cli/columns.h"

static size_t wanted(utf8proc_int32_t c) {
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME: return 0;
    case UTF8PROC_CATEGORY_CF: return c == 0xad ? 1 : 0;
    default: break;
    }
    if ((c >= 0x1160 && c <= 0x11ff) || (c >= 0xd7b0 && c <= 0xd7ff)) return 0;
    return utf8proc_charwidth(c) == 2 ? 2 : 1;
}

static void every_character_takes_its_columns(void **state) {
    (void)state;
    if (strcmp(utf8proc_unicode_version(), "15.0.0") != 0) skip();
    for (utf8proc_int32_t c = ' '; c <= 0x10ffff; c++) {
        const utf8proc_category_t category = utf8proc_category(c);
        utf8proc_uint8_t bytes[4];
        struct cli_glyph glyph;
        if (category == UTF8PROC_CATEGORY_CN || category == UTF8PROC_CATEGORY_CS) continue;
        glyph = cli_glyph_next((const char *)bytes, (size_t)utf8proc_encode_char(c, bytes));
        if (glyph.blank || glyph.bytes[0] == '\\') continue;
        if (glyph.columns != wanted(c)) fail_msg("U+%04X takes %zu", (unsigned)c, glyph.columns);
    }
}

static void a_character_is_whole_or_spelled_out(void **state) {
    const struct {
        const char *text, *shown;
        size_t consumed, columns;
    } cases[] = {
        {"a", "a", 1, 1},
        {"\xc3\xa9x", "\xc3\xa9", 2, 1},
        {"\xe6\xb8\xa1", "\xe6\xb8\xa1", 3, 2},
        {"\xf0\x9f\x90\x9f", "\xf0\x9f\x90\x9f", 4, 2},
        {"\xcc\x81", "\xcc\x81", 2, 0},
        {"\xe0\xb8\xb4", "\xe0\xb8\xb4", 3, 0}, /* a Thai vowel above its letter */
        {"\xe6\xb8", "\\xe6", 1, 4},
        {"\x1b[", "\\x1b", 1, 4},
        {"\xc2\x9b", "\\x9b", 2, 4},
        {"\xe2\x80\xae", "\\u202e", 3, 6},
        {"\xf3\xa0\x80\xa1", "\\ue0021", 4, 7},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct cli_glyph glyph = cli_glyph_next(cases[i].text, strlen(cases[i].text));
        assert_int_equal(glyph.size, strlen(cases[i].shown));
        assert_memory_equal(glyph.bytes, cases[i].shown, glyph.size);
        assert_int_equal(glyph.consumed, cases[i].consumed);
        assert_int_equal(glyph.columns, cases[i].columns);
        assert_false(glyph.blank);
    }
    assert_true(cli_glyph_next("\t", 1).blank);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_takes_its_columns),
        cmocka_unit_test(a_character_is_whole_or_spelled_out),
    };
    return cmocka_run_group_tests_name("columns", tests, NULL, NULL);
}
