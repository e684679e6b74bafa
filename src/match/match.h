/*
 * match.h - what the steps of matching share
 *
 * Documents are known here by rank: in descending order of words, then by the hash of their words,
 * then by name; documents with the same words have been put together before and have one rank. So
 * of two documents the one of the lesser rank is the longer one, and nothing depends on the order
 * in which the documents came.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_MATCH_H
#define ND_MATCH_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "match/align.h"
#include "match/fetch.h"
#include "match/prints.h"
#include "newsdupes.h"
#include "simd/kernels.h"

struct nd_index; /* see index.h */

/* The documents, and how to work on them. Borrowed by all steps. Boilerplate is learned on the
 * documents as they were read. What is left of them is put in another order, and so has other
 * ranks: fingerprints stay where they are, and `origin` leads to them. */
struct nd_match {
    const struct nd_words *documents; /* by rank */
    uint32_t count;
    const struct nd_prints *prints; /* by the rank of the document as it was read */
    const struct nd_index *index;   /* of these fingerprints */
    const uint32_t *visit;          /* ranks in the order in which their words lie in memory, for
                                       steps that look at all of them; NULL: by rank */
    const uint32_t *origin;         /* by rank: the rank as it was read; NULL: the same */
    const uint32_t
        *hidden; /* by block of the index: a bit for each fingerprint that is, or touches,
                               boilerplate, and none for unused numbers; NULL: none does */
    const struct nd_kernels *kernels;
    const struct nd_executor *executor;
    const struct nd_observer *observer; /* or NULL */
    const struct nd_store *store;       /* or NULL */
    const uint32_t *sources; /* by rank: who printed it, from 1; NULL: not known. For learning */
    const uint8_t *old;      /* by rank: it is an old document; NULL: none is */
    const struct nd_lexicon *lexicon; /* of the corpus */
    const uint8_t *misread; /* by the rank of the document as it was read: see misread.h; NULL: none
                               is */
    uint32_t threshold;     /* least containment, in parts of ND_THRESHOLD_UNIT */
};

/* The rank that comes i-th in a step that looks at all. */
static inline uint32_t nd_match_visit(const struct nd_match *match, size_t i) {
    return match->visit != NULL ? match->visit[i] : (uint32_t)i;
}

/* The rank of a document as it was read. */
static inline uint32_t nd_match_origin(const struct nd_match *match, uint32_t rank) {
    return match->origin != NULL ? match->origin[rank] : rank;
}

/* Whether a document was misread; false where that was not looked at. */
static inline bool nd_match_is_misread(const struct nd_match *match, uint32_t rank) {
    return match->misread != NULL && match->misread[nd_match_origin(match, rank)] != 0;
}

/* Asks for the words of a document, or for most of them, before they are needed. */
ND_INLINE void nd_match_ask(const struct nd_match *match, uint32_t rank) {
    enum { MOST = 1024 }; /* words that are asked for */
    nd_fetch_words(&match->documents[rank], MOST);
}

/* A pair of documents is a << 32 | b, a < b. While one is compared, asks for the words of the next
 * one, but for those that are at hand. */
ND_INLINE void nd_match_ask_next(const struct nd_match *match, uint64_t pair, uint64_t next) {
    nd_match_ask(match, (uint32_t)next);
    if (next >> 32 != pair >> 32) nd_match_ask(match, (uint32_t)(next >> 32));
}

/* Asks for where the words of a pair are. */
ND_INLINE void nd_match_ask_where(const struct nd_match *match, uint64_t pair) {
    __builtin_prefetch(&match->documents[pair >> 32]);
    __builtin_prefetch(&match->documents[(uint32_t)pair]);
}

/* Two documents, a < b, and what they share. */
struct nd_edge {
    uint32_t a, b;
    struct nd_share share;
};

/* What a document is to another that it shares passages with. */
typedef enum nd_bond {
    ND_BOND_NONE,    /* too little is shared, or a form with other contents */
    ND_BOND_COPY,    /* both carry one report */
    ND_BOND_UPDATE,  /* both carry part of one report and have much text of their own against it */
    ND_BOND_EXCERPT, /* the shorter one is a small part of the longer one, or not its beginning */
} nd_bond;

/* Two documents that share something, what that makes them, and where it is in each: see
 * nd_passages_spread. */
struct nd_contact {
    uint32_t a, b;
    struct nd_share share;
    nd_bond bond;
    uint64_t spread_a, spread_b;
};

struct nd_contacts {
    struct nd_contact *contacts;
    size_t count, capacity;
};

struct nd_edges {
    struct nd_edge *edges;
    size_t count, capacity;
};

/* Tells the observer that a stage begins. */
void nd_match_stage(const struct nd_match *match, const char *name);

/* Aligns documents x and y, in either order, with an aligner that is used for this match alone: it
 * keeps the index of the longer one for the next call. Nothing may be said to be shared where that
 * is too little for the threshold. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_match_align(const struct nd_match *match, struct nd_aligner *aligner,
                                  uint32_t x, uint32_t y, struct nd_share *share);

/* The same, however little they share. */
ND_CHECK nd_status nd_match_measure(const struct nd_match *match, struct nd_aligner *aligner,
                                    uint32_t x, uint32_t y, struct nd_share *share);

/* Whether documents x and y, in either order, can come out of nd_match_align as copies, when at
 * most `seeded` words of the shorter one lie in seeds: ND_SEED_WORDS words in a row that both
 * have. */
bool nd_match_can_share(const struct nd_match *match, uint32_t x, uint32_t y, uint32_t seeded);

/* Judges documents x and y, in either order, by what they share: see match.c. */
nd_bond nd_match_judge(const struct nd_match *match, uint32_t x, uint32_t y,
                       const struct nd_share *share);

/* Whether documents x and y, in either order, that share so much carry one report. */
bool nd_match_accepts(const struct nd_match *match, uint32_t x, uint32_t y,
                      const struct nd_share *share);

/* Whether a copy of so many words is an abridged one of a document of `whole` words. */
bool nd_match_is_abridged(uint32_t words, uint32_t whole);

#endif /* ND_MATCH_MATCH_H */
