/*
 * test_audit.c - what an audit finds, in corpora whose pairs can be counted by hand
 *
 * A posting pairs its documents with the longest one and with the one before, so which pairs of a
 * cluster are proposed is known. The estimates are checked at their ends and against figures
 * worked out by hand; how often the bounds hold is for tests/prop/prop_audit.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/interval.h"
#include "par/par.h"
#include "unit/corpora.h"

static struct nd_audit *audit_of(const struct corpus *corpus, const struct way *way,
                                 uint32_t sample, uint64_t seed) {
    const struct nd_audit_options options = {.sample = sample, .seed = seed};
    struct nd_name *names;
    struct nd_corpus *const core = corpus_read(corpus, way, &names);
    struct nd_audit *audit;
    assert_int_equal(nd_corpus_audit(core, &options, names, corpus->count, &audit), ND_OK);
    nd_corpus_free(core);
    free(names);
    return audit;
}

static struct nd_audit *audit_all(const struct corpus *corpus) {
    const struct way way = plain_way();
    return audit_of(corpus, &way, UINT32_MAX, 0);
}

static void assert_estimate(const struct nd_estimate *estimate, uint64_t part, uint64_t whole) {
    assert_int_equal(estimate->part, part);
    assert_int_equal(estimate->whole, whole);
}

/* `count` copies of report number `report`, each with another number of words of its own: none is
 * near-identical to another, and their order by length is that of adding. */
static void add_copies(struct corpus *corpus, uint32_t report, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        struct prop_text *const text = corpus_text(corpus);
        add_words(text, 100000 * (report + 1), 100);
        add_words(text, 100000 * (report + 1) + 1000 * (i + 1), 40 - i);
    }
}

/* ---- Pairs ----------------------------------------------------------------------------------- */

static void nothing_is_known_of_nothing(void **state) {
    struct corpus corpus = {0};
    struct nd_audit *audit = audit_all(&corpus);
    (void)state;
    assert_int_equal(audit->documents, 0);
    assert_int_equal(audit->sampled, 0);
    assert_int_equal(audit->pair_count, 0);
    nd_audit_free(audit);
    corpus_add(&corpus, "");
    corpus_add(&corpus, "no ferry today");
    corpus_add(&corpus, "no ferry, today");
    audit = audit_all(&corpus);
    assert_int_equal(audit->documents, 1); /* neither wordless ones nor exact copies */
    assert_int_equal(audit->missed.whole, 0);
    assert_int_equal(audit->missed.low, 0);
    assert_int_equal(audit->missed.high, 0);
    nd_audit_free(audit);
    corpus_drop(&corpus);
    nd_audit_free(NULL);
}

static void pairs_that_no_posting_makes_are_missed(void **state) {
    enum { COPIES = 6 };
    struct corpus corpus = {0};
    struct nd_audit *audit;
    (void)state;
    add_copies(&corpus, 0, COPIES);
    audit = audit_all(&corpus);
    assert_int_equal(audit->sampled, COPIES);
    assert_int_equal(audit->pair_count, 15); /* 5 with the longest, 4 more of neighbours */
    assert_estimate(&audit->missed, 6, 15);
    assert_int_equal(audit->missed.share, 400000);
    assert_int_equal(audit->missed.low, 400000); /* the whole corpus was compared */
    assert_int_equal(audit->missed.high, 400000);
    assert_estimate(&audit->rejoined, 6, 6);
    assert_estimate(&audit->lost, 0, 15);
    assert_estimate(&audit->apart, 0, 15);
    for (size_t i = 0; i < audit->pair_count; i++) {
        const struct nd_audit_pair *const pair = &audit->pairs[i];
        assert_true(pair->a < pair->b && pair->together);
        assert_int_equal(pair->proposed, pair->a == 0 || pair->b == pair->a + 1);
        assert_int_equal(pair->measure.shared, 100);
        assert_int_equal(pair->measure.words_a, 140 - pair->a);
        assert_int_equal(pair->measure.words_b, 140 - pair->b);
    }
    nd_audit_free(audit);
    corpus_drop(&corpus);
}

static void a_chain_that_is_cut_is_apart_though_proposed(void **state) {
    struct corpus corpus = {0};
    struct nd_audit *audit;
    (void)state;
    add_words(corpus_text(&corpus), 0, 120);
    add_words(corpus_text(&corpus), 50, 100);
    add_words(corpus_text(&corpus), 110, 80);
    audit = audit_all(&corpus);
    assert_int_equal(audit->pair_count, 2);
    assert_estimate(&audit->missed, 0, 2);
    assert_estimate(&audit->apart, 1, 2);
    assert_estimate(&audit->lost, 0, 2);
    nd_audit_free(audit);
    corpus_drop(&corpus);
}

