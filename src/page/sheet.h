/*
 * sheet.h - a page while it is written, section by section
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_PAGE_SHEET_H
#define ND_PAGE_SHEET_H

#include "page/group.h"
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
    bool known;           /* the cluster that is written has an old lead */
    uint32_t *places;     /* by document: its cluster, if that is in the page, or 0 */
};

/* Adds the name of a document. */
void nd_sheet_document(struct nd_sheet *sheet, uint32_t document);

/* Adds what a document is, and its name. */
void nd_sheet_row(struct nd_sheet *sheet, const struct nd_row *row);

/* Adds what two documents share: "80 words are shared, all equal, of 90 here and 100<where>" */
void nd_sheet_shared(struct nd_sheet *sheet, const struct nd_measure *measure, const char *where);

/* A member of a cluster: what it is to the lead, and what differs, where there is a comparison; the
 * text, for the lead itself. Without a comparison `instead` is said, unless it is NULL. */
void nd_sheet_member(struct nd_sheet *sheet, const struct nd_row *row,
                     const struct nd_comparison *comparison, const char *instead);

/* What searches what is below it, and orders the clusters if there are any. Once a page. */
void nd_sheet_tools(struct nd_sheet *sheet);

/* Whether there are sources to set against each other. */
bool nd_sheet_has_sources(const struct nd_sheet *sheet);

/* The sections. */
void nd_sheet_charts(struct nd_sheet *sheet);
void nd_sheet_sources(struct nd_sheet *sheet);
void nd_sheet_clusters(struct nd_sheet *sheet);
void nd_sheet_related(struct nd_sheet *sheet);

#endif /* ND_PAGE_SHEET_H */
