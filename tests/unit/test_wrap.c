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
    struct cli_wrapper wrapper = {.out = &out, .mark = " = ", .width = width};
    cli_wrap_add(&wrapper, CLI_INK_NONE, text, size);
    cli_wrap_end(&wrapper);
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

/* ---- Colours --------------------------------------------------------------------------------- */

static void add(struct cli_wrapper *wrapper, cli_ink ink, const char *text) {
    cli_wrap_add(wrapper, ink, text, strlen(text));
}

static void expect_inks(bool colour, const char *wanted) {
    struct cli_text out = {0};
    struct cli_wrapper wrapper = {
        .out = &out, .mark = "A< ", .mark_ink = CLI_INK_A, .width = 12, .colour = colour};
    add(&wrapper, CLI_INK_NONE, "one ");
    add(&wrapper, CLI_INK_A, "two three");
    add(&wrapper, CLI_INK_B, "four");
    add(&wrapper, CLI_INK_NONE, ", five");
    cli_wrap_end(&wrapper);
    assert_string_equal(cli_text_string(&out), wanted);
    cli_text_free(&out);
}

static void colours_follow_words_and_end_with_their_line(void **state) {
    (void)state;
    expect_inks(false, "A< one two\nA< threefour\nA< , five\n");
    expect_inks(true, "\033[31mA< \033[mone \033[31mtwo\033[m\n"
                      "\033[31mA< three\033[32mfour\033[m\n"
                      "\033[31mA< \033[m, five\n");
}

static void lines_are_filled_to_their_width(void **state) {
    struct cli_text out = {0};
    struct cli_wrapper wrapper = {.out = &out, .mark = "", .width = 8, .colour = true};
    (void)state;
    wrapper.fill = true;
    add(&wrapper, CLI_INK_B, "one two \xe6\xb8\xa1 e\xcc\x81");
    cli_wrap_end(&wrapper);
    assert_string_equal(cli_text_string(&out), "\033[32mone two\033[m \n"
                                               "\033[32m\xe6\xb8\xa1 e\xcc\x81\033[m    \n");
    cli_text_free(&out);
}

/* Nothing but marks that take no column are a line all the same. */
static void a_mark_without_a_letter_makes_a_line(void **state) {
    struct cli_text out = {0};
    struct cli_wrapper wrapper = {.out = &out, .mark = "", .width = 8};
    (void)state;
    add(&wrapper, CLI_INK_NONE, "\xcc\x81");
    cli_wrap_end(&wrapper);
    add(&wrapper, CLI_INK_NONE, "b");
    cli_wrap_end(&wrapper);
    assert_string_equal(cli_text_string(&out), "\xcc\x81\nb\n");
    cli_text_free(&out);
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
        cmocka_unit_test(colours_follow_words_and_end_with_their_line),
        cmocka_unit_test(lines_are_filled_to_their_width),
        cmocka_unit_test(a_mark_without_a_letter_makes_a_line),
    };
    return cmocka_run_group_tests_name("wrap", tests, NULL, NULL);
}
