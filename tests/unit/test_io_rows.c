/*
 * test_io_rows.c - rows of fields, tables with a header, and the set of different strings
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_scratch.h"

#include "io/escape.h"
#include "io/readtable.h"
#include "io/rows.h"
#include "io/stringset.h"

/* ---- Rows ------------------------------------------------------------------------------------ */

/* Appends the rows of the file f: "<line>:<field>|<field>\n" each, NUL as '0'. */
static void append_rows(struct nd_rows *rows, bool header, struct nd_buf *out) {
    bool more;
    for (;;) {
        assert_int_equal(nd_rows_next(rows, &more), ND_OK);
        if (!more) return;
        if (header) nd_rows_take_header(rows);
        header = false;
        assert_int_equal(nd_buf_append_number(out, rows->line), ND_OK);
        for (size_t i = 0; i < rows->cell_count && i < ND_ROW_CELLS; i++) {
            const struct nd_name cell = nd_rows_cell(rows, i);
            assert_int_equal(nd_buf_append_byte(out, i == 0 ? ':' : '|'), ND_OK);
            assert_int_equal(nd_buf_append(out, cell.bytes, cell.size), ND_OK);
        }
        assert_int_equal(nd_buf_append_byte(out, '\n'), ND_OK);
    }
}

/* The file f has these rows, and reading it gives these messages. */
static void assert_rows(bool header, const char *wanted, const char *messages) {
    struct caught caught;
    struct nd_rows rows;
    struct nd_buf out = {0};
    catch_init(&caught);
    assert_int_equal(nd_rows_open(&rows, "f", &caught.report), ND_OK);
    append_rows(&rows, header, &out);
    nd_rows_close(&rows);
    assert_int_equal(nd_buf_append_byte(&out, '\0'), ND_OK);
    assert_string_equal(out.data, wanted);
    assert_messages(&caught, messages);
    nd_buf_free(&out);
}

static void rows_are_cut_at_tabs(void **state) {
    (void)state;
    put("f", "");
    assert_rows(false, "", "");
    put("f", "a\tb\n\t\nc\n");
    assert_rows(false, "1:a|b\n2:|\n3:c\n", "");
    put("f", "a\tb\nc\td");
    assert_rows(false, "1:a|b\n2:c|d\n", "");
}

static void blank_rows_carriage_returns_and_a_mark_are_passed_over(void **state) {
    (void)state;
    put("f", "\xef\xbb\xbf"
             "a\tb\r\n\r\n\nc\td\r\n");
    assert_rows(false, "1:a|b\n4:c|d\n", "");
    put("f", "\xef\xbb\xbf");
    assert_rows(false, "", "");
}

static void escapes_are_undone(void **state) {
    (void)state;
    put("f", "a\\tb\t\\\\n\\n\\\\\\r\t\\x\\\n");
    assert_rows(false, "1:a\tb|\\n\n\\\r|\\x\\\n", "");
}

static void escapes_are_what_undoing_them_undoes(void **state) {
    static const char name[] = "\t\n\r\\ \\t\\\\n\xff\\";
    struct nd_buf escaped = {0};
    (void)state;
    assert_int_equal(nd_tsv_escape(&escaped, name, sizeof name - 1), ND_OK);
    escaped.size = nd_tsv_unescape(escaped.data, escaped.size);
    assert_int_equal(escaped.size, sizeof name - 1);
    assert_memory_equal(escaped.data, name, sizeof name - 1);
    nd_buf_free(&escaped);
    assert_int_equal(nd_tsv_unescape(NULL, 0), 0);
}

static void rows_end_with_nul_when_the_first_one_does(void **state) {
    (void)state;
    put_bytes("f", "a\tb\0c\\t\td\th\nf\\n\0", 16);
    assert_rows(true, "1:a|b\n2:c\t|d\th\nf\\n\n", "");
}

static void a_nul_byte_in_a_line_is_reported(void **state) {
    (void)state;
    put_bytes("f", "a\tb\nc\0\td\nh\tf\n", 13);
    assert_rows(false, "1:a|b\n3:h|f\n", "E f:2: holds a NUL byte\n");
}

static void rows_have_as_many_fields_as_the_header(void **state) {
    (void)state;
    put("f", "a\tb\nc\nd\th\tf\ng\th\n");
    assert_rows(true, "1:a|b\n4:g|h\n",
                "E f:2: fewer columns than the header has\n"
                "E f:3: more columns than the header has\n");
}

