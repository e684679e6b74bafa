/*
 * test_chooser.c - which copy leads when somebody chooses, through the public calls
 *
 * Documents are made of words w(n) of the made-up language; the comment beside each says which.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/corpora.h"

enum { MOST = 16 };

/* Chooses a document where it can be had, else what would lead anyway; remembers what it saw. */
struct picky {
    uint32_t wanted;
    size_t calls, count;
    struct nd_choice seen[MOST]; /* of the last call */
};

static size_t choose_wanted(void *self, const struct nd_choice *choices, size_t count) {
    struct picky *const picky = self;
    assert_true(count >= 2 && count <= MOST);
    picky->calls++;
    picky->count = count;
    memcpy(picky->seen, choices, count * sizeof *choices);
    for (size_t i = 0; i < count; i++)
        if (choices[i].document == picky->wanted) return i;
    return 0;
}

static size_t choose_none(void *self, const struct nd_choice *choices, size_t count) {
    (void)self, (void)choices;
    return count;
}

static nd_status cluster(const struct corpus *corpus, const struct nd_options *options,
                         const bool *old, struct nd_result **out) {
    const struct way way = {.options = *options, .workers = 2};
    struct nd_name *names;
    struct nd_corpus *const core = corpus_read(corpus, &way, &names);
    nd_status status = nd_corpus_set_old(core, old, corpus->count);
    if (status == ND_OK) status = nd_corpus_cluster(core, names, corpus->count, out);
    nd_corpus_free(core);
    free(names);
    return status;
}

static struct nd_result *chosen_by(const struct corpus *corpus, struct picky *picky,
                                   const bool *old, unsigned joins) {
    struct nd_options options;
    struct nd_result *result;
    nd_options_init(&options);
    options.boilerplate = false;
    options.joins = joins;
    options.chooser = (struct nd_chooser){picky, choose_wanted};
    assert_int_equal(cluster(corpus, &options, old, &result), ND_OK);
    return result;
}

/* Words 0 to 299 with a headline, in full, once more, without their end; their beginning with
 * another end; and another report. */
enum { HEADED, WHOLE, SAME, CUT, UPDATE, OTHER, REPORTS };

static void add_reports(struct corpus *corpus) {
    add_words(corpus_text(corpus), 1000, 20); /* HEADED */
    add_words(&corpus->texts[HEADED], 0, 300);
    add_words(corpus_text(corpus), 0, 300); /* WHOLE */
    add_words(corpus_text(corpus), 0, 300); /* SAME */
    add_words(corpus_text(corpus), 0, 200); /* CUT */
    add_words(corpus_text(corpus), 0, 160); /* UPDATE */
    add_words(&corpus->texts[UPDATE], 3000, 140);
    add_words(corpus_text(corpus), 5000, 90); /* OTHER */
}

static const bool none[REPORTS] = {false};

static void any_copy_can_lead(void **state) {
    static const struct {
        uint32_t lead;
        nd_relation relations[4];
        uint32_t shared[4];
    } cases[] = {
        {HEADED,
         {ND_RELATION_LEAD, ND_RELATION_REPRINT, ND_RELATION_REPRINT, ND_RELATION_ABRIDGED},
         {320, 300, 300, 200}},
        {WHOLE,
         {ND_RELATION_REPRINT, ND_RELATION_LEAD, ND_RELATION_EXACT, ND_RELATION_ABRIDGED},
         {300, 300, 300, 200}},
        {SAME,
         {ND_RELATION_REPRINT, ND_RELATION_EXACT, ND_RELATION_LEAD, ND_RELATION_ABRIDGED},
         {300, 300, 300, 200}},
        {CUT,
         {ND_RELATION_REPRINT, ND_RELATION_REPRINT, ND_RELATION_REPRINT, ND_RELATION_LEAD},
         {200, 200, 200, 200}},
    };
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct corpus corpus = {0};
        struct picky picky = {.wanted = cases[i].lead};
        struct nd_result *result;
        add_reports(&corpus);
        result = chosen_by(&corpus, &picky, none, 0);
        assert_int_equal(picky.calls, 1);
        assert_int_equal(result->rows[0].document, cases[i].lead);
        for (uint32_t d = 0; d < 4; d++) {
            const struct nd_row *const row = row_of(result, d);
            assert_int_equal(row->lead, cases[i].lead);
            assert_int_equal(row->relation, cases[i].relations[d]);
            assert_int_equal(row->measure.shared, cases[i].shared[d]);
            assert_int_equal(row->size, 4);
        }
        assert_int_equal(row_of(result, UPDATE)->relation, ND_RELATION_UPDATE);
        assert_int_equal(result->counts.clusters, 3);
        assert_int_equal(result->counts.copies, 3);
        nd_result_free(result);
        corpus_drop(&corpus);
    }
}

