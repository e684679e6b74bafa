/*
 * buckets.h - 64-bit items spread over parts by several workers, then gathered part by part
 *
 * The first step of sorting more items than fit in a cache: each worker writes to its own buckets,
 * without locks; a part is gathered when all have written.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_BASE_BUCKETS_H
#define ND_BASE_BUCKETS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "newsdupes.h"

struct nd_bucket_piece {
    struct nd_bucket_piece *before;
    size_t count; /* items, once another one has come */
    uint64_t items[];
};

/* Items that stay where they are, in pieces, each larger than the one before. */
struct nd_bucket_chain {
    struct nd_bucket_piece *last; /* NULL: empty */
    uint32_t used, room;          /* items of it, and how many it can take */
};

struct nd_buckets {
    struct nd_bucket_chain *chains; /* of worker w and part p at w * parts + p */
    struct nd_arena *arenas;        /* of the pieces; one a worker */
    uint32_t workers, parts;
};

/* Items in one piece of memory, with as much scratch room. */
struct nd_gathered {
    uint64_t *items, *scratch;
    size_t count, capacity;
};

/* The items will be in the store; NULL: in memory. Fails with ND_ERR_MEMORY; free them in any
 * case. */
ND_CHECK nd_status nd_buckets_init(struct nd_buckets *buckets, const struct nd_store *store,
                                   uint32_t workers, uint32_t parts);
void nd_buckets_free(struct nd_buckets *buckets);

/* Makes room for another item. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_buckets_grow(struct nd_buckets *buckets, uint32_t worker, uint32_t part);

/* Items of a line of the cache: as many ahead their place is asked for. Of hundreds of parts no
 * processor foresees where each goes on. */
#define ND_BUCKET_AHEAD 8u

/* Fails with ND_ERR_MEMORY. */
ND_CHECK static inline nd_status nd_buckets_add(struct nd_buckets *buckets, uint32_t worker,
                                                uint32_t part, uint64_t item) {
    struct nd_bucket_chain *chain = &buckets->chains[(size_t)worker * buckets->parts + part];
    if (chain->used == chain->room) {
        const nd_status status = nd_buckets_grow(buckets, worker, part);
        if (status != ND_OK) return status;
    }
    __builtin_prefetch(&chain->last->items[chain->used + ND_BUCKET_AHEAD], 1);
    chain->last->items[chain->used++] = item;
    return ND_OK;
}

/* Copies what all workers put into `part` to gathered->items, in any order. */
ND_CHECK nd_status nd_buckets_gather(const struct nd_buckets *buckets, uint32_t part,
                                     struct nd_gathered *gathered);

/* Makes room for `count` items, which loses those that there are. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_gathered_reserve(struct nd_gathered *gathered, size_t count);
void nd_gathered_free(struct nd_gathered *gathered);

#endif /* ND_BASE_BUCKETS_H */
