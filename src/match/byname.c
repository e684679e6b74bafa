/*
 * byname.c - see byname.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/byname.h"

#include "base/arena.h"
#include "base/names.h"

static struct nd_name name_of(const void *item) {
    const struct nd_entry *const entry = item;
    return *entry->name;
}

nd_status nd_entries_by_name(const struct nd_entry *entries, size_t n, const struct nd_store *store,
                             const struct nd_entry **out) {
    struct nd_arena arrays = {.store = store};
    struct nd_keyed *keyed = nd_arena_array(&arrays, n, sizeof *keyed);
    struct nd_keyed *scratch = nd_arena_array(&arrays, n, sizeof *scratch);
    const bool complete = keyed != NULL && scratch != NULL;
    if (complete) {
        for (size_t i = 0; i < n; i++) keyed[i].item = &entries[i];
        nd_sort_by_name(keyed, scratch, n, name_of);
        for (size_t i = 0; i < n; i++) out[i] = keyed[i].item;
    }
    nd_arena_free(&arrays);
    return complete ? ND_OK : ND_ERR_MEMORY;
}
