/*
 * entries.c - the clusters of two documents and more, one after the other, the largest first
 *
 * All are written without texts first, which shows how much room is left for these. What does not
 * fit is left out from the smallest clusters up, and the page says what that is.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "base/mem.h"
#include "page/changes.h"
#include "page/sheet.h"

enum {
    MOST_CLUSTERS = 5000, /* in a page that a browser is still quick with */
    MOST_COMPARED = 100   /* copies of a cluster whose differences are shown */
};

/* ---- Order ----------------------------------------------------------------------------------- */

static int compare_clusters(const void *x, const void *y) {
    const struct nd_row *a = *(const struct nd_row *const *)x;
    const struct nd_row *b = *(const struct nd_row *const *)y;
    if (a->size != b->size) return a->size > b->size ? -1 : 1;
    return (a->cluster > b->cluster) - (a->cluster < b->cluster);
}

/* The rows of the leads, in the order of their clusters in the page. */
static const struct nd_row **order_clusters(const struct nd_sheet *sheet) {
    const struct nd_result *result = sheet->page->result;
    const struct nd_row **leads = nd_alloc(sheet->tally.several, sizeof *leads);
    size_t count = 0;
    if (leads == NULL) return NULL;
    for (size_t i = 0; i < result->count; i++)
        if (result->rows[i].relation == ND_RELATION_LEAD) leads[count++] = &result->rows[i];
    qsort(leads, count, sizeof *leads, compare_clusters);
    return leads;
}

/* ---- Clusters -------------------------------------------------------------------------------- */

struct span {
    uint32_t least, most; /* similarity */
};

static struct span similarities(const struct nd_row *lead) {
    struct span span = {1000, 0};
    for (uint32_t i = 1; i < lead->size; i++) {
        const uint32_t alike = nd_similarity(&lead[i].measure);
        if (alike < span.least) span.least = alike;
        if (alike > span.most) span.most = alike;
    }
    return span;
}

static void add_attributes(struct nd_html *html, const struct nd_row *lead,
                           const struct span *span) {
    nd_html_add(html, "<li class=\"cluster\" id=\"c");
    nd_html_number(html, lead->cluster);
    nd_html_add(html, "\" data-size=\"");
    nd_html_number(html, lead->size);
    nd_html_add(html, "\" data-alike=\"");
    nd_html_number(html, span->least);
    nd_html_add(html, "\">");
}

static void add_outline(struct nd_html *html, const struct nd_row *lead, const struct span *span) {
    nd_html_add(html, "<span class=\"meta\"><b>");
    nd_html_count(html, lead->size);
    nd_html_add(html, " documents</b>, similarity ");
    nd_html_thousandths(html, span->least);
    if (span->most > span->least) {
        nd_html_add(html, " to ");
        nd_html_thousandths(html, span->most);
    }
    nd_html_add(html, ", cluster ");
    nd_html_number(html, lead->cluster);
    nd_html_add(html, "</span>");
}

/* The line by which a cluster is known: that of the lead's text, or its name. */
static void add_headline(struct nd_sheet *sheet, const struct nd_row *lead,
                         const struct nd_comparison *comparison) {
    struct nd_html *html = &sheet->html;
    nd_html_add(html, "<details><summary><span class=\"headline\" lang=\"\" dir=\"auto\">");
    if (comparison == NULL || !nd_changes_add_headline(html, comparison))
        nd_sheet_document(sheet, lead->document);
    nd_html_add(html, "</span>");
}

/* Compares a member with its lead, unless there is no room for what would be shown. */
static struct nd_comparison *compare(struct nd_sheet *sheet, const struct nd_row *lead,
                                     uint32_t member) {
    const struct nd_page_compare *compare = &sheet->page->compare;
    struct nd_comparison *comparison = NULL;
    if (compare->call == NULL || member > MOST_COMPARED || sheet->room == 0) return NULL;
    if (sheet->html.status == ND_OK)
        sheet->html.status =
            compare->call(compare->self, lead->document, lead[member].document, &comparison);
    return comparison;
}

/* Adds a member, with what differs if there is room for it. */
static void add_member(struct nd_sheet *sheet, const struct nd_row *row,
                       const struct nd_comparison *comparison) {
    const size_t before = sheet->html.buf.size;
    const bool texts = sheet->page->compare.call != NULL;
    if (comparison != NULL) {
        nd_sheet_member(sheet, row, comparison, NULL);
        if (sheet->html.buf.size - before <= sheet->room) {
            sheet->room -= sheet->html.buf.size - before;
            return;
        }
        sheet->html.buf.size = before;
        sheet->room = 0;
    }
    sheet->untold += texts && row->relation != ND_RELATION_LEAD;
    nd_sheet_member(sheet, row, NULL, texts ? "The text is left out of this page." : NULL);
}

