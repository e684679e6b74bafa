/*
 * test_relate.c - what documents alone are to others, and where they go when they join
 *
 * Contacts and clusters are made by hand: documents are ranks, the lesser one is the longer one.
 * What is shared is as in test_match.c; of two contacts of a document the one that shares more
 * words says what it is.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/relate.h"
#include "simd/dispatch.h"
#include "unit/numbered.h"

enum { MOST = 40, WORDS = 400, SHORT = 40 };

/* A corpus of documents that are all alone at first, of 400 words each. */
struct scene {
    struct nd_words documents[MOST];
    struct sheet sheets[MOST]; /* with words only where they are aligned */
    struct nd_contact contacts[MOST];
    struct nd_cluster_place places[MOST];
    uint8_t roundups[MOST];
    uint32_t count;
    size_t contact_count;
};

static struct scene scene_of(uint32_t count) {
    struct scene scene = {.count = count};
    for (uint32_t r = 0; r < count; r++) {
        scene.documents[r].count = WORDS;
        scene.places[r] =
            (struct nd_cluster_place){.lead = r, .match = r, .relation = ND_RELATION_REPRINT};
    }
    return scene;
}

static void add_member(struct scene *scene, uint32_t lead, uint32_t rank) {
    scene->places[rank].lead = scene->places[rank].match = lead;
}

/* Two documents that share so many words, and what else is known of that. */
static void add_contact(struct scene *scene, uint32_t a, uint32_t b, struct nd_share share) {
    share.equal = share.shared;
    scene->contacts[scene->contact_count++] = (struct nd_contact){.a = a, .b = b, .share = share};
}

static void add_update(struct scene *scene, uint32_t a, uint32_t b, uint32_t shared) {
    add_contact(scene, a, b, (struct nd_share){.shared = shared, .opposed = 100});
}

static void add_excerpt(struct scene *scene, uint32_t a, uint32_t b) {
    scene->documents[b].count = SHORT;
    add_contact(scene, a, b, (struct nd_share){.shared = SHORT});
}

static void relate(struct scene *scene, unsigned joins) {
    const struct nd_match match = {.documents = scene->documents,
                                   .count = scene->count,
                                   .kernels = nd_kernels_select(NULL),
                                   .threshold = ND_THRESHOLD_DEFAULT};
    const struct nd_contacts contacts = {.contacts = scene->contacts,
                                         .count = scene->contact_count};
    for (size_t i = 0; i < scene->contact_count; i++) {
        struct nd_contact *const c = &scene->contacts[i];
        c->bond = nd_match_judge(&match, c->a, c->b, &c->share);
    }
    assert_int_equal(nd_relate(&match, &contacts, scene->roundups, joins, scene->places), ND_OK);
}

static void assert_place(const struct scene *scene, uint32_t rank, nd_relation relation,
                         uint32_t match, uint32_t lead) {
    const struct nd_cluster_place *const place = &scene->places[rank];
    if (place->relation == relation && place->match == match && place->lead == lead) return;
    fail_msg("%u: %s of %u, lead %u", rank, nd_relation_name(place->relation), place->match,
             place->lead);
}

/* It is where it was: in the cluster of a lead, or alone and its own match. */
static void assert_left(const struct scene *scene, uint32_t rank, uint32_t lead) {
    assert_place(scene, rank, ND_RELATION_REPRINT, lead, lead);
}

/* ---- Relations ------------------------------------------------------------------------------- */

static void documents_without_contacts_stay_as_they_are(void **state) {
    struct scene scene = scene_of(3);
    (void)state;
    add_member(&scene, 0, 2);
    relate(&scene, ND_JOIN_UPDATES | ND_JOIN_EXCERPTS);
    assert_left(&scene, 0, 0);
    assert_left(&scene, 1, 1);
    assert_left(&scene, 2, 0);
}

static void the_version_that_is_alone_is_the_update(void **state) {
    (void)state;
    for (uint32_t alone = 0; alone <= 1; alone++) { /* whichever is longer */
        struct scene scene = scene_of(3);
        add_member(&scene, 1 - alone, 2);
        add_update(&scene, 0, 1, 250);
        relate(&scene, 0);
        assert_place(&scene, alone, ND_RELATION_UPDATE, 1 - alone, alone);
        assert_int_equal(scene.places[alone].share.shared, 250);
        assert_left(&scene, 1 - alone, 1 - alone);
        assert_left(&scene, 2, 1 - alone);
    }
}

