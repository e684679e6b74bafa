/*
 * test_io_markup.c - text in a page is shown, and never becomes markup
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "io/markup.h"

static void assert_escaped(const char *text, size_t size, const char *expected) {
    struct nd_buf buf = {0};
    assert_int_equal(nd_markup_escape(&buf, text, size), ND_OK);
    assert_int_equal(buf.size, strlen(expected));
    if (buf.size != 0) assert_memory_equal(buf.data, expected, buf.size);
    nd_buf_free(&buf);
}

static void assert_becomes(const char *text, const char *expected) {
    assert_escaped(text, strlen(text), expected);
}

static void characters_of_markup_become_references(void **state) {
    (void)state;
    assert_becomes("</script><script>alert(1)</script>",
                   "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
    assert_becomes("<!-- ]]> --> &amp; &#x3c;", "&lt;!-- ]]&gt; --&gt; &amp;amp; &amp;#x3c;");
    assert_becomes("\" onload=\"x\" ' onclick='y'",
                   "&quot; onload=&quot;x&quot; &#39; onclick=&#39;y&#39;");
}

static void other_text_stays_as_it_is(void **state) {
    (void)state;
    assert_becomes("", "");
    assert_becomes("Plain words, 100 % of them; `ticks`, {braces} = $x/\\y\ttab\nline\n",
                   "Plain words, 100 % of them; `ticks`, {braces} = $x/\\y\ttab\nline\n");
    assert_becomes("\xC3\xA9t\xC3\xA9 \xE4\xB8\xAD \xF0\x9F\x97\x9E \xEF\xBF\xBD",
                   "\xC3\xA9t\xC3\xA9 \xE4\xB8\xAD \xF0\x9F\x97\x9E \xEF\xBF\xBD");
}

static void line_ends_become_newlines(void **state) {
    (void)state;
    assert_becomes("a\r\nb\rc\r\r\nd\r", "a\nb\nc\n\nd\n");
}

static void controls_and_invalid_bytes_are_replaced(void **state) {
    (void)state;
    assert_escaped("a\0b", 3,
                   "a\xEF\xBF\xBD"
                   "b");
    assert_becomes("\x1B[31m\x7F", "\xEF\xBF\xBD[31m\xEF\xBF\xBD");
    assert_becomes("\xC2\x85\xC2\xA0", "\xEF\xBF\xBD\xC2\xA0");
    assert_becomes("\xFF<\xE4\xB8", "\xEF\xBF\xBD&lt;\xEF\xBF\xBD");
    /* An overlong '<' is no '<'. */
    assert_becomes("\xC0\xBC", "\xEF\xBF\xBD\xEF\xBF\xBD");
}

static bool has_meaning(char byte) {
    return byte == '<' || byte == '>' || byte == '"' || byte == '\'' || byte == '\0' ||
           byte == '\r';
}

/* All strings of two bytes, and a byte behind them that they could swallow. */
static void no_bytes_ever_leave_markup(void **state) {
    (void)state;
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        const char text[3] = {(char)(pair >> 8), (char)(pair & 0xFF), '<'};
        struct nd_buf buf = {0};
        assert_int_equal(nd_markup_escape(&buf, text, sizeof text), ND_OK);
        for (size_t i = 0; i < buf.size; i++) assert_false(has_meaning(buf.data[i]));
        assert_true(buf.size >= 4 && memcmp(buf.data + buf.size - 4, "&lt;", 4) == 0);
        nd_buf_free(&buf);
    }
}

static void units_are_counted_as_a_script_counts_them(void **state) {
    (void)state;
    assert_int_equal(nd_markup_units("", 0), 0);
    assert_int_equal(nd_markup_units(" a\tb\r\nc ", 8), 3);
    assert_int_equal(nd_markup_units("<\0\v", 3), 3);
    assert_int_equal(nd_markup_units("\xC3\xA9\xE4\xB8\xAD", 5), 2);
    assert_int_equal(nd_markup_units("\xF0\x9F\x9A\xA2", 4), 2);
    assert_int_equal(nd_markup_units("\xFF\xE4\xB8", 3), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_of_markup_become_references),
        cmocka_unit_test(other_text_stays_as_it_is),
        cmocka_unit_test(line_ends_become_newlines),
        cmocka_unit_test(controls_and_invalid_bytes_are_replaced),
        cmocka_unit_test(no_bytes_ever_leave_markup),
        cmocka_unit_test(units_are_counted_as_a_script_counts_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
