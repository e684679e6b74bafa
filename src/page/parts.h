/*
 * parts.h - the style and the script of the page, made from page.css and page.js by embed.sh
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_PAGE_PARTS_H
#define ND_PAGE_PARTS_H

extern const char nd_page_style[];
extern const char nd_page_script[];

/* What a Content-Security-Policy calls them by. */
extern const char nd_page_style_hash[];
extern const char nd_page_script_hash[];

#endif /* ND_PAGE_PARTS_H */
