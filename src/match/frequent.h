/*
 * frequent.h - the fingerprints that several documents have
 *
 * Where sources are known each of them is looked at alone: a fingerprint counts once for each
 * source that prints it in several documents.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_FREQUENT_H
#define ND_MATCH_FREQUENT_H

#include <stddef.h>
#include <stdint.h>

#include "match/index.h"

#define ND_LEAST_DOCUMENTS 3u /* that have a frequent fingerprint */
#define ND_LEAST_OF_SOURCE 2u /* ... where all of them are of one source that is known */
#define ND_SAMPLES 3u         /* documents remembered for each */
#define ND_RARE 0u            /* the number of all fingerprints that are not frequent */

/* A fingerprint that several documents (of one source) have. */
struct nd_frequent {
    uint64_t fingerprint;        /* what is known of it: the same for all sources that have it */
    uint32_t documents;          /* how many documents have it */
    uint32_t sample[ND_SAMPLES]; /* ranks of some of them, those with the least lots */
};

struct nd_frequents {
    const struct nd_match *match;
    struct nd_frequent *items; /* by number - 1 */
    uint32_t count;
    size_t capacity;   /* of the items */
    uint32_t *numbers; /* by fingerprint of the index: its number, from 1, or ND_RARE */
};

/* Finds the frequent fingerprints of all documents, or, where match->sources says who printed them,
 * of the documents of each source. Text that sources have about once each is a report that they
 * print, and is not frequent in any: a fingerprint must have twice as many documents as sources.
 * Fails with ND_ERR_MEMORY or what the executor returns; free them in any case. */
ND_CHECK nd_status nd_frequents_find(const struct nd_match *match, struct nd_frequents *frequents);
void nd_frequents_free(struct nd_frequents *frequents);

#endif /* ND_MATCH_FREQUENT_H */
