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
    count = nd_sketch_minima(sketcher);
    status = nd_arena_take(arena, 2 * count + (count + 1) / 2, &room);
    if (status != ND_OK) return status;
    *out = (struct nd_prints){room, (uint32_t)count};
    if (count != 0) memcpy(room, sketcher->positions, count * sizeof *room);
    nd_sketch_fingerprints(sketcher, words, n, count, room + count, (void *)(room + 2 * count));
    return ND_OK;
}

nd_status nd_prints_view(const struct nd_store *store, struct nd_store_copy *copy,
                         const struct nd_prints *prints, struct nd_prints *out) {
    const void *there;
    const nd_status status =
        nd_store_view(store, copy, prints->positions, nd_prints_size(prints), &there);
    *out = (struct nd_prints){there, prints->count};
    return status;
}
