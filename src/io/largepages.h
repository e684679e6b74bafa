/*
 * largepages.h - room for large arrays, in pages of its own
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_LARGEPAGES_H
#define ND_IO_LARGEPAGES_H

#include <stdbool.h>
#include <stddef.h>

#define ND_LARGE_PAGE ((size_t)2 << 20) /* bytes; less is not worth pages of its own */

/* Maps so many bytes of memory, zeroed, from a multiple of ND_LARGE_PAGE on. The system is asked to
 * use large pages when they are wanted, where it knows them. NULL when there is no room. */
void *nd_largepages_map(size_t size, bool large);

/* Touches the first byte of what was mapped so: whether that took longer than small pages take. */
bool nd_largepages_slow(void *memory);
void nd_largepages_unmap(void *memory, size_t size); /* of the same size */

#endif /* ND_IO_LARGEPAGES_H */
