/*
 * group.h - a cluster of two documents or more, as its rows say it
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_PAGE_GROUP_H
#define ND_PAGE_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "newsdupes.h"

struct nd_group {
    struct nd_row lead;          /* made up for an old lead, which has no row */
    const struct nd_row *copies; /* the other members that have rows, `count` of them */
    uint32_t count;
    uint32_t old; /* members that have none */
    bool known;   /* the lead is one of these */
};

/* How many rows the cluster has whose first row is at `first`. */
size_t nd_group_rows(const struct nd_result *result, size_t first);

/* The cluster of two and more whose first row is at `first`. */
struct nd_group nd_group_at(const struct nd_result *result, size_t first);

/* Whether a row is that of a document that stands alone and yet is something to another one. */
bool nd_group_is_related(const struct nd_row *row);

#endif /* ND_PAGE_GROUP_H */