static void ten_troubles_are_named_and_the_others_counted(void **state) {
    struct nd_buf text = {0}, wanted = {0};
    (void)state;
    assert_int_equal(nd_buf_append_string(&text, "a\tb\n"), ND_OK);
    for (int i = 0; i < 12; i++) assert_int_equal(nd_buf_append_string(&text, "c\n"), ND_OK);
    for (unsigned i = 2; i < 14; i++) {
        assert_int_equal(nd_buf_append_string(&wanted, i < 12 ? "E f:" : "M f:"), ND_OK);
        assert_int_equal(nd_buf_append_number(&wanted, i), ND_OK);
        assert_int_equal(nd_buf_append_string(&wanted, ": fewer columns than the header has\n"),
                         ND_OK);
    }
    assert_int_equal(nd_buf_append(&wanted, "R 2 more lines of 'f' have such errors\n", 40), ND_OK);
    put_bytes("f", text.data, text.size);
    assert_rows(true, "1:a|b\n", wanted.data);
    nd_buf_free(&text);
    nd_buf_free(&wanted);
}

/* At most as long as is allowed, and longer: in a block of its own, or with others. */
static void a_long_row_is_passed_over(void **state) {
    static char text[4 * ND_ROW_BYTES];
    struct caught caught;
    struct nd_rows rows;
    bool more;
    (void)state;
    for (size_t size = ND_ROW_BYTES - 1; size < ND_ROW_BYTES + 3; size++) {
        memset(text, 'x', sizeof text);
        memcpy(text, "a\n", 2);
        memcpy(text + 2 + size, "\nb\n", 3);
        put_bytes("f", text, size + 5);
        catch_init(&caught);
        assert_int_equal(nd_rows_open(&rows, "f", &caught.report), ND_OK);
        for (int i = size <= ND_ROW_BYTES ? 1 : 2; i < 4; i++) {
            assert_int_equal(nd_rows_next(&rows, &more), ND_OK);
            assert_true(more);
            if (rows.line == 2) assert_int_equal(rows.cells[0].size, size);
        }
        assert_int_equal(rows.line, 3);
        assert_memory_equal(rows.cells[0].bytes, "b", 1);
        nd_rows_close(&rows);
        assert_messages(&caught, size <= ND_ROW_BYTES ? "" : "E f:2: longer than 1 MiB\n");
    }
}

static void fields_beyond_the_limit_are_counted_only(void **state) {
    struct caught caught;
    struct nd_rows rows;
    char text[4 * ND_ROW_CELLS + 2];
    bool more;
    (void)state;
    memset(text, '\t', sizeof text);
    text[sizeof text - 1] = '\n';
    put_bytes("f", text, sizeof text);
    catch_init(&caught);
    assert_int_equal(nd_rows_open(&rows, "f", &caught.report), ND_OK);
    assert_int_equal(nd_rows_next(&rows, &more), ND_OK);
    assert_int_equal(rows.cell_count, sizeof text);
    assert_int_equal(nd_rows_cell(&rows, ND_ROW_CELLS).size, 0);
    assert_int_equal(nd_rows_find(&rows, "x"), ND_ROW_CELLS);
    assert_int_equal(nd_rows_find(&rows, ""), 0);
    nd_rows_close(&rows);
    assert_messages(&caught, "");
}

static void assert_no_rows(const char *path, const char *message) {
    struct caught caught;
    struct nd_rows rows;
    catch_init(&caught);
    assert_int_equal(nd_rows_open(&rows, path, &caught.report), ND_ERR_PARAM);
    nd_rows_close(&rows);
    assert_messages(&caught, message);
}

static void what_cannot_be_read_is_reported(void **state) {
    (void)state;
    assert_no_rows("f", "E cannot open 'f': No such file or directory\n");
    assert_no_rows(".", "E cannot read '.': Is a directory\n");
    put_bytes("f", "\xff\xfei\0d\0", 6);
    assert_no_rows("f", "E 'f' is UTF-16; it must be UTF-8\n");
    put_bytes("f", "\xfe\xff\0i\0d", 6);
    assert_no_rows("f", "E 'f' is UTF-16; it must be UTF-8\n");
}

static void rows_come_from_standard_input(void **state) {
    struct caught caught;
    struct nd_rows rows;
    bool more;
    const int saved = stdin_from_pipe("a\nb", 3);
    (void)state;
    catch_init(&caught);
    assert_int_equal(nd_rows_open(&rows, "-", &caught.report), ND_OK);
    assert_int_equal(nd_rows_next(&rows, &more), ND_OK);
    assert_int_equal(nd_rows_next(&rows, &more), ND_OK);
    assert_memory_equal(rows.cells[0].bytes, "b", 1);
    nd_rows_trouble(&rows, "", &rows.cells[0], " is wrong");
    nd_rows_close(&rows);
    stdin_restore(saved);
    assert_messages(&caught, "E standard input:2: 'b' is wrong\n");
}

/* ---- Tables ---------------------------------------------------------------------------------- */

