/*
 * write_jsonl.c - rows as JSON objects (RFC 8259), one a line; see writer.h
 *
 * JSON is text, and a path is bytes. What is not UTF-8 in a name is shown as U+FFFD, so that every
 * line is valid; a second member, with "_bytes" behind its name, then has all bytes of the name,
 * percent-encoded (RFC 3986: letters, digits and -._~ stand for themselves, and so does a slash),
 * which every language can decode.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "io/utf8seq.h"
#include "io/writer.h"

static const char digits[] = "0123456789ABCDEF";

/* ---- Strings --------------------------------------------------------------------------------- */

/* Appends a byte that must not stand in a string as it is. */
static nd_status add_escaped(struct nd_buf *line, char byte) {
    static const char letters[] = "\b\f\n\r\t\"\\", after[] = "bfnrt\"\\";
    const char *const letter = byte != '\0' ? strchr(letters, byte) : NULL;
    const unsigned char number = (unsigned char)byte;
    if (letter != NULL)
        return nd_buf_append(line, (const char[2]){'\\', after[letter - letters]}, 2);
    return nd_buf_append(
        line, (const char[6]){'\\', 'u', '0', '0', digits[number >> 4], digits[number & 15]}, 6);
}

static bool is_plain(char byte) {
    return byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\';
}

/* Appends text without its quotes; *valid says whether it is UTF-8. Clean stretches are appended at
 * once: nearly all names are one. */
static nd_status add_text(struct nd_buf *line, const struct nd_name *text, bool *valid) {
    const char *const bytes = text->bytes;
    nd_status status = ND_OK;
    size_t clean = 0, step = 1;
    *valid = true;
    for (size_t i = 0; i < text->size && status == ND_OK; i += step) {
        bool good = true;
        step = 1;
        if (is_plain(bytes[i])) continue;
        step = nd_utf8_step(bytes + i, text->size - i, &good);
        if (good && (step > 1 || bytes[i] == '\x7F')) continue;
        status = nd_buf_append(line, bytes + clean, i - clean);
        if (status == ND_OK)
            status = good ? add_escaped(line, bytes[i])
                          : nd_buf_append(line, ND_UTF8_REPLACEMENT, ND_UTF8_REPLACEMENT_SIZE);
        *valid &= good;
        clean = i + step;
    }
    return status == ND_OK ? nd_buf_append(line, bytes + clean, text->size - clean) : status;
}

static bool is_unreserved(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("-._~/", byte) != NULL);
}

static nd_status add_percent(struct nd_buf *line, const struct nd_name *text) {
    nd_status status = ND_OK;
    for (size_t i = 0; i < text->size && status == ND_OK; i++) {
        const unsigned char byte = (unsigned char)text->bytes[i];
        const char code[3] = {'%', digits[byte >> 4], digits[byte & 15]};
        status = is_unreserved(text->bytes[i]) ? nd_buf_append_byte(line, text->bytes[i])
                                               : nd_buf_append(line, code, sizeof code);
    }
    return status;
}

/* ---- Members --------------------------------------------------------------------------------- */

/* Appends `"<column><suffix>":`. */
static nd_status add_key(struct nd_buf *line, const char *column, const char *suffix) {
    nd_status status = nd_buf_append_byte(line, '"');
    if (status == ND_OK) status = nd_buf_append_string(line, column);
    if (status == ND_OK) status = nd_buf_append_string(line, suffix);
    return status == ND_OK ? nd_buf_append_string(line, "\":") : status;
}

static nd_status add_string(struct nd_buf *line, const char *column, const struct nd_name *text) {
    bool valid = true;
    nd_status status = nd_buf_append_byte(line, '"');
    if (status == ND_OK) status = add_text(line, text, &valid);
    if (status == ND_OK) status = nd_buf_append_byte(line, '"');
    if (status != ND_OK || valid) return status;
    status = nd_buf_append_byte(line, ',');
    if (status == ND_OK) status = add_key(line, column, "_bytes");
    if (status == ND_OK) status = nd_buf_append_byte(line, '"');
    if (status == ND_OK) status = add_percent(line, text);
    return status == ND_OK ? nd_buf_append_byte(line, '"') : status;
}

static nd_status add_cell(struct nd_writer *writer, size_t column, const struct nd_cell *cell) {
    const char *const name = writer->columns[column];
    const nd_status status = add_key(&writer->line, name, "");
    if (status != ND_OK) return status;
    if (cell->kind == ND_CELL_LITERAL && cell->text.size == 0)
        return nd_buf_append_string(&writer->line, "null");
    return cell->kind == ND_CELL_TEXT ? add_string(&writer->line, name, &cell->text)
                                      : nd_cell_append_number(&writer->line, cell);
}

const struct nd_row_format nd_format_jsonl = {
    .before = "{", .between = ',', .after = "}\n", .cell = add_cell, .has_header = false};
