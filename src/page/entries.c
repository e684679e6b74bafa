/*
 * entries.c - the clusters of two documents and more, one after the other, the largest first
 *
 * Each is written by itself and added when it still fits into the page, so that the largest are
 * there and the page says how many are not.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "base/mem.h"
#include "page/sheet.h"

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

/* ---- Members --------------------------------------------------------------------------------- */

/* What is shared, in words. */
static void add_shared(struct nd_html *html, const struct nd_measure *measure) {
    nd_html_counted(html, measure->shared, "word is shared", "words are shared");
    nd_html_add(html, measure->equal == measure->shared ? ", all equal" : ", ");
    if (measure->equal != measure->shared) {
        nd_html_count(html, measure->equal);
        nd_html_add(html, " of them equal");
    }
    nd_html_add(html, ", of ");
    nd_html_count(html, measure->words_a);
    nd_html_add(html, " here and ");
    nd_html_count(html, measure->words_b);
    nd_html_add(html, " in the lead.");
}

static void add_reason(struct nd_html *html, const struct nd_row *row) {
    static const char *const reasons[ND_TALLY_RELATIONS] = {
        [ND_RELATION_LEAD] = "The copy to keep: it shares the most words with the others. It has ",
        [ND_RELATION_EXACT] = "Has the same words as the lead, in the same order: ",
        [ND_RELATION_REPRINT] = "Carries the report of the lead: ",
        [ND_RELATION_ABRIDGED] = "Carries the report in less than seven tenths of its words: ",
        [ND_RELATION_UPDATE] = "Another version: both have much text of their own. ",
        [ND_RELATION_EXCERPT] = "A part of a longer document: ",
        [ND_RELATION_ROUNDUP] = "Strings parts of several reports together: ",
        [ND_RELATION_UNIQUE] = "",
    };
    nd_html_add(html, "<p class=\"why\">");
    nd_html_add(html, reasons[row->relation]);
    if (row->relation == ND_RELATION_LEAD || row->relation == ND_RELATION_EXACT) {
        nd_html_counted(html, row->measure.words_a, "word", "words");
        nd_html_add(html, " without boilerplate.");
    } else {
        add_shared(html, &row->measure);
    }
    nd_html_add(html, "</p>\n");
}

static void add_numbers(struct nd_html *html, const struct nd_row *row) {
    if (row->relation == ND_RELATION_LEAD) return;
    nd_html_add(html, "<span class=\"sim\"><span class=\"vh\">, similarity </span>");
    nd_html_thousandths(html, nd_similarity(&row->measure));
    nd_html_add(html, "</span>");
}

static void add_member(struct nd_sheet *sheet, const struct nd_row *row) {
    struct nd_html *html = &sheet->html;
    const char *relation = nd_relation_name(row->relation);
    nd_html_add(html, "<li><details class=\"member\"><summary><span class=\"rel ");
    nd_html_add(html, relation);
    nd_html_add(html, "\">");
    nd_html_add(html, relation);
    nd_html_add(html, "</span> <span class=\"doc\">");
    nd_sheet_document(sheet, row->document);
    nd_html_add(html, "</span>");
    add_numbers(html, row);
    nd_html_add(html, "</summary>\n");
    add_reason(html, row);
    nd_html_add(html, "</details>\n");
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

static void add_cluster(struct nd_sheet *sheet, const struct nd_row *lead) {
    struct nd_html *html = &sheet->html;
    const struct span span = similarities(lead);
    add_attributes(html, lead, &span);
    nd_html_add(html, "<details><summary><span class=\"headline\">");
    nd_sheet_document(sheet, lead->document);
    nd_html_add(html, "</span>");
    add_outline(html, lead, &span);
    nd_html_add(html, "</summary>\n<ul class=\"members\">\n");
    for (uint32_t i = 0; i < lead->size; i++) add_member(sheet, &lead[i]);
    nd_html_add(html, "</ul></details>\n");
}

/* Adds clusters while they fit; returns how many did. */
static uint64_t add_fitting(struct nd_sheet *sheet, const struct nd_row *const *leads) {
    const size_t begin = sheet->html.buf.size;
    uint64_t i;
    for (i = 0; i < sheet->tally.several && sheet->html.status == ND_OK; i++) {
        const size_t before = sheet->html.buf.size;
        add_cluster(sheet, leads[i]);
        if (sheet->html.buf.size - begin <= sheet->page->most_bytes) continue;
        sheet->html.buf.size = before;
        break;
    }
    return i;
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

static void add_left_out(struct nd_html *html, uint64_t shown, uint64_t all) {
    if (shown == all) return;
    nd_html_add(html, "<p class=\"warning\">The page has reached its size limit: it shows the ");
    nd_html_count(html, shown);
    nd_html_add(html, " largest of ");
    nd_html_counted(html, all, "cluster", "clusters");
    nd_html_add(html, ". <code>--page-limit</code> sets the limit.</p>\n");
}

void nd_sheet_clusters(struct nd_sheet *sheet) {
    struct nd_html *html = &sheet->html;
    const struct nd_row **leads = order_clusters(sheet);
    uint64_t shown;
    nd_html_add(html, "<section id=\"clusters\" aria-labelledby=\"h-clusters\">\n"
                      "<h2 id=\"h-clusters\">Clusters</h2>\n");
    if (leads == NULL) html->status = ND_ERR_MEMORY;
    if (sheet->tally.several == 0) {
        nd_html_add(html, "<p>There is no cluster of two documents or more.</p>\n</section>\n");
    } else if (leads != NULL) {
        add_tools(html);
        nd_html_add(html, "<ol id=\"list\">\n");
        shown = add_fitting(sheet, leads);
        nd_html_add(html, "</ol>\n");
        add_left_out(html, shown, sheet->tally.several);
        nd_html_add(html, "</section>\n");
    }
    nd_free((void *)leads);
}
