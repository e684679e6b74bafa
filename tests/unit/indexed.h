/*
 * indexed.h - fingerprints and their index for documents that a test made
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TESTS_INDEXED_H
#define ND_TESTS_INDEXED_H

#include <stdlib.h>

#include "match/index.h"
#include "match/misread.h"

struct indexed {
    struct nd_prints *prints;
    struct nd_arena arena;
    struct nd_index index;
    uint8_t *misread;
};

/* Gives a match with documents what is made of them. */
static inline void index_documents(struct indexed *indexed, struct nd_match *match) {
    struct nd_sketcher sketcher;
    *indexed = (struct indexed){.prints = calloc(match->count + 1, sizeof *indexed->prints),
                                .misread = calloc(match->count + 1, 1)};
    if (indexed->prints == NULL || indexed->misread == NULL) abort();
    nd_sketcher_init(&sketcher, match->kernels);
    for (uint32_t r = 0; r < match->count; r++) {
        if (nd_prints_make(&sketcher, &indexed->arena, match->documents[r].words,
                           match->documents[r].count, &indexed->prints[r]) != ND_OK)
            abort();
    }
    nd_sketcher_free(&sketcher);
    match->prints = indexed->prints;
    match->index = &indexed->index;
    match->misread = indexed->misread;
    if (nd_index_make(&indexed->index, match) != ND_OK) abort();
    if (nd_misread_find(match, indexed->misread) != ND_OK) abort();
}

static inline void indexed_drop(struct indexed *indexed) {
    nd_index_free(&indexed->index);
    nd_arena_free(&indexed->arena);
    free(indexed->prints);
    free(indexed->misread);
}

#endif /* ND_TESTS_INDEXED_H */
