/*
 * flow.c - see flow.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "page/flow.h"

#include <string.h>

enum {
    SHORT_LINE = 45,  /* bytes: a shorter one is a headline, or ends a paragraph */
    LONG_LINE = 150,  /* a longer one is a paragraph */
    MOST_SHOWN = 420, /* bytes of a stretch that is shown whole */
    SHOWN_RIM = 150,  /* of a longer one, at either end */
    FAR_BACK = 60     /* bytes that a cut looks back for a blank */
};

static bool is_blank(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

/* ---- Lines ----------------------------------------------------------------------------------- */

bool nd_flow_breaks(const struct nd_flow *flow, size_t at) {
    size_t length = 0;
    if (at + 1 >= flow->size || is_blank(flow->text[at + 1])) return true;
    while (length < at && length <= LONG_LINE && flow->text[at - 1 - length] != '\n') length++;
    return length < SHORT_LINE || length > LONG_LINE;
}

void nd_flow_add(struct nd_html *html, const struct nd_flow *flow, size_t begin, size_t end) {
    while (begin < end) {
        const char *newline = memchr(flow->text + begin, '\n', end - begin);
        const size_t stop = newline != NULL ? (size_t)(newline - flow->text) : end;
        nd_html_text(html, flow->text + begin, stop - begin);
        if (stop < end) nd_html_add(html, nd_flow_breaks(flow, stop) ? "\n" : " ");
        begin = stop + 1;
    }
}

void nd_flow_add_blank(struct nd_html *html, const struct nd_flow *flow, size_t at) {
    bool blank = false;
    while (at > 0 && is_blank(flow->text[at - 1])) {
        blank = true;
        if (flow->text[--at] != '\n' || !nd_flow_breaks(flow, at)) continue;
        nd_html_add(html, "\n");
        return;
    }
    if (blank) nd_html_add(html, " ");
}

/* ---- Cuts ------------------------------------------------------------------------------------ */

static bool begins_character(char byte) { return ((unsigned char)byte & 0xc0) != 0x80; }

size_t nd_flow_cut(const struct nd_flow *flow, size_t begin, size_t end, size_t at) {
    size_t back;
    if (at >= end) return end;
    for (back = at; back > begin && at - back < FAR_BACK; back--)
        if (is_blank(flow->text[back])) return back;
    while (at > begin && !begins_character(flow->text[at])) at--;
    return at;
}

/* Where the last `size` bytes of a stretch begin, at a word or, where words do not end, a
 * character. */
static size_t cut_behind(const struct nd_flow *flow, size_t begin, size_t end, size_t size) {
    size_t at = end - begin > size ? end - size : begin;
    for (size_t ahead = at; ahead < end && ahead - at < FAR_BACK; ahead++)
        if (is_blank(flow->text[ahead])) return ahead + 1;
    while (at < end && !begins_character(flow->text[at])) at++;
    return at;
}

/* How many words a stretch has, as a reader would count them, and whether they are characters. */
static size_t count_words(const struct nd_flow *flow, size_t begin, size_t end, bool *characters) {
    size_t words = 0, letters = 0;
    for (size_t i = begin; i < end; i++) {
        const bool blank = is_blank(flow->text[i]);
        letters += !blank && begins_character(flow->text[i]);
        words += !blank && (i == begin || is_blank(flow->text[i - 1]));
    }
    *characters = letters > 24 * words;
    return *characters ? letters : words;
}

void nd_flow_count(struct nd_html *html, const struct nd_flow *flow, size_t begin, size_t end) {
    bool characters;
    const size_t count = count_words(flow, begin, end, &characters);
    nd_html_counted(html, count, characters ? "character" : "word",
                    characters ? "characters" : "words");
}

struct nd_range nd_flow_middle(const struct nd_flow *flow, size_t begin, size_t end) {
    if (end - begin <= MOST_SHOWN) return (struct nd_range){end, end};
    return (struct nd_range){nd_flow_cut(flow, begin, end, begin + SHOWN_RIM),
                             cut_behind(flow, begin, end, SHOWN_RIM)};
}

void nd_flow_add_short(struct nd_html *html, const struct nd_flow *flow, size_t begin, size_t end) {
    const struct nd_range middle = nd_flow_middle(flow, begin, end);
    nd_flow_add(html, flow, begin, middle.begin);
    if (middle.begin == middle.end) return;
    nd_html_add(html, " <span class=\"gap\">\xE2\x80\xA6 ");
    nd_flow_count(html, flow, middle.begin, middle.end);
    nd_html_add(html, " \xE2\x80\xA6</span> ");
    nd_flow_add(html, flow, middle.end, end);
}
