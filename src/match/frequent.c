/*
 * frequent.c - see frequent.h
 *
 * The postings of a fingerprint lie side by side in the index, so that nothing need be looked up.
 * What is known of it goes to the places where it stands: a byte each, few enough for the caches to
 * take them in any order. Where several sources print it, its postings are put in the order of
 * their sources where they are.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/frequent.h"

#include <string.h>

#include "base/arena.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"

enum { AHEAD = 48 /* postings whose bytes, or sources, are asked for */ };

/* What a worker finds in a part, and needs to tell sources apart. */
struct bench {
    struct nd_frequent *found; /* in the arena of the worker */
    uint32_t found_count;
    uint64_t *keys, *scratch;  /* source << 32 | number of the posting in its run */
    struct nd_posting *before; /* the postings of the run as they were */
    size_t key_capacity, scratch_capacity, before_capacity;
    char apart[ND_APART];
};

struct finding {
    const struct nd_match *match;
    const struct nd_profiles *profiles;
    struct nd_frequents *frequents;
    struct bench *benches; /* one a worker */
};

/* The postings of one fingerprint, and how many there are in the part before them. */
struct run {
    struct nd_posting *postings;
    uint32_t begin, count;
};

/* Postings [begin, end) of a part. */
static struct run run_of(const struct nd_index_part *part, size_t begin, size_t end) {
    return (struct run){part->postings + begin, (uint32_t)begin, (uint32_t)(end - begin)};
}

enum { FREQUENT_WORDS = sizeof(struct nd_frequent) / sizeof(uint32_t) }; /* of an arena */

/* Makes room for all that can be found in a part. */
static nd_status expect_part(const struct finding *finding, const struct nd_index_part *part,
                             uint32_t worker) {
    struct bench *bench = &finding->benches[worker];
    uint32_t *room;
    const nd_status status =
        nd_arena_open(&finding->frequents->arenas[worker], 0,
                      part->count / ND_LEAST_OF_SOURCE * FREQUENT_WORDS, &room);
    if (status != ND_OK) return status;
    bench->found = (struct nd_frequent *)room;
    bench->found_count = 0;
    return ND_OK;
}

/* Notes a fingerprint, or what one source has of it, of so many documents. */
static nd_status add_found(const struct finding *finding, const struct run *run, uint32_t documents,
                           struct bench *bench) {
    const uint32_t worker = (uint32_t)(bench - finding->benches);
    bench->found[bench->found_count++] = (struct nd_frequent){run->begin, run->count, documents};
    return nd_profiles_set(finding->profiles, worker,
                           (struct nd_postings){run->postings, run->count},
                           nd_document_class(documents) | ND_PRINT_MARK);
}

/* Keeps what was found in a part. */
static void hand_in(const struct finding *finding, size_t part, uint32_t worker) {
    const struct bench *bench = &finding->benches[worker];
    finding->frequents->part[part] = (struct nd_frequent_part){bench->found, bench->found_count};
    nd_arena_close(&finding->frequents->arenas[worker],
                   (size_t)bench->found_count * FREQUENT_WORDS);
}

/* ---- Whoever printed them -------------------------------------------------------------------- */

/* Finds the run that begins with posting `begin`, and how many documents have it. Asks for bytes,
 * which are set in no order. */
static struct run measure_run(const struct finding *finding, const struct nd_index_part *part,
                              size_t begin, uint32_t *documents) {
    const struct nd_posting *postings = part->postings;
    uint32_t before = UINT32_MAX, count = 0;
    size_t i = begin;
    do {
        const uint32_t rank = nd_posting_rank(&postings[i]);
        if (i + AHEAD < part->several)
            nd_profiles_fetch(finding->profiles, postings[i + AHEAD].print);
        count += rank != before;
        before = rank;
    } while (++i < part->several && !nd_posting_begins(&postings[i]));
    *documents = count;
    return run_of(part, begin, i);
}

