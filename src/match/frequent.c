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

/* What a worker needs to tell sources apart. */
struct bench {
    struct tally *tallies; /* by source; zeros between fingerprints */
    uint32_t *met;         /* sources that have the fingerprint */
    size_t met_count, capacity;
};

struct finding {
    const struct nd_match *match;
    const struct nd_profiles *profiles;
    struct nd_frequents *frequents;
    struct bench *benches; /* one a worker; NULL: whoever printed them */
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

/* ---- Whoever printed them -------------------------------------------------------------------- */

/* Notes a run that begins at posting `begin` of the index, if it is of enough documents. */
static void add_run(const struct finding *finding, size_t part, uint32_t begin,
                    const struct run *run) {
    const uint32_t documents = count_documents(run);
    const uint8_t class = nd_document_class(documents);
    if (documents < ND_LEAST_DOCUMENTS) return;
    nd_frequents_of(finding->frequents, part)[finding->frequents->counts[part]++] =
        (struct nd_frequent){begin, run->count, documents};
    for (uint32_t i = 0; i < run->count; i++)
        finding->profiles->bytes[run->postings[i].print] = class;
}

/* Most fingerprints have two postings: these are passed over. */
static nd_status find_in_part(void *context, size_t part, uint32_t worker) {
    const struct finding *finding = context;
    const struct nd_index *index = finding->match->index;
    const struct nd_posting *postings = index->postings;
    (void)worker;
    for (size_t i = index->begin[part], end; i + 2 < index->end[part]; i = end) {
        end = i + 1 + (postings[i + 1].hash == postings[i].hash);
        if (postings[i + 2].hash != postings[i].hash) continue;
        end = nd_index_run(index, (uint32_t)part, i);
        add_run(finding, part, (uint32_t)i, &(struct run){postings + i, (uint32_t)(end - i)});
    }
    return ND_OK;
}

/* ---- By source ------------------------------------------------------------------------------- */

/* Counts what each source has; returns the documents of all that are known. */
static uint32_t tally_sources(const uint32_t *sources, const struct run *run, struct bench *bench) {
    uint32_t documents = 0;
    for (uint32_t i = 0; i < run->count; i++) {
        const uint32_t rank = run->postings[i].rank, source = sources[rank];
        struct tally *tally = &bench->tallies[source];
        if (source == 0) continue;
        if (tally->postings++ == 0) bench->met[bench->met_count++] = source;
        if (i > 0 && rank == run->postings[i - 1].rank) continue;
        tally->documents++;
        documents++;
    }
    return documents;
}

/* Notes the fingerprint for each source that has it in several documents, from place *at on. */
static void add_sources(const struct finding *finding, size_t part, const struct bench *bench,
                        uint32_t *at) {
    struct nd_frequent *items = nd_frequents_of(finding->frequents, part);
    for (size_t i = 0; i < bench->met_count; i++) {
        struct tally *tally = &bench->tallies[bench->met[i]];
        tally->at = NONE;
        if (tally->documents < ND_LEAST_OF_SOURCE) continue;
        tally->at = *at;
        tally->class = nd_document_class(tally->documents);
        items[finding->frequents->counts[part]++] =
            (struct nd_frequent){*at, tally->postings, tally->documents};
        *at += tally->postings;
    }
}

/* Deals the postings to the sources in which the fingerprint is frequent. */
static void deal_run(const struct finding *finding, const struct run *run, struct bench *bench) {
    for (uint32_t i = 0; i < run->count; i++) {
        const uint32_t source = finding->match->sources[run->postings[i].rank];
        struct tally *tally = &bench->tallies[source];
        if (source == 0 || tally->at == NONE) continue;
        finding->frequents->picked[tally->at++] = run->postings[i];
        finding->profiles->bytes[run->postings[i].print] = tally->class;
    }
}

static nd_status add_by_source(const struct finding *finding, size_t part, const struct run *run,
                               struct bench *bench, uint32_t *at) {
    const uint32_t before = *at;
    const nd_status status =
        nd_reserve(&bench->met, &bench->capacity, run->count, sizeof *bench->met);
    if (status != ND_OK) return status;
    bench->met_count = 0;
    if (tally_sources(finding->match->sources, run, bench) >= 2 * bench->met_count)
        add_sources(finding, part, bench, at);
    if (*at != before) deal_run(finding, run, bench);
    for (size_t i = 0; i < bench->met_count; i++) bench->tallies[bench->met[i]] = (struct tally){0};
    return ND_OK;
}

/* Whether a run can be of two documents of one source. Most have but two postings. */
static inline bool may_recur(const uint32_t *sources, const struct run *run) {
    const uint32_t a = run->postings[0].rank, b = run->postings[1].rank;
    return run->count > 2 || (a != b && sources[a] != 0 && sources[a] == sources[b]);
}

static nd_status find_in_part_by_source(void *context, size_t part, uint32_t worker) {
    const struct finding *finding = context;
    const struct nd_index *index = finding->match->index;
    uint32_t at = (uint32_t)index->begin[part];
    nd_status status = ND_OK;
    for (size_t i = index->begin[part], end; i + 1 < index->end[part] && status == ND_OK; i = end) {
        struct run run = {.postings = index->postings + i};
        end = nd_index_run(index, (uint32_t)part, i);
        run.count = (uint32_t)(end - i);
        if (run.count > 1 && may_recur(finding->match->sources, &run))
            status = add_by_source(finding, part, &run, &finding->benches[worker], &at);
    }
    return status;
}

static void free_benches(struct finding *finding, uint32_t workers) {
    for (uint32_t w = 0; w < workers && finding->benches != NULL; w++) {
        nd_free(finding->benches[w].tallies);
        nd_free(finding->benches[w].met);
    }
    nd_free(finding->benches);
}

static nd_status find_by_source(struct finding *finding) {
    const struct nd_match *match = finding->match;
    const uint32_t workers = nd_exec_workers(match->executor);
    nd_status status = ND_OK;
    finding->frequents->picked = nd_store_take(match->store, nd_index_prints(match->index),
                                               sizeof *finding->frequents->picked);
    finding->benches = nd_alloc_zero(workers, sizeof *finding->benches);
    if (finding->frequents->picked == NULL || finding->benches == NULL) status = ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers && status == ND_OK; w++) {
        struct bench *bench = &finding->benches[w];
        bench->tallies = nd_alloc_zero((size_t)match->count + 1, sizeof *bench->tallies);
        if (bench->tallies == NULL) status = ND_ERR_MEMORY;
    }
    if (status == ND_OK)
        status = nd_exec_run(match->executor, match->index->parts, find_in_part_by_source, finding);
    finding->frequents->postings = finding->frequents->picked;
    free_benches(finding, workers);
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* How many there can be: each has two postings at least. */
static size_t most_items(const struct nd_index *index) { return nd_index_prints(index) / 2 + 1; }

nd_status nd_frequents_find(const struct nd_profiles *profiles, struct nd_frequents *frequents) {
    const struct nd_match *match = profiles->match;
    const struct nd_index *index = match->index;
    struct finding finding = {.match = match, .profiles = profiles, .frequents = frequents};
    *frequents = (struct nd_frequents){.match = match, .postings = index->postings};
    frequents->items = nd_store_take(match->store, most_items(index), sizeof *frequents->items);
    frequents->counts = nd_alloc_zero(index->parts, sizeof *frequents->counts);
    if (frequents->items == NULL || frequents->counts == NULL) return ND_ERR_MEMORY;
    if (match->sources != NULL) return find_by_source(&finding);
    return nd_exec_run(match->executor, index->parts, find_in_part, &finding);
}

void nd_frequents_free(struct nd_frequents *frequents) {
    const struct nd_match *match = frequents->match;
    if (match == NULL) return;
    nd_store_give_back(match->store, frequents->items, most_items(match->index),
                       sizeof *frequents->items);
    nd_store_give_back(match->store, frequents->picked, nd_index_prints(match->index),
                       sizeof *frequents->picked);
    nd_free(frequents->counts);
    *frequents = (struct nd_frequents){0};
}
