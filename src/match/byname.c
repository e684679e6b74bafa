/*
 * byname.c - see byname.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/byname.h"

#include "base/mem.h"
#include "base/names.h"

static struct nd_name name_of(const void *item) {
    const struct nd_entry *const entry = item;
    return *entry->name;
}

nd_status nd_entries_by_name(const struct nd_entry *entries, size_t n,
                             const struct nd_entry **out) {
    struct nd_keyed *keyed = nd_alloc(n, sizeof *keyed), *scratch = nd_alloc(n, sizeof *scratch);
    const bool complete = keyed != NULL && scratch != NULL;
    if (complete) {
        for (size_t i = 0; i < n; i++) keyed[i].item = &entries[i];
        nd_sort_by_name(keyed, scratch, n, name_of);
        for (size_t i = 0; i < n; i++) out[i] = keyed[i].item;
    }
    nd_free(keyed);
    nd_free(scratch);
    return complete ? ND_OK : ND_ERR_MEMORY;
}
