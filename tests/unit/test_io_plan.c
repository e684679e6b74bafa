/*
 * test_io_plan.c - which copies a table names, and which tables are not trusted
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/test_io_scratch.h"

#include "act/plan.h"

#define HEADER "cluster\trelation\tlead\tbytes\tmodified\tdocument\n"
#define STAMP "3\t1.000000000\t"

/* As with --against. */
#define OLD_HEADER "cluster\trelation\tlead\tbytes\tmodified\tbytes_lead\tmodified_lead\tdocument\n"
#define OLD "7\t2.500000000\t"

enum {
    EXACT = 1 << ND_RELATION_EXACT,
    REPRINT = 1 << ND_RELATION_REPRINT,
    ABRIDGED = 1 << ND_RELATION_ABRIDGED,
    UPDATE = 1 << ND_RELATION_UPDATE,
    EXCERPT = 1 << ND_RELATION_EXCERPT
};

/* The table gives these copies, "document<lead\n" each, and messages;
 * `copies` is NULL where it is refused. */
static void assert_table(const char *table, unsigned relations, const char *root,
                         const char *copies, const char *messages) {
    struct caught caught;
    struct nd_plan plan = {0};
    struct nd_buf out = {0};
    nd_status status;
    catch_init(&caught);
    put("t", table);
    status = nd_plan_make(&plan, "t", relations, root, &caught.report);
    assert_int_equal(status, copies != NULL ? ND_OK : ND_ERR_PARAM);
    for (size_t i = 0; i < plan.chosen_count && copies != NULL; i++) {
        const uint32_t document = plan.chosen[i];
        const struct nd_name *const names = plan.documents.names;
        assert_int_equal(nd_buf_append_string(&out, names[document].bytes), ND_OK);
        assert_int_equal(nd_buf_append_byte(&out, '<'), ND_OK);
        assert_int_equal(nd_buf_append_string(&out, names[plan.rows[document].lead].bytes), ND_OK);
        assert_int_equal(nd_buf_append_byte(&out, '\n'), ND_OK);
    }
    assert_int_equal(nd_buf_append_byte(&out, '\0'), ND_OK);
    if (copies != NULL) assert_string_equal(out.data, copies);
    assert_messages(&caught, messages);
    nd_buf_free(&out);
    nd_plan_free(&plan);
}

/* The same of the table `rows` below the header. */
static void assert_plan(const char *rows, unsigned relations, const char *root, const char *copies,
                        const char *messages) {
    struct nd_buf text = {0};
    assert_int_equal(nd_buf_append_string(&text, HEADER), ND_OK);
    assert_int_equal(nd_buf_append(&text, rows, strlen(rows) + 1), ND_OK);
    assert_table(text.data, relations, root, copies, messages);
    nd_buf_free(&text);
}

static void copies_are_chosen_by_their_relation(void **state) {
    static const char rows[] = "1\tlead\ta\t" STAMP "a\n1\texact\ta\t" STAMP "b\n"
                               "1\treprint\ta\t" STAMP "c\n2\tunique\td\t" STAMP "d\n";
    (void)state;
    assert_plan(rows, EXACT, ".", "b<a\n", "");
    assert_plan(rows, EXACT | REPRINT, ".", "b<a\nc<a\n", "");
    assert_plan(rows, UPDATE, ".", "", "");
    assert_plan("", EXACT, ".", "", "");
}

static void what_stands_alone_is_no_copy(void **state) {
    (void)state;
    assert_plan("1\texcerpt\ta\t" STAMP "a\n2\tupdate\tb\t" STAMP "b\n3\troundup\tc\t" STAMP "c\n",
                EXACT | UPDATE | EXCERPT, ".", "", "");
    assert_plan("1\tlead\ta\t" STAMP "a\n1\texcerpt\ta\t" STAMP "b\n", EXCERPT, ".", "b<a\n", "");
}

static void rows_may_stand_in_any_order(void **state) {
    (void)state;
    assert_plan("x\treprint\ta\t" STAMP "c\n1\tunique\td\t" STAMP "d\nx\texact\ta\t" STAMP "b\n"
                "x\tlead\ta\t" STAMP "a\n",
                EXACT | REPRINT, ".", "c<a\nb<a\n", "");
}

