/*
 * html.h - putting a page together piece by piece
 *
 * A buffer that remembers its first failure, so that a chain of additions is checked once, at the
 * end, through `status`. Start with a zeroed struct; release with nd_html_free. What comes from
 * outside goes through nd_html_text or nd_html_name and can become neither markup nor script;
 * nd_html_add is for strings of this program.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_PAGE_HTML_H
#define ND_PAGE_HTML_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "newsdupes.h"

struct nd_html {
    struct nd_buf buf;
    nd_status status;
};

void nd_html_add(struct nd_html *html, const char *markup);
void nd_html_text(struct nd_html *html, const char *bytes, size_t size);
/* A name without its first `skip` bytes; controls and bytes that are no UTF-8 as messages show
 * them. */
void nd_html_name(struct nd_html *html, const struct nd_name *name, size_t skip);
/* As a value in markup: 12345. */
void nd_html_number(struct nd_html *html, uint64_t number);
/* As people read it: 12,345. */
void nd_html_count(struct nd_html *html, uint64_t number);
/* A count and what is counted: "1 copy", "12,345 copies". */
void nd_html_counted(struct nd_html *html, uint64_t number, const char *one, const char *many);
/* A count in a list of figures. */
void nd_html_figure(struct nd_html *html, const char *label, uint64_t number);
/* 0.640 for 640. */
void nd_html_thousandths(struct nd_html *html, uint32_t thousandths);
/* "33 %"; "less than 1 %", where that is so, and never 100 % of anything but all. */
void nd_html_percent(struct nd_html *html, uint64_t part, uint64_t whole);
/* Another page behind this one. */
void nd_html_append(struct nd_html *html, const struct nd_html *more);

void nd_html_free(struct nd_html *html);

#endif /* ND_PAGE_HTML_H */
