/*
 * frame.h - what all pages have around their text
 *
 * Pages load nothing, and their policy says so to the browser: no network, no style and no script
 * but those in the page, named by their hashes.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_PAGE_FRAME_H
#define ND_PAGE_FRAME_H

#include <stdbool.h>

#include "page/html.h"

/* Begins a page with a script, or without; its title follows. */
void nd_frame_begin(struct nd_html *html, bool scripted);

/* Ends the title; the content of the body follows. */
void nd_frame_body(struct nd_html *html);

/* Ends the body with a footer, and the page. */
void nd_frame_end(struct nd_html *html, bool scripted);

#endif /* ND_PAGE_FRAME_H */
