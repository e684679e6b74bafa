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
        nd_store_prepare(entries->lists.store, list, sizeof *list);
        list->before = entries->last;
        list->count = 0;
        entries->last = list;
    }
    *out = &list->entries[list->count];
    return ND_OK;
}

void nd_entries_keep(struct nd_entries *entries) { entries->last->count++; }

static nd_status list_all(struct nd_entry_list *list, uint32_t begin, const struct nd_roster *out) {
    for (size_t i = 0; i < list->count; i++) {
        struct nd_entry *entry = &list->entries[i];
        const uint32_t document = entry->document;
        if (document >= out->count || out->items[document].item != NULL) return ND_ERR_PARAM;
        out->items[document].item = entry;
        entry->first += begin;
        entry->name = &out->names[document];
        entry->old = out->old != NULL && out->old[document];
    }
    return ND_OK;
}

nd_status nd_entries_list(struct nd_entries *entries, uint32_t begin, const struct nd_roster *out) {
    nd_status status = ND_OK;
    for (struct nd_entry_list *list = entries->last; list != NULL && status == ND_OK;
         list = list->before) {
        nd_store_relieve(entries->lists.store);
        status = list_all(list, begin, out);
    }
    return status;
}

nd_status nd_entries_add_missing(struct nd_entries *missing, const struct nd_roster *out) {
    for (size_t i = 0; i < out->count; i++) {
        struct nd_entry *entry;
        nd_status status;
        if (out->items[i].item != NULL) continue;
        status = nd_entries_next(missing, &entry);
        if (status != ND_OK) return status;
        *entry = (struct nd_entry){.document = (uint32_t)i};
        nd_entries_keep(missing);
    }
    return nd_entries_list(missing, 0, out);
}

void nd_entries_free(struct nd_entries *entries) {
    nd_arena_free(&entries->lists);
    entries->last = NULL;
}
