/*
 * small.c - see small.h
 *
 * Which document leads is a question about all pairs of a component, verified or not. But two
 * documents share at most the words of the shorter one: that bounds what a document can share with
 * the others from above, as far as they were not compared with it. So the one that promises most is
 * compared with one of the others, again and again, until it is a document of which all is known.
 * It leads, whatever the pairs that are left would have come to. Which pairs come first is free:
 * those that share much less than they could soonest show who does not lead.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/small.h"

#include <string.h>

#include "base/bounds.h"

/* A component at work: documents are known by their index in nodes. */
struct small {
    const struct nd_stars *stars;
    struct nd_aligner *aligner;
    struct nd_small_pair *pairs; /* n x n */
    const uint32_t *nodes;
    size_t n;
    uint64_t missed[ND_SMALL_MOST]; /* words that the known pairs of a document could share more */
    size_t table;                   /* the longer document of the last pair that was compared */
    size_t members[ND_SMALL_MOST];  /* of the cluster that is being made, but for the lead */
    size_t member_count;
    nd_status status;
};

/* ---- Pairs ----------------------------------------------------------------------------------- */

static const struct nd_small_pair *pair_of(const struct small *s, size_t i, size_t j) {
    return &s->pairs[i * s->n + j];
}

/* The words that two documents can share. */
static uint32_t most_shared(const struct small *s, size_t i, size_t j) {
    const struct nd_words *documents = s->stars->match->documents;
    return nd_smaller(documents[s->nodes[i]].count, documents[s->nodes[j]].count);
}

/* Takes the pairs over that are known from the graph. Nodes and the neighbours of each ascend. */
static void take_known(struct small *s) {
    const struct nd_graph *graph = &s->stars->graph;
    memset(s->pairs, 0, s->n * s->n * sizeof *s->pairs);
    for (size_t i = 0; i < s->n; i++) {
        size_t j = 0;
        for (size_t k = graph->first[s->nodes[i]]; k < graph->first[s->nodes[i] + 1]; k++) {
            const struct nd_neighbour *neighbour = &graph->neighbours[k];
            while (s->nodes[j] != neighbour->rank) j++;
            s->pairs[i * s->n + j] = (struct nd_small_pair){neighbour->share, true, true};
            s->missed[i] += most_shared(s, i, j) - neighbour->share.shared;
        }
    }
}

/* Compares two documents, unless that was done. */
static const struct nd_small_pair *compare(struct small *s, size_t i, size_t j) {
    const struct nd_match *match = s->stars->match;
    const uint32_t x = s->nodes[i], y = s->nodes[j];
    struct nd_small_pair *pair = &s->pairs[i * s->n + j];
    if (pair->known || s->status != ND_OK) return pair;
    s->status = nd_match_align(match, s->aligner, x, y, &pair->share);
    pair->known = true;
    pair->accepted = s->status == ND_OK && nd_match_accepts(match, x, y, &pair->share);
    s->pairs[j * s->n + i] = *pair;
    s->missed[i] += most_shared(s, i, j) - pair->share.shared;
    s->missed[j] += most_shared(s, i, j) - pair->share.shared;
    s->table = i < j ? i : j;
    return pair;
}

/* Whether j has no cluster and i can lead it, if they carry one report. */
static bool is_open(const struct small *s, size_t i, size_t j) {
    return i != j && nd_star_is_free(s->stars, s->nodes[j]) &&
           nd_star_can_lead(s->stars, s->nodes[i], s->nodes[j]);
}

/* Whether j may become a member under lead i. */
static bool may_join(const struct small *s, size_t i, size_t j) {
    return pair_of(s, i, j)->accepted && is_open(s, i, j);
}

/* ---- Leads ----------------------------------------------------------------------------------- */

/* The words that j adds to what i shares with those it can lead; at most, before they are
 * compared. */
static uint64_t most_words(const struct small *s, size_t i, size_t j) {
    const struct nd_small_pair *pair = pair_of(s, i, j);
    if (!is_open(s, i, j)) return 0;
    if (pair->known) return pair->accepted ? pair->share.shared : 0;
    return most_shared(s, i, j);
}

/* The document to compare i with next, of those that it could lead: by preference where the table
 * of places is there, and then the one that has missed the most words. n when all are known. */
static size_t next_partner(const struct small *s, size_t i) {
    size_t best = s->n;
    uint64_t best_worth = 0;
    for (size_t j = 0; j < s->n; j++) {
        const bool at_hand = (i < j ? i : j) == s->table;
        const uint64_t worth = (uint64_t)at_hand << 63 | s->missed[j];
        if (best < s->n && worth <= best_worth) continue;
        if (pair_of(s, i, j)->known || !is_open(s, i, j)) continue;
        best = j;
        best_worth = worth;
    }
    return best;
}

