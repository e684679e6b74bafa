/*
 * frequent.c - see frequent.h
 *
 * The postings of a fingerprint lie side by side in the index, so that nothing need be looked up.
 * What is known of it goes to the places where it stands: a byte each, few enough for the caches to
 * take them in any order.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/frequent.h"

#include <stdatomic.h>
#include <string.h>

#include "base/exec.h"
#include "base/mem.h"
#include "base/store.h"

#define NONE UINT32_MAX

/* What a source has of one fingerprint. */
struct tally {
    uint32_t documents, postings;
    uint32_t at; /* where its next posting goes; NONE: it is not frequent in this source */
    uint8_t class;
};

/* What a worker finds in a part, and needs to tell sources apart. */
struct bench {
    struct nd_frequent *found;
    struct nd_posting *picked; /* of what was found, by source */
    size_t found_count, found_capacity, picked_count, picked_capacity;
    struct tally *tallies; /* by source; zeros between fingerprints */
    uint32_t *met;         /* sources that have the fingerprint */
    size_t met_count, met_capacity;
};

struct finding {
    const struct nd_match *match;
    const struct nd_profiles *profiles;
    struct nd_frequents *frequents;
    struct bench *benches;                /* one a worker */
    _Atomic uint32_t item_end, place_end; /* of what the parts that are done have */
};

/* The postings of one fingerprint. */
struct run {
    const struct nd_posting *postings;
    uint32_t count;
};

/* How many documents they are of. */
static uint32_t count_documents(const struct run *run) {
    uint32_t count = 1;
    for (uint32_t i = 1; i < run->count; i++)
        count += run->postings[i].rank != run->postings[i - 1].rank;
    return count;
}

static nd_status add_found(struct bench *bench, struct nd_frequent frequent) {
    const nd_status status = nd_reserve(&bench->found, &bench->found_capacity,
                                        bench->found_count + 1, sizeof *bench->found);
    if (status == ND_OK) bench->found[bench->found_count++] = frequent;
    return status;
}

/* Puts what was found in a part where the others end: so no memory lies between them that is not
 * used. Where each part is depends on who was first, but nothing else does. */
static void hand_in(struct finding *finding, size_t part, const struct bench *bench) {
    struct nd_frequents *frequents = finding->frequents;
    const uint32_t count = (uint32_t)bench->found_count, places = (uint32_t)bench->picked_count;
    const uint32_t begin = atomic_fetch_add(&finding->item_end, count);
    const uint32_t place = atomic_fetch_add(&finding->place_end, places);
    frequents->begin[part] = begin;
    frequents->count[part] = count;
    for (uint32_t i = 0; i < count; i++) {
        frequents->items[begin + i] = bench->found[i];
        frequents->items[begin + i].begin += place;
    }
    if (places != 0)
        memcpy(frequents->picked + place, bench->picked, places * sizeof *bench->picked);
}

/* ---- Whoever printed them -------------------------------------------------------------------- */

/* Notes a run that begins at posting `begin` of the index, if it is of enough documents. */
static nd_status add_run(const struct finding *finding, size_t begin, const struct run *run,
                         struct bench *bench) {
    const uint32_t documents = count_documents(run);
    const uint8_t class = nd_document_class(documents);
    if (documents < ND_LEAST_DOCUMENTS) return ND_OK;
    nd_profiles_set(finding->profiles, run->postings, run->count, class);
    return add_found(bench, (struct nd_frequent){(uint32_t)begin, run->count, documents});
}

/* Most fingerprints have two postings: these are passed over. */
static nd_status find_in_part(void *context, size_t part, uint32_t worker) {
    struct finding *finding = context;
    const struct nd_index *index = finding->match->index;
    const struct nd_posting *postings = index->postings;
    struct bench *bench = &finding->benches[worker];
    nd_status status = ND_OK;
    bench->found_count = 0;
    for (size_t i = index->begin[part], end; i + 2 < index->end[part] && status == ND_OK; i = end) {
        struct run run = {.postings = postings + i};
        end = i + 1 + (postings[i + 1].hash == postings[i].hash);
        if (postings[i + 2].hash != postings[i].hash) continue;
        end = nd_index_run(index, (uint32_t)part, i);
        run.count = (uint32_t)(end - i);
        status = add_run(finding, i, &run, bench);
    }
    if (status == ND_OK) hand_in(finding, part, bench);
    return status;
}

