/*
 * plan.h - which documents of a table something is to be done to
 *
 * Makes no call on any file but the table. A table is taken whole or not at all: whatever is wrong
 * with a row, be it that the row is cut short, means that more may be wrong. What holds for a plan:
 *
 * - each of its documents has a row, and a lead in the same cluster that is no copy;
 * - that lead has a row, or else each row that names it has the same stamp of it: an old document;
 * - both are files, with stamps, and below the root, where an old document need not be;
 * - no document is the lead of another one, whatever the rows say elsewhere.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_ACT_PLAN_H
#define ND_ACT_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "io/report.h"
#include "io/stamp.h"
#include "io/stringset.h"
#include "newsdupes.h"

/* What the table says about a document. */
struct nd_planned {
    struct nd_stamp stamp, lead_stamp;
    uint64_t line; /* of its row; 0: it was only named as a lead */
    uint32_t lead; /* a document */
    uint32_t cluster;
    nd_relation relation;
    bool old;    /* only named as a lead, with a stamp */
    bool longer; /* a reprint of which the lead has less than seven tenths of the words */
};

/* Beside relations: reprints that are much longer than their leads, too. */
#define ND_PLAN_LONGER (1u << 31)

/* Start with a zeroed struct. */
struct nd_plan {
    struct nd_stringset documents, clusters;
    struct nd_planned *rows; /* by number of the document */
    size_t row_capacity;
    bool has_lead_stamps;
    uint32_t *chosen; /* documents, in the order of their rows */
    size_t chosen_count, chosen_capacity;
};

/* Chooses from the table at `path` ("-" is standard input) the copies whose relation is one of
 * `relations`, of which each is a bit 1 << ND_RELATION_…; documents that stand alone are none.
 * Copies that are no files, or whose lead is none, are named and left out, and so are, without
 * ND_PLAN_LONGER, reprints that have much that their leads have not: under --keep and --against a
 * brief can be the lead. Fails with
 * ND_ERR_MEMORY, ND_ERR_LIMIT, or with ND_ERR_PARAM (reported) when the table cannot be read or
 * trusted or a path is not below `root`. */
ND_CHECK nd_status nd_plan_make(struct nd_plan *plan, const char *path, unsigned relations,
                                const char *root, const struct nd_report *report);
void nd_plan_free(struct nd_plan *plan);

#endif /* ND_ACT_PLAN_H */
