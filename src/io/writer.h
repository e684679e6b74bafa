/*
 * writer.h - the rows of a result as tab-separated values, CSV or JSON Lines
 *
 * A row is an array of cells, one for each column; what they look like is up to the format, each of
 * which is a module of its own (write_tsv.c, write_csv.c, write_jsonl.c).
 *
 *     static const char *const columns[] = {"cluster", "document"};
 *     nd_writer_init(&writer, ND_FORMAT_CSV, columns, 2, output);
 *     status = nd_writer_header(&writer);
 *     ... status = nd_writer_row(&writer, (struct nd_cell[]){nd_cell_number(1), nd_cell_name(x)});
 *     nd_writer_free(&writer);
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_WRITER_H
#define ND_IO_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "io/output.h"
#include "newsdupes.h"

typedef enum nd_format {
    ND_FORMAT_TSV, /* fields between tabs, escaped as by nd_tsv_escape */
    ND_FORMAT_CSV, /* RFC 4180: fields between commas, in quotes where need be, lines end in CRLF */
    ND_FORMAT_JSONL /* a JSON object a line */
} nd_format;

typedef enum nd_cell_kind {
    ND_CELL_NUMBER,
    ND_CELL_THOUSANDTHS, /* a number with three decimal places */
    ND_CELL_LITERAL,     /* a number as it is to stand there; empty: there is none */
    ND_CELL_TEXT         /* any bytes */
} nd_cell_kind;

struct nd_cell {
    nd_cell_kind kind;
    uint64_t number;
    struct nd_name text; /* borrowed */
};

/* For rows that are few. Of many, the fields are set in their places: what is returned in parts is
 * copied, which waits for them. */
struct nd_cell nd_cell_number(uint64_t number);
struct nd_cell nd_cell_thousandths(uint32_t thousandths);
struct nd_cell nd_cell_literal(const char *number); /* borrowed, as are the following */
struct nd_cell nd_cell_word(const char *word);      /* a string */
struct nd_cell nd_cell_name(const struct nd_name *name);

struct nd_row_format;

struct nd_writer {
    const struct nd_row_format *format;
    const char *const *columns; /* plain words */
    size_t count;
    bool null_ends; /* TSV: rows end with NUL, and the last field is raw; false */
    struct nd_output *output;
    struct nd_buf line;
};

/* Borrows columns and output. Free the writer in any case. */
void nd_writer_init(struct nd_writer *writer, nd_format format, const char *const *columns,
                    size_t count, struct nd_output *output);
void nd_writer_free(struct nd_writer *writer);

/* Write the names of the columns (nothing in JSON Lines, where every row has them), and a row of
 * `count` cells. Fail as nd_output_write does, or with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_writer_header(struct nd_writer *writer);
ND_CHECK nd_status nd_writer_row(struct nd_writer *writer, const struct nd_cell *cells);

/* The same, but only added to writer->line, for who writes it otherwise; the output is not used. */
ND_CHECK nd_status nd_writer_add_header(struct nd_writer *writer);
ND_CHECK nd_status nd_writer_add_row(struct nd_writer *writer, const struct nd_cell *cells);

/* ---- What a format is made of ---------------------------------------------------------------- */

struct nd_row_format {
    bool has_header;
    const char *before, *after; /* what stands around the cells of a row, */
    char between;               /* and between them */
    /* Appends the cell of a column to writer->line. */
    nd_status (*cell)(struct nd_writer *writer, size_t column, const struct nd_cell *cell);
};

extern const struct nd_row_format nd_format_tsv, nd_format_csv, nd_format_jsonl;

/* Appends a cell that is no text. */
ND_CHECK nd_status nd_cell_append_number(struct nd_buf *line, const struct nd_cell *cell);

#endif /* ND_IO_WRITER_H */