static void of_two_versions_that_are_alone_the_longer_one_is_the_update(void **state) {
    struct scene scene = scene_of(2);
    (void)state;
    add_update(&scene, 0, 1, 250);
    relate(&scene, 0);
    assert_place(&scene, 0, ND_RELATION_UPDATE, 1, 0);
    assert_left(&scene, 1, 1);
}

static void versions_that_both_have_reprints_are_left(void **state) {
    struct scene scene = scene_of(4);
    (void)state;
    add_member(&scene, 0, 2);
    add_member(&scene, 1, 3);
    add_update(&scene, 0, 1, 250);
    add_update(&scene, 2, 3, 250);
    relate(&scene, ND_JOIN_UPDATES);
    for (uint32_t r = 0; r < 4; r++) assert_left(&scene, r, r % 2);
}

static void an_update_can_match_a_member(void **state) {
    struct scene scene = scene_of(3);
    (void)state;
    add_member(&scene, 0, 2);
    add_update(&scene, 1, 2, 250);
    relate(&scene, 0);
    assert_place(&scene, 1, ND_RELATION_UPDATE, 2, 1);
}

static void the_shorter_one_is_the_excerpt_and_only_when_alone(void **state) {
    struct scene scene = scene_of(5);
    (void)state;
    add_member(&scene, 0, 4);
    add_excerpt(&scene, 0, 2); /* of a lead */
    add_excerpt(&scene, 1, 3); /* of a document alone */
    add_excerpt(&scene, 1, 4); /* a member stays one */
    relate(&scene, 0);
    assert_place(&scene, 2, ND_RELATION_EXCERPT, 0, 2);
    assert_place(&scene, 3, ND_RELATION_EXCERPT, 1, 3);
    assert_left(&scene, 4, 0);
    assert_left(&scene, 1, 1);
}

static void the_contact_that_shares_most_decides(void **state) {
    (void)state;
    for (uint32_t swap = 0; swap <= 1; swap++) {
        struct scene scene = scene_of(4);
        add_member(&scene, 1, 3);
        add_contact(&scene, 0, 2, (struct nd_share){.shared = 240 + 20 * swap, .ahead = 200});
        add_update(&scene, 1, 2, 250);
        relate(&scene, 0);
        if (swap == 0)
            assert_place(&scene, 2, ND_RELATION_UPDATE, 1, 2);
        else
            assert_place(&scene, 2, ND_RELATION_EXCERPT, 0, 2);
    }
}

static void of_equal_contacts_the_first_decides(void **state) {
    struct scene scene = scene_of(5);
    (void)state;
    add_member(&scene, 0, 3);
    add_member(&scene, 1, 4);
    add_update(&scene, 0, 2, 250);
    add_update(&scene, 1, 2, 250);
    relate(&scene, 0);
    assert_place(&scene, 2, ND_RELATION_UPDATE, 0, 2);
}

static void copies_and_forms_give_no_relation(void **state) {
    struct scene scene = scene_of(3);
    (void)state;
    add_contact(&scene, 0, 1, (struct nd_share){.shared = 300}); /* parted by the clustering */
    add_contact(&scene, 0, 2, (struct nd_share){.shared = 90});  /* too little */
    relate(&scene, ND_JOIN_UPDATES | ND_JOIN_EXCERPTS);
    for (uint32_t r = 0; r < 3; r++) assert_left(&scene, r, r);
}

static void a_round_up_matches_what_it_has_most_of(void **state) {
    struct scene scene = scene_of(5);
    (void)state;
    scene.roundups[1] = 1;
    add_contact(&scene, 0, 1, (struct nd_share){.shared = 60});
    add_contact(&scene, 1, 2, (struct nd_share){.shared = 80});
    add_contact(&scene, 1, 3, (struct nd_share){.shared = 70});
    relate(&scene, 0);
    assert_place(&scene, 1, ND_RELATION_ROUNDUP, 2, 1);
    assert_int_equal(scene.places[1].share.shared, 80);
    for (uint32_t r = 0; r < 5; r++)
        if (r != 1) assert_left(&scene, r, r);
}

