/*
 * tally.c - see tally.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "page/tally.h"

static const uint32_t last_sizes[ND_TALLY_SIZES] = {2, 3, 4, 5, 10, 20, 50, 100, 0};

void nd_tally_size(unsigned at, uint32_t *first, uint32_t *last) {
    *first = at == 0 ? 2 : last_sizes[at - 1] + 1;
    *last = last_sizes[at];
}

static unsigned place_of_size(uint32_t size) {
    unsigned at = 0;
    while (last_sizes[at] != 0 && size > last_sizes[at]) at++;
    return at;
}

void nd_tally_take(struct nd_tally *tally, const struct nd_result *result) {
    *tally = (struct nd_tally){.documents = result->count, .clusters = result->counts.clusters};
    for (size_t i = 0; i < result->count; i++) {
        const struct nd_row *row = &result->rows[i];
        tally->relations[row->relation]++;
        if (row->size < 2) continue;
        tally->members++;
        if (row->relation == ND_RELATION_LEAD) {
            tally->several++;
            tally->sizes[place_of_size(row->size)]++;
        } else {
            tally->alike[nd_similarity(&row->measure) / 100]++;
        }
    }
}
