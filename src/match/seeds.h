/*
 * seeds.h - where some documents have which three words in a row
 *
 * An alignment grows from seeds (see align.c). A table of the seeds of some documents tells, in one
 * sweep over the words of another one, how much it can have in common with each of them: the first
 * step of comparing all pairs without aligning them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_SEEDS_H
#define ND_MATCH_SEEDS_H

#include "match/match.h"

struct nd_seed {
    uint32_t hash;     /* of its words */
    uint32_t document; /* index of the document that has it */
    uint32_t at;       /* its first place there */
    uint32_t more;     /* words that its other places there can cover */
};

/* The seeds of documents 0, 1, ...; each seed of a document once, ascending by hash. */
struct nd_seeds {
    struct nd_seed *seeds;
    uint32_t *first; /* by the highest bits of a hash: the first seed that has these or more */
    size_t count;
    unsigned bits;
};

/* What another document can have in common with one of these. */
struct nd_seed_tally {
    uint32_t seeded; /* at least the words of the shorter of the two that lie in common seeds */
    uint32_t last;   /* the place of the last one */
};

/* Makes the table for documents ranks[0, count) of the match: longer documents first. Fails with
 * ND_ERR_MEMORY; free it in any case. */
ND_CHECK nd_status nd_seeds_make(struct nd_seeds *seeds, const struct nd_match *match,
                                 const uint32_t *ranks, uint32_t count);
void nd_seeds_free(struct nd_seeds *seeds);

/* Sets tallies[i] for document i of the table and `other`. The first `longer` documents of the
 * table are longer than it, the others are not: that decides whose words are counted. Documents of
 * fewer than ND_SEED_WORDS words have no seeds. */
void nd_seeds_tally(const struct nd_seeds *seeds, const struct nd_words *other, uint32_t longer,
                    struct nd_seed_tally *tallies, uint32_t count);

#endif /* ND_MATCH_SEEDS_H */
