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

#include "newsdupes.h"

struct nd_bucket {
    uint64_t *items;
    size_t count, capacity;
};

struct nd_buckets {
    struct nd_bucket *buckets; /* of worker w and part p at w * parts + p */
    uint32_t workers, parts;
};

/* Items in one piece of memory, with as much scratch room. */
struct nd_gathered {
    uint64_t *items, *scratch;
    size_t count, capacity;
};

ND_CHECK nd_status nd_buckets_init(struct nd_buckets *buckets, uint32_t workers, uint32_t parts);
void nd_buckets_free(struct nd_buckets *buckets);

ND_CHECK nd_status nd_buckets_add(struct nd_buckets *buckets, uint32_t worker, uint32_t part,
                                  uint64_t item);

/* Moves what all workers put into `part` to gathered->items, and frees the buckets. */
ND_CHECK nd_status nd_buckets_gather(struct nd_buckets *buckets, uint32_t part,
                                     struct nd_gathered *gathered);

/* Makes room for `count` items, which loses those that there are. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_gathered_reserve(struct nd_gathered *gathered, size_t count);
void nd_gathered_free(struct nd_gathered *gathered);

#endif /* ND_BASE_BUCKETS_H */
