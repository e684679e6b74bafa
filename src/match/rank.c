/*
 * rank.c - see rank.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/rank.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/store.h"
#include "match/fetch.h"

enum {
    RELIEF = 1 << 16, /* entries that may be copied before the store sees to its memory */
    FAR = 16          /* entries ahead that are asked for */
};

static int compare_numbers(uint64_t a, uint64_t b) { return (a > b) - (a < b); }

int nd_name_compare(const struct nd_name *a, const struct nd_name *b) {
    const size_t size = a->size < b->size ? a->size : b->size;
    const int order = size != 0 ? memcmp(a->bytes, b->bytes, size) : 0;
    return order != 0 ? order : compare_numbers(a->size, b->size);
}

static int compare_hashes(const struct nd_entry *a, const struct nd_entry *b) {
    if (a->count != b->count) return compare_numbers(b->count, a->count);
    return compare_numbers(a->hash, b->hash);
}

/* What compare_hashes looks at, but for half of the hash. */
static uint64_t key_of(const struct nd_entry *entry) {
    return (uint64_t)(UINT32_MAX - entry->count) << 32 | entry->hash >> 32;
}

/* Only two sequences of equal hash are ever compared word by word. */
static int compare_words(const struct nd_entry *a, const struct nd_entry *b) {
    const int order = compare_hashes(a, b);
    if (order != 0) return order;
    for (uint32_t i = 0; i < a->count; i++) {
        if (a->words[i] != b->words[i]) return compare_numbers(a->words[i], b->words[i]);
    }
    return 0;
}

static int compare_names(const struct nd_entry *a, const struct nd_entry *b) {
    int order = (int)b->old - (int)a->old;
    if (order == 0) order = nd_name_compare(a->name, b->name);
    return order != 0 ? order : compare_numbers(a->document, b->document);
}

static int compare_by_hash(const void *x, const void *y) {
    const struct nd_entry *a = x, *b = y;
    const int order = compare_hashes(a, b);
    return order != 0 ? order : compare_names(a, b);
}

static int compare_by_words(const void *x, const void *y) {
    const struct nd_entry *a = x, *b = y;
    const int order = compare_words(a, b);
    return order != 0 ? order : compare_names(a, b);
}

int nd_entry_compare(const struct nd_entry *a, const struct nd_entry *b) {
    return compare_by_words(a, b);
}

/* Sorts by the number of words, and half of the hash. */
static nd_status sort_by_key(struct nd_keyed *items, size_t n, const struct nd_store *store) {
    struct nd_arena arrays = {.store = store};
    struct nd_keyed *scratch = nd_arena_array(&arrays, n, sizeof *scratch);
    if (scratch == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < n; i++) items[i].key = key_of(items[i].item);
    nd_store_relieve(store);
    nd_sort_keyed(items, scratch, n);
    nd_arena_free(&arrays);
    return ND_OK;
}

static void copy_entries(const struct nd_keyed *items, size_t n, const struct nd_store *store,
                         struct nd_entry *out) {
    for (size_t i = 0; i < n; i++) {
        if (i % RELIEF == 0) nd_store_relieve(store);
        if (i + FAR < n) nd_fetch(items[i + FAR].item, sizeof *out);
        out[i] = *(const struct nd_entry *)items[i].item;
    }
}

/* Puts entries of one key in order. Words are looked at only where hashes are alike, one run of
 * these after the other: to sort by them at once would go back and forth through all of the
 * corpus. */
static void sort_run(struct nd_entry *entries, size_t n, const struct nd_store *store) {
    qsort(entries, n, sizeof *entries, compare_by_hash);
    for (size_t i = 0, end; i < n; i = end) {
        bool alike = true;
        for (end = i + 1; end < n && compare_hashes(&entries[i], &entries[end]) == 0; end++)
            alike = alike && nd_same_words(&entries[i], &entries[end]);
        if (!alike) qsort(entries + i, end - i, sizeof *entries, compare_by_words);
    }
    nd_store_relieve(store);
}

nd_status nd_rank_entries(struct nd_keyed *items, size_t n, const struct nd_store *store,
                          struct nd_entry *out) {
    const nd_status status = sort_by_key(items, n, store);
    if (status != ND_OK) return status;
    copy_entries(items, n, store, out);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && items[i].key == items[end].key;) end++;
        if (end - i > 1) sort_run(out + i, end - i, store);
    }
    return ND_OK;
}

int nd_same_words(const struct nd_entry *a, const struct nd_entry *b) {
    return compare_words(a, b) == 0;
}
