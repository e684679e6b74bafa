/*
 * learn.h - which fingerprints are boilerplate
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_LEARN_H
#define ND_MATCH_LEARN_H

#include <stdbool.h>

#include "match/suspects.h"

/* What the documents of a match have shown. */
struct nd_learned {
    const struct nd_profiles *profiles; /* borrowed; marked is what is boilerplate */
    struct nd_frequents frequents;
    struct nd_suspects suspects;
    bool *boilerplate; /* by number of the suspect, from 1 */
    uint32_t count;    /* how many are */
};

/* Learns from the documents of profiles->match: from each source by itself where its `sources` say
 * who printed them, else from the structure of the corpus. The profiles are clear before. Fails
 * with ND_ERR_MEMORY or what the executor returns; free it in any case. */
ND_CHECK nd_status nd_learn(const struct nd_profiles *profiles, struct nd_learned *learned);
void nd_learned_free(struct nd_learned *learned);

#endif /* ND_MATCH_LEARN_H */
