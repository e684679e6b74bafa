/*
 * store.h - room for what grows with the documents of a corpus
 *
 * From malloc, or from the store that the caller of the library lends (see newsdupes.h).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_BASE_STORE_H
#define ND_BASE_STORE_H

#include <stddef.h>

#include "newsdupes.h"

/* Returns room for count * size bytes, uninitialised or zeroed, or NULL when there is none. Never
 * NULL for a count of 0. `store` may be NULL. */
void *nd_store_take(const struct nd_store *store, size_t count, size_t size);
void *nd_store_take_zero(const struct nd_store *store, size_t count, size_t size);

/* Gives it back, with the same numbers; NULL is fine. */
void nd_store_give_back(const struct nd_store *store, const void *memory, size_t count,
                        size_t size);

/* Lets the store see to its memory. */
void nd_store_relieve(const struct nd_store *store);

#endif /* ND_BASE_STORE_H */