/* Four fifths of it are in another document, where other reports stand beside it. */
static void a_copy_that_the_clustering_parted_is_an_excerpt(void **state) {
    struct scene scene = scene_of(4);
    (void)state;
    add_member(&scene, 0, 3);
    add_contact(&scene, 0, 1, (struct nd_share){.shared = 4 * WORDS / 5, .ahead = 150});
    add_contact(&scene, 0, 2, (struct nd_share){.shared = 4 * WORDS / 5 - 1, .ahead = 150});
    add_contact(&scene, 1, 3, (struct nd_share){.shared = WORDS}); /* a member stays one */
    relate(&scene, 0);
    assert_place(&scene, 1, ND_RELATION_EXCERPT, 0, 1);
    assert_left(&scene, 2, 2);
    assert_left(&scene, 3, 0);
}

/* What a round-up has of a report, or a report of it, makes neither an update nor an excerpt. */
static void nothing_is_an_update_or_excerpt_of_a_round_up(void **state) {
    struct scene scene = scene_of(4);
    (void)state;
    scene.roundups[1] = 1;
    add_update(&scene, 0, 1, 250);
    add_excerpt(&scene, 1, 2);
    relate(&scene, ND_JOIN_UPDATES | ND_JOIN_EXCERPTS);
    assert_left(&scene, 0, 0);
    assert_left(&scene, 2, 2);
    assert_place(&scene, 1, ND_RELATION_ROUNDUP, 0, 1);
}

static void two_round_ups_match_each_other(void **state) {
    struct scene scene = scene_of(2);
    (void)state;
    scene.roundups[0] = scene.roundups[1] = 1;
    add_contact(&scene, 0, 1, (struct nd_share){.shared = 80});
    relate(&scene, ND_JOIN_UPDATES | ND_JOIN_EXCERPTS);
    assert_place(&scene, 0, ND_RELATION_ROUNDUP, 1, 0);
    assert_place(&scene, 1, ND_RELATION_ROUNDUP, 0, 1);
}

/* ---- Joining --------------------------------------------------------------------------------- */

/* A cluster of 0 and 1; an update, 2, and an excerpt, 3, of its lead. */
static struct scene joinable_scene(void) {
    struct scene scene = scene_of(4);
    add_member(&scene, 0, 1);
    add_update(&scene, 0, 2, 250);
    add_excerpt(&scene, 0, 3);
    return scene;
}

static void what_is_named_joins_and_what_is_not_stays(void **state) {
    (void)state;
    for (unsigned joins = 0; joins < 4; joins++) {
        struct scene scene = joinable_scene();
        relate(&scene, joins);
        assert_place(&scene, 2, ND_RELATION_UPDATE, 0, (joins & ND_JOIN_UPDATES) != 0 ? 0 : 2);
        assert_place(&scene, 3, ND_RELATION_EXCERPT, 0, (joins & ND_JOIN_EXCERPTS) != 0 ? 0 : 3);
        assert_left(&scene, 1, 0);
    }
}

/* The match of an update that matched a member is that member, its lead the member's, and what is
 * measured is what it shares with the lead. */
static void who_matched_a_member_is_measured_against_its_lead(void **state) {
    struct scene scene = scene_of(3);
    (void)state;
    add_member(&scene, 0, 2);
    add_update(&scene, 1, 2, 250);
    sheet_add(&scene.sheets[0], 0, WORDS);
    sheet_add(&scene.sheets[1], 180, WORDS); /* shares 220 words with the lead */
    for (uint32_t r = 0; r < 2; r++) scene.documents[r] = words_of(&scene.sheets[r]);
    relate(&scene, ND_JOIN_UPDATES);
    assert_place(&scene, 1, ND_RELATION_UPDATE, 2, 0);
    assert_int_equal(scene.places[1].share.shared, 220);
    for (uint32_t r = 0; r < 2; r++) sheet_drop(&scene.sheets[r]);
}

/* Whoever joined by way of others is measured however little is left of the lead: no threshold asks
 * for it. */
static void little_that_is_shared_with_a_lead_is_measured(void **state) {
    struct scene scene = scene_of(3);
    (void)state;
    add_member(&scene, 0, 2);
    add_update(&scene, 1, 2, 250);
    sheet_add(&scene.sheets[0], 0, WORDS);
    sheet_add(&scene.sheets[1], WORDS - 20, WORDS);
    for (uint32_t r = 0; r < 2; r++) scene.documents[r] = words_of(&scene.sheets[r]);
    relate(&scene, ND_JOIN_UPDATES);
    assert_place(&scene, 1, ND_RELATION_UPDATE, 2, 0);
    assert_int_equal(scene.places[1].share.shared, 20);
    for (uint32_t r = 0; r < 2; r++) sheet_drop(&scene.sheets[r]);
}

