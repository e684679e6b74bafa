/*
 * csv.c - see csv.h
 *
 * A quote that is not closed would swallow all that follows. A row that is not well quoted is
 * therefore given up as one line, and the next row begins with the next line; with what follows
 * being well quoted itself, that is one row lost.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/csv.h"

#include <stdint.h>
#include <string.h>

/* ---- Fields ---------------------------------------------------------------------------------- */

/* Goes behind what ends the field at `at`. */
static nd_csv_fault end_field(struct nd_csv_cursor *cursor, size_t at) {
    const size_t left = cursor->size - at;
    const char *const end = cursor->bytes + at;
    cursor->length = at;
    cursor->at = at;
    if (left != 0 && end[0] == cursor->delimiter) {
        cursor->at++;
        return ND_CSV_GOOD;
    }
    cursor->ended = true;
    if (left != 0 && end[0] == '\n') {
        cursor->at++;
    } else if (left >= 2 && end[0] == '\r' && end[1] == '\n') {
        cursor->at += 2;
    } else if (left == 1 && end[0] == '\r' && cursor->final) {
        cursor->at++;
    } else if (left == 0 || (left == 1 && end[0] == '\r')) {
        return cursor->final ? ND_CSV_GOOD : ND_CSV_CUT;
    } else {
        return ND_CSV_QUOTES;
    }
    return ND_CSV_GOOD;
}

/* A field that begins with a quote. */
static nd_csv_fault next_quoted(struct nd_csv_cursor *cursor, size_t begin) {
    size_t at = begin + 1;
    for (;;) {
        const char *const quote =
            at < cursor->size ? memchr(cursor->bytes + at, '"', cursor->size - at) : NULL;
        if (quote == NULL) return cursor->final ? ND_CSV_QUOTES : ND_CSV_CUT;
        at = (size_t)(quote - cursor->bytes) + 1;
        if (at == cursor->size && !cursor->final) return ND_CSV_CUT;
        if (at == cursor->size || cursor->bytes[at] != '"') break;
        at++;
    }
    cursor->field = (struct nd_csv_field){.at = begin + 1, .size = at - begin - 2, .quoted = true};
    return end_field(cursor, at);
}

static nd_csv_fault next_plain(struct nd_csv_cursor *cursor, size_t begin) {
    size_t at = begin;
    while (at < cursor->size && cursor->bytes[at] != cursor->delimiter && cursor->bytes[at] != '\n')
        at++;
    if (at == cursor->size && !cursor->final) return ND_CSV_CUT;
    if (at > begin && cursor->bytes[at - 1] == '\r' &&
        (at == cursor->size || cursor->bytes[at] == '\n'))
        at--;
    cursor->field = (struct nd_csv_field){.at = begin, .size = at - begin};
    return end_field(cursor, at);
}

nd_csv_fault nd_csv_next(struct nd_csv_cursor *cursor) {
    const size_t begin = cursor->at;
    nd_csv_fault fault = ND_CSV_QUOTES;
    cursor->ended = false;
    if (begin == cursor->size || cursor->bytes[begin] != '"') return next_plain(cursor, begin);
    fault = next_quoted(cursor, begin);
    if (fault != ND_CSV_QUOTES || cursor->delimiter != '\t') return fault;
    cursor->ended = false;
    return next_plain(cursor, begin);
}

nd_status nd_csv_content(const char *bytes, const struct nd_csv_field *field, struct nd_buf *buf) {
    const char *at = bytes + field->at;
    const char *const end = at + field->size;
    nd_status status = ND_OK;
    while (field->quoted && status == ND_OK && at < end) {
        const char *const quote = memchr(at, '"', (size_t)(end - at));
        if (quote == NULL) break;
        status = nd_buf_append(buf, at, (size_t)(quote - at) + 1);
        at = quote + 2;
    }
    return status == ND_OK && at < end ? nd_buf_append(buf, at, (size_t)(end - at)) : status;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* Makes the row end with its first line, which may have to be read yet. */
static void give_up(struct nd_csv_row *row, const char *bytes, size_t size, bool final) {
    const char *const newline = memchr(bytes, '\n', size);
    if (newline == NULL && !final) row->fault = ND_CSV_CUT;
    row->size = newline != NULL ? (size_t)(newline - bytes) + 1 : size;
    row->length = newline != NULL ? row->size - 1 : size;
}

void nd_csv_row(const struct nd_csv *csv, const char *bytes, size_t size, bool final,
                struct nd_csv_row *row) {
    struct nd_csv_cursor cursor = {
        .bytes = bytes, .size = size, .delimiter = csv->delimiter, .final = final};
    *row = (struct nd_csv_row){0};
    while (!cursor.ended) {
        row->fault = nd_csv_next(&cursor);
        if (row->fault != ND_CSV_GOOD) break;
        if (row->width == csv->id) row->id = cursor.field;
        if (row->width == csv->text) row->text = cursor.field;
        if (row->width == csv->source) row->source = cursor.field;
        if (row->width == csv->date) row->date = cursor.field;
        row->width++;
    }
    row->size = cursor.at;
    row->length = cursor.length;
    if (row->fault == ND_CSV_QUOTES) give_up(row, bytes, size, final);
}

size_t nd_csv_whole(const struct nd_csv *csv, const char *bytes, size_t size) {
    size_t at = 0;
    while (at < size) {
        struct nd_csv_row row;
        nd_csv_row(csv, bytes + at, size - at, false, &row);
        if (row.fault == ND_CSV_CUT) break;
        at += row.size;
    }
    return at;
}

/* ---- The header ------------------------------------------------------------------------------ */

static bool is_name(const struct nd_buf *content, const char *name) {
    return name != NULL && content->size != 0 && content->size == strlen(name) &&
           memcmp(content->data, name, content->size) == 0;
}

/* The next column is called that. */
static void add_column(struct nd_csv *csv, const struct nd_buf *name,
                       const struct nd_csv_names *names) {
    if (is_name(name, names->id)) csv->id = csv->width;
    if (is_name(name, names->text)) csv->text = csv->width;
    if (is_name(name, names->source)) csv->source = csv->width;
    if (is_name(name, names->date)) csv->date = csv->width;
    csv->width++;
}

nd_status nd_csv_header(struct nd_csv *csv, const char *bytes, size_t size,
                        const struct nd_csv_names *names) {
    struct nd_csv_cursor cursor = {
        .bytes = bytes, .size = size, .delimiter = csv->delimiter, .final = true};
    struct nd_buf name = {0};
    nd_status status = ND_OK;
    csv->width = 0;
    csv->id = csv->text = csv->source = csv->date = SIZE_MAX;
    while (status == ND_OK && !cursor.ended && nd_csv_next(&cursor) == ND_CSV_GOOD) {
        name.size = 0;
        status = nd_csv_content(bytes, &cursor.field, &name);
        if (status == ND_OK) add_column(csv, &name, names);
    }
    nd_buf_free(&name);
    return status;
}
