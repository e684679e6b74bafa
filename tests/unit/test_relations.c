/*
 * test_relations.c - the relation of each row, with its match and lead, through the public calls
 *
 * Documents are made of words w(n) of the made-up language; the comment beside each says which.
 * Boilerplate is off where what it learns is not the point.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/corpora.h"

/* Clusters without learning boilerplate; some relations join. */
static struct nd_result *joined_by(const struct corpus *corpus, unsigned joins) {
    struct way way = plain_way();
    struct nd_result *result;
    way.options.boilerplate = false;
    way.options.joins = joins;
    assert_int_equal(corpus_cluster(corpus, &way, &result), ND_OK);
    return result;
}

struct expected {
    nd_relation relation;
    uint32_t match, lead, size; /* documents; members of the cluster */
    uint32_t shared, words;     /* with the lead or, alone, with the match; of this document */
};

static void assert_rows(const struct nd_result *result, const struct expected *expected,
                        uint32_t count) {
    assert_int_equal(result->count, count);
    for (uint32_t d = 0; d < count; d++) {
        const struct nd_row *const row = row_of(result, d);
        const struct expected *const e = &expected[d];
        if (row->relation == e->relation && row->match == e->match && row->lead == e->lead &&
            row->size == e->size && row->measure.shared == e->shared &&
            row->measure.words_a == e->words) {
            continue;
        }
        fail_msg("document %u: %s of %u, lead %u, size %u, shares %u of %u", d,
                 nd_relation_name(row->relation), row->match, row->lead, row->size,
                 row->measure.shared, row->measure.words_a);
    }
}

/* ---- One of each ----------------------------------------------------------------------------- */

/* The numbers of the documents below. */
enum { REPORT, SAME, REPRINTED, CUT, EVENING, TEASER, OTHER, ALL };

static void add_one_of_each(struct corpus *corpus) {
    struct prop_text *text;
    add_words(corpus_text(corpus), 0, 300); /* REPORT */
    add_words(corpus_text(corpus), 0, 300); /* SAME */
    text = corpus_text(corpus);             /* REPRINTED: under a headline, without its end */
    add_words(text, 1000, 10);
    add_words(text, 0, 260);
    add_words(corpus_text(corpus), 0, 200); /* CUT */
    text = corpus_text(corpus);             /* EVENING: begins with text of its own */
    add_words(text, 2000, 140);
    add_words(text, 140, 160);
    add_words(corpus_text(corpus), 0, 30);    /* TEASER */
    add_words(corpus_text(corpus), 5000, 90); /* OTHER */
}

