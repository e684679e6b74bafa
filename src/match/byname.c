/*
 * byname.c - see byname.h
 *
 * Names of a corpus begin alike: folders, the name of a stream. So eight bytes behind what all of
 * them have in common are a key to sort by, and those with the same key are sorted likewise,
 * further on (the radix sort of strings from the left, some bytes at a time). Names are compared
 * with each other only where few are left, or where they end: bytes behind the end count as zero in
 * a key.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/byname.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/sort.h"

enum {
    KEY_BYTES = 8,
    FEW = 8,          /* names that are compared */
    MOST_LEVELS = 128 /* keys behind each other; names made to need more are compared */
};

static const struct nd_entry *entry_of(const struct nd_keyed *keyed) { return keyed->item; }

static int compare_keyed(const void *x, const void *y) {
    const struct nd_entry *a = entry_of(x), *b = entry_of(y);
    const int order = nd_name_compare(a->name, b->name);
    return order != 0 ? order : (a->document > b->document) - (a->document < b->document);
}

/* How many bytes all names have in common, `from` at least. */
static size_t common_bytes(const struct nd_keyed *keyed, size_t n, size_t from) {
    const struct nd_name *first = entry_of(&keyed[0])->name;
    size_t common = first->size;
    for (size_t i = 1; i < n; i++) {
        const struct nd_name *name = entry_of(&keyed[i])->name;
        const size_t most = name->size < common ? name->size : common;
        size_t at = from;
        while (at < most && name->bytes[at] == first->bytes[at]) at++;
        common = at;
    }
    return common;
}

static uint64_t key_of(const struct nd_name *name, size_t from) {
    uint64_t key = 0;
    for (size_t at = from; at < from + KEY_BYTES; at++)
        key = key << 8 | (at < name->size ? (unsigned char)name->bytes[at] : 0);
    return key;
}

/* Sorts names that have `from` bytes in common; scratch has room for as many. */
static void sort_names(struct nd_keyed *keyed, struct nd_keyed *scratch, size_t n, size_t from,
                       unsigned level) {
    if (n > 1) {
        from = common_bytes(keyed, n, from);
        for (size_t i = 0; i < n; i++) keyed[i].key = key_of(entry_of(&keyed[i])->name, from);
        nd_sort_keyed(keyed, scratch, n);
    }
    for (size_t i = 0, end; i < n; i = end) {
        bool ends = entry_of(&keyed[i])->name->size < from + KEY_BYTES;
        for (end = i + 1; end < n && keyed[end].key == keyed[i].key; end++)
            ends = ends || entry_of(&keyed[end])->name->size < from + KEY_BYTES;
        if (end - i <= FEW || ends || level == MOST_LEVELS) {
            if (end - i > 1) qsort(keyed + i, end - i, sizeof *keyed, compare_keyed);
        } else {
            sort_names(keyed + i, scratch, end - i, from + KEY_BYTES, level + 1);
        }
    }
}

nd_status nd_entries_by_name(const struct nd_entry *entries, size_t n,
                             const struct nd_entry **out) {
    struct nd_keyed *keyed = nd_alloc(n, sizeof *keyed), *scratch = nd_alloc(n, sizeof *scratch);
    const bool complete = keyed != NULL && scratch != NULL;
    if (complete) {
        for (size_t i = 0; i < n; i++) keyed[i].item = &entries[i];
        sort_names(keyed, scratch, n, 0, 1);
        for (size_t i = 0; i < n; i++) out[i] = entry_of(&keyed[i]);
    }
    nd_free(keyed);
    nd_free(scratch);
    return complete ? ND_OK : ND_ERR_MEMORY;
}
