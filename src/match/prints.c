/*
 * prints.c - see prints.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/prints.h"

#include <string.h>

#include "base/mem.h"

/* Whether any fingerprint begins too far behind the first one of its block. */
static bool are_wide(const uint32_t *positions, size_t count) {
    for (size_t i = 0; i < count; i += ND_BLOCK_PRINTS) {
        const size_t last = (i + ND_BLOCK_PRINTS < count ? i + ND_BLOCK_PRINTS : count) - 1;
        if (positions[last] - positions[i] > UINT8_MAX) return true;
    }
    return false;
}

/* How far behind the first of a block each one begins. */
static void keep_bytes(const uint32_t *positions, size_t count, uint8_t *bytes) {
    for (size_t i = 0; i < count; i++) bytes[i] = (uint8_t)(positions[i] - positions[0]);
}

/* The same of a whole block, whose number compilers make vectors of. */
static void keep_block(const uint32_t *positions, uint8_t *bytes) {
    uint8_t block[ND_BLOCK_PRINTS];
    keep_bytes(positions, ND_BLOCK_PRINTS, block);
    memcpy(bytes, block, sizeof block);
}

/* Writes where fingerprints begin behind the lowest bits. */
static void keep_positions(const struct nd_prints *prints, const uint32_t *positions,
                           uint32_t *words) {
    uint8_t *bytes = (uint8_t *)(words + nd_prints_blocks(prints));
    if (prints->wide) {
        memcpy(words, positions, prints->count * sizeof *words);
        return;
    }
    for (uint32_t i = 0; i < prints->count; i += ND_BLOCK_PRINTS, bytes += ND_BLOCK_PRINTS) {
        *words++ = positions[i];
        if (prints->count - i >= ND_BLOCK_PRINTS)
            keep_block(positions + i, bytes);
        else
            keep_bytes(positions + i, prints->count - i, bytes);
    }
}

nd_status nd_printer_init(struct nd_printer *printer, const struct nd_kernels *kernels,
                          const struct nd_store *store) {
    *printer = (struct nd_printer){.arena.store = store};
    nd_sketcher_init(&printer->sketcher, kernels);
    return nd_deal_init(&printer->deal, store);
}

void nd_printer_free(struct nd_printer *printer) {
    nd_sketcher_free(&printer->sketcher);
    nd_arena_free(&printer->arena);
    nd_deal_free(&printer->deal);
    nd_free(printer->high);
    printer->high = NULL;
}

nd_status nd_prints_make(struct nd_printer *printer, const struct nd_words *document,
                         struct nd_prints *out, uint32_t *first) {
    struct nd_sketcher *sketcher = &printer->sketcher;
    uint32_t *room;
    size_t count;
    nd_status status = nd_sketch_shingles(sketcher, document->words, document->count);
    *out = (struct nd_prints){0};
    if (status != ND_OK) return status;
    count = nd_sketch_minima(sketcher);
    *out =
        (struct nd_prints){.count = (uint32_t)count, .wide = are_wide(sketcher->positions, count)};
    status = nd_reserve(&printer->high, &printer->capacity, count, sizeof *printer->high);
    if (status == ND_OK)
        status = nd_arena_take(&printer->arena, (nd_prints_size(out) + 3) / sizeof *room, &room);
    if (status != ND_OK) return status;
    out->low = room;
    keep_positions(out, sketcher->positions, room + count);
    nd_sketch_fingerprints(sketcher, document->words, document->count, count, room, printer->high);
    return nd_deal_document(&printer->deal, room, printer->high, count, first);
}

/* Behind the document are zeros, which are no characters: near its end a shingle is four words. */
uint64_t nd_prints_whole(const struct nd_prints *prints, uint32_t i,
                         const struct nd_kernels *kernels, const struct nd_words *document) {
    const uint32_t at = nd_prints_position(prints, i), begin = 0;
    uint32_t words[ND_SHINGLE_CHARACTERS] = {0}, low;
    uint16_t high;
    for (uint32_t w = 0; w < ND_SHINGLE_CHARACTERS && at + w < document->count; w++)
        words[w] = document->words[at + w];
    kernels->fingerprint(words, &begin, 1, &low, &high);
    return (uint64_t)(high >> (16 - ND_PART_BITS)) << 32 | low;
}

nd_status nd_prints_view(const struct nd_store *store, struct nd_store_copy *copy,
                         const struct nd_prints *prints, struct nd_prints *out) {
    const void *there;
    const nd_status status =
        nd_store_view(store, copy, prints->low, nd_prints_size(prints), &there);
    *out = (struct nd_prints){there, prints->count, prints->wide};
    return status;
}
