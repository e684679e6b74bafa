/*
 * test_io_csv.c - rows of tables: how they are quoted and cut, and the documents that they are
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_parallel.h"
#include "test_io_scratch.h"

#include "io/lines.h"
#include "read/csv.h"

static const struct nd_csv both = {.delimiter = ',', .id = 0, .text = 1};

/* ---- Rows ------------------------------------------------------------------------------------ */

/* Writes each row as "field|field;", a faulty one as "!;", what is cut off as "~". */
static void read_rows(char delimiter, const char *bytes, size_t size, bool final,
                      struct nd_buf *out) {
    struct nd_csv_cursor cursor = {
        .bytes = bytes, .size = size, .delimiter = delimiter, .final = final};
    const struct nd_csv csv = {.delimiter = delimiter, .id = SIZE_MAX, .text = SIZE_MAX};
    while (cursor.at < size) {
        const size_t begin = cursor.at;
        struct nd_csv_row row;
        nd_csv_row(&csv, bytes + begin, size - begin, final, &row);
        cursor.ended = row.fault != ND_CSV_GOOD;
        while (!cursor.ended) {
            assert_int_equal(nd_csv_next(&cursor), ND_CSV_GOOD);
            assert_int_equal(nd_csv_content(bytes, &cursor.field, out), ND_OK);
            assert_int_equal(nd_buf_append_byte(out, cursor.ended ? ';' : '|'), ND_OK);
        }
        if (row.fault == ND_CSV_CUT) {
            assert_false(final);
            assert_int_equal(nd_buf_append_byte(out, '~'), ND_OK);
            return;
        }
        if (row.fault == ND_CSV_QUOTES) assert_int_equal(nd_buf_append_string(out, "!;"), ND_OK);
        cursor.at = begin + row.size;
    }
}

static void assert_rows(char delimiter, const char *bytes, const char *wanted) {
    struct nd_buf out = {0};
    read_rows(delimiter, bytes, strlen(bytes), true, &out);
    assert_int_equal(nd_buf_append_byte(&out, '\0'), ND_OK);
    assert_string_equal(out.data, wanted);
    nd_buf_free(&out);
}

static void fields_are_quoted_as_rfc_4180_says(void **state) {
    (void)state;
    assert_rows(',', "a,b\nc,d\n", "a|b;c|d;");
    assert_rows(',', "a,b\r\nc,d\r\n", "a|b;c|d;");
    assert_rows(',', "a,b", "a|b;");
    assert_rows(',', "a,b\r", "a|b;");
    assert_rows(',', "a,", "a|;");
    assert_rows(',', ",\n", "|;");
    assert_rows(',', "\n\na", ";;a;");
    assert_rows(',', "\"a\",\"b\"\n", "a|b;");
    assert_rows(',', "\"\",\"\"\"\"\r\n", "|\";");
    assert_rows(',', "\"a,\nb\r\n\"\"c\"\"\",d\n", "a,\nb\r\n\"c\"|d;");
    assert_rows(',', "\"a\"", "a;");
    assert_rows(',', "\"a\"\r", "a;");
    assert_rows(',', "a\"b,c\"\n", "a\"b|c\";");
    assert_rows(',', " \"a\",b\n", " \"a\"|b;");
    assert_rows(',', "a\rb,c\n", "a\rb|c;");
    assert_rows('\t', "a,b\t\"c\td\"\n", "a,b|c\td;");
}

static void a_row_that_is_not_well_quoted_costs_one_line(void **state) {
    (void)state;
    assert_rows(',', "a,\"b\nc,d\n", "!;c|d;");
    assert_rows(',', "a,\"b\nc,\"d\"\ne,f", "!;c|d;e|f;");
    assert_rows(',', "a,\"b\"c\nd,e\n", "!;d|e;");
    assert_rows(',', "a,\"b \"c\" d\ne\",f\ng,h", "!;e\"|f;g|h;");
    assert_rows(',', "\"", "!;");
    assert_rows(',', "\"a\"\rb\n", "!;");
}