/* Every fourth word is another one, and no four words in a row are the same: no fingerprint is
 * shared. Three in a row are a seed, from which the alignment grows all the same. */
static void what_has_no_fingerprint_in_common_is_lost(void **state) {
    struct corpus corpus = {0};
    struct prop_text *a, *b;
    struct nd_audit *audit;
    (void)state;
    a = corpus_text(&corpus);
    add_words(a, 0, 60);
    b = corpus_text(&corpus);
    for (uint32_t i = 0; i < 57; i++) add_words(b, i % 4 != 0 ? i : 1000 + i, 1);
    audit = audit_all(&corpus);
    assert_int_equal(audit->pair_count, 1);
    assert_estimate(&audit->lost, 1, 1);
    assert_int_equal(audit->pairs[0].measure.equal, 42);
    assert_false(audit->pairs[0].proposed);
    assert_false(audit->pairs[0].together);
    nd_audit_free(audit);
    corpus_drop(&corpus);
}

static void near_identical_documents_count_as_proposed(void **state) {
    enum { COPIES = 12, WORDS = 300 };
    struct corpus corpus = {0};
    struct nd_audit *audit;
    (void)state;
    for (uint32_t i = 0; i < COPIES; i++) { /* each with one word of its own, at its end */
        struct prop_text *const text = corpus_text(&corpus);
        add_words(text, 0, WORDS - 1);
        add_words(text, 1000 + i, 1);
    }
    audit = audit_all(&corpus);
    assert_int_equal(audit->pair_count, COPIES * (COPIES - 1) / 2);
    assert_estimate(&audit->missed, 0, audit->pair_count);
    nd_audit_free(audit);
    corpus_drop(&corpus);
}

static void roundups_are_counted_apart(void **state) {
    struct corpus corpus = {0};
    struct prop_text *roundup;
    struct nd_audit *audit;
    (void)state;
    roundup = corpus_text(&corpus);
    for (uint32_t i = 0; i < 3; i++) add_words(roundup, 1000 * i, 60);
    for (uint32_t i = 0; i < 3; i++) add_words(corpus_text(&corpus), 1000 * i, 90);
    audit = audit_all(&corpus);
    assert_int_equal(audit->pair_count, 0);
    assert_estimate(&audit->roundups, 2, 2); /* the last part is in its second half: no copy */
    assert_int_equal(audit->roundups.share, ND_THRESHOLD_UNIT);
    nd_audit_free(audit);
    corpus_drop(&corpus);
}

/* ---- The sample ------------------------------------------------------------------------------ */

static void assert_same_audit(const struct nd_audit *a, const struct nd_audit *b) {
    assert_int_equal(a->documents, b->documents);
    assert_int_equal(a->sampled, b->sampled);
    assert_memory_equal(&a->missed, &b->missed, sizeof a->missed);
    assert_memory_equal(&a->rejoined, &b->rejoined, sizeof a->rejoined);
    assert_memory_equal(&a->lost, &b->lost, sizeof a->lost);
    assert_memory_equal(&a->apart, &b->apart, sizeof a->apart);
    assert_memory_equal(&a->roundups, &b->roundups, sizeof a->roundups);
    assert_int_equal(a->pair_count, b->pair_count);
    for (size_t i = 0; i < a->pair_count; i++) {
        const struct nd_audit_pair *const x = &a->pairs[i], *const y = &b->pairs[i];
        assert_int_equal(x->a, y->a);
        assert_int_equal(x->b, y->b);
        assert_memory_equal(&x->measure, &y->measure, sizeof x->measure);
        assert_int_equal(x->proposed, y->proposed);
        assert_int_equal(x->together, y->together);
    }
}

static void make_reports(struct corpus *corpus) {
    for (uint32_t i = 0; i < 60; i++) add_copies(corpus, i, i % 9);
}

static void threads_workers_kernel_and_order_do_not_matter(void **state) {
    static const char *const kernels[] = {"portable", "sse4.1",      "avx2",
                                          "avx512",   "avx512vbmi2", "neon"};
    struct way way = plain_way();
    struct corpus corpus = {0};
    struct nd_audit *first, *other;
    struct nd_pool *pool;
    (void)state;
    make_reports(&corpus);
    first = audit_of(&corpus, &way, 40, 7);
    for (size_t i = 0; i < LENGTH_OF(kernels); i++) {
        if (nd_kernel_name(kernels[i]) == NULL) continue;
        way = (struct way){.options = way.options, .workers = 3, .backwards = i % 2 == 0};
        way.options.kernel = kernels[i];
        assert_int_equal(nd_pool_new(1 + (uint32_t)i, NULL, &pool), ND_OK);
        way.options.executor = nd_pool_executor(pool);
        other = audit_of(&corpus, &way, 40, 7);
        assert_same_audit(first, other);
        nd_audit_free(other);
        nd_pool_free(pool);
    }
    nd_audit_free(first);
    corpus_drop(&corpus);
}

