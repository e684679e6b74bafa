/*
 * mem.c - see mem.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_CAPACITY = 16 };

void *nd_alloc(size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size) return NULL;
    return malloc(count * size != 0 ? count * size : 1);
}

void *nd_alloc_zero(size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size) return NULL;
    return count != 0 && size != 0 ? calloc(count, size) : calloc(1, 1);
}

void nd_free(void *memory) { free(memory); }

/* `array` is the address of a pointer of any type; memcpy reads and writes it without aliasing. */
static nd_status resize(void *array, size_t *capacity, size_t count, size_t size) {
    void *old, *grown;
    memcpy(&old, array, sizeof old);
    if (count > SIZE_MAX / size) return ND_ERR_MEMORY;
    grown = realloc(old, count * size);
    if (grown == NULL) return ND_ERR_MEMORY;
    memcpy(array, &grown, sizeof grown);
    *capacity = count;
    return ND_OK;
}

nd_status nd_reserve(void *array, size_t *capacity, size_t need, size_t size) {
    size_t count = *capacity < LEAST_CAPACITY ? LEAST_CAPACITY : *capacity;
    if (need <= *capacity) return ND_OK;
    while (count < need) {
        if (count > SIZE_MAX / 2) return ND_ERR_MEMORY;
        count *= 2;
    }
    return resize(array, capacity, count, size);
}
