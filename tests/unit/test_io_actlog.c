/*
 * test_io_actlog.c - a log says what it was told, and a log of others is not believed
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/test_io_scratch.h"

#include "act/actlog.h"

#define HEADER "state\taction\tbytes\tmodified\tlead\tto\tdocument\n"
#define BEGIN "begin\tmove\t\t\t\tcopies\tnews\n"

static struct nd_name name_of(const char *text) { return (struct nd_name){text, strlen(text)}; }

static struct nd_act_row row_of(nd_act_state state, nd_act act, const char *to,
                                const char *document) {
    return (struct nd_act_row){.state = state,
                               .act = act,
                               .stamp = {7, 1, 5, state != ND_STATE_BEGIN},
                               .lead = name_of("l"),
                               .to = name_of(to),
                               .document = name_of(document)};
}

static void add(struct nd_actlog *log, nd_act_state state, nd_act act, const char *to,
                const char *document) {
    const struct nd_act_row row = row_of(state, act, to, document);
    assert_int_equal(nd_actlog_add(log, &row), ND_OK);
}

/* ---- Writing --------------------------------------------------------------------------------- */

static void rows_are_in_the_file_when_they_are_flushed(void **state) {
    struct caught caught;
    struct nd_actlog log;
    struct nd_buf text;
    (void)state;
    catch_init(&caught);
    assert_int_equal(nd_actlog_create(&log, "log", &caught.report), ND_OK);
    add(&log, ND_STATE_BEGIN, ND_ACT_MOVE, "copies", ".");
    add(&log, ND_STATE_WILL, ND_ACT_MOVE, "copies/a\tb", "a\tb");
    text = get("log");
    assert_int_equal(text.size, 0);
    nd_buf_free(&text);
    assert_int_equal(nd_actlog_flush(&log, true), ND_OK);
    add(&log, ND_STATE_LEFT, ND_ACT_HARDLINK, "", "c");
    assert_int_equal(nd_actlog_flush(&log, false), ND_OK);
    nd_actlog_close(&log);
    text = get("log");
    assert_int_equal(nd_buf_append_byte(&text, '\0'), ND_OK);
    assert_string_equal(text.data, HEADER "begin\tmove\t\t\tl\tcopies\t.\n"
                                          "will\tmove\t7\t1.000000005\tl\tcopies/a\\tb\ta\\tb\n"
                                          "left\thardlink\t7\t1.000000005\tl\t\tc\n");
    nd_buf_free(&text);
    assert_messages(&caught, "");
}