static void another_seed_draws_another_sample(void **state) {
    const struct way way = plain_way();
    struct corpus corpus = {0};
    struct nd_audit *a, *b;
    size_t same = 0;
    (void)state;
    make_reports(&corpus);
    a = audit_of(&corpus, &way, 40, 0);
    b = audit_of(&corpus, &way, 40, 1);
    assert_int_equal(a->sampled, 40);
    assert_true(a->missed.low < a->missed.share && a->missed.share < a->missed.high);
    for (size_t i = 0; i < a->pair_count; i++)
        for (size_t j = 0; j < b->pair_count; j++)
            same += a->pairs[i].a == b->pairs[j].a && a->pairs[i].b == b->pairs[j].b;
    assert_true(same < a->pair_count && same < b->pair_count);
    nd_audit_free(a);
    nd_audit_free(b);
    corpus_drop(&corpus);
}

static bool has(const struct nd_audit_pair *pair, uint32_t document) {
    return pair->a == document || pair->b == document;
}

static void a_sampled_document_comes_with_all_its_pairs(void **state) {
    enum { COPIES = 8 };
    const struct way way = plain_way();
    struct corpus corpus = {0};
    (void)state;
    add_copies(&corpus, 0, COPIES);
    for (uint64_t seed = 0; seed < 5; seed++) {
        struct nd_audit *const audit = audit_of(&corpus, &way, 1, seed);
        const struct nd_audit_pair *const pairs = audit->pairs;
        uint32_t with[2] = {0};
        assert_int_equal(audit->sampled, 1);
        assert_int_equal(audit->pair_count, COPIES - 1);
        for (size_t i = 0; i < COPIES - 1; i++) {
            with[0] += has(&pairs[i], pairs[0].a);
            with[1] += has(&pairs[i], pairs[0].b);
        }
        assert_true(with[0] == COPIES - 1 || with[1] == COPIES - 1);
        nd_audit_free(audit);
    }
    corpus_drop(&corpus);
}

/* Of eight copies two are drawn: those that all others are compared with. */
static void a_pair_counts_for_either_of_its_documents(void **state) {
    enum { COPIES = 8 };
    const struct way way = plain_way();
    struct corpus corpus = {0};
    (void)state;
    add_copies(&corpus, 0, COPIES);
    for (uint64_t seed = 0; seed < 5; seed++) {
        struct nd_audit *const audit = audit_of(&corpus, &way, 2, seed);
        struct nd_estimate wanted = {.part = audit->missed.part, .whole = audit->missed.whole};
        struct nd_ratio ratio = {0};
        for (uint32_t d = 0; d < COPIES; d++) {
            uint32_t missed = 0, pairs = 0;
            for (size_t i = 0; i < audit->pair_count; i++) {
                pairs += has(&audit->pairs[i], d);
                missed += has(&audit->pairs[i], d) && !audit->pairs[i].proposed;
            }
            if (pairs == COPIES - 1) nd_ratio_add(&ratio, missed, pairs);
        }
        nd_ratio_estimate(&ratio, 2, COPIES, &wanted);
        assert_int_equal(audit->missed.low, wanted.low);
        assert_int_equal(audit->missed.high, wanted.high);
        nd_audit_free(audit);
    }
    corpus_drop(&corpus);
}

static void bad_calls_are_refused(void **state) {
    const struct nd_audit_options none = {.sample = 0};
    const struct way way = plain_way();
    struct corpus corpus = {0};
    struct nd_audit_options options;
    struct nd_audit *audit;
    struct nd_name *names;
    struct nd_corpus *core;
    (void)state;
    corpus_add(&corpus, "no ferry today");
    core = corpus_read(&corpus, &way, &names);
    assert_int_equal(nd_corpus_audit(core, &none, names, 1, &audit), ND_ERR_PARAM);
    assert_null(audit);
    nd_audit_options_init(&options);
    assert_int_equal(nd_corpus_audit(core, &options, names, 0, &audit), ND_ERR_PARAM);
    assert_null(audit);
    nd_corpus_free(core);
    free(names);
    corpus_drop(&corpus);
}

/* ---- Intervals ------------------------------------------------------------------------------- */

/* The estimate of a sample of `sampled` documents out of `documents`, of which `with` have `pairs`
 * pairs each and the first `some` of these have missed all of them. */
static struct nd_estimate estimate_of(uint32_t sampled, uint32_t documents, uint32_t with,
                                      uint32_t pairs, uint32_t some) {
    struct nd_estimate estimate = {.part = (uint64_t)some * pairs, .whole = (uint64_t)with * pairs};
    struct nd_ratio ratio = {0};
    for (uint32_t i = 0; i < sampled; i++)
        nd_ratio_add(&ratio, i < some ? pairs : 0, i < with ? pairs : 0);
    nd_ratio_estimate(&ratio, sampled, documents, &estimate);
    return estimate;
}

