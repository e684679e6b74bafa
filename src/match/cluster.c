/*
 * cluster.c - see cluster.h
 *
 * Star clustering (Aslam, Pelekhov and Rus, 2004) with the longest document first: the first
 * document without a cluster becomes a lead; every document that a chain of verified pairs within the
 * cluster leads to is compared with the lead itself, and becomes a member when the two carry one
 * report. So each member is verified directly against its lead, and a chain A-B-C with A unlike C is
 * cut. Each (lead, document) is compared once; connected components are independent pieces of work.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/cluster.h"

#include "base/exec.h"
#include "base/mem.h"
#include "match/align.h"

#define NONE UINT32_MAX

struct neighbour {
    uint32_t rank, shared;
};

struct clustering {
    const struct nd_match *match;
    uint32_t *lead, *shared;      /* the result */
    uint32_t *tried;              /* by rank: the last lead that it was compared with */
    size_t *first;                /* by rank: its first neighbour; one element more than ranks */
    struct neighbour *neighbours; /* ascending for each rank */
    uint32_t *root;               /* by rank: the least rank of its component */
    uint32_t *nodes;              /* ranks with neighbours, by component, then rank */
    size_t *component;            /* first node of each component; one element more */
    size_t component_count;
    uint32_t *queue;             /* as nodes: each component has its own stretch */
    struct nd_aligner *aligners; /* one a worker */
};

/* ---- The graph ------------------------------------------------------------------------------- */

static void count_neighbours(struct clustering *c, const struct nd_edges *edges) {
    for (size_t e = 0; e < edges->count; e++) {
        c->first[edges->edges[e].a + 1]++;
        c->first[edges->edges[e].b + 1]++;
    }
    for (uint32_t r = 0; r < c->match->count; r++) c->first[r + 1] += c->first[r];
}

static void sort_neighbours(struct neighbour *list, size_t n) {
    for (size_t gap = n / 2; gap > 0; gap /= 2) {
        for (size_t i = gap; i < n; i++) {
            const struct neighbour x = list[i];
            size_t at = i;
            for (; at >= gap && list[at - gap].rank > x.rank; at -= gap) list[at] = list[at - gap];
            list[at] = x;
        }
    }
}

static nd_status build_graph(struct clustering *c, const struct nd_edges *edges) {
    const uint32_t n = c->match->count;
    size_t *fill;
    count_neighbours(c, edges);
    fill = nd_alloc(n, sizeof *fill);
    c->neighbours = nd_alloc(2 * edges->count, sizeof *c->neighbours);
    if (fill == NULL || c->neighbours == NULL) {
        nd_free(fill);
        return ND_ERR_MEMORY;
    }
    for (uint32_t r = 0; r < n; r++) fill[r] = c->first[r];
    for (size_t e = 0; e < edges->count; e++) {
        const struct nd_edge *edge = &edges->edges[e];
        c->neighbours[fill[edge->a]++] = (struct neighbour){edge->b, edge->shared};
        c->neighbours[fill[edge->b]++] = (struct neighbour){edge->a, edge->shared};
    }
    nd_free(fill);
    for (uint32_t r = 0; r < n; r++) {
        sort_neighbours(c->neighbours + c->first[r], c->first[r + 1] - c->first[r]);
    }
    return ND_OK;
}

static uint32_t find_root(uint32_t *root, uint32_t r) {
    while (root[r] != r) {
        root[r] = root[root[r]];
        r = root[r];
    }
    return r;
}

static void find_components(struct clustering *c) {
    for (uint32_t r = 0; r < c->match->count; r++) c->root[r] = r;
    for (uint32_t r = 0; r < c->match->count; r++) {
        for (size_t i = c->first[r]; i < c->first[r + 1]; i++) {
            const uint32_t x = find_root(c->root, r);
            const uint32_t y = find_root(c->root, c->neighbours[i].rank);
            if (x < y)
                c->root[y] = x;
            else
                c->root[x] = y;
        }
    }
}

/* Puts the ranks with neighbours in order of component: counts, then fills. */
static nd_status list_components(struct clustering *c) {
    const uint32_t n = c->match->count;
    uint32_t *number = nd_alloc(n, sizeof *number);
    size_t count = 0;
    if (number == NULL) return ND_ERR_MEMORY;
    for (uint32_t r = 0; r < n; r++) {
        if (c->first[r + 1] == c->first[r]) continue;
        if (find_root(c->root, r) == r) number[r] = (uint32_t)count++;
    }
    c->component_count = count;
    c->component = nd_alloc_zero(count + 2, sizeof *c->component);
    if (c->component == NULL) {
        nd_free(number);
        return ND_ERR_MEMORY;
    }
    /* component[k + 2] counts the nodes of component k, then component[k + 1] is where to fill in. */
    for (uint32_t r = 0; r < n; r++) {
        if (c->first[r + 1] != c->first[r]) c->component[number[find_root(c->root, r)] + 2]++;
    }
    for (size_t k = 0; k < count; k++) c->component[k + 2] += c->component[k + 1];
    for (uint32_t r = 0; r < n; r++) {
        if (c->first[r + 1] == c->first[r]) continue;
        c->nodes[c->component[number[find_root(c->root, r)] + 1]++] = r;
    }
    nd_free(number);
    return ND_OK;
}

