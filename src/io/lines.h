/*
 * lines.h - a stream of lines handed out in blocks of whole lines
 *
 * One caller at a time; each brings a block of its own, which it may work on while the next caller
 * reads on.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_LINES_H
#define ND_IO_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "io/bytes.h"
#include "newsdupes.h"

struct nd_lines {
    struct nd_bytes from;
    size_t block_size;   /* bytes of a block, were lines short */
    uint64_t line_limit; /* a line of more bytes is skipped */
    char delimiter;      /* ends a line; a newline unless set */
    /* How many bytes are whole records, where a record may be several lines; NULL: it is one. Such
     * a record counts as a line for the limit. */
    size_t (*whole)(const void *context, const char *bytes, size_t size);
    const void *context;
    uint64_t offset;      /* in the stream, of the first byte not handed out */
    uint64_t line;        /* line ends handed out or skipped */
    bool finished;        /* nothing is left */
    struct nd_buf behind; /* read already: the start of the next block */
};

/* `bytes` holds `size` bytes of whole lines, with ND_READ_PADDING zero bytes behind; only the last
 * line of the stream may lack its newline. */
struct nd_block {
    struct nd_buf bytes;
    size_t size;
    size_t begin;      /* 3 at the start of a stream with a byte order mark, else 0 */
    uint64_t offset;   /* in the stream, of bytes.data */
    uint64_t line;     /* number of the first line, from 1 */
    uint64_t too_long; /* number of a line that was skipped instead (size is 0 then), or 0 */
};

void nd_lines_init(struct nd_lines *lines, const struct nd_bytes *from);
void nd_lines_free(struct nd_lines *lines);

/* Before the first block: lines end with NUL when a NUL stands before the first newline. *error and
 * failures as below. */
ND_CHECK nd_status nd_lines_detect(struct nd_lines *lines, int *error);

/* Fills the next block; it may be empty. *error is 0 or that of a failed read, which ends the
 * stream. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_lines_next(struct nd_lines *lines, struct nd_block *block, int *error);

/* How many delimiters there are among the bytes. */
uint64_t nd_lines_count(const char *bytes, size_t size, char delimiter);

#endif /* ND_IO_LINES_H */