static void a_log_is_a_new_file(void **state) {
    struct caught caught;
    struct nd_actlog log;
    (void)state;
    catch_init(&caught);
    put("log", "");
    assert_int_equal(symlink("nowhere", "link"), 0);
    assert_int_equal(nd_actlog_create(&log, "log", &caught.report), ND_ERR_PARAM);
    nd_actlog_close(&log);
    assert_int_equal(nd_actlog_create(&log, "link", &caught.report), ND_ERR_PARAM);
    nd_actlog_close(&log);
    assert_int_equal(nd_actlog_create(&log, "no/log", &caught.report), ND_ERR_PARAM);
    nd_actlog_close(&log);
    assert_messages(
        &caught, "E 'log' is there already, perhaps the log of another run: name one with --log\n"
                 "E 'link' is there already, perhaps the log of another run: name one with --log\n"
                 "E cannot create 'no/log': No such file or directory\n");
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Appends "document<to:action", with a minus for what was left and a question mark for what was
 * perhaps done. */
static void append_logged(const struct nd_oldlog *log, size_t number, struct nd_buf *out) {
    const char acts[] = {'m', 'd', 'h'};
    const struct nd_logged *const logged = &log->rows[number];
    assert_int_equal(nd_buf_append_string(out, log->documents.names[number].bytes), ND_OK);
    assert_int_equal(nd_buf_append_byte(out, '<'), ND_OK);
    assert_int_equal(nd_buf_append_string(out, log->names.names[logged->to].bytes), ND_OK);
    assert_int_equal(nd_buf_append_byte(out, ':'), ND_OK);
    assert_int_equal(nd_buf_append_byte(out, acts[logged->act]), ND_OK);
    assert_int_equal(nd_buf_append_string(out, logged->state == ND_STATE_LEFT   ? "-\n"
                                               : logged->state == ND_STATE_WILL ? "?\n"
                                                                                : "\n"),
                     ND_OK);
}

/* The log `text` has these rows and messages; NULL: it is none. */
static void assert_log(const char *text, const char *rows, const char *messages) {
    struct caught caught;
    struct nd_oldlog log = {0};
    struct nd_buf out = {0};
    catch_init(&caught);
    put("log", text);
    assert_int_equal(nd_oldlog_read(&log, "log", &caught.report),
                     rows != NULL ? ND_OK : ND_ERR_PARAM);
    for (size_t i = 0; i < log.documents.count && rows != NULL; i++) append_logged(&log, i, &out);
    assert_int_equal(nd_buf_append_byte(&out, '\0'), ND_OK);
    if (rows != NULL) {
        assert_string_equal(out.data, rows);
        assert_string_equal(log.names.names[log.root].bytes, "news");
        assert_string_equal(log.names.names[log.folder].bytes, "copies");
    }
    assert_messages(&caught, messages);
    nd_buf_free(&out);
    nd_oldlog_free(&log);
}

static void the_last_row_of_a_document_counts(void **state) {
    (void)state;
    assert_log(HEADER BEGIN, "", "");
    assert_log(HEADER BEGIN "will\tmove\t7\t1.000000005\tl\tcopies/a\tnews/a\n"
                            "will\tmove\t7\t1.000000005\tl\tcopies/b\tnews/b\n"
                            "will\tdelete\t7\t1.000000005\tl\t\tnews/c\n"
                            "done\tmove\t7\t1.000000005\tl\tcopies/a\tnews/a\n"
                            "left\tdelete\t7\t1.000000005\tl\t\tnews/c\n",
               "news/a<copies/a:m\nnews/b<copies/b:m?\nnews/c<:d-\n", "");
}

static void columns_are_found_by_their_names(void **state) {
    (void)state;
    assert_log("document\tto\tnote\tmodified\tbytes\taction\tstate\n"
               "news\tcopies\t\t\t\tmove\tbegin\n"
               "news/a\tcopies/a\twill\t1.000000005\t7\tmove\tleft\n",
               "news/a<copies/a:m-\n", "");
}

static void rows_that_make_no_sense_are_passed_over(void **state) {
    (void)state;
    assert_log(HEADER BEGIN "would\tmove\t7\t1.000000005\tl\tcopies/a\tnews/a\n"
                            "would\tundo\t7\t1.000000005\tl\tcopies/a\tnews/a\n"
                            "done\tundo\t7\t1.000000005\tl\tcopies/a\tnews/a\n"
                            "begin\tmove\t\t\t\tcopies\tnews\n"
                            "done\tmove\t\t\tl\tcopies/a\tnews/a\n"
                            "done\tmove\t7\tl\tcopies/a\tnews/a\n"
                            "done\tmove\t7\t1.000000005\tl\tcopies/b\tnews/b\n"
                            "done\tmove\t7\t1.000000005\tl\tcopies/c\tnews/c",
               "news/b<copies/b:m\n",
               "E log:3: unknown state\nE log:4: unknown state\nE log:5: unknown action\n"
               "E log:6: unknown state\n"
               "E log:7: no size and time in 'bytes' and 'modified'\n"
               "E log:8: fewer columns than the header has\n"
               "E log:10: the row has no end: the log is cut short\n");
}

static void what_is_no_log_is_refused(void **state) {
    static const char *const wrong[] = {"",
                                        "\n",
                                        HEADER,
                                        HEADER "will\tmove\t7\t1.000000005\tl\tcopies/a\tnews/a\n",
                                        "cluster\tdocument\n1\ta\n",
                                        ("state\taction\tbytes\tmodified\tlead\tdocument\n" BEGIN)};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_log(wrong[i], NULL, "E 'log' is no log of newsdupes apply\n");
}

static void a_log_is_read_as_it_was_written(void **state) {
    static const char to[] = "copies/\t\n\\\xff", document[] = "news/\t\n\\\xff";
    struct caught caught;
    struct nd_actlog log;
    struct nd_oldlog old = {0};
    (void)state;
    catch_init(&caught);
    assert_int_equal(nd_actlog_create(&log, "log", &caught.report), ND_OK);
    add(&log, ND_STATE_BEGIN, ND_ACT_MOVE, "copies", "news");
    add(&log, ND_STATE_WILL, ND_ACT_MOVE, to, document);
    assert_int_equal(nd_actlog_flush(&log, true), ND_OK);
    nd_actlog_close(&log);
    assert_int_equal(nd_oldlog_read(&old, "log", &caught.report), ND_OK);
    assert_int_equal(old.documents.count, 1);
    assert_string_equal(old.documents.names[0].bytes, document);
    assert_string_equal(old.names.names[old.rows[0].to].bytes, to);
    assert_int_equal(old.rows[0].stamp.bytes, 7);
    assert_int_equal(old.rows[0].stamp.nanoseconds, 5);
    nd_oldlog_free(&old);
    assert_messages(&caught, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(rows_are_in_the_file_when_they_are_flushed),
        scratch_test(a_log_is_a_new_file),
        scratch_test(the_last_row_of_a_document_counts),
        scratch_test(columns_are_found_by_their_names),
        scratch_test(rows_that_make_no_sense_are_passed_over),
        scratch_test(what_is_no_log_is_refused),
        scratch_test(a_log_is_read_as_it_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
