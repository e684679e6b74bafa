/*
 * test_io_warc.c - records of web archives, and the documents that they are
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_scratch.h"

#include "io/magic.h"
#include "read/warc.h"

/* ---- Records --------------------------------------------------------------------------------- */

/* Appends a record whose header has these fields and the length of its body. */
static void add_record(struct nd_buf *out, const char *fields, const char *body) {
    char length[64];
    snprintf(length, sizeof length, "Content-Length: %zu\r\n\r\n", strlen(body));
    assert_int_equal(nd_buf_append_string(out, "WARC/1.0\r\n"), ND_OK);
    assert_int_equal(nd_buf_append_string(out, fields), ND_OK);
    assert_int_equal(nd_buf_append_string(out, length), ND_OK);
    assert_int_equal(nd_buf_append_string(out, body), ND_OK);
    assert_int_equal(nd_buf_append_string(out, "\r\n\r\n"), ND_OK);
}

#define TEXT "WARC-Type: conversion\r\nContent-Type: text/plain\r\n"
#define SENT "WARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
#define FOUND "HTTP/1.1 200 OK\r\n"

/* Writes each record as "name=text;", a page as "name#text;", one without text as ".", and what is
 * invalid as "!". */
static void read_records(const char *bytes, size_t size, struct nd_buf *out) {
    for (size_t at = 0; at < size;) {
        const char *const start = bytes + at;
        struct nd_warc_record record;
        nd_warc_read(start, size - at, true, &record);
        assert_true(record.kind != ND_WARC_CUT);
        assert_true(record.size != 0 && record.size <= size - at && record.length <= record.size);
        assert_true((record.reason != NULL) == (record.kind == ND_WARC_INVALID));
        at += record.size;
        if (record.kind == ND_WARC_OTHER || record.kind == ND_WARC_INVALID) {
            assert_int_equal(nd_buf_append_string(out, record.reason != NULL ? "!" : "."), ND_OK);
            continue;
        }
        assert_int_equal(nd_buf_append(out, start + record.name.at, record.name.size), ND_OK);
        assert_int_equal(nd_buf_append_byte(out, record.kind == ND_WARC_PAGE ? '#' : '='), ND_OK);
        assert_int_equal(nd_buf_append(out, start + record.text.at, record.text.size), ND_OK);
        assert_int_equal(nd_buf_append_byte(out, ';'), ND_OK);
    }
}

static void assert_records(const char *bytes, size_t size, const char *wanted) {
    struct nd_buf out = {0};
    read_records(bytes, size, &out);
    assert_int_equal(nd_buf_append_byte(&out, '\0'), ND_OK);
    assert_string_equal(out.data, wanted);
    nd_buf_free(&out);
}

static void assert_record(const char *fields, const char *body, const char *wanted) {
    struct nd_buf bytes = {0};
    add_record(&bytes, fields, body);
    assert_records(bytes.data, bytes.size, wanted);
    nd_buf_free(&bytes);
}

static void texts_are_records_that_hold_one(void **state) {
    (void)state;
    assert_record(TEXT "WARC-Target-URI: http://a/\r\n", "one", "http://a/=one;");
    assert_record(TEXT "warc-target-uri:\t<http://a/> \r\n", "", "http://a/=;");
    assert_record(TEXT "WARC-Record-ID: <urn:b>\r\n", "one\r\ntwo", "urn:b=one\r\ntwo;");
    assert_record(TEXT, "one", "=one;");
    assert_record("WARC-Type: resource\r\nContent-Type: Text/HTML;charset=x\r\n", "<p>", "#<p>;");
    assert_record("WARC-Type: conversion\r\nContent-Type: text/plainly\r\n", "one", ".");
    assert_record("WARC-Type: metadata\r\nContent-Type: text/plain\r\n", "one", ".");
    assert_record("WARC-Type: warcinfo\r\n", "one", ".");
    assert_record("", "", ".");
}

