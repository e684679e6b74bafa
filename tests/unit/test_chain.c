/*
 * test_chain.c - the best chains of runs, by every kernel
 *
 * The contract of link_runs is written down once more here, plainly, and every kernel that this
 * machine runs is compared with it; then chains are taken by nd_chain_runs.
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "match/chain.h"
#include "simd/dispatch.h"

enum { MOST_RUNS = 257, ROWS = 6 };

static uint64_t draw(uint64_t *state) {
    uint64_t x = *state += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

/* ---- The contract, said plainly -------------------------------------------------------------- */

static int32_t larger(int32_t x, int32_t y) { return x > y ? x : y; }

/* The words that run r adds to a chain that ends in run q; 0 when it cannot go on so. */
static int32_t words_added(const struct nd_chain *chain, size_t q, size_t r) {
    const int32_t length = chain->end_a[r] - chain->at_a[r];
    const int32_t over_a = chain->end_a[q] - chain->at_a[r];
    const int32_t over_b = chain->end_b[q] - (chain->end_b[r] - length);
    const int32_t lost = larger(larger(over_a, over_b), 0);
    return chain->at_a[q] <= chain->at_a[r] && lost < length ? length - lost : 0;
}

static void link_plainly(const struct nd_chain *chain, size_t count) {
    for (size_t r = 0; r < count; r++) {
        chain->words[r] = chain->end_a[r] - chain->at_a[r];
        chain->back[r] = 0;
        for (size_t q = r; q-- > 0 && q + ND_CHAIN_BACK >= r;) {
            const int32_t added = words_added(chain, q, r);
            if (added == 0 || chain->words[q] + added <= chain->words[r]) continue;
            chain->words[r] = chain->words[q] + added;
            chain->back[r] = (int32_t)(r - q);
        }
        chain->upto[r] = r == 0 ? chain->words[r] : larger(chain->words[r], chain->upto[r - 1]);
    }
}

/* ---- All kernels ----------------------------------------------------------------------------- */

/* Rows of so many runs, with no more room than the contract asks for; free chain.at_a - LANES. */
static struct nd_chain rows_for(size_t n) {
    const size_t size = ND_CHAIN_LANES + n;
    int32_t *row = calloc(ROWS * size, sizeof *row);
    assert_non_null(row);
    row += ND_CHAIN_LANES;
    return (struct nd_chain){
        row, row + size, row + 2 * size, row + 3 * size, row + 4 * size, row + 5 * size};
}

static void free_rows(const struct nd_chain *chain) { free(chain->at_a - ND_CHAIN_LANES); }

/* Runs anywhere in `wide` words, and with a higher `kind` more and more of them near a diagonal. */
static void fill_runs(const struct nd_chain *chain, size_t n, uint64_t wide, uint64_t kind,
                      uint64_t *random) {
    int32_t at_b = 0;
    for (size_t r = 0; r < n; r++) {
        const uint64_t x = draw(random);
        const int32_t length = (int32_t)(1 + (x >> 8) % (x % 8 == 0 ? 64 : 6));
        at_b += (int32_t)((x >> 16) % 8);
        chain->at_a[r] =
            (x >> 32) % 8 < kind ? at_b + (int32_t)((x >> 20) % 4) : (int32_t)((x >> 32) % wide);
        chain->end_a[r] = chain->at_a[r] + length;
        chain->end_b[r] = at_b + length;
    }
}

static void check_runs(const struct nd_kernels *kernels, size_t n, uint64_t wide, uint64_t kind) {
    const struct nd_chain right = rows_for(n), found = rows_for(n);
    uint64_t random = n * 8 + kind, again = random;
    fill_runs(&right, n, wide, kind, &random);
    fill_runs(&found, n, wide, kind, &again);
    link_plainly(&right, n);
    kernels->link_runs(&found, n);
    assert_memory_equal(found.words, right.words, n * sizeof *right.words);
    assert_memory_equal(found.upto, right.upto, n * sizeof *right.upto);
    assert_memory_equal(found.back, right.back, n * sizeof *right.back);
    free_rows(&right);
    free_rows(&found);
}

static void all_kernels_link_runs_as_the_contract_says(void **state) {
    (void)state;
    for (size_t i = 0; i < nd_kernels_count(); i++) {
        const struct nd_kernels *const kernels = nd_kernels_at(i);
        if (!nd_kernels_usable(kernels)) continue;
        print_message("%s\n", kernels->name);
        for (size_t n = 0; n <= MOST_RUNS; n++)
            for (uint64_t kind = 0; kind <= 8; kind++) {
                check_runs(kernels, n, 1 + n, kind);
                check_runs(kernels, n, 1 + 8 * n, kind);
                check_runs(kernels, n, INT32_MAX - 64, kind);
            }
    }
}

/* ---- Taking chains --------------------------------------------------------------------------- */

/* The chain of runs[0, n), which must be expected[0, count). */
static void check_chain(const struct nd_run *runs, size_t n, const struct nd_run *expected,
                        size_t count) {
    struct nd_aligner aligner;
    nd_aligner_init(&aligner, nd_kernels_select(NULL), NULL);
    assert_int_equal(nd_reserve(&aligner.seeds, &aligner.seed_capacity, n + 1, sizeof *runs),
                     ND_OK);
    memcpy(aligner.seeds, runs, n * sizeof *runs);
    aligner.seed_count = n;
    assert_int_equal(nd_chain_runs(&aligner), ND_OK);
    assert_int_equal(aligner.run_count, count);
    assert_memory_equal(aligner.runs, expected, count * sizeof *expected);
    nd_aligner_free(&aligner);
}

static void runs_that_overlap_lose_words_at_their_front(void **state) {
    (void)state;
    static const struct nd_run runs[] = {{10, 0, 8}, {0, 4, 3}, {15, 7, 6}, {16, 20, 9}};
    static const struct nd_run chain[] = {{10, 0, 8}, {18, 10, 3}, {21, 25, 4}};
    check_chain(runs, 4, chain, 3);
}

static void a_chain_goes_back_so_far(void **state) {
    (void)state;
    struct nd_run runs[ND_CHAIN_BACK + 2] = {{0, 0, 5}};
    for (uint32_t r = 1; r <= ND_CHAIN_BACK; r++) runs[r] = (struct nd_run){900 - r, 5 + r, 1};
    runs[ND_CHAIN_BACK] = (struct nd_run){5, 200, 9};
    check_chain(runs, ND_CHAIN_BACK + 1, (const struct nd_run[]){{0, 0, 5}, {5, 200, 9}}, 2);
    runs[ND_CHAIN_BACK] = (struct nd_run){900 - ND_CHAIN_BACK, 5 + ND_CHAIN_BACK, 1};
    runs[ND_CHAIN_BACK + 1] = (struct nd_run){5, 200, 9};
    check_chain(runs, ND_CHAIN_BACK + 2, &runs[ND_CHAIN_BACK + 1], 1);
}

static void the_first_of_chains_that_are_alike_is_taken(void **state) {
    (void)state;
    static const struct nd_run runs[] = {{9, 0, 4}, {5, 1, 4}, {1, 2, 4}};
    check_chain(runs, 3, runs, 1);
    check_chain(runs, 0, runs, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kernels_link_runs_as_the_contract_says),
        cmocka_unit_test(runs_that_overlap_lose_words_at_their_front),
        cmocka_unit_test(a_chain_goes_back_so_far),
        cmocka_unit_test(the_first_of_chains_that_are_alike_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
