/*
 * changes.c - see changes.h
 *
 * What is masked in the lead is not shown beside each of its copies; it is with the text of the
 * lead. A long stretch that both have is left out in its middle, and the page says where the lead
 * has the same: in UTF-16 units, as scripts count, without blanks and what is masked.
 *
 * SPDX-License-Identifier: MIT
 */
#include "page/changes.h"

#include "io/markup.h"
#include "page/contrast.h"
#include "page/flow.h"

enum {
    MOST_CHANGES = 24000, /* bytes of a page for one pair */
    MOST_TEXT = 40000,    /* bytes of a text that are shown */
    MOST_HEADLINE = 110,  /* characters */
    LEAST_HEADLINE = 28,  /* characters of a line that says enough */
    LEAST_WORDS = 8       /* equal ones, of a passage that a headline is taken from */
};

/* What is masked in a text, while it is gone through. */
struct masks {
    const struct nd_range *ranges;
    size_t count;
};

/* Calls of one kind: how words of a side are marked. */
struct mark {
    const char *open, *close;
    bool masked; /* what is masked is shown, too */
    bool whole;  /* nothing is shortened */
};

static const struct mark deleted = {"<del>", "</del>", false, false};
static const struct mark inserted = {"<ins>", "</ins>", true, false};
static const struct mark bare = {"", "", false, true};
static const struct mark plain = {"", "", true, true};

static bool is_blank(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

/* Whether a stretch is more than blanks and ASCII marks: a point alone is no difference. */
static bool has_words(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++)
        if ((text[i] & 0x80) != 0 || (text[i] >= '0' && text[i] <= '9') ||
            ((text[i] | 0x20) >= 'a' && (text[i] | 0x20) <= 'z'))
            return true;
    return false;
}

/* Adds a stretch that is masked, or is not, without the blanks at its ends. */
static void add_stretch(struct nd_html *html, const struct nd_flow *flow, size_t begin, size_t end,
                        const struct mark *mark) {
    while (begin < end && is_blank(flow->text[begin])) begin++;
    while (begin < end && is_blank(flow->text[end - 1])) end--;
    if (begin == end) return;
    if (!has_words(flow->text + begin, end - begin)) mark = &bare;
    nd_html_add(html, mark->open);
    if (mark->whole)
        nd_flow_add(html, flow, begin, end);
    else
        nd_flow_add_short(html, flow, begin, end);
    nd_html_add(html, mark->close);
}

/* Text of another kind follows: it does not run into what is there. */
static void part_from(struct nd_html *html) {
    if (html->buf.size != 0 && !is_blank(html->buf.data[html->buf.size - 1]))
        nd_html_add(html, " ");
}

/* The next masked range that ends behind `at`, cut to [at, end); empty at `end` for none. */
static struct nd_range next_masked(const struct masks *masks, size_t at, size_t end) {
    for (size_t i = 0; i < masks->count; i++) {
        const struct nd_range *range = &masks->ranges[i];
        if (range->end <= at) continue;
        if (range->begin >= end) break;
        return (struct nd_range){range->begin > at ? range->begin : at,
                                 range->end < end ? range->end : end};
    }
    return (struct nd_range){end, end};
}

/* Adds bytes [begin, end), of which some may be masked. */
static void add_side(struct nd_html *html, const struct nd_flow *flow, const struct nd_range *bytes,
                     const struct masks *masks, const struct mark *mark) {
    static const struct mark masked = {"<span class=\"mask\">", "</span>", true, false};
    size_t at = bytes->begin;
    while (at < bytes->end) {
        const struct nd_range hidden = next_masked(masks, at, bytes->end);
        nd_flow_add_blank(html, flow, at);
        if (at != bytes->begin) part_from(html);
        add_stretch(html, flow, at, hidden.begin, mark);
        if (hidden.end > hidden.begin && mark->masked) {
            nd_flow_add_blank(html, flow, hidden.begin);
            if (hidden.begin != bytes->begin) part_from(html);
            add_stretch(html, flow, hidden.begin, hidden.end, &masked);
        }
        at = hidden.end;
    }
}

