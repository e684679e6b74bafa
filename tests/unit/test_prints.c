/*
 * test_prints.c - where fingerprints begin, kept in a byte or in a word
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
    struct nd_sketcher sketcher;
    struct nd_arena arena;
    uint32_t words[WORDS + ND_KERNEL_PAD];
};

/* The fingerprints of words[0, n) begin where the sketcher says, and have its bits. */
static struct nd_prints assert_prints(struct bench *bench, uint32_t n) {
    static uint32_t low[WORDS];
    static uint16_t high[WORDS];
    struct nd_sketcher *const sketcher = &bench->sketcher;
    struct nd_prints prints;
    size_t count;
    assert_int_equal(nd_prints_make(sketcher, &bench->arena, bench->words, n, &prints), ND_OK);
    assert_int_equal(nd_sketch_shingles(sketcher, bench->words, n), ND_OK);
    count = nd_sketch_minima(sketcher);
    nd_sketch_fingerprints(sketcher, bench->words, n, count, low, high);
    assert_int_equal(prints.count, count);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(nd_prints_position(&prints, i), sketcher->positions[i]);
        assert_int_equal(nd_prints_low(&prints)[i], low[i]);
    }
    return prints;
}

static void open_bench(struct bench *bench) {
    *bench = (struct bench){0};
    nd_sketcher_init(&bench->sketcher, nd_kernels_select(NULL));
}

static void close_bench(struct bench *bench) {
    nd_sketcher_free(&bench->sketcher);
    nd_arena_free(&bench->arena);
}

static void a_byte_tells_most_places(void **state) {
    static struct bench bench;
    struct prop_random random = {3};
    (void)state;
    open_bench(&bench);
    for (uint32_t n = 0; n < WORDS; n = n < 100 ? n + 1 : n + n / 3) {
        for (uint32_t w = 0; w < n; w++) bench.words[w] = prop_below(&random, n / 4 + 1);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_byte_tells_most_places),
        cmocka_unit_test(a_long_run_of_one_word_needs_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
