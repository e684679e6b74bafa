/*
 * rare.h - how much of a document is rare, counted by the rule itself
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TESTS_RARE_H
#define ND_TESTS_RARE_H

#include "match/profile.h"

/* How many fingerprints of a page are rare beside a class. */
static inline uint32_t count_rare(const struct nd_profiles *profiles, uint32_t page,
                                  uint8_t class) {
    const struct nd_profile profile = nd_profile_of(profiles, page);
    uint32_t rare = 0;
    for (uint32_t i = 0; i < profile.count; i++)
        rare += nd_profile_class(&profile, i) == 0 || nd_profile_class(&profile, i) + 8 <= class;
    return rare;
}

#endif /* ND_TESTS_RARE_H */
