/*
 * test_score.c - agreement of clusterings, against examples worked by hand and from papers
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "score/score.h"
#include "score/wrong.h"

#define assert_near(found, wanted, error) assert_true(fabs((found) - (wanted)) <= (error))

enum { MOST = 16 };

/* Clusters are written as one letter for each document. */
static uint32_t numbers_of(const char *letters, uint32_t *numbers) {
    const uint32_t count = (uint32_t)strlen(letters);
    assert_in_range(count, 1, MOST);
    for (uint32_t i = 0; i < count; i++) numbers[i] = (uint32_t)(letters[i] - 'A');
    assert_int_equal(nd_score_renumber(numbers, count, 26), ND_OK);
    return count;
}

static struct nd_score score_judged(const char *truth, const char *found,
                                    const struct nd_judged *judged) {
    uint32_t numbers[2][MOST];
    struct nd_score score;
    const uint32_t count = numbers_of(truth, numbers[0]);
    const struct nd_clusterings clusterings = {numbers[0], numbers[1], count};
    assert_int_equal(numbers_of(found, numbers[1]), count);
    assert_int_equal(nd_score_measure(&clusterings, judged, &score), ND_OK);
    return score;
}

static struct nd_score score_of(const char *truth, const char *found) {
    return score_judged(truth, found, NULL);
}

/* ---- Measures -------------------------------------------------------------------------------- */

/* Six documents, true {0 1 2} {3 4} {5}, found {0 1} {2 3 4} {5}: of 4 true pairs 2 are joined,
 * and 2 pairs more. B-cubed precision (1 + 1 + 1/3 + 2/3 + 2/3 + 1) / 6 = 7/9, recall
 * (2/3 + 2/3 + 1/3 + 1 + 1 + 1) / 6 = 7/9. ARI: a = 2, b = 2, c = 2, d = 9:
 * 2 (18 - 4) / (4 * 11 + 4 * 11) = 7/22. */
static void six_documents_are_as_worked_by_hand(void **state) {
    const struct nd_score score = score_of("AAABBC", "AABBBC");
    (void)state;
    assert_int_equal(score.true_clusters, 3);
    assert_int_equal(score.found_clusters, 3);
    assert_int_equal(score.true_pairs, 4);
    assert_int_equal(score.joined_pairs, 4);
    assert_int_equal(score.right_pairs, 2);
    assert_near(score.ari, 7.0 / 22, 1e-12);
    assert_near(score.bcubed_precision, 7.0 / 9, 1e-12);
    assert_near(score.bcubed_recall, 7.0 / 9, 1e-12);
    assert_near(score.bcubed_f1, 7.0 / 9, 1e-12);
    assert_near(score.precision, 0.5, 1e-12);
    assert_near(score.recall, 0.5, 1e-12);
    assert_near(score.f1, 0.5, 1e-12);
}

/* The example of K. Y. Yeung and W. L. Ruzzo, "Details of the adjusted Rand index and clustering
 * algorithms" (2001), who follow Hubert and Arabie (1985): the cells are 1 1 0, 1 2 1, 0 0 4. */
static void the_adjusted_rand_index_is_that_of_the_example(void **state) {
    const struct nd_score score = score_of("AABBBBCCCC", "XYXYYZZZZZ");
    const double expected = 13.0 * 14 / 45;
    (void)state;
    assert_int_equal(score.true_pairs, 13);
    assert_int_equal(score.joined_pairs, 14);
    assert_int_equal(score.right_pairs, 7);
    assert_near(score.ari, (7 - expected) / (13.5 - expected), 1e-12);
    assert_near(score.ari, 0.313, 0.0005);
}

/* The two responses of Bagga and Baldwin (1998): joining two large chains costs more precision
 * than joining a large and a small one. */
static void bcubed_is_that_of_the_examples(void **state) {
    static const char truth[] = "AAAAABBCCCCC";
    struct nd_score score = score_of(truth, "AAAAACCCCCCC");
    (void)state;
    assert_near(score.bcubed_precision, 16.0 / 21, 1e-12);
    assert_near(score.bcubed_recall, 1, 1e-12);
    score = score_of(truth, "AAAAABBAAAAA");
    assert_near(score.bcubed_precision, 7.0 / 12, 1e-12);
    assert_near(score.bcubed_recall, 1, 1e-12);
    assert_near(score.bcubed_f1, 14.0 / 19, 1e-12);
}

static void the_same_clusters_are_perfect(void **state) {
    static const char *const clusters[] = {"A", "AA", "AB", "AAAA", "ABCD", "AABBBC"};
    (void)state;
    for (size_t i = 0; i < sizeof clusters / sizeof *clusters; i++) {
        const struct nd_score score = score_of(clusters[i], clusters[i]);
        assert_true(score.ari == 1 && score.bcubed_f1 == 1 && score.f1 == 1);
    }
}

