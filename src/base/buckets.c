/*
 * buckets.c - see buckets.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/buckets.h"

#include <string.h>

#include "base/mem.h"

enum {
    FIRST_PIECE = 30, /* items: with what is before them 256 bytes */
    MOST_PIECE = 2046 /* 16 KiB */
};

static struct nd_bucket_chain *chain_of(const struct nd_buckets *buckets, uint32_t worker,
                                        uint32_t part) {
    return &buckets->chains[(size_t)worker * buckets->parts + part];
}

nd_status nd_buckets_init(struct nd_buckets *buckets, const struct nd_store *store,
                          uint32_t workers, uint32_t parts) {
    buckets->workers = workers;
    buckets->parts = parts;
    buckets->chains = nd_alloc_zero((size_t)workers * parts, sizeof *buckets->chains);
    buckets->arenas = nd_alloc_zero(workers, sizeof *buckets->arenas);
    if (buckets->chains == NULL || buckets->arenas == NULL) return ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers; w++) buckets->arenas[w].store = store;
    return ND_OK;
}

void nd_buckets_free(struct nd_buckets *buckets) {
    for (uint32_t w = 0; w < buckets->workers && buckets->arenas != NULL; w++)
        nd_arena_free(&buckets->arenas[w]);
    nd_free(buckets->arenas);
    nd_free(buckets->chains);
    *buckets = (struct nd_buckets){0};
}

/* All pieces are of an even number of words, so that items are aligned. */
nd_status nd_buckets_grow(struct nd_buckets *buckets, uint32_t worker, uint32_t part) {
    struct nd_bucket_chain *chain = chain_of(buckets, worker, part);
    const uint32_t room = chain->room == 0           ? FIRST_PIECE
                          : chain->room < MOST_PIECE ? 2 * chain->room + 2
                                                     : MOST_PIECE;
    struct nd_bucket_piece *piece;
    uint32_t *words;
    const nd_status status =
        nd_arena_take(&buckets->arenas[worker],
                      (sizeof *piece + room * sizeof *piece->items) / sizeof *words, &words);
    if (status != ND_OK) return status;
    piece = (struct nd_bucket_piece *)(void *)words;
    piece->before = chain->last;
    if (chain->last != NULL) chain->last->count = chain->used;
    *chain = (struct nd_bucket_chain){piece, 0, room};
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

static size_t count_items(const struct nd_bucket_chain *chain) {
    size_t count = chain->used;
    if (chain->last == NULL) return 0;
    for (const struct nd_bucket_piece *p = chain->last->before; p != NULL; p = p->before)
        count += p->count;
    return count;
}

static void copy_items(const struct nd_bucket_chain *chain, struct nd_gathered *gathered) {
    size_t count = chain->used;
    for (const struct nd_bucket_piece *p = chain->last; p != NULL; p = p->before) {
        memcpy(gathered->items + gathered->count, p->items, count * sizeof *p->items);
        gathered->count += count;
        if (p->before != NULL) count = p->before->count;
    }
}

nd_status nd_buckets_gather(const struct nd_buckets *buckets, uint32_t part,
                            struct nd_gathered *gathered) {
    size_t count = 0;
    nd_status status;
    for (uint32_t w = 0; w < buckets->workers; w++)
        count += count_items(chain_of(buckets, w, part));
    gathered->count = 0;
    status = nd_gathered_reserve(gathered, count);
    for (uint32_t w = 0; w < buckets->workers && status == ND_OK; w++)
        copy_items(chain_of(buckets, w, part), gathered);
    return status;
}

void nd_gathered_free(struct nd_gathered *gathered) {
    nd_free(gathered->items);
    nd_free(gathered->scratch);
    *gathered = (struct nd_gathered){0};
}
