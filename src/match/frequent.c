/*
 * frequent.c - see frequent.h
 *
 * What is found posting by posting is wanted document by document. To write each number straight to
 * its place would be a wait for memory each, and under a bound of memory a page that comes and
 * goes. So numbers are dealt to ranges of places first, each small enough for the caches, and every
 * range is a piece of work.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/frequent.h"

#include <string.h>

#include "base/buckets.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "base/store.h"

enum { RANGES = 256 };

/* A place that has a number: which of the frequent fingerprints of its part it is. */
struct place {
    uint32_t print, number;
};

/* The frequent fingerprints of a part of the index. */
struct part {
    struct nd_frequent *items; /* room for one in two postings */
    struct place *places;      /* room for as many as postings */
    uint32_t count, place_count;
    uint32_t before;       /* frequent fingerprints of the parts before */
    size_t ranges[RANGES]; /* how many places are in each; then where its next one is dealt to */
};

struct finding {
    const struct nd_match *match;
    struct nd_frequents *frequents;
    struct part *parts;
    struct place *found, *dealt;  /* places as they were found, and by range */
    size_t begin[RANGES + 1];     /* of each range in dealt */
    struct nd_gathered *gathered; /* one a worker: source << 32 | index of a posting in its run */
};

/* Some postings of one fingerprint: those picked of a run, or all of it. */
struct run {
    uint64_t fingerprint;
    const struct nd_posting *postings;
    const uint64_t *picked; /* by the lower halves; NULL: all */
    size_t count;
};

static inline const struct nd_posting *posting_of(const struct run *run, size_t i) {
    return &run->postings[run->picked != NULL ? (uint32_t)run->picked[i] : i];
}

/* A hash of the rank by which samples are chosen: documents of one template, which differ from
 * posting to posting by a few, then leave the same sample in most of them. */
static uint64_t lot_of(uint32_t rank) {
    uint64_t x = (rank + UINT64_C(1)) * 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 31) * 0xbf58476d1ce4e5b9u;
    return x ^ x >> 29;
}

/* Keeps the ND_SAMPLES ranks with the least lots, in order of lot. */
static void sample(struct nd_frequent *frequent, uint64_t lots[ND_SAMPLES], uint32_t rank) {
    const uint64_t lot = lot_of(rank);
    uint32_t at = frequent->documents;
    if (at >= ND_SAMPLES) {
        at = ND_SAMPLES - 1;
        if (lot >= lots[at]) return;
    }
    for (; at > 0 && lots[at - 1] > lot; at--) {
        lots[at] = lots[at - 1];
        frequent->sample[at] = frequent->sample[at - 1];
    }
    lots[at] = lot;
    frequent->sample[at] = rank;
}

/* How many documents they are of. */
static size_t count_documents(const struct run *run) {
    size_t count = 1;
    for (size_t i = 1; i < run->count; i++)
        count += posting_of(run, i)->rank != posting_of(run, i - 1)->rank;
    return count;
}

static void sample_all(const struct run *run, struct nd_frequent *frequent) {
    uint64_t lots[ND_SAMPLES] = {0};
    for (size_t i = 0; i < run->count; i++) {
        const uint32_t rank = posting_of(run, i)->rank;
        if (i > 0 && rank == posting_of(run, i - 1)->rank) continue;
        sample(frequent, lots, rank);
        frequent->documents++;
    }
}

/* The range of a place. */
static inline uint32_t range_of(const struct finding *finding, uint32_t print) {
    return (uint32_t)((uint64_t)print * RANGES / nd_index_prints(finding->match->index));
}

static void add_frequent(const struct finding *finding, struct part *part, const struct run *run) {
    part->items[part->count] = (struct nd_frequent){.fingerprint = run->fingerprint};
    sample_all(run, &part->items[part->count++]);
    for (size_t i = 0; i < run->count; i++) {
        const uint32_t print = posting_of(run, i)->print;
        part->places[part->place_count++] = (struct place){print, part->count};
        part->ranges[range_of(finding, print)]++;
    }
}

/* ---- Sources --------------------------------------------------------------------------------- */

/* Picks the postings of a run whose source is known, in order of source. */
static nd_status order_by_source(const uint32_t *sources, const struct run *run,
                                 struct nd_gathered *picked) {
    const nd_status status = nd_gathered_reserve(picked, run->count);
    if (status != ND_OK) return status;
    picked->count = 0;
    for (size_t i = 0; i < run->count; i++) {
        const uint64_t source = sources[run->postings[i].rank];
        if (source != 0) picked->items[picked->count++] = source << 32 | i;
    }
    nd_sort_u64(picked->items, picked->scratch, picked->count, 32, 64);
    return ND_OK;
}

/* The postings of the source that begins with the first of those picked. */
static struct run of_source(const struct run *run, const struct nd_gathered *picked, size_t first) {
    struct run part = *run;
    part.picked = picked->items + first;
    part.count = 1;
    while (first + part.count < picked->count &&
           part.picked[part.count] >> 32 == part.picked[0] >> 32)
        part.count++;
    return part;
}