static void pages_are_what_a_server_sent(void **state) {
    (void)state;
    assert_record(SENT, FOUND "Content-Type: text/html\r\n\r\n<p>one", "#<p>one;");
    assert_record(SENT, "HTTP/1.0 200\r\nContent-Type: text/plain\r\n\r\none", "=one;");
    assert_record(SENT, "HTTP/1.0 200 \r\nContent-Type: text/plain\r\n\r\none", "=one;");
    assert_record(SENT, FOUND "Content-Type: application/xhtml+xml \n\n<p>one", "#<p>one;");
    assert_record(SENT, FOUND "Content-Type: image/png\r\n\r\none", ".");
    assert_record(SENT, FOUND "\r\none", ".");
    assert_record(SENT, "HTTP/1.1 404 None\r\nContent-Type: text/html\r\n\r\n<p>one", ".");
    assert_record(SENT, FOUND "Content-Type: text/html\r\n", ".");
    assert_record(SENT, FOUND "Content-Type: text/html\r\nContent-Encoding: br\r\n\r\n1", "#1;");
    assert_record(SENT, FOUND "Content-Type: image/png\r\nContent-Encoding: gzip\r\n\r\n1f", ".");
    assert_record(SENT, FOUND "Content-Type: text/html\r\nContent-Encoding: identity\r\n\r\n1",
                  "#1;");
    assert_record(SENT, "", ".");
}

/* What the record says of its text, as "date|charset|packing". */
static void assert_said(const char *fields, const char *body, const char *wanted) {
    struct nd_buf bytes = {0}, out = {0};
    struct nd_warc_record record;
    add_record(&bytes, fields, body);
    nd_warc_read(bytes.data, bytes.size, true, &record);
    assert_int_equal(nd_buf_append(&out, bytes.data + record.date.at, record.date.size), ND_OK);
    assert_int_equal(nd_buf_append_byte(&out, '|'), ND_OK);
    assert_int_equal(nd_buf_append(&out, bytes.data + record.charset.at, record.charset.size),
                     ND_OK);
    assert_int_equal(nd_buf_append_byte(&out, '|'), ND_OK);
    assert_int_equal(nd_buf_append(&out, bytes.data + record.packing.at, record.packing.size),
                     ND_OK);
    assert_int_equal(nd_buf_append_byte(&out, '\0'), ND_OK);
    assert_string_equal(out.data, wanted);
    nd_buf_free(&bytes);
    nd_buf_free(&out);
}

static void a_record_may_say_when_and_how(void **state) {
#define TYPE FOUND "content-type: text/html"
    (void)state;
    assert_said(TEXT "WARC-Date: 2024-01-31T10:30:00Z\r\n", "", "2024-01-31T10:30:00Z||");
    assert_said("Content-Type: text/plain; charset=koi8-r\r\n", "", "|koi8-r|");
    assert_said(SENT, TYPE ";charset=\"UTF-8\" ;x\r\nContent-Encoding: br\r\n\r\n", "|UTF-8|br");
    assert_said(SENT, TYPE "; a=charset=b;\tCharSet=c d\r\n\r\n", "|c|");
    assert_said(SENT, TYPE "; charset=\r\nContent-Encoding: Identity\r\n\r\n", "||");
    assert_said(SENT, TYPE ";\r\n\r\n", "||");
    assert_said(SENT, TYPE "; charset = a\r\n\r\n", "||");
#undef TYPE
}

