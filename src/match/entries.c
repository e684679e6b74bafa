/*
 * entries.c - see entries.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/entries.h"

#include "base/store.h"

enum { LIST = 1000 };

struct nd_entry_list {
    struct nd_entry_list *before;
    size_t count;
    struct nd_entry entries[LIST];
};

nd_status nd_entries_next(struct nd_entries *entries, struct nd_entry **out) {
    struct nd_entry_list *list = entries->last;
    if (list == NULL || list->count == LIST) {
        list = nd_arena_array(&entries->lists, 1, sizeof *list);
        if (list == NULL) return ND_ERR_MEMORY;
        list->before = entries->last;
        list->count = 0;
        entries->last = list;
    }
    *out = &list->entries[list->count];
    return ND_OK;
}

void nd_entries_keep(struct nd_entries *entries) { entries->last->count++; }

static nd_status place_list(const struct nd_entry_list *list, uint32_t begin, struct nd_entry *out,
                            size_t count) {
    static const struct nd_name taken = {NULL, 0};
    for (size_t i = 0; i < list->count; i++) {
        const uint32_t document = list->entries[i].document;
        if (document >= count || out[document].name != NULL) return ND_ERR_PARAM;
        out[document] = list->entries[i];
        out[document].first += begin;
        out[document].name = &taken;
    }
    return ND_OK;
}

nd_status nd_entries_place(const struct nd_entries *entries, uint32_t begin, struct nd_entry *out,
                           size_t count) {
    nd_status status = ND_OK;
    for (const struct nd_entry_list *list = entries->last; list != NULL && status == ND_OK;
         list = list->before) {
        nd_store_relieve(entries->lists.store);
        status = place_list(list, begin, out, count);
    }
    return status;
}

void nd_entries_free(struct nd_entries *entries) {
    nd_arena_free(&entries->lists);
    entries->last = NULL;
}
