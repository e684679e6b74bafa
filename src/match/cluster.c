/*
 * cluster.c - see cluster.h
 *
 * Star clustering (Aslam, Pelekhov and Rus, 2004): of the documents of a connected component that
 * have no cluster yet, the one that shares the most words with the others becomes a lead, and all
 * that carry one report with it become its members. So every member is verified directly against
 * its lead, a chain A-B-C with A unlike C is cut, and the lead is the fullest and cleanest copy: of
 * two that share as much, the one with more words.
 *
 * A star alone would still join A and C around a B that each has half of. So a document of which
 * much is not in the lead must also agree a little with the members that are closer to the lead:
 * with most of them in a small component, with the first in a large one. An abridged copy need not:
 * it is all in the lead, from its beginning on, however little another one kept. What is in the
 * lead further down may be another report, which the lead adds to its own: it is looked at last.
 *
 * In a component of at most ALL_PAIRS documents every pair is compared. In a larger one the order
 * of leads goes by the verified pairs that are known, and a document is compared with a lead when a
 * chain of members leads to it, each (lead, document) once: 20,000 copies cost 20,000 comparisons.
 * Components are independent pieces of work.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/cluster.h"

#include <stdlib.h>

#include "base/exec.h"
#include "base/mem.h"
#include "match/graph.h"

#define NONE UINT32_MAX
enum { ALL_PAIRS = 64 };

/* A document of a large component, while the order of leads is found. */
struct weighed {
    uint64_t words; /* shared with its neighbours */
    uint32_t rank;
};

/* Two documents of a small component. */
struct pair {
    struct nd_share share;
    bool accepted; /* they carry one report */
};

/* What one worker needs. */
struct bench {
    struct nd_aligner aligner;
    struct pair *pairs; /* ALL_PAIRS x ALL_PAIRS */
};

struct clustering {
    const struct nd_match *match;
    struct nd_graph graph;
    struct nd_place *places;
    uint32_t *tried;         /* by rank: the last lead that it was compared with */
    struct weighed *weighed; /* as graph.nodes: each component has its own stretch */
    uint32_t *queue;         /* likewise */
    struct bench *benches;   /* one a worker */
};

static bool is_free(const struct clustering *c, uint32_t rank) {
    return c->places[rank].lead == NONE;
}

static void make_lead(struct clustering *c, uint32_t rank) {
    const uint32_t words = c->match->documents[rank].count;
    c->places[rank] = (struct nd_place){.lead = rank,
                                        .match = rank,
                                        .share = {.shared = words, .equal = words},
                                        .relation = ND_RELATION_REPRINT};
}

static void add_member(struct clustering *c, uint32_t lead, uint32_t rank,
                       const struct nd_share *share) {
    c->places[rank] = (struct nd_place){
        .lead = lead, .match = lead, .share = *share, .relation = ND_RELATION_REPRINT};
}

/* Whether a document can lead another that it shares with: it has two thirds of its words. A brief
 * is in both of two longer reports that have nothing else in common, and would join them. */
static bool can_lead(const struct clustering *c, uint32_t lead, uint32_t rank) {
    const struct nd_words *documents = c->match->documents;
    return 3 * (uint64_t)documents[lead].count >= 2 * (uint64_t)documents[rank].count;
}

/* Whether what a document shares with a lead begins behind the first quarter of the lead. */
static bool begins_late(const struct clustering *c, uint32_t lead, uint32_t rank,
                        const struct nd_share *share) {
    return lead < rank && 4 * (uint64_t)share->ahead >= c->match->documents[lead].count;
}

/* Whether a document can be an abridged copy of the lead: four fifths of it are in the lead, from
 * its beginning on. */
static bool is_abridged(const struct clustering *c, uint32_t lead, uint32_t rank,
                        const struct nd_share *share) {
    return 5 * (uint64_t)share->shared >= 4 * (uint64_t)c->match->documents[rank].count &&
           !begins_late(c, lead, rank, share);
}