static void a_record_that_is_broken_costs_itself_only(void **state) {
    static const char *const broken[] = {
        "garbage\r\n\r\n",
        "WARC/1.0\r\n\r\n",
        "WARC/1.0\r\nContent-Length: -1\r\n\r\n",
        "WARC/1.0\r\nContent-Length: 99999999999999999999\r\n\r\none\n",
        "WARC/1.0\r\nContent-Length: 4294967295\r\n\r\none\n",
        "WARC/1.0\r\nContent-Length: 1x\r\n\r\nx\r\n\r\n",
        "WARC/1.0\r\n" TEXT "Content-Length: 5000\r\n\r\none\r\n\r\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct nd_buf bytes = {0};
        add_record(&bytes, TEXT, "one");
        assert_int_equal(nd_buf_append_string(&bytes, broken[i]), ND_OK);
        add_record(&bytes, TEXT, "two");
        assert_records(bytes.data, bytes.size, "=one;!=two;");
        nd_buf_free(&bytes);
    }
    assert_records("WARC/1.0\r\nContent-Length: 1\r\n", 29, "!");
    assert_records("WARC/1.0\r\nContent-Length: 9\r\n\r\none", 34, "!");
    assert_records("WARC/1.0\nContent-Length: 0\n\n\n\n\n", 31, ".");
    assert_records("WARC/1.0\nContent-Length: 0000000000\n\n\n\n\n", 40, ".");
    assert_records("WARC/1.0\nContent-Length: 00000000000\n\n\n\n\n", 41, "!");
}

static void a_header_has_a_limit(void **state) {
    static char bytes[2 * ND_WARC_HEADER];
    struct nd_warc_record record;
    (void)state;
    memset(bytes, 'a', sizeof bytes);
    memcpy(bytes, "WARC/1.0\r\n", 10);
    nd_warc_read(bytes, ND_WARC_HEADER - 1, false, &record);
    assert_int_equal(record.kind, ND_WARC_CUT);
    nd_warc_read(bytes, sizeof bytes, false, &record);
    assert_int_equal(record.kind, ND_WARC_INVALID);
    assert_string_equal(record.reason, "the header of the record has no end");
    assert_true(record.size < sizeof bytes); /* a record may begin in the last bytes */
}

static void add_some(struct nd_buf *bytes) {
    add_record(bytes, TEXT, "one");
    add_record(bytes, "WARC-Type: request\r\n", "");
    assert_int_equal(nd_buf_append_string(bytes, "WARC/1.0\r\n\r\nbad\r\nWAR\r\nWARC"), ND_OK);
    assert_int_equal(nd_buf_append_string(bytes, "\r\n"), ND_OK);
    add_record(bytes, SENT, FOUND "Content-Type: text/html\r\n\r\n<p>two");
    add_record(bytes, TEXT, "\n\nthree\nWARC/1.0\n\n");
}

/* Whatever is read first, the records are the same. */
static void records_do_not_depend_on_where_the_bytes_are_cut(void **state) {
    struct nd_buf bytes = {0};
    (void)state;
    add_some(&bytes);
    for (size_t cut = 0; cut <= bytes.size; cut++) {
        const size_t whole = nd_warc_whole(bytes.data, cut);
        struct nd_buf parts = {0};
        assert_true(whole <= cut);
        read_records(bytes.data, whole, &parts);
        read_records(bytes.data + whole, bytes.size - whole, &parts);
        for (size_t i = 1; i < parts.size; i++) /* what is broken may be divided */
            if (parts.data[i] == '!' && parts.data[i - 1] == '!')
                memmove(parts.data + i, parts.data + i + 1, --parts.size - i);
        assert_int_equal(nd_buf_append_byte(&parts, '\0'), ND_OK);
        assert_string_equal(parts.data, "=one;.!#<p>two;=\n\nthree\nWARC/1.0\n\n;");
        nd_buf_free(&parts);
    }
    nd_buf_free(&bytes);
}

