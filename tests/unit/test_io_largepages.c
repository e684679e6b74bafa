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
#include "par/par.h"

enum { ARRAYS = 24 };

static unsigned char *take(struct nd_largepages *pages, size_t size, bool zero) {
    unsigned char *const memory = nd_largepages_take(pages, size, zero, true);
    assert_non_null(memory);
    assert_int_equal((uintptr_t)memory % ND_LARGE_PAGE, 0);
    return memory;
}

static bool has_all(const unsigned char *memory, size_t size, unsigned char byte) {
    for (size_t i = 0; i + 1 < size; i += 1 + size / 2000)
        if (memory[i] != byte) return false;
    return memory[size - 1] == byte;
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
            if (zero) assert_true(has_all(arrays[a], size, 0));
            memset(arrays[a], (int)a + 1, size);
        }
        for (size_t i = 0; i < ARRAYS; i++) {
            const size_t a = i * 7 % ARRAYS;
            assert_true(has_all(arrays[a], sizes[(a + round) % 5], (unsigned char)(a + 1)));
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
    assert_true(has_all(all, kept, 0));
    assert_int_equal(nd_largepages_kept(&pages), 0);
    nd_largepages_give_back(&pages, all, kept);
    nd_largepages_give_back(&pages, one, ND_LARGE_PAGE);
    nd_largepages_give_back(&pages, used, PAGES * ND_LARGE_PAGE);
    nd_largepages_tidy(&pages, true);
    assert_int_equal(nd_largepages_kept(&pages), 0);
    nd_largepages_free(&pages);
}

/* ---- Many threads ---------------------------------------------------------------------------- */

struct crowd {
    struct nd_largepages pages;
    atomic_uint wrong;
};

/* Takes arrays of up to four pages, some of them zeros, fills them, and gives them back. */
static nd_status come_and_go(void *context, size_t task, uint32_t worker) {
    enum { HELD = 3 };
    struct crowd *const crowd = context;
    const unsigned char mark = (unsigned char)(task + 1);
    unsigned char *arrays[HELD];
    size_t sizes[HELD];
    (void)worker;
    for (size_t i = 0; i < HELD; i++) {
        sizes[i] = (task * 7 + i * 5) % 4 * ND_LARGE_PAGE + task + 1;
        arrays[i] = nd_largepages_take(&crowd->pages, sizes[i], i == 0, task % 2 == 0);
        if (arrays[i] == NULL) return ND_ERR_MEMORY;
        if (i == 0 && !has_all(arrays[i], sizes[i], 0)) atomic_fetch_add(&crowd->wrong, 1);
        memset(arrays[i], mark, sizes[i]);
    }
    for (size_t i = 0; i < HELD; i++) {
        if (!has_all(arrays[i], sizes[i], mark)) atomic_fetch_add(&crowd->wrong, 1);
        nd_largepages_give_back(&crowd->pages, arrays[i], sizes[i]);
    }
    nd_largepages_tidy(&crowd->pages, false);
    return ND_OK;
}

static nd_status tidy_all(void *context, size_t task, uint32_t worker) {
    struct crowd *const crowd = context;
    (void)task;
    (void)worker;
    nd_largepages_tidy(&crowd->pages, true);
    return ND_OK;
}

static void threads_share_pages_and_leave_none(void **state) {
    enum { WORKERS = 4, TASKS = 200 };
    struct crowd crowd = {.wrong = 0};
    struct nd_pool *pool;
    struct nd_executor executor;
    (void)state;
    assert_true(nd_largepages_init(&crowd.pages));
    assert_int_equal(nd_pool_new(WORKERS, NULL, &pool), ND_OK);
    executor = nd_pool_executor(pool);
    assert_int_equal(executor.run(executor.self, TASKS, come_and_go, &crowd), ND_OK);
    assert_int_equal(executor.run(executor.self, WORKERS, tidy_all, &crowd), ND_OK);
    nd_pool_free(pool);
    assert_int_equal(crowd.wrong, 0);
    assert_int_equal(nd_largepages_kept(&crowd.pages), 0);
    assert_int_equal(crowd.pages.mapped, 0);
    nd_largepages_free(&crowd.pages);
}

static void what_does_not_fit_is_refused(void **state) {
    struct nd_largepages pages;
    (void)state;
    assert_true(nd_largepages_init(&pages));
    assert_null(nd_largepages_take(&pages, SIZE_MAX, true, true));
    assert_null(nd_largepages_take(&pages, SIZE_MAX - ND_LARGE_PAGE, false, true));
    assert_null(nd_largepages_take(&pages, SIZE_MAX / 2 + 2, false, true));
    assert_null(nd_largepages_take(&pages, 0, false, true));
    nd_largepages_free(&pages);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays_are_in_place_and_their_own),
        cmocka_unit_test(some_of_what_is_given_back_is_kept),
        cmocka_unit_test(threads_share_pages_and_leave_none),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests_name("largepages", tests, NULL, NULL);
}
