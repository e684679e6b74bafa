/*
 * test_passages.c - what is shared, what stands against each other and what goes ahead, in examples
 * that can be counted by hand
 *
 * Two documents are written part by part: parts that both have, and parts of either's own. Unless
 * told otherwise, all words are known to the lexicon. What passages are without a lexicon is in
 * test_align.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/align.h"
#include "simd/dispatch.h"
#include "unit/lexicon.h"

/* Two documents that grow; each part has words that stand nowhere else in the two. */
struct pair {
    struct sheet a, b;
    uint32_t known, strange; /* the next words */
};

static void both(struct pair *pair, uint32_t count) {
    sheet_add(&pair->a, pair->known, count);
    sheet_add(&pair->b, pair->known, count);
    pair->known += count;
}

static void known(struct pair *pair, struct sheet *sheet, uint32_t count) {
    sheet_add(sheet, pair->known, count);
    pair->known += count;
}

/* `count` words of which the first `strange` are strange. */
static void misread(struct pair *pair, struct sheet *sheet, uint32_t count, uint32_t strange) {
    sheet_add(sheet, KNOWN_WORDS + pair->strange, strange);
    pair->strange += strange;
    known(pair, sheet, count - strange);
}

/* Own parts of both, at one place. */
static void own(struct pair *pair, uint32_t of_a, uint32_t of_b) {
    known(pair, &pair->a, of_a);
    known(pair, &pair->b, of_b);
}

static struct nd_share share_by(const struct pair *pair, const struct nd_lexicon *by) {
    struct nd_aligner aligner;
    struct nd_share share;
    assert_true(pair->known < KNOWN_WORDS);
    nd_aligner_init(&aligner, nd_kernels_select(NULL), by);
    assert_int_equal(nd_align_with(&aligner, pair->a.words, pair->a.count), ND_OK);
    assert_int_equal(nd_align(&aligner, pair->b.words, pair->b.count, 0, &share), ND_OK);
    nd_aligner_free(&aligner);
    return share;
}

/* Aligns the two and drops them. */
static struct nd_share share_of(struct pair *pair) {
    const struct nd_share share = share_by(pair, &lexicon);
    sheet_drop(&pair->a);
    sheet_drop(&pair->b);
    return share;
}

static void make_characters(struct sheet *sheet) {
    for (uint32_t i = 0; i < sheet->count; i++) sheet->words[i] |= ND_WORD_CHARACTER;
}

/* The same where all words are characters, none of which the lexicon knows. */
static struct nd_share share_of_characters(struct pair *pair) {
    struct nd_share share;
    make_characters(&pair->a);
    make_characters(&pair->b);
    share = share_by(pair, NULL);
    assert_true(share.characters);
    sheet_drop(&pair->a);
    sheet_drop(&pair->b);
    return share;
}

/* ---- Misread gaps ---------------------------------------------------------------------------- */

/* One word in twenty must be strange, of both sides together. */
static bool is_bridged(uint32_t gap, uint32_t strange) {
    return gap <= 6 || (gap <= 32 && 20 * strange >= 2 * gap);
}

static void a_misread_gap_of_32_words_is_bridged_and_one_of_33_is_not(void **state) {
    (void)state;
    for (uint32_t gap = 1; gap <= 40; gap++)
        for (uint32_t strange = 0; strange <= 4; strange++) {
            const uint32_t of_a = strange < gap ? strange : gap;
            const bool bridged = is_bridged(gap, of_a);
            struct pair pair = {0};
            struct nd_share share;
            both(&pair, 20);
            misread(&pair, &pair.a, gap, of_a);
            known(&pair, &pair.b, gap);
            both(&pair, 20);
            share = share_of(&pair);
            assert_int_equal(share.equal, 40);
            assert_int_equal(share.shared, bridged ? 40 + gap : 40);
            assert_int_equal(share.strange, bridged ? of_a : 0);
        }
}

