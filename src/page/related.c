/*
 * related.c - the documents that stand alone and yet are something to another one: updates,
 * excerpts, round-ups
 *
 * Those of one kind stand together, the ones with the most shared words first. What they belong to
 * leads to its cluster, if that is in the page.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "base/mem.h"
#include "page/sheet.h"

enum { MOST_RELATED = 2000 };

static int compare_related(const void *x, const void *y) {
    const struct nd_row *a = *(const struct nd_row *const *)x;
    const struct nd_row *b = *(const struct nd_row *const *)y;
    if (a->relation != b->relation) return a->relation > b->relation ? 1 : -1;
    if (a->measure.shared != b->measure.shared)
        return a->measure.shared > b->measure.shared ? -1 : 1;
    return (a->cluster > b->cluster) - (a->cluster < b->cluster);
}

static const struct nd_row **list_related(const struct nd_sheet *sheet) {
    const struct nd_result *result = sheet->page->result;
    const struct nd_row **rows = nd_alloc((size_t)sheet->tally.related, sizeof *rows);
    size_t count = 0;
    if (rows == NULL) return NULL;
    for (size_t i = 0; i < result->count; i++)
        if (nd_group_is_related(&result->rows[i])) rows[count++] = &result->rows[i];
    qsort(rows, count, sizeof *rows, compare_related);
    return rows;
}

static void add_match(struct nd_sheet *sheet, uint32_t match) {
    struct nd_html *html = &sheet->html;
    if (sheet->places[match] != 0) {
        nd_html_add(html, "<a href=\"#c");
        nd_html_number(html, sheet->places[match]);
        nd_html_add(html, "\">");
    }
    nd_sheet_document(sheet, match);
    if (sheet->places[match] != 0) nd_html_add(html, "</a>");
}

static void add_related(struct nd_sheet *sheet, const struct nd_row *row) {
    struct nd_html *html = &sheet->html;
    static const char *const links[] = {[ND_RELATION_UPDATE] = "Another version of ",
                                        [ND_RELATION_EXCERPT] = "A part of ",
                                        [ND_RELATION_ROUNDUP] = "Has a part in common with "};
    nd_html_add(html, "<li>");
    nd_sheet_row(sheet, row);
    nd_html_add(html, "<p class=\"why\">");
    nd_html_add(html, links[row->relation]);
    nd_html_add(html, "<span class=\"doc\">");
    add_match(sheet, row->match);
    nd_html_add(html, "</span>: ");
    nd_sheet_shared(sheet, &row->measure, " there.");
    nd_html_add(html, "</p>\n");
}

void nd_sheet_related(struct nd_sheet *sheet) {
    struct nd_html *html = &sheet->html;
    const uint64_t all = sheet->tally.related, most = all < MOST_RELATED ? all : MOST_RELATED;
    const size_t room = sheet->page->most_bytes / 20;
    const struct nd_row **rows;
    size_t begin;
    uint64_t shown;
    if (all == 0) return;
    rows = list_related(sheet);
    if (rows == NULL) {
        html->status = ND_ERR_MEMORY;
        return;
    }
    nd_html_add(html, "<section id=\"related\" aria-labelledby=\"h-related\">\n"
                      "<h2 id=\"h-related\">Alone, but related</h2>\n"
                      "<p class=\"legend\">These are no copies: an update goes on with much text "
                      "of its own, an excerpt is a small part of another document, a round-up "
                      "strings parts of several together.</p>\n");
    if (sheet->tally.several == 0) nd_sheet_tools(sheet); /* else the clusters have it */
    nd_html_add(html, "<ul class=\"related\">\n");
    begin = html->buf.size;
    for (shown = 0; shown < most && html->buf.size - begin <= room; shown++)
        add_related(sheet, rows[shown]);
    nd_html_add(html, "</ul>\n");
    if (shown < all) {
        nd_html_add(html, "<p class=\"warning\">For its size this page shows only ");
        nd_html_count(html, shown);
        nd_html_add(html, " of ");
        nd_html_counted(html, all, "such document", "such documents");
        nd_html_add(html, ".</p>\n");
    }
    nd_html_add(html, "</section>\n");
    nd_free((void *)rows);
}
