/*
 * arena.h - the words of many documents and other arrays, kept in large blocks
 *
 * What was stored stays where it is until the arena is freed, with room behind it that kernels may
 * read.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_BASE_ARENA_H
#define ND_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "newsdupes.h"

/* Bytes of a block, a large page of the system; a longer document or array gets one of its own. */
#define ND_ARENA_BLOCK ((size_t)2 << 20)

struct nd_arena_block;

struct nd_arena {
    const struct nd_store *store; /* where the blocks come from; NULL: memory */
    struct nd_arena_block *last;  /* the block that is being filled */
    size_t used;                  /* of its words */
    size_t prepared;              /* of its words: see nd_arena_prepare */
};

/* Sets *out to room for n words, to be filled in. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_arena_take(struct nd_arena *arena, size_t n, uint32_t **out);

/* Sets *out to room for n words that are not taken yet, be they so many at last or fewer: it may be
 * called again, with the `count` words that are there by then, which may move. Fails with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_arena_open(struct nd_arena *arena, size_t count, size_t n, uint32_t **out);

/* Takes the first n words of the room that was opened last. */
void nd_arena_close(struct nd_arena *arena, size_t n);

/* Stores words[0, n) and sets *out to the copy. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_arena_store(struct nd_arena *arena, const uint32_t *words, size_t n,
                                  const uint32_t **out);

/* Returns room for count * size bytes, aligned for any type, or NULL when there is none. */
void *nd_arena_array(struct nd_arena *arena, size_t count, size_t size);

/* The same, filled with zeros. */
void *nd_arena_zeros(struct nd_arena *arena, size_t count, size_t size);

/* Has the store prepare what is filled next. For arenas that are filled to the end, document by
 * document, by whoever goes on at once: room that is not filled is memory that is not used. */
void nd_arena_prepare(struct nd_arena *arena);

/* Frees what was stored since the arena was copied to `mark`; what a later copy says is no more. */
void nd_arena_rewind(struct nd_arena *arena, const struct nd_arena *mark);

void nd_arena_free(struct nd_arena *arena);

#endif /* ND_BASE_ARENA_H */
