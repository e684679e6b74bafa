/*
 * test_io_again.c - documents read once more, where they were found, and who printed them
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/jsonl.h"
#include "test_io_scratch.h"

/* Reads all that the path stands for; the names are there then. */
static size_t read_path(struct nd_input *input, const char *path) {
    struct taken *const taken = calloc(1, sizeof *taken);
    const struct nd_name *names;
    size_t count;
    assert_non_null(taken);
    assert_int_equal(nd_input_add_path(input, path), ND_OK);
    assert_int_equal(nd_input_prepare(input), ND_OK);
    read_all(input, taken);
    assert_int_equal(nd_input_names(input, &names, &count), ND_OK);
    taken_free(taken);
    free(taken);
    return count;
}

/* Reads document 0 once more; the number is given to it again, and no other one is. */
static nd_status again(struct nd_input *input, const char *wanted) {
    struct taken *const taken = calloc(1, sizeof *taken);
    struct nd_reader *reader;
    nd_status status;
    assert_non_null(taken);
    assert_int_equal(nd_reader_new(input, &reader), ND_OK);
    status = nd_reader_again(reader, 0, take_text, taken);
    assert_int_equal(taken->count, status == ND_OK);
    if (status == ND_OK) {
        assert_int_equal(nd_buf_append_byte(&taken->texts[0], '\0'), ND_OK);
        assert_string_equal(taken->texts[0].data, wanted);
    }
    nd_reader_free(reader);
    taken_free(taken);
    free(taken);
    return status;
}

static void a_file_is_read_again(void **state) {
    const struct nd_input_options options = {0};
    struct caught caught;
    struct nd_input *const input = open_input(&options, &caught);
    (void)state;
    put("a", "first\n");
    assert_int_equal(read_path(input, "a"), 1);
    assert_string_equal(nd_input_path(input, 0), "a");
    assert_int_equal(nd_input_source(input, 0).size, 0);
    assert_int_equal(again(input, "first\n|detect|a"), ND_OK);
    assert_int_equal(again(input, "first\n|detect|a"), ND_OK);
    assert_int_equal(nd_input_counts(input)->files, 1);
    assert_int_equal(unlink("a"), 0);
    assert_int_equal(again(input, ""), ND_ERR_PARAM);
    assert_messages(&caught, "E cannot read 'a': No such file or directory\n");
    nd_input_free(input);
}

static void an_encoding_counts_again(void **state) {
    const struct nd_input_options options = {.encoding = "ISO-8859-15"};
    struct caught caught;
    struct nd_input *const input = open_input(&options, &caught);
    (void)state;
    put("a", "50 \xa4");
    assert_int_equal(read_path(input, "a"), 1);
    assert_int_equal(again(input, "50 \xe2\x82\xac|utf8|a"), ND_OK);
    assert_messages(&caught, "");
    nd_input_free(input);
}

static void standard_input_is_kept(void **state) {
    const struct nd_input_options options = {.keep = ND_KEEP_TEXTS};
    struct caught caught;
    struct nd_input *const input = open_input(&options, &caught);
    const int saved = stdin_from_pipe("text", 4);
    (void)state;
    assert_int_equal(read_path(input, "-"), 1);
    assert_int_equal(again(input, "text|detect|-"), ND_OK);
    assert_int_equal(again(input, "text|detect|-"), ND_OK);
    assert_messages(&caught, "");
    nd_input_free(input);
    stdin_restore(saved);
}

static const char records[] = "{\"id\":\"r\",\"text\":\"second\",\"site\":\"Post\"}\n";

static void a_record_is_read_again(void **state) {
    const struct nd_input_options options = {.source_field = "site", .keep = ND_KEEP_TEXTS};
    struct caught caught;
    struct nd_input *const input = open_input(&options, &caught);
    (void)state;
    put("s.jsonl", records);
    assert_int_equal(read_path(input, "s.jsonl"), 1);
    assert_string_equal(nd_input_path(input, 0), "s.jsonl");
    assert_int_equal(nd_input_source(input, 0).size, 4);
    assert_memory_equal(nd_input_source(input, 0).bytes, "Post", 4);
    assert_int_equal(again(input, "second|utf8|s.jsonl:1"), ND_OK);
    assert_int_equal(again(input, "second|utf8|s.jsonl:1"), ND_OK);
    nd_input_free(input);
    assert_messages(&caught, "");
}

static void a_record_of_a_pipe_is_kept(void **state) {
    const struct nd_input_options options = {.jsonl = true, .keep = ND_KEEP_TEXTS};
    struct caught caught;
    struct nd_input *const input = open_input(&options, &caught);
    const int saved = stdin_from_pipe(records, sizeof records - 1);
    (void)state;
    assert_int_equal(read_path(input, "-"), 1);
    assert_string_equal(nd_input_path(input, 0), "-");
    assert_int_equal(nd_input_source(input, 0).size, 0); /* it was not asked for */
    assert_int_equal(again(input, "second|utf8|-:1"), ND_OK);
    assert_messages(&caught, "");
    nd_input_free(input);
    stdin_restore(saved);
}

