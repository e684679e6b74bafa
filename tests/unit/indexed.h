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
    uint32_t *first;
    struct nd_printer printer;
    struct nd_index index;
    uint8_t *misread;
};

/* Gives a match with documents what is made of them. So many numbers of fingerprints, a multiple of
 * ND_BLOCK_PRINTS, are not used behind those of each, as if other documents were between them. */
static inline void index_documents_apart(struct indexed *indexed, struct nd_match *match,
                                         uint32_t unused) {
    struct nd_printer *printer = &indexed->printer;
    struct nd_dealt dealt = {.deals = &printer->deal};
    *indexed = (struct indexed){.prints = calloc(match->count + 1, sizeof *indexed->prints),
                                .first = calloc(match->count + 1, sizeof *indexed->first),
                                .misread = calloc(match->count + 1, 1)};
    if (indexed->prints == NULL || indexed->first == NULL || indexed->misread == NULL) abort();
    if (nd_printer_init(printer, match->kernels, match->store) != ND_OK) abort();
    for (uint32_t r = 0; r < match->count; r++) {
        if (nd_prints_make(printer, &match->documents[r], &indexed->prints[r],
                           &indexed->first[r]) != ND_OK)
            abort();
        printer->deal.numbers += unused;
    }
    if (nd_dealt_number(&dealt) != ND_OK) abort();
    dealt.first = indexed->first;
    match->prints = indexed->prints;
    match->index = &indexed->index;
    match->misread = indexed->misread;
    if (nd_index_make(&indexed->index, match, &dealt) != ND_OK) abort();
    if (nd_misread_find(match, indexed->misread) != ND_OK) abort();
}

static inline void index_documents(struct indexed *indexed, struct nd_match *match) {
    index_documents_apart(indexed, match, 0);
}

static inline void indexed_drop(struct indexed *indexed) {
    nd_index_free(&indexed->index);
    nd_printer_free(&indexed->printer);
    free(indexed->prints);
    free(indexed->first);
    free(indexed->misread);
}

#endif /* ND_TESTS_INDEXED_H */
