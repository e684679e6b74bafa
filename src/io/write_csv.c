/*
 * write_csv.c - rows as RFC 4180 has them; see writer.h
 *
 * A field with a comma, a quote or a line end stands between quotes, and each quote in it is
 * doubled. All other bytes are as they are.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "io/writer.h"

static bool needs_quotes(const struct nd_name *text) {
    for (size_t i = 0; i < text->size; i++)
        if (memchr(",\"\r\n", text->bytes[i], 4) != NULL) return true;
    return false;
}

/* Appends the text with its quotes doubled: each piece goes up to and with a quote. */
static nd_status add_doubled(struct nd_buf *line, const struct nd_name *text) {
    const char *at = text->bytes, *const end = at + text->size;
    while (at < end) {
        const char *const quote = memchr(at, '"', (size_t)(end - at));
        const char *const next = quote != NULL ? quote + 1 : end;
        nd_status status = nd_buf_append(line, at, (size_t)(next - at));
        if (status == ND_OK && quote != NULL) status = nd_buf_append_byte(line, '"');
        if (status != ND_OK) return status;
        at = next;
    }
    return ND_OK;
}

static nd_status add_cell(struct nd_writer *writer, size_t column, const struct nd_cell *cell) {
    struct nd_buf *const line = &writer->line;
    nd_status status;
    (void)column;
    if (cell->kind != ND_CELL_TEXT) return nd_cell_append_number(line, cell);
    if (!needs_quotes(&cell->text)) return nd_buf_append(line, cell->text.bytes, cell->text.size);
    status = nd_buf_append_byte(line, '"');
    if (status == ND_OK) status = add_doubled(line, &cell->text);
    return status == ND_OK ? nd_buf_append_byte(line, '"') : status;
}

const struct nd_row_format nd_format_csv = {
    .before = "", .between = ',', .after = "\r\n", .cell = add_cell, .has_header = true};
