/*
 * ties.c - see ties.h
 *
 * A copy was compared with its lead also where the two were no candidates, and a round-up is told
 * by pairs that are nothing by themselves: both are taken from the places. They may be among the
 * pairs that are known already, and then they have the same numbers, so that one of them is left
 * out.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/ties.h"

#include <stdlib.h>

#include "base/bounds.h"
#include "base/mem.h"

struct tying {
    const struct nd_match *match;
    const struct nd_findings *findings;
    struct nd_ties *out;
};

static nd_status add(struct tying *t, uint32_t document, uint32_t other, nd_relation relation,
                     const struct nd_share *share) {
    struct nd_ties *out = t->out;
    const nd_status status =
        nd_reserve(&out->ties, &out->capacity, out->count + 1, sizeof *out->ties);
    if (status == ND_OK)
        out->ties[out->count++] = (struct nd_tie){document, other, relation, *share};
    return status;
}

/* ---- Relations ------------------------------------------------------------------------------- */

/* Of two documents of one report the shorter one is the copy. */
static nd_status add_copy(struct tying *t, uint32_t x, uint32_t y, const struct nd_share *share) {
    const uint32_t a = nd_smaller(x, y), b = nd_larger(x, y);
    const struct nd_words *documents = t->match->documents;
    const bool abridged = nd_match_is_abridged(documents[b].count, documents[a].count);
    return add(t, b, a, abridged ? ND_RELATION_ABRIDGED : ND_RELATION_REPRINT, share);
}

/* Of two versions the update is the one that has that place, or else the longer one. */
static nd_status add_update(struct tying *t, const struct nd_contact *c) {
    const struct nd_cluster_place *places = t->findings->places;
    const bool b_is_update =
        places[c->b].relation == ND_RELATION_UPDATE && places[c->a].relation != ND_RELATION_UPDATE;
    return b_is_update ? add(t, c->b, c->a, ND_RELATION_UPDATE, &c->share)
                       : add(t, c->a, c->b, ND_RELATION_UPDATE, &c->share);
}

/* Adds a contact that is no edge, if it is anything. */
static nd_status add_contact(struct tying *t, const struct nd_contact *c) {
    const uint8_t *roundups = t->findings->roundups;
    if (c->bond == ND_BOND_NONE) return ND_OK;
    if (roundups[c->a]) return add(t, c->a, c->b, ND_RELATION_ROUNDUP, &c->share);
    if (roundups[c->b]) return add(t, c->b, c->a, ND_RELATION_ROUNDUP, &c->share);
    if (c->bond == ND_BOND_UPDATE) return add_update(t, c);
    return c->bond == ND_BOND_EXCERPT ? add(t, c->b, c->a, ND_RELATION_EXCERPT, &c->share) : ND_OK;
}

/* Adds a document and the one that it was put to, where that need not be known. */
static nd_status add_place(struct tying *t, uint32_t rank) {
    const struct nd_cluster_place *place = &t->findings->places[rank];
    if (place->match == rank) return ND_OK;
    if (place->relation == ND_RELATION_REPRINT)
        return add_copy(t, rank, place->match, &place->share);
    return place->relation == ND_RELATION_ROUNDUP
               ? add(t, rank, place->match, ND_RELATION_ROUNDUP, &place->share)
               : ND_OK;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static uint64_t pair_of(const struct nd_tie *tie) {
    return (uint64_t)nd_smaller(tie->document, tie->other) << 32 |
           nd_larger(tie->document, tie->other);
}

static int compare_ties(const void *x, const void *y) {
    const struct nd_tie *a = x, *b = y;
    if (pair_of(a) != pair_of(b)) return pair_of(a) < pair_of(b) ? -1 : 1;
    return (a->document > b->document) - (a->document < b->document);
}

/* Sorts the ties and leaves one of each pair. */
static void settle(struct nd_ties *ties) {
    size_t kept = 0;
    if (ties->count != 0) qsort(ties->ties, ties->count, sizeof *ties->ties, compare_ties);
    for (size_t i = 0; i < ties->count; i++) {
        if (kept == 0 || pair_of(&ties->ties[kept - 1]) != pair_of(&ties->ties[i]))
            ties->ties[kept++] = ties->ties[i];
    }
    ties->count = kept;
}

nd_status nd_tie_documents(const struct nd_match *match, const struct nd_findings *findings,
                           struct nd_ties *out) {
    struct tying t = {.match = match, .findings = findings, .out = out};
    nd_status status = ND_OK;
    *out = (struct nd_ties){0};
    for (size_t i = 0; i < findings->edges->count && status == ND_OK; i++) {
        const struct nd_edge *edge = &findings->edges->edges[i];
        nd_store_relieve_at(match->store, i);
        status = add_copy(&t, edge->a, edge->b, &edge->share);
    }
    for (size_t i = 0; i < findings->contacts->count && status == ND_OK; i++) {
        nd_store_relieve_at(match->store, i);
        status = add_contact(&t, &findings->contacts->contacts[i]);
    }
    for (uint32_t r = 0; r < match->count && status == ND_OK; r++) status = add_place(&t, r);
    if (status == ND_OK) {
        settle(out);
        return ND_OK;
    }
    nd_free(out->ties);
    *out = (struct nd_ties){0};
    return status;
}
