/*
 * readfile.h - opening and reading files whatever their paths and their owners do
 *
 * Failures are errno values: the caller knows what to say about them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_READFILE_H
#define ND_IO_READFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/buf.h"
#include "newsdupes.h"

/* Readable bytes behind what was read; at least SIMDJSON_PADDING. */
#define ND_READ_PADDING ((size_t)64)

/* A document or a line of more bytes is not read. */
#define ND_MAX_TEXT ((uint64_t)UINT32_MAX - ND_READ_PADDING)

/* The error of a file that is neither regular nor a folder. No errno value is negative. */
#define ND_NOT_REGULAR (-1)

/* Opens a path of any length for reading, without waiting for the writer of a FIFO. Returns the
 * descriptor, or -1 with errno. */
int nd_file_open(const char *path, int flags);

/* stat or lstat for a path of any length: 0, or -1 with errno. */
int nd_file_stat(const char *path, bool follow, struct stat *info);

/* Opens a regular file: the descriptor, or -1 with *error an errno value or ND_NOT_REGULAR. */
int nd_file_open_regular(const char *path, struct stat *info, int *error);

/* read() that goes on after a signal and waits where it would block. */
ssize_t nd_file_read(int descriptor, void *buffer, size_t size);

/* Replaces the content of `buf` by the rest of an open file: as many bytes as it had when it was
 * opened (`size`), or all until its end where that is 0. Behind it lie ND_READ_PADDING zero bytes.
 * *error is 0, an errno value, or EFBIG beyond ND_MAX_TEXT. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_file_read_all(int descriptor, uint64_t size, struct nd_buf *buf, int *error);

/* Opens, reads and closes the regular file `path`; *error as above. */
ND_CHECK nd_status nd_file_load(const char *path, struct nd_buf *buf, int *error);

#endif /* ND_IO_READFILE_H */
