/*
 * store.c - see store.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/store.h"

#include <stdint.h>

#include "base/mem.h"

static bool is_lent(const struct nd_store *store) { return store != NULL && store->take != NULL; }

static void *take(const struct nd_store *store, size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size) return NULL;
    return store->take(store->self, count * size != 0 ? count * size : 1);
}

void *nd_store_take(const struct nd_store *store, size_t count, size_t size) {
    return is_lent(store) ? take(store, count, size) : nd_alloc(count, size);
}

void *nd_store_take_zero(const struct nd_store *store, size_t count, size_t size) {
    return is_lent(store) ? take(store, count, size) : nd_alloc_zero(count, size);
}

void nd_store_give_back(const struct nd_store *store, const void *memory, size_t count,
                        size_t size) {
    void *const ours = (void *)(uintptr_t)memory; /* const for those who read it */
    if (memory == NULL) return;
    if (is_lent(store))
        store->give_back(store->self, ours, count * size != 0 ? count * size : 1);
    else
        nd_free(ours);
}

void nd_store_relieve(const struct nd_store *store) {
    if (store != NULL && store->relieve != NULL) store->relieve(store->self);
}
