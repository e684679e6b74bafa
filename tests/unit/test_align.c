/*
 * test_align.c - what two texts share, in examples that can be counted by hand
 *
 * All through nd_compare. The rules are those of newsdupes.h: words on a colinear alignment, in
 * passages of at least five with gaps of at most six, in which words stand in the place of others;
 * a shorter document counts with all its words. w(n) is word number n of a made-up language;
 * different numbers are different words.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/corpora.h"

#include "newsdupes.h"

/* Two texts that are written word by word. */
struct pair {
    struct prop_text a, b;
};

static void both(struct pair *pair, uint32_t first, uint32_t count) {
    add_words(&pair->a, first, count);
    add_words(&pair->b, first, count);
}

static void check_passages(const struct nd_comparison *c) {
    size_t a = 0, b = 0;
    uint64_t words = 0;
    for (size_t i = 0; i < c->passage_count; i++) {
        const struct nd_passage *const p = &c->passages[i];
        assert_true(p->a_begin >= a && p->a_begin < p->a_end && p->a_end <= c->size_a);
        assert_true(p->b_begin >= b && p->b_begin < p->b_end && p->b_end <= c->size_b);
        a = p->a_end;
        b = p->b_end;
        words += p->words;
    }
    assert_int_equal(words, c->measure.equal);
}

/* Compares both ways round and drops the pair. */
static struct nd_measure measure(struct pair *pair, size_t *passages) {
    struct nd_comparison *there, *back;
    struct nd_measure m;
    prop_add_string(&pair->a, "");
    prop_add_string(&pair->b, "");
    there = comparison_of(&pair->a, &pair->b);
    back = comparison_of(&pair->b, &pair->a);
    m = there->measure;
    assert_int_equal(back->measure.shared, m.shared);
    assert_int_equal(back->measure.equal, m.equal);
    assert_int_equal(back->measure.words_a, m.words_b);
    assert_int_equal(back->measure.words_b, m.words_a);
    assert_int_equal(back->passage_count, there->passage_count);
    assert_true(m.equal <= m.shared && m.shared <= m.words_a && m.shared <= m.words_b);
    check_passages(there);
    check_passages(back);
    if (passages != NULL) *passages = there->passage_count;
    nd_comparison_free(there);
    nd_comparison_free(back);
    prop_free(&pair->a);
    prop_free(&pair->b);
    return m;
}

/* Of the words that the two share, `replaced` stand in the place of others. */
static void assert_shared(struct pair *pair, uint32_t equal, uint32_t replaced, size_t passages) {
    size_t found;
    const struct nd_measure m = measure(pair, &found);
    assert_int_equal(m.equal, equal);
    assert_int_equal(m.shared, equal + replaced);
    assert_int_equal(found, passages);
}

/* ---- One change ------------------------------------------------------------------------------ */

static void equal_texts_share_all_words_in_one_passage(void **state) {
    (void)state;
    for (uint32_t n = 1; n < 300; n += n < 20 ? 1 : 37) {
        struct pair pair = {0};
        both(&pair, 0, n);
        assert_shared(&pair, n, 0, 1);
    }
}

/* At the end of a text no passage goes on behind it: there it is lost. */
static void a_substituted_word_stands_in_the_place_of_the_other(void **state) {
    (void)state;
    for (uint32_t at = 0; at < 40; at++) {
        struct pair pair = {0};
        both(&pair, 0, at);
        add_words(&pair.a, 900, 1);
        add_words(&pair.b, 901, 1);
        both(&pair, at + 1, 39 - at);
        assert_shared(&pair, 39, at != 0 && at != 39, 1);
    }
}

/* One or two words between the insertion and the end of the text are no seed: they may be lost. */
static void an_inserted_or_deleted_word_loses_nothing(void **state) {
    (void)state;
    for (uint32_t at = 0; at <= 40; at++) {
        struct pair pair = {0};
        const uint32_t end = at < 20 ? at : 40 - at;
        both(&pair, 0, at);
        add_words(&pair.b, 900, 1);
        both(&pair, at, 40 - at);
        assert_true(measure(&pair, NULL).equal >= (end < 3 ? 40 - end : 40));
    }
}

static void a_gap_of_six_words_is_bridged_and_one_of_seven_is_not(void **state) {
    (void)state;
    for (uint32_t gap = 1; gap < 12; gap++)
        for (uint32_t other = 0; other < 12; other++) {
            struct pair pair = {0};
            both(&pair, 0, 20);
            add_words(&pair.a, 900, gap);
            add_words(&pair.b, 950, other);
            both(&pair, 20, 20);
            if (gap <= 6 && other <= 6)
                assert_shared(&pair, 40, gap < other ? gap : other, 1);
            else
                assert_shared(&pair, 40, 0, 2);
        }
}

static void an_advertisement_in_the_middle_loses_nothing(void **state) {
    struct pair pair = {0};
    (void)state;
    both(&pair, 0, 100);
    add_words(&pair.b, 900, 60);
    both(&pair, 100, 100);
    assert_shared(&pair, 200, 0, 2);
}

