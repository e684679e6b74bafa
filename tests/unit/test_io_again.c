/*
 * test_io_again.c - documents read once more, where they were found, and who printed them
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/jsonl.h"
#include "read/pagetext.h"
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

/* Writes a page of one size, bare or in the record of a crawl; one that is too deep is refused. */
static void put_page(const char *path, bool deep) {
    enum { TAGS = 10001, SIZE = 3 * TAGS };
    static const char http[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
    static char text[SIZE + 1000];
    size_t size = 0;
    if (strcmp(path, "a.html") != 0)
        size = (size_t)snprintf(text, sizeof text,
                                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: u:1\r\n"
                                "Content-Type: application/http\r\nContent-Length: %zu\r\n\r\n%s",
                                sizeof http - 1 + SIZE, http);
    memset(text + size, ' ', SIZE);
    memcpy(text + size, "<p>first", 8);
    for (size_t i = 0; i < TAGS && deep; i++) memcpy(text + size + 3 * i, "<b>", 3);
    memcpy(text + size + SIZE, "\r\n\r\n", 4);
    put_bytes(path, text, size + SIZE + 4);
}

static void assert_page_again(const char *path, const char *wanted, const char *messages) {
    const struct nd_input_options options = {.keep = ND_KEEP_TEXTS};
    struct caught caught;
    struct nd_input *const input = open_input(&options, &caught);
    put_page(path, false);
    assert_int_equal(read_path(input, path), 1);
    assert_int_equal(again(input, wanted), ND_OK);
    put_page(path, true);
    assert_int_equal(again(input, ""), ND_ERR_PARAM);
    assert_messages(&caught, messages);
    nd_input_free(input);
}

static void a_page_is_read_again_and_refused_when_it_is_none_any_more(void **state) {
    (void)state;
    assert_page_again("a.html", "first|utf8|a.html",
                      "E cannot read 'a.html': the page has more than 10000 elements within "
                      "each other\n");
    assert_page_again("a.warc", "first|utf8|a.warc:1",
                      "E cannot read 'a.warc:1': the page has more than 10000 elements within "
                      "each other\n");
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
    const struct CMUnitTest pages[] = {
        scratch_test(a_page_is_read_again_and_refused_when_it_is_none_any_more),
    };
    int failed = cmocka_run_group_tests_name("files again", files, NULL, NULL);
    if (nd_pagetext_available())
        failed += cmocka_run_group_tests_name("pages again", pages, NULL, NULL);
    if (!nd_jsonl_available()) return failed;
    return failed + cmocka_run_group_tests_name("records again", streams, NULL, NULL);
}
