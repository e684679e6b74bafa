/*
 * tabulate.c - from the places of documents to the rows of a result
 *
 * Clusters get their numbers and rows one name after the other, by a few numbers for each document.
 * What a row says is looked up all over the corpus, and so that is done by all threads.
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/arena.h"
#include "base/exec.h"
#include "base/store.h"
#include "match/byname.h"
#include "match/grouping.h"
#include "simd/wordhash.h"

#define NO_ROW UINT32_MAX
enum {
    CHUNK = 1024, /* documents in a piece of work */
    FAR = 16      /* documents ahead that are asked for */
};

/* An entry while rows are put in order. Clusters are known by the entry that leads them. */
struct member {
    uint32_t lead; /* the entry that leads its cluster */
    uint32_t row;
    uint32_t size;   /* of the cluster that it leads: members, */
    uint32_t shown;  /* those of them that are to have rows, */
    uint32_t number; /* from 1; 0 for none yet, */
    uint32_t next;   /* and the row of the next one but for the lead */
};

struct layout {
    const struct nd_grouping *g;
    struct nd_arena arrays;
    uint32_t *by_name;      /* documents */
    uint32_t *entry_of;     /* by document */
    struct member *members; /* by entry */
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
    *measure = (struct nd_measure){0};
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

/* Field by field, in its place: a copy of what was just written in parts is waited for. */
static void fill_row(const struct nd_grouping *g, uint32_t entry, uint32_t lead, uint32_t size,
                     struct nd_row *row) {
    const struct nd_entry *entries = g->groups->entries;
    const uint32_t match = matched_entry(g, entry, lead, size);
    row->document = entries[entry].document;
    row->size = size;
    row->match = entries[match].document;
    row->lead = entries[lead].document;
    row->relation = relation_of(g, entry, lead, size);
    row->content = content_of(&entries[lead]);
    measure_row(g, entry, size > 1 ? lead : match, &row->measure);
}

/* ---- All rows -------------------------------------------------------------------------------- */

static size_t chunk_end(const struct layout *layout, size_t task) {
    const size_t end = (task + 1) * CHUNK, n = layout->g->groups->count;
    return end < n ? end : n;
}

static nd_status find_leads(void *context, size_t task, uint32_t worker) {
    const struct layout *layout = context;
    (void)worker;
    for (size_t i = task * CHUNK; i < chunk_end(layout, task); i++) {
        const uint32_t lead = lead_entry(layout->g, (uint32_t)i);
        layout->members[i] = (struct member){.lead = lead, .row = NO_ROW};
        layout->entry_of[layout->g->groups->entries[i].document] = (uint32_t)i;
    }
    return ND_OK;
}

/* Names are put in order meanwhile, which takes longer: that comes first. */
static nd_status prepare(void *context, size_t task, uint32_t worker) {
    const struct layout *layout = context;
    const struct nd_groups *groups = layout->g->groups;
    return task != 0
               ? find_leads(context, task - 1, worker)
               : nd_documents_by_name(groups->names, groups->count, groups->store, layout->by_name);
}

static bool is_old(const struct layout *layout, uint32_t entry) {
    const struct nd_groups *groups = layout->g->groups;
    return groups->has_old && groups->entries[entry].old;
}

static void count_members(const struct layout *layout) {
    for (uint32_t i = 0; i < layout->g->groups->count; i++) {
        struct member *lead = &layout->members[layout->members[i].lead];
        nd_store_relieve_at(layout->g->groups->store, i);
        lead->size++;
        lead->shown += !is_old(layout, i);
    }
}

/* Takes the place of a cluster behind the `used` rows of those before it; returns how many rows
 * there are then. The first one is that of the lead. */
static uint32_t place_cluster(const struct layout *layout, uint32_t lead, uint32_t used) {
    struct member *m = &layout->members[lead];
    const bool has_row = !is_old(layout, lead);
    m->number = (uint32_t)++layout->g->counts->clusters;
    if (has_row) m->row = used;
    m->next = used + has_row;
    return used + m->shown;
}

/* Clusters get their numbers and rows in the order in which their least names come; returns how
 * many rows there are. */
static uint32_t lay_out(const struct layout *layout) {
    struct member *members = layout->members;
    struct nd_counts *counts = layout->g->counts;
    const size_t n = layout->g->groups->count;
    uint32_t used = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t entry = layout->entry_of[layout->by_name[i]], lead = members[entry].lead;
        if (i + FAR < n) __builtin_prefetch(&members[layout->entry_of[layout->by_name[i + FAR]]]);
        nd_store_relieve_at(layout->g->groups->store, i);
        if (is_old(layout, entry)) continue;
        if (members[lead].number == 0) used = place_cluster(layout, lead, used);
        if (entry != lead) members[entry].row = members[lead].next++;
        counts->copies += entry != lead;
        counts->known += is_old(layout, lead);
    }
    return used;
}

/* Asks for where the row of an entry goes, and for what it says of the lead. */
ND_INLINE void ask_ahead(const struct layout *layout, size_t i) {
    const struct member *m = &layout->members[i];
    if (m->row == NO_ROW) return;
    __builtin_prefetch(&layout->rows[m->row], 1);
    __builtin_prefetch(&layout->members[m->lead]);
    __builtin_prefetch(&layout->g->groups->entries[m->lead]);
}

static nd_status fill_in(void *context, size_t task, uint32_t worker) {
    const struct layout *layout = context;
    const size_t end = chunk_end(layout, task);
    (void)worker;
    for (size_t i = task * CHUNK; i < end; i++) {
        const struct member *m = &layout->members[i], *lead = &layout->members[m->lead];
        if (i + FAR < end) ask_ahead(layout, i + FAR);
        nd_store_relieve_at(layout->g->groups->store, i);
        if (m->row == NO_ROW) continue;
        layout->rows[m->row].cluster = lead->number;
        fill_row(layout->g, (uint32_t)i, m->lead, lead->size, &layout->rows[m->row]);
    }
    return ND_OK;
}

static nd_status allocate(struct layout *layout) {
    const struct nd_groups *groups = layout->g->groups;
    const size_t n = groups->count;
    layout->arrays.store = groups->store;
    layout->by_name = nd_arena_array(&layout->arrays, n, sizeof *layout->by_name);
    layout->entry_of = nd_arena_array(&layout->arrays, n, sizeof *layout->entry_of);
    layout->members = nd_arena_array(&layout->arrays, n, sizeof *layout->members);
    layout->rows = nd_store_take(groups->store, n, sizeof *layout->rows);
    return layout->by_name != NULL && layout->entry_of != NULL && layout->members != NULL &&
                   layout->rows != NULL
               ? ND_OK
               : ND_ERR_MEMORY;
}

static void release(struct layout *layout) {
    const struct nd_groups *groups = layout->g->groups;
    nd_arena_free(&layout->arrays);
    nd_store_give_back(groups->store, layout->rows, groups->count, sizeof *layout->rows);
}

nd_status nd_make_rows(const struct nd_grouping *grouping, struct nd_result *result) {
    const struct nd_groups *groups = grouping->groups;
    const size_t chunks = (groups->count + CHUNK - 1) / CHUNK;
    struct layout layout = {.g = grouping};
    uint32_t count = 0;
    nd_status status = allocate(&layout);
    if (status == ND_OK) status = nd_exec_run(groups->executor, 1 + chunks, prepare, &layout);
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
