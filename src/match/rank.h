/*
 * rank.h - the order of documents that everything after it goes by
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_RANK_H
#define ND_MATCH_RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sort.h"
#include "match/prints.h"
#include "newsdupes.h"

#define ND_RANK_NONE UINT32_MAX /* of a document without words */

/* A document as it was read. */
struct nd_entry {
    const uint32_t *words;
    uint64_t hash; /* of the words */
    uint32_t count;
    uint32_t document; /* the caller's number */
    uint32_t first;    /* the number of its first fingerprint */
    bool old;          /* without a row of its own */
    bool again;        /* once ranked: it has the words of the one before it */
    const struct nd_name *name;
    struct nd_prints prints;
};

/* Copies the entries items[0, n).item to out[0, n), sorted: longer documents first, then by hash
 * and words; of those with the same words old ones first, then by name. Says which have the words
 * of the one before. Sets the keys of the items, and moves them. The store, if any, sees to its
 * memory meanwhile. Fails with ND_ERR_MEMORY or what the executor returns. */
ND_CHECK nd_status nd_rank_entries(struct nd_keyed *items, size_t n, const struct nd_store *store,
                                   const struct nd_executor *executor, struct nd_entry *out);

/* Negative, 0 or positive as a is before, equal to or behind b in that order. */
int nd_entry_compare(const struct nd_entry *a, const struct nd_entry *b);

#endif /* ND_MATCH_RANK_H */