/* Versions of a running story, each of which shares most with the one before it: the shortest is
 * the first. All of them come to its cluster. */
static void a_chain_of_updates_joins_the_first_version(void **state) {
    (void)state;
    for (uint32_t length = 2; length < MOST; length++) {
        struct scene scene = scene_of(length);
        for (uint32_t r = 0; r < length; r++) {
            sheet_add(&scene.sheets[r], 0, WORDS);
            scene.documents[r] = words_of(&scene.sheets[r]);
            if (r + 1 < length) add_update(&scene, r, r + 1, 250);
        }
        relate(&scene, ND_JOIN_UPDATES);
        assert_left(&scene, length - 1, length - 1);
        for (uint32_t r = 0; r + 1 < length; r++)
            assert_place(&scene, r, ND_RELATION_UPDATE, r + 1, length - 1);
        for (uint32_t r = 0; r < length; r++) sheet_drop(&scene.sheets[r]);
    }
}

static void a_chain_is_cut_where_a_link_does_not_join(void **state) {
    struct scene scene = scene_of(3);
    (void)state;
    add_excerpt(&scene, 0, 1);
    add_contact(&scene, 1, 2, (struct nd_share){.shared = SHORT, .opposed = 100});
    scene.documents[1].count = 100; /* an excerpt of 0, and an update of 2 */
    scene.documents[2].count = SHORT;
    scene.contacts[0].share.shared = scene.contacts[0].share.equal = 60;
    scene.contacts[0].share.ahead = 300;
    relate(&scene, ND_JOIN_UPDATES);
    assert_place(&scene, 1, ND_RELATION_EXCERPT, 0, 1);
    assert_left(&scene, 2, 2);
}

/* Each document is an update of the next, and the last one an excerpt of the document `back` before
 * it: no cluster is there for any of them to join. */
static void circles_stay_apart(void **state) {
    (void)state;
    for (uint32_t count = 3; count < 12; count++)
        for (uint32_t back = 2; back < count; back++) {
            const uint32_t last = count - 1;
            struct scene scene = scene_of(count);
            for (uint32_t r = 0; r < last; r++) add_update(&scene, r, r + 1, 280 - r);
            add_contact(&scene, last - back, last, (struct nd_share){.shared = 270, .ahead = 200});
            relate(&scene, ND_JOIN_UPDATES | ND_JOIN_EXCERPTS);
            for (uint32_t r = 0; r < last; r++)
                assert_place(&scene, r, ND_RELATION_UPDATE, r + 1, r);
            assert_place(&scene, last, ND_RELATION_EXCERPT, last - back, last);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_without_contacts_stay_as_they_are),
        cmocka_unit_test(the_version_that_is_alone_is_the_update),
        cmocka_unit_test(of_two_versions_that_are_alone_the_longer_one_is_the_update),
        cmocka_unit_test(versions_that_both_have_reprints_are_left),
        cmocka_unit_test(an_update_can_match_a_member),
        cmocka_unit_test(the_shorter_one_is_the_excerpt_and_only_when_alone),
        cmocka_unit_test(the_contact_that_shares_most_decides),
        cmocka_unit_test(of_equal_contacts_the_first_decides),
        cmocka_unit_test(copies_and_forms_give_no_relation),
        cmocka_unit_test(a_copy_that_the_clustering_parted_is_an_excerpt),
        cmocka_unit_test(a_round_up_matches_what_it_has_most_of),
        cmocka_unit_test(nothing_is_an_update_or_excerpt_of_a_round_up),
        cmocka_unit_test(two_round_ups_match_each_other),
        cmocka_unit_test(what_is_named_joins_and_what_is_not_stays),
        cmocka_unit_test(who_matched_a_member_is_measured_against_its_lead),
        cmocka_unit_test(little_that_is_shared_with_a_lead_is_measured),
        cmocka_unit_test(a_chain_of_updates_joins_the_first_version),
        cmocka_unit_test(a_chain_is_cut_where_a_link_does_not_join),
        cmocka_unit_test(circles_stay_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
