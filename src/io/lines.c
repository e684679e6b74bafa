/*
 * lines.c - see lines.h
 *
 * A block is read until it holds a newline and has its size; what lies behind the last newline is
 * kept for the next one. A long line makes its block grow; beyond the limit the line is dropped
 * as it is read, and takes no more memory.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/lines.h"

#include <string.h>

enum { BLOCK_SIZE = 1 << 20 };

void nd_lines_init(struct nd_lines *lines, const struct nd_bytes *from) {
    *lines = (struct nd_lines){.from = *from, .block_size = BLOCK_SIZE, .line_limit = ND_MAX_TEXT};
}

void nd_lines_free(struct nd_lines *lines) { nd_buf_free(&lines->behind); }

/* Appends up to `size` bytes; at the end of the stream, or when reading fails, it is finished. */
static nd_status read_more(struct nd_lines *lines, struct nd_buf *buf, size_t size, int *error) {
    const nd_status status = nd_buf_reserve(buf, size + ND_READ_PADDING);
    ssize_t got;
    if (status != ND_OK) return status;
    got = lines->from.read(lines->from.self, buf->data + buf->size, size, error);
    if (got > 0) buf->size += (size_t)got;
    lines->finished = got <= 0;
    return ND_OK;
}

/* Returns the size of the whole lines in buf, when bytes before `from` have no newline. */
static size_t whole_lines(const struct nd_buf *buf, size_t from) {
    size_t size = buf->size;
    while (size > from && buf->data[size - 1] != '\n') size--;
    return size > from ? size : 0;
}

static uint64_t count_newlines(const char *bytes, size_t size) {
    const char *const end = bytes + size;
    uint64_t count = 0;
    while (size != 0 && (bytes = memchr(bytes, '\n', (size_t)(end - bytes))) != NULL) {
        count++;
        if (++bytes == end) break;
    }
    return count;
}

/* Reads on until `buf`, which lies within a line, has its newline; drops the line. */
static nd_status skip_line(struct nd_lines *lines, struct nd_buf *buf, int *error) {
    const char *newline = NULL;
    size_t line = buf->size;
    nd_status status = ND_OK;
    lines->offset += buf->size;
    while (newline == NULL && !lines->finished && status == ND_OK) {
        buf->size = 0;
        status = read_more(lines, buf, lines->block_size, error);
        newline = buf->size != 0 ? memchr(buf->data, '\n', buf->size) : NULL;
        line = newline != NULL ? (size_t)(newline - buf->data) + 1 : buf->size;
        lines->offset += line;
    }
    if (status != ND_OK) return status;
    lines->line++;
    status = nd_buf_append(&lines->behind, buf->data + line, buf->size - line);
    buf->size = 0;
    return status;
}

static nd_status hand_out(struct nd_lines *lines, struct nd_block *block) {
    struct nd_buf *const buf = &block->bytes;
    const nd_status status =
        nd_buf_append(&lines->behind, buf->data + block->size, buf->size - block->size);
    if (status != ND_OK) return status;
    lines->offset += block->size;
    lines->line += count_newlines(buf->data, block->size);
    if (block->size != 0 && buf->data[block->size - 1] != '\n') lines->line++;
    if (block->offset == 0 && block->size >= 3 && memcmp(buf->data, "\xEF\xBB\xBF", 3) == 0)
        block->begin = 3;
    return ND_OK;
}

/* Reads until the block holds a whole line, or the stream ends, or its line is too long. */
static nd_status fill(struct nd_lines *lines, struct nd_block *block, int *error) {
    struct nd_buf *const buf = &block->bytes;
    size_t searched = 0;
    while (!lines->finished) {
        const size_t room = lines->block_size - buf->size;
        const size_t want = buf->size < lines->block_size ? room : lines->block_size;
        const nd_status status = read_more(lines, buf, want, error);
        if (status != ND_OK) return status;
        block->size = whole_lines(buf, searched);
        if (block->size != 0) return ND_OK;
        searched = buf->size;
        if (searched > lines->line_limit) {
            block->too_long = block->line;
            return skip_line(lines, buf, error);
        }
    }
    if (*error == 0) block->size = buf->size;
    return ND_OK;
}

nd_status nd_lines_next(struct nd_lines *lines, struct nd_block *block, int *error) {
    struct nd_buf *const buf = &block->bytes;
    nd_status status;
    *error = 0;
    buf->size = block->size = block->begin = 0;
    block->offset = lines->offset;
    block->line = lines->line + 1;
    block->too_long = 0;
    status = nd_buf_append(buf, lines->behind.data, lines->behind.size);
    lines->behind.size = 0;
    if (status == ND_OK) status = fill(lines, block, error);
    if (status == ND_OK && block->too_long == 0) status = hand_out(lines, block);
    if (status == ND_OK) status = nd_buf_reserve(buf, ND_READ_PADDING);
    if (status != ND_OK) return status;
    memset(buf->data + block->size, 0, ND_READ_PADDING);
    return ND_OK;
}