static void a_copy_needs_a_lead_that_is_one(void **state) {
    (void)state;
    assert_plan("1\texact\ta\t" STAMP "b\n", EXACT, ".", NULL, "E t:2: its lead 'a' has no row\n");
    assert_plan("1\tunique\ta\t" STAMP "a\n1\texact\ta\t" STAMP "b\n", EXACT, ".", NULL,
                "E t:3: its lead 'a' is none\n");
    assert_plan("1\tlead\ta\t" STAMP "a\n2\texact\ta\t" STAMP "b\n", EXACT, ".", NULL,
                "E t:3: its lead 'a' is in another cluster\n");
    assert_plan("1\texact\ta\t" STAMP "a\n", EXACT, ".", NULL, "E t:2: 'exact' of itself\n");
    assert_plan("1\tlead\ta\t" STAMP "a\n1\tlead\ta\t" STAMP "b\n", EXACT, ".", NULL,
                "E t:3: 'lead' of another document\n");
}

static void an_old_lead_needs_no_row_but_a_stamp(void **state) {
    (void)state;
    assert_table(OLD_HEADER "1\texact\to\t" STAMP OLD "b\n1\treprint\to\t" STAMP OLD "c\n"
                            "2\tlead\td\t" STAMP STAMP "d\n2\texact\td\t" STAMP STAMP "e\n",
                 EXACT | REPRINT, ".", "b<o\nc<o\ne<d\n", "");
    assert_table(OLD_HEADER "1\texact\to\t" STAMP "\t\tb\n", EXACT, ".", "",
                 "W lead 'o' is no file: no copy is touched of it\n");
    assert_table(OLD_HEADER "1\texact\to\t" STAMP "7\t\tb\n", EXACT, ".", NULL,
                 "E t:2: no size and time in 'bytes_lead' and 'modified_lead'\n");
    assert_table(OLD_HEADER "1\tlead\to\t" STAMP OLD "b\n", EXACT, ".", NULL,
                 "E t:2: 'lead' of another document\n");
}

static void what_rows_say_of_one_lead_agrees(void **state) {
    (void)state;
    assert_table(OLD_HEADER "1\texact\to\t" STAMP OLD "b\n1\texact\to\t" STAMP STAMP "c\n", EXACT,
                 ".", NULL, "E t:3: its lead 'o' has another size or time in another row\n");
    assert_table(OLD_HEADER "1\texact\to\t" STAMP OLD "b\n1\texact\to\t" STAMP "\t\tc\n", EXACT,
                 ".", NULL, "E t:3: its lead 'o' has another size or time in another row\n");
    assert_table(OLD_HEADER "1\texact\to\t" STAMP OLD "b\n2\texact\to\t" STAMP OLD "c\n", EXACT,
                 ".", NULL, "E t:3: its lead 'o' is in another cluster\n");
    assert_table(OLD_HEADER "1\tlead\td\t" STAMP STAMP "d\n1\texact\td\t" STAMP OLD "e\n", EXACT,
                 ".", NULL, "E t:3: its lead 'd' has another size or time in another row\n");
    assert_table(OLD_HEADER "1\texact\tb\t" STAMP OLD "c\n1\texact\to\t" STAMP OLD "b\n", EXACT,
                 ".", NULL, "E t:2: its lead 'b' is none\n");
}

static void an_old_lead_may_be_anywhere(void **state) {
    (void)state;
    assert_table(OLD_HEADER "1\texact\t/o\t" STAMP OLD "n/b\n2\texact\t../o\t" STAMP OLD "n/c\n",
                 EXACT, "n", "n/b</o\nn/c<../o\n", "");
    assert_table(OLD_HEADER "1\texact\to/../p\t" STAMP OLD "b\n", EXACT, ".", NULL,
                 "E t:2: 'o/../p' is no path of a file\n");
    assert_table(OLD_HEADER "1\texact\t../o\t" STAMP OLD "../b\n", EXACT, ".", NULL,
                 "E t:2: '../b' is not below the current folder: name one with --root\n");
    assert_table(
        OLD_HEADER "1\tlead\t../a\t" STAMP STAMP "../a\n1\texact\t../a\t" STAMP STAMP "b\n", EXACT,
        ".", NULL, "E t:2: '../a' is not below the current folder: name one with --root\n");
}

