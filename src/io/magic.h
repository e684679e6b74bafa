/*
 * magic.h - what the first bytes of a file say that it holds
 *
 * Only marks that no text begins with count, so that text is never taken for anything else; what
 * has none of them is text, whatever its name.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_MAGIC_H
#define ND_IO_MAGIC_H

#include <stdbool.h>
#include <stddef.h>

typedef enum nd_magic {
    ND_MAGIC_NONE,
    ND_MAGIC_GZIP,
    ND_MAGIC_ZSTD,
    ND_MAGIC_XZ,
    ND_MAGIC_BZIP2,
    ND_MAGIC_TAR,
    ND_MAGIC_ZIP,
    ND_MAGIC_WARC
} nd_magic;

/* Bytes that suffice to tell; fewer only when the file has no more. */
#define ND_MAGIC_SIZE ((size_t)512)

static inline bool nd_magic_is_compression(nd_magic magic) {
    return magic >= ND_MAGIC_GZIP && magic <= ND_MAGIC_BZIP2;
}

nd_magic nd_magic_of(const char *bytes, size_t size);

/* Whether a text begins with a byte order mark of UTF-16. */
bool nd_magic_is_utf16(const char *bytes, size_t size);

#endif /* ND_IO_MAGIC_H */
