/*
 * test_small.c - who leads a small component does not depend on which pairs were verified
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/small.h"

#include "simd/dispatch.h"
#include "unit/numbered.h"

enum { DOCUMENTS = 40, REPORTS = 3, MOST_EDGES = DOCUMENTS * DOCUMENTS };

struct component {
    struct sheet sheets[DOCUMENTS];
    struct nd_words documents[DOCUMENTS];
    struct nd_match match;
    struct nd_edge accepted[MOST_EDGES]; /* all pairs that carry one report */
    size_t count;
};

static const struct nd_executor no_executor;

/* Documents that get shorter: each is a stretch of a text, from another place on, and words of its
 * own. */
static void make_documents(struct component *component, uint32_t reports) {
    *component = (struct component){.match = {.documents = component->documents,
                                              .count = DOCUMENTS,
                                              .kernels = nd_kernels_select(NULL),
                                              .executor = &no_executor,
                                              .threshold = ND_THRESHOLD_DEFAULT}};
    for (uint32_t r = 0; r < DOCUMENTS; r++) {
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
    for (uint32_t a = 0; a < DOCUMENTS; a++) {
        for (uint32_t b = a + 1; b < DOCUMENTS; b++) {
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
static void cluster_by(const struct component *component, uint32_t step, struct nd_place *places) {
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
    uint64_t words[DOCUMENTS] = {0};
    uint32_t best = 0;
    for (size_t e = 0; e < component->count; e++) {
        const struct nd_edge *edge = &component->accepted[e];
        if (nd_star_can_lead(&stars, edge->a, edge->b)) words[edge->a] += edge->share.shared;
        if (nd_star_can_lead(&stars, edge->b, edge->a)) words[edge->b] += edge->share.shared;
    }
    for (uint32_t r = 1; r < DOCUMENTS; r++)
        if (words[r] > words[best]) best = r;
    return best;
}

static void assert_same_places(const struct nd_place *places, const struct nd_place *others) {
    for (uint32_t r = 0; r < DOCUMENTS; r++) {
        assert_int_equal(places[r].lead, others[r].lead);
        assert_int_equal(places[r].match, others[r].match);
        assert_memory_equal(&places[r].share, &others[r].share, sizeof others[r].share);
    }
}

static void drop(struct component *component) {
    for (uint32_t r = 0; r < DOCUMENTS; r++) sheet_drop(&component->sheets[r]);
}

static void few_known_pairs_say_as_much_as_all(void **state) {
    static struct component component;
    static struct nd_place places[DOCUMENTS], expected[DOCUMENTS];
    (void)state;
    for (uint32_t reports = 1; reports <= REPORTS; reports++) {
        make_documents(&component, reports);
        compare_all(&component);
        cluster_by(&component, DOCUMENTS, expected);
        for (uint32_t step = reports + 1; step < DOCUMENTS; step += 3) {
            cluster_by(&component, step, places);
            assert_same_places(places, expected);
        }
        drop(&component);
    }
}

static void the_fullest_document_leads(void **state) {
    static struct component component;
    static struct nd_place places[DOCUMENTS];
    uint32_t lead;
    (void)state;
    make_documents(&component, 1);
    compare_all(&component);
    lead = fullest(&component);
    assert_true(lead != 0);
    cluster_by(&component, 2, places);
    assert_int_equal(places[lead].lead, lead);
    assert_int_equal(places[0].lead, lead);
    drop(&component);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_known_pairs_say_as_much_as_all),
        cmocka_unit_test(the_fullest_document_leads),
    };
    return cmocka_run_group_tests_name("small components", tests, NULL, NULL);
}
