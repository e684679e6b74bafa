/*
 * tally.h - the figures of a result
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_PAGE_TALLY_H
#define ND_PAGE_TALLY_H

#include <stdint.h>

#include "newsdupes.h"

enum {
    ND_TALLY_RELATIONS = ND_RELATION_UNIQUE + 1,
    ND_TALLY_SIZES = 9,     /* 2, 3, 4, 5, 6 to 10, to 20, to 50, to 100, more */
    ND_TALLY_ALIKE = 10 + 1 /* tenths, and 1 */
};

struct nd_tally {
    uint64_t documents, clusters; /* that have rows */
    uint64_t several;             /* clusters of two and more */
    uint64_t known;               /* of these, those that an old document leads */
    uint64_t copies;              /* members of these but for the leads */
    uint64_t related;             /* documents that stand alone, but are something to another one */
    uint64_t relations[ND_TALLY_RELATIONS];
    uint64_t sizes[ND_TALLY_SIZES]; /* clusters of two and more */
    uint64_t alike[ND_TALLY_ALIKE]; /* copies, by similarity to their lead */
};

/* The sizes of a place in `sizes`; *last is 0 for the one without end. */
void nd_tally_size(unsigned at, uint32_t *first, uint32_t *last);

void nd_tally_take(struct nd_tally *tally, const struct nd_result *result);

#endif /* ND_PAGE_TALLY_H */
