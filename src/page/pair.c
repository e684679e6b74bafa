/*
 * pair.c - see pair.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "page/pair.h"

#include "page/contrast.h"
#include "page/flow.h"
#include "page/frame.h"

/* ---- The table ------------------------------------------------------------------------------- */

/* A row while it is put together: the cell of B follows that of A. */
struct row {
    struct nd_html *html; /* of the page, and of the cell of A */
    struct nd_html right;
    struct nd_flow flows[2];
    bool open;
};

static void add_both(struct row *row, const char *markup) {
    nd_html_add(row->html, markup);
    nd_html_add(&row->right, markup);
}

static void begin_row(struct row *row, bool shared) {
    nd_html_add(row->html, shared ? "<tr class=\"both\">" : "<tr>");
    add_both(row, "<td lang=\"\" dir=\"auto\">");
    row->open = true;
}

static void end_row(struct row *row) {
    if (!row->open) return;
    add_both(row, "</td>");
    nd_html_append(row->html, &row->right);
    nd_html_add(row->html, "\n");
    row->right.buf.size = 0;
    row->open = false;
}

/* What one text has of a part, marked when the other one has not the same; `begun`: text is before
 * it in its cell. */
static void add_side(struct row *row, int s, const struct nd_part *part, bool begun) {
    static const char *const open[2] = {"<del>", "<ins>"};
    static const char *const close[2] = {"</del>", "</ins>"};
    const bool own = part->kind != ND_PART_SAME;
    const struct nd_part_side *const side = &part->side[s];
    struct nd_html *const html = s == 0 ? row->html : &row->right;
    if (side->begin == side->end) return;
    if (begun) nd_flow_add_blank(html, &row->flows[s], side->begin);
    if (own) nd_html_add(html, open[s]);
    nd_flow_add(html, &row->flows[s], side->begin, side->end);
    if (own) nd_html_add(html, close[s]);
}

/* The parts of a passage are in one row, what is between two is in one of its own. */
static void add_part(struct row *row, const struct nd_part *part) {
    const bool alone = part->kind == ND_PART_ALONE;
    bool begun;
    if (alone) end_row(row);
    begun = row->open;
    if (!begun) begin_row(row, !alone);
    for (int s = 0; s < 2; s++) add_side(row, s, part, begun);
    if (alone) end_row(row);
}

void nd_pair_table(struct nd_html *html, const struct nd_comparison *comparison,
                   const struct nd_name names[2]) {
    struct nd_contrast contrast = {.comparison = comparison};
    struct row row = {.html = html,
                      .flows = {{comparison->text_a, comparison->size_a},
                                {comparison->text_b, comparison->size_b}}};
    struct nd_part part;
    nd_html_add(html, "<table class=\"pair\">\n<thead><tr>");
    for (int s = 0; s < 2; s++) {
        nd_html_add(html, s == 0 ? "<th scope=\"col\">A: " : "<th scope=\"col\">B: ");
        nd_html_name(html, &names[s], 0);
    }
    nd_html_add(html, "\n<tbody>\n");
    while ((part = nd_contrast_next(&contrast)).kind != ND_PART_NONE) add_part(&row, &part);
    end_row(&row);
    nd_html_add(html, "</table>\n");
    nd_html_free(&row.right);
}

/* ---- The page -------------------------------------------------------------------------------- */

static void add_share(struct nd_html *html, const char *label, uint32_t thousandths) {
    nd_html_add(html, "<div><dt>");
    nd_html_add(html, label);
    nd_html_add(html, "<dd>");
    nd_html_thousandths(html, thousandths);
    nd_html_add(html, "</div>\n");
}

static void add_measures(struct nd_html *html, const struct nd_measure *measure) {
    nd_html_add(html, "<dl class=\"figures\">\n");
    nd_html_figure(html, "words of A", measure->words_a);
    nd_html_figure(html, "words of B", measure->words_b);
    nd_html_figure(html, "shared words", measure->shared);
    nd_html_figure(html, "of these equal", measure->equal);
    add_share(html, "similarity", nd_similarity(measure));
    add_share(html, "containment", nd_containment(measure));
    nd_html_add(html, "</dl>\n");
}

static void add_head(struct nd_html *html, const struct nd_name names[2]) {
    nd_frame_begin(html, false);
    nd_html_name(html, &names[0], 0);
    nd_html_add(html, " and ");
    nd_html_name(html, &names[1], 0);
    nd_frame_body(html);
    nd_html_add(html, "<header>\n<p class=\"maker\">newsdupes</p>\n"
                      "<h1>What two articles share</h1>\n</header>\n<main>\n");
}

static void add_legend(struct nd_html *html) {
    nd_html_add(html, "<p class=\"note\">Words that only A has are marked <del>like this</del>, "
                      "words that only B has <ins>like this</ins>. Rows with a bar are passages "
                      "that both have. Boilerplate is not masked, because only a corpus can show "
                      "it.</p>\n");
}

nd_status nd_pair_write(const struct nd_comparison *comparison, const struct nd_name names[2],
                        struct nd_buf *out) {
    struct nd_html html = {.buf = *out};
    add_head(&html, names);
    add_measures(&html, &comparison->measure);
    add_legend(&html);
    nd_pair_table(&html, comparison, names);
    nd_html_add(&html, "</main>\n");
    nd_frame_end(&html, false);
    *out = html.buf;
    return html.status;
}