static void all_in_one_and_all_alone_agree_as_by_chance(void **state) {
    const struct nd_score joined = score_of("ABCD", "AAAA"), parted = score_of("AAAA", "ABCD");
    (void)state;
    assert_near(joined.ari, 0, 0);
    assert_near(joined.precision, 0, 0);
    assert_near(joined.recall, 1, 0); /* nothing could be missed */
    assert_near(joined.f1, 0, 0);
    assert_near(joined.bcubed_precision, 0.25, 1e-12);
    assert_near(parted.ari, 0, 0);
    assert_near(parted.precision, 1, 0);
    assert_near(parted.recall, 0, 0);
    assert_near(parted.bcubed_recall, 0.25, 1e-12);
}

/* Four documents crossed: no pair in common, fewer than by chance. */
static void worse_than_chance_is_below_zero(void **state) {
    (void)state;
    assert_near(score_of("AABB", "ABAB").ari, -0.5, 1e-12);
}

static void judged_pairs_take_the_place_of_labels(void **state) {
    struct nd_judged judged = {0};
    struct nd_score score;
    (void)state;
    assert_int_equal(nd_judged_add(&judged.same, 1, 0), ND_OK); /* joined */
    assert_int_equal(nd_judged_add(&judged.same, 0, 3), ND_OK); /* parted */
    assert_int_equal(nd_judged_add(&judged.open, 4, 2), ND_OK); /* joined */
    assert_int_equal(nd_judged_add(&judged.open, 0, 5), ND_OK); /* parted */
    assert_int_equal(nd_judged_settle(&judged), ND_OK);
    score = score_judged("AAABBC", "AABBBC", &judged);
    assert_int_equal(score.true_pairs, 2);
    assert_int_equal(score.joined_pairs, 3);
    assert_int_equal(score.right_pairs, 1);
    assert_near(score.ari, 7.0 / 22, 1e-12); /* of the clusters, as without */
    nd_judged_free(&judged);
}

/* 2^18 documents in two clusters that agree but for one: more pairs than 32 bits count. */
static void counts_do_not_overflow(void **state) {
    enum { COUNT = 1 << 18 };
    uint32_t *const truth = nd_alloc_zero(COUNT, sizeof *truth);
    uint32_t *const found = nd_alloc_zero(COUNT, sizeof *found);
    const struct nd_clusterings c = {truth, found, COUNT};
    const uint64_t half = COUNT / 2;
    struct nd_score score;
    (void)state;
    for (uint32_t i = 0; i < half; i++) truth[i] = found[i] = 1;
    found[0] = 0;
    assert_int_equal(nd_score_measure(&c, NULL, &score), ND_OK);
    assert_int_equal(score.true_pairs, half * (half - 1));
    assert_int_equal(score.joined_pairs, half * (half + 1) / 2 + (half - 1) * (half - 2) / 2);
    assert_int_equal(score.right_pairs, half * (half - 1) - (half - 1));
    assert_true(score.ari > 0.9999 && score.ari < 1);
    nd_free(truth);
    nd_free(found);
}

static void intervals_of_many_are_narrow(void **state) {
    struct nd_interval interval = nd_score_interval(UINT64_MAX, UINT64_MAX);
    (void)state;
    assert_true(interval.low > 0.999999 && interval.low <= 1 && interval.high == 1);
    interval = nd_score_interval(UINT64_MAX / 2, UINT64_MAX);
    assert_near(interval.low, 0.5, 1e-9);
    assert_near(interval.high, 0.5, 1e-9);
}

/* The four cases of R. G. Newcombe, "Two-sided confidence intervals for the single proportion",
 * Statistics in Medicine 17 (1998), table I, method 3. */
static void intervals_are_those_of_the_examples(void **state) {
    static const struct {
        uint64_t hits, count;
        double low, high;
    } cases[] = {{81, 263, 0.2553, 0.3662},
                 {15, 148, 0.0624, 0.1605},
                 {0, 20, 0, 0.1611},
                 {1, 29, 0.0061, 0.1718}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct nd_interval found = nd_score_interval(cases[i].hits, cases[i].count);
        const struct nd_interval mirrored =
            nd_score_interval(cases[i].count - cases[i].hits, cases[i].count);
        assert_near(found.low, cases[i].low, 0.00005);
        assert_near(found.high, cases[i].high, 0.00005);
        assert_near(mirrored.low, 1 - cases[i].high, 0.00005);
    }
    assert_true(nd_score_interval(0, 0).low == 0 && nd_score_interval(0, 0).high == 1);
    assert_true(nd_score_interval(0, 5).low == 0 && nd_score_interval(5, 5).high == 1);
}

