/*
 * test_cluster.c - which documents come together, through the public calls
 *
 * Copies, near-copies, chains and briefs, in small numbers and in thousands; and that nothing but
 * the texts and their names decides: not the order of adding, the workers, the executor or the
 * kernel.
 *
 * SPDX-License-Identifier: MIT
 */
#include "simd/dispatch.h"
#include "unit/corpora.h"

/* ---- None, one, empty ------------------------------------------------------------------------ */

static void no_documents_make_no_rows(void **state) {
    struct corpus corpus = {0};
    struct nd_result *const result = clusters_of(&corpus);
    (void)state;
    assert_int_equal(result->count, 0);
    assert_int_equal(result->counts.clusters, 0);
    nd_result_free(result);
}

static void one_document_is_unique(void **state) {
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    corpus_add(&corpus, "no ferry today");
    result = clusters_of(&corpus);
    assert_int_equal(result->rows[0].relation, ND_RELATION_UNIQUE);
    assert_int_equal(result->rows[0].lead, 0);
    assert_int_equal(result->rows[0].size, 1);
    assert_int_equal(nd_similarity(&result->rows[0].measure), 1000);
    assert_int_equal(nd_containment(&result->rows[0].measure), 1000);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void documents_without_words_match_nothing(void **state) {
    static const char *const texts[] = {"", "", "...", " \n", "http://example.org", "word", "word"};
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(texts); i++) corpus_add(&corpus, texts[i]);
    result = clusters_of(&corpus);
    assert_int_equal(result->counts.clusters, 6);
    for (uint32_t i = 0; i < 5; i++) {
        assert_int_equal(row_of(result, i)->relation, ND_RELATION_UNIQUE);
        assert_int_equal(row_of(result, i)->measure.words_a, 0);
        assert_int_equal(nd_similarity(&row_of(result, i)->measure), 1000);
    }
    assert_true(together(result, 5, 6));
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* ---- Briefs ---------------------------------------------------------------------------------- */

static void briefs_come_together_only_when_equal(void **state) {
    static const char *const texts[] = {
        "Bridge is open", "Bridge is closed", "bridge is OPEN!", "Ferry is open", "Fog",
        "fog.",           "No ferry",         "No bridge",       "open is bridge"};
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(texts); i++) corpus_add(&corpus, texts[i]);
    result = clusters_of(&corpus);
    assert_int_equal(result->counts.clusters, 7);
    assert_true(together(result, 0, 2));
    assert_true(together(result, 4, 5));
    assert_int_equal(row_of(result, 2)->relation, ND_RELATION_EXACT);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* ---- Copies ---------------------------------------------------------------------------------- */

static void thousands_of_identical_documents_are_one_cluster(void **state) {
    enum { COPIES = 5000 };
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    for (uint32_t i = 0; i < COPIES; i++) add_words(corpus_text(&corpus), 0, 50);
    result = clusters_of(&corpus);
    assert_int_equal(result->counts.clusters, 1);
    assert_int_equal(result->counts.exact, COPIES - 1);
    assert_int_equal(result->counts.copies, COPIES - 1);
    for (uint32_t i = 0; i < COPIES; i++) { /* the lead has the least name; rows go by name */
        assert_int_equal(result->rows[i].document, i);
        assert_int_equal(result->rows[i].relation, i == 0 ? ND_RELATION_LEAD : ND_RELATION_EXACT);
        assert_int_equal(result->rows[i].size, COPIES);
        assert_int_equal(result->rows[i].measure.shared, 50);
    }
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void thousands_of_near_identical_documents_are_one_cluster(void **state) {
    enum { COPIES = 2000, WORDS = 300 };
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    for (uint32_t i = 0; i < COPIES; i++) { /* each with one word of its own */
        struct prop_text *const text = corpus_text(&corpus);
        add_words(text, 0, i % WORDS);
        add_words(text, 1000 + i, 1);
        add_words(text, i % WORDS + 1, WORDS - 1 - i % WORDS);
    }
    result = clusters_of(&corpus);
    assert_int_equal(result->counts.clusters, 1);
    for (uint32_t i = 1; i < COPIES; i++) {
        const struct nd_measure *const m = &result->rows[i].measure;
        assert_int_equal(result->rows[i].relation, ND_RELATION_REPRINT);
        assert_true(m->shared >= WORDS - 2 && m->equal >= WORDS - 2 && m->equal < WORDS);
    }
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void documents_that_have_nothing_in_common_are_all_unique(void **state) {
    enum { COUNT = 2000 };
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    for (uint32_t i = 0; i < COUNT; i++) add_words(corpus_text(&corpus), 100 * i, 60);
    result = clusters_of(&corpus);
    assert_int_equal(result->counts.clusters, COUNT);
    assert_int_equal(result->counts.copies, 0);
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_int_equal(result->rows[i].document, i);
        assert_int_equal(result->rows[i].relation, ND_RELATION_UNIQUE);
    }
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void a_reprint_in_another_template_is_found(void **state) {
    struct corpus corpus = {0};
    struct nd_result *result;
    struct prop_text *text;
    (void)state;
    add_words(corpus_text(&corpus), 0, 200);
    text = corpus_text(&corpus); /* masthead, advertisement in the middle, footer, a word changed */
    add_words(text, 1000, 10);
    add_words(text, 0, 90);
    add_words(text, 2000, 30);
    add_words(text, 90, 50);
    add_words(text, 3000, 1);
    add_words(text, 141, 59);
    add_words(text, 4000, 15);
    add_words(corpus_text(&corpus), 50, 120); /* abridged */
    add_words(corpus_text(&corpus), 5000, 200);
    result = clusters_of(&corpus);
    assert_int_equal(result->counts.clusters, 2);
    assert_int_equal(result->rows[0].document, 1); /* shares as much as 0, and is longer */
    assert_int_equal(row_of(result, 0)->measure.equal, 199);
    assert_int_equal(row_of(result, 2)->measure.equal, 119);
    assert_int_equal(row_of(result, 2)->measure.shared, 120);
    assert_int_equal(row_of(result, 2)->lead, 1);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void a_teaser_is_no_reprint(void **state) {
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    add_words(corpus_text(&corpus), 0, 1000);
    add_words(corpus_text(&corpus), 0, 20);
    result = clusters_of(&corpus);
    assert_int_equal(result->counts.clusters, 2);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* ---- Chains ---------------------------------------------------------------------------------- */

/* Each document shares half with the next, and nothing with the one behind that. */
static void chains_are_cut(void **state) {
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    add_words(corpus_text(&corpus), 0, 120);
    add_words(corpus_text(&corpus), 50, 100);
    add_words(corpus_text(&corpus), 110, 80);
    result = clusters_of(&corpus);
    assert_true(together(result, 0, 1));
    assert_false(together(result, 0, 2));
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void no_member_of_a_long_chain_is_unlike_its_lead(void **state) {
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    for (uint32_t i = 0; i < 300; i++) add_words(corpus_text(&corpus), 30 * i, 100);
    result = clusters_of(&corpus);
    assert_true(result->counts.clusters >=
                100); /* of the words of a lead a third part is its own */
    for (size_t i = 0; i < result->count; i++)
        assert_true(nd_containment(&result->rows[i].measure) >= 500);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void the_threshold_decides(void **state) {
    static const uint32_t thresholds[] = {200000, 390000, 410000, ND_THRESHOLD_UNIT};
    struct corpus corpus = {0};
    (void)state;
    add_words(corpus_text(&corpus), 0, 100);
    add_words(corpus_text(&corpus), 60, 100); /* shares 40 of 100 */
    add_words(corpus_text(&corpus), 1000, 100);
    add_words(corpus_text(&corpus), 1000, 99); /* wholly in the one before */
    for (size_t t = 0; t < LENGTH_OF(thresholds); t++) {
        struct way way = plain_way();
        struct nd_result *result;
        way.options.threshold = thresholds[t];
        assert_int_equal(corpus_cluster(&corpus, &way, &result), ND_OK);
        assert_int_equal(together(result, 0, 1), thresholds[t] <= 400000);
        assert_true(together(result, 2, 3));
        nd_result_free(result);
    }
    corpus_drop(&corpus);
}

/* ---- Candidates ------------------------------------------------------------------------------ */

/* So many words that it can be told whether they are misread: each document has all of them, in an
 * order of its own, and two have phrases in common. */
static void documents_with_a_few_phrases_in_common_are_not_compared(void **state) {
    enum { DOCUMENTS = 120, WORDS = 2221 /* a prime */, PHRASE = 12, EVERY = 700 };
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        struct prop_text *const text = corpus_text(&corpus);
        for (uint32_t i = 0; i < WORDS; i++) {
            if (d < 2 && i % EVERY == EVERY / 2) add_words(text, WORDS + i, PHRASE);
            add_words(text, (d + 1) * i % WORDS, 1);
        }
    }
    result = clusters_of(&corpus);
    assert_true(result->counts.weak_pairs > 0);
    assert_int_equal(result->counts.candidates, 0);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* ---- Ways that must not matter --------------------------------------------------------------- */

/* Reports and their reprints, cut, with words left out and put in; briefs and empty documents. */
static void make_mixed(struct corpus *corpus) {
    struct prop_random random = {11};
    for (uint32_t i = 0; i < 700; i++) {
        struct prop_text *const text = corpus_text(corpus);
        const uint32_t report = 1000 * prop_below(&random, 60), rate = 4 + prop_below(&random, 40);
        const uint32_t end = 20 + prop_below(&random, 150);
        snprintf(corpus->names[i], sizeof *corpus->names, "%c%u",
                 (char)('a' + prop_below(&random, 26)),
                 (unsigned)(i / 2)); /* some names are the same */
        if (prop_below(&random, 9) == 0) {
            add_words(text, prop_below(&random, 3), prop_below(&random, 4));
            continue;
        }
        for (uint32_t k = prop_below(&random, 10); k < end; k++) {
            if (prop_below(&random, rate) != 0) add_words(text, report + k, 1);
            if (prop_below(&random, rate) == 0) add_words(text, prop_below(&random, 50), 2);
        }
    }
}

static nd_status run_backwards(void *self, size_t tasks, nd_task_fn fn, void *context) {
    nd_status status = ND_OK;
    (void)self;
    for (size_t t = tasks; t-- > 0 && status == ND_OK;) status = fn(context, t, (uint32_t)t % 3);
    return status;
}

static nd_status run_shuffled(void *self, size_t tasks, nd_task_fn fn, void *context) {
    struct prop_random *const random = self;
    size_t *const order = calloc(tasks + 1, sizeof *order);
    nd_status status = order != NULL ? ND_OK : ND_ERR_MEMORY;
    for (size_t i = 0; i < tasks && status == ND_OK; i++) {
        const size_t j = prop_below(random, (uint32_t)i + 1);
        order[i] = order[j];
        order[j] = i;
    }
    for (size_t i = 0; i < tasks && status == ND_OK; i++)
        status = fn(context, order[i], prop_below(random, 5));
    free(order);
    return status;
}

static void assert_same_by(const struct corpus *corpus, const struct way *way,
                           const struct nd_result *expected) {
    struct nd_result *result;
    assert_int_equal(corpus_cluster(corpus, way, &result), ND_OK);
    assert_same_result(result, expected);
    nd_result_free(result);
}

static void no_way_of_running_changes_the_result(void **state) {
    struct corpus corpus = {0};
    struct nd_result *expected;
    struct prop_random random = {5};
    struct way way = plain_way();
    (void)state;
    make_mixed(&corpus);
    expected = clusters_of(&corpus);
    assert_true(expected->counts.clusters > 60 && expected->counts.copies > 300);
    way.backwards = true;
    assert_same_by(&corpus, &way, expected);
    way.workers = 7;
    assert_same_by(&corpus, &way, expected);
    way.options.executor = (struct nd_executor){.workers = 3, .run = run_backwards};
    assert_same_by(&corpus, &way, expected);
    way.options.executor = (struct nd_executor){&random, 5, run_shuffled};
    assert_same_by(&corpus, &way, expected);
    way.options.executor = (struct nd_executor){&random, 64, run_shuffled};
    assert_same_by(&corpus, &way, expected);
    for (size_t k = 0; k < nd_kernels_count(); k++) {
        if (!nd_kernels_usable(nd_kernels_at(k))) continue;
        way.options.kernel = nd_kernels_at(k)->name;
        assert_same_by(&corpus, &way, expected);
    }
    nd_result_free(expected);
    corpus_drop(&corpus);
}

/* ---- Executors that fail --------------------------------------------------------------------- */

struct failing {
    unsigned calls, fail_at; /* the call of run that fails, from 1 */
    bool after_half;         /* when half of the pieces are done */
    nd_status status;
};

static nd_status run_or_fail(void *self, size_t tasks, nd_task_fn fn, void *context) {
    struct failing *const failing = self;
    const bool fails = ++failing->calls == failing->fail_at;
    const size_t end = !fails ? tasks : failing->after_half ? tasks / 2 : 0;
    nd_status status = ND_OK;
    for (size_t t = 0; t < end && status == ND_OK; t++) status = fn(context, t, 0);
    return fails ? failing->status : status;
}

static void the_failure_of_an_executor_is_passed_up(void **state) {
    static const nd_status statuses[] = {ND_ERR_CANCELLED, ND_ERR_THREAD, ND_ERR_MEMORY};
    struct corpus corpus = {0};
    struct failing count = {0};
    struct way way = plain_way();
    struct nd_result *result;
    (void)state;
    make_mixed(&corpus);
    way.options.executor = (struct nd_executor){&count, 1, run_or_fail};
    assert_int_equal(corpus_cluster(&corpus, &way, &result), ND_OK);
    nd_result_free(result);
    assert_true(count.calls > 3);
    for (size_t s = 0; s < LENGTH_OF(statuses); s++)
        for (unsigned at = 1; at <= count.calls; at++) {
            struct failing failing = {0, at, at % 2 == 0, statuses[s]};
            way.options.executor = (struct nd_executor){&failing, 2, run_or_fail};
            assert_int_equal(corpus_cluster(&corpus, &way, &result), statuses[s]);
            assert_null(result);
            assert_int_equal(failing.calls, at); /* nothing runs after a failure */
        }
    corpus_drop(&corpus);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_documents_make_no_rows),
        cmocka_unit_test(one_document_is_unique),
        cmocka_unit_test(documents_without_words_match_nothing),
        cmocka_unit_test(briefs_come_together_only_when_equal),
        cmocka_unit_test(thousands_of_identical_documents_are_one_cluster),
        cmocka_unit_test(thousands_of_near_identical_documents_are_one_cluster),
        cmocka_unit_test(documents_that_have_nothing_in_common_are_all_unique),
        cmocka_unit_test(a_reprint_in_another_template_is_found),
        cmocka_unit_test(a_teaser_is_no_reprint),
        cmocka_unit_test(chains_are_cut),
        cmocka_unit_test(no_member_of_a_long_chain_is_unlike_its_lead),
        cmocka_unit_test(the_threshold_decides),
        cmocka_unit_test(documents_with_a_few_phrases_in_common_are_not_compared),
        cmocka_unit_test(no_way_of_running_changes_the_result),
        cmocka_unit_test(the_failure_of_an_executor_is_passed_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
