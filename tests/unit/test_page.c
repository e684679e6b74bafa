/*
 * test_page.c - the report: its figures, its clusters, and that nothing from outside is markup
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "page/changes.h"
#include "page/group.h"
#include "page/html.h"
#include "page/page.h"
#include "page/parts.h"
#include "page/sharing.h"
#include "page/tally.h"
#include "page_oracle.h"

#define LENGTH_OF(array) (sizeof(array) / sizeof *(array))
#define NAME(literal)                                                                              \
    { (literal), sizeof(literal) - 1 }

/* ---- Results --------------------------------------------------------------------------------- */

/* Rows of a cluster of so many: document `first` is the lead, the others are reprints. */
static void add_cluster(struct nd_row *rows, struct nd_result *result, uint32_t size) {
    const uint32_t first = (uint32_t)result->count;
    result->counts.clusters++;
    for (uint32_t i = 0; i < size; i++) {
        struct nd_row *row = &rows[result->count++];
        *row = (struct nd_row){.document = first + i,
                               .cluster = (uint32_t)result->counts.clusters,
                               .size = size,
                               .match = first,
                               .lead = first,
                               .relation = ND_RELATION_REPRINT,
                               .measure = {80, 75, 90, 100}};
        if (i == 0) row->relation = size == 1 ? ND_RELATION_UNIQUE : ND_RELATION_LEAD;
        if (i == 0) row->measure = (struct nd_measure){100, 100, 100, 100};
    }
    result->rows = rows;
}

static struct nd_buf written(const struct nd_page *page) {
    struct nd_buf out = {0};
    assert_int_equal(nd_page_write(page, &out), ND_OK);
    assert_true(page_is_sound(out.data, out.size));
    return out;
}

static size_t occurrences(const struct nd_buf *page, const char *text) {
    const size_t size = strlen(text);
    size_t count = 0;
    for (size_t i = 0; i + size <= page->size; i++)
        count += memcmp(page->data + i, text, size) == 0;
    return count;
}

/* ---- Pieces ---------------------------------------------------------------------------------- */

static void assert_html(struct nd_html *html, const char *expected) {
    assert_int_equal(html->status, ND_OK);
    assert_int_equal(html->buf.size, strlen(expected));
    assert_memory_equal(html->buf.data, expected, html->buf.size);
    html->buf.size = 0;
}

static void counts_are_grouped_by_three_digits(void **state) {
    struct nd_html html = {0};
    (void)state;
    nd_html_count(&html, 0);
    assert_html(&html, "0");
    nd_html_count(&html, 999);
    assert_html(&html, "999");
    nd_html_count(&html, 1000);
    assert_html(&html, "1,000");
    nd_html_count(&html, 12034056);
    assert_html(&html, "12,034,056");
    nd_html_count(&html, UINT64_MAX);
    assert_html(&html, "18,446,744,073,709,551,615");
    nd_html_counted(&html, 1, "copy", "copies");
    assert_html(&html, "1 copy");
    nd_html_counted(&html, 0, "copy", "copies");
    assert_html(&html, "0 copies");
    nd_html_free(&html);
}

static void percentages_say_neither_none_nor_all_of_what_is_some(void **state) {
    struct nd_html html = {0};
    (void)state;
    nd_html_percent(&html, 0, 5);
    assert_html(&html, "0\xC2\xA0%");
    nd_html_percent(&html, 1, 1000);
    assert_html(&html, "less than 1\xC2\xA0%");
    nd_html_percent(&html, 1, 3);
    assert_html(&html, "33\xC2\xA0%");
    nd_html_percent(&html, 999, 1000);
    assert_html(&html, "99\xC2\xA0%");
    nd_html_percent(&html, 7, 7);
    assert_html(&html, "100\xC2\xA0%");
    nd_html_percent(&html, 0, 0);
    assert_html(&html, "0\xC2\xA0%");
    nd_html_free(&html);
}