static void each_relation_has_its_row(void **state) {
    static const struct expected expected[] = {
        {ND_RELATION_LEAD, REPORT, REPORT, 4, 300, 300},
        {ND_RELATION_EXACT, REPORT, REPORT, 4, 300, 300},
        {ND_RELATION_REPRINT, REPORT, REPORT, 4, 260, 270},
        {ND_RELATION_ABRIDGED, REPORT, REPORT, 4, 200, 200},
        {ND_RELATION_UPDATE, REPORT, EVENING, 1, 160, 300},
        {ND_RELATION_EXCERPT, REPORT, TEASER, 1, 30, 30},
        {ND_RELATION_UNIQUE, OTHER, OTHER, 1, 90, 90},
    };
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    add_one_of_each(&corpus);
    result = joined_by(&corpus, 0);
    assert_rows(result, expected, ALL);
    assert_int_equal(result->counts.clusters, 4);
    assert_int_equal(nd_similarity(&row_of(result, EVENING)->measure), 364); /* 160 of 440 */
    assert_int_equal(nd_containment(&row_of(result, EVENING)->measure), 533);
    assert_int_equal(nd_containment(&row_of(result, TEASER)->measure), 1000);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void what_joins_is_in_the_cluster_of_its_match(void **state) {
    (void)state;
    for (unsigned joins = 1; joins < 4; joins++) {
        const bool updates = (joins & ND_JOIN_UPDATES) != 0;
        const bool excerpts = (joins & ND_JOIN_EXCERPTS) != 0;
        const uint32_t size = 4u + updates + excerpts;
        const struct expected expected[] = {
            {ND_RELATION_LEAD, REPORT, REPORT, size, 300, 300},
            {ND_RELATION_EXACT, REPORT, REPORT, size, 300, 300},
            {ND_RELATION_REPRINT, REPORT, REPORT, size, 260, 270},
            {ND_RELATION_ABRIDGED, REPORT, REPORT, size, 200, 200},
            {ND_RELATION_UPDATE, REPORT, updates ? REPORT : EVENING, updates ? size : 1, 160, 300},
            {ND_RELATION_EXCERPT, REPORT, excerpts ? REPORT : TEASER, excerpts ? size : 1, 30, 30},
            {ND_RELATION_UNIQUE, OTHER, OTHER, 1, 90, 90},
        };
        struct corpus corpus = {0};
        struct nd_result *result;
        add_one_of_each(&corpus);
        result = joined_by(&corpus, joins);
        assert_rows(result, expected, ALL);
        assert_int_equal(result->counts.clusters, 8 - size);
        assert_int_equal(result->counts.copies, ALL - result->counts.clusters);
        nd_result_free(result);
        corpus_drop(&corpus);
    }
}

static void each_relation_has_its_pair(void **state) {
    static const struct {
        uint32_t document, other;
        nd_relation relation;
        uint32_t shared;
    } expected[] = {{SAME, REPORT, ND_RELATION_EXACT, 300},
                    {REPRINTED, REPORT, ND_RELATION_REPRINT, 260},
                    {CUT, REPORT, ND_RELATION_ABRIDGED, 200},
                    {EVENING, REPORT, ND_RELATION_UPDATE, 160},
                    {TEASER, REPORT, ND_RELATION_EXCERPT, 30}};
    struct corpus corpus = {0};
    struct way way = plain_way();
    struct nd_result *result;
    (void)state;
    add_one_of_each(&corpus);
    way.options.boilerplate = false;
    way.options.pairs = true;
    assert_int_equal(corpus_cluster(&corpus, &way, &result), ND_OK);
    for (size_t e = 0; e < LENGTH_OF(expected); e++) {
        size_t found = 0;
        for (size_t i = 0; i < result->pair_count; i++) {
            const struct nd_pair *const pair = &result->pairs[i];
            found += pair->document == expected[e].document && pair->other == expected[e].other &&
                     pair->relation == expected[e].relation &&
                     pair->measure.shared == expected[e].shared;
        }
        assert_int_equal(found, 1);
    }
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void there_are_no_pairs_unless_asked_for(void **state) {
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    add_one_of_each(&corpus);
    result = joined_by(&corpus, 0);
    assert_null(result->pairs);
    assert_int_equal(result->pair_count, 0);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void a_corpus_without_pairs_has_an_empty_list(void **state) {
    struct corpus corpus = {0};
    struct way way = plain_way();
    struct nd_result *result;
    (void)state;
    add_words(corpus_text(&corpus), 0, 100);
    corpus_add(&corpus, "");
    corpus_add(&corpus, "...");
    way.options.pairs = true;
    assert_int_equal(corpus_cluster(&corpus, &way, &result), ND_OK);
    assert_int_equal(result->pair_count, 0);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* A report that was printed 50 times word by word: a pair for each, not for each two. */
static void exact_copies_are_in_one_pair_each(void **state) {
    struct corpus corpus = {0};
    struct way way = plain_way();
    struct nd_result *result;
    (void)state;
    for (uint32_t i = 0; i < 50; i++) add_words(corpus_text(&corpus), 0, 100);
    add_words(corpus_text(&corpus), 0, 90);
    snprintf(corpus.names[20], sizeof corpus.names[20], "!");
    way.options.pairs = true;
    assert_int_equal(corpus_cluster(&corpus, &way, &result), ND_OK);
    assert_int_equal(result->pair_count, 50);
    for (size_t i = 0; i < 50; i++) assert_int_equal(result->pairs[i].other, 20);
    assert_int_equal(result->pairs[0].document, 0);
    assert_int_equal(result->pairs[0].relation, ND_RELATION_EXACT);
    assert_int_equal(result->pairs[49].document, 50);
    assert_int_equal(result->pairs[49].relation, ND_RELATION_REPRINT);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* ---- Versions -------------------------------------------------------------------------------- */

static void the_longer_of_two_versions_is_the_update(void **state) {
    static const struct expected expected[] = {{ND_RELATION_UPDATE, 1, 0, 1, 200, 410},
                                               {ND_RELATION_UNIQUE, 1, 1, 1, 400, 400}};
    struct corpus corpus = {0};
    struct nd_result *result;
    struct prop_text *text = corpus_text(&corpus);
    (void)state;
    add_words(text, 0, 200);
    add_words(text, 900, 210);
    add_words(corpus_text(&corpus), 0, 400);
    result = joined_by(&corpus, 0);
    assert_rows(result, expected, 2);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* Two copies of an update are a cluster of their own; when updates join, both come along. */
static void copies_of_an_update_join_together(void **state) {
    static const struct expected apart[] = {{ND_RELATION_LEAD, 0, 0, 2, 300, 300},
                                            {ND_RELATION_REPRINT, 0, 0, 2, 280, 280},
                                            {ND_RELATION_LEAD, 2, 2, 2, 310, 310},
                                            {ND_RELATION_EXACT, 2, 2, 2, 310, 310}};
    static const struct expected joined[] = {{ND_RELATION_LEAD, 0, 0, 4, 300, 300},
                                             {ND_RELATION_REPRINT, 0, 0, 4, 280, 280},
                                             {ND_RELATION_UPDATE, 0, 0, 4, 170, 310},
                                             {ND_RELATION_UPDATE, 0, 0, 4, 170, 310}};
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    add_words(corpus_text(&corpus), 0, 300);
    add_words(corpus_text(&corpus), 0, 280);
    for (uint32_t i = 0; i < 2; i++) {
        struct prop_text *const text = corpus_text(&corpus);
        add_words(text, 0, 170);
        add_words(text, 900, 140);
    }
    result = joined_by(&corpus, 0);
    assert_rows(result, apart, 4);
    nd_result_free(result);
    result = joined_by(&corpus, ND_JOIN_UPDATES);
    assert_rows(result, joined, 4);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* An excerpt of an update that joins comes along, and is measured against a lead of which it has
 * nothing. */
static void an_excerpt_goes_with_its_update(void **state) {
    static const struct expected expected[] = {{ND_RELATION_LEAD, 0, 0, 4, 300, 300},
                                               {ND_RELATION_REPRINT, 0, 0, 4, 290, 290},
                                               {ND_RELATION_UPDATE, 0, 0, 4, 160, 300},
                                               {ND_RELATION_EXCERPT, 2, 0, 4, 0, 40}};
    struct corpus corpus = {0};
    struct nd_result *result;
    struct prop_text *text;
    (void)state;
    add_words(corpus_text(&corpus), 0, 300);
    add_words(corpus_text(&corpus), 0, 290);
    text = corpus_text(&corpus);
    add_words(text, 0, 160);
    add_words(text, 2000, 140);
    add_words(corpus_text(&corpus), 2090, 40);
    result = joined_by(&corpus, ND_JOIN_UPDATES | ND_JOIN_EXCERPTS);
    assert_rows(result, expected, 4);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* ---- Round-ups ------------------------------------------------------------------------------- */

/* Four reports of 300 words, each in two papers, and a page with the first 50 words of each. */
static void a_round_up_is_alone_whatever_joins(void **state) {
    (void)state;
    for (unsigned joins = 0; joins < 4; joins++) {
        struct corpus corpus = {0};
        struct nd_result *result;
        struct prop_text *text;
        for (uint32_t r = 0; r < 4; r++) {
            add_words(corpus_text(&corpus), 1000 * r, 300);
            add_words(corpus_text(&corpus), 1000 * r, 290);
        }
        text = corpus_text(&corpus);
        for (uint32_t r = 0; r < 4; r++) add_words(text, 1000 * r, 50 + r);
        result = joined_by(&corpus, joins);
        assert_int_equal(row_of(result, 8)->relation, ND_RELATION_ROUNDUP);
        assert_int_equal(row_of(result, 8)->size, 1);
        assert_int_equal(row_of(result, 8)->match, 6); /* of which it has most */
        assert_int_equal(row_of(result, 8)->measure.shared, 53);
        for (uint32_t d = 0; d < 8; d++) assert_int_equal(row_of(result, d)->lead, d & ~1u);
        nd_result_free(result);
        corpus_drop(&corpus);
    }
}

/* ---- Two reports on one page ----------------------------------------------------------------- */

/* `copies` of the first report, 300 words, and of the second one, 200 to 500 words, each with a few
 * words of its own; and a page with both, one behind the other. */
static void add_two_reports(struct corpus *corpus, uint32_t copies, uint32_t second) {
    struct prop_text *page;
    for (uint32_t i = 0; i < 2 * copies; i++) {
        struct prop_text *const text = corpus_text(corpus);
        add_words(text, 10000 + 20 * i, 5);
        if (i < copies)
            add_words(text, 0, 300);
        else
            add_words(text, 1000, second);
    }
    page = corpus_text(corpus);
    add_words(page, 0, 300);
    add_words(page, 1000, second);
}

static void check_two_reports(uint32_t copies, uint32_t second) {
    struct corpus corpus = {0};
    struct nd_result *result;
    add_two_reports(&corpus, copies, second);
    result = joined_by(&corpus, 0);
    for (uint32_t i = 1; i < copies; i++) {
        assert_true(together(result, 0, i));
        assert_true(together(result, copies, copies + i));
    }
    assert_false(together(result, 0, copies));
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void a_page_with_two_reports_joins_no_copies_of_both(void **state) {
    (void)state;
    for (uint32_t copies = 2; copies <= 5; copies++)
        for (uint32_t second = 200; second <= 500; second += 25) check_two_reports(copies, second);
}

/* Above 64 documents in one component another way is taken to the same end. */
static void nor_does_it_join_many_copies(void **state) {
    (void)state;
    for (uint32_t second = 200; second <= 500; second += 100) check_two_reports(40, second);
}

/* A lead with much of its own ahead of the report: all members begin late in it, and agree. */
static void copies_that_begin_late_in_their_lead_are_together(void **state) {
    struct corpus corpus = {0};
    struct nd_result *result;
    struct prop_text *text = corpus_text(&corpus);
    (void)state;
    add_words(text, 5000, 110);
    add_words(text, 0, 300);
    for (uint32_t i = 1; i < 6; i++) {
        text = corpus_text(&corpus);
        add_words(text, 10000 + 20 * i, 5);
        add_words(text, 0, 250 + 10 * i);
    }
    result = joined_by(&corpus, 0);
    assert_int_equal(result->counts.clusters, 1);
    nd_result_free(result);
    corpus_drop(&corpus);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_relation_has_its_row),
        cmocka_unit_test(each_relation_has_its_pair),
        cmocka_unit_test(there_are_no_pairs_unless_asked_for),
        cmocka_unit_test(a_corpus_without_pairs_has_an_empty_list),
        cmocka_unit_test(exact_copies_are_in_one_pair_each),
        cmocka_unit_test(what_joins_is_in_the_cluster_of_its_match),
        cmocka_unit_test(the_longer_of_two_versions_is_the_update),
        cmocka_unit_test(copies_of_an_update_join_together),
        cmocka_unit_test(an_excerpt_goes_with_its_update),
        cmocka_unit_test(a_round_up_is_alone_whatever_joins),
        cmocka_unit_test(a_page_with_two_reports_joins_no_copies_of_both),
        cmocka_unit_test(nor_does_it_join_many_copies),
        cmocka_unit_test(copies_that_begin_late_in_their_lead_are_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
