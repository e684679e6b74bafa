/*
 * contrast.h - two texts side by side as parts: what is the same in both, and what is not
 *
 * For showing a comparison to people. The parts follow each other in both texts; blanks and marks
 * that stand alone between two parts belong to none, those right before or behind words go with
 * them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_PAGE_CONTRAST_H
#define ND_PAGE_CONTRAST_H

#include <stdbool.h>
#include <stddef.h>

#include "newsdupes.h"

typedef enum nd_part_kind {
    ND_PART_NONE,
    ND_PART_SAME,  /* the same words in both */
    ND_PART_OTHER, /* within a passage: words that stand in the place of each other */
    ND_PART_ALONE  /* between passages: text of either side */
} nd_part_kind;

/* What one of the texts has of a part: bytes [begin, end), none when it has no words of it. */
struct nd_part_side {
    const char *text;
    size_t begin, end;
};

struct nd_part {
    nd_part_kind kind;
    bool spaced; /* a blank stands before it in either text */
    struct nd_part_side side[2];
};

/* Start with only the comparison set; it is borrowed. */
struct nd_contrast {
    const struct nd_comparison *comparison;
    size_t equal;   /* of its equals: the next one */
    size_t passage; /* of its passages: that of the next one */
    bool gap_done;  /* what stands before the next one was given */
    size_t at[2];   /* how far the parts have come */
};

/* The next part; of the kind ND_PART_NONE when there is none. */
struct nd_part nd_contrast_next(struct nd_contrast *contrast);

#endif /* ND_PAGE_CONTRAST_H */
