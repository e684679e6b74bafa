/*
 * arena.c - see arena.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/arena.h"

#include <stdalign.h>
#include <string.h>

#include "base/store.h"

enum {
    STEP_WORDS = 1 << 14, /* that are prepared at once, before a quarter of as many is left */
    ALIGN_WORDS = alignof(max_align_t) / sizeof(uint32_t), /* alignment of an array */
    PAD_WORDS = 16 /* readable behind the last document: ND_KERNEL_PAD bytes */
};

struct nd_arena_block {
    struct nd_arena_block *before;
    size_t size;
    alignas(max_align_t) uint32_t words[];
};

static size_t block_bytes(size_t words) {
    return sizeof(struct nd_arena_block) + words * sizeof(uint32_t);
}

static nd_status add_block(struct nd_arena *arena, size_t least) {
    const size_t most = (ND_ARENA_BLOCK - sizeof *arena->last) / sizeof *arena->last->words;
    const size_t size = least > most ? least : most;
    struct nd_arena_block *block;
    if (size > (SIZE_MAX - sizeof *block) / sizeof *block->words) return ND_ERR_MEMORY;
    block = nd_store_take(arena->store, block_bytes(size), 1);
    if (block == NULL) return ND_ERR_MEMORY;
    memset(block->words + size - PAD_WORDS, 0, PAD_WORDS * sizeof *block->words);
    block->before = arena->last;
    block->size = size - PAD_WORDS;
    arena->last = block;
    arena->used = arena->prepared = 0;
    return ND_OK;
}

/* Words that move get half as much room again: where they were stays taken, and those of a long
 * document that has more than was thought would move once for each piece of it. */
nd_status nd_arena_open(struct nd_arena *arena, size_t count, size_t n, uint32_t **out) {
    if (arena->last == NULL || n > arena->last->size - arena->used) {
        const uint32_t *const words = count != 0 ? arena->last->words + arena->used : NULL;
        const nd_status status = add_block(arena, n + (count != 0 ? n / 2 : 0) + PAD_WORDS);
        if (status != ND_OK) return status;
        if (count != 0) memcpy(arena->last->words, words, count * sizeof *words);
    }
    *out = arena->last->words + arena->used;
    return ND_OK;
}

void nd_arena_close(struct nd_arena *arena, size_t n) { arena->used += n; }

nd_status nd_arena_take(struct nd_arena *arena, size_t n, uint32_t **out) {
    const nd_status status = nd_arena_open(arena, 0, n, out);
    if (status == ND_OK) nd_arena_close(arena, n);
    return status;
}

nd_status nd_arena_store(struct nd_arena *arena, const uint32_t *words, size_t n,
                         const uint32_t **out) {
    uint32_t *room;
    const nd_status status = nd_arena_take(arena, n, &room);
    if (status != ND_OK) return status;
    if (n != 0) memcpy(room, words, n * sizeof *words);
    *out = room;
    return ND_OK;
}

void *nd_arena_array(struct nd_arena *arena, size_t count, size_t size) {
    const size_t used = arena->used % ALIGN_WORDS;
    uint32_t *room;
    size_t words;
    if (size != 0 && count > (SIZE_MAX - sizeof *room) / size) return NULL;
    words = (count * size + sizeof *room - 1) / sizeof *room;
    if (used != 0 && nd_arena_take(arena, ALIGN_WORDS - used, &room) != ND_OK) return NULL;
    return nd_arena_take(arena, words, &room) == ND_OK ? room : NULL;
}

void *nd_arena_zeros(struct nd_arena *arena, size_t count, size_t size) {
    void *const array = nd_arena_array(arena, count, size);
    return array != NULL ? memset(array, 0, count * size) : NULL;
}

void nd_arena_prepare(struct nd_arena *arena) {
    const size_t begin = arena->prepared > arena->used ? arena->prepared : arena->used;
    size_t left, step;
    if (arena->last == NULL || begin - arena->used > STEP_WORDS / 4) return;
    left = arena->last->size - begin;
    if (left == 0) return;
    step = left < STEP_WORDS ? left : STEP_WORDS;
    nd_store_prepare(arena->store, arena->last->words + begin, step * sizeof *arena->last->words);
    arena->prepared = begin + step;
}

void nd_arena_rewind(struct nd_arena *arena, const struct nd_arena *mark) {
    while (arena->last != mark->last) {
        struct nd_arena_block *before = arena->last->before;
        nd_store_give_back(arena->store, arena->last, block_bytes(arena->last->size + PAD_WORDS),
                           1);
        arena->last = before;
    }
    arena->used = mark->used;
    arena->prepared = 0;
}

void nd_arena_free(struct nd_arena *arena) { nd_arena_rewind(arena, &(struct nd_arena){0}); }
