/*
 * buckets.c - see buckets.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/buckets.h"

#include <string.h>

#include "base/mem.h"

nd_status nd_buckets_init(struct nd_buckets *buckets, uint32_t workers, uint32_t parts) {
    buckets->workers = workers;
    buckets->parts = parts;
    buckets->buckets = nd_alloc_zero((size_t)workers * parts, sizeof *buckets->buckets);
    return buckets->buckets != NULL ? ND_OK : ND_ERR_MEMORY;
}

void nd_buckets_free(struct nd_buckets *buckets) {
    if (buckets->buckets == NULL) return;
    for (size_t i = 0; i < (size_t)buckets->workers * buckets->parts; i++) {
        nd_free(buckets->buckets[i].items);
    }
    nd_free(buckets->buckets);
    *buckets = (struct nd_buckets){0};
}

nd_status nd_buckets_add(struct nd_buckets *buckets, uint32_t worker, uint32_t part,
                         uint64_t item) {
    struct nd_bucket *bucket = &buckets->buckets[(size_t)worker * buckets->parts + part];
    if (bucket->count == bucket->capacity) {
        const nd_status status =
            nd_reserve(&bucket->items, &bucket->capacity, bucket->count + 1, sizeof item);
        if (status != ND_OK) return status;
    }
    bucket->items[bucket->count++] = item;
    return ND_OK;
}

nd_status nd_gathered_reserve(struct nd_gathered *gathered, size_t count) {
    const size_t capacity = count + count / 2;
    if (count <= gathered->capacity) return ND_OK;
    nd_gathered_free(gathered);
    gathered->items = nd_alloc(capacity, sizeof *gathered->items);
    gathered->scratch = nd_alloc(capacity, sizeof *gathered->scratch);
    if (gathered->items == NULL || gathered->scratch == NULL) {
        nd_gathered_free(gathered);
        return ND_ERR_MEMORY;
    }
    gathered->capacity = capacity;
    return ND_OK;
}

nd_status nd_buckets_gather(struct nd_buckets *buckets, uint32_t part,
                            struct nd_gathered *gathered) {
    size_t count = 0;
    nd_status status;
    for (uint32_t w = 0; w < buckets->workers; w++) {
        count += buckets->buckets[(size_t)w * buckets->parts + part].count;
    }
    gathered->count = 0;
    status = nd_gathered_reserve(gathered, count);
    for (uint32_t w = 0; w < buckets->workers && status == ND_OK; w++) {
        struct nd_bucket *bucket = &buckets->buckets[(size_t)w * buckets->parts + part];
        if (bucket->count == 0) continue;
        memcpy(gathered->items + gathered->count, bucket->items,
               bucket->count * sizeof *bucket->items);
        gathered->count += bucket->count;
        nd_free(bucket->items);
        *bucket = (struct nd_bucket){0};
    }
    return status;
}

void nd_gathered_free(struct nd_gathered *gathered) {
    nd_free(gathered->items);
    nd_free(gathered->scratch);
    *gathered = (struct nd_gathered){0};
}