static void between_tabs_what_is_not_well_quoted_is_as_it_is(void **state) {
    (void)state;
    assert_rows('\t', "a\t\"b\" c\nd\tx\n", "a|\"b\" c;d|x;");
    assert_rows('\t', "a\t\"b\nc\td\n", "a|\"b;c|d;");
    assert_rows('\t', "\"b\" c\td", "\"b\" c|d;");
    assert_rows('\t', "\"\r\nc", "\";c;");
}

/* Whatever is read first, the rows are the same. */
static void rows_do_not_depend_on_where_the_bytes_are_cut(void **state) {
    static const char *const texts[] = {
        "a,b\r\n\"c\r\n\"\"d\",e\nf,\"g\nh,\"i\"\n\n\"j\"k\nl,m",
        "\"\"\"\"\"\"\n\"\"\n\"\n\"\n\"a\"\r\n\"b\"\rc\n\"d",
        "a\t\"b\nc\t\"d\"\ne\t\"f\"g\r\n\"h\ti",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct nd_csv csv = {.delimiter = i == 2 ? '\t' : ','};
        const size_t size = strlen(texts[i]);
        struct nd_buf all = {0};
        read_rows(csv.delimiter, texts[i], size, true, &all);
        for (size_t cut = 0; cut <= size; cut++) {
            const size_t whole = nd_csv_whole(&csv, texts[i], cut);
            struct nd_buf parts = {0};
            assert_true(whole <= cut);
            read_rows(csv.delimiter, texts[i], whole, true, &parts);
            read_rows(csv.delimiter, texts[i] + whole, size - whole, true, &parts);
            assert_int_equal(parts.size, all.size);
            assert_memory_equal(parts.data, all.data, all.size);
            nd_buf_free(&parts);
        }
        nd_buf_free(&all);
    }
}

static void the_header_tells_the_columns(void **state) {
    static const char header[] = "text,\"i\"\"d\",,text\n1,2,3\n";
    static const struct nd_csv_names names = {"i\"d", "text", "text", "i\"d"},
                                     none = {"", "no", NULL, NULL};
    struct nd_csv csv = {.delimiter = ','};
    (void)state;
    assert_int_equal(nd_csv_header(&csv, header, sizeof header - 1, &names), ND_OK);
    assert_int_equal(csv.width, 4);
    assert_int_equal(csv.id, 1);
    assert_int_equal(csv.text, 3);
    assert_int_equal(csv.source, 3);
    assert_int_equal(csv.date, 1);
    assert_int_equal(nd_csv_header(&csv, header, sizeof header - 1, &none), ND_OK);
    assert_int_equal(csv.id, SIZE_MAX);
    assert_int_equal(csv.text, SIZE_MAX);
    assert_int_equal(csv.source, SIZE_MAX);
    assert_int_equal(csv.date, SIZE_MAX);
}

/* ---- Blocks of rows -------------------------------------------------------------------------- */

static size_t whole_rows(const void *context, const char *bytes, size_t size) {
    return nd_csv_whole(context, bytes, size);
}

/* Reads with a block size; checks that blocks end between rows, and gives all of their bytes. */
static struct nd_buf read_blocks(const char *path, size_t block_size) {
    struct nd_open_file file = {.descriptor = open(path, O_RDONLY), .left = UINT64_MAX};
    const struct nd_bytes bytes = nd_file_bytes(&file);
    struct nd_lines lines;
    struct nd_block block = {0};
    struct nd_buf all = {0};
    nd_lines_init(&lines, &bytes);
    lines.block_size = block_size;
    lines.whole = whole_rows;
    lines.context = &both;
    while (!lines.finished) {
        int error;
        assert_int_equal(nd_lines_next(&lines, &block, &error), ND_OK);
        assert_int_equal(error, 0);
        assert_int_equal(block.offset, all.size);
        read_rows(',', block.bytes.data + block.begin, block.size - block.begin, true, &all);
        all.size = (size_t)block.offset;
        assert_int_equal(nd_buf_append(&all, block.bytes.data, block.size), ND_OK);
    }
    nd_lines_free(&lines);
    nd_buf_free(&block.bytes);
    close(file.descriptor);
    return all;
}