/* 200 words against 140, and against 139, all of which are shared. */
static void a_reprint_with_much_more_than_its_lead_is_left_alone(void **state) {
#define MEASURED "cluster\trelation\tsimilarity\tcontainment\tlead\tbytes\tmodified\tdocument\n"
#define LEAD "1\tlead\t1.000\t1.000\ta\t" STAMP "a\n"
    static const char rows[] = MEASURED LEAD "1\treprint\t0.700\t1.000\ta\t" STAMP "b\n"
                                             "1\treprint\t0.695\t1.000\ta\t" STAMP "c\n"
                                             "1\tabridged\t0.300\t1.000\ta\t" STAMP "d\n";
    static const char *const wrong[] = {"1", "0.7", "0.7000", "1.001", "0,700", "", "-.700"};
    (void)state;
    assert_table(rows, REPRINT | ABRIDGED, ".", "b<a\nd<a\n",
                 "W 'c' has much more than its lead: left alone, unless --relation is given\n");
    assert_table(rows, REPRINT | ND_PLAN_LONGER, ".", "b<a\nc<a\n", "");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char table[512];
        snprintf(table, sizeof table, MEASURED LEAD "1\texact\t1.000\t%s\ta\t" STAMP "b\n",
                 wrong[i]);
        assert_table(table, EXACT, ".", NULL,
                     "E t:3: no numbers in 'similarity' and 'containment'\n");
    }
}

/* Also by a row whose relation was not asked for. */
static void no_lead_of_any_row_is_a_copy(void **state) {
    (void)state;
    assert_plan("1\tlead\ta\t" STAMP "a\n1\texact\ta\t" STAMP "b\n1\tupdate\tb\t" STAMP "c\n",
                EXACT, ".", NULL, "E t:4: its lead 'b' is none\n");
}

static void a_document_has_one_row(void **state) {
    (void)state;
    assert_plan("1\tlead\ta\t" STAMP "a\n1\texact\ta\t" STAMP "b\n2\tlead\tb\t" STAMP "b\n", EXACT,
                ".", NULL, "E t:4: 'b' is in the table already\n");
}