static void strange_words_of_either_side_count(void **state) {
    (void)state;
    for (uint32_t of_b = 0; of_b <= 4; of_b++) {
        struct pair pair = {0};
        struct nd_share share;
        both(&pair, 20);
        misread(&pair, &pair.a, 20, 1);
        misread(&pair, &pair.b, 20, of_b);
        both(&pair, 20);
        share = share_of(&pair);
        assert_int_equal(share.shared, of_b >= 1 ? 60 : 40); /* two of forty */
        assert_int_equal(share.strange, of_b >= 1 ? 1 + of_b : 0);
    }
}

/* The sides of a misread gap differ by two words and an eighth of the longer one at most: a page
 * that lacks a line is not misread there. */
static void the_sides_of_a_misread_gap_are_about_as_long(void **state) {
    (void)state;
    for (uint32_t of_a = 7; of_a <= 32; of_a++)
        for (uint32_t of_b = 0; of_b <= of_a; of_b++) {
            const bool bridged = of_a - of_b <= 2 + of_a / 8;
            struct pair pair = {0};
            struct nd_share share;
            both(&pair, 20);
            misread(&pair, &pair.a, of_a, of_a);
            misread(&pair, &pair.b, of_b, of_b);
            both(&pair, 20);
            share = share_of(&pair);
            assert_int_equal(share.shared, bridged ? 40 + of_b : 40);
            assert_int_equal(share.strange, bridged ? of_a + of_b : 0);
        }
}

static void strange_words_of_small_gaps_are_counted(void **state) {
    struct pair pair = {0};
    struct nd_share share;
    (void)state;
    both(&pair, 10);
    misread(&pair, &pair.a, 3, 2); /* 2 of these ... */
    misread(&pair, &pair.b, 6, 1); /* ... and 1 of these; 3 stand in the place of others */
    both(&pair, 10);
    misread(&pair, &pair.b, 4, 4); /* inserted, and in the place of nothing */
    both(&pair, 10);
    misread(&pair, &pair.a, 50, 50); /* not in the passage */
    share = share_of(&pair);
    assert_int_equal(share.equal, 30);
    assert_int_equal(share.shared, 33);
    assert_int_equal(share.strange, 7);
}

static void without_a_lexicon_nothing_is_misread(void **state) {
    const struct nd_lexicon empty = {0};
    struct pair pair = {0};
    (void)state;
    both(&pair, 20);
    misread(&pair, &pair.a, 7, 7);
    misread(&pair, &pair.b, 7, 7);
    both(&pair, 20);
    assert_int_equal(share_by(&pair, NULL).shared, 40);
    assert_int_equal(share_by(&pair, &empty).shared, 40);
    assert_int_equal(share_by(&pair, &empty).opposed, 7);
    assert_int_equal(share_of(&pair).shared, 47);
}

static void passages_of_fewer_than_five_words_count_for_nothing(void **state) {
    (void)state;
    for (uint32_t words = 3; words <= 7; words++) {
        struct pair pair = {0};
        struct nd_share share;
        own(&pair, 30, 30);
        both(&pair, words);
        own(&pair, 30, 30);
        both(&pair, 20);
        share = share_of(&pair);
        assert_int_equal(share.shared, words < 5 ? 20 : 20 + words);
    }
}

/* ---- Figures --------------------------------------------------------------------------------- */

/* A known word, which is a number when its own number is odd: see ND_WORD_NUMBER. */
static void figure(struct pair *pair, struct sheet *sheet, bool is) {
    pair->known += pair->known % 2 != is;
    known(pair, sheet, 1);
}

/* A gap, a letter for each word of either side: figures, words and strange figures. */
static struct nd_share share_with_gap(const char *of_a, const char *of_b) {
    struct pair pair = {0};
    both(&pair, 20);
    for (const char *c = of_a; *c != 0; c++)
        if (*c == 's')
            sheet_add(&pair.a, KNOWN_WORDS + 1, 1);
        else
            figure(&pair, &pair.a, *c == 'f');
    for (const char *c = of_b; *c != 0; c++) figure(&pair, &pair.b, *c == 'f');
    both(&pair, 30);
    return share_of(&pair);
}

