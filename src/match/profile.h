/*
 * profile.h - the fingerprints of each document, and how common each is in the corpus
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_PROFILE_H
#define ND_MATCH_PROFILE_H

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

/* What a worker sets in bytes that are apart; see profile.c. */
struct nd_settings;

struct nd_profiles {
    const struct nd_match *match;
    uint8_t *bytes;               /* by fingerprint of the index */
    struct nd_settings *settings; /* by worker; NULL: they are set at once */
};

/* Prepares the profiles of all documents: no fingerprint has more than one. Fails with
 * ND_ERR_MEMORY or what the executor returns; free them in any case. */
ND_CHECK nd_status nd_profiles_make(const struct nd_match *match, struct nd_profiles *profiles);

/* Makes them what they were in the beginning: nothing that was not settled comes after. Fails with
 * what the executor returns. */
ND_CHECK nd_status nd_profiles_clear(const struct nd_profiles *profiles);

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

/* Eight bytes as one number, the first as the lowest. Compilers know how to load it at once. */
static inline uint64_t nd_eight_bytes(const uint8_t *bytes) {
    return (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16 |
           (uint64_t)bytes[3] << 24 | (uint64_t)bytes[4] << 32 | (uint64_t)bytes[5] << 40 |
           (uint64_t)bytes[6] << 48 | (uint64_t)bytes[7] << 56;
}

/* The marks of a block of fingerprints, as bits. */
static inline uint32_t nd_profile_marks(const uint8_t *bytes) {
    uint32_t marks = 0;
    for (uint32_t i = 0; i < ND_BLOCK_PRINTS; i += 8) {
        const uint64_t ones =
            nd_eight_bytes(bytes + i) / ND_PRINT_MARK & UINT64_C(0x0101010101010101);
        marks |= (uint32_t)(ones * UINT64_C(0x0102040810204080) >> 56) << i;
    }
    return marks;
}

/* The fingerprints of some postings. */
struct nd_postings {
    const struct nd_posting *items;
    size_t count;
};

/* Puts aside what is to be set until nd_profiles_settle, where profiles have settings. Fails with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_profiles_defer(const struct nd_profiles *profiles, uint32_t worker,
                                     struct nd_postings postings, uint8_t byte);

/* Sets their bytes, by nd_profiles_settle at the latest. Fails with ND_ERR_MEMORY. */
ND_CHECK static inline nd_status nd_profiles_set(const struct nd_profiles *profiles,
                                                 uint32_t worker, struct nd_postings postings,
                                                 uint8_t byte) {
    uint8_t *const bytes = profiles->bytes;
    if (profiles->settings != NULL) return nd_profiles_defer(profiles, worker, postings, byte);
    for (size_t i = 0; i < postings.count; i++) bytes[postings.items[i].print] = byte;
    return ND_OK;
}

/* Asks for the byte of a fingerprint that is to be set soon. */
ND_INLINE void nd_profiles_fetch(const struct nd_profiles *profiles, uint32_t print) {
    __builtin_prefetch(&profiles->bytes[print], 1);
}

/* Sets what is not set yet: before bytes are looked at, or set once more. Fails with what the
 * executor returns. */
ND_CHECK nd_status nd_profiles_settle(const struct nd_profiles *profiles);

/* The word where fingerprint i of a document begins. */
static inline uint32_t nd_profile_position(const struct nd_profile *profile, uint32_t i) {
    return nd_prints_position(profile->prints, i);
}

/* The class of fingerprint i of a document. */
static inline uint8_t nd_profile_class(const struct nd_profile *profile, uint32_t i) {
    return profile->bytes[i] & ND_PRINT_CLASS;
}

#endif /* ND_MATCH_PROFILE_H */