/* ---- Stars ----------------------------------------------------------------------------------- */

/* A star while it grows: the members found, whose neighbours are still to be looked at. */
struct star {
    struct clustering *c;
    struct nd_aligner *aligner;
    uint32_t lead;
    bool indexed; /* the aligner holds the lead */
    uint32_t *queue;
    size_t queued;
};

static nd_status compare_with_lead(struct star *star, uint32_t rank, uint32_t *shared) {
    const struct nd_words *lead = &star->c->match->documents[star->lead];
    const struct nd_words *other = &star->c->match->documents[rank];
    nd_status status = ND_OK;
    if (!star->indexed) status = nd_align_with(star->aligner, lead->words, lead->count);
    star->indexed = true;
    if (status == ND_OK)
        status = nd_align(star->aligner, other->words, other->count,
                          nd_match_least(star->c->match, lead->count, other->count), shared);
    return status;
}

/* Offers `neighbour` of member `from` to the star. */
static nd_status offer(struct star *star, uint32_t from, const struct neighbour *neighbour) {
    struct clustering *c = star->c;
    const struct nd_words *documents = c->match->documents;
    const uint32_t rank = neighbour->rank;
    uint32_t shared = neighbour->shared;
    if (c->lead[rank] != NONE || c->tried[rank] == star->lead) return ND_OK;
    c->tried[rank] = star->lead;
    if (from != star->lead) {
        const nd_status status = compare_with_lead(star, rank, &shared);
        if (status != ND_OK) return status;
        if (!nd_match_accepts(c->match, documents[star->lead].count, documents[rank].count,
                              shared)) {
            return ND_OK;
        }
    }
    c->lead[rank] = star->lead;
    c->shared[rank] = shared;
    star->queue[star->queued++] = rank;
    return ND_OK;
}

static nd_status grow_star(struct star *star) {
    struct clustering *c = star->c;
    nd_status status = ND_OK;
    star->queue[0] = star->lead;
    star->queued = 1;
    for (size_t q = 0; q < star->queued && status == ND_OK; q++) {
        const uint32_t from = star->queue[q];
        for (size_t i = c->first[from]; i < c->first[from + 1] && status == ND_OK; i++) {
            status = offer(star, from, &c->neighbours[i]);
        }
    }
    return status;
}

/* Within a component ranks ascend, so the lead is never the shorter document. */
static nd_status cluster_component(void *context, size_t component, uint32_t worker) {
    struct clustering *c = context;
    nd_status status = ND_OK;
    for (size_t i = c->component[component]; i < c->component[component + 1]; i++) {
        struct star star = {.c = c, .aligner = &c->aligners[worker], .lead = c->nodes[i]};
        if (status != ND_OK) return status;
        if (c->lead[star.lead] != NONE) continue;
        c->lead[star.lead] = star.lead;
        star.queue = c->queue + c->component[component];
        status = grow_star(&star);
    }
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct clustering *c, uint32_t workers) {
    const size_t n = c->match->count;
    c->tried = nd_alloc(n, sizeof *c->tried);
    c->first = nd_alloc_zero(n + 1, sizeof *c->first);
    c->root = nd_alloc(n, sizeof *c->root);
    c->nodes = nd_alloc(n, sizeof *c->nodes);
    c->queue = nd_alloc(n, sizeof *c->queue);
    c->aligners = nd_alloc_zero(workers, sizeof *c->aligners);
    if (c->tried == NULL || c->first == NULL || c->root == NULL || c->nodes == NULL ||
        c->queue == NULL || c->aligners == NULL) {
        return ND_ERR_MEMORY;
    }
    for (uint32_t w = 0; w < workers; w++) nd_aligner_init(&c->aligners[w], c->match->kernels);
    for (uint32_t r = 0; r < n; r++) {
        c->lead[r] = c->tried[r] = NONE;
        c->shared[r] = c->match->documents[r].count;
    }
    return ND_OK;
}

static void release(struct clustering *c, uint32_t workers) {
    for (uint32_t w = 0; w < workers && c->aligners != NULL; w++) nd_aligner_free(&c->aligners[w]);
    nd_free(c->tried);
    nd_free(c->first);
    nd_free(c->neighbours);
    nd_free(c->root);
    nd_free(c->nodes);
    nd_free(c->component);
    nd_free(c->queue);
    nd_free(c->aligners);
}

nd_status nd_cluster(const struct nd_match *match, const struct nd_edges *edges, uint32_t *lead,
                     uint32_t *shared) {
    const uint32_t workers = nd_exec_workers(match->executor);
    struct clustering c = {.match = match, .lead = lead, .shared = shared};
    nd_status status = allocate(&c, workers);
    if (status == ND_OK) status = build_graph(&c, edges);
    if (status == ND_OK) {
        find_components(&c);
        status = list_components(&c);
    }
    if (status == ND_OK) {
        status = nd_exec_run(match->executor, c.component_count, cluster_component, &c);
    }
    for (uint32_t r = 0; r < match->count && status == ND_OK; r++) {
        if (lead[r] == NONE) lead[r] = r;
    }
    release(&c, workers);
    return status;
}
