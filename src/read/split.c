/*
 * split.c - see split.h
 *
 * While it has the stream's lock a reader only looks for the line end behind its block; it reads
 * the block when it has given the lock back. The number of a line is that of all lines before it:
 * a reader that has counted its lines waits until the blocks before have theirs numbered, which
 * were begun earlier, and then numbers its own. What is in them is looked at after that.
 *
 * The first block of a file is read as of any stream, and so is all from a line on that is too long
 * for a document. What lies behind a block that could not be read is not looked at.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/split.h"

#include <string.h>

#include "io/readfile.h"

enum { PROBE = 2048 };

/* ---- Turns ----------------------------------------------------------------------------------- */

/* Waits until a block is numbered. The stream's lock is held, but not meanwhile. */
static void wait_for_number(struct nd_reader *reader, struct nd_stream *stream) {
    reader->next_waiting = stream->waiting;
    stream->waiting = reader;
    nd_lock_give(&stream->lock);
    nd_lock_take(&reader->turn);
    nd_lock_take(&stream->lock);
}

/* Lets all who wait look again. The stream's lock is held. */
static void wake(struct nd_stream *stream) {
    while (stream->waiting != NULL) {
        struct nd_reader *const reader = stream->waiting;
        stream->waiting = reader->next_waiting;
        nd_lock_give(&reader->turn);
    }
}

/* ---- Marking --------------------------------------------------------------------------------- */

static bool can_split(const struct nd_stream *stream) {
    return stream->lines.whole == NULL && stream->seekable && strcmp(stream->path, "-") != 0 &&
           stream->source.unpacker == NULL && stream->lines.offset != 0 &&
           stream->lines.offset < stream->source.file.size && !stream->in_order;
}

/* Finds the end of the line that the end of the next block is in; false when the line has none
 * within its limit. */
static bool find_end(const struct nd_stream *stream, uint64_t *end, int *error) {
    const struct nd_lines *const lines = &stream->lines;
    const uint64_t size = stream->source.file.size;
    char bytes[PROBE];
    *end = lines->offset + lines->block_size - 1;
    while (*end < size && *end - lines->offset <= lines->line_limit) {
        const size_t got = nd_file_read_at(stream->descriptor, *end, bytes, sizeof bytes, error);
        const char *const newline = memchr(bytes, '\n', got);
        if (*error != 0) return false;
        *end += newline != NULL ? (size_t)(newline - bytes) + 1 : got;
        if (newline != NULL || got < sizeof bytes) return true;
    }
    if (*end < size) return false;
    *end = size;
    return true;
}

/* From here on lines are read as those of any stream, when all before them are numbered. */
static void stop_splitting(struct nd_reader *reader, struct nd_stream *stream, int *error) {
    struct nd_lines *const lines = &stream->lines;
    stream->in_order = true;
    lines->from = nd_file_bytes(&stream->source.file);
    if (!lines->from.seek(lines->from.self, lines->offset, error)) return;
    while (stream->unnumbered != 0) wait_for_number(reader, stream);
    stream->finished |= stream->broken;
}

static void mark(struct nd_reader *reader, struct nd_stream *stream, uint64_t end) {
    reader->marked = true;
    reader->block.offset = stream->lines.offset;
    reader->block.size = (size_t)(end - stream->lines.offset);
    stream->lines.offset = end;
    stream->unnumbered++;
    stream->finished = end >= stream->source.file.size;
}

bool nd_split_mark(struct nd_reader *reader, struct nd_stream *stream, int *error) {
    uint64_t end;
    if (stream->form != ND_FORM_LINES) return false;
    while (stream->in_order && stream->unnumbered != 0) wait_for_number(reader, stream);
    stream->finished |= stream->broken;
    if (stream->finished) return true;
    if (!can_split(stream)) return false;
    stream->lines.behind.size = 0; /* of the first block */
    if (find_end(stream, &end, error)) {
        mark(reader, stream, end);
    } else if (*error == 0) {
        stop_splitting(reader, stream, error);
        return *error != 0 || stream->finished;
    }
    return true;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static nd_status read_marked(struct nd_block *block, int descriptor, size_t size, int *error) {
    const nd_status status = nd_buf_reserve(&block->bytes, size + ND_READ_PADDING);
    block->size = block->begin = 0;
    if (status != ND_OK) return status;
    block->size = nd_file_read_at(descriptor, block->offset, block->bytes.data, size, error);
    memset(block->bytes.data + block->size, 0, ND_READ_PADDING);
    return ND_OK;
}

/* Numbers the lines of the block, of which `size` bytes were marked; it is its turn. */
static void number_lines(struct nd_reader *reader, struct nd_stream *stream, size_t size,
                         uint64_t count) {
    struct nd_block *const block = &reader->block;
    if (stream->broken) {
        block->size = 0;
        count = 0;
    }
    if (block->size < size) stream->broken = true;
    block->line = stream->lines.line + 1;
    stream->lines.line += count;
    stream->numbered = block->offset + size;
    stream->unnumbered--;
    wake(stream);
}

nd_status nd_split_read(struct nd_reader *reader, struct nd_stream *stream) {
    struct nd_block *const block = &reader->block;
    const size_t size = block->size;
    int error = 0;
    const nd_status status = read_marked(block, stream->descriptor, size, &error);
    const uint64_t count = nd_lines_count(block->bytes.data, block->size, '\n');
    if (status == ND_OK && error == 0 && block->size < size) error = ND_STREAM_CHANGED;
    nd_lock_take(&stream->lock);
    while (stream->numbered != block->offset) wait_for_number(reader, stream);
    if (!stream->broken) nd_reader_unreadable(reader, stream->path, stream, error);
    number_lines(reader, stream, size, count);
    if (stream->finished && stream->unnumbered == 0) nd_stream_done(stream);
    nd_lock_give(&stream->lock);
    return status;
}
