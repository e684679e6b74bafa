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
 * 4. Judgement: see judge.c.
 *
 * Each step is linear in the corpus. Shares are sums of integers, so that the order of adding does
 * not matter.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/learn.h"

#include <stdatomic.h>

#include "base/bounds.h"
#include "base/exec.h"
#include "base/mem.h"
#include "match/judge.h"

enum {
    CHUNK = 256,    /* documents in a piece of work */
    UNIT = 256,     /* shares are counted in parts of this */
    LEAST_RARE = 51 /* of UNIT, on average over documents: a suspect */
};

/* What is learned of a frequent fingerprint: sums, which come out the same whatever the order of
 * adding. One array each, by number, so that a pass over the documents touches little memory. */
struct learning {
    const struct nd_match *match;
    struct nd_learned *learned;
    _Atomic uint32_t *rare;    /* shares of rare text, summed over its documents */
    _Atomic uint32_t *in_runs; /* documents in which it is a suspect beside another one */
    bool *suspect;
};

static void add_to(_Atomic uint32_t *sum, uint32_t number) {
    atomic_fetch_add_explicit(sum, number, memory_order_relaxed);
}

/* ---- Suspects -------------------------------------------------------------------------------- */

/* Adds the share of rare text of a document to all its frequent fingerprints. */
static void add_rare(const struct learning *l, uint32_t rank) {
    const struct nd_profile profile = nd_profile_of(&l->learned->profiles, rank);
    struct nd_spectrum spectrum = {{0}};
    for (uint32_t i = 0; i < profile.count; i++) spectrum.upto[profile.classes[i]]++;
    nd_spectrum_sum(&spectrum);
    for (uint32_t i = 0; i < profile.count; i++) {
        const uint32_t number = profile.numbers[i];
        uint32_t rare, alike;
        if (number == ND_RARE) continue;
        rare = nd_spectrum_rare(&spectrum, profile.classes[i]);
        alike = nd_spectrum_alike(&spectrum, profile.classes[i]);
        add_to(&l->rare[number], nd_share_of(rare, alike - rare, UNIT));
    }
}

static void find_suspects(struct learning *l) {
    for (uint32_t n = 1; n <= l->learned->frequents.count; n++) {
        l->suspect[n] =
            l->rare[n] >= (uint64_t)LEAST_RARE * l->learned->frequents.items[n - 1].documents;
    }
}

static void count_runs(const struct learning *l, uint32_t rank) {
    const struct nd_profile profile = nd_profile_of(&l->learned->profiles, rank);
    const bool *suspect = l->suspect; /* never of ND_RARE */
    for (uint32_t i = 0; i < profile.count; i++) {
        if (!suspect[profile.numbers[i]]) continue;
        if ((i > 0 && suspect[profile.numbers[i - 1]]) ||
            (i + 1 < profile.count && suspect[profile.numbers[i + 1]])) {
            add_to(&l->in_runs[profile.numbers[i]], 1);
        }
    }
}

/* Calls `visit` for each document of a chunk. */
static nd_status visit_chunk(const struct learning *l, size_t task,
                             void (*visit)(const struct learning *, uint32_t rank)) {
    const size_t end = (task + 1) * CHUNK;
    for (size_t i = task * CHUNK; i < end && i < l->match->count; i++)
        visit(l, nd_match_visit(l->match, i));
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

/* ---- The whole ------------------------------------------------------------------------------- */

/* Those that are suspects beside another one too seldom are so no more. */
static void drop_phrases(struct learning *l) {
    const struct nd_frequents *frequents = &l->learned->frequents;
    for (uint32_t n = 1; n <= frequents->count; n++) {
        const uint32_t least = nd_smaller(frequents->items[n - 1].documents, ND_LEAST_DOCUMENTS);
        l->suspect[n] = l->suspect[n] && l->in_runs[n] >= least;
    }
}

static nd_status allocate(struct learning *l) {
    const size_t n = (size_t)l->learned->frequents.count + 1;
    l->rare = nd_alloc_zero(n, sizeof *l->rare);
    l->in_runs = nd_alloc_zero(n, sizeof *l->in_runs);
    l->suspect = nd_alloc_zero(n, sizeof *l->suspect);
    l->learned->boilerplate = nd_alloc_zero(n, sizeof *l->learned->boilerplate);
    return l->rare == NULL || l->in_runs == NULL || l->suspect == NULL ||
                   l->learned->boilerplate == NULL
               ? ND_ERR_MEMORY
               : ND_OK;
}

static nd_status find_boilerplate(struct learning *l) {
    const size_t chunks = (l->match->count + (size_t)CHUNK - 1) / CHUNK;
    nd_status status = allocate(l);
    nd_match_stage(l->match, "suspects");
    if (status == ND_OK) status = nd_exec_run(l->match->executor, chunks, add_rare_chunk, l);
    if (status == ND_OK) {
        find_suspects(l);
        status = nd_exec_run(l->match->executor, chunks, count_runs_chunk, l);
    }
    nd_match_stage(l->match, "judging boilerplate");
    if (status == ND_OK) {
        drop_phrases(l);
        status = nd_judge(&l->learned->profiles, l->suspect, l->learned->boilerplate);
    }
    for (uint32_t n = 1; n <= l->learned->frequents.count && status == ND_OK; n++)
        l->learned->count += l->learned->boilerplate[n];
    return status;
}

nd_status nd_learn(const struct nd_match *match, struct nd_learned *learned) {
    struct learning l = {.match = match, .learned = learned};
    nd_status status;
    *learned = (struct nd_learned){0};
    nd_match_stage(match, "frequent fingerprints");
    status = nd_frequents_find(match, &learned->frequents);
    if (status == ND_OK) status = nd_profiles_make(match, &learned->frequents, &learned->profiles);
    if (status == ND_OK) status = find_boilerplate(&l);
    nd_free(l.rare);
    nd_free(l.in_runs);
    nd_free(l.suspect);
    return status;
}

void nd_learned_free(struct nd_learned *learned) {
    nd_free(learned->boilerplate);
    nd_profiles_free(&learned->profiles);
    nd_frequents_free(&learned->frequents);
    *learned = (struct nd_learned){0};
}
