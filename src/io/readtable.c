/*
 * readtable.c - see readtable.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/readtable.h"

#include <string.h>

#include "io/complain.h"

static nd_status refuse(const struct nd_table *table, const char *before, const char *after) {
    nd_complain(table->rows.troubles.report, ND_ERROR, before, table->rows.troubles.path, after);
    return ND_ERR_PARAM;
}

static bool begins_with(struct nd_name field, const char *start) {
    const size_t size = strlen(start);
    return field.size >= size && memcmp(field.bytes, start, size) == 0;
}

/* Refuses a header without the column; says so when the table is one in another format. */
static nd_status refuse_header(const struct nd_table *table, const char *before) {
    const struct nd_name first = nd_rows_cell(&table->rows, 0);
    if (begins_with(first, "{"))
        return refuse(table, "", " is JSON Lines; it must be tab-separated values (--format=tsv)");
    if (begins_with(first, "cluster,"))
        return refuse(table, "", " is CSV; it must be tab-separated values (--format=tsv)");
    return refuse(table, before, "");
}

nd_status nd_table_open(struct nd_table *table, const char *path, const struct nd_report *report) {
    struct nd_rows *const rows = &table->rows;
    bool more;
    nd_status status = nd_rows_open(rows, path, report);
    if (status == ND_OK) status = nd_rows_next(rows, &more);
    if (status != ND_OK) return status;
    if (!more) return refuse(table, "", " is empty: a table has a header line");
    nd_rows_take_header(rows);
    table->cluster = nd_rows_find(rows, "cluster");
    table->relation = nd_rows_find(rows, "relation");
    table->similarity = nd_rows_find(rows, "similarity");
    table->containment = nd_rows_find(rows, "containment");
    table->lead = nd_rows_find(rows, "lead");
    table->bytes = nd_rows_find(rows, "bytes");
    table->modified = nd_rows_find(rows, "modified");
    table->bytes_lead = nd_rows_find(rows, "bytes_lead");
    table->modified_lead = nd_rows_find(rows, "modified_lead");
    table->document = nd_rows_find(rows, "document");
    if (table->cluster == ND_ROW_CELLS)
        return refuse_header(table, "no column 'cluster' in the header of ");
    if (table->document == ND_ROW_CELLS)
        return refuse_header(table, "no column 'document' in the header of ");
    return ND_OK;
}

void nd_table_close(struct nd_table *table) { nd_rows_close(&table->rows); }

nd_status nd_table_next(struct nd_table *table, struct nd_table_row *row, bool *more) {
    struct nd_rows *const rows = &table->rows;
    for (;;) {
        const nd_status status = nd_rows_next(rows, more);
        if (status != ND_OK || !*more) return status;
        row->cluster = nd_rows_cell(rows, table->cluster);
        row->relation = nd_rows_cell(rows, table->relation);
        row->similarity = nd_rows_cell(rows, table->similarity);
        row->containment = nd_rows_cell(rows, table->containment);
        row->lead = nd_rows_cell(rows, table->lead);
        row->bytes = nd_rows_cell(rows, table->bytes);
        row->modified = nd_rows_cell(rows, table->modified);
        row->bytes_lead = nd_rows_cell(rows, table->bytes_lead);
        row->modified_lead = nd_rows_cell(rows, table->modified_lead);
        row->document = nd_rows_cell(rows, table->document);
        if (row->cluster.size != 0 && row->document.size != 0) return ND_OK;
        nd_rows_trouble(rows, row->cluster.size == 0 ? "no cluster" : "no document", NULL, "");
    }
}