static void thousandths_have_three_decimals(void **state) {
    struct nd_html html = {0};
    (void)state;
    nd_html_thousandths(&html, 7);
    assert_html(&html, "0.007");
    nd_html_thousandths(&html, 70);
    assert_html(&html, "0.070");
    nd_html_thousandths(&html, 1000);
    assert_html(&html, "1.000");
    nd_html_free(&html);
}

static void every_cluster_and_copy_is_in_one_bar(void **state) {
    struct nd_row rows[200];
    struct nd_result result = {0};
    struct nd_tally tally;
    (void)state;
    add_cluster(rows, &result, 1);
    for (uint32_t size = 2; size < 8; size++) add_cluster(rows, &result, size);
    add_cluster(rows, &result, 101);
    nd_tally_take(&tally, &result);
    assert_int_equal(tally.documents, 1 + 27 + 6 + 101 - 6);
    assert_int_equal(tally.clusters, 8);
    assert_int_equal(tally.several, 7);
    assert_int_equal(tally.sizes[0], 1);
    assert_int_equal(tally.sizes[4], 2);
    assert_int_equal(tally.sizes[ND_TALLY_SIZES - 1], 1);
    assert_int_equal(tally.alike[7], tally.copies);
    assert_int_equal(tally.relations[ND_RELATION_UNIQUE], 1);
}

static void bars_leave_no_size_out(void **state) {
    uint32_t before = 1;
    (void)state;
    for (unsigned i = 0; i < ND_TALLY_SIZES; i++) {
        uint32_t first, last;
        nd_tally_size(i, &first, &last);
        assert_int_equal(first, before + 1);
        assert_true(last >= first || i == ND_TALLY_SIZES - 1);
        before = last;
    }
    assert_int_equal(before, 0);
}

/* ---- Pages ----------------------------------------------------------------------------------- */

static void names_and_sources_are_never_markup(void **state) {
    static const struct nd_name names[] = {
        NAME("x/</script><script>alert(1)</script>"),
        NAME("x/\"><img src=x onerror=alert(1)>"),
        NAME("x/' onclick='alert(1)"),
        NAME("x/<!--<style>-->]]>\xFF\x1B[31m&lt;&#60;"),
    };
    static const struct nd_name sources[] = {NAME("</style><svg onload=alert(1)>"), NAME("\"'<>&")};
    static const uint32_t source_of[] = {1, 2, 0, 1};
    struct nd_row rows[4];
    struct nd_result result = {0};
    const struct nd_page page = {.result = &result,
                                 .names = names,
                                 .count = LENGTH_OF(names),
                                 .sources = source_of,
                                 .source_names = sources,
                                 .source_count = 2,
                                 .most_bytes = 1000000};
    struct nd_buf out;
    (void)state;
    add_cluster(rows, &result, 4);
    out = written(&page);
    assert_true(occurrences(&out, "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;") >= 1);
    assert_true(occurrences(&out, "\\xff\\x1b[31m&amp;lt;&amp;#60;") >= 1);
    assert_int_equal(occurrences(&out, "<code>x/</code>"), 1);
    nd_buf_free(&out);
}

static void clusters_that_do_not_fit_are_counted(void **state) {
    struct nd_name names[60];
    struct nd_row rows[60];
    struct nd_result result = {0};
    struct nd_page page = {.result = &result, .names = names, .count = LENGTH_OF(names)};
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(names); i++) names[i] = (struct nd_name)NAME("a-name");
    for (uint32_t i = 0; i < 20; i++) add_cluster(rows, &result, 3);
    for (page.most_bytes = 0; page.most_bytes < 40000; page.most_bytes += 997) {
        struct nd_buf out = written(&page);
        const size_t shown = occurrences(&out, "<li class=\"cluster\"");
        assert_true(shown <= 20);
        assert_int_equal(occurrences(&out, "For its size this page shows only"), shown < 20);
        nd_buf_free(&out);
    }
}

