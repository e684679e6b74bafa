/*
 * test_io_stamp.c - sizes and times of files, as fields of a row
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/test_io_scratch.h"

#include "io/stamp.h"

static struct nd_name name_of(const char *text) { return (struct nd_name){text, strlen(text)}; }

static struct nd_stamp stamp_of(uint64_t bytes, int64_t seconds, uint32_t nanoseconds) {
    return (struct nd_stamp){bytes, seconds, nanoseconds, true};
}

/* The fields of the stamp are these, and are read as the stamp. */
static void assert_fields(struct nd_stamp stamp, const char *bytes, const char *modified) {
    struct nd_stamp_text text;
    struct nd_stamp again;
    nd_stamp_print(&stamp, &text);
    assert_string_equal(text.bytes, bytes);
    assert_string_equal(text.modified, modified);
    assert_true(nd_stamp_parse(&again, name_of(text.bytes), name_of(text.modified)));
    assert_int_equal(again.known, stamp.known);
    assert_int_equal(nd_stamp_equal(&again, &stamp), stamp.known);
}

static void a_stamp_is_read_as_it_was_written(void **state) {
    (void)state;
    assert_fields(stamp_of(0, 0, 0), "0", "0.000000000");
    assert_fields(stamp_of(1234, 1700000000, 7), "1234", "1700000000.000000007");
    assert_fields(stamp_of(UINT64_MAX, INT64_MAX, 999999999), "18446744073709551615",
                  "9223372036854775807.999999999");
    assert_fields((struct nd_stamp){.known = false}, "", "");
}

static void times_before_1970_are_negative_numbers(void **state) {
    (void)state;
    assert_fields(stamp_of(1, -1, 500000000), "1", "-0.500000000");
    assert_fields(stamp_of(1, -1, 0), "1", "-1.000000000");
    assert_fields(stamp_of(1, -2, 1), "1", "-1.999999999");
    assert_fields(stamp_of(1, -INT64_MAX, 0), "1", "-9223372036854775807.000000000");
    assert_fields(stamp_of(1, INT64_MIN, 1), "1", "-9223372036854775807.999999999");
}

static void what_is_no_stamp_is_refused(void **state) {
    static const char *const wrong[][2] = {
        {"", "1.000000000"},
        {"1", ""},
        {"x", "1.000000000"},
        {"-1", "1.000000000"},
        {"1 ", "1.000000000"},
        {"18446744073709551616", "1.000000000"},
        {"1", "1"},
        {"1", "1.5"},
        {"1", ".000000000"},
        {"1", "-.000000000"},
        {"1", "1,000000000"},
        {"1", "1.00000000x"},
        {"1", "1.0000000000"},
        {"1", "--1.000000000"},
        {"1", "9223372036854775808.000000000"},
        {"1", "2026-01-01 00:00:00"},
    };
    struct nd_stamp stamp;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (nd_stamp_parse(&stamp, name_of(wrong[i][0]), name_of(wrong[i][1])))
            fail_msg("accepted: '%s' '%s'", wrong[i][0], wrong[i][1]);
        assert_false(stamp.known);
    }
}

static void only_regular_files_have_stamps(void **state) {
    struct stat info;
    struct nd_stamp stamp;
    (void)state;
    put("f", "four");
    assert_int_equal(symlink("f", "link"), 0);
    assert_int_equal(stat("f", &info), 0);
    stamp = nd_stamp_of(&info);
    assert_true(stamp.known);
    assert_int_equal(stamp.bytes, 4);
    assert_int_equal(stamp.seconds, info.st_mtim.tv_sec);
    assert_int_equal(stamp.nanoseconds, info.st_mtim.tv_nsec);
    assert_int_equal(lstat("link", &info), 0);
    assert_false(nd_stamp_of(&info).known);
    assert_int_equal(stat(".", &info), 0);
    assert_false(nd_stamp_of(&info).known);
}

static void stamps_differ_by_each_part_and_when_unknown(void **state) {
    const struct nd_stamp stamp = stamp_of(1, 2, 3), unknown = {.known = false};
    const struct nd_stamp others[] = {stamp_of(2, 2, 3), stamp_of(1, 3, 3), stamp_of(1, 2, 4),
                                      unknown};
    (void)state;
    assert_true(nd_stamp_equal(&stamp, &stamp));
    assert_false(nd_stamp_equal(&unknown, &unknown));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(nd_stamp_equal(&stamp, &others[i]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stamp_is_read_as_it_was_written),
        cmocka_unit_test(times_before_1970_are_negative_numbers),
        cmocka_unit_test(what_is_no_stamp_is_refused),
        scratch_test(only_regular_files_have_stamps),
        cmocka_unit_test(stamps_differ_by_each_part_and_when_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
