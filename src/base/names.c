/*
 * names.c - see names.h
 *
 * Names of a corpus begin alike: folders, the name of a stream. So eight bytes behind what all of
 * them have in common are a key to sort by, and those with the same key are sorted likewise,
 * further on (the radix sort of strings from the left, some bytes at a time). Names are compared
 * with each other only where few are left, or where they end: bytes behind the end count as zero in
 * a key.
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/names.h"

#include <string.h>

int nd_name_compare(const struct nd_name *a, const struct nd_name *b) {
    const size_t size = a->size < b->size ? a->size : b->size;
    const int order = size != 0 ? memcmp(a->bytes, b->bytes, size) : 0;
    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

bool nd_name_equal(const struct nd_name *a, const struct nd_name *b) {
    return a->size == b->size && (a->size == 0 || memcmp(a->bytes, b->bytes, a->size) == 0);
}

bool nd_name_is(struct nd_name name, const char *string) {
    return nd_name_equal(&name, &(struct nd_name){string, strlen(string)});
}

/* ---- Sorting --------------------------------------------------------------------------------- */

enum {
    KEY_BYTES = 8,
    FEW = 8,          /* names that are compared */
    MOST_LEVELS = 128 /* keys behind each other; names made to need more are compared */
};

struct sorting {
    struct nd_keyed *scratch;
    struct nd_name (*name_of)(const void *item);
    unsigned levels; /* left */
};

static int compare(const struct sorting *s, const struct nd_keyed *x, const struct nd_keyed *y) {
    const struct nd_name a = s->name_of(x->item), b = s->name_of(y->item);
    const int order = nd_name_compare(&a, &b);
    return order != 0 ? order : (x->item > y->item) - (x->item < y->item);
}

/* Merge sort. */
static void sort_by_comparing(const struct sorting *s, struct nd_keyed *data, size_t n) {
    const size_t half = n / 2;
    size_t i = 0, j = half, out = 0;
    if (n < 2) return;
    sort_by_comparing(s, data, half);
    sort_by_comparing(s, data + half, n - half);
    memcpy(s->scratch, data, n * sizeof *data);
    while (i < half || j < n) {
        const bool second = i == half || (j < n && compare(s, &s->scratch[j], &s->scratch[i]) < 0);
        data[out++] = s->scratch[second ? j++ : i++];
    }
}

/* How many bytes all names have in common, `from` at least. */
static size_t common_bytes(const struct sorting *s, const struct nd_keyed *data, size_t n,
                           size_t from) {
    const struct nd_name first = s->name_of(data[0].item);
    size_t common = first.size;
    for (size_t i = 1; i < n && common > from; i++) {
        const struct nd_name name = s->name_of(data[i].item);
        const size_t most = name.size < common ? name.size : common;
        size_t at = from;
        if (most == common && memcmp(name.bytes + from, first.bytes + from, common - from) == 0)
            continue;
        while (at < most && name.bytes[at] == first.bytes[at]) at++;
        common = at;
    }
    return common;
}

static uint64_t key_of(struct nd_name name, size_t from) {
    const size_t left = name.size - from;
    unsigned char bytes[KEY_BYTES] = {0};
    uint64_t key = 0;
    if (left != 0) memcpy(bytes, name.bytes + from, left < KEY_BYTES ? left : KEY_BYTES);
    for (size_t i = 0; i < KEY_BYTES; i++) key = key << 8 | bytes[i];
    return key;
}

/* Sorts names that have `from` bytes in common. */
static void sort_names(struct sorting *s, struct nd_keyed *data, size_t n, size_t from) {
    if (n < 2) return;
    from = common_bytes(s, data, n, from);
    for (size_t i = 0; i < n; i++) data[i].key = key_of(s->name_of(data[i].item), from);
    nd_sort_keyed(data, s->scratch, n);
    for (size_t i = 0, end; i < n; i = end) {
        bool ends = false;
        for (end = i; end < n && data[end].key == data[i].key; end++)
            ends |= end != i && s->name_of(data[end].item).size < from + KEY_BYTES;
        if (end - i == 1) continue;
        ends |= s->name_of(data[i].item).size < from + KEY_BYTES;
        if (end - i <= FEW || ends || s->levels == 0) {
            sort_by_comparing(s, data + i, end - i);
        } else {
            s->levels--;
            sort_names(s, data + i, end - i, from + KEY_BYTES);
            s->levels++;
        }
    }
}

void nd_sort_by_name(struct nd_keyed *data, struct nd_keyed *scratch, size_t n,
                     struct nd_name (*name_of)(const void *item)) {
    struct sorting s = {scratch, name_of, MOST_LEVELS};
    sort_names(&s, data, n, 0);
}
