/*
 * csv.h - rows of values separated by commas or tabs, quoted as RFC 4180 says
 *
 * Knows bytes only: no file, no memory of its own. A row ends with a newline, with or without a
 * carriage return before it. A field that begins with a quote ends with one, may hold delimiters
 * and line ends, and has its own quotes doubled; quotes inside any other field are letters.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_CSV_H
#define ND_READ_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "newsdupes.h"

typedef enum nd_csv_fault {
    ND_CSV_GOOD,
    ND_CSV_CUT,   /* the bytes end before the row does */
    ND_CSV_QUOTES /* a quote is not closed, or something stands behind the closing one */
} nd_csv_fault;

struct nd_csv_field {
    size_t at, size; /* without the quotes around it */
    bool quoted;     /* quotes inside are doubled */
};

/* Goes through the fields of a row; set what comes first, and the rest to zero. */
struct nd_csv_cursor {
    const char *bytes;
    size_t size;
    char delimiter;
    bool final;    /* nothing follows these bytes */
    bool ended;    /* the field is the last of its row */
    size_t at;     /* behind the field and what ends it */
    size_t length; /* of the row up to the end of the field */
    struct nd_csv_field field;
};

/* Goes to the next field. With a tab as delimiter a field that is not well quoted is taken as it
 * is: tables that are separated by tabs are seldom quoted. */
nd_csv_fault nd_csv_next(struct nd_csv_cursor *cursor);

/* The columns of a table that are wanted. */
struct nd_csv {
    char delimiter;
    size_t width;                  /* fields of the header */
    size_t id, text, source, date; /* SIZE_MAX: there is none */
};

struct nd_csv_names {
    const char *id, *text;
    const char *source, *date; /* NULL: none is wanted */
};

struct nd_csv_row {
    nd_csv_fault fault;
    size_t size;   /* to the start of the next row; of a faulty one that is the next line */
    size_t length; /* without the line end */
    size_t width;  /* fields */
    struct nd_csv_field id, text, source, date; /* of size 0 where the row or the table has none */
};

/* Reads the row at the start of the bytes; there is at least one. `final` when nothing follows. */
void nd_csv_row(const struct nd_csv *csv, const char *bytes, size_t size, bool final,
                struct nd_csv_row *row);

/* The size of the whole rows at the start of the bytes, when more may follow. These rows are the
 * same when they are read alone, as final. */
size_t nd_csv_whole(const struct nd_csv *csv, const char *bytes, size_t size);

/* Sets width and columns of `csv` by the names in the header, the row at the start of the bytes;
 * of a name that occurs twice the last counts. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_csv_header(struct nd_csv *csv, const char *bytes, size_t size,
                                 const struct nd_csv_names *names);

/* Appends the content of a field. */
ND_CHECK nd_status nd_csv_content(const char *bytes, const struct nd_csv_field *field,
                                  struct nd_buf *buf);

#endif /* ND_READ_CSV_H */
