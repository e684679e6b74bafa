/*
 * frequent.h - the fingerprints that several documents have
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_FREQUENT_H
#define ND_MATCH_FREQUENT_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "match/match.h"
#include "sketch/sketch.h"

#define ND_LEAST_DOCUMENTS 3u /* that have a frequent fingerprint */
#define ND_FREQUENT_PARTS 256u
#define ND_SAMPLES 3u /* documents remembered for each */

/* A fingerprint that ND_LEAST_DOCUMENTS documents or more have. The counters are sums over documents
 * or pairs, so that they come out the same whatever the order of adding. */
struct nd_frequent {
    uint32_t hash;                /* its lowest 32 bits */
    uint32_t documents;           /* how many documents have it */
    uint32_t sample[ND_SAMPLES];  /* ranks of some of them, chosen by hash of the rank */
    _Atomic uint32_t rare;        /* sum of shares over its documents: see boilerplate.c */
    _Atomic uint32_t own, judged; /* sum of shares over sampled pairs, and their number */
    _Atomic uint32_t in_runs;     /* documents in which it is a suspect beside another one */
    bool boilerplate;             /* what was learned in the end */
};

/* Those with the same highest 8 bits, and an open hash table of them. */
struct nd_frequent_part {
    struct nd_frequent *items;
    size_t count, capacity;
    uint32_t *slots; /* index plus 1; 0: free */
    uint32_t slot_mask;
};

struct nd_frequents {
    struct nd_frequent_part parts[ND_FREQUENT_PARTS];
    uint64_t *filter; /* a bit for each hash that occurs: most fingerprints are not frequent */
    uint64_t filter_mask;
};

/* Finds the frequent fingerprints of all documents. Fails with ND_ERR_MEMORY or what the executor
 * returns; free them in any case. */
ND_CHECK nd_status nd_frequents_find(const struct nd_match *match, struct nd_frequents *frequents);
void nd_frequents_free(struct nd_frequents *frequents);

/* The frequent fingerprint with this hash, or NULL. May be called by several threads. */
struct nd_frequent *nd_frequent_at(struct nd_frequents *frequents, uint64_t fingerprint);

#endif /* ND_MATCH_FREQUENT_H */