/* Half of the words that both have are figures; they are counted where others are replaced. */
static void figures_in_the_place_of_others_are_counted(void **state) {
    static const struct {
        const char *of_a, *of_b;
        uint32_t replaced;
    } table[] = {
        {"", "", 0},       {"f", "f", 1},     {"w", "f", 0},     {"f", "w", 0},
        {"w", "w", 0},     {"ff", "f", 0},    {"f", "ff", 0},    {"fwf", "fff", 2},
        {"wwf", "wwf", 1}, {"fww", "fww", 1}, {"sff", "fff", 2}, {"s", "f", 0},
    };
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(table); i++) {
        const struct nd_share share = share_with_gap(table[i].of_a, table[i].of_b);
        assert_int_equal(share.equal, 50);
        assert_int_equal(share.replaced, table[i].replaced);
        assert_int_equal(share.figures, table[i].replaced != 0 ? 25 : 0);
    }
}

/* ---- What stands against each other ---------------------------------------------------------- */

static void own_text_of_both_sides_is_opposed(void **state) {
    struct pair pair = {0};
    struct nd_share share;
    (void)state;
    own(&pair, 30, 80); /* 30 */
    both(&pair, 40);
    own(&pair, 50, 20); /* 20 */
    both(&pair, 40);
    own(&pair, 70, 0); /* 0: one goes on, the other was cut */
    both(&pair, 40);
    own(&pair, 15, 60); /* 15 */
    share = share_of(&pair);
    assert_int_equal(share.shared, 120);
    assert_int_equal(share.opposed, 65);
}

static void small_gaps_are_not_opposed(void **state) {
    (void)state;
    for (uint32_t gap = 1; gap <= 8; gap++) {
        struct pair pair = {0};
        struct nd_share share;
        both(&pair, 40);
        own(&pair, gap, gap);
        both(&pair, 40);
        share = share_of(&pair);
        assert_int_equal(share.opposed, gap <= 6 ? 0 : gap);
    }
}

/* A short passage in the middle of own text is chance, or a name: what one side has before it
 * stands against what the other has behind it. */
static void a_passage_of_sixteen_words_ends_what_is_opposed(void **state) {
    (void)state;
    for (uint32_t words = 5; words <= 20; words++) {
        struct pair pair = {0};
        own(&pair, 40, 0);
        both(&pair, words);
        own(&pair, 0, 30);
        both(&pair, 40);
        assert_int_equal(share_of(&pair).opposed, words < 16 ? 30 : 0);
    }
}

/* The words of a passage count together, though it is broken by small gaps. */
static void a_broken_passage_ends_what_is_opposed_too(void **state) {
    (void)state;
    for (uint32_t words = 7; words <= 8; words++) {
        struct pair pair = {0};
        own(&pair, 40, 0);
        both(&pair, 8);
        own(&pair, 1, 1);
        both(&pair, words);
        own(&pair, 0, 30);
        both(&pair, 40);
        assert_int_equal(share_of(&pair).opposed, words < 8 ? 30 : 0);
    }
}

/* What both scans have there is one text, however long; only at the rims nobody knows. */
static void misread_text_between_passages_is_not_opposed(void **state) {
    (void)state;
    for (uint32_t strange = 6; strange <= 9; strange++) {
        struct pair inner = {0}, rim = {0};
        struct nd_share share;
        both(&inner, 20);
        misread(&inner, &inner.a, 60, strange);
        known(&inner, &inner.b, 60);
        both(&inner, 20);
        share = share_of(&inner);
        assert_int_equal(share.shared, 40);
        assert_int_equal(share.opposed, 20 * strange >= 120 ? 0 : 60);
        misread(&rim, &rim.a, 60, strange);
        known(&rim, &rim.b, 60);
        both(&rim, 20);
        known(&rim, &rim.a, 30);
        misread(&rim, &rim.b, 30, strange);
        assert_int_equal(share_of(&rim).opposed, 90);
    }
}

