/*
 * split.h - a large file of lines, read by several readers at the same time
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_SPLIT_H
#define ND_READ_SPLIT_H

#include <stdbool.h>

#include "read/documents.h"
#include "read/stream.h"

/* Lets the reader, which holds the stream's lock, have the next block of a file that can be read in
 * several places: reader->marked then, and nd_split_read reads it, without the lock. False when
 * lines are to be read in their order. *error is 0 or that of a failed read. */
ND_CHECK bool nd_split_mark(struct nd_reader *reader, struct nd_stream *stream, int *error);
ND_CHECK nd_status nd_split_read(struct nd_reader *reader, struct nd_stream *stream);

#endif /* ND_READ_SPLIT_H */
