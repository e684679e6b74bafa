/*
 * rows.h - the rows of a file of fields that are separated by tabs, one after the other
 *
 * For tables that newsdupes printed, and for what users write: labels, pairs. Rows end with a
 * newline, with or without a carriage return before it, or, as under -0, with NUL: what comes first
 * in the file decides. A byte order mark and blank rows are passed over. In each field \t, \n, \r
 * and \\ stand for a tab, a newline, a carriage return and a backslash. A row that cannot be used
 * is reported by its number and passed over; the memory is that of some rows.
 *
 * Calls fail with ND_ERR_MEMORY, or with ND_ERR_PARAM when it was reported that the file cannot be
 * read.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_ROWS_H
#define ND_IO_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/lines.h"
#include "io/readfile.h"
#include "io/report.h"
#include "io/troubles.h"
#include "newsdupes.h"

#define ND_ROW_BYTES ((size_t)1 << 20) /* a longer row is passed over */
#define ND_ROW_CELLS ((size_t)64)      /* further fields are counted only */

/* Parts point to each other: rows stay where they were opened. */
struct nd_rows {
    struct nd_open_file file;
    struct nd_lines lines;
    struct nd_block block;
    size_t at;                          /* in the block: where the next row begins */
    size_t width;                       /* fields that each row must have; 0: any number */
    uint64_t line;                      /* number of the current row, from 1 */
    bool cut;                           /* it is the last one, and has no end */
    size_t cell_count;                  /* fields of the current row */
    struct nd_name cells[ND_ROW_CELLS]; /* valid until the next row */
    struct nd_troubles troubles;
};

/* Opens a file or pipe; "-" is standard input. Borrows path and report. The rows must be closed
 * even when this fails. */
ND_CHECK nd_status nd_rows_open(struct nd_rows *rows, const char *path,
                                const struct nd_report *report);
void nd_rows_close(struct nd_rows *rows);

/* Goes to the next row that can be used; *more is false when there is none. */
ND_CHECK nd_status nd_rows_next(struct nd_rows *rows, bool *more);

/* The field of the current row that is `name`, or ND_ROW_CELLS. */
size_t nd_rows_find(const struct nd_rows *rows, const char *name);

/* A field of the current row; empty when the row has no such field. */
struct nd_name nd_rows_cell(const struct nd_rows *rows, size_t column);

/* Makes the current row the header: all others must have as many fields as it has. In rows that end
 * with NUL the last field is as it is, whatever it contains. */
void nd_rows_take_header(struct nd_rows *rows);

/* Reports what is wrong with the current row: see nd_trouble. */
void nd_rows_trouble(struct nd_rows *rows, const char *before, const struct nd_name *name,
                     const char *after);

#endif /* ND_IO_ROWS_H */
