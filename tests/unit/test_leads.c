/*
 * test_leads.c - what is measured when another document becomes the lead of a cluster
 *
 * Clusters are made by hand: documents are ranks, the lesser one is the longer one.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/leads.h"
#include "simd/dispatch.h"
#include "unit/lexicon.h"

/* Two copies with 360 words in common, between which each has 20 others, which nobody knows. */
static void write_copies(struct sheet sheets[2]) {
    for (uint32_t r = 0; r < 2; r++) {
        sheet_add(&sheets[r], 0, 200);
        sheet_add(&sheets[r], 50000 + 1000 * r, 20);
        sheet_add(&sheets[r], 200, 160);
    }
}

/* Makes the second document, an old one, the lead of the first, and returns what they share. */
static struct nd_share share_with_old(const struct nd_match *match) {
    const struct nd_chooser nobody = {0};
    const struct nd_entry entries[2] = {{.document = 0}, {.document = 1, .old = true}};
    const uint32_t at[2] = {0, 1};
    const struct nd_leads leads = {
        .match = match, .entries = entries, .at = at, .count = 2, .chooser = &nobody};
    struct nd_cluster_place places[2] = {{.relation = ND_RELATION_REPRINT},
                                         {.relation = ND_RELATION_REPRINT}};
    uint32_t kept[2] = {0, 1};
    assert_int_equal(nd_choose_leads(&leads, places, kept), ND_OK);
    assert_int_equal(places[0].lead, 1);
    assert_int_equal(places[1].lead, 1);
    return places[0].share;
}

/* Names are words that nobody knows, too: they are misread words only where both texts are. */
static void a_new_lead_is_measured_as_all_pairs_are(void **state) {
    const struct nd_executor serial = {.workers = 1};
    struct sheet sheets[2] = {{0}};
    struct nd_words documents[2];
    uint8_t misread[2] = {0, 0};
    const struct nd_match match = {.documents = documents,
                                   .count = 2,
                                   .kernels = nd_kernels_select(NULL),
                                   .executor = &serial,
                                   .lexicon = &lexicon,
                                   .misread = misread,
                                   .threshold = ND_THRESHOLD_DEFAULT};
    (void)state;
    write_copies(sheets);
    for (uint32_t r = 0; r < 2; r++) documents[r] = words_of(&sheets[r]);
    assert_int_equal(share_with_old(&match).shared, 360);
    misread[0] = 1;
    assert_int_equal(share_with_old(&match).shared, 360);
    misread[1] = 1;
    assert_int_equal(share_with_old(&match).shared, 380);
    for (uint32_t r = 0; r < 2; r++) sheet_drop(&sheets[r]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_lead_is_measured_as_all_pairs_are),
    };
    return cmocka_run_group_tests(tests, make_lexicon, free_lexicon);
}
