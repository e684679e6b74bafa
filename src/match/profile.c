/*
 * profile.c - see profile.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/profile.h"

#include "base/mem.h"

enum { CLASSES_PER_OCTAVE = 4 };

void nd_profile_init(struct nd_profile *profile, const struct nd_kernels *kernels) {
    *profile = (struct nd_profile){.count = 0};
    nd_sketcher_init(&profile->sketcher, kernels);
}

void nd_profile_free(struct nd_profile *profile) {
    nd_sketcher_free(&profile->sketcher);
    nd_free(profile->frequents);
    nd_profile_init(profile, profile->sketcher.kernels);
}

nd_status nd_profile_make(struct nd_profile *profile, struct nd_frequents *frequents,
                          const struct nd_words *document) {
    struct nd_sketcher *sketcher = &profile->sketcher;
    nd_status status = nd_sketch_shingles(sketcher, document->words, document->count);
    profile->count = 0;
    if (status != ND_OK) return status;
    profile->count = nd_sketch_fingerprints(sketcher, document->words, document->count);
    status = nd_reserve(&profile->frequents, &profile->capacity, profile->count,
                        sizeof *profile->frequents);
    if (status != ND_OK) return status;
    for (size_t i = 0; i < profile->count; i++) {
        profile->frequents[i] = nd_frequent_at(frequents, sketcher->fingerprints[i]);
    }
    return ND_OK;
}

uint32_t nd_document_class(uint32_t documents) {
    uint32_t octave = 0;
    while (documents >> octave > 1) octave++;
    return CLASSES_PER_OCTAVE * octave +
           (uint32_t)((uint64_t)documents * CLASSES_PER_OCTAVE >> octave) % CLASSES_PER_OCTAVE;
}

void nd_spectrum_add(struct nd_spectrum *spectrum, const struct nd_frequent *frequent) {
    spectrum->upto[frequent != NULL ? nd_document_class(frequent->documents) : 0]++;
}

void nd_spectrum_sum(struct nd_spectrum *spectrum) {
    for (uint32_t c = 1; c < ND_DOCUMENT_CLASSES; c++) spectrum->upto[c] += spectrum->upto[c - 1];
}

uint32_t nd_spectrum_rare(const struct nd_spectrum *spectrum, uint32_t documents) {
    return spectrum->upto[nd_document_class(documents < 4 ? 1 : documents / 4)];
}

uint32_t nd_spectrum_alike(const struct nd_spectrum *spectrum, uint32_t documents) {
    return spectrum->upto[nd_document_class(documents) + CLASSES_PER_OCTAVE];
}
