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
 * In a small component every pair counts, verified or not: see small.c. In a larger one the order
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
#include "base/store.h"
#include "match/small.h"
#include "match/stars.h"

enum {
    CHUNK = 16, /* components in a piece of work */
    FAR = 8,    /* components ahead of which documents are looked up, ... */
    NEXT = 2    /* ... and pairs and words asked for */
};

/* A document of a large component, while the order of leads is found. */
struct weighed {
    uint64_t words; /* shared with its neighbours */
    uint32_t rank;
};

/* What one worker needs. */
struct bench {
    struct nd_aligner aligner;
    struct nd_small_pair *pairs; /* ND_SMALL_MOST x ND_SMALL_MOST */
    char apart[ND_APART];
};

struct clustering {
    struct nd_stars stars;
    struct nd_arena arrays;  /* tried, weighed and queue */
    uint32_t *tried;         /* by rank: the last lead that it was compared with */
    struct weighed *weighed; /* as graph.nodes: each component has its own stretch */
    uint32_t *queue;         /* likewise */
    struct bench *benches;   /* one a worker */
};

/* ---- Large components ------------------------------------------------------------------------ */

static int compare_weighed(const void *x, const void *y) {
    const struct weighed *a = x, *b = y;
    if (a->words != b->words) return a->words > b->words ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static void weigh(const struct clustering *c, const uint32_t *nodes, size_t n,
                  struct weighed *weighed) {
    for (size_t i = 0; i < n; i++) {
        weighed[i] = (struct weighed){0, nodes[i]};
        for (size_t k = c->stars.graph.first[nodes[i]]; k < c->stars.graph.first[nodes[i] + 1];
             k++) {
            const struct nd_neighbour *neighbour = &c->stars.graph.neighbours[k];
            if (nd_star_can_lead(&c->stars, nodes[i], neighbour->rank))
                weighed[i].words += neighbour->share.shared;
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
    *fit = star->queued < 2 || nd_star_is_abridged(&star->c->stars, star->lead, rank, share);
    if (*fit) return ND_OK;
    status = nd_match_align(star->c->stars.match, star->aligner, star->queue[1], rank, &other);
    *fit = status == ND_OK && nd_star_agrees(&star->c->stars, star->queue[1], rank, &other);
    return status;
}

/* Offers `neighbour` of member `from` to the star. */
static nd_status offer(struct star *star, uint32_t from, const struct nd_neighbour *neighbour) {
    struct clustering *c = star->c;
    const uint32_t rank = neighbour->rank;
    struct nd_share share = neighbour->share;
    nd_status status;
    bool fit;
    if (!nd_star_is_free(&c->stars, rank) || c->tried[rank] == star->lead) return ND_OK;
    if (!nd_star_can_lead(&c->stars, star->lead, rank)) return ND_OK;
    c->tried[rank] = star->lead;
    if (from != star->lead) {
        status = nd_match_align(c->stars.match, star->aligner, star->lead, rank, &share);
        if (status != ND_OK) return status;
        if (!nd_match_accepts(c->stars.match, star->lead, rank, &share)) return ND_OK;
    }
    status = fits_star(star, rank, &share, &fit);
    if (status != ND_OK || !fit) return status;
    nd_star_add(&c->stars, star->lead, rank, &share);
    star->queue[star->queued++] = rank;
    return ND_OK;
}

static nd_status grow_star(struct star *star) {
    const struct nd_graph *graph = &star->c->stars.graph;
    nd_status status = ND_OK;
    nd_star_begin(&star->c->stars, star->lead);
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
    weigh(c, c->stars.graph.nodes + first, n, weighed);
    for (size_t i = 0; i < n && status == ND_OK; i++) {
        struct star star = {.c = c, .aligner = &bench->aligner, .queue = c->queue + first};
        star.lead = weighed[i].rank;
        if (nd_star_is_free(&c->stars, star.lead)) status = grow_star(&star);
    }
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* The nodes of a component that is looked at ahead, unless it is large or there is none: these
 * ask for what they need by themselves. */
ND_INLINE size_t nodes_ahead(const struct nd_graph *graph, size_t component,
                             const uint32_t **nodes) {
    size_t first;
    if (component >= graph->component_count) return 0;
    first = graph->component[component];
    *nodes = graph->nodes + first;
    first = graph->component[component + 1] - first;
    return first <= ND_SMALL_MOST ? first : 0;
}

/* Asks for what is known of the documents of a component. */
ND_INLINE void ask_what(const struct nd_stars *stars, size_t component) {
    const uint32_t *nodes;
    const size_t n = nodes_ahead(&stars->graph, component, &nodes);
    for (size_t i = 0; i < n; i++) {
        __builtin_prefetch(&stars->match->documents[nodes[i]]);
        __builtin_prefetch(&stars->graph.first[nodes[i]]);
        __builtin_prefetch(&stars->places[nodes[i]], 1);
    }
}

/* Asks for the pairs of a component that are known, and for the words of documents that are still
 * to be compared with others. */
ND_INLINE void ask_pairs(const struct nd_stars *stars, size_t component) {
    const uint32_t *nodes;
    const struct nd_graph *graph = &stars->graph;
    const size_t n = nodes_ahead(graph, component, &nodes);
    for (size_t i = 0; i < n; i++) {
        const size_t first = graph->first[nodes[i]], known = graph->first[nodes[i] + 1] - first;
        nd_fetch(&graph->neighbours[first], known * sizeof *graph->neighbours);
        if (known < n - 1) nd_match_ask(stars->match, nodes[i]);
    }
}

static nd_status cluster_component(struct clustering *c, size_t component, struct bench *bench) {
    const size_t first = c->stars.graph.component[component];
    const size_t n = c->stars.graph.component[component + 1] - first;
    return n <= ND_SMALL_MOST ? nd_cluster_small(&c->stars, &bench->aligner, bench->pairs,
                                                 c->stars.graph.nodes + first, n)
                              : cluster_large(c, bench, first, n);
}

static nd_status cluster_chunk(void *context, size_t task, uint32_t worker) {
    struct clustering *c = context;
    const size_t begin = task * CHUNK, count = c->stars.graph.component_count;
    const size_t end = count - begin < CHUNK ? count : begin + CHUNK;
    nd_status status = ND_OK;
    for (size_t i = begin; i < end && status == ND_OK; i++) {
        ask_what(&c->stars, i + FAR);
        ask_pairs(&c->stars, i + NEXT);
        status = cluster_component(c, i, &c->benches[worker]);
    }
    return status;
}

static nd_status allocate(struct clustering *c, uint32_t workers) {
    const size_t n = c->stars.match->count;
    c->arrays.store = c->stars.match->store;
    c->tried = nd_arena_array(&c->arrays, n, sizeof *c->tried);
    c->weighed = nd_arena_array(&c->arrays, n, sizeof *c->weighed);
    c->queue = nd_arena_array(&c->arrays, n, sizeof *c->queue);
    c->benches = nd_alloc_zero(workers, sizeof *c->benches);
    if (c->tried == NULL || c->weighed == NULL || c->queue == NULL || c->benches == NULL) {
        return ND_ERR_MEMORY;
    }
    for (uint32_t w = 0; w < workers; w++) {
        nd_aligner_init(&c->benches[w].aligner, c->stars.match->kernels, c->stars.match->lexicon);
        c->benches[w].pairs = nd_alloc(ND_SMALL_MOST * ND_SMALL_MOST, sizeof *c->benches[w].pairs);
        if (c->benches[w].pairs == NULL) return ND_ERR_MEMORY;
    }
    for (uint32_t r = 0; r < n; r++) {
        nd_store_relieve_at(c->arrays.store, r);
        c->stars.places[r].lead = c->tried[r] = ND_STAR_NONE;
    }
    return ND_OK;
}

static void release(struct clustering *c, uint32_t workers) {
    for (uint32_t w = 0; w < workers && c->benches != NULL; w++) {
        nd_aligner_free(&c->benches[w].aligner);
        nd_free(c->benches[w].pairs);
    }
    nd_graph_free(&c->stars.graph);
    nd_arena_free(&c->arrays);
    nd_free(c->benches);
}

nd_status nd_cluster(const struct nd_match *match, const struct nd_edges *edges,
                     struct nd_cluster_place *places) {
    const uint32_t workers = nd_exec_workers(match->executor);
    struct clustering c = {.stars = {.match = match, .places = places}};
    nd_status status = allocate(&c, workers);
    nd_store_relieve(match->store);
    if (status == ND_OK) status = nd_graph_init(&c.stars.graph, match, edges);
    nd_store_relieve(match->store);
    if (status == ND_OK) {
        const size_t chunks = (c.stars.graph.component_count + CHUNK - 1) / CHUNK;
        status = nd_exec_run(match->executor, chunks, cluster_chunk, &c);
    }
    for (uint32_t r = 0; r < match->count && status == ND_OK; r++) {
        nd_store_relieve_at(match->store, r);
        if (nd_star_is_free(&c.stars, r)) nd_star_begin(&c.stars, r);
    }
    release(&c, workers);
    return status;
}