/* Compares i with one that it could lead, and brings the bounds up to date. Returns false when all
 * of them were known. */
static bool settle(struct small *s, size_t i, uint64_t *most) {
    const size_t j = next_partner(s, i);
    if (j == s->n || s->status != ND_OK) return false;
    most[i] -= most_words(s, i, j);
    most[j] -= most_words(s, j, i);
    compare(s, i, j);
    most[i] += most_words(s, i, j);
    most[j] += most_words(s, j, i);
    return true;
}

/* The free document that may share the most words with those it can lead; n when none is free. */
static size_t most_promising(const struct small *s, const uint64_t *most) {
    size_t best = s->n;
    for (size_t i = 0; i < s->n; i++) {
        if (!nd_star_is_free(s->stars, s->nodes[i])) continue;
        if (best == s->n || most[i] > most[best]) best = i;
    }
    return best;
}

/* The free document that shares the most words with those it can lead; n when none is free. */
static size_t next_lead(struct small *s) {
    uint64_t most[ND_SMALL_MOST] = {0};
    size_t best;
    for (size_t i = 0; i < s->n; i++)
        for (size_t j = 0; j < s->n; j++) most[i] += most_words(s, i, j);
    do {
        best = most_promising(s, most);
    } while (best < s->n && settle(s, best, most));
    return best;
}

/* ---- Members --------------------------------------------------------------------------------- */

static bool begins_late(const struct small *s, size_t lead, size_t j) {
    return nd_star_begins_late(s->stars, s->nodes[lead], s->nodes[j], &pair_of(s, lead, j)->share);
}

/* The document most similar to the lead among those that begin late or not, may join and have not
 * been turned down; n when there is none. */
static size_t closest(const struct small *s, size_t lead, bool late, const bool *turned_down) {
    const struct nd_words *documents = s->stars->match->documents;
    size_t best = s->n;
    uint64_t best_shared = 0, best_total = 1;
    for (size_t j = 0; j < s->n; j++) {
        const uint64_t shared = pair_of(s, lead, j)->share.shared;
        const uint64_t total =
            (uint64_t)documents[s->nodes[lead]].count + documents[s->nodes[j]].count - shared;
        if (turned_down[j] || !may_join(s, lead, j)) continue;
        if (begins_late(s, lead, j) != late) continue;
        if (best < s->n && shared * best_total <= best_shared * total) continue;
        best = j;
        best_shared = shared;
        best_total = total;
    }
    return best;
}

/* Whether a document that may join agrees with the members so far. */
static bool fits(struct small *s, size_t lead, size_t j) {
    size_t agreeing = 0;
    const struct nd_small_pair *pair = pair_of(s, lead, j);
    if (nd_star_is_abridged(s->stars, s->nodes[lead], s->nodes[j], &pair->share)) return true;
    for (size_t m = 0; m < s->member_count; m++) {
        const size_t k = s->members[m];
        agreeing += nd_star_agrees(s->stars, s->nodes[j], s->nodes[k], &compare(s, j, k)->share);
    }
    return 2 * agreeing >= s->member_count;
}

static void add_members(struct small *s, size_t lead, bool late) {
    bool turned_down[ND_SMALL_MOST] = {false};
    for (size_t j; (j = closest(s, lead, late, turned_down)) < s->n;) {
        turned_down[j] = !fits(s, lead, j);
        if (turned_down[j]) continue;
        nd_star_add(s->stars, s->nodes[lead], s->nodes[j], &pair_of(s, lead, j)->share);
        s->members[s->member_count++] = j;
    }
}

static void make_cluster(struct small *s, size_t lead) {
    nd_star_begin(s->stars, s->nodes[lead]);
    s->member_count = 0;
    add_members(s, lead, false);
    add_members(s, lead, true);
}

nd_status nd_cluster_small(const struct nd_stars *stars, struct nd_aligner *aligner,
                           struct nd_small_pair *pairs, const uint32_t *nodes, size_t n) {
    struct small s = {.stars = stars,
                      .aligner = aligner,
                      .pairs = pairs,
                      .nodes = nodes,
                      .n = n,
                      .table = n,
                      .status = ND_OK};
    take_known(&s);
    for (size_t lead; (lead = next_lead(&s)) < n && s.status == ND_OK;) make_cluster(&s, lead);
    return s.status;
}