static void a_misread_word_in_every_five_is_shared(void **state) {
    struct pair pair = {0};
    (void)state;
    for (uint32_t i = 0; i < 40; i++) {
        both(&pair, 5 * i, 4);
        add_words(&pair.a, 900 + i, 1);
        add_words(&pair.b, 950 + i, 1);
    }
    assert_shared(&pair, 160, 39, 1); /* the last one is behind the passage */
}

/* Characters `first` on of the ideographs, each of which is a word. */
static void add_characters(struct prop_text *text, uint32_t first, uint32_t count) {
    for (uint32_t i = first; i < first + count; i++) {
        const char utf8[] = {(char)0xe5, (char)(0x80 + i / 64 % 64), (char)(0x80 + i % 64), 0};
        prop_add_string(text, utf8);
    }
}

/* Forty times so many characters that both have, and a misread one. */
static struct pair misread_characters(uint32_t between) {
    struct pair pair = {0};
    for (uint32_t i = 0; i < 40; i++) {
        add_characters(&pair.a, between * i, between);
        add_characters(&pair.b, between * i, between);
        add_characters(&pair.a, 1000 + i, 1);
        add_characters(&pair.b, 1100 + i, 1);
    }
    return pair;
}

/* Ones that are misread in every seventh place leave six between, which is what a seed takes. */
static void a_misread_character_in_every_seven_is_shared(void **state) {
    struct pair pair = misread_characters(6);
    (void)state;
    assert_shared(&pair, 240, 39, 1);
}

/* Words that texts of one language have in common anyway. */
static void five_characters_in_a_row_are_no_seed(void **state) {
    struct pair pair = misread_characters(5);
    (void)state;
    assert_shared(&pair, 0, 0, 0);
}

/* ---- Parts ----------------------------------------------------------------------------------- */

static void a_part_is_wholly_in_the_whole(void **state) {
    (void)state;
    for (uint32_t begin = 0; begin + 30 <= 100; begin += 10) {
        struct pair pair = {0};
        add_words(&pair.a, 0, 100);
        add_words(&pair.b, begin, 30);
        assert_shared(&pair, 30, 0, 1);
    }
}

static void of_swapped_paragraphs_the_longer_one_counts(void **state) {
    struct pair pair = {0};
    (void)state;
    add_words(&pair.a, 0, 60);
    add_words(&pair.a, 100, 40);
    add_words(&pair.b, 100, 40);
    add_words(&pair.b, 0, 60);
    assert_shared(&pair, 60, 0, 1);
}

static void of_paragraphs_in_another_order_the_best_chain_counts(void **state) {
    static const uint32_t order[] = {0, 3, 1, 2, 5, 4}; /* 0 1 2 5 or 4 keep their order */
    struct pair pair = {0};
    (void)state;
    add_words(&pair.a, 0, 180);
    for (size_t i = 0; i < LENGTH_OF(order); i++) add_words(&pair.b, 30 * order[i], 30);
    assert_int_equal(measure(&pair, NULL).equal, 120);
}

static void fewer_than_five_words_are_chance(void **state) {
    (void)state;
    for (uint32_t common = 0; common < 9; common++) {
        struct pair pair = {0};
        add_words(&pair.a, 200, 30);
        add_words(&pair.b, 300, 30);
        both(&pair, 0, common);
        add_words(&pair.a, 400, 30);
        add_words(&pair.b, 500, 30);
        assert_shared(&pair, common < 5 ? 0 : common, 0, common < 5 ? 0 : 1);
    }
}

static void a_document_shorter_than_a_passage_counts_with_all_its_words(void **state) {
    (void)state;
    for (uint32_t n = 1; n < 5; n++)
        for (uint32_t at = 0; at < 30; at += 7) {
            struct pair pair = {0};
            add_words(&pair.a, at, n);
            add_words(&pair.b, 0, 40);
            assert_shared(&pair, n, 0, 1);
        }
}

static void a_short_document_with_another_word_shares_nothing(void **state) {
    (void)state;
    for (uint32_t n = 1; n < 5; n++) {
        struct pair pair = {0};
        both(&pair, 0, n - 1);
        add_words(&pair.a, 900, 1);
        add_words(&pair.b, 901, 1);
        assert_shared(&pair, 0, 0, 0);
    }
}

static void unrelated_texts_share_next_to_nothing(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct prop_random random = {seed};
        struct pair pair = {0};
        for (int i = 0; i < 800; i++) { /* common words are common here too */
            add_words(&pair.a, prop_below(&random, 1 + prop_below(&random, 3000)), 1);
            add_words(&pair.b, prop_below(&random, 1 + prop_below(&random, 3000)), 1);
        }
        assert_true(measure(&pair, NULL).shared <= 16);
    }
}

/* ---- Repetition ------------------------------------------------------------------------------ */

/* A table: each line is a name of its own and the same four words. */
static void add_table(struct prop_text *text, uint32_t first, uint32_t lines) {
    for (uint32_t i = 0; i < lines; i++) {
        add_words(text, first + i, 1);
        add_words(text, 900, 4);
    }
}

static void a_table_is_wholly_in_itself(void **state) {
    struct pair pair = {0};
    (void)state;
    add_table(&pair.a, 0, 200);
    add_table(&pair.b, 0, 200);
    assert_shared(&pair, 1000, 0, 1);
}