/* Whether two documents share half of what would make them one report. */
static bool agrees(const struct clustering *c, uint32_t x, uint32_t y,
                   const struct nd_share *share) {
    const uint32_t words_x = c->match->documents[x].count, words_y = c->match->documents[y].count;
    const uint64_t shorter = words_x < words_y ? words_x : words_y;
    return 2 * (uint64_t)share->shared * ND_THRESHOLD_UNIT >= shorter * c->match->threshold;
}

/* ---- Small components: all pairs ------------------------------------------------------------- */

/* A small component at work: documents are known by their index in nodes. */
struct small {
    struct clustering *c;
    const struct pair *pairs;
    const uint32_t *nodes;
    size_t n;
    size_t members[ALL_PAIRS]; /* of the cluster that is being made, but for the lead */
    size_t member_count;
};

static const struct nd_neighbour *find_neighbour(const struct nd_graph *graph, uint32_t x,
                                                 uint32_t y) {
    for (size_t i = graph->first[x]; i < graph->first[x + 1]; i++) {
        if (graph->neighbours[i].rank == y) return &graph->neighbours[i];
    }
    return NULL;
}

static nd_status compare_pair(struct clustering *c, struct bench *bench, uint32_t x, uint32_t y,
                              struct pair *pair) {
    const struct nd_neighbour *known = find_neighbour(&c->graph, x, y);
    nd_status status = ND_OK;
    if (known != NULL) {
        *pair = (struct pair){known->share, true};
        return ND_OK;
    }
    status = nd_match_align(c->match, &bench->aligner, x, y, &pair->share);
    pair->accepted = status == ND_OK && nd_match_accepts(c->match, x, y, &pair->share);
    return status;
}

static nd_status compare_all(struct clustering *c, struct bench *bench, const uint32_t *nodes,
                             size_t n) {
    for (size_t i = 0; i < n; i++) {
        bench->pairs[i * n + i] = (struct pair){{0}, false};
        for (size_t j = i + 1; j < n; j++) {
            struct pair *pair = &bench->pairs[i * n + j];
            const nd_status status = compare_pair(c, bench, nodes[i], nodes[j], pair);
            if (status != ND_OK) return status;
            bench->pairs[j * n + i] = *pair;
        }
    }
    return ND_OK;
}

/* Whether j is free to become a member under lead i. */
static bool may_join(const struct small *s, size_t i, size_t j) {
    return s->pairs[i * s->n + j].accepted && is_free(s->c, s->nodes[j]) &&
           can_lead(s->c, s->nodes[i], s->nodes[j]);
}

/* The free document that shares the most words with those it can lead; n when none is free. */
static size_t next_lead(const struct small *s) {
    size_t best = s->n;
    uint64_t most = 0;
    for (size_t i = 0; i < s->n; i++) {
        uint64_t words = 0;
        if (!is_free(s->c, s->nodes[i])) continue;
        for (size_t j = 0; j < s->n; j++) {
            if (may_join(s, i, j)) words += s->pairs[i * s->n + j].share.shared;
        }
        if (best < s->n && words <= most) continue;
        best = i;
        most = words;
    }
    return best;
}

/* The document most similar to the lead among those that begin late or not, may join and have not
 * been turned down; n when there is none. */
static size_t closest(const struct small *s, size_t lead, bool late, const bool *turned_down) {
    const struct nd_words *documents = s->c->match->documents;
    size_t best = s->n;
    uint64_t best_shared = 0, best_total = 1;
    for (size_t j = 0; j < s->n; j++) {
        const uint64_t shared = s->pairs[lead * s->n + j].share.shared;
        const uint64_t total =
            (uint64_t)documents[s->nodes[lead]].count + documents[s->nodes[j]].count - shared;
        if (turned_down[j] || !may_join(s, lead, j)) continue;
        if (begins_late(s->c, s->nodes[lead], s->nodes[j], &s->pairs[lead * s->n + j].share) !=
            late) {
            continue;
        }
        if (best < s->n && shared * best_total <= best_shared * total) continue;
        best = j;
        best_shared = shared;
        best_total = total;
    }
    return best;
}

