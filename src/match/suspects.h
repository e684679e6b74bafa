/*
 * suspects.h - the frequent fingerprints that may be boilerplate
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_SUSPECTS_H
#define ND_MATCH_SUSPECTS_H

#include "match/rare.h"

#define ND_SAMPLES 3u /* documents remembered for each */

/* A frequent fingerprint that keeps company with rare text and with others that do. */
struct nd_suspect {
    const struct nd_posting *postings; /* in the index */
    uint32_t count;                    /* of them */
    uint32_t documents;                /* how many documents have it */
    uint32_t sample[ND_SAMPLES];       /* ranks of some with rare text, those with the least lots */
    uint16_t wanted;     /* what pairs of samples have of their own, as a sum of lesser shares of
                            ND_RARE_UNIT, if it is boilerplate: at least so much */
    uint8_t class;       /* nd_document_class of the documents */
    uint8_t samples : 4; /* how many there are */
    uint8_t misread : 4; /* which of them were misread, as bits */
};

struct nd_suspects {
    const struct nd_match *match;
    struct nd_suspect *items; /* by number - 1 */
    uint32_t count, room;     /* the room is for all that might have been */
};

/* Finds the suspects among the frequent fingerprints, and takes the marks of the others. Fails with
 * ND_ERR_MEMORY or what the executor returns; free them in any case. */
ND_CHECK nd_status nd_suspects_find(const struct nd_profiles *profiles,
                                    const struct nd_frequents *frequents,
                                    struct nd_suspects *suspects);
void nd_suspects_free(struct nd_suspects *suspects);

#endif /* ND_MATCH_SUSPECTS_H */