/* ---- By source ------------------------------------------------------------------------------- */

/* Counts what each source has; returns the documents of all that are known. Half of a corpus may
 * have no known source, now and then: it is cheaper to count them than to ask. */
static uint32_t tally_sources(const uint32_t *sources, const struct run *run, struct bench *bench) {
    uint32_t documents = 0;
    size_t met = 0;
    for (uint32_t i = 0; i < run->count; i++) {
        const uint32_t rank = run->postings[i].rank, source = sources[rank];
        const bool other = i == 0 || rank != run->postings[i - 1].rank;
        struct tally *tally = &bench->tallies[source];
        bench->met[met] = source;
        met += tally->postings++ == 0 && source != 0;
        tally->documents += other;
        documents += other && source != 0;
    }
    bench->tallies[0] = (struct tally){.at = NONE};
    bench->met_count = met;
    return documents;
}

/* Notes the fingerprint for each source that has it in several documents, and where its postings
 * are to be. */
static nd_status add_sources(struct bench *bench) {
    nd_status status = ND_OK;
    for (size_t i = 0; i < bench->met_count && status == ND_OK; i++) {
        struct tally *tally = &bench->tallies[bench->met[i]];
        tally->at = NONE;
        if (tally->documents < ND_LEAST_OF_SOURCE) continue;
        tally->at = (uint32_t)bench->picked_count;
        tally->class = nd_document_class(tally->documents);
        bench->picked_count += tally->postings;
        status =
            add_found(bench, (struct nd_frequent){tally->at, tally->postings, tally->documents});
    }
    return status;
}

/* Deals the postings to the sources in which the fingerprint is frequent. */
static nd_status deal_run(const struct finding *finding, const struct run *run,
                          struct bench *bench) {
    const uint32_t *sources = finding->match->sources;
    uint8_t *const bytes = finding->profiles->bytes;
    const nd_status status = nd_reserve(&bench->picked, &bench->picked_capacity,
                                        bench->picked_count, sizeof *bench->picked);
    for (uint32_t i = 0; i < run->count && status == ND_OK; i++) {
        struct tally *tally = &bench->tallies[sources[run->postings[i].rank]];
        if (tally->at == NONE) continue;
        bench->picked[tally->at++] = run->postings[i];
        bytes[run->postings[i].print] = tally->class;
    }
    return status;
}

static nd_status add_by_source(const struct finding *finding, const struct run *run,
                               struct bench *bench) {
    const size_t before = bench->picked_count;
    nd_status status =
        nd_reserve(&bench->met, &bench->met_capacity, run->count, sizeof *bench->met);
    if (status != ND_OK) return status;
    if (tally_sources(finding->match->sources, run, bench) >= 2 * bench->met_count)
        status = add_sources(bench);
    if (status == ND_OK && bench->picked_count != before) status = deal_run(finding, run, bench);
    for (size_t i = 0; i < bench->met_count; i++) bench->tallies[bench->met[i]] = (struct tally){0};
    return status;
}

/* Whether a run can have twice as many documents as sources: a set of 64 bits holds no more of them
 * than there are. Most runs are told by that. */
static bool may_recur(const uint32_t *sources, const struct run *run) {
    uint64_t met = 0;
    uint32_t documents = 0, count = 0, before = UINT32_MAX;
    for (uint32_t i = 0; i < run->count; i++) {
        const uint32_t rank = run->postings[i].rank, source = sources[rank];
        const uint64_t bit = (uint64_t)(source != 0) << source % 64;
        documents += source != 0 && rank != before;
        count += (bit & ~met) != 0;
        met |= bit;
        before = rank;
    }
    return documents != 0 && documents >= 2 * count;
}