/* Fingerprints that have two postings are passed over. */
static nd_status find_in_part(void *context, size_t part, uint32_t worker) {
    struct finding *finding = context;
    const struct nd_index_part all = finding->match->index->part[part];
    struct bench *bench = &finding->benches[worker];
    nd_status status = expect_part(finding, &all, worker);
    for (size_t i = 0; i < all.several && status == ND_OK;) {
        uint32_t documents;
        const struct run run = measure_run(finding, &all, i, &documents);
        if (documents >= ND_LEAST_DOCUMENTS) status = add_found(finding, &run, documents, bench);
        i += run.count;
    }
    if (status == ND_OK) hand_in(finding, part, worker);
    return status;
}

/* ---- By source ------------------------------------------------------------------------------- */

/* What sources have of a fingerprint. */
struct mixture {
    uint32_t documents; /* of known sources */
    uint32_t sources;   /* that are known, at least: a set of 64 bits tells no more of them apart */
    bool pure;          /* all postings are of one known source */
};

/* Finds the run that begins with posting `begin`, and what it is a mixture of. Most runs have too
 * few documents for their sources, and that is all that is asked of them. */
static struct run look_at_run(const struct finding *finding, const struct nd_index_part *part,
                              size_t begin, struct mixture *mixture) {
    const struct nd_posting *postings = part->postings;
    const uint32_t *sources = finding->match->sources;
    const uint32_t first = sources[nd_posting_rank(&postings[begin])];
    uint64_t met = 0;
    uint32_t documents = 0, count = 0, others = 0, before = UINT32_MAX;
    size_t i = begin;
    do {
        const uint32_t rank = nd_posting_rank(&postings[i]), source = sources[rank];
        const uint64_t bit = (uint64_t)(source != 0) << source % 64;
        if (i + AHEAD < part->several)
            __builtin_prefetch(&sources[nd_posting_rank(&postings[i + AHEAD])]);
        documents += source != 0 && rank != before;
        count += (bit & ~met) != 0;
        met |= bit;
        others |= source ^ first;
        before = rank;
    } while (++i < part->count && !nd_posting_begins(&postings[i]));
    *mixture = (struct mixture){documents, count, first != 0 && others == 0};
    return run_of(part, begin, i);
}

static nd_status make_room(struct bench *bench, size_t n) {
    nd_status status = nd_reserve(&bench->keys, &bench->key_capacity, n, sizeof *bench->keys);
    if (status == ND_OK)
        status = nd_reserve(&bench->scratch, &bench->scratch_capacity, n, sizeof *bench->scratch);
    if (status == ND_OK)
        status = nd_reserve(&bench->before, &bench->before_capacity, n, sizeof *bench->before);
    return status;
}

/* Sorts the postings of a run by source, as keys; returns how many sources are known. */
static uint32_t sort_sources(const struct finding *finding, const struct run *run,
                             const struct bench *bench) {
    const struct nd_match *match = finding->match;
    const size_t n = run->count;
    uint32_t before = 0, count = 0;
    for (size_t i = 0; i < n; i++)
        bench->keys[i] = (uint64_t)match->sources[nd_posting_rank(&run->postings[i])] << 32 | i;
    nd_sort_u64(bench->keys, bench->scratch, n, 32, 64);
    for (size_t i = 0; i < n; i++) {
        count += bench->keys[i] >> 32 != before;
        before = (uint32_t)(bench->keys[i] >> 32);
    }
    return count;
}

/* Puts the postings of each source side by side, and notes the fingerprint for each that has it in
 * several documents. */
static nd_status part_sources(const struct finding *finding, const struct run *run,
                              struct bench *bench) {
    struct nd_posting *postings = run->postings;
    const size_t n = run->count;
    struct run one;
    nd_status status = ND_OK;
    memcpy(bench->before, postings, n * sizeof *postings);
    for (size_t i = 0; i < n; i++) {
        const struct nd_posting *posting = &bench->before[(uint32_t)bench->keys[i]];
        postings[i] = nd_posting_of(posting->print, nd_posting_rank(posting), i == 0);
    }
    for (size_t i = 0, end; i < n && status == ND_OK; i = end) {
        const uint64_t source = bench->keys[i] >> 32;
        uint32_t documents = 1;
        for (end = i + 1; end < n && bench->keys[end] >> 32 == source; end++)
            documents += nd_posting_rank(&postings[end]) != nd_posting_rank(&postings[end - 1]);
        if (source == 0 || documents < ND_LEAST_OF_SOURCE) continue;
        one = (struct run){postings + i, run->begin + (uint32_t)i, (uint32_t)(end - i)};
        status = add_found(finding, &one, documents, bench);
    }
    return status;
}

