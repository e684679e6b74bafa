/*
 * matrix.c - who prints the same reports as whom: the pairs that share most, and a table of all
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "page/sharing.h"
#include "page/sheet.h"

enum { MOST_PAIRS = 8, SHADES = 5 };

struct pair {
    uint64_t clusters;
    uint32_t a, b; /* places among the sources that are shown; a < b */
};

/* ---- Pairs ----------------------------------------------------------------------------------- */

static int compare_pairs(const void *x, const void *y) {
    const struct pair *a = x, *b = y;
    if (a->clusters != b->clusters) return a->clusters > b->clusters ? -1 : 1;
    if (a->a != b->a) return a->a > b->a ? 1 : -1;
    return (a->b > b->b) - (a->b < b->b);
}

static size_t list_pairs(const struct nd_sharing *sharing, struct pair *pairs) {
    size_t count = 0;
    for (uint32_t a = 0; a < sharing->shown; a++)
        for (uint32_t b = a + 1; b < sharing->shown; b++)
            if (sharing->clusters[a][b] != 0)
                pairs[count++] = (struct pair){sharing->clusters[a][b], a, b};
    qsort(pairs, count, sizeof *pairs, compare_pairs);
    return count;
}

static void add_source(struct nd_sheet *sheet, const struct nd_sharing *sharing, uint32_t at) {
    nd_html_name(&sheet->html, &sheet->page->source_names[sharing->sources[at].source - 1],
                 sheet->source_prefix);
}

/* Returns the clusters that the first pair has in common. */
static uint64_t add_pairs(struct nd_sheet *sheet, const struct nd_sharing *sharing) {
    struct pair pairs[ND_SHARING_MOST * (ND_SHARING_MOST - 1) / 2];
    const size_t count = list_pairs(sharing, pairs);
    struct nd_html *html = &sheet->html;
    if (count == 0) {
        nd_html_add(html, "<p>No two sources print the same report.</p>\n");
        return 0;
    }
    nd_html_add(html, "<ol class=\"pairs\">\n");
    for (size_t i = 0; i < count && i < MOST_PAIRS; i++) {
        nd_html_add(html, "<li><b>");
        add_source(sheet, sharing, pairs[i].a);
        nd_html_add(html, "</b> and <b>");
        add_source(sheet, sharing, pairs[i].b);
        nd_html_add(html, "</b>: ");
        nd_html_counted(html, pairs[i].clusters, "cluster", "clusters");
        nd_html_add(html, "\n");
    }
    nd_html_add(html, "</ol>\n");
    return pairs[0].clusters;
}

/* ---- The table ------------------------------------------------------------------------------- */

static void add_head(struct nd_sheet *sheet, const struct nd_sharing *sharing) {
    struct nd_html *html = &sheet->html;
    nd_html_add(html, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
                      "aria-labelledby=\"h-sources\">\n<table class=\"matrix\"><caption>Clusters "
                      "that two sources have in common, or that one has twice</caption>\n<thead>"
                      "<tr><th scope=\"col\">Source<th scope=\"col\">Documents"
                      "<th scope=\"col\">In clusters<th scope=\"col\">Leads");
    for (uint32_t i = 0; i < sharing->shown; i++) {
        nd_html_add(html, "<th scope=\"col\"><abbr title=\"");
        add_source(sheet, sharing, i);
        nd_html_add(html, "\">");
        nd_html_number(html, i + 1);
        nd_html_add(html, "</abbr>");
    }
    nd_html_add(html, "</thead>\n<tbody>\n");
}

static void add_cell(struct nd_html *html, uint64_t clusters, uint64_t most, bool own) {
    const uint64_t shade = most == 0 ? 0 : (clusters * SHADES + most - 1) / most;
    nd_html_add(html, own ? "<td class=\"own\">" : "<td class=\"h");
    if (!own) {
        nd_html_number(html, shade > SHADES ? SHADES : shade);
        nd_html_add(html, "\">");
    }
    if (clusters != 0) nd_html_count(html, clusters);
}

static void add_row(struct nd_sheet *sheet, const struct nd_sharing *sharing, uint32_t at,
                    uint64_t most) {
    const struct nd_shared_source *source = &sharing->sources[at];
    struct nd_html *html = &sheet->html;
    nd_html_add(html, "<tr><th scope=\"row\"><span class=\"nr\">");
    nd_html_number(html, at + 1);
    nd_html_add(html, "</span> ");
    add_source(sheet, sharing, at);
    nd_html_add(html, "<td>");
    nd_html_count(html, source->documents);
    nd_html_add(html, "<td>");
    nd_html_count(html, source->shared);
    nd_html_add(html, "<td>");
    nd_html_count(html, source->leads);
    for (uint32_t i = 0; i < sharing->shown; i++)
        add_cell(html, sharing->clusters[at][i], most, i == at);
    nd_html_add(html, "\n");
}

static void add_sources(struct nd_sheet *sheet, const struct nd_sharing *sharing) {
    struct nd_html *html = &sheet->html;
    uint64_t most;
    nd_html_add(html, "<section id=\"sources\" aria-labelledby=\"h-sources\">\n"
                      "<h2 id=\"h-sources\">Who shares with whom</h2>\n");
    most = add_pairs(sheet, sharing);
    if (most != 0) {
        add_head(sheet, sharing);
        for (uint32_t i = 0; i < sharing->shown; i++) add_row(sheet, sharing, i, most);
        nd_html_add(html, "</tbody></table></div>\n");
    }
    if (most != 0 && sharing->shown < sharing->count) {
        nd_html_add(html, "<p class=\"note\">Not in this table: ");
        nd_html_counted(html, sharing->count - sharing->shown, "source", "sources");
        nd_html_add(html, " with fewer documents in clusters, or none.</p>\n");
    }
    nd_html_add(html, "</section>\n");
}

bool nd_sheet_has_sources(const struct nd_sheet *sheet) {
    return sheet->page->source_count > 1 && sheet->tally.several != 0;
}

void nd_sheet_sources(struct nd_sheet *sheet) {
    struct nd_sharing sharing = {0};
    nd_status status = ND_OK;
    if (!nd_sheet_has_sources(sheet)) return;
    status = nd_sharing_take(&sharing, sheet->page);
    if (status != ND_OK)
        sheet->html.status = status;
    else
        add_sources(sheet, &sharing);
    nd_sharing_free(&sharing);
}
