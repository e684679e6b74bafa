/*
 * tabulate.c - from the places of documents to the rows of a result
 *
 * Clusters get their numbers and rows one name after the other, by a few numbers for each document.
 * What a row says is looked up all over the corpus, and so that is done by all threads.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "base/arena.h"
#include "base/exec.h"
#include "base/mem.h"
#include "match/byname.h"
#include "match/grouping.h"
#include "simd/wordhash.h"

#define NO_ROW UINT32_MAX
enum { CHUNK = 1024 }; /* documents in a piece of work */

/* The clusters while rows are put in order, each known by the entry that leads it. */
struct layout {
    const struct nd_grouping *g;
    struct nd_arena arrays;
    const struct nd_entry **by_name;
    uint32_t *lead;   /* by entry: the entry that leads its cluster */
    uint32_t *size;   /* by leading entry: members */
    uint32_t *shown;  /* by leading entry: members that are to have rows */
    uint32_t *number; /* by leading entry: from 1; 0 for none yet */
    uint32_t *start;  /* by leading entry: the row of the lead */
    uint32_t *placed; /* by leading entry: rows that are taken, that of the lead in any case */
    uint32_t *at;     /* by name: its row */
    struct nd_row *rows;
};

/* ---- A row ----------------------------------------------------------------------------------- */

/* The entry that leads the cluster of an entry: itself without words. */
static uint32_t lead_entry(const struct nd_grouping *g, uint32_t entry) {
    return g->rank[entry] == ND_RANK_NONE ? entry : g->kept[g->places[g->rank[entry]].lead];
}

/* The entry that a document in a cluster of so many was matched with: itself for none. */
static uint32_t matched_entry(const struct nd_grouping *g, uint32_t entry, uint32_t lead,
                              uint32_t size) {
    const uint32_t rank = g->rank[entry];
    if (rank == ND_RANK_NONE || (size > 1 && rank == g->rank[lead])) return lead;
    return g->kept[g->places[rank].match];
}

/* The relation of a document in a cluster of so many. */
static nd_relation relation_of(const struct nd_grouping *g, uint32_t entry, uint32_t lead,
                               uint32_t size) {
    const uint32_t rank = g->rank[entry];
    if (size > 1 && entry == lead) return ND_RELATION_LEAD;
    if (size > 1 && rank == g->rank[lead]) return ND_RELATION_EXACT;
    if (rank == ND_RANK_NONE) return ND_RELATION_UNIQUE;
    if (g->places[rank].relation != ND_RELATION_REPRINT) return g->places[rank].relation;
    if (size == 1) return ND_RELATION_UNIQUE;
    return nd_match_is_abridged(g->words[rank], g->words[g->rank[lead]]) ? ND_RELATION_ABRIDGED
                                                                         : ND_RELATION_REPRINT;
}

/* The two documents of a row's measure: this one and, in a cluster, its lead; else its match. */
static void measure_row(const struct nd_grouping *g, uint32_t entry, uint32_t other,
                        struct nd_measure *measure) {
    const uint32_t rank = g->rank[entry];
    if (rank == ND_RANK_NONE) return;
    measure->words_a = g->words[rank];
    measure->words_b = g->words[g->rank[other]];
    measure->shared = measure->equal = g->words[rank];
    if (rank == g->rank[other]) return;
    measure->shared = g->places[rank].share.shared;
    measure->equal = g->places[rank].share.equal;
}

static uint64_t content_of(const struct nd_entry *entry) {
    return entry->count != 0 ? entry->hash : nd_hash_bytes(entry->name->bytes, entry->name->size);
}

static struct nd_row row_of(const struct nd_grouping *g, uint32_t entry, uint32_t lead,
                            uint32_t size) {
    const struct nd_entry *entries = g->groups->entries;
    const uint32_t match = matched_entry(g, entry, lead, size);
    struct nd_row row = {.document = entries[entry].document,
                         .size = size,
                         .match = entries[match].document,
                         .lead = entries[lead].document,
                         .content = content_of(&entries[lead])};
    measure_row(g, entry, size > 1 ? lead : match, &row.measure);
    row.relation = relation_of(g, entry, lead, size);
    return row;
}

/* ---- All rows -------------------------------------------------------------------------------- */

static size_t chunk_end(const struct layout *layout, size_t task) {
    const size_t end = (task + 1) * CHUNK, n = layout->g->groups->count;
    return end < n ? end : n;
}