/* Adds the fingerprint of a run once for each source that has it in several documents. */
static nd_status add_by_source(const struct finding *finding, struct part *part,
                               struct nd_gathered *picked, const struct run *run) {
    size_t documents = 0, count = 0;
    const nd_status status = order_by_source(finding->match->sources, run, picked);
    if (status != ND_OK) return status;
    for (size_t i = 0; i < picked->count; count++) {
        const struct run source = of_source(run, picked, i);
        documents += count_documents(&source);
        i += source.count;
    }
    if (documents < 2 * count) return ND_OK;
    for (size_t i = 0; i < picked->count;) {
        const struct run source = of_source(run, picked, i);
        if (count_documents(&source) >= ND_LEAST_OF_SOURCE) add_frequent(finding, part, &source);
        i += source.count;
    }
    return ND_OK;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status find_in_part(void *context, size_t number, uint32_t worker) {
    const struct finding *finding = context;
    const struct nd_index *index = finding->match->index;
    struct part *part = &finding->parts[number];
    nd_status status = ND_OK;
    part->items = finding->frequents->items + index->begin[number] / 2;
    part->places = finding->found + index->begin[number];
    for (size_t i = index->begin[number], end; i < index->end[number] && status == ND_OK; i = end) {
        struct run run = {.fingerprint = (uint64_t)number << 32 | index->postings[i].hash,
                          .postings = index->postings + i};
        end = nd_index_run(index, (uint32_t)number, i);
        run.count = end - i;
        if (finding->match->sources != NULL)
            status = add_by_source(finding, part, &finding->gathered[worker], &run);
        else if (run.count >= ND_LEAST_DOCUMENTS && count_documents(&run) >= ND_LEAST_DOCUMENTS)
            add_frequent(finding, part, &run);
    }
    return status;
}

/* Closes the gaps between the parts. */
static void gather_parts(const struct finding *finding) {
    struct nd_frequents *frequents = finding->frequents;
    for (uint32_t p = 0; p < finding->match->index->parts; p++) {
        struct part *part = &finding->parts[p];
        part->before = frequents->count;
        if (part->count != 0)
            memmove(frequents->items + part->before, part->items,
                    part->count * sizeof *part->items);
        frequents->count += part->count;
    }
}

/* Counts become places in dealt: ranges one after the other, and parts in order in each. */
static void place_ranges(struct finding *finding) {
    size_t at = 0;
    for (uint32_t r = 0; r < RANGES; r++) {
        finding->begin[r] = at;
        for (uint32_t p = 0; p < finding->match->index->parts; p++) {
            const size_t count = finding->parts[p].ranges[r];
            finding->parts[p].ranges[r] = at;
            at += count;
        }
    }
    finding->begin[RANGES] = at;
}

static nd_status deal_part(void *context, size_t number, uint32_t worker) {
    const struct finding *finding = context;
    struct part *part = &finding->parts[number];
    (void)worker;
    for (uint32_t i = 0; i < part->place_count; i++) {
        const struct place *place = &part->places[i];
        finding->dealt[part->ranges[range_of(finding, place->print)]++] =
            (struct place){place->print, part->before + place->number};
    }
    return ND_OK;
}

static nd_status number_range(void *context, size_t range, uint32_t worker) {
    const struct finding *finding = context;
    (void)worker;
    for (size_t i = finding->begin[range]; i < finding->begin[range + 1]; i++)
        finding->frequents->numbers[finding->dealt[i].print] = finding->dealt[i].number;
    return ND_OK;
}

static nd_status number_all(struct finding *finding) {
    const struct nd_match *match = finding->match;
    nd_status status;
    gather_parts(finding);
    place_ranges(finding);
    finding->dealt = nd_store_take(match->store, finding->begin[RANGES], sizeof *finding->dealt);
    if (finding->dealt == NULL) return ND_ERR_MEMORY;
    status = nd_exec_run(match->executor, match->index->parts, deal_part, finding);
    return status == ND_OK ? nd_exec_run(match->executor, RANGES, number_range, finding) : status;
}

static nd_status allocate(struct finding *finding, uint32_t workers) {
    const struct nd_match *match = finding->match;
    const struct nd_index *index = match->index;
    struct nd_frequents *frequents = finding->frequents;
    frequents->capacity = nd_index_prints(index) / 2 + 1;
    frequents->items = nd_store_take(match->store, frequents->capacity, sizeof *frequents->items);
    frequents->numbers =
        nd_store_take_zero(match->store, nd_index_prints(index), sizeof *frequents->numbers);
    finding->found = nd_store_take(match->store, nd_index_prints(index), sizeof *finding->found);
    finding->parts = nd_alloc_zero(index->parts, sizeof *finding->parts);
    finding->gathered = nd_alloc_zero(workers, sizeof *finding->gathered);
    return frequents->items != NULL && frequents->numbers != NULL && finding->found != NULL &&
                   finding->parts != NULL && finding->gathered != NULL
               ? ND_OK
               : ND_ERR_MEMORY;
}

static void release(struct finding *finding, uint32_t workers) {
    for (uint32_t w = 0; w < workers && finding->gathered != NULL; w++)
        nd_gathered_free(&finding->gathered[w]);
    nd_store_give_back(finding->match->store, finding->found,
                       nd_index_prints(finding->match->index), sizeof *finding->found);
    nd_store_give_back(finding->match->store, finding->dealt, finding->begin[RANGES],
                       sizeof *finding->dealt);
    nd_free(finding->parts);
    nd_free(finding->gathered);
}

nd_status nd_frequents_find(const struct nd_match *match, struct nd_frequents *frequents) {
    const uint32_t workers = nd_exec_workers(match->executor), parts = match->index->parts;
    struct finding finding = {.match = match, .frequents = frequents};
    nd_status status;
    *frequents = (struct nd_frequents){.match = match};
    status = allocate(&finding, workers);
    if (status == ND_OK) status = nd_exec_run(match->executor, parts, find_in_part, &finding);
    if (status == ND_OK) status = number_all(&finding);
    release(&finding, workers);
    return status;
}

void nd_frequents_free(struct nd_frequents *frequents) {
    if (frequents->match == NULL) return;
    nd_store_give_back(frequents->match->store, frequents->items, frequents->capacity,
                       sizeof *frequents->items);
    nd_store_give_back(frequents->match->store, frequents->numbers,
                       nd_index_prints(frequents->match->index), sizeof *frequents->numbers);
    *frequents = (struct nd_frequents){0};
}
