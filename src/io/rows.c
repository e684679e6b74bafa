/*
 * rows.c - see rows.h
 *
 * Fields are cut and their escapes undone in the block that was read, so that nothing is copied.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/names.h"
#include "io/complain.h"
#include "io/escape.h"
#include "io/magic.h"

/* ---- Opening --------------------------------------------------------------------------------- */

static nd_status cannot(const struct nd_rows *rows, const char *what, int error) {
    nd_complain_errno(rows->troubles.report, what, rows->troubles.path, error);
    return ND_ERR_PARAM;
}

nd_status nd_rows_open(struct nd_rows *rows, const char *path, const struct nd_report *report) {
    struct nd_bytes bytes;
    int error = 0;
    nd_status status;
    *rows = (struct nd_rows){.file = {.descriptor = STDIN_FILENO, .left = UINT64_MAX},
                             .troubles = {.report = report, .path = path}};
    if (strcmp(path, "-") != 0) rows->file.descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (rows->file.descriptor < 0) return cannot(rows, "cannot open", errno);
    bytes = nd_file_bytes(&rows->file);
    nd_lines_init(&rows->lines, &bytes);
    rows->lines.line_limit = ND_ROW_BYTES;
    status = nd_lines_detect(&rows->lines, &error);
    if (status != ND_OK) return status;
    if (error != 0) return cannot(rows, "cannot read", error);
    /* As spreadsheets save "Unicode text". */
    if (!nd_magic_is_utf16(rows->lines.behind.data, rows->lines.behind.size)) return ND_OK;
    nd_complain(report, ND_ERROR, "", path, " is UTF-16; it must be UTF-8");
    return ND_ERR_PARAM;
}

void nd_rows_close(struct nd_rows *rows) {
    nd_troubles_end(&rows->troubles);
    if (rows->file.descriptor > STDIN_FILENO) (void)close(rows->file.descriptor);
    nd_lines_free(&rows->lines);
    nd_buf_free(&rows->block.bytes);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

void nd_rows_trouble(struct nd_rows *rows, const char *before, const struct nd_name *name,
                     const char *after) {
    nd_trouble(&rows->troubles, rows->line, before, name, after);
}

/* Cuts the row into fields. */
static void split(struct nd_rows *rows, char *at, const char *end) {
    const size_t raw = rows->lines.delimiter == '\0' ? rows->width : 0;
    const char *tab;
    rows->cell_count = 0;
    do {
        const bool is_raw = rows->cell_count + 1 == raw;
        const size_t left = (size_t)(end - at);
        size_t size;
        tab = is_raw || left == 0 ? NULL : memchr(at, '\t', left);
        size = tab != NULL ? (size_t)(tab - at) : left;
        if (rows->cell_count < ND_ROW_CELLS)
            rows->cells[rows->cell_count] =
                (struct nd_name){at, is_raw ? size : nd_tsv_unescape(at, size)};
        rows->cell_count++;
        at += size + 1;
    } while (tab != NULL);
}

static bool has_width(struct nd_rows *rows) {
    if (rows->width == 0 || rows->cell_count == rows->width) return true;
    nd_rows_trouble(rows, rows->cell_count < rows->width ? "fewer" : "more", NULL,
                    " columns than the header has");
    return false;
}

/* Takes the next row of the block; false when it is blank or cannot be used. */
static bool take_row(struct nd_rows *rows) {
    const char delimiter = rows->lines.delimiter;
    char *const start = rows->block.bytes.data + rows->at;
    const size_t left = rows->block.size - rows->at;
    const char *const end = memchr(start, delimiter, left);
    size_t size = end != NULL ? (size_t)(end - start) : left;
    rows->at += end != NULL ? size + 1 : size;
    rows->line++;
    rows->cut = end == NULL;
    if (delimiter == '\n' && size != 0 && start[size - 1] == '\r') size--;
    if (size == 0) return false;
    if (size > ND_ROW_BYTES) {
        nd_rows_trouble(rows, "longer than 1 MiB", NULL, "");
        return false;
    }
    if (delimiter == '\n' && memchr(start, '\0', size) != NULL) {
        nd_rows_trouble(rows, "holds a NUL byte", NULL, "");
        return false;
    }
    split(rows, start, start + size);
    return has_width(rows);
}

static nd_status next_block(struct nd_rows *rows) {
    int error;
    const nd_status status = nd_lines_next(&rows->lines, &rows->block, &error);
    if (status != ND_OK) return status;
    if (error != 0) return cannot(rows, "cannot read", error);
    rows->at = rows->block.begin;
    rows->line = rows->block.line - 1;
    if (rows->block.too_long == 0) return ND_OK;
    rows->line = rows->block.too_long;
    nd_rows_trouble(rows, "longer than 1 MiB", NULL, "");
    return ND_OK;
}

nd_status nd_rows_next(struct nd_rows *rows, bool *more) {
    nd_status status = ND_OK;
    *more = true;
    while (status == ND_OK) {
        if (rows->at < rows->block.size) {
            if (take_row(rows)) return ND_OK;
        } else if (!rows->lines.finished) {
            status = next_block(rows);
        } else {
            break;
        }
    }
    *more = false;
    return status;
}

size_t nd_rows_find(const struct nd_rows *rows, const char *name) {
    for (size_t i = 0; i < rows->cell_count && i < ND_ROW_CELLS; i++)
        if (nd_name_is(rows->cells[i], name)) return i;
    return ND_ROW_CELLS;
}

struct nd_name nd_rows_cell(const struct nd_rows *rows, size_t column) {
    if (column < rows->cell_count && column < ND_ROW_CELLS) return rows->cells[column];
    return (struct nd_name){.bytes = "", .size = 0};
}

void nd_rows_take_header(struct nd_rows *rows) { rows->width = rows->cell_count; }
