/*
 * test_match.c - what two documents are to each other, on both sides of each bound
 *
 * The judge looks at lengths and at what is shared, not at words; each case is a line of a table.
 * The rules are numbered as in match.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/match.h"
#include "simd/dispatch.h"
#include "unit/numbered.h"

struct judged {
    uint32_t words_a, words_b; /* of the longer one and of the shorter one */
    struct nd_share share;
    nd_bond bond;
};

/* The longer document has the lesser rank; both ways of naming the two give the same. */
static nd_bond judge_by(uint32_t threshold, const struct judged *judged) {
    const struct nd_words documents[] = {
        {NULL, UINT32_MAX}, {NULL, judged->words_a}, {NULL, judged->words_b}};
    const struct nd_match match = {.documents = documents, .count = 3, .threshold = threshold};
    const nd_bond bond = nd_match_judge(&match, 1, 2, &judged->share);
    assert_int_equal(nd_match_judge(&match, 2, 1, &judged->share), bond);
    assert_int_equal(nd_match_accepts(&match, 1, 2, &judged->share), bond == ND_BOND_COPY);
    assert_int_equal(nd_match_accepts(&match, 2, 1, &judged->share), bond == ND_BOND_COPY);
    return bond;
}

static void check_all(const struct judged *judged, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const nd_bond bond = judge_by(ND_THRESHOLD_DEFAULT, &judged[i]);
        if (bond == judged[i].bond) continue;
        fail_msg("line %zu of the table: %d, not %d", i + 1, (int)bond, (int)judged[i].bond);
    }
}

/* What is shared, all of it equal; what is opposed and ahead is 0 unless it is named. */
#define EQUAL(words) .shared = (words), .equal = (words)

static void containment_reaches_the_threshold(void **state) {
    static const struct judged table[] = {
        {400, 200, {EQUAL(100)}, ND_BOND_COPY},   {400, 200, {EQUAL(99)}, ND_BOND_NONE},
        {401, 201, {EQUAL(101)}, ND_BOND_COPY},   {401, 201, {EQUAL(100)}, ND_BOND_NONE},
        {200, 200, {EQUAL(200)}, ND_BOND_COPY},   {1, 1, {EQUAL(1)}, ND_BOND_COPY},
        {4000, 2000, {EQUAL(999)}, ND_BOND_NONE}, {400, 200, {EQUAL(0)}, ND_BOND_NONE},
    };
    (void)state;
    check_all(table, LENGTH_OF(table));
}

static void any_threshold_is_kept_to_the_word(void **state) {
    (void)state;
    for (uint32_t words = 1; words <= 200; words++) {
        const struct judged judged = {200, 200, {EQUAL(words)}, ND_BOND_NONE};
        const uint32_t own = words * (ND_THRESHOLD_UNIT / 200); /* containment */
        assert_int_equal(judge_by(own, &judged), ND_BOND_COPY);
        assert_int_equal(judge_by(own - 1, &judged), ND_BOND_COPY);
        if (own < ND_THRESHOLD_UNIT) assert_int_equal(judge_by(own + 1, &judged), ND_BOND_NONE);
    }
}

static void nothing_in_common_is_nothing_by_any_threshold(void **state) {
    const struct judged judged = {200, 200, {.opposed = 200}, ND_BOND_NONE};
    const struct judged empty = {0, 0, {0}, ND_BOND_NONE};
    (void)state;
    assert_int_equal(judge_by(1, &judged), ND_BOND_NONE);
    assert_int_equal(judge_by(1, &empty), ND_BOND_NONE);
}

/* Rule 2: e equal and s strange of 200 words make a copy when e + 2s >= 150 and e >= 67. */
static void three_quarters_of_the_shared_words_are_equal_or_misread(void **state) {
    (void)state;
    for (uint32_t equal = 0; equal <= 200; equal++)
        for (uint32_t strange = 0; strange <= 100; strange++) {
            const struct judged judged = {
                300, 250, {.shared = 200, .equal = equal, .strange = strange}, ND_BOND_NONE};
            assert_int_equal(judge_by(ND_THRESHOLD_DEFAULT, &judged),
                             equal >= 67 && equal + 2 * strange >= 150 ? ND_BOND_COPY
                                                                       : ND_BOND_NONE);
        }
}