static void blocks_hold_whole_rows(void **state) {
    static const char text[] = "\xef\xbb\xbf\"id\",\"text\"\na,\"b\nc\nd\"\n\"e\"\"\n\",f\ng,h";
    (void)state;
    put("f", text);
    for (size_t block_size = 1; block_size < sizeof text + 1; block_size++) {
        struct nd_buf all = read_blocks("f", block_size);
        assert_int_equal(all.size, sizeof text - 1);
        assert_memory_equal(all.data, text, all.size);
        nd_buf_free(&all);
    }
}

/* ---- Documents ------------------------------------------------------------------------------- */

static const struct nd_input_options csv_options = {.csv = true};
static const struct nd_input_options tsv_options = {.tsv = true};

static void assert_table(const struct nd_input_options *options, const char *bytes, size_t size,
                         const char *wanted, const char *messages) {
    struct caught caught;
    struct nd_input *const input = open_input(options, &caught);
    put_bytes("t", bytes, size);
    add_path(input, "t");
    assert_documents(input, wanted);
    assert_messages(&caught, messages);
    close_input(input, &caught);
}

#define assert_csv(bytes, wanted, messages)                                                        \
    assert_table(&csv_options, bytes, sizeof(bytes) - 1, wanted, messages)

static void rows_are_documents(void **state) {
    (void)state;
    assert_csv("id,text\na,one\n\"b\",\"t\"\"wo\"\n", "a=one|detect|t:2\nb=t\"wo|detect|t:3\n", "");
    assert_csv("\xef\xbb\xbf\"text\",x,\"id\"\r\n\r\n\"o\r\nne\",,a\r\n,,b\r\n",
               "a=o\r\nne|detect|t:3\nb=|detect|t:5\n", "");
    assert_csv("", "", "");
    assert_csv("id,text", "", "");
    assert_csv("\n\nid,text\n\na,one", "a=one|detect|t:5\n", "");
}

static void ids_may_be_missing_or_repeated(void **state) {
    (void)state;
    assert_csv("text,id\none\ntwo,\nthree,a\nfour,a\n",
               "a:5=four|detect|t:5\na=three|detect|t:4\nt:2=one|detect|t:2\nt:3=two|detect|t:3\n",
               "W t:2: no id in field 'id', named 't:2'\n"
               "W t:3: no id in field 'id', named 't:3'\n"
               "W t:5: repeated id 'a', named 'a:5'\n");
    assert_csv("text\na\nb", "t:2=a|detect|t:2\nt:3=b|detect|t:3\n",
               "W t:2: no id in field 'id', named 't:2'\n"
               "W t:3: no id in field 'id', named 't:3'\n");
}

static void bad_rows_are_named_by_their_line(void **state) {
    (void)state;
    assert_csv("id,text\n1,\"a\nb\"\n2,\"c\n3\n4,d,e\n5,\"f\"g\n6,h\n",
               "1=a\nb|detect|t:2\n6=h|detect|t:8\n",
               "E t:4: a quote is not closed, or not doubled inside\n"
               "E t:5: no text in column 'text'\n"
               "E t:6: more fields than the header has\n"
               "E t:7: a quote is not closed, or not doubled inside\n");
}

static void a_table_needs_the_column_of_texts(void **state) {
    (void)state;
    assert_csv("id,body\n1,a\n", "",
               "E cannot read 't': its header has no column 'text', but 'id', 'body'\n");
    assert_csv("\xff\xfei\0d\0", "", "E cannot read 't': it is UTF-16; iconv can convert it\n");
}

static void fields_have_the_names_that_are_given(void **state) {
    const struct nd_input_options options = {.csv = true, .id_field = "url", .text_field = "a b"};
    static const char table[] = "text,url,a b\n1,2,3\n";
    (void)state;
    assert_table(&options, table, sizeof table - 1, "2=3|detect|t:2\n", "");
}

