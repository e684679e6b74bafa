/*
 * boilerplate.c - see boilerplate.h
 *
 * What recurs although the documents around it differ is boilerplate. It is learned on fingerprints,
 * so that line breaks do not matter, and without knowing the sources.
 *
 * 1. Frequent fingerprints: those of three documents or more. The rest is called rare here.
 * 2. Suspects: a document that has a report of its own beside a template has much text that far fewer
 *    documents have than have the template. For each frequent fingerprint of n documents: of the
 *    fingerprints of such a document that at most 2n documents have, the share that at most n / 4
 *    have, on average over these documents. A wire paragraph in eighty papers keeps company with its
 *    other paragraphs, and this share is small; a footer does not.
 * 3. Runs: a suspect beside another one in three documents. A common phrase alone is no boilerplate.
 * 4. Judgement: scanned copies of one report have rare text everywhere, because every misreading is
 *    rare. So documents that share a suspect are aligned, pair by pair: of the fingerprints that at
 *    most 2n documents have, how much of either lies outside of their passages and is rare? Two
 *    copies differ in places, two reports in one template in long stretches.
 * 5. Masking: two or more boilerplate fingerprints in a row hide the words from the first to the last.
 *
 * Each step is linear in the corpus. Shares are sums of integers, so that the order of adding does not
 * matter.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/boilerplate.h"

#include <stdlib.h>
#include <string.h>

#include "base/exec.h"
#include "base/mem.h"
#include "match/profile.h"

enum {
    CHUNK = 256,         /* documents, or judgements, in a piece of work */
    UNIT = 256,          /* shares are counted in parts of this */
    LEAST_RARE = 51,     /* of UNIT, on average over documents: a suspect */
    LEAST_OWN = 38,      /* of UNIT, on average over pairs: boilerplate */
    LEAST_RUN = 2,       /* boilerplate fingerprints in a row that are masked */
    PASSAGE_MARGIN = 12, /* words from a run that still count as inside of the passage */
    HALF_SHINGLE = ND_SHINGLE_WORDS / 2
};

/* A suspect that is to be judged by a pair of its documents. */
struct judgement {
    uint64_t pair; /* a << 32 | b */
    struct nd_frequent *frequent;
};

struct learning {
    const struct nd_match *match;
    struct nd_frequents frequents;
    struct nd_profile *profiles;  /* one a worker */
    struct nd_aligner *aligners;  /* one a worker */
    struct judgement *judgements; /* sorted by pair */
    size_t judgement_count, judgement_capacity;
    struct nd_masked *masked;
    uint64_t *masked_words; /* one a worker */
};

static uint32_t share_of(uint32_t part, uint32_t rest) {
    return part == 0 ? 0 : (uint32_t)((uint64_t)part * UNIT / ((uint64_t)part + rest));
}

/* ---- Suspects -------------------------------------------------------------------------------- */

/* Calls `visit` for each document of a chunk, its profile made. */
static nd_status visit_chunk(struct learning *l, size_t task, uint32_t worker,
                             nd_status (*visit)(struct learning *, uint32_t rank,
                                                uint32_t worker)) {
    const size_t end = (task + 1) * CHUNK;
    nd_status status = ND_OK;
    for (size_t r = task * CHUNK; r < end && r < l->match->count && status == ND_OK; r++) {
        status = nd_profile_make(&l->profiles[worker], &l->frequents, &l->match->documents[r]);
        if (status == ND_OK) status = visit(l, (uint32_t)r, worker);
    }
    return status;
}

/* Adds the share of rare text of this document to all its frequent fingerprints. */
static nd_status add_rare(struct learning *l, uint32_t rank, uint32_t worker) {
    const struct nd_profile *profile = &l->profiles[worker];
    struct nd_spectrum spectrum = {{0}};
    (void)rank;
    for (size_t i = 0; i < profile->count; i++) nd_spectrum_add(&spectrum, profile->frequents[i]);
    nd_spectrum_sum(&spectrum);
    for (size_t i = 0; i < profile->count; i++) {
        struct nd_frequent *frequent = profile->frequents[i];
        uint32_t rare, alike;
        if (frequent == NULL) continue;
        rare = nd_spectrum_rare(&spectrum, frequent->documents);
        alike = nd_spectrum_alike(&spectrum, frequent->documents);
        atomic_fetch_add_explicit(&frequent->rare, share_of(rare, alike - rare),
                                  memory_order_relaxed);
    }
    return ND_OK;
}

