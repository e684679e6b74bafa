/*
 * flow.h - text that runs on as on a page, whatever the width that it was wrapped at
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_PAGE_FLOW_H
#define ND_PAGE_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "page/html.h"

/* A text, as a whole: whether a line was wrapped is seen from where it begins. */
struct nd_flow {
    const char *text;
    size_t size;
};

/* Whether the newline at `at` ends a line for good: a short or a very long one, or a paragraph. A
 * line of the length of a page was wrapped. */
bool nd_flow_breaks(const struct nd_flow *flow, size_t at);

/* Adds the bytes [begin, end), the newlines in them as what they are: breaks, or blanks. */
void nd_flow_add(struct nd_html *html, const struct nd_flow *flow, size_t begin, size_t end);

/* Adds what divides the text at `at` from what is before it: a break, a blank, or nothing. */
void nd_flow_add_blank(struct nd_html *html, const struct nd_flow *flow, size_t at);

/* What of the stretch [begin, end) is left out where it is shown short: nothing, at `end`, of one
 * that is not long. */
struct nd_range nd_flow_middle(const struct nd_flow *flow, size_t begin, size_t end);

/* As nd_flow_add, but of a long stretch only the first and the last bytes, and how many words were
 * left out between: "87 words". */
void nd_flow_add_short(struct nd_html *html, const struct nd_flow *flow, size_t begin, size_t end);

/* Adds how many words, or characters of a script without spaces, a stretch has: "87 words". */
void nd_flow_count(struct nd_html *html, const struct nd_flow *flow, size_t begin, size_t end);

/* The largest place in [begin, end] that is at most `at` and before which a word ends, or, where
 * words do not end, a character. */
size_t nd_flow_cut(const struct nd_flow *flow, size_t begin, size_t end, size_t at);

#endif /* ND_PAGE_FLOW_H */