static void tables_may_be_separated_by_tabs(void **state) {
    static const char table[] = "id\ttext\n1\t\"Fire!\" he cried, twice\n2\t\"a\tb\"\n";
    (void)state;
    assert_table(&tsv_options, table, sizeof table - 1,
                 "1=\"Fire!\" he cried, twice|detect|t:2\n2=a\tb|detect|t:3\n", "");
}

static void an_encoding_is_that_of_the_texts(void **state) {
    const struct nd_input_options latin = {.csv = true, .encoding = "ISO-8859-1"};
    static const char table[] = "id,text\n1,caf\xe9\n2,\"\"\"\xe9\"\"\"\n";
    (void)state;
    assert_table(&latin, table, sizeof table - 1,
                 "1=caf\xc3\xa9|utf8|t:2\n2=\"\xc3\xa9\"|utf8|t:3\n", "");
}

static void two_forms_at_once_are_refused(void **state) {
    const struct nd_input_options options = {.csv = true, .tsv = true};
    struct caught caught;
    struct nd_input *input;
    (void)state;
    catch_init(&caught);
    assert_int_equal(nd_input_new(&options, &caught.report, &input), ND_ERR_PARAM);
    assert_messages(&caught,
                    "E files can be read as JSON Lines, CSV or TSV, but not as two of them\n");
}

static void standard_input_may_be_a_table(void **state) {
    static const char table[] = "id,text\n1,one\n";
    struct caught caught;
    struct nd_input *const input = open_input(&csv_options, &caught);
    const int saved = stdin_from_pipe(table, sizeof table - 1);
    (void)state;
    add_path(input, "-");
    assert_documents(input, "1=one|detect|-:2\n");
    stdin_restore(saved);
    close_input(input, &caught);
}

/* A field of several blocks, with line ends, between rows whose lines must still be right. */
static void fields_may_be_long(void **state) {
    const size_t size = 5 << 20;
    struct caught caught;
    struct nd_input *const input = open_input(&csv_options, &caught);
    struct taken *const taken = calloc(1, sizeof *taken);
    FILE *const file = fopen("t", "w");
    (void)state;
    fputs("id,text\n1,one\n2,\"", file);
    for (size_t i = 0; i < size; i++) fputc(i % 1024 == 1023 ? '\n' : 'x', file);
    fputs("\"\n3,three\n", file);
    fclose(file);
    add_path(input, "t");
    assert_int_equal(nd_input_prepare(input), ND_OK);
    read_all(input, taken);
    assert_int_equal(taken->count, 3);
    assert_int_equal(taken->texts[1].size, size + strlen("|detect|t:3"));
    assert_memory_equal(taken->texts[2].data, "three|detect|t:5124", 19);
    taken_free(taken);
    free(taken);
    close_input(input, &caught);
}

static nd_status count_one(void *context, const struct nd_document *document) {
    (void)document;
    ++*(int *)context;
    return ND_OK;
}

/* A row has 1,000 bytes, and the first block 262 of them. */
static void of_a_table_that_shrinks_what_is_left_is_read(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&csv_options, &caught);
    struct nd_reader *reader;
    FILE *const file = fopen("t", "w");
    bool more = true;
    int count = 0;
    (void)state;
    fputs("id,text\n", file);
    for (int i = 0; i < 600; i++) fprintf(file, "%d,%*d\n", 100 + i, 995, i);
    fclose(file);
    add_path(input, "t");
    assert_int_equal(nd_input_prepare(input), ND_OK);
    assert_int_equal(nd_reader_new(input, &reader), ND_OK);
    assert_int_equal(nd_reader_next(reader, count_one, &count, &more), ND_OK);
    assert_int_equal(truncate("t", 8 + 300 * 1000), 0);
    while (more) assert_int_equal(nd_reader_next(reader, count_one, &count, &more), ND_OK);
    nd_reader_free(reader);
    assert_int_equal(count, 300);
    assert_int_equal(nd_input_counts(input)->unreadable, 1);
    assert_messages(&caught, "E 't' became shorter while it was read\n");
    close_input(input, &caught);
}

