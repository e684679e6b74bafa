/*
 * store.c - see store.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/store.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"

enum { PAD = 64 /* ND_KERNEL_PAD */ };

static bool is_lent(const struct nd_store *store) { return store != NULL && store->take != NULL; }

static void *take(const struct nd_store *store, size_t count, size_t size, bool zero) {
    if (size != 0 && count > SIZE_MAX / size) return NULL;
    return store->take(store->self, count * size != 0 ? count * size : 1, zero);
}

void *nd_store_take(const struct nd_store *store, size_t count, size_t size) {
    return is_lent(store) ? take(store, count, size, false) : nd_alloc(count, size);
}

void *nd_store_take_zero(const struct nd_store *store, size_t count, size_t size) {
    return is_lent(store) ? take(store, count, size, true) : nd_alloc_zero(count, size);
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

nd_status nd_store_view(const struct nd_store *store, struct nd_store_copy *copy,
                        const void *memory, size_t size, const void **out) {
    nd_status status;
    *out = memory;
    if (store == NULL || store->read == NULL || size == 0) return ND_OK;
    if (copy->of != memory || copy->size != size) {
        copy->of = NULL;
        status = nd_reserve(&copy->bytes, &copy->capacity, size + PAD, 1);
        if (status != ND_OK || !store->read(store->self, memory, size, copy->bytes)) return status;
        memset((char *)copy->bytes + size, 0, PAD);
        copy->of = memory;
        copy->size = size;
    }
    *out = copy->bytes;
    return ND_OK;
}

bool nd_store_is_apart(const struct nd_store *store, const void *memory) {
    char byte;
    return store != NULL && store->read != NULL && store->read(store->self, memory, 1, &byte);
}

void nd_store_copy_free(struct nd_store_copy *copy) {
    nd_free(copy->bytes);
    *copy = (struct nd_store_copy){0};
}

void nd_store_prepare(const struct nd_store *store, void *memory, size_t size) {
    if (store != NULL && store->prepare != NULL) store->prepare(store->self, memory, size);
}

void nd_store_relieve(const struct nd_store *store) {
    if (store != NULL && store->relieve != NULL) store->relieve(store->self);
}
