/*
 * test_verify.c - pairs are compared in an order of their own, and come out as they went in
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/verify.h"

#include "base/mem.h"
#include "match/passages.h"
#include "simd/dispatch.h"
#include "unit/numbered.h"

enum { DOCUMENTS = 60, MOST_PAIRS = DOCUMENTS * DOCUMENTS };

/* Documents that get shorter; each has a part in common with those three, six, ... before and
 * behind it. */
struct corpus {
    struct sheet sheets[DOCUMENTS];
    struct nd_words documents[DOCUMENTS];
    uint64_t pairs[MOST_PAIRS];
    size_t count;
};

static void make_documents(struct corpus *corpus) {
    *corpus = (struct corpus){.count = 0};
    for (uint32_t r = 0; r < DOCUMENTS; r++) {
        struct sheet *sheet = &corpus->sheets[r];
        sheet_add(sheet, 1000 * (1 + r), 20);
        sheet_add(sheet, 300 * (r % 3), 100 + DOCUMENTS - r);
        sheet_add(sheet, 1000 * (1 + r) + 500, 50 - r / 2);
        corpus->documents[r] = words_of(sheet);
    }
}

/* All pairs of which the two ranks differ by a multiple of `step`. */
static void list_pairs(struct corpus *corpus, uint32_t step) {
    corpus->count = 0;
    for (uint32_t a = 0; a < DOCUMENTS; a++)
        for (uint32_t b = a + step; b < DOCUMENTS; b += step)
            corpus->pairs[corpus->count++] = (uint64_t)a << 32 | b;
}

/* The contact of each pair by itself, by an aligner that has seen nothing else. */
static struct nd_contact contact_of(const struct nd_match *match, uint64_t pair) {
    struct nd_contact contact = {.a = (uint32_t)(pair >> 32), .b = (uint32_t)pair};
    struct nd_aligner aligner;
    nd_aligner_init(&aligner, match->kernels, NULL);
    assert_int_equal(nd_match_align(match, &aligner, contact.a, contact.b, &contact.share), ND_OK);
    contact.bond = nd_match_judge(match, contact.a, contact.b, &contact.share);
    if (contact.share.shared != 0)
        nd_passages_spread(&aligner, match->documents[contact.b].count, &contact.spread_a,
                           &contact.spread_b);
    nd_aligner_free(&aligner);
    return contact;
}

static void assert_contact(const struct nd_contact *is, const struct nd_contact *expected) {
    assert_int_equal(is->a, expected->a);
    assert_int_equal(is->b, expected->b);
    assert_memory_equal(&is->share, &expected->share, sizeof is->share);
    assert_int_equal(is->bond, expected->bond);
    assert_int_equal(is->spread_a, expected->spread_a);
    assert_int_equal(is->spread_b, expected->spread_b);
}

static void check_pairs(struct corpus *corpus) {
    const struct nd_executor executor = {0};
    const struct nd_match match = {.documents = corpus->documents,
                                   .count = DOCUMENTS,
                                   .kernels = nd_kernels_select(NULL),
                                   .executor = &executor,
                                   .threshold = ND_THRESHOLD_DEFAULT};
    struct nd_contacts contacts;
    size_t c = 0;
    assert_int_equal(nd_verify_pairs(&match, corpus->pairs, corpus->count, &contacts), ND_OK);
    for (size_t i = 0; i < corpus->count; i++) {
        const struct nd_contact expected = contact_of(&match, corpus->pairs[i]);
        if (expected.share.shared == 0) continue;
        assert_true(c < contacts.count);
        assert_contact(&contacts.contacts[c++], &expected);
    }
    assert_int_equal(contacts.count, c);
    nd_contacts_free(&match, &contacts);
}

static void every_pair_is_compared_for_itself(void **state) {
    static struct corpus corpus;
    (void)state;
    make_documents(&corpus);
    for (uint32_t step = 1; step < 5; step++) {
        list_pairs(&corpus, step);
        check_pairs(&corpus);
    }
    for (uint32_t r = 0; r < DOCUMENTS; r++) sheet_drop(&corpus.sheets[r]);
}

static void no_pairs_make_no_contacts(void **state) {
    static struct corpus corpus;
    (void)state;
    make_documents(&corpus);
    check_pairs(&corpus);
    for (uint32_t r = 0; r < DOCUMENTS; r++) sheet_drop(&corpus.sheets[r]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_is_compared_for_itself),
        cmocka_unit_test(no_pairs_make_no_contacts),
    };
    return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
