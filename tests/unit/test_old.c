/*
 * test_old.c - old documents, through the public calls: no rows, but leads, matches and pairs
 *
 * Documents are made of words w(n) of the made-up language; the comment beside each says which.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/corpora.h"

enum { MOST = 8 };

/* Clusters without learning boilerplate; old[d] says which documents are old. */
static struct nd_result *result_with_old(const struct corpus *corpus, const bool *old,
                                         unsigned joins) {
    struct way way = plain_way();
    struct nd_name *names;
    struct nd_corpus *core;
    struct nd_result *result;
    way.options.boilerplate = false;
    way.options.joins = joins;
    way.options.pairs = true;
    core = corpus_read(corpus, &way, &names);
    assert_int_equal(nd_corpus_set_old(core, old, corpus->count), ND_OK);
    assert_int_equal(nd_corpus_cluster(core, names, corpus->count, &result), ND_OK);
    nd_corpus_free(core);
    free(names);
    return result;
}

static void assert_row(const struct nd_row *row, nd_relation relation, uint32_t match,
                       uint32_t lead, uint32_t size) {
    if (row->relation == relation && row->match == match && row->lead == lead && row->size == size)
        return;
    fail_msg("document %u: %s of %u, lead %u, size %u", row->document,
             nd_relation_name(row->relation), row->match, row->lead, row->size);
}

/* Words 0 to 299 with a headline, in full, without their end, and another report. */
enum { HEADED, WHOLE, CUT, OTHER, REPORTS };

static void add_reports(struct corpus *corpus) {
    add_words(corpus_text(corpus), 1000, 20); /* HEADED */
    add_words(&corpus->texts[HEADED], 0, 300);
    add_words(corpus_text(corpus), 0, 300);   /* WHOLE */
    add_words(corpus_text(corpus), 0, 200);   /* CUT */
    add_words(corpus_text(corpus), 5000, 90); /* OTHER */
}

static void an_old_copy_leads_and_has_no_row(void **state) {
    static const bool old[REPORTS] = {[CUT] = true};
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    add_reports(&corpus);
    result = result_with_old(&corpus, old, 0);
    assert_int_equal(result->count, 3);
    /* The cluster was found around the document with the headline. */
    assert_row(&result->rows[0], ND_RELATION_REPRINT, CUT, CUT, 3);
    assert_int_equal(result->rows[0].document, HEADED);
    assert_row(&result->rows[1], ND_RELATION_REPRINT, HEADED, CUT, 3);
    assert_row(&result->rows[2], ND_RELATION_UNIQUE, OTHER, OTHER, 1);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(result->rows[i].cluster, 1);
        assert_int_equal(result->rows[i].measure.shared, 200);
        assert_int_equal(result->rows[i].measure.words_b, 200);
    }
    assert_int_equal(result->rows[2].cluster, 2);
    assert_int_equal(result->counts.clusters, 2);
    assert_int_equal(result->counts.copies, 2);
    assert_int_equal(result->counts.known, 2);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void of_several_old_copies_the_centre_leads_then_the_longest(void **state) {
    static const bool old[][REPORTS] = {{[HEADED] = true, [WHOLE] = true},
                                        {[WHOLE] = true, [CUT] = true}};
    static const uint32_t leads[] = {HEADED, WHOLE};
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(old); i++) {
        struct corpus corpus = {0};
        struct nd_result *result;
        add_reports(&corpus);
        result = result_with_old(&corpus, old[i], 0);
        assert_int_equal(result->count, 2);
        assert_int_equal(result->rows[0].lead, leads[i]);
        assert_int_equal(result->rows[0].size, 3);
        assert_int_equal(result->counts.known, 1);
        nd_result_free(result);
        corpus_drop(&corpus);
    }
}

