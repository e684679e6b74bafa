/*
 * lines.c - see lines.h
 *
 * A block is read until it holds the end of a line and has its size; what lies behind the last end
 * is kept for the next one. A long line makes its block grow; beyond the limit the line is dropped
 * as it is read, and takes no more memory.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/lines.h"

#include <string.h>

enum { BLOCK_SIZE = 1 << 18 };

void nd_lines_init(struct nd_lines *lines, const struct nd_bytes *from) {
    *lines = (struct nd_lines){
        .from = *from, .block_size = BLOCK_SIZE, .line_limit = ND_MAX_TEXT, .delimiter = '\n'};
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

/* Returns the size of the whole lines in buf, when none ends before `from`. */
static size_t whole_lines(const struct nd_buf *buf, size_t from, char delimiter) {
    size_t size = buf->size;
    while (size > from && buf->data[size - 1] != delimiter) size--;
    return size > from ? size : 0;
}

static size_t mark_size(const struct nd_lines *lines, const struct nd_buf *buf) {
    return lines->offset == 0 && buf->size >= 3 && memcmp(buf->data, "\xEF\xBB\xBF", 3) == 0 ? 3
                                                                                             : 0;
}

/* Returns the size of what can be handed out, when there was nothing in the first `from` bytes. */
static size_t whole_records(const struct nd_lines *lines, const struct nd_buf *buf, size_t from) {
    const size_t mark = mark_size(lines, buf);
    size_t size;
    if (lines->whole == NULL) return whole_lines(buf, from, lines->delimiter);
    size = lines->whole(lines->context, buf->data + mark, buf->size - mark);
    return size != 0 ? mark + size : 0;
}

/* Records of several lines are searched for from their start each time: when what is there has
 * doubled, so that a long one takes no longer than many short ones. */
static bool is_early(const struct nd_lines *lines, const struct nd_buf *buf, size_t searched) {
    return lines->whole != NULL && buf->size / 2 < searched && buf->size <= lines->line_limit;
}

uint64_t nd_lines_count(const char *bytes, size_t size, char delimiter) {
    const char *const end = bytes + size;
    uint64_t count = 0;
    while (size != 0 && (bytes = memchr(bytes, delimiter, (size_t)(end - bytes))) != NULL) {
        count++;
        if (++bytes == end) break;
    }
    return count;
}

/* Reads on until `buf`, which lies within a line, has its end; drops the line. */
static nd_status skip_line(struct nd_lines *lines, struct nd_buf *buf, int *error) {
    const char *end = NULL;
    size_t line = buf->size;
    nd_status status = ND_OK;
    lines->offset += buf->size;
    while (end == NULL && !lines->finished && status == ND_OK) {
        buf->size = 0;
        status = read_more(lines, buf, lines->block_size, error);
        end = buf->size != 0 ? memchr(buf->data, lines->delimiter, buf->size) : NULL;
        line = end != NULL ? (size_t)(end - buf->data) + 1 : buf->size;
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
    block->begin = mark_size(lines, buf);
    if (block->begin > block->size) block->begin = block->size;
    lines->offset += block->size;
    lines->line += nd_lines_count(buf->data, block->size, lines->delimiter);
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
        if (lines->finished) break; /* all that is left goes out, a last line without an end too */
        if (is_early(lines, buf, searched)) continue;
        block->size = whole_records(lines, buf, searched);
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

nd_status nd_lines_detect(struct nd_lines *lines, int *error) {
    struct nd_buf *const buf = &lines->behind;
    *error = 0;
    while (!lines->finished && buf->size <= lines->line_limit) {
        size_t at = buf->size;
        const nd_status status = read_more(lines, buf, lines->block_size, error);
        if (status != ND_OK) return status;
        while (at < buf->size && buf->data[at] != '\n' && buf->data[at] != '\0') at++;
        if (at == buf->size) continue;
        lines->delimiter = buf->data[at];
        return ND_OK;
    }
    lines->finished = buf->size == 0 || *error != 0; /* what was read has still to be handed out */
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