/* Rule 2 again: numbers that stand against others. */
static void a_form_with_other_figures_is_not_the_same_text(void **state) {
    static const struct judged table[] = {
        {110, 100, {.shared = 64, .equal = 62, .replaced = 2, .figures = 4}, ND_BOND_NONE},
        {110, 100, {.shared = 64, .equal = 62, .replaced = 2, .figures = 5}, ND_BOND_COPY},
        {110, 100, {.shared = 65, .equal = 63, .replaced = 2, .figures = 4}, ND_BOND_COPY},
        {110, 100, {.shared = 96, .equal = 93, .replaced = 3, .figures = 6}, ND_BOND_NONE},
        /* a corrected figure */
        {50, 40, {.shared = 32, .equal = 31, .replaced = 1, .figures = 0}, ND_BOND_COPY},
        {50, 40, {.shared = 32, .equal = 30, .replaced = 2, .figures = 0}, ND_BOND_NONE},
        /* whatever stands against it besides */
        {600, 400, {.shared = 250, .equal = 240, .replaced = 8, .opposed = 150}, ND_BOND_NONE},
        {600, 400, {.shared = 250, .equal = 240, .replaced = 7, .opposed = 150}, ND_BOND_UPDATE},
    };
    (void)state;
    check_all(table, LENGTH_OF(table));
}

static void text_against_text_is_an_update(void **state) {
    static const struct judged table[] = {
        {600, 400, {EQUAL(250), .opposed = 100}, ND_BOND_UPDATE},
        {600, 400, {EQUAL(250), .opposed = 99}, ND_BOND_COPY},
        /* a fifth of the shorter document */
        {900, 500, {EQUAL(380), .opposed = 100}, ND_BOND_UPDATE},
        {900, 501, {EQUAL(380), .opposed = 100}, ND_BOND_COPY},
        {900, 505, {EQUAL(380), .opposed = 101}, ND_BOND_UPDATE},
        {9000, 5000, {EQUAL(3800), .opposed = 999}, ND_BOND_COPY},
        {9000, 5000, {EQUAL(3800), .opposed = 1000}, ND_BOND_UPDATE},
        /* neither what is unlike nor what is too little becomes one */
        {600, 400, {.shared = 250, .equal = 187, .opposed = 150}, ND_BOND_NONE},
        {600, 400, {.shared = 250, .equal = 188, .opposed = 150}, ND_BOND_UPDATE},
        {600, 400, {EQUAL(199), .opposed = 150}, ND_BOND_NONE},
    };
    (void)state;
    check_all(table, LENGTH_OF(table));
}

/* Rule 3 again: a cut in one place and an addition in another. */
static void a_quarter_counts_when_all_places_are_taken_together(void **state) {
    static const struct judged table[] = {
        {600, 400, {EQUAL(250), .opposed = 10, .rival = 100}, ND_BOND_UPDATE},
        {600, 400, {EQUAL(250), .opposed = 10, .rival = 99}, ND_BOND_COPY},
        {600, 401, {EQUAL(250), .opposed = 10, .rival = 100}, ND_BOND_COPY},
        {600, 404, {EQUAL(250), .rival = 101}, ND_BOND_UPDATE},
        {900, 800, {EQUAL(600), .opposed = 150, .rival = 199}, ND_BOND_COPY},
        {900, 800, {EQUAL(600), .opposed = 150, .rival = 200}, ND_BOND_UPDATE},
        {900, 800, {.shared = 600, .equal = 400, .rival = 400}, ND_BOND_NONE},
    };
    (void)state;
    check_all(table, LENGTH_OF(table));
}

/* What is opposed is less than a fifth, but all that is equal is one block. */
static void one_block_in_common_is_no_report(void **state) {
    static const struct judged table[] = {
        {900, 800, {EQUAL(500), .opposed = 100, .block = 450}, ND_BOND_NONE},
        {900, 800, {EQUAL(500), .opposed = 100, .block = 449}, ND_BOND_COPY},
        {900, 800, {EQUAL(500), .opposed = 99, .block = 500}, ND_BOND_COPY},
        {900, 800, {EQUAL(501), .opposed = 100, .block = 450}, ND_BOND_COPY},
        {900, 500, {EQUAL(400), .opposed = 100, .block = 400}, ND_BOND_UPDATE},
        {900, 800, {EQUAL(500), .opposed = 100, .block = 500, .ahead = 500}, ND_BOND_NONE},
        /* what follows the last passage is no report */
        {900, 800, {EQUAL(600), .opposed = 159, .tail = 59, .block = 600}, ND_BOND_NONE},
        {900, 800, {EQUAL(600), .opposed = 159, .tail = 60, .block = 600}, ND_BOND_COPY},
        {900, 800, {EQUAL(600), .opposed = 159, .tail = 159, .block = 600}, ND_BOND_COPY},
        {900, 800, {EQUAL(600), .opposed = 160, .tail = 160, .block = 600}, ND_BOND_UPDATE},
    };
    (void)state;
    check_all(table, LENGTH_OF(table));
}