/* Two new documents with an old lead, 3, and another old one; a new lead with an old excerpt. */
static void the_longest_bar_has_the_whole_width(void **state) {
    static const struct nd_name names[9] = {NAME("0"), NAME("1"), NAME("2"), NAME("3"), NAME("4"),
                                            NAME("5"), NAME("6"), NAME("7"), NAME("8")};
    struct nd_row rows[9];
    struct nd_result result = {0};
    const struct nd_page page = {
        .result = &result, .names = names, .count = LENGTH_OF(names), .most_bytes = 1000000};
    struct nd_buf out;
    (void)state;
    for (int i = 0; i < 3; i++) add_cluster(rows, &result, 2);
    add_cluster(rows, &result, 3);
    out = written(&page);
    assert_int_equal(occurrences(&out, "<td>3<td aria-hidden=\"true\"><svg><rect "
                                       "width=\"100.000%\""),
                     1);
    assert_int_equal(occurrences(&out, "<td>1<td aria-hidden=\"true\"><svg><rect "
                                       "width=\"33.333%\""),
                     1);
    nd_buf_free(&out);
}

static void an_old_lead_stands_in_its_cluster(void **state) {
    static const struct nd_name names[] = {NAME("new/a"), NAME("new/b"), NAME("new/c"),
                                           NAME("old/d"), NAME("old/e"), NAME("old/f")};
    static const struct nd_row rows[] = {
        {0, 1, 4, 3, 3, ND_RELATION_REPRINT, {80, 75, 90, 100}, 0},
        {1, 1, 4, 3, 3, ND_RELATION_EXACT, {100, 100, 100, 100}, 0},
        {2, 2, 2, 2, 2, ND_RELATION_LEAD, {50, 50, 50, 50}, 0},
    };
    const struct nd_result result = {.rows = rows, .count = 3, .counts = {.clusters = 2}};
    const struct nd_page page = {
        .result = &result, .names = names, .count = LENGTH_OF(names), .most_bytes = 100000};
    const struct nd_group known = nd_group_at(&result, 0), own = nd_group_at(&result, 2);
    struct nd_tally tally;
    struct nd_buf out;
    (void)state;
    assert_true(known.known);
    assert_int_equal(known.lead.document, 3);
    assert_int_equal(known.lead.measure.words_a, 100);
    assert_int_equal(known.count, 2);
    assert_int_equal(known.old, 2);
    assert_false(own.known);
    assert_int_equal(own.count, 0);
    assert_int_equal(own.old, 1);
    nd_tally_take(&tally, &result);
    assert_int_equal(tally.several, 2);
    assert_int_equal(tally.known, 1);
    assert_int_equal(tally.copies, 2);
    out = written(&page);
    assert_int_equal(occurrences(&out, "<h1>3 new documents, 2 reports</h1>"), 1);
    assert_int_equal(occurrences(&out, "<span class=\"doc\">old/d</span>"), 1);
    assert_int_equal(occurrences(&out, "old/e"), 0);
    assert_int_equal(occurrences(&out, "An old document, which carries the report already."), 1);
    nd_buf_free(&out);
}

static const char *say(void *self, const struct nd_row *row) {
    (void)self;
    return row->document == 2 ? NULL : "<best>";
}

static void the_rule_that_kept_the_lead_is_named(void **state) {
    static const struct nd_name names[] = {NAME("a"), NAME("b"), NAME("c")};
    struct nd_row rows[3];
    struct nd_result result = {0};
    const struct nd_page page = {.result = &result,
                                 .names = names,
                                 .count = LENGTH_OF(names),
                                 .reason = {NULL, say},
                                 .most_bytes = 100000};
    struct nd_buf out;
    (void)state;
    add_cluster(rows, &result, 3);
    out = written(&page);
    assert_int_equal(occurrences(&out, "&lt;best&gt;"), 2);
    assert_int_equal(occurrences(&out, "The lead is kept and not this one by the rule"), 1);
    nd_buf_free(&out);
}

