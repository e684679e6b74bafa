/*
 * tally.c - see tally.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "page/tally.h"

#include "page/group.h"

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
        tally->related += nd_group_is_related(row);
        if (row->size < 2) continue;
        if (i == 0 || row->cluster != result->rows[i - 1].cluster) {
            tally->several++;
            tally->known += row->lead != row->document;
            tally->sizes[place_of_size(row->size)]++;
        }
        if (row->lead == row->document) continue;
        tally->copies++;
        tally->alike[nd_similarity(&row->measure) / 100]++;
    }
}
