/*
 * test_io_writer.c - one row in each format, whatever its names hold
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_scratch.h"

#include "io/writer.h"

#define NAMED(literal)                                                                             \
    { literal, sizeof(literal) - 1 }

static const char *const columns[] = {"size", "similarity", "other", "document"};

/* Writes a header and one row with the two names, and compares all bytes. */
static void assert_written(nd_format format, bool null_ends, const struct nd_name names[2],
                           const struct nd_name *wanted) {
    struct caught caught;
    struct nd_output *output;
    struct nd_writer writer;
    struct nd_buf got;
    const struct nd_cell cells[] = {nd_cell_number(12), nd_cell_thousandths(1070),
                                    nd_cell_name(&names[0]), nd_cell_name(&names[1])};
    catch_init(&caught);
    assert_int_equal(nd_output_open("out", &caught.report, &output), ND_OK);
    nd_writer_init(&writer, format, columns, 4, output);
    writer.null_ends = null_ends;
    assert_int_equal(nd_writer_header(&writer), ND_OK);
    assert_int_equal(nd_writer_row(&writer, cells), ND_OK);
    nd_writer_free(&writer);
    assert_int_equal(nd_output_close(output), ND_OK);
    got = get("out");
    assert_int_equal(got.size, wanted->size);
    assert_memory_equal(got.data, wanted->bytes, got.size);
    nd_buf_free(&got);
    assert_messages(&caught, "");
}

static void tsv_escapes_what_would_end_a_field_or_a_row(void **state) {
    static const struct nd_name names[] = {NAMED("a\tb\\"), NAMED("c\nd\re\xff,\"")};
    static const struct nd_name wanted = NAMED("size\tsimilarity\tother\tdocument\n"
                                               "12\t1.070\ta\\tb\\\\\tc\\nd\\re\xff,\"\n");
    (void)state;
    assert_written(ND_FORMAT_TSV, false, names, &wanted);
}

static void the_last_field_of_rows_that_end_with_nul_is_raw(void **state) {
    static const struct nd_name names[] = {NAMED("a\tb\\"), NAMED("c\nd\tf\\")};
    static const struct nd_name wanted = NAMED("size\tsimilarity\tother\tdocument\0"
                                               "12\t1.070\ta\\tb\\\\\tc\nd\tf\\\0");
    (void)state;
    assert_written(ND_FORMAT_TSV, true, names, &wanted);
}

static void csv_quotes_commas_quotes_and_line_ends(void **state) {
    static const struct nd_name plain[] = {NAMED("a b\t\\'"), NAMED("\xff")};
    static const struct nd_name quoted[] = {NAMED("\""), NAMED("a,\"b\"\r\nc")};
    static const struct nd_name lines[] = {NAMED("\r"), NAMED("a\nb")};
    static const struct nd_name wanted[] = {
        NAMED("size,similarity,other,document\r\n12,1.070,a b\t\\',\xff\r\n"),
        NAMED("size,similarity,other,document\r\n12,1.070,\"\"\"\",\"a,\"\"b\"\"\r\nc\"\r\n"),
        NAMED("size,similarity,other,document\r\n12,1.070,\"\r\",\"a\nb\"\r\n")};
    (void)state;
    assert_written(ND_FORMAT_CSV, false, plain, &wanted[0]);
    assert_written(ND_FORMAT_CSV, false, quoted, &wanted[1]);
    assert_written(ND_FORMAT_CSV, false, lines, &wanted[2]);
}

static void json_escapes_controls_and_keeps_other_text(void **state) {
    static const struct nd_name names[] = {NAMED("\"\\/\b\f\n\r\t\x01\x1f\x7f"),
                                           NAMED("Zo\xc3\xab \xf0\x9f\x8c\x8b")};
    static const struct nd_name wanted =
        NAMED("{\"size\":12,\"similarity\":1.070,"
              "\"other\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001F\x7f\","
              "\"document\":\"Zo\xc3\xab \xf0\x9f\x8c\x8b\"}\n");
    (void)state;
    assert_written(ND_FORMAT_JSONL, false, names, &wanted);
}

static void json_has_the_bytes_of_names_that_are_not_utf8(void **state) {
    static const struct nd_name names[] = {NAMED("caf\xe9/%1"),
                                           NAMED("\xed\xa0\x80 \xc3\xab\xf0\x9f")};
    static const struct nd_name wanted =
        NAMED("{\"size\":12,\"similarity\":1.070,"
              "\"other\":\"caf\xef\xbf\xbd/%1\",\"other_bytes\":\"caf%E9/%251\","
              "\"document\":\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd \xc3\xab\xef\xbf\xbd\","
              "\"document_bytes\":\"%ED%A0%80%20%C3%AB%F0%9F\"}\n");
    (void)state;
    assert_written(ND_FORMAT_JSONL, false, names, &wanted);
}

static void letters_digits_and_five_marks_are_bytes_that_need_no_escape(void **state) {
    static const struct nd_name names[] = {NAMED("azAZ09-._~/\xff"), NAMED("`{@[:,\x7f\xff")};
    static const struct nd_name wanted =
        NAMED("{\"size\":12,\"similarity\":1.070,"
              "\"other\":\"azAZ09-._~/\xef\xbf\xbd\",\"other_bytes\":\"azAZ09-._~/%FF\","
              "\"document\":\"`{@[:,\x7f\xef\xbf\xbd\","
              "\"document_bytes\":\"%60%7B%40%5B%3A%2C%7F%FF\"}\n");
    (void)state;
    assert_written(ND_FORMAT_JSONL, false, names, &wanted);
}

static void a_nul_in_a_name_is_a_byte_like_others(void **state) {
    static const struct nd_name names[] = {NAMED("a\0b"), NAMED("\0\xff")};
    static const struct nd_name csv =
        NAMED("size,similarity,other,document\r\n12,1.070,a\0b,\0\xff\r\n");
    static const struct nd_name json = NAMED("{\"size\":12,\"similarity\":1.070,"
                                             "\"other\":\"a\\u0000b\",\"document\":\"\\u0000"
                                             "\xef\xbf\xbd\",\"document_bytes\":\"%00%FF\"}\n");
    (void)state;
    assert_written(ND_FORMAT_CSV, false, names, &csv);
    assert_written(ND_FORMAT_JSONL, false, names, &json);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(tsv_escapes_what_would_end_a_field_or_a_row),
        scratch_test(the_last_field_of_rows_that_end_with_nul_is_raw),
        scratch_test(csv_quotes_commas_quotes_and_line_ends),
        scratch_test(json_escapes_controls_and_keeps_other_text),
        scratch_test(json_has_the_bytes_of_names_that_are_not_utf8),
        scratch_test(letters_digits_and_five_marks_are_bytes_that_need_no_escape),
        scratch_test(a_nul_in_a_name_is_a_byte_like_others),
    };
    return cmocka_run_group_tests_name("io_writer", tests, NULL, NULL);
}
