/*
 * test_io_largepages.c - large arrays in pages of their own
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "io/largepages.h"

enum { ARRAYS = 24 };

static unsigned char *take(struct nd_largepages *pages, size_t size, bool zero) {
    unsigned char *const memory = nd_largepages_take(pages, size, zero, true);
    assert_non_null(memory);
    assert_int_equal((uintptr_t)memory % ND_LARGE_PAGE, 0);
    return memory;
}

static void assert_all(const unsigned char *memory, size_t size, unsigned char byte) {
    for (size_t i = 0; i + 1 < size; i += 1 + size / 1000) assert_int_equal(memory[i], byte);
    assert_int_equal(memory[size - 1], byte);
}

/* Sizes that pages are and are not filled by, in an order in which what was given back makes up a
 * part of an array, all of it, and more. */
static void arrays_are_in_place_and_their_own(void **state) {
    static const size_t sizes[] = {ND_LARGE_PAGE, 1, 3 * ND_LARGE_PAGE + 5, 2 * ND_LARGE_PAGE,
                                   ND_LARGE_PAGE - 1};
    unsigned char *arrays[ARRAYS];
    struct nd_largepages pages;
    (void)state;
    assert_true(nd_largepages_init(&pages));
    for (size_t round = 0; round < 4; round++) {
        for (size_t a = 0; a < ARRAYS; a++) {
            const size_t size = sizes[(a + round) % 5];
            const bool zero = (a + round) % 2 == 0;
            arrays[a] = take(&pages, size, zero);
            if (zero) assert_all(arrays[a], size, 0);
            memset(arrays[a], (int)a + 1, size);
        }
        for (size_t i = 0; i < ARRAYS; i++) {
            const size_t a = i * 7 % ARRAYS;
            assert_all(arrays[a], sizes[(a + round) % 5], (unsigned char)(a + 1));
            nd_largepages_give_back(&pages, arrays[a], sizes[(a + round) % 5]);
        }
    }
    nd_largepages_free(&pages);
}

static void some_of_what_is_given_back_is_kept(void **state) {
    enum { PAGES = 64 };
    struct nd_largepages pages;
    unsigned char *one, *all, *used;
    size_t kept;
    (void)state;
    assert_true(nd_largepages_init(&pages));
    assert_int_equal(nd_largepages_kept(&pages), 0);
    one = take(&pages, ND_LARGE_PAGE, false);
    all = take(&pages, PAGES * ND_LARGE_PAGE, false);
    used = take(&pages, PAGES * ND_LARGE_PAGE, false);
    nd_largepages_give_back(&pages, one, ND_LARGE_PAGE);
    assert_int_equal(nd_largepages_kept(&pages), ND_LARGE_PAGE);
    assert_ptr_equal(take(&pages, ND_LARGE_PAGE, false), one);
    assert_int_equal(nd_largepages_kept(&pages), 0);
    nd_largepages_give_back(&pages, all, PAGES * ND_LARGE_PAGE);
    assert_int_equal(nd_largepages_kept(&pages), PAGES * ND_LARGE_PAGE);
    nd_largepages_tidy(&pages, false);
    kept = nd_largepages_kept(&pages);
    assert_in_range(kept, ND_LARGE_PAGE, PAGES / 4 * ND_LARGE_PAGE);
    all = take(&pages, kept, true);
    assert_all(all, kept, 0);
    assert_int_equal(nd_largepages_kept(&pages), 0);
    nd_largepages_give_back(&pages, all, kept);
    nd_largepages_give_back(&pages, one, ND_LARGE_PAGE);
    nd_largepages_give_back(&pages, used, PAGES * ND_LARGE_PAGE);
    nd_largepages_tidy(&pages, true);
    assert_int_equal(nd_largepages_kept(&pages), 0);
    nd_largepages_free(&pages);
}

static void what_does_not_fit_is_refused(void **state) {
    struct nd_largepages pages;
    (void)state;
    assert_true(nd_largepages_init(&pages));
    assert_null(nd_largepages_take(&pages, SIZE_MAX, true, true));
    assert_null(nd_largepages_take(&pages, SIZE_MAX - ND_LARGE_PAGE, false, true));
    assert_null(nd_largepages_take(&pages, (size_t)1 << 62, false, true));
    assert_null(nd_largepages_take(&pages, 0, false, true));
    nd_largepages_free(&pages);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays_are_in_place_and_their_own),
        cmocka_unit_test(some_of_what_is_given_back_is_kept),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests_name("largepages", tests, NULL, NULL);
}
