/*
 * entries.h - the documents that a worker read, as many as come
 *
 * They stay where they are, in lists from the store.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_ENTRIES_H
#define ND_MATCH_ENTRIES_H

#include "base/arena.h"
#include "base/sort.h"
#include "match/rank.h"

struct nd_entry_list;

struct nd_entries {
    struct nd_arena lists; /* set its store before the first entry comes */
    struct nd_entry_list *last;
};

/* Sets *out to room for another entry, which counts as soon as nd_entries_keep is called. Fails
 * with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_entries_next(struct nd_entries *entries, struct nd_entry **out);
void nd_entries_keep(struct nd_entries *entries);

/* Entries by document, and what is known of documents beside their words. */
struct nd_roster {
    struct nd_keyed *items; /* by document, zeros at first; item: its entry, or NULL */
    const struct nd_name *names;
    const bool *old; /* NULL: none is */
    size_t count;
};

/* Adds the entries, which get their names. Numbers of fingerprints go up by `begin`. Fails with
 * ND_ERR_PARAM for a document that comes twice, or is `count` or more. */
ND_CHECK nd_status nd_entries_list(struct nd_entries *entries, uint32_t begin,
                                   const struct nd_roster *out);

/* Adds entries without words for the documents that have none yet, and keeps them in `missing`.
 * Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_entries_add_missing(struct nd_entries *missing, const struct nd_roster *out);

void nd_entries_free(struct nd_entries *entries);

#endif /* ND_MATCH_ENTRIES_H */