static nd_status add_rare_chunk(void *context, size_t task, uint32_t worker) {
    return visit_chunk(context, task, worker, add_rare);
}

static bool is_suspect(const struct nd_frequent *frequent) {
    return frequent != NULL && atomic_load_explicit(&frequent->rare, memory_order_relaxed) >=
                                   (uint64_t)LEAST_RARE * frequent->documents;
}

static nd_status count_runs(struct learning *l, uint32_t rank, uint32_t worker) {
    const struct nd_profile *profile = &l->profiles[worker];
    bool before = false;
    (void)rank;
    for (size_t i = 0; i < profile->count; i++) {
        const bool suspect = is_suspect(profile->frequents[i]);
        const bool behind = i + 1 < profile->count && is_suspect(profile->frequents[i + 1]);
        if (suspect && (before || behind)) {
            atomic_fetch_add_explicit(&profile->frequents[i]->in_runs, 1, memory_order_relaxed);
        }
        before = suspect;
    }
    return ND_OK;
}

static nd_status count_runs_chunk(void *context, size_t task, uint32_t worker) {
    return visit_chunk(context, task, worker, count_runs);
}

/* ---- Judgement ------------------------------------------------------------------------------- */

static int compare_judgements(const void *x, const void *y) {
    const struct judgement *a = x, *b = y;
    return (a->pair > b->pair) - (a->pair < b->pair);
}

/* Adds a judgement by each pair of the samples. */
static nd_status add_judgements(struct learning *l, struct nd_frequent *frequent) {
    const nd_status status =
        nd_reserve(&l->judgements, &l->judgement_capacity,
                   l->judgement_count + ND_SAMPLES * (ND_SAMPLES - 1) / 2, sizeof *l->judgements);
    if (status != ND_OK) return status;
    for (uint32_t i = 0; i < ND_SAMPLES; i++) {
        for (uint32_t j = i + 1; j < ND_SAMPLES; j++) {
            const uint32_t x = frequent->sample[i], y = frequent->sample[j];
            const uint64_t pair = x < y ? (uint64_t)x << 32 | y : (uint64_t)y << 32 | x;
            l->judgements[l->judgement_count++] = (struct judgement){pair, frequent};
        }
    }
    return ND_OK;
}

static nd_status list_judgements(struct learning *l) {
    nd_status status = ND_OK;
    for (size_t p = 0; p < ND_FREQUENT_PARTS; p++) {
        struct nd_frequent_part *part = &l->frequents.parts[p];
        for (size_t i = 0; i < part->count && status == ND_OK; i++) {
            if (part->items[i].in_runs >= ND_LEAST_DOCUMENTS)
                status = add_judgements(l, &part->items[i]);
        }
    }
    if (l->judgement_count != 0) {
        qsort(l->judgements, l->judgement_count, sizeof *l->judgements, compare_judgements);
    }
    return status;
}

/* What of a document lies inside of the passages that it shares with another, and what outside. */
struct sides {
    struct nd_spectrum inside, outside;
};

static uint32_t begin_of(const struct nd_run *run, bool second) {
    return second ? run->at_b : run->at_a;
}

/* Whether word `at` is within PASSAGE_MARGIN of a run. `next` is the first run that ends behind it. */
static bool is_inside(const struct nd_aligner *aligner, bool second, size_t next, uint32_t at) {
    if (next < aligner->run_count &&
        begin_of(&aligner->runs[next], second) <= at + PASSAGE_MARGIN) {
        return true;
    }
    if (next == 0) return false;
    return at - (begin_of(&aligner->runs[next - 1], second) + aligner->runs[next - 1].length) <=
           PASSAGE_MARGIN;
}

static nd_status split(struct learning *l, uint32_t worker, uint32_t rank, bool second,
                       struct sides *sides) {
    const struct nd_aligner *aligner = &l->aligners[worker];
    struct nd_profile *profile = &l->profiles[worker];
    size_t next = 0;
    const nd_status status = nd_profile_make(profile, &l->frequents, &l->match->documents[rank]);
    *sides = (struct sides){{{0}}, {{0}}};
    if (status != ND_OK) return status;
    for (size_t i = 0; i < profile->count; i++) {
        const uint32_t at = profile->sketcher.positions[i] + HALF_SHINGLE;
        while (next < aligner->run_count &&
               begin_of(&aligner->runs[next], second) + aligner->runs[next].length <= at) {
            next++;
        }
        nd_spectrum_add(is_inside(aligner, second, next, at) ? &sides->inside : &sides->outside,
                        profile->frequents[i]);
    }
    nd_spectrum_sum(&sides->inside);
    nd_spectrum_sum(&sides->outside);
    return ND_OK;
}