/* ---- Pairs that are wrong -------------------------------------------------------------------- */

struct found_pairs {
    char text[256];
    size_t size, stop; /* stop: the pair that fails; 0: none */
};

static nd_status note(void *context, uint32_t a, uint32_t b) {
    struct found_pairs *const pairs = context;
    const char pair[] = {(char)('0' + a), (char)('0' + b), ' ', '\0'};
    assert_true(pairs->size + sizeof pair <= sizeof pairs->text);
    memcpy(pairs->text + pairs->size, pair, sizeof pair);
    pairs->size += 3;
    return pairs->size == 3 * pairs->stop ? ND_ERR_CANCELLED : ND_OK;
}

static void assert_wrong(const char *truth, const char *found, const struct nd_judged *judged,
                         uint64_t most, const char *joined, const char *parted) {
    uint32_t numbers[2][MOST];
    struct found_pairs pairs = {0};
    const struct nd_clusterings c = {numbers[0], numbers[1], numbers_of(truth, numbers[0])};
    (void)numbers_of(found, numbers[1]);
    assert_int_equal(nd_wrong_joined(&c, judged, most, note, &pairs), ND_OK);
    assert_string_equal(pairs.text, joined);
    pairs = (struct found_pairs){0};
    assert_int_equal(nd_wrong_parted(&c, judged, most, note, &pairs), ND_OK);
    assert_string_equal(pairs.text, parted);
}

static void wrong_pairs_are_found_cluster_by_cluster(void **state) {
    (void)state;
    assert_wrong("AAABBC", "AAABBC", NULL, 100, "", "");
    assert_wrong("AAABBC", "AABBBC", NULL, 100, "23 24 ", "02 12 ");
    assert_wrong("ABAB", "AABB", NULL, 100, "01 23 ", "02 13 ");
    assert_wrong("ABCABC", "AAAAAA", NULL, 100, "01 04 02 05 31 34 32 35 12 15 42 45 ", "");
}

static void as_many_wrong_pairs_are_found_as_wanted(void **state) {
    (void)state;
    assert_wrong("AAABBC", "AABBBC", NULL, 1, "23 ", "02 ");
    assert_wrong("ABCABC", "AAAAAA", NULL, 5, "01 04 02 05 31 ", "");
    assert_wrong("ABCABC", "AAAAAA", NULL, 0, "", "");
    assert_wrong("AAAAAA", "ABCABC", NULL, 5, "", "01 04 02 05 31 ");
}

static void judged_pairs_say_what_is_wrong(void **state) {
    struct nd_judged judged = {0};
    (void)state;
    assert_int_equal(nd_judged_add(&judged.same, 0, 1), ND_OK);
    assert_int_equal(nd_judged_add(&judged.same, 5, 0), ND_OK);
    assert_int_equal(nd_judged_add(&judged.same, 3, 0), ND_OK);
    assert_int_equal(nd_judged_add(&judged.open, 2, 4), ND_OK);
    assert_int_equal(nd_judged_settle(&judged), ND_OK);
    assert_wrong("AAABBC", "AABBBC", &judged, 100, "23 34 ", "03 05 ");
    assert_wrong("AAABBC", "AABBBC", &judged, 1, "23 ", "03 ");
    nd_judged_free(&judged);
}

static void a_failure_ends_the_walk(void **state) {
    uint32_t numbers[2][MOST];
    struct found_pairs pairs = {.stop = 2};
    const struct nd_clusterings c = {numbers[0], numbers[1], numbers_of("ABCDEF", numbers[0])};
    (void)state;
    (void)numbers_of("AAAAAA", numbers[1]);
    assert_int_equal(nd_wrong_joined(&c, NULL, 100, note, &pairs), ND_ERR_CANCELLED);
    assert_string_equal(pairs.text, "01 02 ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(six_documents_are_as_worked_by_hand),
        cmocka_unit_test(the_adjusted_rand_index_is_that_of_the_example),
        cmocka_unit_test(bcubed_is_that_of_the_examples),
        cmocka_unit_test(the_same_clusters_are_perfect),
        cmocka_unit_test(all_in_one_and_all_alone_agree_as_by_chance),
        cmocka_unit_test(worse_than_chance_is_below_zero),
        cmocka_unit_test(judged_pairs_take_the_place_of_labels),
        cmocka_unit_test(counts_do_not_overflow),
        cmocka_unit_test(intervals_of_many_are_narrow),
        cmocka_unit_test(intervals_are_those_of_the_examples),
        cmocka_unit_test(wrong_pairs_are_found_cluster_by_cluster),
        cmocka_unit_test(as_many_wrong_pairs_are_found_as_wanted),
        cmocka_unit_test(judged_pairs_say_what_is_wrong),
        cmocka_unit_test(a_failure_ends_the_walk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