/* ---- What is alike --------------------------------------------------------------------------- */

/* As a page has blanks: the others are shown as U+FFFD. */
static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static size_t count_units(const char *text, size_t begin, size_t end) {
    return nd_markup_units(text + begin, end - begin);
}

/* Whether two stretches are the same byte for byte, blanks aside. */
static bool is_same(const char *a, const char *a_end, const char *b, const char *b_end) {
    for (;;) {
        while (a < a_end && is_space(*a)) a++;
        while (b < b_end && is_space(*b)) b++;
        if (a == a_end || b == b_end) return a == a_end && b == b_end;
        if (*a++ != *b++) return false;
    }
}

/* Says where the lead has what is left out of `part`, in an open tag; false when it has other
 * letters, or is not shown that far. */
static bool add_place(struct nd_html *html, const struct nd_comparison *comparison,
                      const struct nd_part *part, const struct nd_range *middle) {
    const struct nd_part_side *const a = &part->side[0], *const b = &part->side[1];
    size_t from = count_units(comparison->text_b, b->begin, middle->begin), at = 0;
    const struct nd_flow lead = {comparison->text_a, comparison->size_a};
    if (a->end > nd_flow_cut(&lead, 0, lead.size, MOST_TEXT) ||
        !is_same(a->text + a->begin, a->text + a->end, b->text + b->begin, b->text + b->end))
        return false;
    for (size_t i = 0; i < comparison->masked_a_count && at < a->begin; i++) {
        const struct nd_range *const masked = &comparison->masked_a[i];
        if (masked->begin >= a->begin) break;
        from += count_units(comparison->text_a, at, masked->begin);
        at = masked->end;
    }
    if (at < a->begin) from += count_units(comparison->text_a, at, a->begin);
    nd_html_add(html, " data-from=\"");
    nd_html_number(html, from);
    nd_html_add(html, "\" data-to=\"");
    nd_html_number(html, from + count_units(comparison->text_b, middle->begin, middle->end));
    nd_html_add(html, "\"");
    return true;
}

/* Adds words that both have, as the second one has them, without the middle of a long stretch. */
static void add_same(struct nd_html *html, const struct nd_comparison *comparison,
                     const struct nd_part *part, bool whole) {
    const struct nd_flow flow = {comparison->text_b, comparison->size_b};
    const struct nd_part_side *const side = &part->side[1];
    const struct nd_range middle = nd_flow_middle(&flow, side->begin, side->end);
    bool told;
    nd_flow_add_blank(html, &flow, side->begin);
    if (part->spaced) part_from(html); /* what only the lead has stands before it */
    nd_flow_add(html, &flow, side->begin, middle.begin);
    if (middle.begin == middle.end) return;
    nd_html_add(html, " <span class=\"gap\"");
    told = !whole || add_place(html, comparison, part, &middle);
    nd_html_add(html, ">\xE2\x80\xA6 ");
    nd_flow_count(html, &flow, middle.begin, middle.end);
    nd_html_add(html, " alike \xE2\x80\xA6</span> ");
    if (!told) {
        nd_html_add(html, "<span hidden>");
        nd_flow_add(html, &flow, middle.begin, middle.end);
        nd_html_add(html, "</span> ");
    }
    nd_flow_add(html, &flow, middle.end, side->end);
}

/* ---- Texts ----------------------------------------------------------------------------------- */

/* Adds what is not alike. */
static void add_other(struct nd_html *html, const struct nd_comparison *comparison,
                      const struct nd_part *part) {
    const struct nd_flow first = {comparison->text_a, comparison->size_a};
    const struct nd_flow second = {comparison->text_b, comparison->size_b};
    const struct nd_range a = {part->side[0].begin, part->side[0].end};
    const struct nd_range b = {part->side[1].begin, part->side[1].end};
    add_side(html, &first, &a, &(struct masks){comparison->masked_a, comparison->masked_a_count},
             &deleted);
    if (a.end > a.begin && b.end > b.begin) part_from(html);
    add_side(html, &second, &b, &(struct masks){comparison->masked_b, comparison->masked_b_count},
             &inserted);
}