static bool fits(const struct small *s, size_t lead, size_t j) {
    size_t agreeing = 0;
    const struct pair *pair = &s->pairs[lead * s->n + j];
    if (is_abridged(s->c, s->nodes[lead], s->nodes[j], &pair->share)) return true;
    for (size_t m = 0; m < s->member_count; m++) {
        const size_t k = s->members[m];
        agreeing += agrees(s->c, s->nodes[j], s->nodes[k], &s->pairs[j * s->n + k].share);
    }
    return 2 * agreeing >= s->member_count;
}

static void add_members(struct small *s, size_t lead, bool late) {
    bool turned_down[ALL_PAIRS] = {false};
    for (size_t j; (j = closest(s, lead, late, turned_down)) < s->n;) {
        turned_down[j] = !fits(s, lead, j);
        if (turned_down[j]) continue;
        add_member(s->c, s->nodes[lead], s->nodes[j], &s->pairs[lead * s->n + j].share);
        s->members[s->member_count++] = j;
    }
}

static void make_cluster(struct small *s, size_t lead) {
    make_lead(s->c, s->nodes[lead]);
    s->member_count = 0;
    add_members(s, lead, false);
    add_members(s, lead, true);
}

static nd_status cluster_small(struct clustering *c, struct bench *bench, const uint32_t *nodes,
                               size_t n) {
    struct small s = {.c = c, .pairs = bench->pairs, .nodes = nodes, .n = n};
    const nd_status status = compare_all(c, bench, nodes, n);
    if (status != ND_OK) return status;
    for (size_t lead; (lead = next_lead(&s)) < n;) make_cluster(&s, lead);
    return ND_OK;
}

/* ---- Large components: along the known pairs ------------------------------------------------- */

