/*
 * judge.c - see judge.h
 *
 * Scanned copies of one report have rare text everywhere, because every misreading is rare. So
 * documents that share a suspect are compared, pair by pair: of the fingerprints that at most 2n
 * documents have, how much of either lies outside of what the two share and is rare? Two copies
 * differ in places, two reports in one template in long stretches. Where the source is known, less
 * will do: nobody else prints this text.
 *
 * What two documents share is told by their common fingerprints, which stand in every stretch of
 * eleven common words. Misread text has no such stretches: where one of the two is misread, or the
 * corpus is too small to tell, they are aligned, at ten times the cost.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/judge.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/bounds.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "sketch/sketch.h"

enum {
    CHUNK = 256,              /* judgements in a piece of work */
    UNIT = 256,               /* shares are counted in parts of this */
    LEAST_OWN = 114,          /* of UNIT, summed over pairs: boilerplate */
    LEAST_OWN_OF_SOURCE = 64, /* ... where the source is known */
    LEAST_REPORT = 8,         /* rare fingerprints of a report of its own: about 40 words */
    PAIRS = 3,                /* of samples that judge */
    MARGIN = 12,              /* words beside a common stretch that still count as inside of it */
    HALF_SHINGLE = ND_SHINGLE_WORDS / 2
};

/* A suspect that is to be judged by a pair of its documents. */
struct judgement {
    uint64_t pair; /* a << 32 | b */
    uint32_t number;
};

/* Words [begin, end) of a document that the other one has too. */
struct stretch {
    uint32_t begin, end;
};

struct stretches {
    struct stretch *items; /* ascending */
    size_t count, capacity;
};

/* What one worker needs. */
struct bench {
    struct nd_aligner aligner;
    struct stretches shared[2]; /* of the two documents */
    uint32_t *slots;            /* by hash: an index of the first document's fingerprints, plus 1 */
    size_t slot_capacity;
    uint8_t *common; /* by index of the first document's fingerprints: the second one has it */
    size_t common_capacity;
};

struct trial {
    const struct nd_match *match;
    const struct nd_profiles *profiles;
    const struct nd_suspects *suspects;
    _Atomic uint32_t *own;        /* by number: shares of text of their own, summed over pairs */
    struct bench *benches;        /* one a worker */
    struct judgement *judgements; /* sorted by pair */
    size_t judgement_count, judgement_capacity;
};

/* ---- What two documents share ---------------------------------------------------------------- */

static nd_status add_stretch(struct stretches *shared, uint32_t begin, uint32_t length) {
    nd_status status;
    if (shared->count != 0 && shared->items[shared->count - 1].end >= begin) {
        shared->items[shared->count - 1].end = begin + length;
        return ND_OK;
    }
    status =
        nd_reserve(&shared->items, &shared->capacity, shared->count + 1, sizeof *shared->items);
    if (status == ND_OK) shared->items[shared->count++] = (struct stretch){begin, begin + length};
    return status;
}

/* Aligns two documents; where hardly a tenth is common, next to nothing is in passages. */
static nd_status share_by_words(const struct trial *t, struct bench *bench, uint32_t a,
                                uint32_t b) {
    const struct nd_words *first = &t->match->documents[a], *second = &t->match->documents[b];
    struct nd_aligner *aligner = &bench->aligner;
    struct nd_share share;
    nd_status status = nd_align_with(aligner, first->words, first->count);
    if (status == ND_OK)
        status = nd_align(aligner, second->words, second->count, second->count / 5 * 4, &share);
    for (size_t i = 0; i < aligner->run_count && status == ND_OK; i++) {
        const struct nd_run *run = &aligner->runs[i];
        status = add_stretch(&bench->shared[0], run->at_a, run->length);
        if (status == ND_OK) status = add_stretch(&bench->shared[1], run->at_b, run->length);
    }
    return status;
}

/* Makes the table of the first document's fingerprints; *mask becomes its size less 1. */
static nd_status tabulate(struct bench *bench, const struct nd_prints *prints, uint32_t *mask) {
    const uint32_t *low = nd_prints_low(prints);
    const size_t size = (size_t)2 << nd_bits_for(prints->count);
    nd_status status = nd_reserve(&bench->slots, &bench->slot_capacity, size, sizeof *bench->slots);
    if (status == ND_OK)
        status = nd_reserve(&bench->common, &bench->common_capacity, prints->count, 1);
    if (status != ND_OK) return status;
    memset(bench->slots, 0, size * sizeof *bench->slots);
    memset(bench->common, 0, prints->count);
    *mask = (uint32_t)size - 1;
    for (uint32_t i = 0; i < prints->count; i++) {
        uint32_t slot = low[i] & *mask;
        while (bench->slots[slot] != 0 && low[bench->slots[slot] - 1] != low[i])
            slot = (slot + 1) & *mask;
        if (bench->slots[slot] == 0) bench->slots[slot] = i + 1;
    }
    return ND_OK;
}

