/*
 * mem.h - the only place that allocates
 *
 * Sizes are checked products; growth doubles, so that appending costs constant time on average.
 * Nothing here ends the program: a failed allocation is a status that goes up. Tests fail the
 * n-th allocation by replacing the C library's functions at link time.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_BASE_MEM_H
#define ND_BASE_MEM_H

#include <stddef.h>

#include "newsdupes.h"

/* Bytes at the end of what each worker has one of, in one array or made one after the other: were
 * two of them in one cache line, each write would take it from the other processor. */
enum { ND_APART = 128 };

/* Returns count * size bytes, uninitialised or zeroed, or NULL when there are none (or the product
 * overflows). Never NULL for a count of 0. Release with nd_free. */
void *nd_alloc(size_t count, size_t size);
void *nd_alloc_zero(size_t count, size_t size);
void nd_free(void *memory); /* NULL is fine */

/* Makes room for at least `need` elements of `size` bytes in the array *array of *capacity elements
 * (start with NULL and 0), keeping its content. On failure the array stays as it was. */
ND_CHECK nd_status nd_reserve(void *array, size_t *capacity, size_t need, size_t size);

#endif /* ND_BASE_MEM_H */
