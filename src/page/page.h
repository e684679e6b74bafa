/*
 * page.h - a result as one HTML page for people
 *
 * One file that needs nothing else: no network, no script or style but its own, which its policy
 * names by their hashes. All of it is there without script, which adds searching and sorting.
 * Everything that comes from outside (texts, names, sources) is escaped.
 *
 * The bytes of the page are a function of the result, the names, the sources and the texts.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_PAGE_PAGE_H
#define ND_PAGE_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "newsdupes.h"

/* Who compares two documents for the page: sets *out to their comparison, which the page frees, or
 * to NULL when they cannot be compared any more. The first document is the lead. */
struct nd_page_compare {
    void *self;
    nd_status (*call)(void *self, uint32_t lead, uint32_t member, struct nd_comparison **out);
};

/* Why the copy that leads a cluster is kept and not that of a row or, for the lead, not the others:
 * a word; NULL where there is nothing to say. */
struct nd_page_reason {
    void *self;
    const char *(*call)(void *self, const struct nd_row *row);
};

/* What a page is about; all borrowed. */
struct nd_page {
    const struct nd_result *result;
    const struct nd_name *names;        /* by document, `count` of them */
    size_t count;                       /* more than the result has, when there are old ones */
    const uint32_t *sources;            /* by document: from 1; 0: not known; NULL: none is */
    const struct nd_name *source_names; /* by source, less 1 */
    uint32_t source_count;
    struct nd_page_compare compare; /* call NULL: the page has no texts */
    struct nd_page_reason reason;   /* call NULL: copies are kept as they always are */
    unsigned unread;                /* inputs that could not be read */
    size_t most_bytes; /* of the clusters in the page: what is above is left out, and said */
};

/* Writes the page behind what is in `out`. Fails with ND_ERR_MEMORY, or as comparing
 * does. */
ND_CHECK nd_status nd_page_write(const struct nd_page *page, struct nd_buf *out);

#endif /* ND_PAGE_PAGE_H */
