/*
 * test_prints.c - where fingerprints begin, kept in a byte or in a word, and dealing them
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "match/prints.h"
#include "simd/dispatch.h"
#include "prop/prop.h"

enum { WORDS = 4000 };

struct bench {
    struct nd_printer printer;
    uint32_t words[WORDS + ND_KERNEL_PAD];
};

/* The fingerprints of words[0, n) begin where the sketcher says, and have its bits. */
static struct nd_prints assert_prints(struct bench *bench, uint32_t n) {
    static uint32_t low[WORDS];
    static uint16_t high[WORDS];
    struct nd_sketcher *const sketcher = &bench->printer.sketcher;
    const struct nd_words document = {bench->words, n};
    struct nd_prints prints;
    uint32_t first;
    size_t count;
    assert_int_equal(nd_prints_make(&bench->printer, &document, &prints, &first), ND_OK);
    assert_int_equal(first % ND_BLOCK_PRINTS, 0);
    assert_int_equal(nd_sketch_shingles(sketcher, bench->words, n), ND_OK);
    count = nd_sketch_minima(sketcher);
    nd_sketch_fingerprints(sketcher, bench->words, n, count, low, high);
    assert_int_equal(prints.count, count);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(nd_prints_position(&prints, i), sketcher->positions[i]);
        assert_int_equal(nd_prints_low(&prints)[i], low[i]);
        assert_true(nd_prints_whole(&prints, i, sketcher->kernels, &document) ==
                    ((uint64_t)(high[i] >> 4) << 32 | low[i]));
    }
    return prints;
}

static void open_bench(struct bench *bench) {
    *bench = (struct bench){0};
    assert_int_equal(nd_printer_init(&bench->printer, nd_kernels_select(NULL), NULL), ND_OK);
}

static void close_bench(struct bench *bench) { nd_printer_free(&bench->printer); }

static void a_byte_tells_most_places(void **state) {
    static struct bench bench;
    struct prop_random random = {3};
    (void)state;
    open_bench(&bench);
    for (uint32_t n = 0; n < WORDS; n = n < 100 ? n + 1 : n + n / 3) {
        for (uint32_t w = 0; w < n; w++) bench.words[w] = prop_below(&random, n / 4 + 1);
        assert_false(assert_prints(&bench, n).wide);
        for (uint32_t w = 0; w < n; w++) bench.words[w] = bench.words[w] * 128 | ND_WORD_CHARACTER;
        assert_false(assert_prints(&bench, n).wide);
    }
    close_bench(&bench);
}

/* Of a run of equal shingles only the last one is a fingerprint. */
static void a_long_run_of_one_word_needs_more(void **state) {
    static const uint32_t runs[] = {20, 200, 250, 255, 256, 257, 258, 259, 260, 270, 500, 2000};
    static struct bench bench;
    uint32_t wide = 0;
    (void)state;
    open_bench(&bench);
    for (size_t r = 0; r < sizeof runs / sizeof *runs; r++) {
        for (uint32_t begin = 0; begin < 700; begin += 13) {
            for (uint32_t w = 0; w < WORDS; w++)
                bench.words[w] = w < begin || w - begin >= runs[r] ? w * 0x9e3779b1u : 7;
            wide += assert_prints(&bench, WORDS).wide;
        }
    }
    assert_true(wide > 0);
    close_bench(&bench);
}

/* ---- Dealing --------------------------------------------------------------------------------- */

enum { DOCUMENTS = 3000, MOST = 200 };

/* Fingerprints of documents, all of one pile or of any. */
struct hand {
    struct nd_deal deal;
    uint32_t low[DOCUMENTS][MOST], first[DOCUMENTS], count[DOCUMENTS];
    uint16_t high[DOCUMENTS][MOST];
};

static void deal_all(struct hand *hand, bool one_pile) {
    struct prop_random random = {9};
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        hand->count[d] = prop_below(&random, MOST + 1);
        for (uint32_t i = 0; i < hand->count[d]; i++) {
            hand->low[d][i] = (uint32_t)prop_next(&random);
            hand->high[d][i] = (uint16_t)(one_pile ? 0x1200 : prop_below(&random, 0x10000));
        }
        assert_int_equal(nd_deal_document(&hand->deal, hand->low[d], hand->high[d], hand->count[d],
                                          &hand->first[d]),
                         ND_OK);
        assert_int_equal(hand->first[d] % ND_BLOCK_PRINTS, 0);
        if (d > 0) assert_true(hand->first[d] >= hand->first[d - 1] + hand->count[d - 1]);
    }
}