/* An update and an excerpt of a lead, and an excerpt of one that is not in a cluster. */
static void what_is_related_is_listed_with_what_it_belongs_to(void **state) {
    static const struct nd_name names[] = {NAME("a"), NAME("b"), NAME("<u>"), NAME("e"), NAME("f")};
    struct nd_row rows[5];
    struct nd_result result = {0};
    struct nd_page page = {
        .result = &result, .names = names, .count = LENGTH_OF(names), .most_bytes = 100000};
    struct nd_buf out;
    (void)state;
    add_cluster(rows, &result, 2);
    for (int i = 0; i < 3; i++) add_cluster(rows, &result, 1);
    rows[2].relation = ND_RELATION_UPDATE;
    rows[2].match = 1;
    rows[3].relation = rows[4].relation = ND_RELATION_EXCERPT;
    rows[3].match = 0;
    rows[4].match = 2;
    out = written(&page);
    assert_int_equal(occurrences(&out, "Another version of <span class=\"doc\"><a href=\"#c1\">b<"),
                     1);
    assert_int_equal(occurrences(&out, "A part of <span class=\"doc\"><a href=\"#c1\">a<"), 1);
    assert_int_equal(occurrences(&out, "A part of <span class=\"doc\">&lt;u&gt;<"), 1);
    nd_buf_free(&out);
    page.most_bytes = 0; /* no cluster is shown: nothing to lead to */
    out = written(&page);
    assert_int_equal(occurrences(&out, "href=\"#c1\""), 0);
    assert_int_equal(occurrences(&out, "shows only 1 of 3 such documents"), 1);
    nd_buf_free(&out);
}

static struct nd_comparison *comparison_between(const char *a, const char *b) {
    struct nd_options options;
    struct nd_comparison *comparison;
    nd_options_init(&options);
    assert_int_equal(
        nd_compare(&options, a, strlen(a), b, strlen(b), ND_ENCODING_DETECT, &comparison), ND_OK);
    return comparison;
}

/* Adds what differs between a text of many words and another one. */
static struct nd_buf changes_between(const char *a, const char *b, bool whole) {
    struct nd_comparison *const comparison = comparison_between(a, b);
    struct nd_html html = {0};
    nd_changes_add(&html, comparison, whole);
    nd_comparison_free(comparison);
    assert_int_equal(html.status, ND_OK);
    return html.buf;
}

static void what_is_left_out_is_found_in_the_lead(void **state) {
    char lead[2000], copy[2100];
    struct nd_buf out;
    size_t size = 0;
    (void)state;
    for (int i = 100; i < 300; i++)
        size += (size_t)snprintf(lead + size, sizeof lead - size, "\xC3\xA9%d ", i);
    (void)snprintf(copy, sizeof copy, "%s", lead + 6 * 3); /* the lead has three words before it */
    out = changes_between(lead, copy, true);
    /* Of 197 words of six bytes and four units the rims of 150 bytes, cut at a blank, are shown. */
    assert_int_equal(occurrences(&out, "data-from=\"112\" data-to=\"700\">"), 1);
    assert_int_equal(occurrences(&out, "hidden"), 0);
    nd_buf_free(&out);
    out = changes_between(lead, copy, false);
    assert_int_equal(occurrences(&out, "data-from"), 0);
    nd_buf_free(&out);
    (void)snprintf(copy, sizeof copy, "the copy has words before it %s", lead);
    out = changes_between(lead, copy, true);
    assert_int_equal(occurrences(&out, "data-from=\"100\" data-to=\"700\">"), 1);
    nd_buf_free(&out);
    (void)snprintf(copy, sizeof copy, "%s", lead + 6 * 3);
    copy[6 * 100 + 1] = '\x89'; /* a capital letter: the same word, and other bytes */
    out = changes_between(lead, copy, true);
    assert_int_equal(occurrences(&out, "data-from"), 0);
    assert_int_equal(occurrences(&out, "<span hidden>"), 1);
    assert_int_equal(occurrences(&out, "\xC3\x89"
                                       "203"),
                     1);
    nd_buf_free(&out);
}