static int compare_weighed(const void *x, const void *y) {
    const struct weighed *a = x, *b = y;
    if (a->words != b->words) return a->words > b->words ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static void weigh(const struct clustering *c, const uint32_t *nodes, size_t n,
                  struct weighed *weighed) {
    for (size_t i = 0; i < n; i++) {
        weighed[i] = (struct weighed){0, nodes[i]};
        for (size_t k = c->graph.first[nodes[i]]; k < c->graph.first[nodes[i] + 1]; k++) {
            const struct nd_neighbour *neighbour = &c->graph.neighbours[k];
            if (can_lead(c, nodes[i], neighbour->rank)) weighed[i].words += neighbour->share.shared;
        }
    }
    qsort(weighed, n, sizeof *weighed, compare_weighed);
}

/* A star while it grows: the members found, whose neighbours are still to be looked at. */
struct star {
    struct clustering *c;
    struct nd_aligner *aligner;
    uint32_t lead;
    uint32_t *queue; /* the lead, then its members */
    size_t queued;
};

/* Whether a document of which much is not in the lead agrees with the first member. */
static nd_status fits_star(struct star *star, uint32_t rank, const struct nd_share *share,
                           bool *fit) {
    struct nd_share other;
    nd_status status;
    *fit = star->queued < 2 || is_abridged(star->c, star->lead, rank, share);
    if (*fit) return ND_OK;
    status = nd_match_align(star->c->match, star->aligner, star->queue[1], rank, &other);
    *fit = status == ND_OK && agrees(star->c, star->queue[1], rank, &other);
    return status;
}

/* Offers `neighbour` of member `from` to the star. */
static nd_status offer(struct star *star, uint32_t from, const struct nd_neighbour *neighbour) {
    struct clustering *c = star->c;
    const uint32_t rank = neighbour->rank;
    struct nd_share share = neighbour->share;
    nd_status status;
    bool fit;
    if (!is_free(c, rank) || c->tried[rank] == star->lead) return ND_OK;
    if (!can_lead(c, star->lead, rank)) return ND_OK;
    c->tried[rank] = star->lead;
    if (from != star->lead) {
        status = nd_match_align(c->match, star->aligner, star->lead, rank, &share);
        if (status != ND_OK) return status;
        if (!nd_match_accepts(c->match, star->lead, rank, &share)) return ND_OK;
    }
    status = fits_star(star, rank, &share, &fit);
    if (status != ND_OK || !fit) return status;
    add_member(c, star->lead, rank, &share);
    star->queue[star->queued++] = rank;
    return ND_OK;
}

static nd_status grow_star(struct star *star) {
    const struct nd_graph *graph = &star->c->graph;
    nd_status status = ND_OK;
    make_lead(star->c, star->lead);
    star->queue[0] = star->lead;
    star->queued = 1;
    for (size_t q = 0; q < star->queued; q++) {
        const uint32_t from = star->queue[q];
        for (size_t i = graph->first[from]; i < graph->first[from + 1]; i++) {
            status = offer(star, from, &graph->neighbours[i]);
            if (status != ND_OK) return status;
        }
    }
    return ND_OK;
}

static nd_status cluster_large(struct clustering *c, struct bench *bench, size_t first, size_t n) {
    struct weighed *weighed = c->weighed + first;
    nd_status status = ND_OK;
    weigh(c, c->graph.nodes + first, n, weighed);
    for (size_t i = 0; i < n && status == ND_OK; i++) {
        struct star star = {.c = c, .aligner = &bench->aligner, .queue = c->queue + first};
        star.lead = weighed[i].rank;
        if (is_free(c, star.lead)) status = grow_star(&star);
    }
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status cluster_component(void *context, size_t component, uint32_t worker) {
    struct clustering *c = context;
    const size_t first = c->graph.component[component];
    const size_t n = c->graph.component[component + 1] - first;
    struct bench *bench = &c->benches[worker];
    return n <= ALL_PAIRS ? cluster_small(c, bench, c->graph.nodes + first, n)
                          : cluster_large(c, bench, first, n);
}

static nd_status allocate(struct clustering *c, uint32_t workers) {
    const size_t n = c->match->count;
    c->tried = nd_alloc(n, sizeof *c->tried);
    c->weighed = nd_alloc(n, sizeof *c->weighed);
    c->queue = nd_alloc(n, sizeof *c->queue);
    c->benches = nd_alloc_zero(workers, sizeof *c->benches);
    if (c->tried == NULL || c->weighed == NULL || c->queue == NULL || c->benches == NULL) {
        return ND_ERR_MEMORY;
    }
    for (uint32_t w = 0; w < workers; w++) {
        nd_aligner_init(&c->benches[w].aligner, c->match->kernels, c->match->lexicon);
        c->benches[w].pairs = nd_alloc(ALL_PAIRS * ALL_PAIRS, sizeof *c->benches[w].pairs);
        if (c->benches[w].pairs == NULL) return ND_ERR_MEMORY;
    }
    for (uint32_t r = 0; r < n; r++) c->places[r].lead = c->tried[r] = NONE;
    return ND_OK;
}

static void release(struct clustering *c, uint32_t workers) {
    for (uint32_t w = 0; w < workers && c->benches != NULL; w++) {
        nd_aligner_free(&c->benches[w].aligner);
        nd_free(c->benches[w].pairs);
    }
    nd_graph_free(&c->graph);
    nd_free(c->tried);
    nd_free(c->weighed);
    nd_free(c->queue);
    nd_free(c->benches);
}

nd_status nd_cluster(const struct nd_match *match, const struct nd_edges *edges,
                     struct nd_place *places) {
    const uint32_t workers = nd_exec_workers(match->executor);
    struct clustering c = {.match = match, .places = places};
    nd_status status = allocate(&c, workers);
    if (status == ND_OK) status = nd_graph_init(&c.graph, match, edges);
    if (status == ND_OK) {
        status = nd_exec_run(match->executor, c.graph.component_count, cluster_component, &c);
    }
    for (uint32_t r = 0; r < match->count && status == ND_OK; r++) {
        if (is_free(&c, r)) make_lead(&c, r);
    }
    release(&c, workers);
    return status;
}
