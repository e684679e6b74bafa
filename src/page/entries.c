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

/* The first rows of all clusters of two and more, in the order of these in the page. */
static const struct nd_row **order_clusters(const struct nd_sheet *sheet) {
    const struct nd_result *result = sheet->page->result;
    const struct nd_row **firsts = nd_alloc((size_t)sheet->tally.several, sizeof *firsts);
    size_t count = 0;
    if (firsts == NULL) return NULL;
    for (size_t i = 0; i < result->count; i += nd_group_rows(result, i))
        if (result->rows[i].size > 1) firsts[count++] = &result->rows[i];
    qsort(firsts, count, sizeof *firsts, compare_clusters);
    return firsts;
}

/* ---- Clusters -------------------------------------------------------------------------------- */

struct span {
    uint32_t least, most; /* similarity */
};

static struct span similarities(const struct nd_group *group) {
    struct span span = {1000, 0};
    for (uint32_t i = 0; i < group->count; i++) {
        const uint32_t alike = nd_similarity(&group->copies[i].measure);
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

static void add_outline(struct nd_html *html, const struct nd_group *group,
                        const struct span *span) {
    nd_html_add(html, "<span class=\"meta\"><b>");
    nd_html_count(html, group->lead.size);
    nd_html_add(html, " documents</b>");
    if (group->old != 0) {
        nd_html_add(html, ", of these old ");
        nd_html_count(html, group->old);
    }
    if (group->count != 0) {
        nd_html_add(html, ", similarity ");
        nd_html_thousandths(html, span->least);
    }
    if (span->most > span->least) {
        nd_html_add(html, " to ");
        nd_html_thousandths(html, span->most);
    }
    nd_html_add(html, ", cluster ");
    nd_html_number(html, group->lead.cluster);
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

/* Compares a copy with its lead, unless there is no room for what would be shown. */
static struct nd_comparison *compare(struct nd_sheet *sheet, const struct nd_group *group,
                                     uint32_t copy) {
    const struct nd_page_compare *compare = &sheet->page->compare;
    struct nd_comparison *comparison = NULL;
    if (compare->call == NULL || copy >= MOST_COMPARED || copy >= group->count || sheet->room == 0)
        return NULL;
    if (sheet->html.status == ND_OK)
        sheet->html.status = compare->call(compare->self, group->lead.document,
                                           group->copies[copy].document, &comparison);
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
static void add_cluster(struct nd_sheet *sheet, const struct nd_group *group) {
    struct nd_html *html = &sheet->html;
    const struct span span = similarities(group);
    struct nd_comparison *comparison = compare(sheet, group, 0);
    sheet->known = group->known;
    add_attributes(html, &group->lead, &span);
    add_headline(sheet, &group->lead, comparison);
    add_outline(html, group, &span);
    nd_html_add(html, "</summary>\n<ul class=\"members\">\n");
    add_member(sheet, &group->lead, comparison);
    for (uint32_t i = 0; i < group->count; i++) {
        if (i != 0) comparison = compare(sheet, group, i);
        add_member(sheet, &group->copies[i], comparison);
        nd_comparison_free(comparison);
        comparison = NULL;
    }
    nd_comparison_free(comparison);
    nd_html_add(html, "</ul></details>\n");
}

/* Adds at most so many clusters while they fit into so many bytes; returns how many did. */
static uint64_t add_fitting(struct nd_sheet *sheet, const struct nd_row *const *firsts,
                            uint64_t clusters, size_t most) {
    const struct nd_result *const result = sheet->page->result;
    uint64_t i;
    for (i = 0; i < clusters && sheet->html.status == ND_OK; i++) {
        const size_t before = sheet->html.buf.size;
        const struct nd_group group = nd_group_at(result, (size_t)(firsts[i] - result->rows));
        add_cluster(sheet, &group);
        if (sheet->html.buf.size <= most) continue;
        sheet->html.buf.size = before;
        break;
    }
    return i;
}

/* Writes the clusters into `list`: once without texts, to see how many fit into half of the page,
 * and then with texts, as far as there is room. Returns how many there are. */
static uint64_t add_list(struct nd_sheet *sheet, const struct nd_row *const *firsts,
                         struct nd_html *list) {
    const size_t most = sheet->page->most_bytes;
    const bool texts = sheet->page->compare.call != NULL;
    const struct nd_html html = sheet->html;
    uint64_t shown = sheet->tally.several < MOST_CLUSTERS ? sheet->tally.several : MOST_CLUSTERS;
    sheet->html = (struct nd_html){0};
    sheet->room = 0;
    shown = add_fitting(sheet, firsts, shown, texts ? most / 2 : most);
    if (texts) {
        sheet->room = most - sheet->html.buf.size;
        sheet->html.buf.size = 0;
        sheet->untold = 0;
        shown = add_fitting(sheet, firsts, shown, SIZE_MAX);
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

void nd_sheet_tools(struct nd_sheet *sheet) {
    struct nd_html *html = &sheet->html;
    nd_html_add(html, "<form id=\"tools\" role=\"search\" hidden>\n"
                      "<label>Search <input id=\"query\" type=\"search\" autocomplete=\"off\" "
                      "spellcheck=\"false\"></label>\n");
    if (sheet->tally.several != 0)
        nd_html_add(
            html, "<label>Order <select id=\"order\"><option value=\"size\">largest first"
                  "<option value=\"least\">least alike first<option value=\"most\">most alike first"
                  "<option value=\"name\">by headline<option value=\"number\">by number"
                  "</select></label>\n"
                  "<button type=\"button\" id=\"open\">Open all</button>\n"
                  "<button type=\"button\" id=\"close\">Close all</button>\n");
    nd_html_add(html, "<p id=\"found\" role=\"status\"></p>\n</form>\n");
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

/* Notes for each document of a cluster that is shown where it is to be found. */
static void note_places(struct nd_sheet *sheet, const struct nd_row *const *firsts,
                        uint64_t shown) {
    const struct nd_result *const result = sheet->page->result;
    for (uint64_t i = 0; i < shown; i++) {
        const size_t rows = nd_group_rows(result, (size_t)(firsts[i] - result->rows));
        sheet->places[firsts[i]->lead] = firsts[i]->cluster;
        for (size_t k = 0; k < rows; k++) sheet->places[firsts[i][k].document] = firsts[i]->cluster;
    }
}

void nd_sheet_clusters(struct nd_sheet *sheet) {
    struct nd_html *html = &sheet->html;
    const struct nd_row **firsts = order_clusters(sheet);
    struct nd_html list = {0};
    uint64_t shown;
    nd_html_add(html, "<section id=\"clusters\" aria-labelledby=\"h-clusters\">\n"
                      "<h2 id=\"h-clusters\">Clusters</h2>\n");
    if (firsts == NULL) html->status = ND_ERR_MEMORY;
    if (sheet->tally.several == 0) {
        nd_html_add(html, "<p>There is no cluster of two documents or more.</p>\n</section>\n");
    } else if (firsts != NULL) {
        shown = add_list(sheet, firsts, &list);
        note_places(sheet, firsts, shown);
        add_left_out(sheet, html, shown);
        if (sheet->page->compare.call != NULL) add_legend(html);
        nd_sheet_tools(sheet);
        nd_html_add(html, "<ol id=\"list\">\n");
        nd_html_append(html, &list);
        nd_html_add(html, "</ol>\n</section>\n");
    }
    nd_html_free(&list);
    nd_free((void *)firsts);
}
