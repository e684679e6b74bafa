/*
 * blocks.h - blocks of a stream, and the documents in them
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_BLOCKS_H
#define ND_READ_BLOCKS_H

#include <stdint.h>

#include "read/documents.h"
#include "read/stream.h"

/* Fills reader->block with lines, rows or records of the part, named `path`. Complains about a
 * table without the column of texts, and ends it. Fails as nd_stream_next. */
ND_CHECK nd_status nd_reader_fetch(struct nd_reader *reader, struct nd_stream *stream,
                                   uint32_t part, const char *path, int *error);

/* Hands on what is in reader->block and reader->items. Fails as nd_reader_take_file. */
ND_CHECK nd_status nd_reader_take_block(struct nd_reader *reader, const struct nd_stream *stream);

#endif /* ND_READ_BLOCKS_H */
