/*
 * prints.c - see prints.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/prints.h"

#include <string.h>

nd_status nd_prints_make(struct nd_sketcher *sketcher, struct nd_arena *arena,
                         const uint32_t *words, uint32_t n, struct nd_prints *out) {
    uint32_t *room;
    size_t count;
    nd_status status = nd_sketch_shingles(sketcher, words, n);
    *out = (struct nd_prints){0};
    if (status != ND_OK) return status;
    count = nd_sketch_fingerprints(sketcher, words, n);
    status = nd_arena_take(arena, 3 * count, &room);
    if (status != ND_OK) return status;
    *out = (struct nd_prints){room, (uint32_t)count};
    if (count != 0) memcpy(room, sketcher->positions, count * sizeof *room);
    for (size_t i = 0; i < count; i++) {
        room[count + i] = (uint32_t)sketcher->fingerprints[i];
        room[2 * count + i] = (uint32_t)(sketcher->fingerprints[i] >> 32);
    }
    return ND_OK;
}
