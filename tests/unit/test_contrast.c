/*
 * test_contrast.c - two texts are cut into parts that people can read
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "page/contrast.h"

static void add(char *out, size_t room, const struct nd_part_side *side) {
    const size_t size = strlen(out);
    snprintf(out + size, room - size, "%.*s|", (int)(side->end - side->begin),
             side->text + side->begin);
}

/* The parts as one string: "_" for a blank before, "=", "~" or "!" for the kind, both sides. */
static void expect(const char *a, const char *b, const char *wanted) {
    struct nd_options options;
    struct nd_comparison *comparison;
    struct nd_contrast contrast = {0};
    struct nd_part part;
    char out[1000] = "";
    nd_options_init(&options);
    assert_int_equal(
        nd_compare(&options, a, strlen(a), b, strlen(b), ND_ENCODING_UTF8, &comparison), ND_OK);
    contrast.comparison = comparison;
    while ((part = nd_contrast_next(&contrast)).kind != ND_PART_NONE) {
        const char *const kind = part.kind == ND_PART_SAME    ? "="
                                 : part.kind == ND_PART_OTHER ? "~"
                                                              : "!";
        strncat(out, part.spaced ? "_" : "", 2);
        strncat(out, kind, 2);
        add(out, sizeof out, &part.side[0]);
        add(out, sizeof out, &part.side[1]);
    }
    nd_comparison_free(comparison);
    assert_string_equal(out, wanted);
}

#define SIX "the ferry sails on Monday morning"

static void equal_texts_are_one_part(void **state) {
    (void)state;
    expect(SIX, SIX, "=" SIX "|" SIX "|");
    expect(SIX ".", "  The \"ferry\" sails on Monday -- morning",
           "_=" SIX ".|The \"ferry\" sails on Monday -- morning|");
    expect("", "", "");
    expect(" ... ", "--", "");
}

static void text_of_one_side_stands_alone(void **state) {
    (void)state;
    expect("", "some words", "!|some words|");
    expect("one (two)", "three", "!one (two)|three|");
    expect("HEADLINE\n\n" SIX ".\nMore, later.", SIX "!",
           "!HEADLINE||_=" SIX ".|" SIX "!|_!More, later.||");
}

static void words_in_the_place_of_others_are_told_from_the_passage(void **state) {
    (void)state;
    expect("the ferry sails on Monday morning from the old harbour of the town of the isles",
           "the ferry sails on Monday evening, from the old harbour of a small town of the isles",
           "=the ferry sails on Monday|the ferry sails on Monday|_~morning|evening,|"
           "_=from the old harbour of|from the old harbour of|_~the|a small|_=town of the "
           "isles|town of the isles|");
    expect("the ferry sails on Monday morning from the old harbour",
           "the ferry sails again on Monday morning from the old harbour",
           "=the ferry sails|the ferry sails|_~|again|"
           "_=on Monday morning from the old harbour|on Monday morning from the old harbour|");
}

static void marks_go_with_the_words_that_they_touch(void **state) {
    (void)state;
    expect("He said: \xe2\x80\x9c" SIX "\xe2\x80\x9d - and left", "(" SIX ")",
           "!He said:||_=\xe2\x80\x9c" SIX "\xe2\x80\x9d|(" SIX ")|_!- and left||");
    /* Marks alone are no text. */
    expect("\xc2\xbf\xc2\xab " SIX " \xc2\xbb \xe2\x80\xa6", "-- " SIX, "_=" SIX "|" SIX "|");
}

/* The ferry sails again on the morning of the first, or the second, from the old pier. */
#define FERRY "\xe6\xb8\xa1\xe8\xbc\xaa\xe5\xb0\x87\xe6\x96\xbc"
#define FIRST "\xe4\xb8\x80"
#define SECOND "\xe4\xba\x8c"
#define PIER                                                                                       \
    "\xe6\x97\xa9\xe4\xb8\x8a\xe5\x86\x8d\xe5\xbe\x9e"                                             \
    "\xe8\x88\x8a\xe7\xa2\xbc\xe9\xa0\xad\xe9\x96\x8b\xe5\x87\xba"
#define STOP "\xe3\x80\x82"

static void scripts_without_blanks_are_cut_between_characters(void **state) {
    (void)state;
    expect(FERRY FIRST PIER STOP, FERRY SECOND PIER,
           "=" FERRY "|" FERRY "|~" FIRST "|" SECOND "|=" PIER STOP "|" PIER "|");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_texts_are_one_part),
        cmocka_unit_test(text_of_one_side_stands_alone),
        cmocka_unit_test(words_in_the_place_of_others_are_told_from_the_passage),
        cmocka_unit_test(marks_go_with_the_words_that_they_touch),
        cmocka_unit_test(scripts_without_blanks_are_cut_between_characters),
    };
    return cmocka_run_group_tests_name("contrast", tests, NULL, NULL);
}
