/*
 * rooms.h - which parts of a file are free
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_ROOMS_H
#define ND_IO_ROOMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "newsdupes.h"

struct nd_room {
    uint64_t at, size;
};

struct nd_rooms {
    struct nd_room *items; /* ascending, none beside another one */
    size_t count, capacity;
};

void nd_rooms_free(struct nd_rooms *rooms);

/* Adds what is free from now on. Fails with ND_ERR_MEMORY: it is not used again then. */
ND_CHECK nd_status nd_rooms_add(struct nd_rooms *rooms, uint64_t at, uint64_t size);

/* Takes so many bytes, from *at on; false when there are none. */
bool nd_rooms_take(struct nd_rooms *rooms, uint64_t size, uint64_t *at);

#endif /* ND_IO_ROOMS_H */