/* The document that has a number. */
static uint32_t find_document(const struct hand *hand, uint32_t number) {
    uint32_t low = 0, high = DOCUMENTS;
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        *(hand->first[middle] <= number ? &low : &high) = middle;
    }
    while (hand->count[low] == 0) low--;
    return low;
}

/* Each item is the fingerprint that its number says; those of a pile have ascending numbers.
 * Returns how many there are. */
static size_t assert_pile(const struct hand *hand, uint32_t pile) {
    const struct nd_deal_piece *piece = hand->deal.piles[pile].first;
    uint64_t before = 0;
    size_t count = 0;
    for (; piece != NULL; piece = piece->next) {
        for (uint32_t i = 0; i < piece->count; i++, count++) {
            const uint64_t item = piece->items[i];
            const uint32_t number = piece->number + (uint32_t)(item & 0xfffffff);
            const uint32_t d = find_document(hand, number), p = number - hand->first[d];
            assert_true(p < hand->count[d] && (count == 0 || number > before));
            assert_int_equal((uint32_t)(item >> 28), hand->low[d][p]);
            assert_int_equal(pile << 4 | (uint32_t)(item >> 60), hand->high[d][p] >> 4);
            before = number;
        }
    }
    return count;
}

/* From `begin` on; numbers that items cannot tell apart are in pieces of their own. */
static void assert_dealt(bool one_pile, uint32_t begin) {
    static struct hand hand;
    size_t count = 0;
    hand = (struct hand){0};
    assert_int_equal(nd_deal_init(&hand.deal, NULL), ND_OK);
    hand.deal.numbers = begin;
    deal_all(&hand, one_pile);
    nd_deal_finish(&hand.deal);
    for (uint32_t pile = 0; pile < ND_PILES; pile++) count += assert_pile(&hand, pile);
    for (uint32_t d = 0; d < DOCUMENTS; d++) count -= hand.count[d];
    assert_int_equal(count, 0);
    nd_deal_free(&hand.deal);
}

static void all_that_is_dealt_is_there(void **state) {
    const uint32_t turn = UINT32_C(1) << ND_DEAL_NUMBER_BITS;
    (void)state;
    assert_dealt(false, 0);
    assert_dealt(true, 0);
    assert_dealt(false, turn - 200 * ND_BLOCK_PRINTS);
    assert_dealt(true, 3 * turn - 2000 * ND_BLOCK_PRINTS);
    assert_dealt(false, 5 * turn);
}

static void there_are_so_many_numbers(void **state) {
    static const uint32_t low[MOST];
    static const uint16_t high[MOST];
    struct nd_deal deals[2];
    struct nd_dealt dealt = {.deals = deals};
    uint32_t first;
    (void)state;
    for (int d = 0; d < 2; d++) assert_int_equal(nd_deal_init(&deals[d], NULL), ND_OK);
    deals[0].next = &deals[1];
    deals[0].numbers = UINT32_MAX - 4 * ND_BLOCK_PRINTS + 1;
    assert_int_equal(nd_deal_document(&deals[0], low, high, MOST, &first), ND_ERR_FULL);
    assert_int_equal(nd_deal_document(&deals[0], low, high, 2, &first), ND_OK);
    assert_int_equal(nd_dealt_number(&dealt), ND_OK);
    assert_int_equal(deals[1].begin, deals[0].numbers);
    assert_int_equal(dealt.total, deals[0].numbers);
    deals[1].numbers = 4 * ND_BLOCK_PRINTS;
    assert_int_equal(nd_dealt_number(&dealt), ND_ERR_FULL);
    nd_deal_free(&deals[0]);
    assert_int_equal(nd_deal_document(&deals[0], low, high, 2, &first), ND_ERR_PARAM);
    assert_int_equal(nd_dealt_number(&dealt), ND_ERR_PARAM);
    nd_deal_free(&deals[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_byte_tells_most_places),
        cmocka_unit_test(a_long_run_of_one_word_needs_more),
        cmocka_unit_test(all_that_is_dealt_is_there),
        cmocka_unit_test(there_are_so_many_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