static void a_row_that_makes_no_sense_spoils_the_table(void **state) {
    static const char lead[] = "1\tlead\ta\t" STAMP "a\n";
    struct nd_buf rows = {0};
    static const char *const wrong[][2] = {
        {"1\tcopy\ta\t" STAMP "b\n", "E t:3: unknown relation 'copy'\n"},
        {"1\texact\t\t" STAMP "b\n", "E t:3: no lead\n"},
        {"\texact\ta\t" STAMP "b\n", "E t:3: no cluster\n"},
        {"1\texact\ta\t" STAMP "\n", "E t:3: no document\n"},
        {"1\texact\ta\t3\t\tb\n", "E t:3: no size and time in 'bytes' and 'modified'\n"},
        {"1\texact\ta\t" STAMP "b", "E t:3: the row has no end: the table is cut short\n"},
        {"1\texact\ta\t3", "E t:3: fewer columns than the header has\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        rows.size = 0;
        assert_int_equal(nd_buf_append_string(&rows, lead), ND_OK);
        assert_int_equal(nd_buf_append(&rows, wrong[i][0], strlen(wrong[i][0]) + 1), ND_OK);
        assert_plan(rows.data, EXACT, ".", NULL, wrong[i][1]);
    }
    nd_buf_free(&rows);
}

static void what_is_no_file_is_named_and_left_out(void **state) {
    (void)state;
    assert_plan("1\tlead\ta\t" STAMP "a\n1\texact\ta\t\t\tb\n1\texact\ta\t" STAMP "c\n"
                "2\tlead\td\t\t\td\n2\texact\td\t" STAMP "e\n2\treprint\td\t" STAMP "f\n",
                EXACT, ".", "c<a\n",
                "W 'b' is no file: left alone\nW lead 'd' is no file: no copy is touched of it\n");
}

static void of_many_that_are_no_files_ten_are_named(void **state) {
    struct nd_buf rows = {0};
    (void)state;
    assert_int_equal(nd_buf_append_string(&rows, "1\tlead\ta\t\t\ta\n"), ND_OK);
    for (int i = 0; i < 12; i++) {
        assert_int_equal(nd_buf_append_string(&rows, "1\texact\ta\t\t\tb"), ND_OK);
        assert_int_equal(nd_buf_append_number(&rows, (uint64_t)i), ND_OK);
        assert_int_equal(nd_buf_append_byte(&rows, '\n'), ND_OK);
    }
    assert_int_equal(nd_buf_append_byte(&rows, '\0'), ND_OK);
    assert_plan(rows.data, EXACT, ".", "",
                "W 'b0' is no file: left alone\nW 'b1' is no file: left alone\n"
                "W 'b2' is no file: left alone\nW 'b3' is no file: left alone\n"
                "W 'b4' is no file: left alone\nW 'b5' is no file: left alone\n"
                "W 'b6' is no file: left alone\nW 'b7' is no file: left alone\n"
                "W 'b8' is no file: left alone\nW 'b9' is no file: left alone\n"
                "W 2 more rows of 't' are about what is no file\n");
    nd_buf_free(&rows);
}

static void copies_and_their_leads_are_below_the_root(void **state) {
    (void)state;
    assert_plan("1\tlead\tn/a\t" STAMP "n/a\n1\texact\tn/a\t" STAMP "n/b\n2\tunique\tx\t" STAMP
                "x\n",
                EXACT, "n", "n/b<n/a\n", "");
    assert_plan("1\tlead\ta\t" STAMP "a\n1\texact\ta\t" STAMP "n/b\n", EXACT, "n", NULL,
                "E t:2: 'a' is not below the folder that --root names\n");
    assert_plan("1\tlead\tn/a\t" STAMP "n/a\n1\texact\tn/a\t" STAMP "n/../b\n", EXACT, "n", NULL,
                "E t:3: 'n/../b' is not below the folder that --root names\n");
    assert_plan("1\tlead\ta\t" STAMP "a\n1\texact\ta\t" STAMP "/b\n", EXACT, ".", NULL,
                "E t:3: '/b' is not below the current folder: name one with --root\n");
}

static void a_table_has_the_columns_that_are_needed(void **state) {
    static const char *const wrong[][2] = {
        {"cluster\trelation\tlead\tdocument\n",
         "E 't' does not say what the files were like: make the table with --stamp\n"},
        {"cluster\trelation\tlead\tbytes\tdocument\n",
         "E 't' does not say what the files were like: make the table with --stamp\n"},
        {"cluster\tlead\tbytes\tmodified\tdocument\n",
         "E no column 'relation' in the header of 't'\n"},
        {"cluster\trelation\tbytes\tmodified\tdocument\n",
         "E no column 'lead' in the header of 't'\n"},
        {"", "E 't' is empty: a table has a header line\n"},
        {"a page of a book\n", "E no column 'cluster' in the header of 't'\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct caught caught;
        struct nd_plan plan = {0};
        catch_init(&caught);
        put("t", wrong[i][0]);
        assert_int_equal(nd_plan_make(&plan, "t", EXACT, ".", &caught.report), ND_ERR_PARAM);
        assert_messages(&caught, wrong[i][1]);
        nd_plan_free(&plan);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(copies_are_chosen_by_their_relation),
        scratch_test(what_stands_alone_is_no_copy),
        scratch_test(rows_may_stand_in_any_order),
        scratch_test(a_copy_needs_a_lead_that_is_one),
        scratch_test(an_old_lead_needs_no_row_but_a_stamp),
        scratch_test(what_rows_say_of_one_lead_agrees),
        scratch_test(an_old_lead_may_be_anywhere),
        scratch_test(a_reprint_with_much_more_than_its_lead_is_left_alone),
        scratch_test(no_lead_of_any_row_is_a_copy),
        scratch_test(a_document_has_one_row),
        scratch_test(a_row_that_makes_no_sense_spoils_the_table),
        scratch_test(what_is_no_file_is_named_and_left_out),
        scratch_test(of_many_that_are_no_files_ten_are_named),
        scratch_test(copies_and_their_leads_are_below_the_root),
        scratch_test(a_table_has_the_columns_that_are_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
