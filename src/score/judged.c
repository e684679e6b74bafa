/*
 * judged.c - see judged.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "score/judged.h"

#include "base/mem.h"
#include "base/sort.h"

static uint64_t pair_of(uint32_t a, uint32_t b) {
    return a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
}

nd_status nd_judged_add(struct nd_pair_list *list, uint32_t a, uint32_t b) {
    const nd_status status =
        nd_reserve(&list->pairs, &list->capacity, list->count + 1, sizeof *list->pairs);
    if (status == ND_OK) list->pairs[list->count++] = pair_of(a, b);
    return status;
}

static nd_status sort(struct nd_pair_list *list) {
    uint64_t *const scratch = nd_alloc(list->count, sizeof *scratch);
    if (scratch == NULL) return ND_ERR_MEMORY;
    nd_sort_u64(list->pairs, scratch, list->count, 0, 64);
    nd_free(scratch);
    return ND_OK;
}

nd_status nd_judged_settle(struct nd_judged *judged) {
    const nd_status status = sort(&judged->same);
    return status == ND_OK ? sort(&judged->open) : status;
}

void nd_judged_free(struct nd_judged *judged) {
    nd_free(judged->same.pairs);
    nd_free(judged->open.pairs);
    *judged = (struct nd_judged){0};
}

bool nd_judged_has(const struct nd_pair_list *list, uint32_t a, uint32_t b) {
    const uint64_t pair = pair_of(a, b);
    size_t low = 0, high = list->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (list->pairs[middle] < pair)
            low = middle + 1;
        else
            high = middle;
    }
    return low < list->count && list->pairs[low] == pair;
}

uint64_t nd_judged_joined(const struct nd_pair_list *list, const uint32_t *clusters) {
    uint64_t joined = 0;
    for (size_t i = 0; i < list->count; i++)
        joined +=
            clusters[nd_pair_first(list->pairs[i])] == clusters[nd_pair_second(list->pairs[i])];
    return joined;
}
