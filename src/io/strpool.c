/*
 * strpool.c - see strpool.h
 *
 * Chunks grow with the pool, up to a megabyte: little waste for few strings, few calls for many.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/strpool.h"

#include <string.h>

#include "base/mem.h"

enum { FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20 };

struct nd_strpool_chunk {
    struct nd_strpool_chunk *next;
    size_t capacity;
    char bytes[];
};

static nd_status add_chunk(struct nd_strpool *pool, size_t need) {
    size_t capacity = pool->chunks == NULL ? FIRST_CHUNK : 2 * pool->chunks->capacity;
    struct nd_strpool_chunk *chunk;
    if (capacity > LARGEST_CHUNK) capacity = LARGEST_CHUNK;
    if (capacity < need) capacity = need;
    if (capacity > SIZE_MAX - sizeof *chunk) return ND_ERR_MEMORY;
    chunk = nd_alloc(1, sizeof *chunk + capacity);
    if (chunk == NULL) return ND_ERR_MEMORY;
    chunk->next = pool->chunks;
    chunk->capacity = capacity;
    pool->chunks = chunk;
    pool->used = 0;
    return ND_OK;
}

/* Room for `size` bytes and a NUL, which is set. */
static char *take(struct nd_strpool *pool, size_t size) {
    char *place;
    if (size == SIZE_MAX) return NULL;
    if (pool->chunks == NULL || pool->chunks->capacity - pool->used <= size) {
        if (add_chunk(pool, size + 1) != ND_OK) return NULL;
    }
    place = pool->chunks->bytes + pool->used;
    place[size] = '\0';
    pool->used += size + 1;
    return place;
}

const char *nd_strpool_add(struct nd_strpool *pool, const char *bytes, size_t size) {
    char *const place = take(pool, size);
    if (place != NULL && size != 0) memcpy(place, bytes, size);
    return place;
}

const char *nd_strpool_add_after(struct nd_strpool *pool, char first, const char *bytes,
                                 size_t size) {
    char *const place = size == SIZE_MAX ? NULL : take(pool, size + 1);
    if (place == NULL) return NULL;
    place[0] = first;
    if (size != 0) memcpy(place + 1, bytes, size);
    return place;
}

void nd_strpool_free(struct nd_strpool *pool) {
    while (pool->chunks != NULL) {
        struct nd_strpool_chunk *const chunk = pool->chunks;
        pool->chunks = chunk->next;
        nd_free(chunk);
    }
    pool->used = 0;
}