static void any_number_of_readers_gives_the_same_documents(void **state) {
    static char padding[20000];
    struct nd_buf first = {0};
    FILE *const file = fopen("t", "w");
    (void)state;
    memset(padding, 'x', sizeof padding - 1);
    fputs("id,text,more\n", file);
    for (int i = 0; i < 300; i++)
        fprintf(file, i % 50 == 49 ? "%d,\"%d,%s\n" : "%d,\"%d\n\",%s\n", i % 290, i, padding);
    fclose(file);
    for (uint32_t threads = 1; threads <= 4; threads++) {
        struct caught caught;
        struct nd_input *const input = open_input(&csv_options, &caught);
        struct nd_buf result;
        add_path(input, "t");
        result = read_parallel(input, threads);
        assert_int_equal(nd_input_counts(input)->documents, 294);
        assert_int_equal(nd_input_counts(input)->bad_records, 6);
        if (threads == 1) {
            first = result;
        } else {
            assert_int_equal(result.size, first.size);
            assert_memory_equal(result.data, first.data, first.size);
            nd_buf_free(&result);
        }
        nd_buf_free(&caught.text);
        nd_input_free(input);
    }
    nd_buf_free(&first);
}

/* ---- Written again --------------------------------------------------------------------------- */

static void rows_are_written_as_they_were_behind_their_header(void **state) {
    const struct nd_input_options keep = {.csv = true, .keep = ND_KEEP_RECORDS};
    struct caught caught;
    struct nd_input *const input = open_input(&keep, &caught);
    struct nd_output *output;
    struct nd_buf written;
    (void)state;
    put("a", "\xef\xbb\xbfid,text\r\n1,\"o\nne\"\r\n2,two");
    put("b", "text,id\nthree,3\n");
    add_path(input, "a");
    put("c", "id,text\n4,four\n"); /* another line end is no other column */
    add_path(input, "b");
    add_path(input, "c");
    assert_again(input, &caught, "1,\"o\nne\"\r\n2,two\nthree,3\n4,four\n");
    assert_int_equal(nd_output_open("header", &caught.report, &output), ND_OK);
    assert_int_equal(nd_input_write_header(input, output), ND_OK);
    assert_int_equal(nd_output_close(output), ND_OK);
    written = get("header");
    assert_int_equal(written.size, 9);
    assert_memory_equal(written.data, "id,text\r\n", 9);
    nd_buf_free(&written);
    assert_messages(&caught,
                    "W the rows of 'b' have other columns than the header that is printed\n");
    close_input(input, &caught);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_quoted_as_rfc_4180_says),
        cmocka_unit_test(a_row_that_is_not_well_quoted_costs_one_line),
        cmocka_unit_test(between_tabs_what_is_not_well_quoted_is_as_it_is),
        cmocka_unit_test(rows_do_not_depend_on_where_the_bytes_are_cut),
        cmocka_unit_test(the_header_tells_the_columns),
        scratch_test(blocks_hold_whole_rows),
        scratch_test(rows_are_documents),
        scratch_test(ids_may_be_missing_or_repeated),
        scratch_test(bad_rows_are_named_by_their_line),
        scratch_test(a_table_needs_the_column_of_texts),
        scratch_test(fields_have_the_names_that_are_given),
        scratch_test(tables_may_be_separated_by_tabs),
        scratch_test(an_encoding_is_that_of_the_texts),
        scratch_test(two_forms_at_once_are_refused),
        scratch_test(standard_input_may_be_a_table),
        scratch_test(fields_may_be_long),
        scratch_test(of_a_table_that_shrinks_what_is_left_is_read),
        scratch_test(any_number_of_readers_gives_the_same_documents),
        scratch_test(rows_are_written_as_they_were_behind_their_header),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
