/*
 * sharing.c - see sharing.h
 *
 * Only the sources that share most are set against each other, so that neither a corpus of many
 * sources nor a cluster of many members costs more than the reading of its rows.
 *
 * SPDX-License-Identifier: MIT
 */
#include "page/sharing.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/names.h"
#include "page/group.h"

/* A source while they are sorted; equal ones by name, as their numbers are chance. */
struct sorted {
    struct nd_shared_source source;
    const struct nd_name *name;
};

static int compare_sources(const void *x, const void *y) {
    const struct sorted *a = x, *b = y;
    if (a->source.shared != b->source.shared) return a->source.shared > b->source.shared ? -1 : 1;
    return nd_name_compare(a->name, b->name);
}

static void count_rows(struct sorted *sorted, const struct nd_page *page) {
    for (size_t i = 0; i < page->result->count; i++) {
        const struct nd_row *row = &page->result->rows[i];
        const uint32_t source = page->sources[row->document];
        if (source == 0) continue;
        sorted[source - 1].source.documents++;
        sorted[source - 1].source.shared += row->size > 1;
        sorted[source - 1].source.leads += row->relation == ND_RELATION_LEAD;
    }
}

/* Adds a cluster of sources, one bit each; `twice` says which of them are there more than once. */
static void add_cluster(struct nd_sharing *sharing, uint32_t once, uint32_t twice) {
    for (uint32_t i = 0; i < sharing->shown; i++) {
        if ((once >> i & 1) == 0) continue;
        sharing->clusters[i][i] += twice >> i & 1;
        for (uint32_t j = 0; j < i; j++) {
            if ((once >> j & 1) == 0) continue;
            sharing->clusters[i][j]++;
            sharing->clusters[j][i]++;
        }
    }
}

/* `bits` has the bit of each source that is shown, by source. */
static void add_clusters(struct nd_sharing *sharing, const struct nd_page *page,
                         const uint32_t *bits) {
    const struct nd_result *result = page->result;
    for (size_t i = 0, rows; i < result->count; i += rows) {
        uint32_t once = 0, twice = 0;
        rows = nd_group_rows(result, i);
        for (size_t m = 0; m < rows; m++) {
            const uint32_t bit = bits[page->sources[result->rows[i + m].document]];
            twice |= once & bit;
            once |= bit;
        }
        if (rows > 1) add_cluster(sharing, once, twice);
    }
}

static void fill(struct nd_sharing *sharing, const struct nd_page *page, struct sorted *sorted,
                 uint32_t *bits) {
    for (uint32_t i = 0; i < page->source_count; i++)
        sorted[i] = (struct sorted){{.source = i + 1}, &page->source_names[i]};
    count_rows(sorted, page);
    qsort(sorted, page->source_count, sizeof *sorted, compare_sources);
    sharing->count = page->source_count;
    for (uint32_t i = 0; i < page->source_count; i++) {
        sharing->sources[i] = sorted[i].source;
        if (i >= ND_SHARING_MOST || sorted[i].source.shared == 0) continue;
        bits[sorted[i].source.source] = UINT32_C(1) << i;
        sharing->shown = i + 1;
    }
    add_clusters(sharing, page, bits);
}

nd_status nd_sharing_take(struct nd_sharing *sharing, const struct nd_page *page) {
    struct sorted *sorted = nd_alloc(page->source_count, sizeof *sorted);
    uint32_t *bits = nd_alloc_zero((size_t)page->source_count + 1, sizeof *bits);
    *sharing = (struct nd_sharing){0};
    sharing->sources = nd_alloc(page->source_count, sizeof *sharing->sources);
    if (sorted != NULL && bits != NULL && sharing->sources != NULL && page->source_count != 0)
        fill(sharing, page, sorted, bits);
    nd_free(sorted);
    nd_free(bits);
    return sharing->sources != NULL && sharing->count == page->source_count ? ND_OK : ND_ERR_MEMORY;
}

void nd_sharing_free(struct nd_sharing *sharing) { nd_free(sharing->sources); }
