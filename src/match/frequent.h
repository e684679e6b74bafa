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

#include "match/match.h"

#define ND_LEAST_DOCUMENTS 3u /* that have a frequent fingerprint */
#define ND_LEAST_OF_SOURCE 2u /* ... where all of them are of one source that is known */
#define ND_FREQUENT_PARTS 256u
#define ND_SAMPLES 3u /* documents remembered for each */
#define ND_RARE 0u    /* the number of all fingerprints that are not frequent */

/* A fingerprint that several documents (of one source) have. */
struct nd_frequent {
    uint32_t hash;               /* its lowest 32 bits, mixed with the source */
    uint32_t documents;          /* how many documents have it */
    uint32_t sample[ND_SAMPLES]; /* ranks of some of them, those with the least lots */
};

/* A place in an open hash table: index counts from 1, 0 is free. */
struct nd_frequent_slot {
    uint32_t hash, index;
};

/* Those with the same highest 8 bits. */
struct nd_frequent_part {
    struct nd_frequent *items; /* moved to nd_frequents.items in the end */
    size_t count, capacity;
    struct nd_frequent_slot *slots;
    uint32_t slot_mask;
    uint32_t before; /* frequent fingerprints of the parts before */
};

struct nd_frequents {
    struct nd_frequent *items; /* by number - 1 */
    uint32_t count;
    struct nd_frequent_part parts[ND_FREQUENT_PARTS];
    uint64_t *filter; /* a bit for each hash that occurs: most fingerprints are not frequent */
    uint64_t filter_mask;
};

/* Finds the frequent fingerprints of all documents. Where sources are known, text that they have
 * about once each is a report that they print, and is not frequent in any: a fingerprint must have
 * twice as many documents as sources. Fails with ND_ERR_MEMORY or what the executor
 * returns; free them in any case. */
ND_CHECK nd_status nd_frequents_find(const struct nd_match *match, struct nd_frequents *frequents);
void nd_frequents_free(struct nd_frequents *frequents);

/* The number of the frequent fingerprint with this hash in a source (0: none is known), from 1, or
 * ND_RARE. May be called by several threads. */
uint32_t nd_frequent_number(const struct nd_frequents *frequents, uint64_t fingerprint,
                            uint32_t source);

/* The fingerprint with this number as far as it is known, 40 bits of it: the same for all sources
 * that have it. `sources` as they were when it was found. */
uint64_t nd_frequent_fingerprint(const struct nd_frequents *frequents, uint32_t number,
                                 const uint32_t *sources);

#endif /* ND_MATCH_FREQUENT_H */
