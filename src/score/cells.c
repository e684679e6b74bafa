/*
 * cells.c - see cells.h
 *
 * Two stable counting sorts: cluster numbers are dense, so each is one pass over its sizes.
 *
 * SPDX-License-Identifier: MIT
 */
#include "score/cells.h"

#include <string.h>

#include "base/mem.h"

/* Sorts the documents `from` by cluster into `to`; `starts` is room for count + 1 numbers. */
static void sort_by(const uint32_t *clusters, uint32_t count, uint32_t *starts,
                    const uint32_t *from, uint32_t *to) {
    memset(starts, 0, ((size_t)count + 1) * sizeof *starts);
    for (uint32_t i = 0; i < count; i++) starts[clusters[i] + 1]++;
    for (uint32_t i = 0; i < count; i++) starts[i + 1] += starts[i];
    for (uint32_t i = 0; i < count; i++) to[starts[clusters[from[i]]]++] = from[i];
}

nd_status nd_cells_order(const uint32_t *outer, const uint32_t *inner, uint32_t count,
                         uint32_t **order) {
    uint32_t *const starts = nd_alloc((size_t)count + 1, sizeof *starts);
    uint32_t *const first = nd_alloc(count, sizeof *first);
    uint32_t *const second = nd_alloc(count, sizeof *second);
    const nd_status status =
        starts != NULL && first != NULL && second != NULL ? ND_OK : ND_ERR_MEMORY;
    *order = NULL;
    if (status == ND_OK) {
        for (uint32_t i = 0; i < count; i++) second[i] = i;
        if (inner != NULL) sort_by(inner, count, starts, second, first);
        sort_by(outer, count, starts, inner != NULL ? first : second,
                inner != NULL ? second : first);
        *order = inner != NULL ? second : first;
    }
    nd_free(starts);
    if (*order != first) nd_free(first);
    if (*order != second) nd_free(second);
    return status;
}