/* Between the first island and the last all places are taken together; before and behind them each
 * counts by itself. */
static void a_cut_in_one_place_stands_for_an_addition_in_another(void **state) {
    struct pair pair = {0};
    struct nd_share share;
    (void)state;
    own(&pair, 25, 70); /* 25 at the rim */
    both(&pair, 40);
    own(&pair, 60, 0);
    both(&pair, 40);
    own(&pair, 15, 10); /* 10 opposed */
    both(&pair, 40);
    own(&pair, 0, 50);
    both(&pair, 40);
    own(&pair, 90, 0); /* cut at the end: no place for what was added elsewhere */
    share = share_of(&pair);
    assert_int_equal(share.shared, 160);
    assert_int_equal(share.opposed, 25 + 10);
    assert_int_equal(share.tail, 0);
    assert_int_equal(share.rival, 25 + 60); /* the lesser of 75 and 60 */
}

static void what_is_opposed_behind_the_last_passage_is_the_tail(void **state) {
    (void)state;
    for (uint32_t words = 15; words <= 16; words++) {
        struct pair pair = {0};
        struct nd_share share;
        own(&pair, 20, 30);
        both(&pair, 40);
        own(&pair, 50, 60);
        both(&pair, words); /* short ones end nothing */
        own(&pair, 80, 70);
        share = share_of(&pair);
        assert_int_equal(share.opposed, 20 + 50 + (words < 16 ? 80 : 70));
        assert_int_equal(share.head, 20);
        assert_int_equal(share.tail, words < 16 ? 130 : 70);
    }
}

static void the_largest_passage_is_the_block(void **state) {
    struct pair pair = {0};
    struct nd_share share;
    (void)state;
    both(&pair, 30);
    own(&pair, 40, 0);
    both(&pair, 25);
    own(&pair, 2, 2);
    both(&pair, 10); /* one passage of 35 equal words with the one before it */
    own(&pair, 0, 40);
    both(&pair, 20);
    share = share_of(&pair);
    assert_int_equal(share.equal, 85);
    assert_int_equal(share.block, 35);
}

static void documents_that_share_nothing_oppose_nothing(void **state) {
    struct pair pair = {0};
    struct nd_share share;
    (void)state;
    own(&pair, 300, 300);
    share = share_of(&pair);
    assert_int_equal(share.shared, 0);
    assert_int_equal(share.opposed, 0);
    assert_int_equal(share.rival, 0);
    assert_int_equal(share.block, 0);
    assert_int_equal(share.ahead, 0);
}

/* ---- What goes ahead ------------------------------------------------------------------------- */

static void words_before_the_shared_text_go_ahead(void **state) {
    static const uint32_t cases[][3] = {/* of a, of b, ahead */
                                        {0, 0, 0},   {50, 0, 50}, {50, 10, 40},
                                        {50, 50, 0}, {10, 50, 0}, {0, 50, 0}};
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct pair pair = {0};
        own(&pair, cases[i][0], cases[i][1]);
        both(&pair, 40);
        own(&pair, 20, 90); /* what comes behind is no matter */
        both(&pair, 40);
        assert_int_equal(share_of(&pair).ahead, cases[i][2]);
    }
}

/* A dateline in common is not where the shared text begins. */
static void the_shared_text_begins_with_eight_words(void **state) {
    (void)state;
    for (uint32_t words = 5; words <= 10; words++) {
        struct pair pair = {0};
        struct nd_share share;
        both(&pair, words);
        own(&pair, 50, 0);
        both(&pair, 40);
        share = share_of(&pair);
        assert_int_equal(share.shared, 40 + words);
        assert_int_equal(share.ahead, words < 8 ? 50 : 0);
    }
}

/* ---- Characters ------------------------------------------------------------------------------ */