/* The first comparison serves the headline and the text of the lead, too. */
static void add_cluster(struct nd_sheet *sheet, const struct nd_row *lead) {
    struct nd_html *html = &sheet->html;
    const struct span span = similarities(lead);
    struct nd_comparison *first = compare(sheet, lead, 1);
    add_attributes(html, lead, &span);
    add_headline(sheet, lead, first);
    add_outline(html, lead, &span);
    nd_html_add(html, "</summary>\n<ul class=\"members\">\n");
    add_member(sheet, lead, first);
    add_member(sheet, &lead[1], first);
    nd_comparison_free(first);
    for (uint32_t i = 2; i < lead->size; i++) {
        struct nd_comparison *comparison = compare(sheet, lead, i);
        add_member(sheet, &lead[i], comparison);
        nd_comparison_free(comparison);
    }
    nd_html_add(html, "</ul></details>\n");
}

/* Adds at most so many clusters while they fit into so many bytes; returns how many did. */
static uint64_t add_fitting(struct nd_sheet *sheet, const struct nd_row *const *leads,
                            uint64_t clusters, size_t most) {
    uint64_t i;
    for (i = 0; i < clusters && sheet->html.status == ND_OK; i++) {
        const size_t before = sheet->html.buf.size;
        add_cluster(sheet, leads[i]);
        if (sheet->html.buf.size <= most) continue;
        sheet->html.buf.size = before;
        break;
    }
    return i;
}

/* Writes the clusters into `list`: once without texts, to see how many fit into half of the page,
 * and then with texts, as far as there is room. Returns how many there are. */
static uint64_t add_list(struct nd_sheet *sheet, const struct nd_row *const *leads,
                         struct nd_html *list) {
    const size_t most = sheet->page->most_bytes;
    const bool texts = sheet->page->compare.call != NULL;
    const struct nd_html html = sheet->html;
    uint64_t shown = sheet->tally.several < MOST_CLUSTERS ? sheet->tally.several : MOST_CLUSTERS;
    sheet->html = (struct nd_html){0};
    sheet->room = 0;
    shown = add_fitting(sheet, leads, shown, texts ? most / 2 : most);
    if (texts) {
        sheet->room = most - sheet->html.buf.size;
        sheet->html.buf.size = 0;
        sheet->untold = 0;
        shown = add_fitting(sheet, leads, shown, SIZE_MAX);
    }
    *list = sheet->html;
    sheet->html = html;
    return shown;
}

static void add_legend(struct nd_html *html) {
    nd_html_add(html, "<p class=\"legend\">Each copy is set against its lead, the copy to keep: "
                      "<del>only in the lead</del>, <ins>only in the copy</ins>, "
                      "<span class=\"mask\">boilerplate, which is left out of comparing</span>.</p>"
                      "\n");
}

static void add_tools(struct nd_html *html) {
    nd_html_add(
        html,
        "<form id=\"tools\" role=\"search\" hidden>\n"
        "<label>Search <input id=\"query\" type=\"search\" autocomplete=\"off\" "
        "spellcheck=\"false\"></label>\n"
        "<label>Order <select id=\"order\"><option value=\"size\">largest first"
        "<option value=\"least\">least alike first<option value=\"most\">most alike first"
        "<option value=\"name\">by headline<option value=\"number\">by number</select></label>\n"
        "<button type=\"button\" id=\"open\">Open all</button>\n"
        "<button type=\"button\" id=\"close\">Close all</button>\n"
        "<p id=\"found\" role=\"status\"></p>\n</form>\n");
}

static void add_left_out(const struct nd_sheet *sheet, struct nd_html *html, uint64_t shown) {
    const uint64_t all = sheet->tally.several;
    if (shown != all) {
        nd_html_add(html, "<p class=\"warning\">For its size this page shows only the ");
        nd_html_count(html, shown);
        nd_html_add(html, " largest of ");
        nd_html_counted(html, all, "cluster", "clusters");
        nd_html_add(html, ". <code>--page-limit</code> sets the size; more than 5,000 clusters are "
                          "never shown.</p>\n");
    }
    if (sheet->untold != 0) {
        nd_html_add(html, "<p class=\"warning\">Left out of this page are the differences of ");
        nd_html_counted(html, sheet->untold, "copy", "copies");
        nd_html_add(html, ": for the size of the page, because they could not be read again, or "
                          "because they are not among the first hundred copies of a cluster. "
                          "<code>--page-limit</code> sets the size.</p>\n");
    }
}

void nd_sheet_clusters(struct nd_sheet *sheet) {
    struct nd_html *html = &sheet->html;
    const struct nd_row **leads = order_clusters(sheet);
    struct nd_html list = {0};
    uint64_t shown;
    nd_html_add(html, "<section id=\"clusters\" aria-labelledby=\"h-clusters\">\n"
                      "<h2 id=\"h-clusters\">Clusters</h2>\n");
    if (leads == NULL) html->status = ND_ERR_MEMORY;
    if (sheet->tally.several == 0) {
        nd_html_add(html, "<p>There is no cluster of two documents or more.</p>\n</section>\n");
    } else if (leads != NULL) {
        shown = add_list(sheet, leads, &list);
        add_left_out(sheet, html, shown);
        if (sheet->page->compare.call != NULL) add_legend(html);
        add_tools(html);
        nd_html_add(html, "<ol id=\"list\">\n");
        nd_html_append(html, &list);
        nd_html_add(html, "</ol>\n</section>\n");
    }
    nd_html_free(&list);
    nd_free((void *)leads);
}