static void a_table_with_a_line_left_out_is_wholly_in_the_other(void **state) {
    struct pair pair = {0};
    (void)state;
    add_table(&pair.a, 0, 200);
    add_table(&pair.b, 0, 80);
    add_table(&pair.b, 81, 119);
    assert_true(measure(&pair, NULL).shared >= 990);
}

/* With the word that b has for another one, a goes on for longer in its second place than in its
 * first. */
static void a_paragraph_that_is_printed_twice_does_not_part_the_text(void **state) {
    (void)state;
    for (uint32_t words = 16; words < 40; words++) {
        struct pair pair = {0};
        both(&pair, 0, 10);
        add_words(&pair.a, 10, 50);
        add_words(&pair.a, 8, 2);
        add_words(&pair.a, 900, 1);
        add_words(&pair.a, 11, words);
        add_words(&pair.b, 900, 1);
        add_words(&pair.b, 11, 49);
        assert_shared(&pair, 59, 1, 1);
    }
}

static void one_word_over_and_over_is_wholly_in_itself(void **state) {
    static const uint32_t counts[] = {1, 2, 3, 8, 9, 10, 11, 12, 100, 1000, 10000};
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(counts); i++) {
        struct pair pair = {0};
        for (uint32_t k = 0; k < counts[i]; k++) both(&pair, 7, 1);
        assert_shared(&pair, counts[i], 0, 1);
    }
}

static void one_word_less_of_many_is_wholly_in_the_other(void **state) {
    struct pair pair = {0};
    (void)state;
    for (uint32_t k = 0; k < 10000; k++) both(&pair, 7, 1);
    add_words(&pair.a, 7, 1);
    assert_true(measure(&pair, NULL).shared >= 9990);
}

static void a_rhyme_is_wholly_in_itself(void **state) {
    struct pair pair = {0};
    (void)state;
    for (uint32_t k = 0; k < 60; k++) both(&pair, 10 * (k % 3), 5);
    assert_shared(&pair, 300, 0, 1);
}

static void repetition_takes_no_longer_than_other_text(void **state) {
    static const uint32_t periods[] = {1, 2, 3, 4, 7, 50};
    (void)state;
    for (size_t p = 0; p < LENGTH_OF(periods); p++) {
        struct pair pair = {0};
        for (uint32_t k = 0; k < 60000; k++) {
            add_words(&pair.a, k % periods[p], 1);
            add_words(&pair.b, (k + k / 1000) % periods[p], 1);
        }
        measure(&pair, NULL);
    }
}

/* Of so few words that each seed stands in many places, but not in too many to be looked at. */
static void texts_of_few_words_take_no_longer_than_others(void **state) {
    static const uint32_t vocabularies[] = {2, 5, 10, 19, 20, 40};
    (void)state;
    for (size_t v = 0; v < LENGTH_OF(vocabularies); v++) {
        struct prop_random random = {v};
        struct pair pair = {0};
        for (uint32_t k = 0; k < 30000; k++) {
            add_words(&pair.a, prop_below(&random, vocabularies[v]), 1);
            add_words(&pair.b, prop_below(&random, vocabularies[v]), 1);
        }
        measure(&pair, NULL);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_texts_share_all_words_in_one_passage),
        cmocka_unit_test(a_substituted_word_stands_in_the_place_of_the_other),
        cmocka_unit_test(an_inserted_or_deleted_word_loses_nothing),
        cmocka_unit_test(a_gap_of_six_words_is_bridged_and_one_of_seven_is_not),
        cmocka_unit_test(an_advertisement_in_the_middle_loses_nothing),
        cmocka_unit_test(a_misread_word_in_every_five_is_shared),
        cmocka_unit_test(a_misread_character_in_every_seven_is_shared),
        cmocka_unit_test(five_characters_in_a_row_are_no_seed),
        cmocka_unit_test(a_part_is_wholly_in_the_whole),
        cmocka_unit_test(of_swapped_paragraphs_the_longer_one_counts),
        cmocka_unit_test(of_paragraphs_in_another_order_the_best_chain_counts),
        cmocka_unit_test(fewer_than_five_words_are_chance),
        cmocka_unit_test(a_document_shorter_than_a_passage_counts_with_all_its_words),
        cmocka_unit_test(a_short_document_with_another_word_shares_nothing),
        cmocka_unit_test(unrelated_texts_share_next_to_nothing),
        cmocka_unit_test(a_table_is_wholly_in_itself),
        cmocka_unit_test(a_table_with_a_line_left_out_is_wholly_in_the_other),
        cmocka_unit_test(a_paragraph_that_is_printed_twice_does_not_part_the_text),
        cmocka_unit_test(one_word_over_and_over_is_wholly_in_itself),
        cmocka_unit_test(one_word_less_of_many_is_wholly_in_the_other),
        cmocka_unit_test(a_rhyme_is_wholly_in_itself),
        cmocka_unit_test(repetition_takes_no_longer_than_other_text),
        cmocka_unit_test(texts_of_few_words_take_no_longer_than_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
