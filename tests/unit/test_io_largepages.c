/*
 * test_io_largepages.c - large arrays in pages of their own
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/largepages.h"

static void assert_usable(size_t size, bool large) {
    unsigned char *const memory = nd_largepages_map(size, large);
    assert_non_null(memory);
    assert_int_equal((uintptr_t)memory % ND_LARGE_PAGE, 0);
    (void)nd_largepages_slow(memory); /* either way it leaves zeros */
    for (size_t i = 0; i + 1 < size; i += 1 + size / 64) {
        assert_int_equal(memory[i], 0);
        memory[i] = 1;
    }
    assert_int_equal(memory[size - 1], 0);
    memory[size - 1] = 1;
    nd_largepages_unmap(memory, size);
}

static void pages_are_zeroed_and_in_place(void **state) {
    static const size_t sizes[] = {1, 4096, ND_LARGE_PAGE - 1, ND_LARGE_PAGE,
                                   3 * ND_LARGE_PAGE + 5};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_usable(sizes[i], false);
        assert_usable(sizes[i], true);
    }
}

static void what_does_not_fit_is_refused(void **state) {
    (void)state;
    assert_null(nd_largepages_map(SIZE_MAX, true));
    assert_null(nd_largepages_map(SIZE_MAX - ND_LARGE_PAGE, false));
    assert_null(nd_largepages_map((size_t)1 << 62, false));
    assert_null(nd_largepages_map(0, false));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_zeroed_and_in_place),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests_name("largepages", tests, NULL, NULL);
}
