/*
 * readtable.h - reads the table that newsdupes prints
 *
 * Columns are found by their names in the header; those that are not asked for may be there or not.
 * For failures see rows.h.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_READTABLE_H
#define ND_IO_READTABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "io/report.h"
#include "io/rows.h"
#include "newsdupes.h"

struct nd_table {
    struct nd_rows rows;
    /* Columns; ND_ROW_CELLS: there is none. */
    size_t cluster, relation, similarity, containment, lead, document;
    size_t bytes, modified, bytes_lead, modified_lead;
};

/* The fields of one row, valid until the next one. */
struct nd_table_row {
    struct nd_name document, cluster;
    /* Empty when there is no such column. */
    struct nd_name relation, similarity, containment, lead;
    struct nd_name bytes, modified, bytes_lead, modified_lead;
};

/* Opens the table and reads its header; "-" is standard input. A table without the columns
 * 'cluster' and 'document' is reported. Must be closed even when this fails. */
ND_CHECK nd_status nd_table_open(struct nd_table *table, const char *path,
                                 const struct nd_report *report);
void nd_table_close(struct nd_table *table);

/* Reads the next row; *more is false when there is none. */
ND_CHECK nd_status nd_table_next(struct nd_table *table, struct nd_table_row *row, bool *more);

#endif /* ND_IO_READTABLE_H */
