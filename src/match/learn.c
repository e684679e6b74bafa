/*
 * learn.c - see learn.h
 *
 * What recurs although the documents around it differ is boilerplate. It is learned on
 * fingerprints, so that line breaks do not matter. Where sources are known, each of them is a
 * corpus of its own: all numbers of documents below are those of its own documents.
 *
 * 1. Frequent fingerprints: those of three documents or more; of two, where both are of one source.
 *    The rest is called rare here. So is what sources print about once each: a report in eighty
 *    papers, even where one of them printed it twice.
 * 2. Suspects: a document that has a report of its own beside a template has much text that far
 *    fewer documents have than have the template. For each frequent fingerprint of n documents: of
 *    the fingerprints of such a document that at most 2n documents have, the share that at most
 *    n / 4 have, on average over these documents. A wire paragraph in eighty papers keeps company
 *    with its other paragraphs, and this share is small; a footer does not.
 * 3. Runs: a suspect beside another one in three documents, or in both of two. A common phrase
 *    alone is no boilerplate.
 * 4. Judgement: scanned copies of one report have rare text everywhere, because every misreading is
 *    rare. So documents that share a suspect are aligned, pair by pair: of the fingerprints that at
 *    most 2n documents have, how much of either lies outside of their passages and is rare? Two
 *    copies differ in places, two reports in one template in long stretches. Where the source is
 *    known, less will do: nobody else prints this text.
 *
 * Each step is linear in the corpus. Shares are sums of integers, so that the order of adding does
 * not matter.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/learn.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/bounds.h"
#include "base/exec.h"
#include "base/mem.h"
#include "sketch/sketch.h"

enum {
    CHUNK = 256,              /* documents, or judgements, in a piece of work */
    UNIT = 256,               /* shares are counted in parts of this */
    LEAST_RARE = 51,          /* of UNIT, on average over documents: a suspect */
    LEAST_OWN = 114,          /* of UNIT, summed over pairs: boilerplate */
    LEAST_OWN_OF_SOURCE = 64, /* ... where the source is known */
    LEAST_REPORT = 8,         /* rare fingerprints of a report of its own: about 40 words */
    PAIRS = 3,                /* of samples that judge */
    PASSAGE_MARGIN = 12,      /* words from a run that still count as inside of the passage */
    HALF_SHINGLE = ND_SHINGLE_WORDS / 2
};

/* A suspect that is to be judged by a pair of its documents. */
struct judgement {
    uint64_t pair; /* a << 32 | b */
    uint32_t number;
};

/* What is learned of a frequent fingerprint: sums, which come out the same whatever the order of
 * adding. One array each, by number, so that a pass over the documents touches little memory. */
struct lessons {
    _Atomic uint32_t *rare;    /* shares of rare text, summed over its documents */
    _Atomic uint32_t *in_runs; /* documents in which it is a suspect beside another one */
    _Atomic uint32_t *own;     /* shares of text of their own, summed over judging pairs */
    bool *suspect;
};

struct learning {
    const struct nd_match *match;
    struct nd_learned *learned;
    struct lessons lessons;
    struct nd_aligner *aligners;  /* one a worker */
    struct judgement *judgements; /* sorted by pair */
    size_t judgement_count, judgement_capacity;
};

static uint32_t share_of(uint32_t part, uint32_t rest) {
    return part == 0 ? 0 : (uint32_t)((uint64_t)part * UNIT / ((uint64_t)part + rest));
}

static void add_to(_Atomic uint32_t *sum, uint32_t number) {
    atomic_fetch_add_explicit(sum, number, memory_order_relaxed);
}

/* ---- Suspects -------------------------------------------------------------------------------- */

