/*
 * changes.h - what a copy has otherwise than its lead, word by word
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_PAGE_CHANGES_H
#define ND_PAGE_CHANGES_H

#include <stdbool.h>

#include "newsdupes.h"
#include "page/html.h"

/* Adds the text of the second document of a comparison: what only the first one has is deleted,
 * what only the second one has inserted, what is masked in the second one grey. Long stretches that
 * are the same are shortened; `whole`: so that the script can put the second text together again,
 * to set it against others, from that of the first one. */
void nd_changes_add(struct nd_html *html, const struct nd_comparison *comparison, bool whole);

/* Adds the text of the first document, with what is masked in it grey. */
void nd_changes_add_first(struct nd_html *html, const struct nd_comparison *comparison);

/* Adds the first line of what the two share, as the first document has it, cut to some hundred
 * characters. False, and nothing added, when they share nothing. */
ND_CHECK bool nd_changes_add_headline(struct nd_html *html, const struct nd_comparison *comparison);

#endif /* ND_PAGE_CHANGES_H */