/* A page of a few lines and a template; a misread block is a scan. */
static void a_template_with_a_few_lines_is_no_report(void **state) {
    static const struct judged table[] = {
        {110, 100, {EQUAL(60), .opposed = 20, .head = 20, .block = 54}, ND_BOND_NONE},
        {110, 100, {EQUAL(60), .opposed = 20, .head = 20, .block = 53}, ND_BOND_COPY},
        {110, 100, {EQUAL(60), .opposed = 38, .head = 19, .block = 60}, ND_BOND_COPY},
        {110, 101, {EQUAL(60), .opposed = 20, .head = 20, .block = 60}, ND_BOND_COPY},
        {110, 90, {EQUAL(60), .opposed = 19, .head = 19, .block = 60}, ND_BOND_COPY},
        {110, 100, {.shared = 64, .equal = 62, .head = 20, .block = 62}, ND_BOND_NONE},
        {110, 100, {.shared = 64, .equal = 61, .head = 20, .block = 61}, ND_BOND_COPY},
        /* two versions, whatever they begin with */
        {600, 400, {EQUAL(260), .head = 80, .block = 260, .rival = 99}, ND_BOND_NONE},
        {600, 400, {EQUAL(260), .head = 80, .block = 260, .rival = 100}, ND_BOND_UPDATE},
    };
    (void)state;
    check_all(table, LENGTH_OF(table));
}

static void what_stands_in_the_second_half_is_an_excerpt(void **state) {
    static const struct judged table[] = {
        {400, 200, {EQUAL(120), .ahead = 200}, ND_BOND_EXCERPT},
        {400, 200, {EQUAL(120), .ahead = 199}, ND_BOND_COPY},
        {401, 200, {EQUAL(120), .ahead = 200}, ND_BOND_COPY},
        /* three fifths of it: with less nobody knows where it would begin */
        {400, 200, {EQUAL(119), .ahead = 200}, ND_BOND_COPY},
        {400, 200, {EQUAL(200), .ahead = 200}, ND_BOND_EXCERPT},
        /* an update is one wherever it begins */
        {600, 250, {EQUAL(150), .opposed = 100, .ahead = 300}, ND_BOND_UPDATE},
        {600, 250, {EQUAL(150), .opposed = 99, .ahead = 300}, ND_BOND_EXCERPT},
    };
    (void)state;
    check_all(table, LENGTH_OF(table));
}

static void a_small_part_is_an_excerpt(void **state) {
    static const struct judged table[] = {
        /* two fifths */
        {100, 40, {EQUAL(40)}, ND_BOND_COPY},
        {101, 40, {EQUAL(40)}, ND_BOND_EXCERPT},
        {5, 2, {EQUAL(2)}, ND_BOND_COPY},
        /* a fifth, and 50 words */
        {250, 50, {EQUAL(50)}, ND_BOND_COPY},
        {251, 50, {EQUAL(50)}, ND_BOND_EXCERPT},
        {245, 49, {EQUAL(49)}, ND_BOND_EXCERPT},
        {122, 49, {EQUAL(49)}, ND_BOND_COPY},
        {5000, 1000, {EQUAL(1000)}, ND_BOND_COPY},
        {5001, 1000, {EQUAL(1000)}, ND_BOND_EXCERPT},
        /* of which half is shared, like any other */
        {5000, 40, {EQUAL(20)}, ND_BOND_EXCERPT},
        {5000, 40, {EQUAL(19)}, ND_BOND_NONE},
    };
    (void)state;
    check_all(table, LENGTH_OF(table));
}

