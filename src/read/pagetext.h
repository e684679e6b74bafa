/*
 * pagetext.h - the text of an HTML page, through gumbo
 *
 * gumbo reads any bytes as the HTML5 standard says browsers do, so no page is invalid; but some are
 * made to take forever, and those are refused. A build without gumbo has the same calls, and
 * nd_pagetext_available says that they refuse.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_PAGETEXT_H
#define ND_READ_PAGETEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "newsdupes.h"

/* A larger page, or one with more elements and pieces of text, or more within each other, is
 * refused. */
#define ND_HTML_BYTES ((size_t)16 << 20)
#define ND_HTML_NODES ((size_t)100000)
#define ND_HTML_DEPTH ((size_t)10000)

bool nd_pagetext_available(void);

/* Of gumbo, or "none"; a static string. */
const char *nd_pagetext_version(void);

struct nd_pagetext;

/* A parser serves one thread. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_pagetext_new(struct nd_pagetext **out);
void nd_pagetext_free(struct nd_pagetext *html); /* NULL is fine */

/* Replaces the content of `out` by the text of a page in UTF-8: what a reader sees of its body,
 * with a line for each block (paragraphs, headings, items, cells, ...) and single blanks between
 * words; scripts and styles are none of it. *fault is NULL or why there is no text, a static
 * string. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_pagetext_read(struct nd_pagetext *html, const char *page, size_t size,
                                    struct nd_buf *out, const char **fault);

#endif /* ND_READ_PAGETEXT_H */
