/*
 * test_io_date.c - moments in fields, and days in names
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "read/date.h"

#define LENGTH_OF(array) (sizeof(array) / sizeof *(array))
enum { JANUARY_31 = 1706659200, HALF_PAST_TEN = 10 * 3600 + 30 * 60 };

static struct nd_name name_of(const char *text) {
    return (struct nd_name){.bytes = text, .size = strlen(text)};
}

static int64_t parsed(const char *text) {
    int64_t seconds;
    if (!nd_date_parse(name_of(text), &seconds)) fail_msg("'%s' is no date", text);
    return seconds;
}

static void a_day_is_its_midnight(void **state) {
    static const char *const texts[] = {"2024-01-31",          "2024/01/31",        "20240131",
                                        " 2024-01-31\n",       "2024-01-31T00:00Z", "31 Jan 2024",
                                        "Wed, 31 JANUARY 2024"};
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(texts); i++) assert_int_equal(parsed(texts[i]), JANUARY_31);
}

static void a_time_counts_and_so_does_its_zone(void **state) {
    static const struct {
        const char *text;
        int ahead;
    } cases[] = {
        {"2024-01-31T10:30", 0},
        {"2024-01-31 10:30:00", 0},
        {"2024-01-31t10:30:00z", 0},
        {"2024-01-31T10:30:00.125Z", 0},
        {"2024-01-31T10:30:00,5", 0},
        {"20240131T103000Z", 0},
        {"20240131103000", 0},
        {"202401311030", 0},
        {"20240131 1030", 0},
        {"2024-01-31T10:30:00+02:00", 7200},
        {"2024-01-31T10:30:00+0200", 7200},
        {"2024-01-31T10:30:00-03", -3 * 3600},
        {"2024/01/31 10:30:00 +0545", 5 * 3600 + 45 * 60},
        {"2024-01-31 10:30:00 UTC", 0},
        {"Wed, 31 Jan 2024 10:30:00 +0200", 7200},
        {"Wednesday, 31 January 2024 10:30", 0},
        {"Wed, 31 Jan 2024 10:30 GMT", 0},
        {"31 JAN 2024 10:30:00 -0000", 0},
        {"Wed, 31 Jan 24 10:30:00 UT", 0},
        {"31 Jan 2024 10:30 est", -5 * 3600},
        {"Wed, 31 Jan 2024 10:30:00 PDT", -7 * 3600},
        {"2024-01-31T10:30 CST", -6 * 3600},
        {"1706697000", 0},
        {"1706697000.75", 0},
        {"1706697000999", 0},
    };
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        if (parsed(cases[i].text) != JANUARY_31 + HALF_PAST_TEN - cases[i].ahead)
            fail_msg("'%s' is %lld", cases[i].text, (long long)parsed(cases[i].text));
    }
}

static void days_are_counted_in_any_century(void **state) {
    (void)state;
    assert_int_equal(parsed("1970-01-01"), 0);
    assert_int_equal(parsed("1969-12-31"), -86400);
    assert_int_equal(parsed("2000-02-29"), 951782400);
    assert_int_equal(parsed("2000-03-01"), 951868800);
    assert_int_equal(parsed("1600-01-01"), -11676096000);
    assert_int_equal(parsed("0001-01-01"), -62135596800);
    assert_int_equal(parsed("9999-12-31T23:59:60Z"), 253402300800);
    assert_int_equal(parsed("1 Jan 50"), -631152000);
    assert_int_equal(parsed("1 Jan 49"), 2493072000);
    assert_int_equal(parsed("946684800000"), 946684800);
    assert_int_equal(parsed("100000000"), 100000000);
    assert_int_equal(parsed("-315619200"), -315619200);
    assert_int_equal(parsed("-315619200000"), -315619200);
    assert_int_equal(parsed("150001010000"), -14831769600); /* a day and a time */
    assert_int_equal(parsed("149901010000"), 149901010);
    for (int64_t day = 0, seconds; day < 3; day++) {
        static const char *const leap[] = {"2024-02-28", "2024-02-29", "2024-03-01"};
        seconds = parsed(leap[day]) - parsed("2024-02-28");
        assert_int_equal(seconds, day * 86400);
    }
}

