/*
 * profile.h - the fingerprints of each document, and how common each is in the corpus
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_PROFILE_H
#define ND_MATCH_PROFILE_H

#include <stdbool.h>

#include "match/index.h"

/* Numbers of documents in steps of a quarter of an octave: counting by them makes every question of
 * "how many fingerprints have at most so many documents" a look into a short table. */
#define ND_DOCUMENT_CLASSES 136u

#define ND_CLASSES_PER_OCTAVE 4u

static inline uint8_t nd_document_class(uint32_t documents) {
    const uint32_t octave = 31 - (uint32_t)__builtin_clz(documents | 1);
    return (uint8_t)(ND_CLASSES_PER_OCTAVE * octave +
                     ((uint64_t)documents * ND_CLASSES_PER_OCTAVE >> octave) %
                         ND_CLASSES_PER_OCTAVE);
}

/* What is rare beside a fingerprint of so many documents, by class: at most a quarter as many. */
static inline uint32_t nd_class_rare(uint8_t class) {
    return class > 2 * ND_CLASSES_PER_OCTAVE ? class - 2 * ND_CLASSES_PER_OCTAVE : 0;
}

/* What belongs with it: at most twice as many. */
static inline uint32_t nd_class_alike(uint8_t class) { return class + ND_CLASSES_PER_OCTAVE; }

/* A byte for each fingerprint of the index: the class of the documents that have it, and whether it
 * is marked: as a suspect, in the end as boilerplate. */
#define ND_PRINT_CLASS 0x7fu
#define ND_PRINT_MARK 0x80u

/* The fingerprints of a document in the order of their places. */
struct nd_profile {
    const struct nd_prints *prints;
    const uint8_t *bytes; /* see above */
    uint32_t count;
};

struct nd_profiles {
    const struct nd_match *match;
    uint8_t *bytes; /* by fingerprint of the index */
};

/* Prepares the profiles of all documents: no fingerprint has more than one. Fails with
 * ND_ERR_MEMORY; free them in any case. */
ND_CHECK nd_status nd_profiles_make(const struct nd_match *match, struct nd_profiles *profiles);

/* Makes them what they were in the beginning. */
void nd_profiles_clear(const struct nd_profiles *profiles);
void nd_profiles_free(struct nd_profiles *profiles);

/* The profile of a document; it is empty where sources are looked at and its own is not known. */
static inline struct nd_profile nd_profile_of(const struct nd_profiles *profiles, uint32_t rank) {
    const struct nd_match *match = profiles->match;
    if (match->sources != NULL && match->sources[rank] == 0) return (struct nd_profile){0};
    return (struct nd_profile){.prints = &match->prints[rank],
                               .bytes = profiles->bytes + match->index->first[rank],
                               .count = match->prints[rank].count};
}

/* Sets profile->bytes to where these are to be read: see nd_store_view. */
ND_CHECK nd_status nd_profile_view(const struct nd_profiles *profiles, struct nd_store_copy *copy,
                                   struct nd_profile *profile);

/* Sets the bytes of the fingerprints of some postings. */
void nd_profiles_set(const struct nd_profiles *profiles, const struct nd_posting *postings,
                     size_t count, uint8_t byte);

/* The word where fingerprint i of a document begins. */
static inline uint32_t nd_profile_position(const struct nd_profile *profile, uint32_t i) {
    return nd_prints_position(profile->prints, i);
}

/* The class of fingerprint i of a document. */
static inline uint8_t nd_profile_class(const struct nd_profile *profile, uint32_t i) {
    return profile->bytes[i] & ND_PRINT_CLASS;
}

/* How many fingerprints of a document (or of a part of it) have at most so many documents. */
struct nd_spectrum {
    uint32_t upto[ND_DOCUMENT_CLASSES]; /* by class, cumulated once nd_spectrum_sum was called */
};

void nd_spectrum_sum(struct nd_spectrum *spectrum);

/* How much is rare beside a fingerprint of a class, and how much belongs with it. */
uint32_t nd_spectrum_rare(const struct nd_spectrum *spectrum, uint8_t class);
uint32_t nd_spectrum_alike(const struct nd_spectrum *spectrum, uint8_t class);

/* part / (part + rest) in parts of `unit`, rounded down; 0 of nothing. */
uint32_t nd_share_of(uint32_t part, uint32_t rest, uint32_t unit);

#endif /* ND_MATCH_PROFILE_H */