/* The index of a fingerprint in the table, plus 1; 0 when it is not there. */
static uint32_t look_up(const struct bench *bench, uint32_t mask, const uint32_t *low,
                        uint32_t hash) {
    uint32_t slot = hash & mask;
    while (bench->slots[slot] != 0 && low[bench->slots[slot] - 1] != hash) slot = (slot + 1) & mask;
    return bench->slots[slot];
}

static nd_status share_by_prints(const struct trial *t, struct bench *bench, uint32_t a,
                                 uint32_t b) {
    const struct nd_prints *first = &t->match->prints[a], *second = &t->match->prints[b];
    const uint32_t *low = nd_prints_low(first), *other = nd_prints_low(second);
    uint32_t mask;
    nd_status status = tabulate(bench, first, &mask);
    for (uint32_t j = 0; j < second->count && status == ND_OK; j++) {
        const uint32_t found = look_up(bench, mask, low, other[j]);
        if (found == 0) continue;
        bench->common[found - 1] = 1;
        status = add_stretch(&bench->shared[1], second->positions[j], ND_SHINGLE_WORDS);
    }
    for (uint32_t i = 0; i < first->count && status == ND_OK; i++) {
        if (bench->common[i])
            status = add_stretch(&bench->shared[0], first->positions[i], ND_SHINGLE_WORDS);
    }
    return status;
}

static nd_status share(const struct trial *t, struct bench *bench, uint32_t a, uint32_t b) {
    const uint8_t *misread = t->match->misread;
    bench->shared[0].count = bench->shared[1].count = 0;
    return !nd_lexicon_tells(t->match->lexicon) || misread[a] || misread[b]
               ? share_by_words(t, bench, a, b)
               : share_by_prints(t, bench, a, b);
}

/* ---- What each has of its own ---------------------------------------------------------------- */

/* What of a document lies inside of the stretches that it shares with another, and what outside. */
struct sides {
    struct nd_spectrum inside, outside;
};

/* Whether word `at` is within MARGIN of a stretch. `next` is the first that ends behind it. */
static bool is_inside(const struct stretches *shared, size_t next, uint32_t at) {
    return (next < shared->count && shared->items[next].begin <= at + MARGIN) ||
           (next > 0 && at - shared->items[next - 1].end <= MARGIN);
}

static void split(const struct trial *t, const struct stretches *shared, uint32_t rank,
                  struct sides *sides) {
    const struct nd_profile profile = nd_profile_of(t->profiles, rank);
    size_t next = 0;
    *sides = (struct sides){{{0}}, {{0}}};
    for (uint32_t i = 0; i < profile.count; i++) {
        const uint32_t at = profile.positions[i] + HALF_SHINGLE;
        struct nd_spectrum *side;
        while (next < shared->count && shared->items[next].end <= at) next++;
        side = is_inside(shared, next, at) ? &sides->inside : &sides->outside;
        side->upto[nd_profile_class(&profile, i)]++;
    }
    nd_spectrum_sum(&sides->inside);
    nd_spectrum_sum(&sides->outside);
}

/* A few words that each paper adds to a report are no report of their own, unless next to nothing
 * is shared beside the template. */
static uint32_t own_share(const struct sides *sides, uint8_t class) {
    const uint32_t rare = nd_spectrum_rare(&sides->outside, class);
    const uint32_t share = nd_share_of(rare, nd_spectrum_alike(&sides->inside, class), UNIT);
    return rare < LEAST_REPORT && share < UNIT / 2 ? 0 : share;
}

/* ---- Judgements ------------------------------------------------------------------------------ */

/* Whether the pairs so far have shown it, whatever the others would say. */
static bool is_decided(const struct trial *t, uint32_t number) {
    return t->own[number] >= (t->match->sources != NULL ? LEAST_OWN_OF_SOURCE : LEAST_OWN);
}

static int compare_judgements(const void *x, const void *y) {
    const struct judgement *a = x, *b = y;
    return (a->pair > b->pair) - (a->pair < b->pair);
}

/* Lists what is to be judged in a round: by the pair of samples (0, 1), then (0, 2), then (1, 2).
 */
