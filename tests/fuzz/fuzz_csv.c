/*
 * fuzz_csv.c - any bytes as the rows of a table
 *
 * The first byte chooses the delimiter and where the bytes are cut. Rows must cover the bytes
 * without a gap and be the same wherever they are cut; the content of a field, quoted again, must
 * be read as itself.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "read/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int good) {
    if (!good) abort();
}

static void append(struct nd_buf *buf, const void *bytes, size_t size) {
    require(nd_buf_append(buf, bytes, size) == ND_OK);
}

/* The content, quoted: it must come back. */
static void check_content(const struct nd_buf *content, char delimiter) {
    struct nd_csv_cursor cursor = {.delimiter = delimiter, .final = true};
    struct nd_buf quoted = {0}, again = {0};
    append(&quoted, "\"", 1);
    for (size_t i = 0; i < content->size; i++) {
        if (content->data[i] == '"') append(&quoted, "\"", 1);
        append(&quoted, content->data + i, 1);
    }
    append(&quoted, "\"", 1);
    cursor.bytes = quoted.data;
    cursor.size = quoted.size;
    require(nd_csv_next(&cursor) == ND_CSV_GOOD && cursor.ended && cursor.at == quoted.size);
    require(nd_csv_content(quoted.data, &cursor.field, &again) == ND_OK);
    require(again.size == content->size);
    require(again.size == 0 || memcmp(again.data, content->data, again.size) == 0);
    nd_buf_free(&quoted);
    nd_buf_free(&again);
}

/* The fields of a good row; the text, which is column 1, must be the one that the row says. */
static void check_fields(const struct nd_csv *csv, const char *bytes,
                         const struct nd_csv_row *row) {
    struct nd_csv_cursor cursor = {
        .bytes = bytes, .size = row->size, .delimiter = csv->delimiter, .final = true};
    size_t width = 0;
    while (!cursor.ended) {
        struct nd_buf content = {0};
        require(nd_csv_next(&cursor) == ND_CSV_GOOD);
        require(cursor.field.at + cursor.field.size <= row->length);
        if (width == csv->text)
            require(cursor.field.at == row->text.at && cursor.field.size == row->text.size);
        require(nd_csv_content(bytes, &cursor.field, &content) == ND_OK);
        check_content(&content, csv->delimiter);
        nd_buf_free(&content);
        width++;
    }
    require(width == row->width && cursor.at == row->size && cursor.length == row->length);
}

/* Appends "size:fault:width," of each row. */
static void read_rows(const struct nd_csv *csv, const char *bytes, size_t size,
                      struct nd_buf *out) {
    for (size_t at = 0; at < size;) {
        struct nd_csv_row row;
        nd_csv_row(csv, bytes + at, size - at, true, &row);
        require(row.size > 0 && row.size <= size - at && row.length <= row.size);
        require(row.fault == ND_CSV_GOOD || row.fault == ND_CSV_QUOTES);
        if (row.fault == ND_CSV_GOOD) check_fields(csv, bytes + at, &row);
        append(out, &row.size, sizeof row.size);
        append(out, &row.fault, sizeof row.fault);
        append(out, &row.width, row.fault == ND_CSV_GOOD ? sizeof row.width : 0);
        at += row.size;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct nd_csv_names names = {"id", "text", "source", "date"};
    struct nd_csv csv = {.delimiter = ',', .id = 0, .text = 1, .source = 2};
    struct nd_buf all = {0}, parts = {0};
    const char *bytes;
    size_t cut, whole;
    if (size == 0) return 0;
    if (data[0] % 2 == 1) csv.delimiter = '\t';
    bytes = (const char *)data + 1;
    size--;
    cut = size * (data[0] / 2) / 127;
    whole = nd_csv_whole(&csv, bytes, cut);
    require(whole <= cut);
    read_rows(&csv, bytes, size, &all);
    read_rows(&csv, bytes, whole, &parts);
    read_rows(&csv, bytes + whole, size - whole, &parts);
    require(parts.size == all.size);
    require(all.size == 0 || memcmp(parts.data, all.data, all.size) == 0);
    require(nd_csv_header(&csv, bytes, size, &names) == ND_OK);
    nd_buf_free(&all);
    nd_buf_free(&parts);
    return 0;
}
