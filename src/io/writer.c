/*
 * writer.c - see writer.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/writer.h"

#include <string.h>

/* ---- Cells ----------------------------------------------------------------------------------- */

struct nd_cell nd_cell_number(uint64_t number) {
    return (struct nd_cell){.kind = ND_CELL_NUMBER, .number = number};
}

struct nd_cell nd_cell_thousandths(uint32_t thousandths) {
    return (struct nd_cell){.kind = ND_CELL_THOUSANDTHS, .number = thousandths};
}

struct nd_cell nd_cell_literal(const char *number) {
    return (struct nd_cell){.kind = ND_CELL_LITERAL, .text = {number, strlen(number)}};
}

struct nd_cell nd_cell_name(const struct nd_name *name) {
    return (struct nd_cell){.kind = ND_CELL_TEXT, .text = *name};
}

struct nd_cell nd_cell_word(const char *word) {
    return nd_cell_name(&(struct nd_name){word, strlen(word)});
}

nd_status nd_cell_append_number(struct nd_buf *line, const struct nd_cell *cell) {
    const uint64_t number = cell->number;
    const char places[4] = {'.', (char)('0' + number / 100 % 10), (char)('0' + number / 10 % 10),
                            (char)('0' + number % 10)};
    nd_status status;
    if (cell->kind == ND_CELL_LITERAL)
        return nd_buf_append(line, cell->text.bytes, cell->text.size);
    if (cell->kind == ND_CELL_NUMBER) return nd_buf_append_number(line, number);
    status = nd_buf_append_number(line, number / 1000);
    return status == ND_OK ? nd_buf_append(line, places, sizeof places) : status;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

void nd_writer_init(struct nd_writer *writer, nd_format format, const char *const *columns,
                    size_t count, struct nd_output *output) {
    static const struct nd_row_format *const formats[] = {[ND_FORMAT_TSV] = &nd_format_tsv,
                                                          [ND_FORMAT_CSV] = &nd_format_csv,
                                                          [ND_FORMAT_JSONL] = &nd_format_jsonl};
    *writer = (struct nd_writer){
        .format = formats[format], .columns = columns, .count = count, .output = output};
}

void nd_writer_free(struct nd_writer *writer) { nd_buf_free(&writer->line); }

static nd_status end_row(struct nd_writer *writer) {
    return writer->null_ends ? nd_buf_append_byte(&writer->line, '\0')
                             : nd_buf_append_string(&writer->line, writer->format->after);
}

nd_status nd_writer_add_row(struct nd_writer *writer, const struct nd_cell *cells) {
    const struct nd_row_format *const format = writer->format;
    nd_status status = nd_buf_append_string(&writer->line, format->before);
    for (size_t i = 0; i < writer->count && status == ND_OK; i++) {
        if (i != 0) status = nd_buf_append_byte(&writer->line, format->between);
        if (status == ND_OK) status = format->cell(writer, i, &cells[i]);
    }
    return status == ND_OK ? end_row(writer) : status;
}

nd_status nd_writer_add_header(struct nd_writer *writer) {
    nd_status status = ND_OK;
    if (!writer->format->has_header) return ND_OK;
    for (size_t i = 0; i < writer->count && status == ND_OK; i++) {
        if (i != 0) status = nd_buf_append_byte(&writer->line, writer->format->between);
        if (status == ND_OK) status = nd_buf_append_string(&writer->line, writer->columns[i]);
    }
    return status == ND_OK ? end_row(writer) : status;
}

/* Writes what is in writer->line when making it ended with `status`. */
static nd_status write_line(struct nd_writer *writer, nd_status status) {
    if (status == ND_OK)
        status = nd_output_write(writer->output, writer->line.data, writer->line.size);
    writer->line.size = 0;
    return status;
}

nd_status nd_writer_row(struct nd_writer *writer, const struct nd_cell *cells) {
    return write_line(writer, nd_writer_add_row(writer, cells));
}

nd_status nd_writer_header(struct nd_writer *writer) {
    return write_line(writer, nd_writer_add_header(writer));
}