static void a_record_that_changed_is_refused(void **state) {
    const struct nd_input_options options = {.keep = ND_KEEP_TEXTS};
    struct caught caught;
    struct nd_input *const input = open_input(&options, &caught);
    (void)state;
    put("s.jsonl", records);
    assert_int_equal(read_path(input, "s.jsonl"), 1);
    put("s.jsonl", "{\"id\":\"r\"}");
    assert_int_equal(again(input, ""), ND_ERR_PARAM);
    assert_messages(&caught, "E 's.jsonl' was changed while it was in use\n");
    nd_input_free(input);
}

static void a_row_is_read_again(void **state) {
    static const char table[] = "id,text,site\n1,\"two\nlines\",\"the \"\"Post\"\"\"\n";
    const struct nd_input_options options = {
        .csv = true, .source_field = "site", .keep = ND_KEEP_TEXTS};
    struct caught caught;
    struct nd_input *const input = open_input(&options, &caught);
    (void)state;
    put("t.csv", table);
    assert_int_equal(read_path(input, "t.csv"), 1);
    assert_string_equal(nd_input_path(input, 0), "t.csv");
    assert_int_equal(nd_input_source(input, 0).size, 10);
    assert_memory_equal(nd_input_source(input, 0).bytes, "the \"Post\"", 10);
    assert_int_equal(again(input, "two\nlines|detect|t.csv:2"), ND_OK);
    assert_int_equal(again(input, "two\nlines|detect|t.csv:2"), ND_OK);
    put("t.csv", "id,text,site\n1\n");
    assert_int_equal(again(input, ""), ND_ERR_PARAM);
    assert_messages(&caught, "E 't.csv' was changed while it was in use\n");
    nd_input_free(input);
}

static void a_row_of_a_pipe_is_kept(void **state) {
    static const char table[] = "text\n\n\"5\"\" \xa4\"\n";
    const struct nd_input_options options = {
        .csv = true, .encoding = "ISO-8859-15", .keep = ND_KEEP_TEXTS};
    struct caught caught;
    struct nd_input *const input = open_input(&options, &caught);
    const int saved = stdin_from_pipe(table, sizeof table - 1);
    (void)state;
    assert_int_equal(read_path(input, "-"), 1);
    assert_int_equal(again(input, "5\" \xe2\x82\xac|utf8|-:3"), ND_OK);
    assert_messages(&caught, "W -:3: no id in field 'id', named '-:3'\n");
    nd_input_free(input);
    stdin_restore(saved);
}

/* The source of a record: "a string", the digits of a number, or nothing. */
static void sources_are_strings_or_numbers(void **state) {
    static const char *const lines[][2] = {
        {"{\"text\":\"\",\"source\":\"Post\"}", "Post"},
        {"{\"text\":\"\",\"source\":17,\"id\":18}", "17"},
        {"{\"text\":\"\",\"source\":\"a\",\"source\":\"b\"}", "b"},
        {"{\"text\":\"\",\"source\":\"a\",\"source\":null}", ""},
        {"{\"text\":\"\",\"source\":[\"a\"]}", ""},
        {"{\"text\":\"\",\"Source\":\"a\"}", ""},
        {"{\"text\":\"\"}", ""},
    };
    struct nd_jsonl *parser;
    (void)state;
    assert_int_equal(nd_jsonl_new("id", "text", "source", NULL, &parser), ND_OK);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char padded[256] = {0};
        struct nd_record record;
        memcpy(padded, lines[i][0], strlen(lines[i][0]));
        assert_int_equal(nd_jsonl_parse(parser, padded, strlen(lines[i][0]), &record), ND_OK);
        assert_int_equal(record.source_size, strlen(lines[i][1]));
        if (record.source_size != 0)
            assert_memory_equal(record.source, lines[i][1], record.source_size);
    }
    nd_jsonl_free(parser);
}

int main(void) {
    const struct CMUnitTest files[] = {
        scratch_test(a_file_is_read_again),    scratch_test(an_encoding_counts_again),
        scratch_test(standard_input_is_kept),  scratch_test(a_row_is_read_again),
        scratch_test(a_row_of_a_pipe_is_kept),
    };
    const struct CMUnitTest streams[] = {
        scratch_test(a_record_is_read_again),
        scratch_test(a_record_of_a_pipe_is_kept),
        scratch_test(a_record_that_changed_is_refused),
        cmocka_unit_test(sources_are_strings_or_numbers),
    };
    const int failed = cmocka_run_group_tests_name("files again", files, NULL, NULL);
    if (!nd_jsonl_available()) return failed;
    return failed + cmocka_run_group_tests_name("records again", streams, NULL, NULL);
}
