/*
 * prints.h - the fingerprints of each document, made once
 *
 * They are made while the words of a document are still in the caches, and serve all steps of
 * matching.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_PRINTS_H
#define ND_MATCH_PRINTS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/store.h"
#include "match/deal.h"
#include "sketch/sketch.h"

/* The fingerprints of a document in the order of their places: see sketch.h. Where they begin is
 * told by the word where the first of each block does, and by how far from there, in a byte: no two
 * neighbours are more than a window apart, unless there is a long run of equal shingles between
 * them. */
struct nd_prints {
    const uint32_t *low; /* the lowest 32 bits of each; behind them the rest */
    uint32_t count;
    bool wide; /* a byte is too little: a word says where each begins */
};

static inline uint32_t nd_prints_blocks(const struct nd_prints *prints) {
    return prints->count / ND_BLOCK_PRINTS + (prints->count % ND_BLOCK_PRINTS != 0);
}

/* Where they begin, and the bytes that say so. */
static inline const uint32_t *nd_prints_rest(const struct nd_prints *prints) {
    return prints->low + prints->count;
}

static inline size_t nd_prints_rest_size(const struct nd_prints *prints) {
    return prints->wide ? prints->count * sizeof *prints->low
                        : nd_prints_blocks(prints) * sizeof *prints->low + prints->count;
}

/* The word where fingerprint i begins. */
static inline uint32_t nd_prints_position(const struct nd_prints *prints, uint32_t i) {
    const uint32_t *words = nd_prints_rest(prints);
    const uint8_t *bytes = (const uint8_t *)(words + nd_prints_blocks(prints));
    return prints->wide ? words[i] : words[i / ND_BLOCK_PRINTS] + bytes[i];
}

/* The lowest 32 bits of each fingerprint. */
static inline const uint32_t *nd_prints_low(const struct nd_prints *prints) { return prints->low; }

/* All bytes from prints->low on. */
static inline size_t nd_prints_size(const struct nd_prints *prints) {
    return prints->count * sizeof *prints->low + nd_prints_rest_size(prints);
}

/* Sets *out to these fingerprints where they are to be read: see
 * nd_store_view. */
ND_CHECK nd_status nd_prints_view(const struct nd_store *store, struct nd_store_copy *copy,
                                  const struct nd_prints *prints, struct nd_prints *out);

/* What makes the fingerprints of the documents that a worker reads, and keeps them. */
struct nd_printer {
    struct nd_sketcher sketcher;
    struct nd_arena arena;
    struct nd_deal deal;
    uint16_t *high; /* the highest bits, of one document */
    size_t capacity;
};

/* Fingerprints will be in the store; NULL: in memory. Fails with ND_ERR_MEMORY; free it in any
 * case. */
ND_CHECK nd_status nd_printer_init(struct nd_printer *printer, const struct nd_kernels *kernels,
                                   const struct nd_store *store);
void nd_printer_free(struct nd_printer *printer);

/* Makes the fingerprints of a document, padded for kernels, and deals them; sets *first to the
 * number of the first. Fails like nd_deal_document. */
ND_CHECK nd_status nd_prints_make(struct nd_printer *printer, const struct nd_words *document,
                                  struct nd_prints *out, uint32_t *first);

/* All bits of fingerprint i of a document that tell it from others: see deal.h. */
uint64_t nd_prints_whole(const struct nd_prints *prints, uint32_t i,
                         const struct nd_kernels *kernels, const struct nd_words *document);

#endif /* ND_MATCH_PRINTS_H */
