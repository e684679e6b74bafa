/*
 * write_tsv.c - rows of fields between tabs; see writer.h
 *
 * A name that is the last field needs no escapes where rows end with NUL, which no path contains.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/escape.h"
#include "io/writer.h"

static nd_status add_cell(struct nd_writer *writer, size_t column, const struct nd_cell *cell) {
    struct nd_buf *const line = &writer->line;
    if (cell->kind != ND_CELL_TEXT) return nd_cell_append_number(line, cell);
    if (writer->null_ends && column + 1 == writer->count)
        return nd_buf_append(line, cell->text.bytes, cell->text.size);
    return nd_tsv_escape(line, cell->text.bytes, cell->text.size);
}

const struct nd_row_format nd_format_tsv = {
    .before = "", .between = '\t', .after = "\n", .cell = add_cell, .has_header = true};
