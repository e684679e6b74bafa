/*
 * test_small.c - who leads a component, small or large; of a small one it does not depend on which
 * pairs were verified
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/small.h"

#include "simd/dispatch.h"
#include "unit/numbered.h"

enum { SMALL = 40, LARGE = 100, REPORTS = 3, MOST_EDGES = LARGE * LARGE };

struct component {
    struct sheet sheets[LARGE];
    struct nd_words documents[LARGE];
    struct nd_match match;
    struct nd_edge accepted[MOST_EDGES]; /* all pairs that carry one report */
    size_t count;
};

static const struct nd_executor no_executor;

/* Documents that get shorter: each is a stretch of a text, from another place on, and words of its
 * own. */
static void make_documents(struct component *component, uint32_t count, uint32_t reports) {
    *component = (struct component){.match = {.documents = component->documents,
                                              .count = count,
                                              .kernels = nd_kernels_select(NULL),
                                              .executor = &no_executor,
                                              .threshold = ND_THRESHOLD_DEFAULT}};
    for (uint32_t r = 0; r < count; r++) {
        struct sheet *sheet = &component->sheets[r];
        const uint32_t own = (r + 1) * 29 % 50, words = 300 - 2 * r - own;
        sheet_add(sheet, 1000 * (r % reports) + r * 17 % 60, words);
        sheet_add(sheet, 10000 + 100 * r, own);
        component->documents[r] = words_of(sheet);
    }
}

static void compare_all(struct component *component) {
    struct nd_aligner aligner;
    component->count = 0;
    nd_aligner_init(&aligner, component->match.kernels, NULL);
    for (uint32_t a = 0; a < component->match.count; a++) {
        for (uint32_t b = a + 1; b < component->match.count; b++) {
            struct nd_edge *edge = &component->accepted[component->count];
            *edge = (struct nd_edge){.a = a, .b = b};
            assert_int_equal(nd_match_align(&component->match, &aligner, a, b, &edge->share),
                             ND_OK);
            component->count += nd_match_accepts(&component->match, a, b, &edge->share);
        }
    }
    nd_aligner_free(&aligner);
}

/* Clusters by those pairs that carry one report of which the second is less than `step` behind the
 * first, or the first is the first of all. */
static void cluster_by(const struct component *component, uint32_t step,
                       struct nd_cluster_place *places) {
    static struct nd_edge known[MOST_EDGES];
    struct nd_edges edges = {.edges = known};
    for (size_t e = 0; e < component->count; e++) {
        const struct nd_edge *edge = &component->accepted[e];
        if (edge->b - edge->a < step || edge->a == 0) known[edges.count++] = *edge;
    }
    assert_int_equal(nd_cluster(&component->match, &edges, places), ND_OK);
}

/* The document that shares the most words with those it can lead, by all pairs. */
static uint32_t fullest(const struct component *component) {
    const struct nd_stars stars = {.match = &component->match};
    uint64_t words[LARGE] = {0};
    uint32_t best = 0;
    for (size_t e = 0; e < component->count; e++) {
        const struct nd_edge *edge = &component->accepted[e];
        if (nd_star_can_lead(&stars, edge->a, edge->b)) words[edge->a] += edge->share.shared;
        if (nd_star_can_lead(&stars, edge->b, edge->a)) words[edge->b] += edge->share.shared;
    }
    for (uint32_t r = 1; r < component->match.count; r++)
        if (words[r] > words[best]) best = r;
    return best;
}

static void assert_same_places(const struct nd_cluster_place *places,
                               const struct nd_cluster_place *others) {
    for (uint32_t r = 0; r < SMALL; r++) {
        assert_int_equal(places[r].lead, others[r].lead);
        assert_int_equal(places[r].match, others[r].match);
        assert_memory_equal(&places[r].share, &others[r].share, sizeof others[r].share);
    }
}

static void drop(struct component *component) {
    for (uint32_t r = 0; r < component->match.count; r++) sheet_drop(&component->sheets[r]);
}

static void few_known_pairs_say_as_much_as_all(void **state) {
    static struct component component;
    static struct nd_cluster_place places[SMALL], expected[SMALL];
    (void)state;
    for (uint32_t reports = 1; reports <= REPORTS; reports++) {
        make_documents(&component, SMALL, reports);
        compare_all(&component);
        cluster_by(&component, SMALL, expected);
        for (uint32_t step = reports + 1; step < SMALL; step += 3) {
            cluster_by(&component, step, places);
            assert_same_places(places, expected);
        }
        drop(&component);
    }
}

/* And its lead is the lead of all its cluster. */
static void the_fullest_document_leads(void **state) {
    static struct component component;
    static struct nd_cluster_place places[LARGE];
    (void)state;
    for (uint32_t count = SMALL; count <= LARGE; count += LARGE - SMALL) {
        uint32_t lead;
        make_documents(&component, count, 1);
        compare_all(&component);
        lead = fullest(&component);
        assert_true(lead != 0);
        cluster_by(&component, count == SMALL ? 2 : LARGE, places); /* of a large one by all */
        assert_int_equal(places[0].lead, lead);
        for (uint32_t r = 0; r < count; r++)
            assert_int_equal(places[places[r].lead].lead, places[r].lead);
        drop(&component);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_known_pairs_say_as_much_as_all),
        cmocka_unit_test(the_fullest_document_leads),
    };
    return cmocka_run_group_tests_name("components", tests, NULL, NULL);
}