static void of_documents_with_the_same_words_the_old_one_leads(void **state) {
    static const bool old[] = {false, false, true, false};
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    for (int i = 0; i < 3; i++) add_words(corpus_text(&corpus), 0, 60);
    add_words(corpus_text(&corpus), 0, 70);
    result = result_with_old(&corpus, old, 0);
    assert_int_equal(result->count, 3);
    assert_row(row_of(result, 0), ND_RELATION_EXACT, 2, 2, 4);
    assert_row(row_of(result, 1), ND_RELATION_EXACT, 2, 2, 4);
    assert_row(row_of(result, 3), ND_RELATION_REPRINT, 2, 2, 4);
    assert_int_equal(row_of(result, 3)->measure.shared, 60);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void clusters_of_old_documents_alone_are_not_counted(void **state) {
    static const bool old[] = {true, true, true, false, false};
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    for (int i = 0; i < 2; i++) add_words(corpus_text(&corpus), 0, 60);
    corpus_add(&corpus, "");
    add_words(corpus_text(&corpus), 500, 60);
    corpus_add(&corpus, "");
    result = result_with_old(&corpus, old, 0);
    assert_int_equal(result->count, 2);
    assert_int_equal(result->pair_count, 0);
    assert_int_equal(result->counts.clusters, 2);
    assert_int_equal(result->counts.copies + result->counts.known, 0);
    assert_int_equal(result->rows[0].document, 3);
    assert_int_equal(result->rows[1].cluster, 2);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* ---- Versions -------------------------------------------------------------------------------- */

/* Two versions of one report: words 0 to 159, and text of their own. */
enum { LONGER, SHORTER, VERSIONS };

static void add_versions(struct corpus *corpus) {
    add_words(corpus_text(corpus), 0, 160); /* LONGER */
    add_words(&corpus->texts[LONGER], 2000, 200);
    add_words(corpus_text(corpus), 0, 160); /* SHORTER */
    add_words(&corpus->texts[SHORTER], 3000, 140);
}

static void the_old_version_is_not_the_update(void **state) {
    (void)state;
    for (uint32_t old = LONGER; old <= SHORTER; old++) {
        const bool is_old[VERSIONS] = {old == LONGER, old == SHORTER};
        for (unsigned joins = 0; joins <= ND_JOIN_UPDATES; joins++) {
            struct corpus corpus = {0};
            struct nd_result *result;
            add_versions(&corpus);
            result = result_with_old(&corpus, is_old, joins);
            assert_int_equal(result->count, 1);
            assert_row(&result->rows[0], ND_RELATION_UPDATE, old, joins != 0 ? old : 1 - old,
                       1 + joins);
            assert_int_equal(result->counts.copies, joins);
            assert_int_equal(result->pair_count, 1);
            assert_int_equal(result->pairs[0].other, old);
            nd_result_free(result);
            corpus_drop(&corpus);
        }
    }
}

/* ---- Limits ---------------------------------------------------------------------------------- */

static void the_last_call_counts_and_must_fit(void **state) {
    static const bool all[MOST] = {true, true, true, true, true, true, true, true};
    static const bool none[MOST] = {false};
    struct corpus corpus = {0};
    const struct way way = plain_way();
    struct nd_name *names;
    struct nd_corpus *core;
    struct nd_result *result;
    (void)state;
    add_reports(&corpus);
    core = corpus_read(&corpus, &way, &names);
    assert_int_equal(nd_corpus_set_old(core, all, REPORTS), ND_OK);
    assert_int_equal(nd_corpus_set_old(core, none, REPORTS + 1), ND_OK);
    assert_int_equal(nd_corpus_cluster(core, names, REPORTS, &result), ND_ERR_PARAM);
    assert_null(result);
    assert_int_equal(nd_corpus_set_old(core, none, REPORTS), ND_OK);
    assert_int_equal(nd_corpus_cluster(core, names, REPORTS, &result), ND_OK);
    assert_int_equal(result->count, REPORTS);
    nd_result_free(result);
    nd_corpus_free(core);
    free(names);
    corpus_drop(&corpus);
}

static void all_documents_may_be_old(void **state) {
    static const bool all[MOST] = {true, true, true, true, true, true, true, true};
    for (int full = 0; full < 2; full++) {
        struct corpus corpus = {0};
        struct nd_result *result;
        (void)state;
        if (full) add_reports(&corpus);
        result = result_with_old(&corpus, all, 0);
        assert_int_equal(result->count + result->pair_count, 0);
        assert_int_equal(result->counts.clusters + result->counts.copies, 0);
        nd_result_free(result);
        corpus_drop(&corpus);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_old_copy_leads_and_has_no_row),
        cmocka_unit_test(of_several_old_copies_the_centre_leads_then_the_longest),
        cmocka_unit_test(of_documents_with_the_same_words_the_old_one_leads),
        cmocka_unit_test(clusters_of_old_documents_alone_are_not_counted),
        cmocka_unit_test(the_old_version_is_not_the_update),
        cmocka_unit_test(the_last_call_counts_and_must_fit),
        cmocka_unit_test(all_documents_may_be_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
