/*
 * test_wrap.c - foreign text is wrapped to a width and cannot drive a terminal
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/wrap.h"

static void expect(size_t width, const char *text, size_t size, const char *wanted) {
    struct cli_text out = {0};
    cli_wrap(&out, " = ", width, text, size);
    assert_string_equal(cli_text_string(&out), wanted);
    cli_text_free(&out);
}

static void expect_text(size_t width, const char *text, const char *wanted) {
    expect(width, text, strlen(text), wanted);
}

static void words_fill_lines_and_blanks_become_one(void **state) {
    (void)state;
    expect_text(21, "The  ferry to\n Osk island sails again",
                " = The ferry to Osk\n"
                " = island sails again\n");
}

static void an_empty_line_ends_a_line(void **state) {
    (void)state;
    expect_text(20, "\n\none\n \ntwo\n", " = one\n = two\n");
}

static void text_without_a_visible_character_gives_nothing(void **state) {
    (void)state;
    expect_text(20, "", "");
    expect_text(20, " \n\t\r\n ", "");
}

static void long_words_are_cut_at_the_width(void **state) {
    (void)state;
    expect_text(20, "a abcdefghijklmnopqrstuvwxyz b",
                " = a\n"
                " = abcdefghijklmnopq\n"
                " = rstuvwxyz b\n");
}

static void wide_characters_take_two_columns_and_break_anywhere(void **state) {
    (void)state;
    expect_text(11, "\xe6\xb8\xa1\xe8\xbc\xaa\xe6\xb8\xa1\xe8\xbc\xaa\xe6\xb8\xa1",
                " = \xe6\xb8\xa1\xe8\xbc\xaa\xe6\xb8\xa1\xe8\xbc\xaa\n = \xe6\xb8\xa1\n");
}

static void combining_marks_take_no_column(void **state) {
    (void)state;
    expect_text(8,
                "e\xcc\x81"
                "e\xcc\x81"
                "e\xcc\x81"
                "e\xcc\x81"
                "e\xcc\x81",
                " = e\xcc\x81"
                "e\xcc\x81"
                "e\xcc\x81"
                "e\xcc\x81"
                "e\xcc\x81\n");
}

static void control_characters_are_spelled_out(void **state) {
    (void)state;
    expect_text(60,
                "a\033[2Jb \xc2\x9b"
                "31m \x7f",
                " = a\\x1b[2Jb \\x9b31m \\x7f\n");
    expect_text(60,
                "\xe2\x80\xae"
                "txt",
                " = \\u202etxt\n");
    expect(60, "a\0b", 3, " = a\\x00b\n");
}

static void bytes_that_are_no_text_are_spelled_out(void **state) {
    (void)state;
    expect_text(60, "\xff\xc0\xaf \xed\xa0\x80 \xe6\xb8",
                " = \\xff\\xc0\\xaf \\xed\\xa0\\x80 "
                "\\xe6\\xb8\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_fill_lines_and_blanks_become_one),
        cmocka_unit_test(an_empty_line_ends_a_line),
        cmocka_unit_test(text_without_a_visible_character_gives_nothing),
        cmocka_unit_test(long_words_are_cut_at_the_width),
        cmocka_unit_test(wide_characters_take_two_columns_and_break_anywhere),
        cmocka_unit_test(combining_marks_take_no_column),
        cmocka_unit_test(control_characters_are_spelled_out),
        cmocka_unit_test(bytes_that_are_no_text_are_spelled_out),
    };
    return cmocka_run_group_tests_name("wrap", tests, NULL, NULL);
}
