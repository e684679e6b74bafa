/*
 * profile.c - see profile.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/profile.h"

#include "base/exec.h"
#include "base/mem.h"
#include "base/store.h"

enum { CHUNK = 1 << 14 /* fingerprints in a piece of work */, CLASSES_PER_OCTAVE = 4 };

static nd_status classify_chunk(void *context, size_t task, uint32_t worker) {
    const struct nd_profiles *profiles = context;
    const struct nd_index *index = profiles->match->index;
    const size_t count = nd_index_prints(index), end = (task + 1) * CHUNK;
    (void)worker;
    for (size_t i = task * CHUNK; i < end && i < count; i++)
        profiles->all[i] = profiles->classes[profiles->frequents->numbers[i]];
    return ND_OK;
}

nd_status nd_profiles_make(const struct nd_match *match, const struct nd_frequents *frequents,
                           struct nd_profiles *profiles) {
    const size_t count = nd_index_prints(match->index);
    *profiles = (struct nd_profiles){.match = match, .frequents = frequents};
    profiles->classes = nd_alloc((size_t)frequents->count + 1, sizeof *profiles->classes);
    profiles->all = nd_store_take(match->store, count, sizeof *profiles->all);
    if (profiles->classes == NULL || profiles->all == NULL) return ND_ERR_MEMORY;
    profiles->classes[ND_RARE] = nd_document_class(1);
    for (uint32_t i = 0; i < frequents->count; i++)
        profiles->classes[i + 1] = nd_document_class(frequents->items[i].documents);
    return nd_exec_run(match->executor, (count + CHUNK - 1) / CHUNK, classify_chunk, profiles);
}

void nd_profiles_free(struct nd_profiles *profiles) {
    nd_free(profiles->classes);
    if (profiles->all != NULL)
        nd_store_give_back(profiles->match->store, profiles->all,
                           nd_index_prints(profiles->match->index), sizeof *profiles->all);
    *profiles = (struct nd_profiles){0};
}

struct nd_profile nd_profile_of(const struct nd_profiles *profiles, uint32_t rank) {
    const struct nd_match *match = profiles->match;
    const struct nd_prints *prints = &match->prints[rank];
    if (match->sources != NULL && match->sources[rank] == 0) return (struct nd_profile){0};
    return (struct nd_profile){.positions = prints->positions,
                               .numbers = profiles->frequents->numbers + match->index->first[rank],
                               .classes = profiles->all + match->index->first[rank],
                               .count = prints->count};
}

uint8_t nd_document_class(uint32_t documents) {
    uint32_t octave = 0;
    while (documents >> octave > 1) octave++;
    return (uint8_t)(CLASSES_PER_OCTAVE * octave +
                     ((uint64_t)documents * CLASSES_PER_OCTAVE >> octave) % CLASSES_PER_OCTAVE);
}

void nd_spectrum_sum(struct nd_spectrum *spectrum) {
    for (uint32_t c = 1; c < ND_DOCUMENT_CLASSES; c++) spectrum->upto[c] += spectrum->upto[c - 1];
}

uint32_t nd_spectrum_rare(const struct nd_spectrum *spectrum, uint8_t class) {
    const uint32_t two_octaves = 2 * CLASSES_PER_OCTAVE;
    return spectrum->upto[class > two_octaves ? class - two_octaves : 0];
}

uint32_t nd_spectrum_alike(const struct nd_spectrum *spectrum, uint8_t class) {
    return spectrum->upto[class + CLASSES_PER_OCTAVE];
}

uint32_t nd_share_of(uint32_t part, uint32_t rest, uint32_t unit) {
    return part == 0 ? 0 : (uint32_t)((uint64_t)part * unit / ((uint64_t)part + rest));
}
