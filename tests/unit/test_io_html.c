/*
 * test_io_html.c - the text of HTML pages, their encodings, and pages that are refused
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_scratch.h"

#include "read/charset.h"
#include "read/pagetext.h"

static const struct nd_input_options plain = {0};

static void versions_are_named(void **state) {
    (void)state;
    assert_non_null(nd_pagetext_version());
    assert_true(nd_pagetext_available() == (strcmp(nd_pagetext_version(), "none") != 0));
}

/* ---- Encodings ------------------------------------------------------------------------------- */

static void encodings_are_found_out(void **state) {
    static const struct {
        const char *page, *wanted;
    } cases[] = {
        {"", ""},
        {"plain", ""},
        {"caf\xc3\xa9", ""},
        {"<meta charset=koi8-r>caf\xc3\xa9", ""},
        {"caf\xe9", "WINDOWS-1252"},
        {"<meta charset=\"KOI8-R\">\xc1", "koi8-r"},
        {"<meta http-equiv=Content-Type content=\"text/html; charset = Shift_JIS\">\xc1", "CP932"},
        {"<meta charset=iso-8859-1>\xe9", "WINDOWS-1252"},
        {"<meta charset=''>charset=\xe9 charset big5 charset='big5'", "BIG5-HKSCS"},
        {"<meta charset=utf-8>\xe9", "utf-8"},
        {"\xff\xfe<\0", "UTF-16"},
        {"\xfe\xff\0<", "UTF-16"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char charset[ND_CHARSET_SIZE];
        nd_charset_of(cases[i].page, strlen(cases[i].page), charset);
        assert_string_equal(charset, cases[i].wanted);
    }
}

static void only_the_start_of_a_page_tells_its_encoding(void **state) {
    static char page[6000];
    char charset[ND_CHARSET_SIZE];
    (void)state;
    memset(page, ' ', sizeof page);
    memcpy(page + 5000, "charset=koi8-r\xe9", 15);
    nd_charset_of(page, sizeof page, charset);
    assert_string_equal(charset, "WINDOWS-1252");
    memset(page, 'a', sizeof page);
    memcpy(page, "charset=", 8);
    page[5999] = '\xe9';
    nd_charset_of(page, sizeof page, charset); /* a name without an end */
    assert_int_equal(strlen(charset), ND_CHARSET_SIZE - 1);
}

static void a_name_from_outside_is_meant_as_on_a_page(void **state) {
    static const char *const cases[][2] = {
        {"Windows-1251", "windows-1251"},
        {"ISO-8859-1", "WINDOWS-1252"},
        {"GBK", "GB18030"},
        {"utf-8", "utf-8"},
        {"koi8-r, x", "koi8-r"},
        {"", ""},
        {"//x", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char charset[ND_CHARSET_SIZE];
        nd_charset_named((struct nd_name){cases[i][0], strlen(cases[i][0])}, charset);
        assert_string_equal(charset, cases[i][1]);
    }
    assert_true(nd_charset_is_clear("caf\xc3\xa9", 5) && nd_charset_is_clear("\xff\xfe", 2));
    assert_true(nd_charset_is_clear("", 0) && !nd_charset_is_clear("caf\xe9", 4));
}

#if ND_WITH_GUMBO

/* ---- Texts ----------------------------------------------------------------------------------- */

static void assert_text(const char *page, const char *wanted) {
    struct nd_pagetext *html;
    struct nd_buf out = {0};
    const char *fault;
    assert_int_equal(nd_pagetext_new(&html), ND_OK);
    for (int i = 0; i < 2; i++) { /* a parser can be used again */
        assert_int_equal(nd_pagetext_read(html, page, strlen(page), &out, &fault), ND_OK);
        assert_null(fault);
        assert_int_equal(out.size, strlen(wanted));
        assert_memory_equal(out.data, wanted, out.size);
    }
    nd_pagetext_free(html);
    nd_buf_free(&out);
}

static void blocks_are_lines(void **state) {
    (void)state;
    assert_text("", "");
    assert_text("one", "one");
    assert_text("<p>one<p>two", "one\ntwo");
    assert_text("<div> <div><p>one</p> </div></div>two", "one\ntwo");
    assert_text("<h1>a</h1><ul><li>b<li>c</ul>d<br>e<hr>f", "a\nb\nc\nd\ne\nf");
    assert_text("<table><tr><th>a<td>b<tr><td>c</table>", "a\nb\nc");
    assert_text("a<x-block>b</x-block>c", "a\nb\nc");
}

static void what_is_within_a_line_stays_there(void **state) {
    (void)state;
    assert_text("on<b>e fer</b>ry, <a href=x>two\n\t <i> ferries</i></a>",
                "one ferry, two ferries");
    assert_text("wo<wbr>rd <img alt=x>and<!-- c -->more", "word andmore");
    assert_text("a<span> </span>b", "a b");
    assert_text("&lt;p&gt; caf&eacute; &#x41;&amp;B", "<p> caf\xc3\xa9 A&B");
    assert_text("x&#x110000;y", "x\xEF\xBF\xBDy");
    assert_text("&#x00000000041;&#0000000066&#xe9", "AB\xc3\xa9");
}

static void a_reference_that_is_too_large_is_replaced(void **state) {
    (void)state;
    assert_text("x&#xFFFFFFFFCC;y &#4294967235;.", "x\xEF\xBF\xBDy \xEF\xBF\xBD.");
    assert_text("R&199999999 &x99999999. &", "R&199999999 &x99999999. &");
    assert_text("one two&#x80000000; three<p>six", "one two\xEF\xBF\xBD three\nsix");
    assert_text("a&#4294967295;b c&#X100000041d", "a\xEF\xBF\xBD"
                                                  "b c\xEF\xBF\xBD");
    assert_text("a&#99999999", "a\xEF\xBF\xBD");
    assert_text("&&# &#;&#x; & &#", "&&# &#;&#x; & &#");
}

static void what_no_reader_sees_is_dropped(void **state) {
    (void)state;
    assert_text("<title>t</title><style>s</style><body>a<script>if (a<b) x('<p>')</script>b"
                "<noscript>n</noscript><template>t</template><svg><text>s</text></svg>"
                "<select><option>o</select><textarea>t</textarea><iframe>i</iframe>",
                "ab");
}

static void a_byte_order_mark_is_no_text(void **state) {
    (void)state;
    assert_text("\xEF\xBB\xBF<!DOCTYPE html><title>Post</title><p>One</p>", "One");
    assert_text("\xEF\xBB\xBF", "");
}

static void any_bytes_are_a_page(void **state) {
    (void)state;
    assert_text("<", "<");
    assert_text("<p", "");
    assert_text("</p></b></table></html>a", "a");
    assert_text("<b><p>a</b>b</p>c", "ab\nc");
    assert_text("<table>a<b>c", "ac");
    assert_text("a\xff\xfe<b>b", "a\xef\xbf\xbd\xef\xbf\xbd"
                                 "b");
}

/* ---- Limits ---------------------------------------------------------------------------------- */

/* `count` times the unit. */
static const char *fault_of(const char *unit, size_t count) {
    const size_t size = strlen(unit);
    char *const page = malloc(size * count);
    struct nd_pagetext *html;
    struct nd_buf out = {0};
    const char *fault;
    assert_non_null(page);
    for (size_t i = 0; i < count; i++) memcpy(page + i * size, unit, size);
    assert_int_equal(nd_pagetext_new(&html), ND_OK);
    assert_int_equal(nd_pagetext_read(html, page, size * count, &out, &fault), ND_OK);
    if (fault != NULL) assert_int_equal(out.size, 0);
    assert_int_equal(nd_pagetext_read(html, "one", 3, &out, &(const char *){NULL}), ND_OK);
    assert_int_equal(out.size, 3); /* it goes on */
    nd_pagetext_free(html);
    nd_buf_free(&out);
    free(page);
    return fault;
}

static void pages_that_would_take_forever_are_refused(void **state) {
    static char tag[20000];
    char *at = tag;
    (void)state;
    assert_null(fault_of("<p>one ", 40000));
    assert_null(fault_of("<b>", 10000)); /* deep */
    assert_string_equal(fault_of("<p>one ", 60000), "the page has more than 100000 nodes");
    assert_string_equal(fault_of("<b></b><p>", 60000), "the page has more than 100000 nodes");
    assert_string_equal(fault_of("</b>", 3000000), "the page is too complex");
    assert_string_equal(fault_of("0123456789abcdef", 1 << 20 | 1), "the page has more than 16 MiB");
    at += snprintf(at, 4, "<p ");
    for (int i = 0; i < 1100; i++) at += snprintf(at, 16, " a%d=1", i);
    snprintf(at, 2, ">");
    assert_string_equal(fault_of(tag, 1), "a tag has more than 1000 attributes");
}

static void pages_may_be_deep_but_not_without_end(void **state) {
    static const char deep[] = "the page has more than 10000 elements within each other";
    (void)state;
    assert_string_equal(fault_of("<b>", 10001), deep);
    assert_string_equal(fault_of("<table><tr><td>", 10001), deep);
    assert_string_equal(fault_of("<DIV><!-- -->", 10001), deep);
    assert_null(fault_of("<div><p><br><li></div>", 15000));
    assert_null(fault_of("< <3 </ </b> <!-- ", 30000)); /* no tags */
    assert_null(fault_of("<", 1 << 20));
}

/* ---- Files ----------------------------------------------------------------------------------- */

static void names_say_what_is_html(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put("a.html", "<p>one<script>x</script>");
    put("b.htm", "caf\xe9 <b>two</b>");
    put("c.txt", "<p>three");
    put_bytes("d.html", "\xff\xfe<\0p\0>\0o\0n\0e\0", 14);
    put("E.HTM", "<p>two");
    add_path(input, ".");
    assert_documents(input, "./E.HTM=two|utf8|./E.HTM\n"
                            "./a.html=one|utf8|./a.html\n"
                            "./b.htm=caf\xc3\xa9 two|utf8|./b.htm\n"
                            "./c.txt=<p>three|detect|./c.txt\n"
                            "./d.html=one|utf8|./d.html\n");
    close_input(input, &caught);
}

static nd_status take_binary(void *context, const struct nd_document *document) {
    *(bool *)context = document->encoding == ND_ENCODING_DETECT && document->size == 4;
    return ND_OK;
}

/* It is left to the core to say so. */
static void a_binary_file_is_handed_on_as_it_is(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    struct nd_reader *reader;
    bool more, binary = false;
    (void)state;
    put_bytes("e.html", "<p>\0", 4);
    add_path(input, "e.html");
    assert_int_equal(nd_input_prepare(input), ND_OK);
    assert_int_equal(nd_reader_new(input, &reader), ND_OK);
    assert_int_equal(nd_reader_next(reader, take_binary, &binary, &more), ND_OK);
    assert_true(binary);
    nd_reader_free(reader);
    close_input(input, &caught);
}

static void every_file_is_html_when_asked_for(void **state) {
    const struct nd_input_options options = {.html = true, .encoding = "KOI8-R"};
    struct caught caught;
    struct nd_input *const input = open_input(&options, &caught);
    const int saved = stdin_from_pipe("<p>two", 6);
    (void)state;
    put("a", "<p>\xc1");
    add_path(input, "a");
    add_path(input, "-");
    assert_documents(input, "-=two|utf8|-\na=\xd0\xb0|utf8|a\n");
    stdin_restore(saved);
    close_input(input, &caught);
}

static void a_page_that_is_refused_is_named(void **state) {
    static char page[700000];
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    for (size_t i = 0; i + 4 < sizeof page; i += 4) memcpy(page + i, "<p>x", 4);
    put_bytes("a.html", page, sizeof page - 4);
    put("b.html", "two");
    add_path(input, ".");
    assert_documents(input, "./b.html=two|utf8|./b.html\n");
    assert_messages(&caught, "E cannot read './a.html': the page has more than 100000 nodes\n");
    assert_int_equal(nd_input_counts(input)->unreadable, 1);
    close_input(input, &caught);
}

#if ND_WITH_LIBARCHIVE
#include "pack.h"

static void pages_may_be_packed(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    struct nd_buf bytes = {0}, page = pack(ARCHIVE_FILTER_GZIP, "<p>three", 8);
    struct archive *const archive = pack_open(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, &bytes);
    (void)state;
    pack_member(archive, "x.html", "<p>one", 6);
    pack_member(archive, "y.txt", "<p>two", 6);
    pack_close(archive);
    put_bytes("a", bytes.data, bytes.size);
    put_bytes("b.html.gz", page.data, page.size);
    nd_buf_free(&bytes);
    nd_buf_free(&page);
    add_path(input, ".");
    assert_documents(input, "./a:x.html=one|utf8|./a:x.html\n"
                            "./a:y.txt=<p>two|detect|./a:y.txt\n"
                            "./b.html.gz=three|utf8|./b.html.gz\n");
    close_input(input, &caught);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_from_outside_is_meant_as_on_a_page),
        cmocka_unit_test(versions_are_named),
        cmocka_unit_test(encodings_are_found_out),
        cmocka_unit_test(only_the_start_of_a_page_tells_its_encoding),
        cmocka_unit_test(blocks_are_lines),
        cmocka_unit_test(what_is_within_a_line_stays_there),
        cmocka_unit_test(a_reference_that_is_too_large_is_replaced),
        cmocka_unit_test(what_no_reader_sees_is_dropped),
        cmocka_unit_test(a_byte_order_mark_is_no_text),
        cmocka_unit_test(any_bytes_are_a_page),
        cmocka_unit_test(pages_that_would_take_forever_are_refused),
        cmocka_unit_test(pages_may_be_deep_but_not_without_end),
        scratch_test(names_say_what_is_html),
        scratch_test(a_binary_file_is_handed_on_as_it_is),
        scratch_test(every_file_is_html_when_asked_for),
        scratch_test(a_page_that_is_refused_is_named),
#if ND_WITH_LIBARCHIVE
        scratch_test(pages_may_be_packed),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else /* without gumbo */

static void pages_are_named_and_left_out(void **state) {
    struct caught caught;
    struct nd_input *const input = open_input(&plain, &caught);
    (void)state;
    put("a.html", "<p>one");
    put("b", "two");
    add_path(input, ".");
    assert_documents(input, "./b=two|detect|./b\n");
    assert_messages(&caught, "E cannot read './a.html': this build is without gumbo\n");
    close_input(input, &caught);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_from_outside_is_meant_as_on_a_page),
        cmocka_unit_test(versions_are_named),
        cmocka_unit_test(encodings_are_found_out),
        cmocka_unit_test(only_the_start_of_a_page_tells_its_encoding),
        scratch_test(pages_are_named_and_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
