/*
 * window.h - a temporary file, mapped as a whole, and room for arrays in it
 *
 * It is unlinked as soon as it is made. Where an array is in the file is a subtraction.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_WINDOW_H
#define ND_IO_WINDOW_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/lock.h"
#include "io/rooms.h"

/* Addresses for all that one run may ever spill: they cost nothing. */
#define ND_WINDOW_MOST ((uint64_t)1 << 40)

struct nd_window {
    const char *folder;   /* borrowed */
    char *zeros;          /* a piece of them */
    int file;             /* -1: none yet */
    char *_Atomic memory; /* where it is mapped; past its end there is nothing */
    uint64_t size;        /* that is mapped */
    struct nd_lock lock;  /* of all below, and of making the file */
    uint64_t end;         /* of the file */
    struct nd_rooms free; /* in it */
};

/* False when there is no memory; behind it all zeros may be freed, too. No file is made yet. */
bool nd_window_init(struct nd_window *window, const char *folder);
void nd_window_free(struct nd_window *window); /* with all that is in it */

/* Bytes that an array of so many takes of it. */
uint64_t nd_window_room(size_t size);

/* Returns so many bytes of the file, zeros or anything; NULL when there is no room, and why
 * (errno). For any number of threads. */
void *nd_window_take(struct nd_window *window, size_t size, bool zero, int *error);
void nd_window_give_back(struct nd_window *window, void *memory, size_t size);

static inline uint64_t nd_window_at(const struct nd_window *window, const void *memory) {
    return (uint64_t)((const char *)memory - window->memory);
}

/* Whether it is in the file. */
static inline bool nd_window_has(const struct nd_window *window, const void *memory) {
    const uintptr_t begin = (uintptr_t)atomic_load_explicit(&window->memory, memory_order_acquire);
    return begin != 0 && (uintptr_t)memory >= begin && (uintptr_t)memory - begin < window->size;
}

/* The end of all that ever was in the file. */
uint64_t nd_window_end(struct nd_window *window);

/* Lets bytes [at, at + size) of the file leave the memory of the process until they are touched. */
void nd_window_let_go(const struct nd_window *window, uint64_t at, uint64_t size);

/* Copies what is in the file without bringing it into memory; false when that fails. */
bool nd_window_read(const struct nd_window *window, const void *memory, size_t size, void *to);

#endif /* ND_IO_WINDOW_H */
