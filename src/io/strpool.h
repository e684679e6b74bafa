/*
 * strpool.h - many small strings that live as long as their pool
 *
 * Start with a zeroed struct. Strings do not move; each is followed by a NUL byte.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_STRPOOL_H
#define ND_IO_STRPOOL_H

#include <stddef.h>

#include "newsdupes.h"

struct nd_strpool_chunk;

struct nd_strpool {
    struct nd_strpool_chunk *chunks; /* the latest first */
    size_t used;                     /* bytes of the latest */
};

/* Copies `size` bytes; NULL when there is no memory. */
const char *nd_strpool_add(struct nd_strpool *pool, const char *bytes, size_t size);

/* The same with one byte before them, at which the returned pointer points. */
const char *nd_strpool_add_after(struct nd_strpool *pool, char first, const char *bytes,
                                 size_t size);
void nd_strpool_free(struct nd_strpool *pool);

#endif /* ND_IO_STRPOOL_H */