/* Adds the share of rare text of a document to all its frequent fingerprints. */
static void add_rare(const struct learning *l, uint32_t rank) {
    const struct nd_profile *profile = &l->learned->profiles.profiles[rank];
    const uint8_t *classes = l->learned->profiles.classes;
    struct nd_spectrum spectrum = {{0}};
    for (uint32_t i = 0; i < profile->count; i++) spectrum.upto[classes[profile->numbers[i]]]++;
    nd_spectrum_sum(&spectrum);
    for (uint32_t i = 0; i < profile->count; i++) {
        const uint32_t number = profile->numbers[i];
        uint32_t rare, alike;
        if (number == ND_RARE) continue;
        rare = nd_spectrum_rare(&spectrum, classes[number]);
        alike = nd_spectrum_alike(&spectrum, classes[number]);
        add_to(&l->lessons.rare[number], share_of(rare, alike - rare));
    }
}

static void find_suspects(struct learning *l) {
    for (uint32_t n = 1; n <= l->learned->frequents.count; n++) {
        l->lessons.suspect[n] = l->lessons.rare[n] >=
                                (uint64_t)LEAST_RARE * l->learned->frequents.items[n - 1].documents;
    }
}

static void count_runs(const struct learning *l, uint32_t rank) {
    const struct nd_profile *profile = &l->learned->profiles.profiles[rank];
    const bool *suspect = l->lessons.suspect; /* never of ND_RARE */
    for (uint32_t i = 0; i < profile->count; i++) {
        if (!suspect[profile->numbers[i]]) continue;
        if ((i > 0 && suspect[profile->numbers[i - 1]]) ||
            (i + 1 < profile->count && suspect[profile->numbers[i + 1]])) {
            add_to(&l->lessons.in_runs[profile->numbers[i]], 1);
        }
    }
}

/* Calls `visit` for each document of a chunk. */
static nd_status visit_chunk(const struct learning *l, size_t task,
                             void (*visit)(const struct learning *, uint32_t rank)) {
    const size_t end = (task + 1) * CHUNK;
    for (size_t r = task * CHUNK; r < end && r < l->match->count; r++) visit(l, (uint32_t)r);
    return ND_OK;
}

static nd_status add_rare_chunk(void *context, size_t task, uint32_t worker) {
    (void)worker;
    return visit_chunk(context, task, add_rare);
}

static nd_status count_runs_chunk(void *context, size_t task, uint32_t worker) {
    (void)worker;
    return visit_chunk(context, task, count_runs);
}

/* ---- Judgement ------------------------------------------------------------------------------- */

static int compare_judgements(const void *x, const void *y) {
    const struct judgement *a = x, *b = y;
    return (a->pair > b->pair) - (a->pair < b->pair);
}

static uint32_t documents_of(const struct learning *l, uint32_t number) {
    return l->learned->frequents.items[number - 1].documents;
}

/* Whether it is a suspect beside another one often enough. */
static bool is_in_runs(const struct learning *l, uint32_t number) {
    const uint32_t documents = documents_of(l, number);
    return l->lessons.in_runs[number] >= nd_smaller(documents, ND_LEAST_DOCUMENTS);
}

/* Whether the pairs so far have shown it, whatever the others would say. */
static bool is_decided(const struct learning *l, uint32_t number) {
    return l->lessons.own[number] >= (l->match->sources != NULL ? LEAST_OWN_OF_SOURCE : LEAST_OWN);
}

/* Lists what is to be judged in a round: by the pair of samples (0, 1), then (0, 2), then (1, 2).
 */
static nd_status list_judgements(struct learning *l, uint32_t round) {
    const uint32_t first = round / 2, second = 1 + (round + 1) / 2;
    l->judgement_count = 0;
    for (uint32_t n = 1; n <= l->learned->frequents.count; n++) {
        const uint32_t *sample = l->learned->frequents.items[n - 1].sample;
        nd_status status;
        if (second >= documents_of(l, n) || !is_in_runs(l, n) || is_decided(l, n)) continue;
        status = nd_reserve(&l->judgements, &l->judgement_capacity, l->judgement_count + 1,
                            sizeof *l->judgements);
        if (status != ND_OK) return status;
        l->judgements[l->judgement_count++] =
            (struct judgement){(uint64_t)nd_smaller(sample[first], sample[second]) << 32 |
                                   nd_larger(sample[first], sample[second]),
                               n};
    }
    if (l->judgement_count != 0) {
        qsort(l->judgements, l->judgement_count, sizeof *l->judgements, compare_judgements);
    }
    return ND_OK;
}

