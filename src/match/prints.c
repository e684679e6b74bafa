/*
 * prints.c - see prints.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/prints.h"

#include <string.h>

/* Whether any fingerprint begins too far behind the first one of its block. */
static bool are_wide(const uint32_t *positions, size_t count) {
    for (size_t i = 0; i < count; i += ND_BLOCK_PRINTS) {
        const size_t last = (i + ND_BLOCK_PRINTS < count ? i + ND_BLOCK_PRINTS : count) - 1;
        if (positions[last] - positions[i] > UINT8_MAX) return true;
    }
    return false;
}

/* Writes where fingerprints begin behind the lowest bits. */
static void keep_positions(const struct nd_prints *prints, const uint32_t *positions,
                           uint32_t *words) {
    uint8_t *bytes = (uint8_t *)(words + nd_prints_blocks(prints));
    if (prints->wide) {
        memcpy(words, positions, prints->count * sizeof *words);
        return;
    }
    for (uint32_t i = 0; i < prints->count; i++) {
        const uint32_t first = positions[i / ND_BLOCK_PRINTS * ND_BLOCK_PRINTS];
        words[i / ND_BLOCK_PRINTS] = first;
        bytes[i] = (uint8_t)(positions[i] - first);
    }
}

nd_status nd_prints_make(struct nd_sketcher *sketcher, struct nd_arena *arena,
                         const uint32_t *words, uint32_t n, struct nd_prints *out) {
    uint32_t *room;
    size_t count;
    nd_status status = nd_sketch_shingles(sketcher, words, n);
    *out = (struct nd_prints){0};
    if (status != ND_OK) return status;
    count = nd_sketch_minima(sketcher);
    *out =
        (struct nd_prints){.count = (uint32_t)count, .wide = are_wide(sketcher->positions, count)};
    status = nd_arena_take(arena, (nd_prints_size(out) + 3) / 4 + (count + 1) / 2, &room);
    if (status != ND_OK) return status;
    out->low = room;
    keep_positions(out, sketcher->positions, room + count);
    nd_sketch_fingerprints(sketcher, words, n, count, room, (void *)(uintptr_t)nd_prints_high(out));
    return ND_OK;
}

nd_status nd_prints_view(const struct nd_store *store, struct nd_store_copy *copy,
                         const struct nd_prints *prints, struct nd_prints *out) {
    const void *there;
    const nd_status status =
        nd_store_view(store, copy, prints->low, nd_prints_size(prints), &there);
    *out = (struct nd_prints){there, prints->count, prints->wide};
    return status;
}
