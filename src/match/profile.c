/*
 * profile.c - see profile.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/profile.h"

#include <string.h>

#include "base/store.h"

nd_status nd_profiles_make(const struct nd_match *match, struct nd_profiles *profiles) {
    *profiles = (struct nd_profiles){.match = match};
    profiles->bytes = nd_store_take_zero(match->store, nd_index_prints(match->index), 1);
    return profiles->bytes != NULL ? ND_OK : ND_ERR_MEMORY;
}

void nd_profiles_clear(const struct nd_profiles *profiles) {
    memset(profiles->bytes, 0, nd_index_prints(profiles->match->index));
}

void nd_profiles_free(struct nd_profiles *profiles) {
    if (profiles->bytes != NULL)
        nd_store_give_back(profiles->match->store, profiles->bytes,
                           nd_index_prints(profiles->match->index), 1);
    *profiles = (struct nd_profiles){0};
}

nd_status nd_profile_view(const struct nd_profiles *profiles, struct nd_store_copy *copy,
                          struct nd_profile *profile) {
    const void *there;
    const nd_status status =
        nd_store_view(profiles->match->store, copy, profile->bytes, profile->count, &there);
    profile->bytes = there;
    return status;
}

void nd_profiles_set(const struct nd_profiles *profiles, const struct nd_posting *postings,
                     size_t count, uint8_t byte) {
    uint8_t *const bytes = profiles->bytes;
    for (size_t i = 0; i < count; i++) bytes[postings[i].print] = byte;
}

void nd_spectrum_sum(struct nd_spectrum *spectrum) {
    for (uint32_t c = 1; c < ND_DOCUMENT_CLASSES; c++) spectrum->upto[c] += spectrum->upto[c - 1];
}

uint32_t nd_spectrum_rare(const struct nd_spectrum *spectrum, uint8_t class) {
    return spectrum->upto[nd_class_rare(class)];
}

uint32_t nd_spectrum_alike(const struct nd_spectrum *spectrum, uint8_t class) {
    return spectrum->upto[nd_class_alike(class)];
}

uint32_t nd_share_of(uint32_t part, uint32_t rest, uint32_t unit) {
    return part == 0 ? 0 : (uint32_t)((uint64_t)part * unit / ((uint64_t)part + rest));
}