static void chunks_are_joined(void **state) {
    static const char *const cases[][2] = {
        {"3\r\none\r\n2;a=b\r\n, \r\nA\r\n0123456789\r\n0\r\n\r\n", "one, 0123456789"},
        {"3\none\n0\n", "one"},
        {"ff\r\none", "one"},
        {"3\r\none", "one"},
        {"ffffffffffffffff\r\none", "one"},
        {"0\r\n\r\n", ""},
        {"x\r\none", "x\r\none"}, /* in no chunks, although the header says so */
        {"add a\nword", "add a\nword"},
        {"3", "3"},
        {"a  \r\n0123456789", "0123456789"},
        {"", ""},
    };
    struct nd_buf out = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(nd_warc_join(cases[i][0], strlen(cases[i][0]), &out), ND_OK);
        assert_int_equal(out.size, strlen(cases[i][1]));
        if (out.size != 0) assert_memory_equal(out.data, cases[i][1], out.size);
    }
    nd_buf_free(&out);
}

static void the_first_line_tells_an_archive(void **state) {
    (void)state;
    assert_int_equal(nd_magic_of("WARC/1.0\r\n", 10), ND_MAGIC_WARC);
    assert_int_equal(nd_magic_of("WARC/0.17\n", 10), ND_MAGIC_WARC);
    assert_int_equal(nd_magic_of("WARC/1.0 is a format\n", 21), ND_MAGIC_NONE);
    assert_int_equal(nd_magic_of("WARC/\r\n", 7), ND_MAGIC_NONE);
    assert_int_equal(nd_magic_of("WARC/1.0", 8), ND_MAGIC_NONE);
}

/* ---- Files ----------------------------------------------------------------------------------- */

static const struct nd_input_options plain = {0};

static void put_some(const char *path) {
    struct nd_buf bytes = {0};
    add_record(&bytes, TEXT "WARC-Target-URI: http://a/1\r\n", "one");
    add_record(&bytes, "WARC-Type: metadata\r\n", "");
    add_record(&bytes, TEXT "WARC-Target-URI: http://a/1\r\n", "two");
    add_record(&bytes, TEXT, "three");
    put_bytes(path, bytes.data, bytes.size);
    nd_buf_free(&bytes);
}

static void records_are_named_by_their_address(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put_some("a");
    add_path(input, "a");
    assert_documents(input, "a:23=three|detect|a:23\n"
                            "a:http://a/1:15=two|detect|a:15\n"
                            "a:http://a/1=one|detect|a:1\n");
    assert_messages(&caught, "W a:15: repeated id 'a:http://a/1', named 'a:http://a/1:15'\n"
                             "W a:23: no address or id, named 'a:23'\n");
    assert_int_equal(nd_input_counts(input)->textless, 1);
    close_input(input, &caught);
}

static void whatever_is_wrong_is_said_once(void **state) {
    static char garbage[1 << 20];
    struct caught caught;
    struct nd_buf bytes = {0};
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    memset(garbage, 'a', sizeof garbage);
    add_record(&bytes, TEXT "WARC-Target-URI: http://a/1\r\n", "one");
    assert_int_equal(nd_buf_append(&bytes, garbage, sizeof garbage), ND_OK);
    assert_int_equal(nd_buf_append_byte(&bytes, '\n'), ND_OK);
    add_record(&bytes, TEXT "WARC-Target-URI: http://a/2\r\n", "two");
    put_bytes("a", bytes.data, bytes.size);
    nd_buf_free(&bytes);
    add_path(input, "a");
    assert_documents(input, "a:http://a/1=one|detect|a:1\na:http://a/2=two|detect|a:10\n");
    assert_messages(&caught, "E a:9: this is no WARC record\n");
    close_input(input, &caught);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_records_that_hold_one),
        cmocka_unit_test(pages_are_what_a_server_sent),
        cmocka_unit_test(a_record_may_say_when_and_how),
        cmocka_unit_test(a_record_that_is_broken_costs_itself_only),
        cmocka_unit_test(a_header_has_a_limit),
        cmocka_unit_test(records_do_not_depend_on_where_the_bytes_are_cut),
        cmocka_unit_test(chunks_are_joined),
        cmocka_unit_test(the_first_line_tells_an_archive),
        scratch_test(records_are_named_by_their_address),
        scratch_test(whatever_is_wrong_is_said_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
