/*
 * blocks.h - the boilerplate that was learned, as blocks of text
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_BLOCKS_H
#define ND_MATCH_BLOCKS_H

#include "match/mask.h"

/* A block as it was found; block.document is a rank. */
struct nd_found_block {
    uint64_t key[2]; /* the same for the same text wherever it was found */
    struct nd_boilerplate_block block;
};

struct nd_blocks {
    struct nd_found_block *items;
    size_t count, capacity;
};

/* Adds the blocks of what a stage is going to mask, for which words are asked that masking moves.
 * Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_blocks_collect(const struct nd_stage *stage, struct nd_blocks *blocks);

/* Puts blocks of the same text together, and all in order: most words first. */
void nd_blocks_settle(struct nd_blocks *blocks);

#endif /* ND_MATCH_BLOCKS_H */