/* Where words have no blanks between them, a long stretch is cut between two characters. */
static void of_a_long_stretch_without_blanks_both_ends_are_shown(void **state) {
    char text[2000];
    struct nd_buf out;
    size_t size = 0;
    (void)state;
    for (unsigned i = 0; i < 400; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "\xE4\xB8%c",
                                 (char)(0x80 + i * i % 61));
    out = changes_between(text, text, false);
    assert_int_equal(occurrences(&out, "\xE2\x80\xA6 300 characters alike \xE2\x80\xA6"), 1);
    assert_memory_equal(out.data, text, 150);
    assert_memory_equal(out.data + out.size - 150, text + size - 150, 150);
    nd_buf_free(&out);
}

/* The headline of a report that both texts have, behind words of the first one's own. */
static void assert_headline(const char *report, const char *wanted) {
    char a[1000];
    struct nd_comparison *comparison;
    struct nd_html html = {0};
    (void)snprintf(a, sizeof a, "only here\n\n%s", report);
    comparison = comparison_between(a, report);
    assert_int_equal(nd_changes_add_headline(&html, comparison), wanted != NULL);
    nd_comparison_free(comparison);
    assert_html(&html, wanted != NULL ? wanted : "");
    nd_buf_free(&html.buf);
}

#define REPORT                                                                                     \
    "The ferry to Osk island will sail again from Monday morning, the harbour office said"

static void a_headline_is_the_first_line_of_what_is_shared(void **state) {
    (void)state;
    assert_headline(REPORT "\n\nafter both engines had been replaced", REPORT);
    assert_headline("Sulme\n\n" REPORT, "Sulme \xC2\xB7 " REPORT);
    assert_headline("To Osk from Monday morning on\n\n" REPORT, "To Osk from Monday morning on");
    assert_headline("Sulme \xE2\x80\x93 one two three four five six seven",
                    "Sulme \xE2\x80\x93 one two three four five six seven");
    assert_headline(REPORT " on Friday after engineers had replaced both of them",
                    REPORT " on Friday after engineers \xE2\x80\xA6");
    assert_headline("", NULL);
}

static void an_empty_result_is_a_page(void **state) {
    const struct nd_result result = {0};
    const struct nd_page page = {.result = &result};
    struct nd_buf out;
    (void)state;
    out = written(&page);
    assert_int_equal(occurrences(&out, "There is no cluster"), 1);
    nd_buf_free(&out);
}

static void a_document_has_its_source_beside_it_unless_its_name_tells_it(void **state) {
    static const struct nd_name names[] = {NAME("x/b/1"), NAME("2"), NAME("x/b/3"), NAME("4"),
                                           NAME("5")};
    static const struct nd_name sources[] = {NAME("x/b"), NAME("x/c"), NAME(".")};
    static const uint32_t source_of[] = {1, 1, 2, 0, 3};
    struct nd_row rows[5];
    struct nd_result result = {0};
    struct nd_page page = {.result = &result,
                           .names = names,
                           .count = LENGTH_OF(names),
                           .sources = source_of,
                           .source_names = sources,
                           .source_count = LENGTH_OF(sources),
                           .most_bytes = 1000000};
    struct nd_buf out;
    (void)state;
    add_cluster(rows, &result, 5);
    out = written(&page);
    assert_int_equal(occurrences(&out, " Source: "), 2);
    assert_int_equal(occurrences(&out, " Source: x/b."), 1);
    assert_int_equal(occurrences(&out, " Source: x/c."), 1);
    nd_buf_free(&out);
}

