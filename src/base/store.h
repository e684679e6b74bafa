/*
 * store.h - room for what grows with the documents of a corpus
 *
 * From malloc, or from the store that the caller of the library lends (see newsdupes.h).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_BASE_STORE_H
#define ND_BASE_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "newsdupes.h"

/* Returns room for count * size bytes, uninitialised or zeroed, or NULL when there is none. Never
 * NULL for a count of 0. `store` may be NULL. */
void *nd_store_take(const struct nd_store *store, size_t count, size_t size);
void *nd_store_take_zero(const struct nd_store *store, size_t count, size_t size);

/* Gives it back, with the same numbers; NULL is fine. */
void nd_store_give_back(const struct nd_store *store, const void *memory, size_t count,
                        size_t size);

/* A copy of what a store holds; begin with zeros. */
struct nd_store_copy {
    void *bytes;
    size_t capacity;
    const void *of; /* what it is a copy of, ... */
    size_t size;    /* ... and how much of it */
};

/* Sets *out to memory[0, size) itself or, where touching it would bring pages into memory, to a
 * copy that stays until the next call with `copy`, with room behind it that kernels may read. The
 * memory must not change while there is a copy: what was asked for last is not copied again. Fails
 * with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_store_view(const struct nd_store *store, struct nd_store_copy *copy,
                                 const void *memory, size_t size, const void **out);
/* Whether touching what is there would bring pages into memory. */
bool nd_store_is_apart(const struct nd_store *store, const void *memory);

void nd_store_copy_free(struct nd_store_copy *copy);

/* Says that `size` bytes of what was taken are going to be written to, one after the other. */
void nd_store_prepare(const struct nd_store *store, void *memory, size_t size);

/* Lets the store see to its memory. */
void nd_store_relieve(const struct nd_store *store);

/* The same in a loop, at step i of any number that go anywhere: each may bring 64 KiB with it. */
static inline void nd_store_relieve_at(const struct nd_store *store, size_t i) {
    if (i % 512 == 0) nd_store_relieve(store);
}

#endif /* ND_BASE_STORE_H */
