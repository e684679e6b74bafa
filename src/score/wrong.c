/*
 * wrong.c - see wrong.h
 *
 * A cluster is cut into cells by the other clustering, and only pairs of two cells are made: all of
 * them are wrong. Where pairs were judged each document is a cell of its own, and what was judged
 * right or open is passed over; that is no more than what was judged.
 *
 * SPDX-License-Identifier: MIT
 */
#include "score/wrong.h"

#include "base/mem.h"
#include "score/cells.h"

struct walk {
    const uint32_t *outer, *inner; /* inner NULL: each document is a cell */
    uint32_t count;
    const uint32_t *order;
    const struct nd_judged *judged; /* NULL: pairs of two cells are wrong */
    uint64_t left;                  /* pairs that may still be called for */
    nd_pair_fn fn;
    void *context;
};

static nd_status call(struct walk *walk, uint32_t a, uint32_t b) {
    const struct nd_judged *const judged = walk->judged;
    if (judged != NULL &&
        (nd_judged_has(&judged->same, a, b) || nd_judged_has(&judged->open, a, b)))
        return ND_OK;
    walk->left--;
    return walk->fn(walk->context, a, b);
}

/* The place behind the cluster, or behind the cell, that begins at `place`. */
static uint32_t end_of(const struct walk *walk, const uint32_t *clusters, uint32_t place,
                       uint32_t end) {
    const uint32_t *const order = walk->order;
    uint32_t at = place + 1;
    if (clusters == NULL) return at;
    while (at < end && clusters[order[at]] == clusters[order[place]]) at++;
    return at;
}

/* Calls for the pairs of a document of the cell [begin, cell_end) and one behind it. */
static nd_status walk_cell(struct walk *walk, uint32_t begin, uint32_t cell_end, uint32_t end) {
    nd_status status = ND_OK;
    for (uint32_t i = begin; i < cell_end && cell_end < end; i++)
        for (uint32_t k = cell_end; k < end && status == ND_OK && walk->left != 0; k++)
            status = call(walk, walk->order[i], walk->order[k]);
    return status;
}

static nd_status walk_clusters(struct walk *walk) {
    nd_status status = ND_OK;
    uint32_t cell_end;
    for (uint32_t begin = 0, end; begin < walk->count; begin = end) {
        end = end_of(walk, walk->outer, begin, walk->count);
        for (uint32_t at = begin; at < end && status == ND_OK && walk->left != 0; at = cell_end) {
            cell_end = end_of(walk, walk->inner, at, end);
            status = walk_cell(walk, at, cell_end, end);
        }
    }
    return status;
}

static nd_status walk_all(struct walk *walk) {
    uint32_t *order;
    nd_status status = nd_cells_order(walk->outer, walk->inner, walk->count, &order);
    if (status != ND_OK) return status;
    walk->order = order;
    status = walk_clusters(walk);
    nd_free(order);
    return status;
}

nd_status nd_wrong_joined(const struct nd_clusterings *c, const struct nd_judged *judged,
                          uint64_t most, nd_pair_fn fn, void *context) {
    struct walk walk = {.outer = c->found,
                        .inner = judged == NULL ? c->truth : NULL,
                        .count = c->count,
                        .judged = judged,
                        .left = most,
                        .fn = fn,
                        .context = context};
    return walk_all(&walk);
}

static nd_status walk_judged(const struct nd_clusterings *c, const struct nd_pair_list *same,
                             uint64_t most, nd_pair_fn fn, void *context) {
    nd_status status = ND_OK;
    for (size_t i = 0; i < same->count && most != 0 && status == ND_OK; i++) {
        const uint32_t a = nd_pair_first(same->pairs[i]), b = nd_pair_second(same->pairs[i]);
        if (c->found[a] == c->found[b]) continue;
        status = fn(context, a, b);
        most--;
    }
    return status;
}

nd_status nd_wrong_parted(const struct nd_clusterings *c, const struct nd_judged *judged,
                          uint64_t most, nd_pair_fn fn, void *context) {
    struct walk walk = {.outer = c->truth,
                        .inner = c->found,
                        .count = c->count,
                        .left = most,
                        .fn = fn,
                        .context = context};
    if (judged != NULL) return walk_judged(c, &judged->same, most, fn, context);
    return walk_all(&walk);
}