static uint32_t own_share(const struct sides *sides, uint32_t documents) {
    return share_of(nd_spectrum_rare(&sides->outside, documents),
                    nd_spectrum_alike(&sides->inside, documents));
}

/* Aligns a pair and lets it judge judgements[first, end), which all name it. */
static nd_status judge_pair(struct learning *l, uint32_t worker, size_t first, size_t end) {
    const uint64_t pair = l->judgements[first].pair;
    const uint32_t a = (uint32_t)(pair >> 32), b = (uint32_t)pair;
    const struct nd_words *documents = l->match->documents;
    struct nd_aligner *aligner = &l->aligners[worker];
    struct sides sides_a, sides_b;
    struct nd_share share;
    nd_status status = ND_OK;
    if (aligner->a != documents[a].words) {
        status = nd_align_with(aligner, documents[a].words, documents[a].count);
    }
    if (status == ND_OK) { /* where hardly a tenth is common, next to nothing is inside */
        status = nd_align(aligner, documents[b].words, documents[b].count,
                          documents[b].count / 5 * 4, &share);
    }
    if (status == ND_OK) status = split(l, worker, a, false, &sides_a);
    if (status == ND_OK) status = split(l, worker, b, true, &sides_b);
    for (size_t i = first; i < end && status == ND_OK; i++) {
        struct nd_frequent *frequent = l->judgements[i].frequent;
        const uint32_t own_a = own_share(&sides_a, frequent->documents);
        const uint32_t own_b = own_share(&sides_b, frequent->documents);
        atomic_fetch_add_explicit(&frequent->own, own_a < own_b ? own_a : own_b,
                                  memory_order_relaxed);
        atomic_fetch_add_explicit(&frequent->judged, 1, memory_order_relaxed);
    }
    return status;
}

/* Handles the pairs that begin in a chunk of the judgements. */
static nd_status judge_chunk(void *context, size_t task, uint32_t worker) {
    struct learning *l = context;
    const struct judgement *judgements = l->judgements;
    const size_t end = (task + 1) * CHUNK;
    nd_status status = ND_OK;
    for (size_t i = task * CHUNK, next; i < end && i < l->judgement_count && status == ND_OK;
         i = next) {
        next = i + 1;
        if (i > 0 && judgements[i - 1].pair == judgements[i].pair) continue;
        while (next < l->judgement_count && judgements[next].pair == judgements[i].pair) next++;
        status = judge_pair(l, worker, i, next);
    }
    return status;
}

static void decide(struct learning *l) {
    for (size_t p = 0; p < ND_FREQUENT_PARTS; p++) {
        struct nd_frequent_part *part = &l->frequents.parts[p];
        for (size_t i = 0; i < part->count; i++) {
            struct nd_frequent *frequent = &part->items[i];
            frequent->boilerplate =
                frequent->judged != 0 && frequent->own >= (uint64_t)LEAST_OWN * frequent->judged;
        }
    }
}

/* ---- Masking --------------------------------------------------------------------------------- */

/* The end of the run of boilerplate fingerprints from i on. */
static size_t run_end(const struct nd_profile *profile, size_t i) {
    while (i < profile->count && profile->frequents[i] != NULL &&
           profile->frequents[i]->boilerplate) {
        i++;
    }
    return i;
}

/* Copies the words of the document to `out` but for its boilerplate; returns how many. */
static uint32_t copy_unmasked(const struct nd_profile *profile, const struct nd_words *document,
                              uint32_t *out) {
    const uint32_t *positions = profile->sketcher.positions;
    uint32_t kept = 0, at = 0;
    for (size_t i = 0, end; i < profile->count; i = end + 1) {
        end = run_end(profile, i);
        if (end < i + LEAST_RUN) continue;
        if (positions[i] > at) {
            memcpy(out + kept, document->words + at, (positions[i] - at) * sizeof *out);
            kept += positions[i] - at;
        }
        at = positions[end - 1] + ND_SHINGLE_WORDS;
        if (at > document->count) at = document->count;
    }
    memcpy(out + kept, document->words + at, (document->count - at) * sizeof *out);
    return kept + document->count - at;
}

