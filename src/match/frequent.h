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

#include "match/profile.h"

#define ND_LEAST_DOCUMENTS 3u /* that have a frequent fingerprint */
#define ND_LEAST_OF_SOURCE 2u /* ... where all of them are of one source that is known */

/* A fingerprint that several documents (of one source) have, and where. */
struct nd_frequent {
    uint32_t begin, count; /* of its postings in the part */
    uint32_t documents;    /* how many documents have it */
};

/* Those of one part of the index. */
struct nd_frequent_part {
    struct nd_frequent *items;
    uint32_t count;
};

struct nd_frequents {
    const struct nd_match *match;
    struct nd_frequent_part *part; /* as in the index */
    struct nd_arena *arenas;       /* of the items; one a worker */
    uint32_t workers;
};

/* Finds the frequent fingerprints of all documents, or, where match->sources says who printed them,
 * from 1 to match->count, of the documents of each source. Text that sources have about once each
 * is a report that they print, and is not frequent in any: a fingerprint must have twice as many
 * documents as sources. Its postings are put in the order of its sources then. Fills in the classes
 * of the profiles, with marks. Fails with ND_ERR_MEMORY or what the executor returns; free them in
 * any case. */
ND_CHECK nd_status nd_frequents_find(const struct nd_profiles *profiles,
                                     struct nd_frequents *frequents);
void nd_frequents_free(struct nd_frequents *frequents);

/* Fingerprints ahead whose postings are asked for. */
#define ND_FREQUENT_AHEAD 8u

/* The postings of fingerprint i of n of a part; those of one to come are asked for, because they
 * lie far from these. */
static inline const struct nd_posting *nd_frequent_postings(const struct nd_index_part *part,
                                                            const struct nd_frequent *items,
                                                            uint32_t i, uint32_t n) {
    if (i + ND_FREQUENT_AHEAD < n) {
        const struct nd_frequent *ahead = &items[i + ND_FREQUENT_AHEAD];
        __builtin_prefetch(part->postings + ahead->begin);
        __builtin_prefetch(part->postings + ahead->begin + ahead->count - 1);
    }
    return part->postings + items[i].begin;
}

#endif /* ND_MATCH_FREQUENT_H */
