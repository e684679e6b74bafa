/*
 * profile.h - the fingerprints of one document, and how common each is in the corpus
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_PROFILE_H
#define ND_MATCH_PROFILE_H

#include "match/frequent.h"
#include "sketch/sketch.h"

/* Buffers for one document at a time. For one thread. */
struct nd_profile {
    struct nd_sketcher sketcher; /* positions: the word where each fingerprint begins */
    struct nd_frequent *
        *frequents; /* by fingerprint; NULL: fewer than ND_LEAST_DOCUMENTS have it */
    size_t count, capacity;
};

void nd_profile_init(struct nd_profile *profile, const struct nd_kernels *kernels);
void nd_profile_free(struct nd_profile *profile);

/* Makes the profile of a document. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_profile_make(struct nd_profile *profile, struct nd_frequents *frequents,
                                   const struct nd_words *document);

/* Numbers of documents in steps of a quarter of an octave: counting by them makes every question of
 * "how many fingerprints have at most so many documents" a look into a short table. */
#define ND_DOCUMENT_CLASSES 136u

uint32_t nd_document_class(uint32_t documents);

/* How many fingerprints of a document (or of a part of it) have at most so many documents. */
struct nd_spectrum {
    uint32_t upto[ND_DOCUMENT_CLASSES]; /* by class, cumulated once nd_spectrum_sum was called */
};

void nd_spectrum_add(struct nd_spectrum *spectrum, const struct nd_frequent *frequent);
void nd_spectrum_sum(struct nd_spectrum *spectrum);

/* What is rare beside a fingerprint that so many documents have: at most a quarter as many. What
 * belongs with it: at most twice as many. */
uint32_t nd_spectrum_rare(const struct nd_spectrum *spectrum, uint32_t documents);
uint32_t nd_spectrum_alike(const struct nd_spectrum *spectrum, uint32_t documents);

#endif /* ND_MATCH_PROFILE_H */