/* A document without boilerplate is borrowed as it is. */
static nd_status mask_document(struct learning *l, uint32_t rank, uint32_t worker) {
    const struct nd_words *document = &l->match->documents[rank];
    struct nd_words *masked = &l->masked->documents[rank];
    struct nd_profile *profile = &l->profiles[worker];
    uint32_t *unmasked = profile->sketcher.shingles; /* no longer needed, and large enough */
    nd_status status = ND_OK;
    *masked = *document;
    masked->count = copy_unmasked(profile, document, unmasked);
    if (masked->count == document->count) return ND_OK;
    l->masked_words[worker] += document->count - masked->count;
    status = nd_arena_store(&l->masked->arenas[worker], unmasked, masked->count, &masked->words);
    return status;
}

static nd_status mask_chunk(void *context, size_t task, uint32_t worker) {
    return visit_chunk(context, task, worker, mask_document);
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct learning *l, uint32_t workers) {
    struct nd_masked *masked = l->masked;
    masked->workers = workers;
    masked->documents = nd_alloc(l->match->count, sizeof *masked->documents);
    masked->arenas = nd_alloc_zero(workers, sizeof *masked->arenas);
    l->profiles = nd_alloc_zero(workers, sizeof *l->profiles);
    l->aligners = nd_alloc_zero(workers, sizeof *l->aligners);
    l->masked_words = nd_alloc_zero(workers, sizeof *l->masked_words);
    if (masked->documents == NULL || masked->arenas == NULL || l->profiles == NULL ||
        l->aligners == NULL || l->masked_words == NULL) {
        return ND_ERR_MEMORY;
    }
    for (uint32_t w = 0; w < workers; w++) {
        nd_profile_init(&l->profiles[w], l->match->kernels);
        nd_aligner_init(&l->aligners[w], l->match->kernels);
    }
    return ND_OK;
}

static void release(struct learning *l, uint32_t workers) {
    for (uint32_t w = 0; w < workers; w++) {
        if (l->profiles != NULL) nd_profile_free(&l->profiles[w]);
        if (l->aligners != NULL) nd_aligner_free(&l->aligners[w]);
        if (l->masked_words != NULL) l->masked->words += l->masked_words[w];
    }
    nd_free(l->profiles);
    nd_free(l->aligners);
    nd_free(l->judgements);
    nd_free(l->masked_words);
    nd_frequents_free(&l->frequents);
}

static nd_status learn(struct learning *l, size_t chunks) {
    const struct nd_executor *executor = l->match->executor;
    nd_status status = nd_frequents_find(l->match, &l->frequents);
    if (status == ND_OK) status = nd_exec_run(executor, chunks, add_rare_chunk, l);
    if (status == ND_OK) status = nd_exec_run(executor, chunks, count_runs_chunk, l);
    if (status == ND_OK) status = list_judgements(l);
    if (status == ND_OK) {
        const size_t judgement_chunks = (l->judgement_count + CHUNK - 1) / CHUNK;
        status = nd_exec_run(executor, judgement_chunks, judge_chunk, l);
    }
    if (status == ND_OK) decide(l);
    return status;
}

nd_status nd_mask_boilerplate(const struct nd_match *match, struct nd_masked *masked) {
    const uint32_t workers = nd_exec_workers(match->executor);
    const size_t chunks = (match->count + (size_t)CHUNK - 1) / CHUNK;
    struct learning learning = {.match = match, .masked = masked};
    nd_status status;
    *masked = (struct nd_masked){0};
    status = allocate(&learning, workers);
    if (status == ND_OK) status = learn(&learning, chunks);
    if (status == ND_OK) status = nd_exec_run(match->executor, chunks, mask_chunk, &learning);
    release(&learning, workers);
    return status;
}

void nd_masked_free(struct nd_masked *masked) {
    for (uint32_t w = 0; w < masked->workers && masked->arenas != NULL; w++) {
        nd_arena_free(&masked->arenas[w]);
    }
    nd_free(masked->documents);
    nd_free(masked->arenas);
    *masked = (struct nd_masked){0};
}