static nd_status find_leads(void *context, size_t task, uint32_t worker) {
    const struct layout *layout = context;
    (void)worker;
    for (size_t i = task * CHUNK; i < chunk_end(layout, task); i++)
        layout->lead[i] = lead_entry(layout->g, (uint32_t)i);
    return ND_OK;
}

static void count_members(const struct layout *layout) {
    const struct nd_groups *groups = layout->g->groups;
    for (size_t i = 0; i < groups->count; i++) {
        layout->size[layout->lead[i]]++;
        layout->shown[layout->lead[i]] += !(groups->has_old && groups->entries[i].old);
    }
}

/* Clusters get their numbers and rows in the order in which their least names come; returns how
 * many rows there are. */
static uint32_t lay_out(const struct layout *layout) {
    const struct nd_grouping *g = layout->g;
    const struct nd_entry *entries = g->groups->entries;
    uint32_t used = 0;
    for (size_t i = 0; i < g->groups->count; i++) {
        const uint32_t entry = (uint32_t)(layout->by_name[i] - entries), lead = layout->lead[entry];
        layout->at[i] = NO_ROW;
        if (g->groups->has_old && entries[entry].old) continue;
        if (layout->number[lead] == 0) {
            layout->number[lead] = (uint32_t)++g->counts->clusters;
            layout->start[lead] = used;
            layout->placed[lead] = !(g->groups->has_old && entries[lead].old);
            used += layout->shown[lead];
        }
        layout->at[i] = layout->start[lead] + (entry == lead ? 0 : layout->placed[lead]++);
        g->counts->copies += entry != lead;
        g->counts->known += g->groups->has_old && entries[lead].old;
    }
    return used;
}

static nd_status fill_in(void *context, size_t task, uint32_t worker) {
    const struct layout *layout = context;
    (void)worker;
    for (size_t i = task * CHUNK; i < chunk_end(layout, task); i++) {
        const uint32_t entry = (uint32_t)(layout->by_name[i] - layout->g->groups->entries);
        const uint32_t lead = layout->lead[entry];
        struct nd_row *row;
        if (layout->at[i] == NO_ROW) continue;
        row = &layout->rows[layout->at[i]];
        *row = row_of(layout->g, entry, lead, layout->size[lead]);
        row->cluster = layout->number[lead];
    }
    return ND_OK;
}

/* Room for a number for each entry, all 0. */
static uint32_t *zeros(struct layout *layout) {
    const size_t n = layout->g->groups->count;
    uint32_t *const numbers = nd_arena_array(&layout->arrays, n, sizeof *numbers);
    if (numbers != NULL && n != 0) memset(numbers, 0, n * sizeof *numbers);
    return numbers;
}

static nd_status allocate(struct layout *layout) {
    const size_t n = layout->g->groups->count;
    layout->arrays.store = layout->g->groups->store;
    layout->by_name = nd_arena_array(&layout->arrays, n, sizeof *layout->by_name);
    layout->lead = zeros(layout);
    layout->size = zeros(layout);
    layout->shown = zeros(layout);
    layout->number = zeros(layout);
    layout->start = zeros(layout);
    layout->placed = zeros(layout);
    layout->at = zeros(layout);
    layout->rows = nd_alloc(n, sizeof *layout->rows);
    return layout->by_name != NULL && layout->lead != NULL && layout->size != NULL &&
                   layout->shown != NULL && layout->number != NULL && layout->start != NULL &&
                   layout->placed != NULL && layout->at != NULL && layout->rows != NULL
               ? ND_OK
               : ND_ERR_MEMORY;
}

static void release(struct layout *layout) {
    nd_arena_free(&layout->arrays);
    nd_free(layout->rows);
}

nd_status nd_make_rows(const struct nd_grouping *grouping, struct nd_result *result) {
    const struct nd_groups *groups = grouping->groups;
    const size_t chunks = (groups->count + CHUNK - 1) / CHUNK;
    struct layout layout = {.g = grouping};
    uint32_t count = 0;
    nd_status status = allocate(&layout);
    if (status == ND_OK)
        status = nd_entries_by_name(groups->entries, groups->count, groups->store, layout.by_name);
    if (status == ND_OK) status = nd_exec_run(groups->executor, chunks, find_leads, &layout);
    if (status == ND_OK) {
        count_members(&layout);
        count = lay_out(&layout);
        status = nd_exec_run(groups->executor, chunks, fill_in, &layout);
    }
    if (status == ND_OK) {
        result->rows = layout.rows;
        result->count = count;
        layout.rows = NULL;
    }
    release(&layout);
    return status;
}