static nd_status find_in_part_by_source(void *context, size_t part, uint32_t worker) {
    struct finding *finding = context;
    const struct nd_index *index = finding->match->index;
    struct bench *bench = &finding->benches[worker];
    nd_status status = ND_OK;
    bench->found_count = bench->picked_count = 0;
    for (size_t i = index->begin[part], end; i + 1 < index->end[part] && status == ND_OK; i = end) {
        struct run run = {.postings = index->postings + i};
        end = nd_index_run(index, (uint32_t)part, i);
        run.count = (uint32_t)(end - i);
        if (may_recur(finding->match->sources, &run)) status = add_by_source(finding, &run, bench);
    }
    if (status == ND_OK) hand_in(finding, part, bench);
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* How many there can be: each has two postings at least. */
static size_t most_items(const struct nd_index *index) { return nd_index_prints(index) / 2 + 1; }

/* What telling sources apart takes. */
static nd_status allocate_for_sources(struct finding *finding, uint32_t workers) {
    const struct nd_match *match = finding->match;
    struct nd_frequents *frequents = finding->frequents;
    frequents->picked =
        nd_store_take(match->store, nd_index_prints(match->index), sizeof *frequents->picked);
    frequents->postings = frequents->picked;
    if (frequents->picked == NULL) return ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers; w++) {
        struct bench *bench = &finding->benches[w];
        bench->tallies = nd_alloc_zero((size_t)match->count + 1, sizeof *bench->tallies);
        if (bench->tallies == NULL) return ND_ERR_MEMORY;
    }
    return ND_OK;
}

static nd_status allocate(struct finding *finding, uint32_t workers) {
    const struct nd_match *match = finding->match;
    const struct nd_index *index = match->index;
    struct nd_frequents *frequents = finding->frequents;
    frequents->items = nd_store_take(match->store, most_items(index), sizeof *frequents->items);
    frequents->begin = nd_alloc(index->parts, sizeof *frequents->begin);
    frequents->count = nd_alloc(index->parts, sizeof *frequents->count);
    finding->benches = nd_alloc_zero(workers, sizeof *finding->benches);
    if (frequents->items == NULL || frequents->begin == NULL || frequents->count == NULL ||
        finding->benches == NULL)
        return ND_ERR_MEMORY;
    return match->sources != NULL ? allocate_for_sources(finding, workers) : ND_OK;
}

static void free_benches(struct finding *finding, uint32_t workers) {
    for (uint32_t w = 0; w < workers && finding->benches != NULL; w++) {
        nd_free(finding->benches[w].found);
        nd_free(finding->benches[w].picked);
        nd_free(finding->benches[w].tallies);
        nd_free(finding->benches[w].met);
    }
    nd_free(finding->benches);
}

nd_status nd_frequents_find(const struct nd_profiles *profiles, struct nd_frequents *frequents) {
    const struct nd_match *match = profiles->match;
    const uint32_t workers = nd_exec_workers(match->executor);
    struct finding finding = {.match = match, .profiles = profiles, .frequents = frequents};
    nd_status status;
    *frequents = (struct nd_frequents){.match = match, .postings = match->index->postings};
    status = allocate(&finding, workers);
    if (status == ND_OK)
        status =
            nd_exec_run(match->executor, match->index->parts,
                        match->sources != NULL ? find_in_part_by_source : find_in_part, &finding);
    free_benches(&finding, workers);
    return status;
}

void nd_frequents_free(struct nd_frequents *frequents) {
    const struct nd_match *match = frequents->match;
    if (match == NULL) return;
    nd_store_give_back(match->store, frequents->items, most_items(match->index),
                       sizeof *frequents->items);
    nd_store_give_back(match->store, frequents->picked, nd_index_prints(match->index),
                       sizeof *frequents->picked);
    nd_free(frequents->begin);
    nd_free(frequents->count);
    *frequents = (struct nd_frequents){0};
}
