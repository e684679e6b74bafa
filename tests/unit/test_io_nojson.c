/*
 * test_io_nojson.c - a build without simdjson refuses JSON Lines with a clear word
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_scratch.h"

#include "read/jsonl.h"

static void the_option_is_refused(void **state) {
    const struct nd_input_options options = {.jsonl = true};
    struct caught caught;
    struct nd_input *input;
    (void)state;
    catch_init(&caught);
    assert_int_equal(nd_input_new(&options, &caught.report, &input), ND_ERR_PARAM);
    assert_null(input);
    assert_messages(&caught, "E cannot read JSON Lines: this build is without simdjson\n");
}

static void files_are_named_and_left_out(void **state) {
    const struct nd_input_options options = {0};
    struct caught caught;
    struct nd_input *const input = open_input(&options, &caught);
    (void)state;
    put("a.jsonl", "{\"text\":\"x\"}");
    put("b", "x");
    add_path(input, ".");
    assert_documents(input, "./b=x|detect|./b\n");
    assert_messages(&caught,
                    "E cannot read './a.jsonl' as JSON Lines: this build is without simdjson\n");
    assert_int_equal(nd_input_counts(input)->unreadable, 1);
    close_input(input, &caught);
}

static void versions_are_named(void **state) {
    (void)state;
    assert_non_null(nd_jsonl_version());
    assert_true(nd_jsonl_available() == (strcmp(nd_jsonl_version(), "none") != 0));
}

int main(void) {
    const struct CMUnitTest with[] = {cmocka_unit_test(versions_are_named)};
    const struct CMUnitTest without[] = {
        cmocka_unit_test(versions_are_named),
        scratch_test(the_option_is_refused),
        scratch_test(files_are_named_and_left_out),
    };
    if (nd_jsonl_available()) return cmocka_run_group_tests(with, NULL, NULL);
    return cmocka_run_group_tests(without, NULL, NULL);
}
