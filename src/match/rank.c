/*
 * rank.c - see rank.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/rank.h"

#include <stdlib.h>
#include <string.h>

static int compare_numbers(uint64_t a, uint64_t b) { return (a > b) - (a < b); }

int nd_name_compare(const struct nd_name *a, const struct nd_name *b) {
    const size_t size = a->size < b->size ? a->size : b->size;
    const int order = size != 0 ? memcmp(a->bytes, b->bytes, size) : 0;
    return order != 0 ? order : compare_numbers(a->size, b->size);
}

/* Only two sequences of equal hash are ever compared word by word. */
static int compare_words(const struct nd_entry *a, const struct nd_entry *b) {
    if (a->count != b->count) return compare_numbers(b->count, a->count);
    if (a->hash != b->hash) return compare_numbers(a->hash, b->hash);
    for (uint32_t i = 0; i < a->count; i++) {
        if (a->words[i] != b->words[i]) return compare_numbers(a->words[i], b->words[i]);
    }
    return 0;
}

static int compare_entries(const void *x, const void *y) {
    const struct nd_entry *a = x, *b = y;
    int order = compare_words(a, b);
    if (order == 0) order = (int)b->old - (int)a->old;
    if (order == 0) order = nd_name_compare(a->name, b->name);
    return order != 0 ? order : compare_numbers(a->document, b->document);
}

void nd_rank_entries(struct nd_entry *entries, size_t n) {
    qsort(entries, n, sizeof *entries, compare_entries);
}

int nd_same_words(const struct nd_entry *a, const struct nd_entry *b) {
    return compare_words(a, b) == 0;
}
