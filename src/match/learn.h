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
    struct nd_profiles profiles; /* by the ranks of the match; marked is what is boilerplate */
    struct nd_frequents frequents;
    struct nd_suspects suspects;
    bool *boilerplate; /* by number of the suspect, from 1 */
    uint32_t count;    /* how many are */
};

/* Learns from the documents of the match: from each source by itself where match->sources says who
 * printed them, else from the structure of the corpus. Fails with ND_ERR_MEMORY or what the
 * executor returns; free it in any case. */
ND_CHECK nd_status nd_learn(const struct nd_match *match, struct nd_learned *learned);
void nd_learned_free(struct nd_learned *learned);

#endif /* ND_MATCH_LEARN_H */
