/*
 * relate.c - see relate.h
 *
 * Text alone does not say which of two versions came later. The one that has no reprints is the
 * update of the one that has; of two that stand alone the longer one, for versions grow. When one
 * of them is an old document the other one came later.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/relate.h"

#include "base/mem.h"

#define NONE SIZE_MAX

struct relating {
    const struct nd_match *match;
    const struct nd_contacts *contacts;
    const uint8_t *roundups;
    struct nd_cluster_place *places;
    bool *led;    /* by rank: it leads others */
    size_t *best; /* by rank: the contact that says most; NONE */
};

static bool is_alone(const struct relating *r, uint32_t rank) {
    return r->places[rank].lead == rank && !r->led[rank];
}

/* Whether a contact makes the shorter one an excerpt, if it is alone. So is a copy when the longer
 * one has other reports beside, whose cluster that is: but for what is its own it is a part. */
static bool makes_an_excerpt(const struct relating *r, const struct nd_contact *contact) {
    const uint64_t words = r->match->documents[contact->b].count;
    return contact->bond == ND_BOND_EXCERPT ||
           (contact->bond == ND_BOND_COPY && 5 * (uint64_t)contact->share.shared >= 4 * words);
}

/* Takes contact c for a document when it shares more than those before. */
static void offer(struct relating *r, uint32_t rank, size_t c) {
    const struct nd_contact *contacts = r->contacts->contacts;
    const size_t best = r->best[rank];
    if (best == NONE || contacts[c].share.shared > contacts[best].share.shared) r->best[rank] = c;
}

/* Whether document y is known to be later than x. */
static bool is_later(const struct relating *r, uint32_t x, uint32_t y) {
    const uint8_t *old = r->match->old;
    return old != NULL && old[x] && !old[y];
}

static void offer_update(struct relating *r, const struct nd_contact *contact, size_t c) {
    if (is_alone(r, contact->a) &&
        !(is_alone(r, contact->b) && is_later(r, contact->a, contact->b)))
        offer(r, contact->a, c);
    else if (is_alone(r, contact->b))
        offer(r, contact->b, c);
}

static void weigh_contact(struct relating *r, size_t c) {
    const struct nd_contact *contact = &r->contacts->contacts[c];
    if (r->roundups[contact->a] || r->roundups[contact->b]) {
        if (r->roundups[contact->a]) offer(r, contact->a, c);
        if (r->roundups[contact->b]) offer(r, contact->b, c);
    } else if (contact->bond == ND_BOND_UPDATE) {
        offer_update(r, contact, c);
    } else if (makes_an_excerpt(r, contact) && is_alone(r, contact->b)) {
        offer(r, contact->b, c);
    }
}

static void set_place(struct relating *r, uint32_t rank) {
    struct nd_cluster_place *place = &r->places[rank];
    const struct nd_contact *contact;
    if (r->best[rank] == NONE) return;
    contact = &r->contacts->contacts[r->best[rank]];
    place->match = contact->a == rank ? contact->b : contact->a;
    place->share = contact->share;
    if (r->roundups[rank])
        place->relation = ND_RELATION_ROUNDUP;
    else if (contact->bond == ND_BOND_UPDATE)
        place->relation = ND_RELATION_UPDATE;
    else
        place->relation = ND_RELATION_EXCERPT;
}

/* ---- Joining --------------------------------------------------------------------------------- */

static bool joins_its_match(nd_relation relation, unsigned joins) {
    return (relation == ND_RELATION_UPDATE && (joins & ND_JOIN_UPDATES) != 0) ||
           (relation == ND_RELATION_EXCERPT && (joins & ND_JOIN_EXCERPTS) != 0);
}

/* The lead of the cluster that a document joins, from match to match; its own rank when these lead
 * in a circle, where the second of two, which goes half as far, meets the first. */
static uint32_t joined_lead(const struct relating *r, uint32_t rank, unsigned joins) {
    uint32_t to = r->places[rank].match, second = rank;
    for (bool odd = false; joins_its_match(r->places[to].relation, joins); odd = !odd) {
        to = r->places[to].match;
        if (odd) second = r->places[second].match;
        if (to == second) return rank;
    }
    return r->places[to].lead;
}

static nd_status join(struct relating *r, unsigned joins) {
    struct nd_aligner aligner;
    nd_status status = ND_OK;
    nd_aligner_init(&aligner, r->match->kernels, r->match->lexicon);
    for (uint32_t rank = 0; rank < r->match->count && status == ND_OK; rank++) {
        struct nd_cluster_place *place = &r->places[rank];
        if (!joins_its_match(place->relation, joins)) continue;
        place->lead = joined_lead(r, rank, joins);
        if (place->lead == place->match || place->lead == rank) continue;
        status = nd_match_measure(r->match, &aligner, rank, place->lead, &place->share);
    }
    nd_aligner_free(&aligner);
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct relating *r) {
    const size_t n = r->match->count;
    r->led = nd_alloc_zero(n, sizeof *r->led);
    r->best = nd_alloc(n, sizeof *r->best);
    if (r->led == NULL || r->best == NULL) return ND_ERR_MEMORY;
    for (uint32_t rank = 0; rank < n; rank++) {
        r->best[rank] = NONE;
        if (r->places[rank].lead != rank) r->led[r->places[rank].lead] = true;
    }
    return ND_OK;
}

nd_status nd_relate(const struct nd_match *match, const struct nd_contacts *contacts,
                    const uint8_t *roundups, unsigned joins, struct nd_cluster_place *places) {
    struct relating r = {
        .match = match, .contacts = contacts, .roundups = roundups, .places = places};
    nd_status status = allocate(&r);
    if (status == ND_OK) {
        for (size_t c = 0; c < contacts->count; c++) {
            nd_store_relieve_at(match->store, c);
            weigh_contact(&r, c);
        }
        for (uint32_t rank = 0; rank < match->count; rank++) set_place(&r, rank);
        status = join(&r, joins);
    }
    nd_free(r.led);
    nd_free(r.best);
    return status;
}
