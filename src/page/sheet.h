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
    size_t room;          /* bytes that texts may still take */
    uint64_t untold;      /* copies whose differences are left out */
};

/* Adds the name of a document. */
void nd_sheet_document(struct nd_sheet *sheet, uint32_t document);

/* A member of a cluster: what it is to the lead, and what differs, where there is a comparison; the
 * text, for the lead itself. Without a comparison `instead` is said, unless it is NULL. */
void nd_sheet_member(struct nd_sheet *sheet, const struct nd_row *row,
                     const struct nd_comparison *comparison, const char *instead);

/* The sections. */
void nd_sheet_charts(struct nd_sheet *sheet);
void nd_sheet_sources(struct nd_sheet *sheet);
void nd_sheet_clusters(struct nd_sheet *sheet);

#endif /* ND_PAGE_SHEET_H */