/* What of a document lies inside of the passages that it shares with another, and what outside. */
struct sides {
    struct nd_spectrum inside, outside;
};

static uint32_t begin_of(const struct nd_run *run, bool second) {
    return second ? run->at_b : run->at_a;
}

/* Whether word `at` is within PASSAGE_MARGIN of a run. `next` is the first run that ends behind it.
 * */
static bool is_inside(const struct nd_aligner *aligner, bool second, size_t next, uint32_t at) {
    if (next < aligner->run_count &&
        begin_of(&aligner->runs[next], second) <= at + PASSAGE_MARGIN) {
        return true;
    }
    if (next == 0) return false;
    return at - (begin_of(&aligner->runs[next - 1], second) + aligner->runs[next - 1].length) <=
           PASSAGE_MARGIN;
}

static void split(const struct learning *l, uint32_t worker, uint32_t rank, bool second,
                  struct sides *sides) {
    const struct nd_aligner *aligner = &l->aligners[worker];
    const struct nd_profile *profile = &l->learned->profiles.profiles[rank];
    size_t next = 0;
    *sides = (struct sides){{{0}}, {{0}}};
    for (uint32_t i = 0; i < profile->count; i++) {
        const uint32_t at = profile->positions[i] + HALF_SHINGLE;
        const uint8_t class = l->learned->profiles.classes[profile->numbers[i]];
        while (next < aligner->run_count &&
               begin_of(&aligner->runs[next], second) + aligner->runs[next].length <= at) {
            next++;
        }
        if (is_inside(aligner, second, next, at))
            sides->inside.upto[class]++;
        else
            sides->outside.upto[class]++;
    }
    nd_spectrum_sum(&sides->inside);
    nd_spectrum_sum(&sides->outside);
}

/* A few words that each paper adds to a report are no report of their own, unless next to nothing
 * is shared beside the template. */
static uint32_t own_share(const struct sides *sides, uint8_t class) {
    const uint32_t rare = nd_spectrum_rare(&sides->outside, class);
    const uint32_t share = share_of(rare, nd_spectrum_alike(&sides->inside, class));
    return rare < LEAST_REPORT && share < UNIT / 2 ? 0 : share;
}

/* Aligns two documents; where hardly a tenth is common, next to nothing is in passages. */
static nd_status align_pair(const struct learning *l, uint32_t worker, uint32_t a, uint32_t b) {
    const struct nd_words *first = &l->match->documents[a], *second = &l->match->documents[b];
    struct nd_aligner *aligner = &l->aligners[worker];
    struct nd_share share;
    const nd_status status = nd_align_with(aligner, first->words, first->count);
    if (status != ND_OK) return status;
    return nd_align(aligner, second->words, second->count, second->count / 5 * 4, &share);
}

/* Aligns a pair and lets it judge judgements[first, end), which all name it. */
static nd_status judge_pair(const struct learning *l, uint32_t worker, size_t first, size_t end) {
    const uint32_t a = (uint32_t)(l->judgements[first].pair >> 32);
    const uint32_t b = (uint32_t)l->judgements[first].pair;
    struct sides sides_a, sides_b;
    const nd_status status = align_pair(l, worker, a, b);
    if (status != ND_OK) return status;
    split(l, worker, a, false, &sides_a);
    split(l, worker, b, true, &sides_b);
    for (size_t i = first; i < end; i++) {
        const uint32_t number = l->judgements[i].number;
        const uint8_t class = l->learned->profiles.classes[number];
        const uint32_t own_a = own_share(&sides_a, class), own_b = own_share(&sides_b, class);
        add_to(&l->lessons.own[number], own_a < own_b ? own_a : own_b);
    }
    return ND_OK;
}