static void an_interval_counts_documents_not_pairs(void **state) {
    const struct nd_estimate one = estimate_of(1000, 100000000, 100, 1, 10);
    const struct nd_estimate many = estimate_of(1000, 100000000, 100, 50, 10);
    (void)state;
    assert_int_equal(one.share, 100000);
    assert_in_range(one.low, 55150, 55250); /* the score interval of 10 in 100: 0.0552, 0.1744 */
    assert_in_range(one.high, 174350, 174450);
    assert_int_equal(many.share, one.share);
    assert_int_equal(many.low, one.low);
    assert_int_equal(many.high, one.high);
}

static void an_interval_of_none_or_all_has_a_width(void **state) {
    const struct nd_estimate none = estimate_of(1000, 100000000, 100, 3, 0);
    const struct nd_estimate all = estimate_of(1000, 100000000, 100, 3, 100);
    const struct nd_estimate nothing = estimate_of(1000, 100000000, 0, 0, 0);
    (void)state;
    assert_int_equal(none.share, 0);
    assert_int_equal(none.low, 0);
    assert_int_equal(none.high, 36994); /* z^2 / (100 + z^2) = 0.0369935 */
    assert_int_equal(all.share, ND_THRESHOLD_UNIT);
    assert_int_equal(all.low, ND_THRESHOLD_UNIT - none.high);
    assert_int_equal(all.high, ND_THRESHOLD_UNIT);
    assert_int_equal(nothing.low, 0);
    assert_int_equal(nothing.high, ND_THRESHOLD_UNIT);
}

static void an_interval_narrows_as_the_sample_grows_to_the_whole(void **state) {
    struct nd_estimate before = estimate_of(1000, 100000, 100, 2, 10);
    const struct nd_estimate whole = estimate_of(1000, 1000, 100, 2, 10);
    (void)state;
    for (uint32_t documents = 50000; documents > 1000; documents /= 2) {
        const struct nd_estimate next = estimate_of(1000, documents, 100, 2, 10);
        assert_true(next.low > before.low && next.high < before.high);
        before = next;
    }
    assert_int_equal(whole.low, whole.share);
    assert_int_equal(whole.high, whole.share);
}

static void one_document_alone_says_little(void **state) {
    const struct nd_estimate one = estimate_of(1, 1000, 1, 20, 1);
    const struct nd_estimate lone = estimate_of(1000, 100000, 1, 20, 0);
    (void)state;
    assert_true(one.low < 250000 && one.high == ND_THRESHOLD_UNIT);
    assert_true(lone.low == 0 && lone.high > 750000);
}

/* Two documents missed ten pairs each, and 98 with five pairs each none: that says as much as 51.5
 * pairs by themselves, where documents that are all alike would say as much as 98. */
static void an_interval_is_wide_where_few_documents_missed_all(void **state) {
    struct nd_estimate estimate = {.part = 20, .whole = 510};
    struct nd_ratio ratio = {0};
    (void)state;
    for (uint32_t i = 0; i < 100; i++) nd_ratio_add(&ratio, i < 2 ? 10 : 0, i < 2 ? 10 : 5);
    nd_ratio_estimate(&ratio, 100, 100000000, &estimate);
    assert_int_equal(estimate.share, 39216);
    assert_in_range(estimate.low, 10831, 10931); /* the score interval: 0.0109, 0.1315 */
    assert_in_range(estimate.high, 131470, 131570);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_known_of_nothing),
        cmocka_unit_test(pairs_that_no_posting_makes_are_missed),
        cmocka_unit_test(a_chain_that_is_cut_is_apart_though_proposed),
        cmocka_unit_test(what_has_no_fingerprint_in_common_is_lost),
        cmocka_unit_test(near_identical_documents_count_as_proposed),
        cmocka_unit_test(roundups_are_counted_apart),
        cmocka_unit_test(threads_workers_kernel_and_order_do_not_matter),
        cmocka_unit_test(another_seed_draws_another_sample),
        cmocka_unit_test(a_sampled_document_comes_with_all_its_pairs),
        cmocka_unit_test(a_pair_counts_for_either_of_its_documents),
        cmocka_unit_test(bad_calls_are_refused),
        cmocka_unit_test(an_interval_counts_documents_not_pairs),
        cmocka_unit_test(an_interval_of_none_or_all_has_a_width),
        cmocka_unit_test(an_interval_narrows_as_the_sample_grows_to_the_whole),
        cmocka_unit_test(one_document_alone_says_little),
        cmocka_unit_test(an_interval_is_wide_where_few_documents_missed_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
