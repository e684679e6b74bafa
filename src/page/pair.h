/*
 * pair.h - two texts as one HTML page for people, or as a part of one
 *
 * A table with a row for each passage, and one for what stands between two; what only one of the
 * texts has is marked, word by word. All of it is text from outside, and escaped.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_PAGE_PAIR_H
#define ND_PAGE_PAIR_H

#include "base/buf.h"
#include "newsdupes.h"
#include "page/html.h"

/* Adds the table; columns are headed by the two names. */
void nd_pair_table(struct nd_html *html, const struct nd_comparison *comparison,
                   const struct nd_name names[2]);

/* Writes a page with the measures and the table behind what is in `out`. Fails with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_pair_write(const struct nd_comparison *comparison,
                                 const struct nd_name names[2], struct nd_buf *out);

#endif /* ND_PAGE_PAIR_H */
