/*
 * test_io_dates.c - when documents were printed: by a field, the path, the time of the file
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/jsonl.h"
#include "test_io_scratch.h"

enum { JANUARY_31 = 1706659200, LONG_AGO = 1000000000 };

static const struct nd_input_options dated = {.dates = true, .date_field = "when"};

static void set_time(const char *path) {
    const struct timespec times[2] = {{.tv_sec = LONG_AGO}, {.tv_sec = LONG_AGO}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* What each document must be: by name. */
struct expected {
    const char *name;
    nd_dating dating;
    int64_t seconds;
};

static void assert_dates(struct nd_input *input, const struct expected *expected, size_t count) {
    static struct taken taken;
    const struct nd_name *names;
    size_t documents;
    read_all(input, &taken);
    assert_int_equal(nd_input_names(input, &names, &documents), ND_OK);
    assert_int_equal(documents, count);
    for (uint32_t d = 0; d < documents; d++) {
        size_t e = 0;
        int64_t seconds;
        while (e < count && (strlen(expected[e].name) != names[d].size ||
                             memcmp(expected[e].name, names[d].bytes, names[d].size) != 0))
            e++;
        assert_true(e < count);
        assert_int_equal(nd_input_date(input, d, &seconds), expected[e].dating);
        assert_int_equal(seconds, expected[e].seconds);
    }
    taken_free(&taken);
}

static void files_have_the_day_of_their_path_or_their_time(void **state) {
    static const struct expected expected[] = {
        {"news/2024-01-31/a", ND_DATED, JANUARY_31},
        {"news/b", ND_DATED, LONG_AGO},
    };
    struct caught caught;
    struct nd_input *const input = open_input(&dated, &caught);
    (void)state;
    put_folder("news");
    put_folder("news/2024-01-31");
    put("news/2024-01-31/a", "1");
    put("news/b", "2");
    set_time("news/2024-01-31/a");
    set_time("news/b");
    assert_int_equal(nd_input_add_path(input, "news"), ND_OK);
    assert_int_equal(nd_input_prepare(input), ND_OK);
    assert_dates(input, expected, 2);
    close_input(input, &caught);
}

static void records_have_the_date_of_their_field(void **state) {
    static const struct expected expected[] = {{"a", ND_DATED, JANUARY_31},
                                               {"b", ND_MISDATED, 0},
                                               {"c", ND_UNDATED, 0},
                                               {"d", ND_UNDATED, 0},
                                               {"e", ND_DATED, JANUARY_31}};
    struct caught caught;
    struct nd_input *input;
    (void)state;
    if (!nd_jsonl_available()) skip();
    input = open_input(&dated, &caught);
    put("r.jsonl", "{\"id\":\"a\",\"text\":\"1\",\"when\":\"2024-01-31\"}\n"
                   "{\"id\":\"b\",\"text\":\"2\",\"when\":\"soon\"}\n"
                   "{\"id\":\"c\",\"text\":\"3\",\"when\":\"\"}\n"
                   "{\"id\":\"d\",\"text\":\"4\",\"when\":[\"2024-01-31\"]}\n"
                   "{\"id\":\"e\",\"text\":\"5\",\"when\":1706659200}\n");
    set_time("r.jsonl");
    assert_int_equal(nd_input_add_path(input, "r.jsonl"), ND_OK);
    assert_int_equal(nd_input_prepare(input), ND_OK);
    assert_dates(input, expected, 5);
    close_input(input, &caught);
}

static void rows_have_the_date_of_their_column(void **state) {
    static const struct nd_input_options table = {.csv = true, .dates = true, .date_field = "when"};
    static const struct expected expected[] = {{"a", ND_DATED, JANUARY_31}, {"b", ND_UNDATED, 0}};
    struct caught caught;
    struct nd_input *const input = open_input(&table, &caught);
    (void)state;
    put("r.csv", "id,when,text\na,2024-01-31,1\nb,,2\n");
    set_time("r.csv");
    assert_int_equal(nd_input_add_path(input, "r.csv"), ND_OK);
    assert_int_equal(nd_input_prepare(input), ND_OK);
    assert_dates(input, expected, 2);
    close_input(input, &caught);
}

static void standard_input_has_none(void **state) {
    static const struct expected expected[] = {{"-", ND_UNDATED, 0}};
    struct caught caught;
    struct nd_input *const input = open_input(&dated, &caught);
    const int saved = stdin_from_pipe("text", 4);
    (void)state;
    assert_int_equal(nd_input_add_path(input, "-"), ND_OK);
    assert_int_equal(nd_input_prepare(input), ND_OK);
    assert_dates(input, expected, 1);
    close_input(input, &caught);
    stdin_restore(saved);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(files_have_the_day_of_their_path_or_their_time),
        scratch_test(records_have_the_date_of_their_field),
        scratch_test(rows_have_the_date_of_their_column),
        scratch_test(standard_input_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
