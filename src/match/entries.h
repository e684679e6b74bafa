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

/* Copies the entries to out[document], whose name must be NULL: it says then that there is one.
 * Numbers of fingerprints go up by `begin`. Fails with ND_ERR_PARAM for a document that comes
 * twice, or is `count` or more. */
ND_CHECK nd_status nd_entries_place(const struct nd_entries *entries, uint32_t begin,
                                    struct nd_entry *out, size_t count);

void nd_entries_free(struct nd_entries *entries);

#endif /* ND_MATCH_ENTRIES_H */
