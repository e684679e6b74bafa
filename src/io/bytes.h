/*
 * bytes.h - a place that bytes come from: a file, a decompressor, a member of an archive
 *
 * What reads lines or whole texts asks for bytes and need not know where they lie.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_BYTES_H
#define ND_IO_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "newsdupes.h"

/* Why bytes could not be had: an errno value (above 0) or one of these. 0 is no failure. */
enum {
    ND_NOT_REGULAR = -1,    /* a file that is neither regular nor a folder */
    ND_STREAM_CHANGED = -2, /* a file is not the one that was read before */
    ND_PACKED_DAMAGED = -3, /* compressed bytes or an archive, broken: nd_unpack_reason says how */
    ND_PACKED_BOMB = -4,    /* ... that unpack to more than the limit allows */
    ND_PACKED_NESTED = -5,  /* ... inside of others */
    ND_PACKED_REFUSED = -6, /* ... met by a build without libarchive */
    ND_PACKED_REST = -7     /* what follows whole compressed bytes: nd_unpack_reason says where */
};

struct nd_bytes {
    void *self;
    /* Puts 1 to `size` bytes at `buffer` and returns how many; 0 at the end; -1 on failure, with
     * *error set. */
    ssize_t (*read)(void *self, void *buffer, size_t size, int *error);
    /* Goes to a place at or before `size`, counted from the first byte; false on failure, with
     * *error set. NULL: cannot be done. */
    bool (*seek)(void *self, uint64_t offset, int *error);
    uint64_t size; /* where it can */
};

/* Readable bytes behind what was read; at least SIMDJSON_PADDING. */
#define ND_READ_PADDING ((size_t)64)

/* A document or a line of more bytes is not read. */
#define ND_MAX_TEXT ((uint64_t)UINT32_MAX - ND_READ_PADDING)

/* Appends all bytes until the end. *error is 0, that of a failed read, or EFBIG beyond ND_MAX_TEXT;
 * what was read stays. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_bytes_append_all(const struct nd_bytes *bytes, struct nd_buf *buf,
                                       int *error);

/* Replaces the content of `buf` by all bytes until the end, behind which lie ND_READ_PADDING zero
 * bytes. *error is as above. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_bytes_read_all(const struct nd_bytes *bytes, struct nd_buf *buf, int *error);

#endif /* ND_IO_BYTES_H */
