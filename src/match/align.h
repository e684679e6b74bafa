/*
 * align.h - the words that two documents have in common, in the same order
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_ALIGN_H
#define ND_MATCH_ALIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/span.h"
#include "base/store.h"
#include "match/lexicon.h"
#include "newsdupes.h"
#include "simd/kernels.h"

/* What two documents, a and b, share, in words. */
struct nd_share {
    uint32_t shared;   /* on their alignment */
    uint32_t equal;    /* of these the same in both; the others stand in the place of each other */
    uint32_t strange;  /* words of either side that stand in the place of others and are known
                         nowhere else */
    uint32_t figures;  /* numbers on the alignment that are the same in both; not counted, 0, when
                         none is replaced */
    uint32_t replaced; /* known numbers that stand in the place of another one */
    uint32_t block;    /* equal words of the largest passage */
    uint32_t opposed;  /* beside the passages: where both have text of their own, that of the side
                         that has less */
    uint32_t head;     /* of these, before the first passage of some length */
    uint32_t tail;     /* of these, behind the last one */
    uint32_t rival;  /* likewise, all places between the first passage and the last taken together:
                         a version cuts in one place and adds in another */
    uint32_t ahead;  /* of a before the shared text begins, over and above those of b */
    bool characters; /* most words of a are characters: see nd_length */
};

/* The words that documents need for a length of text that a rule asks for, in words of scripts with
 * blanks between them. Of words that are characters it takes twice as many: in Chinese and Japanese
 * a word of a dictionary has two. So have shingles: see ND_SHINGLE_CHARACTERS. */
static inline uint32_t nd_length(uint32_t words, bool characters) { return words << characters; }

/* Common words in a row: a[at_a + i] == b[at_b + i] for i < length. */
struct nd_run {
    uint32_t at_a, at_b, length;
};

/* Words in a row that both have: what an alignment grows from. Of characters it takes twice as
 * many: any two texts in Japanese share three of these in a row in hundreds of places. */
#define ND_SEED_WORDS 3u

/* Where a document has which seed: see runs.c. */
struct nd_places {
    uint32_t seed_words;    /* words in a seed */
    uint32_t second, third; /* bits of its second and third word that count: all or none */
    uint32_t *first;        /* by hash of a seed: its first place, plus 1 */
    uint32_t *next;         /* by place: the next place of the same hash, plus 1 */
    uint8_t *filter;        /* by hash: 1 when the document may have such a seed, else 0 */
    unsigned shift;         /* of a hash, to its bits that lead to `first` */
    unsigned filter_shift;  /* ... and to the filter: some more */
    size_t first_capacity, next_capacity, filter_capacity;
};

/* Aligns one document, a, with any number of others. For one thread. */
struct nd_aligner {
    const struct nd_kernels *kernels;
    const struct nd_lexicon *lexicon; /* or NULL */
    const struct nd_store *store;     /* where the words are; NULL: in memory */
    struct nd_store_copy copies[2];   /* of the words of a and b, where need be */
    const uint32_t *taken;            /* the first document, or NULL, ... */
    const uint32_t *a;                /* ... and where to read it */
    uint32_t a_count;
    bool characters;         /* most words of a are characters */
    struct nd_places places; /* of a */

    struct nd_run *seeds; /* maximal common runs found by seeds, ascending in b */
    int32_t *links;       /* the best chain that ends in each of them: see chain.c */
    size_t seed_count, seed_capacity, link_capacity;

    struct nd_run *runs; /* the alignment: ascending and disjoint in both */
    size_t run_count, run_capacity;
    char apart[ND_APART];
};

/* Without a lexicon (NULL) no word is strange. */
void nd_aligner_init(struct nd_aligner *aligner, const struct nd_kernels *kernels,
                     const struct nd_lexicon *lexicon);
void nd_aligner_free(struct nd_aligner *aligner);

/* Takes a[0, n), padded for kernels and borrowed until the next call, as the first document;
 * taking the one that is taken already costs nothing. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_align_with(struct nd_aligner *aligner, const uint32_t *a, uint32_t n);

/* Aligns b[0, n), padded, with it. Sets *share to the words of the passages that count, and leaves
 * these passages' runs in aligner->runs. When it becomes clear early that fewer than `least` words
 * are shared, gives up with 0. Fails with ND_ERR_MEMORY.
 * The result is a function of the two sequences; to make it the same both ways round, callers give
 * the document of the lesser rank (the longer one) as a. */
ND_CHECK nd_status nd_align(struct nd_aligner *aligner, const uint32_t *b, uint32_t n,
                            uint32_t least, struct nd_share *share);

/* Whether nd_align of a and b can come to anything but 0 when at most `seeded` words of b lie in
 * seeds that a has too. b has ND_SEED_WORDS words or more. */
bool nd_align_can_reach(const struct nd_words *a, const struct nd_words *b, uint32_t seeded,
                        uint32_t least);

#endif /* ND_MATCH_ALIGN_H */
