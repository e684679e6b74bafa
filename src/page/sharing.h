/*
 * sharing.h - which sources print the same reports
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_PAGE_SHARING_H
#define ND_PAGE_SHARING_H

#include "page/page.h"

enum { ND_SHARING_MOST = 24 }; /* sources that are set against each other */

struct nd_shared_source {
    uint32_t source;    /* from 1 */
    uint64_t documents; /* of this source */
    uint64_t shared;    /* of these, in clusters of two and more */
    uint64_t leads;     /* of these, the leads */
};

struct nd_sharing {
    struct nd_shared_source *sources; /* by source less 1, then the one that shares most first */
    uint32_t count;                   /* of all sources */
    uint32_t shown;                   /* of those that are set against each other: the first ones */
    /* Clusters that both print; that one prints twice and more. */
    uint64_t clusters[ND_SHARING_MOST][ND_SHARING_MOST];
};

/* Fails with ND_ERR_MEMORY; free it in any case. */
ND_CHECK nd_status nd_sharing_take(struct nd_sharing *sharing, const struct nd_page *page);
void nd_sharing_free(struct nd_sharing *sharing);

#endif /* ND_PAGE_SHARING_H */