/* Three clusters: sources 1 2 1, sources 2 1, and source 3 with an unknown one. */
static void sources_are_counted_by_the_clusters_that_they_share(void **state) {
    static const struct nd_name sources[] = {NAME("x/b"), NAME("x/a"), NAME("x/c"), NAME("x/d")};
    static const uint32_t source_of[] = {1, 2, 1, 2, 1, 3, 0, 4};
    static const struct nd_name names[8] = {NAME("0"), NAME("1"), NAME("2"), NAME("3"),
                                            NAME("4"), NAME("5"), NAME("6"), NAME("7")};
    struct nd_row rows[8];
    struct nd_result result = {0};
    const struct nd_page page = {.result = &result,
                                 .names = names,
                                 .count = LENGTH_OF(names),
                                 .sources = source_of,
                                 .source_names = sources,
                                 .source_count = LENGTH_OF(sources),
                                 .most_bytes = 1000000};
    struct nd_sharing sharing;
    struct nd_buf out;
    (void)state;
    add_cluster(rows, &result, 3);
    add_cluster(rows, &result, 2);
    add_cluster(rows, &result, 2);
    add_cluster(rows, &result, 1);
    assert_int_equal(nd_sharing_take(&sharing, &page), ND_OK);
    assert_int_equal(sharing.count, 4);
    assert_int_equal(sharing.shown, 3);
    assert_int_equal(sharing.sources[0].source, 1);
    assert_int_equal(sharing.sources[0].shared, 3);
    assert_int_equal(sharing.sources[0].leads, 1);
    assert_int_equal(sharing.clusters[0][1], 2);
    assert_int_equal(sharing.clusters[1][0], 2);
    assert_int_equal(sharing.clusters[0][0], 1);
    assert_int_equal(sharing.clusters[0][2], 0);
    nd_sharing_free(&sharing);
    out = written(&page);
    assert_int_equal(occurrences(&out, "<b>b</b> and <b>a</b>: 2 clusters"), 1);
    assert_int_equal(occurrences(&out, "Not in this table: 1 source"), 1);
    nd_buf_free(&out);
}

static void style_and_script_cannot_end_early(void **state) {
    (void)state;
    assert_null(strstr(nd_page_style, "</"));
    assert_null(strstr(nd_page_script, "</"));
    assert_null(strstr(nd_page_script, "<!--"));
    assert_int_equal(strlen(nd_page_style_hash), strlen("sha256-") + 44);
    assert_int_equal(strlen(nd_page_script_hash), strlen("sha256-") + 44);
}

static void the_oracle_knows_what_is_not_ours(void **state) {
    static const char *const foreign[] = {
        "<script>", "<b onclick=\"x\">", "<img src=\"x\">",  "a > b",
        "<b",       "<b class='x'>",     "<b class=\"<\">",  "it's",
        "<!-- -->", "</b class=\"x\">",  "<p class=\"x\"y>", "\"",
        "<>"};
    static const char ours[] = "<p class=\"x\" hidden>a &lt; b</p><rect width=\"1%\"/>";
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(foreign); i++)
        assert_false(page_is_ours(foreign[i], foreign[i] + strlen(foreign[i])));
    assert_true(page_is_ours(ours, ours + sizeof ours - 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_grouped_by_three_digits),
        cmocka_unit_test(percentages_say_neither_none_nor_all_of_what_is_some),
        cmocka_unit_test(thousandths_have_three_decimals),
        cmocka_unit_test(every_cluster_and_copy_is_in_one_bar),
        cmocka_unit_test(bars_leave_no_size_out),
        cmocka_unit_test(names_and_sources_are_never_markup),
        cmocka_unit_test(clusters_that_do_not_fit_are_counted),
        cmocka_unit_test(the_longest_bar_has_the_whole_width),
        cmocka_unit_test(an_old_lead_stands_in_its_cluster),
        cmocka_unit_test(the_rule_that_kept_the_lead_is_named),
        cmocka_unit_test(what_is_related_is_listed_with_what_it_belongs_to),
        cmocka_unit_test(what_is_left_out_is_found_in_the_lead),
        cmocka_unit_test(of_a_long_stretch_without_blanks_both_ends_are_shown),
        cmocka_unit_test(a_headline_is_the_first_line_of_what_is_shared),
        cmocka_unit_test(an_empty_result_is_a_page),
        cmocka_unit_test(a_document_has_its_source_beside_it_unless_its_name_tells_it),
        cmocka_unit_test(sources_are_counted_by_the_clusters_that_they_share),
        cmocka_unit_test(style_and_script_cannot_end_early),
        cmocka_unit_test(the_oracle_knows_what_is_not_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
