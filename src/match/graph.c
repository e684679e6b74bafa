/*
 * graph.c - see graph.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/graph.h"

#include "base/exec.h"
#include "base/store.h"

static void count_neighbours(struct nd_graph *graph, const struct nd_edges *edges) {
    for (size_t e = 0; e < edges->count; e++) {
        nd_store_relieve_at(graph->arrays.store, e);
        graph->first[edges->edges[e].a + 1]++;
        graph->first[edges->edges[e].b + 1]++;
    }
    for (uint32_t r = 0; r < graph->count; r++) graph->first[r + 1] += graph->first[r];
}

/* Shell sort: the list of a rank is nearly in order already. */
static void sort_neighbours(struct nd_neighbour *list, size_t n) {
    for (size_t gap = n / 2; gap > 0; gap /= 2) {
        for (size_t i = gap; i < n; i++) {
            const struct nd_neighbour x = list[i];
            size_t at = i;
            for (; at >= gap && list[at - gap].rank > x.rank; at -= gap) list[at] = list[at - gap];
            list[at] = x;
        }
    }
}

static void add_neighbours(struct nd_graph *graph, const struct nd_edges *edges, size_t *next) {
    for (uint32_t r = 0; r < graph->count; r++) next[r] = graph->first[r];
    for (size_t e = 0; e < edges->count; e++) {
        const struct nd_edge *edge = &edges->edges[e];
        nd_store_relieve_at(graph->arrays.store, e);
        graph->neighbours[next[edge->a]++] = (struct nd_neighbour){edge->b, edge->share};
        graph->neighbours[next[edge->b]++] = (struct nd_neighbour){edge->a, edge->share};
    }
    for (uint32_t r = 0; r < graph->count; r++) {
        nd_store_relieve_at(graph->arrays.store, r);
        sort_neighbours(graph->neighbours + graph->first[r], graph->first[r + 1] - graph->first[r]);
    }
}

static uint32_t find_root(uint32_t *root, uint32_t r) {
    while (root[r] != r) {
        root[r] = root[root[r]];
        r = root[r];
    }
    return r;
}

/* The root of a component is its least rank. */
static void find_components(const struct nd_graph *graph, const struct nd_edges *edges,
                            uint32_t *root) {
    for (uint32_t r = 0; r < graph->count; r++) root[r] = r;
    for (size_t e = 0; e < edges->count; e++) {
        nd_store_relieve_at(graph->arrays.store, e);
        const uint32_t x = find_root(root, edges->edges[e].a);
        const uint32_t y = find_root(root, edges->edges[e].b);
        if (x < y)
            root[y] = x;
        else
            root[x] = y;
    }
}

static int has_neighbours(const struct nd_graph *graph, uint32_t r) {
    return graph->first[r + 1] != graph->first[r];
}

/* Numbers the components in order of their roots (number[root]), and counts them and their nodes:
 * those of component k at k + 2. */
static void number_components(struct nd_graph *graph, uint32_t *root, uint32_t *number) {
    for (uint32_t r = 0; r < graph->count; r++) {
        nd_store_relieve_at(graph->arrays.store, r);
        if (!has_neighbours(graph, r)) continue;
        root[r] = find_root(root, r);
        if (root[r] == r) number[r] = (uint32_t)graph->component_count++;
        graph->component[number[root[r]] + 2]++;
    }
}

/* Puts the ranks with neighbours in order of component. While this goes on, component[k + 1] is
 * where the next node of component k goes; when it is done, that is where component k ends. */
static void list_nodes(const struct nd_graph *graph, const uint32_t *root, const uint32_t *number) {
    for (size_t k = 0; k < graph->component_count; k++) {
        graph->component[k + 2] += graph->component[k + 1];
    }
    for (uint32_t r = 0; r < graph->count; r++) {
        nd_store_relieve_at(graph->arrays.store, r);
        if (has_neighbours(graph, r)) graph->nodes[graph->component[number[root[r]] + 1]++] = r;
    }
}

static void list_components(struct nd_graph *graph, const struct nd_edges *edges, uint32_t *root,
                            uint32_t *number) {
    find_components(graph, edges, root);
    number_components(graph, root, number);
    list_nodes(graph, root, number);
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* A graph, and what is needed to build it. */
struct building {
    struct nd_graph *graph;
    const struct nd_edges *edges;
    size_t *next;         /* by rank: where its next neighbour goes */
    uint32_t *root;       /* by rank: a lesser one of its component, or itself */
    uint32_t *number;     /* of a component, by its root */
    struct nd_arena kept; /* the arrays of the graph without these */
};

enum { HALVES = 2 };

/* Neighbours and components do not depend on each other. */
static nd_status build_half(void *context, size_t half, uint32_t worker) {
    const struct building *b = context;
    (void)worker;
    if (half == 0)
        add_neighbours(b->graph, b->edges, b->next);
    else
        list_components(b->graph, b->edges, b->root, b->number);
    return ND_OK;
}

static nd_status allocate(struct building *b) {
    struct nd_graph *graph = b->graph;
    struct nd_arena *arrays = &graph->arrays;
    const size_t count = graph->count, edges = b->edges->count;
    const size_t pairs = count / 2; /* each component has an edge, and two nodes */
    const size_t components = (edges < pairs ? edges : pairs) + 2;
    graph->first = nd_arena_zeros(arrays, count + 1, sizeof *graph->first);
    graph->neighbours = nd_arena_array(arrays, 2 * edges, sizeof *graph->neighbours);
    graph->nodes = nd_arena_array(arrays, count, sizeof *graph->nodes);
    graph->component = nd_arena_zeros(arrays, components, sizeof *graph->component);
    b->kept = *arrays;
    b->next = nd_arena_array(arrays, count, sizeof *b->next);
    b->root = nd_arena_array(arrays, count, sizeof *b->root);
    b->number = nd_arena_array(arrays, count, sizeof *b->number);
    return graph->first != NULL && graph->neighbours != NULL && graph->nodes != NULL &&
                   graph->component != NULL && b->next != NULL && b->root != NULL &&
                   b->number != NULL
               ? ND_OK
               : ND_ERR_MEMORY;
}

nd_status nd_graph_init(struct nd_graph *graph, const struct nd_match *match,
                        const struct nd_edges *edges) {
    struct building building = {.graph = graph, .edges = edges};
    nd_status status;
    *graph = (struct nd_graph){.count = match->count, .arrays.store = match->store};
    status = allocate(&building);
    if (status != ND_OK) return status;
    count_neighbours(graph, edges);
    status = nd_exec_run(match->executor, HALVES, build_half, &building);
    nd_arena_rewind(&graph->arrays, &building.kept);
    return status;
}

void nd_graph_free(struct nd_graph *graph) {
    nd_arena_free(&graph->arrays);
    *graph = (struct nd_graph){0};
}
