/*
 * graph.h - the verified pairs as a graph of documents, and its connected components
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_GRAPH_H
#define ND_MATCH_GRAPH_H

#include "base/arena.h"
#include "match/match.h"

struct nd_neighbour {
    uint32_t rank;
    struct nd_share share;
};

struct nd_graph {
    uint32_t count;                  /* of ranks */
    size_t *first;                   /* by rank: its first neighbour; one element more than ranks */
    struct nd_neighbour *neighbours; /* ascending for each rank */
    uint32_t *nodes;                 /* the ranks with neighbours, by component, then by rank */
    size_t *component;               /* the first node of each component, and where the last ends */
    size_t component_count;
    struct nd_arena arrays; /* all of these */
};

/* Builds the graph of edges in any order, each once, between the documents of a match. Fails with
 * ND_ERR_MEMORY or what the executor returns; free it in any case. */
ND_CHECK nd_status nd_graph_init(struct nd_graph *graph, const struct nd_match *match,
                                 const struct nd_edges *edges);
void nd_graph_free(struct nd_graph *graph);

#endif /* ND_MATCH_GRAPH_H */