static nd_status add_by_source(const struct finding *finding, const struct run *run,
                               const struct mixture *mixture, struct bench *bench) {
    nd_status status;
    /* Runs have twice as many documents as sources: a pure one has ND_LEAST_OF_SOURCE. */
    if (mixture->pure) return add_found(finding, run, mixture->documents, bench);
    status = make_room(bench, run->count);
    if (status != ND_OK) return status;
    return mixture->documents >= 2 * sort_sources(finding, run, bench)
               ? part_sources(finding, run, bench)
               : ND_OK;
}

/* Those of fingerprints that have two, both of one known source, which few are. */
static nd_status find_pairs(const struct finding *finding, const struct nd_index_part *part,
                            struct bench *bench) {
    const uint32_t *sources = finding->match->sources;
    nd_status status = ND_OK;
    for (size_t i = part->several; i < part->count && status == ND_OK; i += 2) {
        const struct run pair = run_of(part, i, i + 2);
        const uint32_t x = nd_posting_rank(&pair.postings[0]);
        const uint32_t y = nd_posting_rank(&pair.postings[1]);
        if ((sources[x] == 0) | (sources[x] != sources[y]) | (x == y)) continue;
        status = add_found(finding, &pair, ND_LEAST_OF_SOURCE, bench);
    }
    return status;
}

static nd_status find_in_part_by_source(void *context, size_t part, uint32_t worker) {
    struct finding *finding = context;
    const struct nd_index_part all = finding->match->index->part[part];
    struct bench *bench = &finding->benches[worker];
    nd_status status = expect_part(finding, &all, worker);
    for (size_t i = 0; i < all.several && status == ND_OK;) {
        struct mixture mixture;
        const struct run run = look_at_run(finding, &all, i, &mixture);
        if (mixture.documents != 0 && mixture.documents >= 2 * mixture.sources)
            status = add_by_source(finding, &run, &mixture, bench);
        i += run.count;
    }
    if (status == ND_OK) status = find_pairs(finding, &all, bench);
    if (status == ND_OK) hand_in(finding, part, worker);
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct finding *finding, uint32_t workers) {
    const struct nd_match *match = finding->match;
    struct nd_frequents *frequents = finding->frequents;
    frequents->workers = workers;
    frequents->part = nd_alloc_zero(match->index->parts, sizeof *frequents->part);
    frequents->arenas = nd_alloc_zero(workers, sizeof *frequents->arenas);
    finding->benches = nd_alloc_zero(workers, sizeof *finding->benches);
    if (frequents->part == NULL || frequents->arenas == NULL || finding->benches == NULL)
        return ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers; w++) frequents->arenas[w].store = match->store;
    return ND_OK;
}

static void free_benches(struct finding *finding, uint32_t workers) {
    for (uint32_t w = 0; w < workers && finding->benches != NULL; w++) {
        nd_free(finding->benches[w].keys);
        nd_free(finding->benches[w].scratch);
        nd_free(finding->benches[w].before);
    }
    nd_free(finding->benches);
}

nd_status nd_frequents_find(const struct nd_profiles *profiles, struct nd_frequents *frequents) {
    const struct nd_match *match = profiles->match;
    const uint32_t workers = nd_exec_workers(match->executor);
    struct finding finding = {.match = match, .profiles = profiles, .frequents = frequents};
    nd_status status;
    *frequents = (struct nd_frequents){.match = match};
    status = allocate(&finding, workers);
    if (status == ND_OK)
        status =
            nd_exec_run(match->executor, match->index->parts,
                        match->sources != NULL ? find_in_part_by_source : find_in_part, &finding);
    free_benches(&finding, workers);
    if (status == ND_OK) status = nd_profiles_settle(profiles);
    return status;
}

void nd_frequents_free(struct nd_frequents *frequents) {
    for (uint32_t w = 0; w < frequents->workers && frequents->arenas != NULL; w++)
        nd_arena_free(&frequents->arenas[w]);
    nd_free(frequents->arenas);
    nd_free(frequents->part);
    *frequents = (struct nd_frequents){0};
}
