/*
 * readfile.h - opening and reading files whatever their paths and their owners do
 *
 * Failures are errno values or ND_NOT_REGULAR: the caller knows what to say about them.
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
#include "io/bytes.h"
#include "io/magic.h"
#include "newsdupes.h"

/* Opens a path of any length for reading, without waiting for the writer of a FIFO. Returns the
 * descriptor, or -1 with errno. */
int nd_file_open(const char *path, int flags);

/* stat or lstat for a path of any length: 0, or -1 with errno. */
int nd_file_stat(const char *path, bool follow, struct stat *info);

/* Opens a regular file: the descriptor, or -1 with *error an errno value or ND_NOT_REGULAR. */
int nd_file_open_regular(const char *path, struct stat *info, int *error);

/* An open file of which `left` bytes may still be read; UINT64_MAX: all. A file that is read to the
 * size that it had when it was opened ends, however fast it grows. */
struct nd_open_file {
    int descriptor;
    uint64_t left;
    bool seekable; /* and regular: its first byte is `begin`, its last one `size` bytes on */
    uint64_t begin, size;
};

/* The bytes from its current place on; `file` is borrowed. Reading goes on after a signal and waits
 * where it would block. */
struct nd_bytes nd_file_bytes(struct nd_open_file *file);

/* Reads `size` bytes at `offset`, whatever the current place is, or as many as there are; returns
 * how many. *error is 0 or that of a failed read. */
size_t nd_file_read_at(int descriptor, uint64_t offset, void *buffer, size_t size, int *error);

/* The folder of the files that are loaded, kept open when several of it come one after another: the
 * system need not look up the whole path of each then. Zeroed at first. */
struct nd_shelf {
    struct nd_buf path; /* with its slash; empty: none */
    int descriptor;     /* 0: not open */
    bool closed;        /* it cannot be opened */
    bool touch;         /* times of access are not ours to keep */
    int scarce;         /* descriptors from this number on are scarce; 0: not asked yet */
};

void nd_shelf_free(struct nd_shelf *shelf);

/* Whether half of the descriptors that the process may have are in use, as the number of a new one
 * tells. The others are for what is read at once: neither folders nor files to come stay open. */
bool nd_shelf_is_scarce(struct nd_shelf *shelf, int descriptor);

/* Opens a file, by its name if it is of the folder; that of another takes its place. Returns the
 * descriptor, or -1 with errno. `shelf` may be NULL. */
int nd_file_open_near(struct nd_shelf *shelf, const char *path);

/* Opens, reads and closes the regular file `path`; *error as nd_bytes_read_all. *magic says what it
 * holds; a large file that is no text is not read any further. `shelf` may be NULL. */
ND_CHECK nd_status nd_file_load(const char *path, struct nd_shelf *shelf, struct nd_buf *buf,
                                nd_magic *magic, int *error);

/* Appends an open file that is small and that the system has in memory, and ND_READ_PADDING zero
 * bytes or more, so that files begin at multiples of that; *size is that of the file. Of all others
 * nothing is appended, and *size is 0; what has to come from a disk is asked for. Fails with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_file_load_ready(int descriptor, struct nd_buf *buf, size_t *size);

#endif /* ND_IO_READFILE_H */
