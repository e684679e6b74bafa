/*
 * charts.c - how large clusters are, and how alike their members: tables with a bar in each row
 *
 * Bars are drawings whose width is an attribute, because a policy that names one style allows no
 * others; they print, too.
 *
 * SPDX-License-Identifier: MIT
 */
#include "page/sheet.h"

/* Where the rows that count anything end, and where they begin. */
static unsigned last_of(const uint64_t *counts, unsigned n) {
    while (n > 1 && counts[n - 1] == 0) n--;
    return n;
}

static unsigned first_of(const uint64_t *counts, unsigned n) {
    unsigned i = 0;
    while (i + 1 < n && counts[i] == 0) i++;
    return i;
}

static uint64_t largest(const uint64_t *counts, unsigned n) {
    uint64_t most = 1;
    for (unsigned i = 0; i < n; i++)
        if (counts[i] > most) most = counts[i];
    return most;
}

static void begin_chart(struct nd_html *html, const char *title, const char *rows,
                        const char *counted) {
    nd_html_add(html, "<table class=\"chart\"><caption>");
    nd_html_add(html, title);
    nd_html_add(html, "</caption>\n<thead><tr><th scope=\"col\">");
    nd_html_add(html, rows);
    nd_html_add(html, "<th scope=\"col\">");
    nd_html_add(html, counted);
    nd_html_add(html, "<td></thead>\n<tbody>\n");
}

/* Ends a row, whose head was begun. */
static void end_row(struct nd_html *html, uint64_t count, uint64_t most) {
    nd_html_add(html, "<td>");
    nd_html_count(html, count);
    nd_html_add(html, "<td aria-hidden=\"true\"><svg><rect width=\"");
    nd_html_thousandths(html, (uint32_t)(100000 * count / most));
    nd_html_add(html, "%\" height=\"100%\"/></svg>\n");
}

static void add_sizes(struct nd_sheet *sheet) {
    struct nd_html *html = &sheet->html;
    const uint64_t *sizes = sheet->tally.sizes, most = largest(sizes, ND_TALLY_SIZES);
    begin_chart(html, "How large the clusters are", "Documents", "Clusters");
    for (unsigned i = 0; i < last_of(sizes, ND_TALLY_SIZES); i++) {
        uint32_t first, last;
        nd_tally_size(i, &first, &last);
        nd_html_add(html, "<tr><th scope=\"row\">");
        nd_html_number(html, first);
        if (last == 0) nd_html_add(html, " and more");
        if (last > first) {
            nd_html_add(html, " to ");
            nd_html_number(html, last);
        }
        end_row(html, sizes[i], most);
    }
    nd_html_add(html, "</tbody></table>\n");
}

static void add_alike(struct nd_sheet *sheet) {
    struct nd_html *html = &sheet->html;
    const uint64_t *alike = sheet->tally.alike, most = largest(alike, ND_TALLY_ALIKE);
    begin_chart(html, "How alike copies and their leads are", "Similarity", "Copies");
    for (unsigned i = ND_TALLY_ALIKE; i-- > first_of(alike, ND_TALLY_ALIKE);) {
        nd_html_add(html, "<tr><th scope=\"row\">");
        if (i == ND_TALLY_ALIKE - 1) {
            nd_html_add(html, "1.0");
        } else {
            nd_html_add(html, "from 0.");
            nd_html_number(html, i);
        }
        end_row(html, alike[i], most);
    }
    nd_html_add(html, "</tbody></table>\n");
}

void nd_sheet_charts(struct nd_sheet *sheet) {
    struct nd_html *html = &sheet->html;
    if (sheet->tally.several == 0) return;
    nd_html_add(html, "<section id=\"charts\" aria-labelledby=\"h-charts\">\n"
                      "<h2 id=\"h-charts\">Sizes and similarities</h2>\n<div class=\"charts\">\n");
    add_sizes(sheet);
    add_alike(sheet);
    nd_html_add(html, "</div>\n</section>\n");
}
