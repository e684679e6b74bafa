/*
 * byname.c - see byname.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/byname.h"

#include <stdbool.h>

#include "base/arena.h"
#include "base/names.h"
#include "base/store.h"

static struct nd_name name_of(const void *item) { return *(const struct nd_name *)item; }

static nd_status sort(const struct nd_name *names, size_t n, const struct nd_store *store,
                      uint32_t *out) {
    struct nd_arena arrays = {.store = store};
    struct nd_keyed *keyed = nd_arena_array(&arrays, n, sizeof *keyed);
    struct nd_keyed *scratch = nd_arena_array(&arrays, n, sizeof *scratch);
    const bool complete = keyed != NULL && scratch != NULL;
    if (complete) {
        for (size_t i = 0; i < n; i++) keyed[i].item = &names[i];
        nd_sort_by_name(keyed, scratch, n, name_of);
        for (size_t i = 0; i < n; i++) {
            nd_store_relieve_at(store, i);
            out[i] = (uint32_t)((const struct nd_name *)keyed[i].item - names);
        }
    }
    nd_arena_free(&arrays);
    return complete ? ND_OK : ND_ERR_MEMORY;
}

/* Whether they come in order, as the files of a folder do, and often records with names. */
static bool are_in_order(const struct nd_name *names, size_t n, const struct nd_store *store) {
    bool in_order = true;
    for (size_t i = 1; i < n && in_order; i++) {
        nd_store_relieve_at(store, i);
        in_order = nd_name_compare(&names[i - 1], &names[i]) <= 0;
    }
    return in_order;
}

nd_status nd_documents_by_name(const struct nd_name *names, size_t n, const struct nd_store *store,
                               uint32_t *out) {
    if (!are_in_order(names, n, store)) return sort(names, n, store, out);
    for (size_t i = 0; i < n; i++) out[i] = (uint32_t)i;
    return ND_OK;
}