static void a_passage_has_twice_as_many_characters(void **state) {
    (void)state;
    for (uint32_t common = 4; common <= 12; common++) {
        struct pair pair = {0};
        own(&pair, 30, 30);
        both(&pair, common);
        own(&pair, 30, 30);
        assert_int_equal(share_of_characters(&pair).shared, common < 10 ? 0 : common);
    }
}

static void a_document_of_a_few_characters_is_wholly_in_another(void **state) {
    (void)state;
    for (uint32_t words = 1; words <= 12; words++) {
        struct pair pair = {0};
        own(&pair, 20, 0);
        both(&pair, words);
        own(&pair, 20, 0);
        assert_int_equal(share_of_characters(&pair).shared, words);
    }
}

static void an_island_has_twice_as_many_characters(void **state) {
    (void)state;
    for (uint32_t words = 10; words <= 40; words++) {
        struct pair pair = {0};
        own(&pair, 40, 0);
        both(&pair, words);
        own(&pair, 0, 30);
        both(&pair, 80);
        assert_int_equal(share_of_characters(&pair).opposed, words < 32 ? 30 : 0);
    }
}

static void the_shared_text_begins_with_twice_as_many_characters(void **state) {
    (void)state;
    for (uint32_t words = 10; words <= 20; words++) {
        struct pair pair = {0};
        both(&pair, words);
        own(&pair, 50, 0);
        both(&pair, 80);
        assert_int_equal(share_of_characters(&pair).ahead, words < 16 ? 50 : 0);
    }
}

/* Of the longer document; half of them are not most. */
static void most_words_are_characters_or_none_count_as_such(void **state) {
    (void)state;
    for (uint32_t of_a = 0; of_a <= 100; of_a++) {
        struct pair pair = {0};
        struct nd_share share;
        both(&pair, 100);
        make_characters(&pair.a);
        for (uint32_t i = of_a; i < 100; i++) pair.a.words[i] &= ~ND_WORD_CHARACTER;
        make_characters(&pair.b);
        share = share_by(&pair, NULL);
        assert_int_equal(share.characters, of_a > 50);
        sheet_drop(&pair.a);
        sheet_drop(&pair.b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_misread_gap_of_32_words_is_bridged_and_one_of_33_is_not),
        cmocka_unit_test(strange_words_of_either_side_count),
        cmocka_unit_test(the_sides_of_a_misread_gap_are_about_as_long),
        cmocka_unit_test(strange_words_of_small_gaps_are_counted),
        cmocka_unit_test(without_a_lexicon_nothing_is_misread),
        cmocka_unit_test(passages_of_fewer_than_five_words_count_for_nothing),
        cmocka_unit_test(figures_in_the_place_of_others_are_counted),
        cmocka_unit_test(own_text_of_both_sides_is_opposed),
        cmocka_unit_test(small_gaps_are_not_opposed),
        cmocka_unit_test(a_passage_of_sixteen_words_ends_what_is_opposed),
        cmocka_unit_test(a_broken_passage_ends_what_is_opposed_too),
        cmocka_unit_test(misread_text_between_passages_is_not_opposed),
        cmocka_unit_test(a_cut_in_one_place_stands_for_an_addition_in_another),
        cmocka_unit_test(what_is_opposed_behind_the_last_passage_is_the_tail),
        cmocka_unit_test(the_largest_passage_is_the_block),
        cmocka_unit_test(documents_that_share_nothing_oppose_nothing),
        cmocka_unit_test(words_before_the_shared_text_go_ahead),
        cmocka_unit_test(the_shared_text_begins_with_eight_words),
        cmocka_unit_test(a_passage_has_twice_as_many_characters),
        cmocka_unit_test(a_document_of_a_few_characters_is_wholly_in_another),
        cmocka_unit_test(an_island_has_twice_as_many_characters),
        cmocka_unit_test(the_shared_text_begins_with_twice_as_many_characters),
        cmocka_unit_test(most_words_are_characters_or_none_count_as_such),
    };
    return cmocka_run_group_tests(tests, make_lexicon, free_lexicon);
}
