/*
 * labelpairs.c - reads pairs of labels; see labels.h
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/names.h"
#include "io/labels.h"
#include "io/rows.h"

static nd_verdict verdict_of(struct nd_name field) {
    if (nd_name_is(field, "1")) return ND_VERDICT_SAME;
    return nd_name_is(field, "0") ? ND_VERDICT_APART : ND_VERDICT_OPEN;
}

/* The label with the id in a column; complains when there is none. */
static uint32_t find_label(const struct nd_labels *labels, struct nd_rows *rows, size_t column) {
    const struct nd_name id = nd_rows_cell(rows, column);
    const uint32_t number = nd_stringset_find(&labels->ids, id);
    if (number == ND_STRINGSET_NONE) nd_rows_trouble(rows, "no label for ", &id, "");
    return number;
}

static nd_status take_row(struct nd_label_pairs *pairs, const struct nd_labels *labels,
                          struct nd_rows *rows) {
    nd_status status;
    uint32_t a, b;
    if (rows->cell_count < 3) {
        nd_rows_trouble(rows, "fewer than three columns", NULL, "");
        return ND_OK;
    }
    a = find_label(labels, rows, 0);
    b = a != ND_STRINGSET_NONE ? find_label(labels, rows, 1) : a;
    if (b == ND_STRINGSET_NONE) return ND_OK;
    if (a == b) {
        nd_rows_trouble(rows, "a document and itself are no pair", NULL, "");
        return ND_OK;
    }
    status = nd_reserve(&pairs->pairs, &pairs->capacity, pairs->count + 1, sizeof *pairs->pairs);
    if (status != ND_OK) return status;
    pairs->pairs[pairs->count++] =
        (struct nd_label_pair){.line = rows->line,
                               .a = a < b ? a : b,
                               .b = a < b ? b : a,
                               .verdict = verdict_of(nd_rows_cell(rows, 2))};
    return ND_OK;
}

static nd_status read_rows(struct nd_label_pairs *pairs, const struct nd_labels *labels,
                           struct nd_rows *rows) {
    bool more;
    nd_status status = nd_rows_next(rows, &more);
    if (status == ND_OK && more && nd_name_is(nd_rows_cell(rows, 2), "label"))
        status = nd_rows_next(rows, &more);
    while (status == ND_OK && more) {
        status = take_row(pairs, labels, rows);
        if (status == ND_OK) status = nd_rows_next(rows, &more);
    }
    return status;
}

static int by_labels(const void *left, const void *right) {
    const struct nd_label_pair *const x = left, *const y = right;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    if (x->b != y->b) return x->b < y->b ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* Of several rows of one pair the first one counts. */
static void drop_seconds(struct nd_label_pairs *pairs, struct nd_troubles *troubles) {
    size_t kept = 0;
    if (pairs->count == 0) return;
    qsort(pairs->pairs, pairs->count, sizeof *pairs->pairs, by_labels);
    for (size_t i = 1; i < pairs->count; i++) {
        const struct nd_label_pair *const pair = &pairs->pairs[i];
        if (pair->a == pairs->pairs[kept].a && pair->b == pairs->pairs[kept].b)
            nd_trouble(troubles, pair->line, "the same pair as in a line before it", NULL, "");
        else
            pairs->pairs[++kept] = *pair;
    }
    pairs->count = kept + 1;
}

nd_status nd_label_pairs_read(struct nd_label_pairs *pairs, const struct nd_labels *labels,
                              const char *path, const struct nd_report *report) {
    struct nd_rows rows;
    nd_status status = nd_rows_open(&rows, path, report);
    if (status == ND_OK) status = read_rows(pairs, labels, &rows);
    if (status == ND_OK) drop_seconds(pairs, &rows.troubles);
    nd_rows_close(&rows);
    return status;
}

void nd_label_pairs_free(struct nd_label_pairs *pairs) {
    nd_free(pairs->pairs);
    *pairs = (struct nd_label_pairs){0};
}