static void what_is_no_moment_is_refused(void **state) {
    static const char *const texts[] = {"",
                                        " ",
                                        "yesterday",
                                        "2024",
                                        "2024-01",
                                        "2024-13-01",
                                        "2024-00-10",
                                        "2023-02-29",
                                        "1900-02-29",
                                        "2024-04-31",
                                        "2024-01-00",
                                        "0000-01-01",
                                        "2024-01-31x",
                                        "2024-01/31",
                                        "2024-0131",
                                        "24-01-31",
                                        "31.01.2024",
                                        "01/31/2024",
                                        "2024-01-31T",
                                        "2024-01-31T25:00",
                                        "12345678",
                                        "1234567",
                                        "2024-01-31T10:60",
                                        "2024-01-31T10:3",
                                        "2024-01-31T10:30:61",
                                        "17066592000",
                                        "-5",
                                        "--315619200",
                                        "31 Jan 024",
                                        "2024-01-31T10:30 ESTX",
                                        "2024-01-31T10:30 U",
                                        "2024-01-31T10:30+24:00",
                                        "2024-01-31T10:30 MEZ",
                                        "Wed, 32 Jan 2024 10:30 GMT",
                                        "Wed, 31 Foo 2024 10:30 GMT",
                                        ",",
                                        "1706697000.x",
                                        "2024-01-31T1030000"};
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(texts); i++) {
        int64_t seconds;
        if (nd_date_parse(name_of(texts[i]), &seconds)) fail_msg("'%s' is a date", texts[i]);
    }
    for (size_t size = 0; size < 10; size++) { /* nothing behind the end is read */
        int64_t seconds;
        assert_false(nd_date_parse((struct nd_name){"2024-01-31", size}, &seconds));
    }
}

static void a_nul_is_no_letter_of_any_set(void **state) {
    static const char text[] = "2024\0"
                               "01\0"
                               "31",
                      zone[] = "2024-01-31T10:30\0";
    int64_t seconds;
    (void)state;
    assert_false(nd_date_parse((struct nd_name){text, sizeof text - 1}, &seconds));
    assert_false(nd_date_parse((struct nd_name){zone, sizeof zone - 1}, &seconds));
}

static void names_are_searched_from_their_last_part(void **state) {
    static const struct {
        const char *path;
        int64_t seconds;
    } cases[] = {
        {"2024-01-31.txt", JANUARY_31},
        {"news/post/20240131-storm.txt", JANUARY_31},
        {"news/2024/01/31/storm.txt", JANUARY_31},
        {"news/2024/01/31-storm.txt", JANUARY_31},
        {"/2024/01/31", JANUARY_31},
        {"archive/2024-01-31/post/17.txt", JANUARY_31},
        {"2023-05-05/storm_2024_01_31.txt", JANUARY_31},
        {"2024.01.31-of-2023.12.25.txt", JANUARY_31},
        {"a/2024-02-30/20240131/x", JANUARY_31},
        {"20240131/2024-02-30.txt", JANUARY_31},
        {"crawl-20240131T103000Z.warc:7", JANUARY_31 + HALF_PAST_TEN},
        {"crawl-20240131103000.warc", JANUARY_31 + HALF_PAST_TEN},
        {"2024-01-31_10-30-00.txt", JANUARY_31 + HALF_PAST_TEN},
        {"2024-01-31 10:30.txt", JANUARY_31 + HALF_PAST_TEN},
        {"2024-01-31-1030.txt", JANUARY_31 + HALF_PAST_TEN},
        {"2024-01-31-9999.txt", JANUARY_31},
        {"1599-01-01/1500-01-01", -14831769600 + 31536000 - 31536000},
    };
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        int64_t seconds;
        if (!nd_date_find(name_of(cases[i].path), &seconds))
            fail_msg("no day in %s", cases[i].path);
        if (seconds != cases[i].seconds) fail_msg("%s is %lld", cases[i].path, (long long)seconds);
    }
}

static void numbers_in_names_are_no_days(void **state) {
    static const char *const paths[] = {
        "",          "/",          "a.txt",        "2024/01/x",   "120240131",
        "202401310", "20241331",   "2024013",      "1499-01-01",  "2200-01-01",
        "2024-0131", "2024-01/31", "x2024--01-31", "2024-01-315", "20240131999999"};
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(paths); i++) {
        int64_t seconds;
        if (nd_date_find(name_of(paths[i]), &seconds)) fail_msg("a day in %s", paths[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_is_its_midnight),
        cmocka_unit_test(a_time_counts_and_so_does_its_zone),
        cmocka_unit_test(days_are_counted_in_any_century),
        cmocka_unit_test(what_is_no_moment_is_refused),
        cmocka_unit_test(a_nul_is_no_letter_of_any_set),
        cmocka_unit_test(names_are_searched_from_their_last_part),
        cmocka_unit_test(numbers_in_names_are_no_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
