/*
 * group.c - see group.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "page/group.h"

size_t nd_group_rows(const struct nd_result *result, size_t first) {
    size_t end = first + 1;
    while (end < result->count && result->rows[end].cluster == result->rows[first].cluster) end++;
    return end - first;
}

/* What the row of an old lead would be: that of a copy knows how many words it has. */
static struct nd_row row_of_lead(const struct nd_row *copy) {
    const uint32_t words = copy->measure.words_b;
    struct nd_row lead = *copy;
    lead.document = lead.match = lead.lead;
    lead.relation = ND_RELATION_LEAD;
    lead.measure = (struct nd_measure){words, words, words, words};
    return lead;
}

struct nd_group nd_group_at(const struct nd_result *result, size_t first) {
    const struct nd_row *const rows = &result->rows[first];
    const uint32_t count = (uint32_t)nd_group_rows(result, first);
    const bool known = rows->document != rows->lead;
    return (struct nd_group){
        .lead = known ? row_of_lead(rows) : *rows,
        .copies = known ? rows : rows + 1,
        .count = known ? count : count - 1,
        .old = rows->size - count,
        .known = known,
    };
}

bool nd_group_is_related(const struct nd_row *row) {
    return row->size == 1 &&
           (row->relation == ND_RELATION_UPDATE || row->relation == ND_RELATION_EXCERPT ||
            row->relation == ND_RELATION_ROUNDUP);
}
