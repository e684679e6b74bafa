/*
 * files.h - text files, some at a time
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_FILES_H
#define ND_READ_FILES_H

#include <stdint.h>

#include "read/documents.h"

/* Most text files of one piece of work: enough to make the lock cheap, and to let the system fetch
 * some at a time. */
enum { ND_PIECE_FILES = 16 };

/* The text files [first, end) of the list, which are of one piece. */
ND_CHECK nd_status nd_reader_take_files(struct nd_reader *reader, uint32_t first, uint32_t end);

#endif /* ND_READ_FILES_H */
