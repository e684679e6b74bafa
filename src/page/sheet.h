/*
 * sheet.h - a page while it is written, section by section
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_PAGE_SHEET_H
#define ND_PAGE_SHEET_H

#include "page/html.h"
#include "page/page.h"
#include "page/tally.h"

struct nd_sheet {
    const struct nd_page *page;
    struct nd_html html;
    struct nd_tally tally;
    size_t name_prefix;   /* what all names begin with is shown once */
    size_t source_prefix; /* likewise */
};

/* The name of a document, and of its source ("" when that is not known). */
void nd_sheet_document(struct nd_sheet *sheet, uint32_t document);
void nd_sheet_source(struct nd_sheet *sheet, uint32_t document);

/* The sections. */
void nd_sheet_charts(struct nd_sheet *sheet);
void nd_sheet_clusters(struct nd_sheet *sheet);

#endif /* ND_PAGE_SHEET_H */