/* Lengths of text; but a report of 50 characters is whole. */
static void of_characters_it_takes_twice_as_many(void **state) {
    static const struct judged table[] = {
        {600, 400, {EQUAL(350), .opposed = 200, .characters = true}, ND_BOND_UPDATE},
        {600, 400, {EQUAL(350), .opposed = 199, .characters = true}, ND_BOND_COPY},
        {600, 400, {EQUAL(350), .rival = 200, .characters = true}, ND_BOND_UPDATE},
        {600, 400, {EQUAL(350), .rival = 199, .characters = true}, ND_BOND_COPY},
        {1900, 1100, {EQUAL(900), .opposed = 200, .block = 810, .characters = true}, ND_BOND_NONE},
        {1900, 1100, {EQUAL(900), .opposed = 199, .block = 810, .characters = true}, ND_BOND_COPY},
        {220, 200, {EQUAL(120), .head = 40, .block = 108, .characters = true}, ND_BOND_NONE},
        {220, 195, {EQUAL(120), .head = 39, .block = 108, .characters = true}, ND_BOND_COPY},
        {220, 200, {.shared = 128, .equal = 126, .replaced = 2, .characters = true}, ND_BOND_NONE},
        {220, 200, {.shared = 129, .equal = 127, .replaced = 2, .characters = true}, ND_BOND_COPY},
        {250, 50, {EQUAL(50), .characters = true}, ND_BOND_COPY},
        {245, 49, {EQUAL(49), .characters = true}, ND_BOND_EXCERPT},
    };
    (void)state;
    check_all(table, LENGTH_OF(table));
}

/* The longest documents that there can be: no product runs over. */
static void the_longest_documents_are_judged_like_others(void **state) {
    enum { MOST = ND_MAX_WORDS };
    static const struct judged table[] = {
        {MOST, MOST, {EQUAL(MOST)}, ND_BOND_COPY},
        {MOST, MOST, {EQUAL(MOST / 2)}, ND_BOND_COPY},
        {MOST, MOST, {EQUAL(MOST / 2 - 1)}, ND_BOND_NONE},
        {MOST, MOST, {EQUAL(MOST), .strange = MOST}, ND_BOND_COPY},
        {MOST, MOST, {.shared = MOST, .equal = MOST / 2, .strange = MOST}, ND_BOND_COPY},
        {MOST, MOST, {.shared = MOST, .equal = MOST / 2}, ND_BOND_NONE},
        {MOST, MOST, {EQUAL(MOST), .replaced = MOST / 4, .figures = MOST / 2}, ND_BOND_NONE},
        {MOST, MOST, {EQUAL(MOST / 4 * 3), .opposed = MOST / 4}, ND_BOND_UPDATE},
        {MOST, MOST / 2, {EQUAL(MOST / 2), .ahead = MOST / 2}, ND_BOND_EXCERPT},
        {MOST, MOST / 5 - 1, {EQUAL(MOST / 5 - 1)}, ND_BOND_EXCERPT},
    };
    (void)state;
    check_all(table, LENGTH_OF(table));
}

static void documents_are_aligned_in_either_order(void **state) {
    struct sheet sheets[2] = {{0}};
    struct nd_words documents[2];
    struct nd_aligner aligner;
    struct nd_share there, back;
    struct nd_match match = {.documents = documents, .count = 2, .threshold = ND_THRESHOLD_DEFAULT};
    (void)state;
    sheet_add(&sheets[0], 0, 300);
    sheet_add(&sheets[1], 900, 20);
    sheet_add(&sheets[1], 100, 100);
    for (size_t i = 0; i < 2; i++) documents[i] = words_of(&sheets[i]);
    nd_aligner_init(&aligner, nd_kernels_select(NULL), NULL);
    assert_int_equal(nd_match_align(&match, &aligner, 0, 1, &there), ND_OK);
    assert_int_equal(nd_match_align(&match, &aligner, 1, 0, &back), ND_OK);
    assert_memory_equal(&there, &back, sizeof there);
    assert_int_equal(there.shared, 100);
    assert_int_equal(there.ahead, 80);
    assert_int_equal(there.opposed, 20);
    nd_aligner_free(&aligner);
    sheet_drop(&sheets[0]);
    sheet_drop(&sheets[1]);
}