/* The table in the file f has these rows: "<cluster>,<relation>,<document>\n". */
static void assert_table(const char *wanted, const char *messages) {
    struct caught caught;
    struct nd_table table;
    struct nd_table_row row;
    struct nd_buf out = {0};
    bool more = true;
    catch_init(&caught);
    assert_int_equal(nd_table_open(&table, "f", &caught.report), ND_OK);
    while (more) {
        assert_int_equal(nd_table_next(&table, &row, &more), ND_OK);
        if (!more) break;
        assert_int_equal(nd_buf_append(&out, row.cluster.bytes, row.cluster.size), ND_OK);
        assert_int_equal(nd_buf_append_byte(&out, ','), ND_OK);
        assert_int_equal(nd_buf_append(&out, row.relation.bytes, row.relation.size), ND_OK);
        assert_int_equal(nd_buf_append_byte(&out, ','), ND_OK);
        assert_int_equal(nd_buf_append(&out, row.document.bytes, row.document.size), ND_OK);
        assert_int_equal(nd_buf_append_byte(&out, '\n'), ND_OK);
    }
    nd_table_close(&table);
    assert_int_equal(nd_buf_append_byte(&out, '\0'), ND_OK);
    assert_string_equal(out.data, wanted);
    assert_messages(&caught, messages);
    nd_buf_free(&out);
}

static void columns_are_found_by_name(void **state) {
    (void)state;
    put("f", "cluster\tsize\trelation\tx\tdocument\n1\t2\tlead\t0\ta\\tb\n1\t2\texact\t0\tc\n");
    assert_table("1,lead,a\tb\n1,exact,c\n", "");
    put("f", "document\tcluster\r\na\t7\r\n");
    assert_table("7,,a\n", "");
    put("f", "document\tcluster\n");
    assert_table("", "");
}

static void rows_without_a_cluster_or_a_document_are_reported(void **state) {
    (void)state;
    put("f", "cluster\tdocument\n\ta\n1\t\n2\n3\tb\n");
    assert_table("3,,b\n", "E f:2: no cluster\n"
                           "E f:3: no document\n"
                           "E f:4: fewer columns than the header has\n");
}

static void assert_no_table(const char *text, const char *message) {
    struct caught caught;
    struct nd_table table;
    put("f", text);
    catch_init(&caught);
    assert_int_equal(nd_table_open(&table, "f", &caught.report), ND_ERR_PARAM);
    nd_table_close(&table);
    assert_messages(&caught, message);
}

static void a_table_has_a_header(void **state) {
    (void)state;
    assert_no_table("", "E 'f' is empty: a table has a header line\n");
    assert_no_table("\n\n", "E 'f' is empty: a table has a header line\n");
    assert_no_table("1\t1\tunique\ta\n", "E no column 'cluster' in the header of 'f'\n");
    assert_no_table("cluster\tname\n1\ta\n", "E no column 'document' in the header of 'f'\n");
}

/* ---- Strings --------------------------------------------------------------------------------- */

static void different_strings_are_numbered_in_order(void **state) {
    struct nd_stringset set = {0};
    uint32_t number;
    (void)state;
    assert_int_equal(nd_stringset_find(&set, (struct nd_name){"a", 1}), ND_STRINGSET_NONE);
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 1000; i++) {
            char text[16];
            const int size = snprintf(text, sizeof text, "%u", (unsigned)i);
            const struct nd_name name = {text, (size_t)size};
            assert_int_equal(nd_stringset_add(&set, name, &number), ND_OK);
            assert_int_equal(number, i);
            assert_int_equal(nd_stringset_find(&set, name), i);
        }
    }
    assert_int_equal(set.count, 1000);
    assert_int_equal(set.longest, 3);
    assert_int_equal(nd_stringset_find(&set, (struct nd_name){"1000", 4}), ND_STRINGSET_NONE);
    assert_int_equal(nd_stringset_add(&set, (struct nd_name){"", 0}, &number), ND_OK);
    assert_int_equal(number, 1000);
    nd_stringset_free(&set);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(rows_are_cut_at_tabs),
        scratch_test(blank_rows_carriage_returns_and_a_mark_are_passed_over),
        scratch_test(escapes_are_undone),
        scratch_test(escapes_are_what_undoing_them_undoes),
        scratch_test(rows_end_with_nul_when_the_first_one_does),
        scratch_test(a_nul_byte_in_a_line_is_reported),
        scratch_test(rows_have_as_many_fields_as_the_header),
        scratch_test(ten_troubles_are_named_and_the_others_counted),
        scratch_test(a_long_row_is_passed_over),
        scratch_test(fields_beyond_the_limit_are_counted_only),
        scratch_test(what_cannot_be_read_is_reported),
        scratch_test(rows_come_from_standard_input),
        scratch_test(columns_are_found_by_name),
        scratch_test(rows_without_a_cluster_or_a_document_are_reported),
        scratch_test(a_table_has_a_header),
        scratch_test(different_strings_are_numbered_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
