/*
 * audit.c - see audit.h
 *
 * Pairs of one report are rare: all pairs within a sample of a large corpus would hold next to
 * none. So each document of the sample is compared with all documents of the corpus, and the
 * documents, not the pairs, are what was drawn (a star sample of the graph of pairs).
 *
 * The sample is a bottom-k sample: the documents with the least hashes of seed and words. So it
 * does not depend on the order of the input or on the names, and a corpus that grows keeps most of
 * it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/audit.h"

#include <stdlib.h>

#include "base/bounds.h"
#include "base/mem.h"
#include "match/exact.h"
#include "match/interval.h"

/* What pairs are counted as. */
enum { FOUND, OF_ROUNDUPS, PAIRS, MISSED, REJOINED, APART, LOST, KINDS };

struct counts {
    uint64_t of[KINDS];
};

struct auditing {
    const struct nd_matched *matched;
    struct nd_audit *audit;
    uint32_t *sample;      /* ranks, ascending */
    uint32_t *stands_for;  /* by rank: for the document that it was set aside for, or for itself */
    struct nd_edges edges; /* the pairs of the sample */
    struct nd_audit_pair *pairs; /* the same, but for those of round-ups */
    struct counts totals;
    struct counts *counts; /* by rank */
};

/* ---- The sample ------------------------------------------------------------------------------ */

struct draw {
    uint64_t key;
    uint32_t rank;
};