static void a_match_stays_what_was_verified(void **state) {
    struct corpus corpus = {0};
    struct picky picky = {.wanted = CUT};
    struct nd_result *result;
    (void)state;
    add_reports(&corpus);
    result = chosen_by(&corpus, &picky, none, 0);
    assert_int_equal(row_of(result, CUT)->match, CUT);
    assert_int_equal(row_of(result, HEADED)->match, CUT);
    assert_int_equal(row_of(result, WHOLE)->match, HEADED);
    nd_result_free(result);
    picky = (struct picky){.wanted = SAME};
    result = chosen_by(&corpus, &picky, none, 0);
    assert_int_equal(row_of(result, HEADED)->match, SAME);
    assert_int_equal(row_of(result, WHOLE)->match, SAME);
    assert_int_equal(row_of(result, CUT)->match, HEADED);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void choices_come_in_order_with_their_words(void **state) {
    static const struct nd_choice wanted[] = {
        {HEADED, 320, 0}, {WHOLE, 300, 0}, {SAME, 300, 0}, {CUT, 200, 0}};
    struct corpus corpus = {0};
    struct picky picky = {.wanted = OTHER};
    struct nd_result *result;
    (void)state;
    add_reports(&corpus);
    result = chosen_by(&corpus, &picky, none, 0);
    assert_int_equal(picky.count, LENGTH_OF(wanted));
    for (size_t i = 0; i < LENGTH_OF(wanted); i++) {
        assert_int_equal(picky.seen[i].document, wanted[i].document);
        assert_int_equal(picky.seen[i].words, wanted[i].words);
        assert_int_equal(picky.seen[i].boilerplate, wanted[i].boilerplate);
    }
    assert_int_equal(row_of(result, WHOLE)->lead, HEADED);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void what_joined_is_no_choice_but_is_measured_again(void **state) {
    struct corpus corpus = {0};
    struct picky picky = {.wanted = CUT};
    struct nd_result *result;
    const struct nd_row *update;
    (void)state;
    add_reports(&corpus);
    result = chosen_by(&corpus, &picky, none, ND_JOIN_UPDATES);
    update = row_of(result, UPDATE);
    assert_int_equal(picky.count, 4);
    assert_int_equal(update->lead, CUT);
    assert_int_equal(update->relation, ND_RELATION_UPDATE);
    assert_int_equal(update->measure.shared, 160);
    assert_int_equal(update->measure.words_b, 200);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void of_old_copies_there_is_a_choice_and_of_one_there_is_none(void **state) {
    static const bool two[REPORTS] = {[WHOLE] = true, [CUT] = true};
    static const bool one[REPORTS] = {[CUT] = true};
    struct corpus corpus = {0};
    struct picky picky = {.wanted = CUT};
    struct nd_result *result;
    (void)state;
    add_reports(&corpus);
    result = chosen_by(&corpus, &picky, two, 0);
    assert_int_equal(picky.count, 2);
    assert_int_equal(picky.seen[0].document, WHOLE);
    assert_int_equal(row_of(result, HEADED)->lead, CUT);
    nd_result_free(result);
    picky = (struct picky){.wanted = HEADED};
    result = chosen_by(&corpus, &picky, one, 0);
    assert_int_equal(picky.calls, 0);
    assert_int_equal(row_of(result, HEADED)->lead, CUT);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* The beginnings of three reports, printed twice: all but the same, so that they are one report. */
static void a_round_up_that_no_longer_leads_its_copy_is_one_itself(void **state) {
    enum { FIRST, SECOND, ROUNDUPS };
    struct corpus corpus = {0};
    struct picky picky = {.wanted = SECOND};
    const bool old[ROUNDUPS + 3] = {false};
    struct nd_result *result;
    (void)state;
    for (uint32_t d = 0; d < ROUNDUPS; d++) {
        struct prop_text *const text = corpus_text(&corpus);
        for (uint32_t r = 1; r <= 3; r++) add_words(text, 1000 * r, 100);
        add_words(text, 9000, 3 - d);
    }
    for (uint32_t r = 1; r <= 3; r++) add_words(corpus_text(&corpus), 1000 * r, 300);
    result = chosen_by(&corpus, &picky, old, 0);
    assert_int_equal(picky.calls, 1);
    assert_int_equal(row_of(result, SECOND)->relation, ND_RELATION_LEAD);
    assert_int_equal(row_of(result, FIRST)->lead, SECOND);
    assert_int_equal(row_of(result, FIRST)->relation, ND_RELATION_REPRINT);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void boilerplate_is_counted(void **state) {
    enum { PAGES = 8, FOOTER = 40 };
    struct corpus corpus = {0};
    struct nd_options options;
    struct picky picky = {.wanted = PAGES};
    struct nd_result *result;
    (void)state;
    for (uint32_t i = 0; i < PAGES; i++) {
        add_words(corpus_text(&corpus), 1000 + 200 * i, 100);
        add_words(&corpus.texts[i], 0, FOOTER);
    }
    add_words(corpus_text(&corpus), 1000, 100); /* the first once more, without the footer */
    nd_options_init(&options);
    options.chooser = (struct nd_chooser){&picky, choose_wanted};
    assert_int_equal(cluster(&corpus, &options, (const bool[PAGES + 1]){false}, &result), ND_OK);
    assert_int_equal(picky.calls, 1);
    assert_int_equal(picky.count, 2);
    for (size_t i = 0; i < 2; i++) {
        const bool bare = picky.seen[i].document == PAGES;
        assert_int_equal(picky.seen[i].words + picky.seen[i].boilerplate,
                         bare ? 100 : 100 + FOOTER);
        assert_true(bare == (picky.seen[i].boilerplate == 0));
    }
    assert_int_equal(row_of(result, 0)->lead, PAGES);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void choosing_nothing_is_refused(void **state) {
    struct corpus corpus = {0};
    struct nd_options options;
    struct nd_result *result;
    (void)state;
    add_reports(&corpus);
    nd_options_init(&options);
    options.chooser.choose = choose_none;
    assert_int_equal(cluster(&corpus, &options, none, &result), ND_ERR_PARAM);
    assert_null(result);
    corpus_drop(&corpus);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_copy_can_lead),
        cmocka_unit_test(a_match_stays_what_was_verified),
        cmocka_unit_test(choices_come_in_order_with_their_words),
        cmocka_unit_test(what_joined_is_no_choice_but_is_measured_again),
        cmocka_unit_test(of_old_copies_there_is_a_choice_and_of_one_there_is_none),
        cmocka_unit_test(a_round_up_that_no_longer_leads_its_copy_is_one_itself),
        cmocka_unit_test(boilerplate_is_counted),
        cmocka_unit_test(choosing_nothing_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
