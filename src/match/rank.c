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
#include "base/exec.h"
#include "base/mem.h"
#include "base/names.h"
#include "base/store.h"
#include "match/fetch.h"

enum {
    CHUNK = 512, /* entries in a piece of work */
    FAR = 16     /* entries ahead that are asked for */
};

static int compare_numbers(uint64_t a, uint64_t b) { return (a > b) - (a < b); }

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

/* What compares the words of documents, which lie anywhere in the store. */
struct reading {
    const struct nd_store *store;
    struct nd_store_copy copies[2];
};

/* Says which entries with the same hash have the words of the one before, and whether all have. */
static nd_status note_repeats(struct reading *reading, struct nd_entry *entries, size_t n,
                              bool *alike) {
    const void *before = NULL, *words;
    *alike = true;
    for (size_t i = 0; i < n; i++, before = words) {
        const size_t size = entries[i].count * sizeof *entries->words;
        const nd_status status =
            nd_store_view(reading->store, &reading->copies[i % 2], entries[i].words, size, &words);
        if (status != ND_OK) return status;
        entries[i].again = i > 0 && (size == 0 || memcmp(before, words, size) == 0);
        *alike = *alike && (i == 0 || entries[i].again);
    }
    return ND_OK;
}

/* Puts entries with the same hash and in order of their names in order. */
static nd_status sort_alike(struct reading *reading, struct nd_entry *entries, size_t n) {
    bool alike;
    const nd_status status = note_repeats(reading, entries, n, &alike);
    if (status != ND_OK || alike) return status;
    qsort(entries, n, sizeof *entries, compare_by_words);
    return note_repeats(reading, entries, n, &alike);
}

/* Puts entries of one key in order. Words are looked at only where hashes are alike, one run of
 * these after the other: to sort by them at once would go back and forth through all of the
 * corpus. */
static nd_status sort_run(struct reading *reading, struct nd_entry *entries, size_t n) {
    nd_status status = ND_OK;
    qsort(entries, n, sizeof *entries, compare_by_hash);
    for (size_t i = 0, end; i < n && status == ND_OK; i = end) {
        for (end = i + 1; end < n && compare_hashes(&entries[i], &entries[end]) == 0;) end++;
        if (end - i > 1) status = sort_alike(reading, entries + i, end - i);
    }
    nd_store_relieve(reading->store);
    return status;
}

/* Entries that are in order of their keys. */
struct ranking {
    const struct nd_keyed *items;
    size_t count;
    struct nd_entry *out;
    struct reading *readings; /* one a worker */
};

/* The first entry from `at` on that has another key than the one before it. Most are near; but
 * where a page is in a corpus a million times, each piece of work looks for the end of them. */
static size_t next_run(const struct ranking *ranking, size_t at) {
    const struct nd_keyed *const items = ranking->items;
    size_t step = 1, end;
    if (at == 0 || at >= ranking->count) return at == 0 ? 0 : ranking->count;
    for (end = at; end < ranking->count && items[end].key == items[at - 1].key; step *= 2) {
        at = end + 1;
        end = at + step - 1;
    }
    end = end < ranking->count ? end : ranking->count;
    while (at < end) {
        const size_t middle = at + (end - at) / 2;
        if (items[middle].key == items[at - 1].key)
            at = middle + 1;
        else
            end = middle;
    }
    return end;
}

/* Copies the entries of a piece of work, and puts those of each key in order. */
static nd_status rank_chunk(void *context, size_t task, uint32_t worker) {
    const struct ranking *ranking = context;
    struct reading *const reading = &ranking->readings[worker];
    const size_t last = next_run(ranking, (task + 1) * CHUNK);
    nd_status status = ND_OK;
    for (size_t i = next_run(ranking, task * CHUNK), end; i < last && status == ND_OK; i = end) {
        end = next_run(ranking, i + 1);
        for (size_t at = i; at < end; at++) {
            nd_store_relieve_at(reading->store, at);
            if (at + FAR < last) nd_fetch(ranking->items[at + FAR].item, sizeof *ranking->out);
            ranking->out[at] = *(const struct nd_entry *)ranking->items[at].item;
        }
        if (end - i > 1) status = sort_run(reading, ranking->out + i, end - i);
    }
    return status;
}

nd_status nd_rank_entries(struct nd_keyed *items, size_t n, const struct nd_store *store,
                          const struct nd_executor *executor, struct nd_entry *out) {
    const uint32_t workers = nd_exec_workers(executor);
    struct ranking ranking = {items, n, out, nd_alloc_zero(workers, sizeof *ranking.readings)};
    nd_status status = ranking.readings != NULL ? sort_by_key(items, n, store) : ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers && status == ND_OK; w++) ranking.readings[w].store = store;
    if (status == ND_OK)
        status = nd_exec_run(executor, (n + CHUNK - 1) / CHUNK, rank_chunk, &ranking);
    for (uint32_t w = 0; w < workers && ranking.readings != NULL; w++) {
        nd_store_copy_free(&ranking.readings[w].copies[0]);
        nd_store_copy_free(&ranking.readings[w].copies[1]);
    }
    nd_free(ranking.readings);
    return status;
}