void nd_changes_add(struct nd_html *html, const struct nd_comparison *comparison, bool whole) {
    struct nd_contrast contrast = {.comparison = comparison};
    const size_t begin = html->buf.size;
    for (;;) {
        const struct nd_part part = nd_contrast_next(&contrast);
        if (part.kind == ND_PART_NONE) break;
        if (html->buf.size - begin > MOST_CHANGES) {
            nd_html_add(html, " <span class=\"gap\">\xE2\x80\xA6 the rest of this long text is not "
                              "shown</span>");
            break;
        }
        if (part.kind == ND_PART_SAME)
            add_same(html, comparison, &part, whole);
        else
            add_other(html, comparison, &part);
    }
}

void nd_changes_add_first(struct nd_html *html, const struct nd_comparison *comparison) {
    const struct nd_flow flow = {comparison->text_a, comparison->size_a};
    const struct nd_range all = {0, nd_flow_cut(&flow, 0, flow.size, MOST_TEXT)};
    add_side(html, &flow, &all, &(struct masks){comparison->masked_a, comparison->masked_a_count},
             &plain);
    if (all.end < flow.size)
        nd_html_add(html, " <span class=\"gap\">\xE2\x80\xA6 the rest of this long text is not "
                          "shown</span>");
}

/* Where the shared report begins: with the first passage that is more than a phrase. */
static size_t report_begin(const struct nd_comparison *comparison) {
    for (size_t i = 0; i < comparison->passage_count; i++)
        if (comparison->passages[i].words >= LEAST_WORDS) return comparison->passages[i].a_begin;
    return comparison->passage_count != 0 ? comparison->passages[0].a_begin : comparison->size_a;
}

/* Where the line from `at` on ends for good, and without the blanks before that. */
static struct nd_range line_from(const struct nd_flow *flow, size_t at, size_t most) {
    struct nd_range line;
    while (at < most && is_blank(flow->text[at])) at++;
    line = (struct nd_range){at, at};
    while (line.end < most && (flow->text[line.end] != '\n' || !nd_flow_breaks(flow, line.end)))
        line.end++;
    while (line.end > at && is_blank(flow->text[line.end - 1])) line.end--;
    return line;
}

/* So many characters behind `at`, or the end. */
static size_t characters_behind(const struct nd_flow *flow, size_t at, size_t end, unsigned count) {
    for (; at < end; at++)
        if (((unsigned char)flow->text[at] & 0xc0) != 0x80 && count-- == 0) break;
    return at;
}

bool nd_changes_add_headline(struct nd_html *html, const struct nd_comparison *comparison) {
    const struct nd_flow flow = {comparison->text_a, comparison->size_a};
    const struct masks masks = {comparison->masked_a, comparison->masked_a_count};
    const size_t begin = report_begin(comparison);
    const size_t most = next_masked(&masks, begin, flow.size).begin;
    struct nd_range line = line_from(&flow, begin, most);
    size_t cut;
    if (line.begin == line.end) return false;
    /* A word or two, as over a column, say little without the next line. */
    if (characters_behind(&flow, line.begin, line.end, LEAST_HEADLINE) == line.end) {
        const struct nd_range next = line_from(&flow, line.end, most);
        if (next.end > next.begin) {
            nd_flow_add(html, &flow, line.begin, line.end);
            nd_html_add(html, " \xC2\xB7 ");
            line = next;
        }
    }
    cut = nd_flow_cut(&flow, line.begin, line.end,
                      characters_behind(&flow, line.begin, line.end, MOST_HEADLINE));
    nd_flow_add(html, &flow, line.begin, cut);
    if (cut < line.end) nd_html_add(html, " \xE2\x80\xA6");
    return true;
}