/* Handles the pairs that begin in a chunk of the judgements. */
static nd_status judge_chunk(void *context, size_t task, uint32_t worker) {
    const struct learning *l = context;
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

/* In rounds, because one pair mostly decides. */
static nd_status judge(struct learning *l) {
    nd_status status = ND_OK;
    for (uint32_t round = 0; round < PAIRS && status == ND_OK; round++) {
        size_t chunks;
        status = list_judgements(l, round);
        chunks = (l->judgement_count + CHUNK - 1) / CHUNK;
        if (status == ND_OK) status = nd_exec_run(l->match->executor, chunks, judge_chunk, l);
    }
    for (uint32_t n = 1; n <= l->learned->frequents.count && status == ND_OK; n++) {
        l->learned->boilerplate[n] = is_decided(l, n);
        l->learned->count += l->learned->boilerplate[n];
    }
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate_aligners(struct learning *l, uint32_t workers) {
    l->aligners = nd_alloc_zero(workers, sizeof *l->aligners);
    if (l->aligners == NULL) return ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers; w++)
        nd_aligner_init(&l->aligners[w], l->match->kernels, NULL);
    return ND_OK;
}

static nd_status allocate_lessons(struct learning *l) {
    const size_t n = (size_t)l->learned->frequents.count + 1;
    struct lessons *lessons = &l->lessons;
    lessons->rare = nd_alloc_zero(n, sizeof *lessons->rare);
    lessons->in_runs = nd_alloc_zero(n, sizeof *lessons->in_runs);
    lessons->own = nd_alloc_zero(n, sizeof *lessons->own);
    lessons->suspect = nd_alloc_zero(n, sizeof *lessons->suspect);
    l->learned->boilerplate = nd_alloc_zero(n, sizeof *l->learned->boilerplate);
    return lessons->rare == NULL || lessons->in_runs == NULL || lessons->own == NULL ||
                   lessons->suspect == NULL || l->learned->boilerplate == NULL
               ? ND_ERR_MEMORY
               : ND_OK;
}

static void release(struct learning *l, uint32_t workers) {
    for (uint32_t w = 0; w < workers && l->aligners != NULL; w++) nd_aligner_free(&l->aligners[w]);
    nd_free(l->aligners);
    nd_free(l->judgements);
    nd_free(l->lessons.rare);
    nd_free(l->lessons.in_runs);
    nd_free(l->lessons.own);
    nd_free(l->lessons.suspect);
}

nd_status nd_learn(const struct nd_match *match, struct nd_learned *learned) {
    const struct nd_executor *executor = match->executor;
    const uint32_t workers = nd_exec_workers(executor);
    const size_t chunks = (match->count + (size_t)CHUNK - 1) / CHUNK;
    struct learning l = {.match = match, .learned = learned};
    nd_status status;
    *learned = (struct nd_learned){0};
    nd_match_stage(match, "frequent fingerprints");
    status = nd_frequents_find(match, &learned->frequents);
    nd_match_stage(match, "profiles");
    if (status == ND_OK) status = nd_profiles_make(match, &learned->frequents, &learned->profiles);
    if (status == ND_OK) status = allocate_aligners(&l, workers);
    if (status == ND_OK) status = allocate_lessons(&l);
    nd_match_stage(match, "suspects");
    if (status == ND_OK) status = nd_exec_run(executor, chunks, add_rare_chunk, &l);
    if (status == ND_OK) find_suspects(&l);
    if (status == ND_OK) status = nd_exec_run(executor, chunks, count_runs_chunk, &l);
    nd_match_stage(match, "judging boilerplate");
    if (status == ND_OK) status = judge(&l);
    release(&l, workers);
    return status;
}

void nd_learned_free(struct nd_learned *learned) {
    nd_free(learned->boilerplate);
    nd_profiles_free(&learned->profiles);
    nd_frequents_free(&learned->frequents);
    *learned = (struct nd_learned){0};
}