/* A gap of twenty words on both sides, all of them strange, is bridged in misread documents. */
static void misread_words_are_told_where_both_documents_are_misread(void **state) {
    static const uint32_t order[] = {2, 1}; /* as they were read; the first one is not here */
    struct nd_lexicon lexicon = known_words();
    struct sheet sheets[2] = {{0}};
    struct nd_words documents[2];
    (void)state;
    for (uint32_t i = 0; i < 2; i++) {
        sheet_add(&sheets[i], 0, 100);
        sheet_add(&sheets[i], KNOWN_WORDS + 100 * i, 20);
        sheet_add(&sheets[i], 100, 100);
        documents[i] = words_of(&sheets[i]);
    }
    for (unsigned flags = 0; flags < 4; flags++) {
        const uint8_t misread[] = {0, (uint8_t)(flags >> 1), (uint8_t)(flags & 1)};
        const struct nd_match match = {.documents = documents,
                                       .count = 2,
                                       .origin = order,
                                       .lexicon = &lexicon,
                                       .misread = misread,
                                       .threshold = ND_THRESHOLD_DEFAULT};
        struct nd_aligner aligner;
        struct nd_share share;
        nd_aligner_init(&aligner, nd_kernels_select(NULL), NULL);
        assert_int_equal(nd_match_align(&match, &aligner, 0, 1, &share), ND_OK);
        assert_int_equal(share.shared, flags == 3 ? 220 : 200);
        nd_aligner_free(&aligner);
    }
    sheet_drop(&sheets[0]);
    sheet_drop(&sheets[1]);
    nd_lexicon_free(&lexicon);
}

/* ---- Before and while documents are aligned -------------------------------------------------- */

/* Documents with text of their own between `front` and `back` words in common. */
static bool can_share(uint32_t front, uint32_t back, uint32_t seeded) {
    struct sheet sheets[2] = {{0}};
    struct nd_words documents[2];
    const struct nd_match match = {
        .documents = documents, .count = 2, .threshold = ND_THRESHOLD_DEFAULT};
    bool can;
    for (uint32_t i = 0; i < 2; i++) {
        sheet_add(&sheets[i], 0, front);
        sheet_add(&sheets[i], 1000 * (i + 1), 208 - i - front - back);
        sheet_add(&sheets[i], 500, back);
        documents[i] = words_of(&sheets[i]);
    }
    can = nd_match_can_share(&match, 0, 1, seeded);
    assert_int_equal(nd_match_can_share(&match, 1, 0, seeded), can);
    for (uint32_t i = 0; i < 2; i++) sheet_drop(&sheets[i]);
    return can;
}

/* Half of the words of the shorter one must be shared, and an eighth of these be found first. */
static void common_ends_count_beside_seeds(void **state) {
    (void)state;
    assert_true(can_share(0, 0, 12));
    assert_false(can_share(0, 0, 11));
    for (uint32_t front = 0; front <= 9; front++) assert_true(can_share(front, 9 - front, 3));
    for (uint32_t front = 0; front <= 8; front++) assert_false(can_share(front, 8 - front, 3));
    assert_false(can_share(30, 30, 0)); /* without any seed nothing is aligned */
}

/* Its words are where they were: see nd_align_with. */
static void a_document_that_became_shorter_is_taken_anew(void **state) {
    struct sheet sheet = {0};
    struct nd_aligner aligner;
    struct nd_share share;
    (void)state;
    sheet_add(&sheet, 0, 100);
    nd_aligner_init(&aligner, nd_kernels_select(NULL), NULL);
    for (uint32_t words = 100; words > 0; words -= 50) {
        assert_int_equal(nd_align_with(&aligner, sheet.words, words), ND_OK);
        assert_int_equal(nd_align(&aligner, sheet.words, 100, 0, &share), ND_OK);
        assert_int_equal(share.shared, words);
    }
    nd_aligner_free(&aligner);
    sheet_drop(&sheet);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(containment_reaches_the_threshold),
        cmocka_unit_test(any_threshold_is_kept_to_the_word),
        cmocka_unit_test(nothing_in_common_is_nothing_by_any_threshold),
        cmocka_unit_test(three_quarters_of_the_shared_words_are_equal_or_misread),
        cmocka_unit_test(a_form_with_other_figures_is_not_the_same_text),
        cmocka_unit_test(text_against_text_is_an_update),
        cmocka_unit_test(a_quarter_counts_when_all_places_are_taken_together),
        cmocka_unit_test(one_block_in_common_is_no_report),
        cmocka_unit_test(a_template_with_a_few_lines_is_no_report),
        cmocka_unit_test(what_stands_in_the_second_half_is_an_excerpt),
        cmocka_unit_test(a_small_part_is_an_excerpt),
        cmocka_unit_test(of_characters_it_takes_twice_as_many),
        cmocka_unit_test(the_longest_documents_are_judged_like_others),
        cmocka_unit_test(documents_are_aligned_in_either_order),
        cmocka_unit_test(misread_words_are_told_where_both_documents_are_misread),
        cmocka_unit_test(common_ends_count_beside_seeds),
        cmocka_unit_test(a_document_that_became_shorter_is_taken_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
