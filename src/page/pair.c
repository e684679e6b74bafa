/*
 * pair.c - see pair.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "page/pair.h"

#include <string.h>

#include "page/contrast.h"
#include "page/frame.h"

/* ---- Texts ----------------------------------------------------------------------------------- */

static bool is_blank(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

/* Where a paragraph of text[at, end) ends: at blanks with two line ends or more among them. */
static size_t paragraph_end(const char *text, size_t at, size_t end, size_t *next) {
    for (; at < end; at++) {
        unsigned lines = 0;
        if (text[at] != '\n') continue;
        for (*next = at; *next < end && is_blank(text[*next]); ++*next)
            lines += text[*next] == '\n';
        if (lines >= 2) return at;
    }
    *next = end;
    return end;
}

static void add_text(struct nd_html *html, const struct nd_part_side *side) {
    for (size_t at = side->begin, next; at < side->end; at = next) {
        const size_t end = paragraph_end(side->text, at, side->end, &next);
        nd_html_text(html, side->text + at, end - at);
        if (next < side->end) nd_html_add(html, "<br><br>");
    }
}

/* Words that the other text has not. */
static void add_own(struct nd_html *html, int s, const struct nd_part_side *side) {
    if (side->begin == side->end) return;
    nd_html_add(html, s == 0 ? "<del>" : "<ins>");
    add_text(html, side);
    nd_html_add(html, s == 0 ? "</del>" : "</ins>");
}

static void add_part(struct nd_html *html, int s, const struct nd_part *part) {
    if (part->kind == ND_PART_SAME)
        add_text(html, &part->side[s]);
    else
        add_own(html, s, &part->side[s]);
}

/* ---- The table ------------------------------------------------------------------------------- */

/* A row while it is put together: the right cell follows the left one. */
struct row {
    struct nd_html *html; /* of the page, and of the left cell */
    struct nd_html right;
    bool open;
};

static void add_both(struct row *row, const char *markup) {
    nd_html_add(row->html, markup);
    nd_html_add(&row->right, markup);
}

static void end_row(struct row *row) {
    if (!row->open) return;
    add_both(row, "</td>");
    nd_html_append(row->html, &row->right);
    nd_html_add(row->html, "\n");
    row->right.buf.size = 0;
    row->open = false;
}

/* The parts of a passage are in one row, what is between two is in one of its own. */
static void add_parts(struct row *row, const struct nd_part *part) {
    const bool alone = part->kind == ND_PART_ALONE;
    if (alone) end_row(row);
    if (row->open) {
        if (part->spaced) add_both(row, " ");
    } else {
        nd_html_add(row->html, alone ? "<tr>" : "<tr class=\"both\">");
        add_both(row, "<td lang=\"\" dir=\"auto\">");
        row->open = true;
    }
    add_part(row->html, 0, part);
    add_part(&row->right, 1, part);
    if (alone) end_row(row);
}

void nd_pair_table(struct nd_html *html, const struct nd_comparison *comparison,
                   const struct nd_name names[2]) {
    struct nd_contrast contrast = {.comparison = comparison};
    struct row row = {.html = html};
    struct nd_part part;
    nd_html_add(html, "<table class=\"pair\">\n<thead><tr>");
    for (int s = 0; s < 2; s++) {
        nd_html_add(html, s == 0 ? "<th scope=\"col\">A: " : "<th scope=\"col\">B: ");
        nd_html_name(html, &names[s], 0);
    }
    nd_html_add(html, "\n<tbody>\n");
    while ((part = nd_contrast_next(&contrast)).kind != ND_PART_NONE) add_parts(&row, &part);
    end_row(&row);
    nd_html_add(html, "</table>\n");
    nd_html_free(&row.right);
}

/* ---- The page -------------------------------------------------------------------------------- */

static void add_figure(struct nd_html *html, const char *label, uint32_t number) {
    nd_html_add(html, "<div><dt>");
    nd_html_add(html, label);
    nd_html_add(html, "<dd>");
    nd_html_count(html, number);
    nd_html_add(html, "</div>\n");
}

static void add_share(struct nd_html *html, const char *label, uint32_t thousandths) {
    nd_html_add(html, "<div><dt>");
    nd_html_add(html, label);
    nd_html_add(html, "<dd>");
    nd_html_thousandths(html, thousandths);
    nd_html_add(html, "</div>\n");
}

static void add_measures(struct nd_html *html, const struct nd_measure *measure) {
    nd_html_add(html, "<dl class=\"figures\">\n");
    add_figure(html, "words of A", measure->words_a);
    add_figure(html, "words of B", measure->words_b);
    add_figure(html, "shared words", measure->shared);
    add_figure(html, "of these equal", measure->equal);
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
