/*
 * stamp.h - the size and the time of a file, as they were before it was read
 *
 * Who changes or removes files by what a table says has to know that they are still those that the
 * table is about. A stamp has two fields of a row: the bytes of the file, and when it was changed,
 * in seconds since 1970 with nine decimal places, as GNU stat prints it for %.9Y. Both are empty
 * for what is no regular file: a record, a member of an archive, standard input, a symbolic link.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_STAMP_H
#define ND_IO_STAMP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "newsdupes.h"

struct nd_stamp {
    uint64_t bytes;
    int64_t seconds;
    uint32_t nanoseconds; /* after them, below 1,000,000,000 */
    bool known;           /* false: of no file */
};

/* The stamp of a regular file; unknown for all others. */
struct nd_stamp nd_stamp_of(const struct stat *info);

/* Both are known and the same. */
bool nd_stamp_equal(const struct nd_stamp *a, const struct nd_stamp *b);

/* The two fields as strings. */
struct nd_stamp_text {
    char bytes[24], modified[40];
};

void nd_stamp_print(const struct nd_stamp *stamp, struct nd_stamp_text *text);

/* Reads the two fields; false when they are none of a stamp. */
ND_CHECK bool nd_stamp_parse(struct nd_stamp *stamp, struct nd_name bytes, struct nd_name modified);

#endif /* ND_IO_STAMP_H */