static int compare_draws(const void *x, const void *y) {
    const struct draw *a = x, *b = y;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static int compare_ranks(const void *x, const void *y) {
    const uint32_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/* The finaliser of splitmix64 (Steele, Lea and Flood, 2014), once for the seed, once for both. */
static uint64_t mix(uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static nd_status draw_sample(struct auditing *a, uint64_t seed) {
    const uint32_t count = a->matched->match->count;
    struct draw *draws = nd_alloc(count, sizeof *draws);
    if (draws == NULL) return ND_ERR_MEMORY;
    for (uint32_t r = 0; r < count; r++) {
        draws[r] = (struct draw){mix(a->matched->entries[r]->hash ^ mix(seed)), r};
    }
    qsort(draws, count, sizeof *draws, compare_draws);
    for (uint32_t i = 0; i < a->audit->sampled; i++) a->sample[i] = draws[i].rank;
    qsort(a->sample, a->audit->sampled, sizeof *a->sample, compare_ranks);
    nd_free(draws);
    return ND_OK;
}

/* ---- What became of the pairs ---------------------------------------------------------------- */

static bool is_candidate(const struct nd_candidates *candidates, uint32_t a, uint32_t b) {
    const uint64_t pair = (uint64_t)a << 32 | b;
    size_t first = 0, end = candidates->count;
    while (first < end) {
        const size_t middle = first + (end - first) / 2;
        if (candidates->pairs[middle] < pair)
            first = middle + 1;
        else
            end = middle;
    }
    return first < candidates->count && candidates->pairs[first] == pair;
}

/* Documents that were set aside are found where they were set. */
static bool was_proposed(const struct auditing *a, const struct nd_edge *edge) {
    const uint32_t x = a->stands_for[edge->a], y = a->stands_for[edge->b];
    return x == y || is_candidate(a->matched->candidates, nd_smaller(x, y), nd_larger(x, y));
}

static struct nd_audit_pair judge(const struct auditing *a, const struct nd_edge *edge) {
    const struct nd_matched *m = a->matched;
    return (struct nd_audit_pair){.a = m->entries[edge->a]->document,
                                  .b = m->entries[edge->b]->document,
                                  .measure = {edge->share.shared, edge->share.equal,
                                              m->match->documents[edge->a].count,
                                              m->match->documents[edge->b].count},
                                  .proposed = was_proposed(a, edge),
                                  .together = m->places[edge->a].lead == m->places[edge->b].lead};
}

static void count_pair(struct counts *counts, const struct nd_audit_pair *pair) {
    counts->of[PAIRS]++;
    counts->of[MISSED] += !pair->proposed;
    counts->of[REJOINED] += !pair->proposed && pair->together;
    counts->of[APART] += !pair->together;
    counts->of[LOST] += !pair->proposed && !pair->together;
}

/* Counts an edge once in the totals and once for either document. */
static void judge_edge(struct auditing *a, const struct nd_edge *edge) {
    const struct nd_cluster_place *places = a->matched->places;
    const bool roundup = places[edge->a].relation == ND_RELATION_ROUNDUP ||
                         places[edge->b].relation == ND_RELATION_ROUNDUP;
    struct counts *const counts[] = {&a->totals, &a->counts[edge->a], &a->counts[edge->b]};
    const struct nd_audit_pair pair = judge(a, edge);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        counts[i]->of[FOUND]++;
        counts[i]->of[OF_ROUNDUPS] += roundup;
        if (!roundup) count_pair(counts[i], &pair);
    }
    if (!roundup) a->pairs[a->audit->pair_count++] = pair;
}

/* ---- Estimates ------------------------------------------------------------------------------- */

static void estimate(const struct auditing *a, int part, int whole, struct nd_estimate *out) {
    struct nd_ratio ratio = {0};
    for (uint32_t i = 0; i < a->audit->sampled; i++) {
        const struct counts *counts = &a->counts[a->sample[i]];
        nd_ratio_add(&ratio, counts->of[part], counts->of[whole]);
    }
    *out = (struct nd_estimate){.part = a->totals.of[part], .whole = a->totals.of[whole]};
    nd_ratio_estimate(&ratio, a->audit->sampled, a->audit->documents, out);
}

static void estimate_all(struct auditing *a) {
    estimate(a, OF_ROUNDUPS, FOUND, &a->audit->roundups);
    estimate(a, MISSED, PAIRS, &a->audit->missed);
    estimate(a, REJOINED, MISSED, &a->audit->rejoined);
    estimate(a, LOST, PAIRS, &a->audit->lost);
    estimate(a, APART, PAIRS, &a->audit->apart);
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status prepare(struct auditing *a) {
    const uint32_t count = a->matched->match->count;
    a->sample = nd_alloc(a->audit->sampled, sizeof *a->sample);
    a->stands_for = nd_alloc(count, sizeof *a->stands_for);
    a->counts = nd_alloc_zero(count, sizeof *a->counts);
    if (a->sample == NULL || a->stands_for == NULL || a->counts == NULL) return ND_ERR_MEMORY;
    for (uint32_t r = 0; r < count; r++) a->stands_for[r] = r;
    for (size_t i = 0; i < a->matched->collapsed->count; i++) {
        const struct nd_edge *edge = &a->matched->collapsed->edges[i];
        a->stands_for[edge->b] = edge->a;
    }
    return ND_OK;
}

nd_status nd_audit_matched(const struct nd_matched *matched, const struct nd_audit_options *options,
                           struct nd_audit *audit) {
    struct auditing a = {.matched = matched, .audit = audit};
    nd_status status;
    audit->documents = matched->match->count;
    audit->sampled = nd_smaller(options->sample, audit->documents);
    status = prepare(&a);
    if (status == ND_OK) status = draw_sample(&a, options->seed);
    if (status == ND_OK)
        status = nd_find_exactly(matched->match, a.sample, audit->sampled, &a.edges);
    if (status == ND_OK) {
        a.pairs = nd_alloc(a.edges.count, sizeof *a.pairs);
        if (a.pairs == NULL) status = ND_ERR_MEMORY;
    }
    if (status == ND_OK) {
        for (size_t i = 0; i < a.edges.count; i++) judge_edge(&a, &a.edges.edges[i]);
        estimate_all(&a);
        audit->pairs = a.pairs;
    }
    nd_free(a.sample);
    nd_free(a.stands_for);
    nd_free(a.counts);
    nd_free(a.edges.edges);
    return status;
}