static nd_status list_judgements(struct trial *t, uint32_t round) {
    const struct nd_suspects *suspects = t->suspects;
    const uint32_t first = round / 2, second = 1 + (round + 1) / 2;
    t->judgement_count = 0;
    for (uint32_t n = 1; n <= suspects->count; n++) {
        const uint32_t *sample = suspects->items[n - 1].sample;
        nd_status status;
        if (second >= suspects->items[n - 1].documents || is_decided(t, n)) continue;
        status = nd_reserve(&t->judgements, &t->judgement_capacity, t->judgement_count + 1,
                            sizeof *t->judgements);
        if (status != ND_OK) return status;
        t->judgements[t->judgement_count++] =
            (struct judgement){(uint64_t)nd_smaller(sample[first], sample[second]) << 32 |
                                   nd_larger(sample[first], sample[second]),
                               n};
    }
    if (t->judgement_count != 0)
        qsort(t->judgements, t->judgement_count, sizeof *t->judgements, compare_judgements);
    return ND_OK;
}

/* Compares a pair and lets it judge judgements[first, end), which all name it. */
static nd_status judge_pair(const struct trial *t, uint32_t worker, size_t first, size_t end) {
    const uint32_t a = (uint32_t)(t->judgements[first].pair >> 32);
    const uint32_t b = (uint32_t)t->judgements[first].pair;
    struct bench *bench = &t->benches[worker];
    struct sides sides_a, sides_b;
    const nd_status status = share(t, bench, a, b);
    if (status != ND_OK) return status;
    split(t, &bench->shared[0], a, &sides_a);
    split(t, &bench->shared[1], b, &sides_b);
    for (size_t i = first; i < end; i++) {
        const uint32_t number = t->judgements[i].number;
        const uint8_t class = t->suspects->items[number - 1].class;
        atomic_fetch_add_explicit(
            &t->own[number], nd_smaller(own_share(&sides_a, class), own_share(&sides_b, class)),
            memory_order_relaxed);
    }
    return ND_OK;
}

/* Handles the pairs that begin in a chunk of the judgements. */
static nd_status judge_chunk(void *context, size_t task, uint32_t worker) {
    const struct trial *t = context;
    const struct judgement *judgements = t->judgements;
    const size_t end = (task + 1) * CHUNK;
    nd_status status = ND_OK;
    for (size_t i = task * CHUNK, next; i < end && i < t->judgement_count && status == ND_OK;
         i = next) {
        next = i + 1;
        if (i > 0 && judgements[i - 1].pair == judgements[i].pair) continue;
        while (next < t->judgement_count && judgements[next].pair == judgements[i].pair) next++;
        status = judge_pair(t, worker, i, next);
    }
    return status;
}

/* In rounds, because one pair mostly decides. */
static nd_status judge(struct trial *t, bool *boilerplate) {
    nd_status status = ND_OK;
    for (uint32_t round = 0; round < PAIRS && status == ND_OK; round++) {
        size_t chunks;
        status = list_judgements(t, round);
        chunks = (t->judgement_count + CHUNK - 1) / CHUNK;
        if (status == ND_OK) status = nd_exec_run(t->match->executor, chunks, judge_chunk, t);
    }
    for (uint32_t n = 1; n <= t->suspects->count && status == ND_OK; n++)
        if (is_decided(t, n)) boilerplate[n] = true;
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct trial *t, uint32_t workers) {
    t->own = nd_alloc_zero((size_t)t->suspects->count + 1, sizeof *t->own);
    t->benches = nd_alloc_zero(workers, sizeof *t->benches);
    if (t->own == NULL || t->benches == NULL) return ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers; w++)
        nd_aligner_init(&t->benches[w].aligner, t->match->kernels, NULL);
    return ND_OK;
}

static void release(struct trial *t, uint32_t workers) {
    for (uint32_t w = 0; w < workers && t->benches != NULL; w++) {
        nd_aligner_free(&t->benches[w].aligner);
        nd_free(t->benches[w].shared[0].items);
        nd_free(t->benches[w].shared[1].items);
        nd_free(t->benches[w].slots);
        nd_free(t->benches[w].common);
    }
    nd_free(t->benches);
    nd_free(t->judgements);
    nd_free(t->own);
}

nd_status nd_judge(const struct nd_profiles *profiles, const struct nd_suspects *suspects,
                   bool *boilerplate) {
    struct trial t = {.match = profiles->match, .profiles = profiles, .suspects = suspects};
    const uint32_t workers = nd_exec_workers(t.match->executor);
    nd_status status = allocate(&t, workers);
    if (status == ND_OK) status = judge(&t, boilerplate);
    release(&t, workers);
    return status;
}
