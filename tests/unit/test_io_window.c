/*
 * test_io_window.c - room in a temporary file, and what of it stays in memory
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/test_io_scratch.h"

#include <sys/mman.h>

#include "io/warm.h"
#include "prop/prop.h"

enum { SLICE = ND_WARM_SLICE, SLICES = 8 };

/* ---- Rooms ----------------------------------------------------------------------------------- */

enum { UNITS = 200, TIMES = 20000 };

/* Takes and adds at random, beside a list of what is free that says so unit by unit. */
static void rooms_are_taken_once_and_grow_together(void **state) {
    struct prop_random random = {5};
    struct nd_rooms rooms = {0};
    bool free_units[UNITS + 1] = {false};
    size_t stretches = 0;
    (void)state;
    for (uint32_t i = 0; i < UNITS; i++) {
        assert_int_equal(nd_rooms_add(&rooms, i * 3 % UNITS, 1), ND_OK);
        free_units[i * 3 % UNITS] = true;
    }
    assert_int_equal(rooms.count, 1);
    for (uint32_t i = 0; i < TIMES; i++) {
        uint32_t at = prop_below(&random, UNITS), size = 1 + prop_below(&random, 5);
        uint64_t taken;
        if (prop_below(&random, 2) != 0) {
            if (!nd_rooms_take(&rooms, size, &taken)) continue;
            for (uint64_t u = taken; u < taken + size; u++) {
                assert_true(u < UNITS && free_units[u]);
                free_units[u] = false;
            }
        } else if (!free_units[at]) {
            assert_int_equal(nd_rooms_add(&rooms, at, 1), ND_OK);
            free_units[at] = true;
        }
    }
    for (uint32_t u = 0; u < UNITS; u++) stretches += free_units[u] && !free_units[u + 1];
    assert_int_equal(rooms.count, stretches);
    for (size_t i = 0; i < rooms.count; i++)
        for (uint64_t u = 0; u < rooms.items[i].size; u++)
            assert_true(free_units[rooms.items[i].at + u]);
    nd_rooms_free(&rooms);
}

static void the_least_room_is_taken_from(void **state) {
    struct nd_rooms rooms = {0};
    uint64_t at;
    (void)state;
    assert_false(nd_rooms_take(&rooms, 1, &at));
    assert_int_equal(nd_rooms_add(&rooms, 10, 8), ND_OK);
    assert_int_equal(nd_rooms_add(&rooms, 30, 4), ND_OK);
    assert_int_equal(nd_rooms_add(&rooms, 2, 6), ND_OK);
    assert_true(nd_rooms_take(&rooms, 3, &at) && at == 30);
    assert_true(nd_rooms_take(&rooms, 6, &at) && at == 2);
    assert_false(nd_rooms_take(&rooms, 9, &at));
    assert_true(nd_rooms_take(&rooms, 8, &at) && at == 10);
    assert_true(nd_rooms_take(&rooms, 1, &at) && at == 33);
    assert_int_equal(rooms.count, 0);
    nd_rooms_free(&rooms);
}

/* ---- The file -------------------------------------------------------------------------------- */

/* Where there was another array only when that was as large. */
static void arrays_take_the_place_of_others(void **state) {
    struct nd_window window;
    unsigned char *first, *second, *third;
    int error;
    (void)state;
    assert_true(nd_window_init(&window, "."));
    first = nd_window_take(&window, SLICE, false, &error);
    second = nd_window_take(&window, SLICE, true, &error);
    assert_non_null(first);
    assert_non_null(second);
    memset(first, 7, SLICE);
    memset(second, 8, SLICE);
    nd_window_give_back(&window, first, SLICE);
    assert_false(nd_window_has(&window, &window));
    assert_true(nd_window_has(&window, second));
    third = nd_window_take(&window, SLICE / 2, true, &error);
    assert_true(third == first);
    for (size_t i = 0; i < SLICE / 2; i++) assert_int_equal(third[i], 0);
    third = nd_window_take(&window, SLICE, false, &error);
    assert_int_equal(nd_window_at(&window, third), 2 * SLICE);
    assert_int_equal(nd_window_end(&window), 3 * SLICE);
    assert_int_equal(second[SLICE - 1], 8);
    nd_window_free(&window);
}

/* To run out of it when it is touched would end the process by a signal. */
static void the_disk_has_room_for_all_of_an_array(void **state) {
    struct nd_window window;
    struct stat info;
    int error;
    (void)state;
    assert_true(nd_window_init(&window, "."));
    for (int i = 1; i <= 2; i++) {
        assert_non_null(nd_window_take(&window, SLICE, i == 1, &error));
        assert_int_equal(fstat(window.file, &info), 0);
        assert_true((uint64_t)info.st_blocks * 512 >= (uint64_t)i * SLICE);
    }
    nd_window_free(&window);
}

/* And the end of the file stays where it is: past the window nothing is mapped. */
static void what_has_no_room_in_the_window_is_refused(void **state) {
    struct nd_window window;
    uint64_t mapped;
    int error;
    (void)state;
    assert_true(nd_window_init(&window, "."));
    assert_non_null(nd_window_take(&window, SLICE, false, &error));
    mapped = window.size;
    window.size = (uint64_t)2 * SLICE;
    assert_null(nd_window_take(&window, (size_t)2 * SLICE, false, &error));
    assert_int_equal(error, ENOMEM);
    assert_null(nd_window_take(&window, (size_t)3 * SLICE, false, &error));
    assert_int_equal(nd_window_end(&window), SLICE);
    assert_non_null(nd_window_take(&window, SLICE, false, &error));
    window.size = mapped;
    nd_window_free(&window);
}

static void what_cannot_be_read_is_an_error(void **state) {
    struct nd_window window;
    char *array, copy[8];
    int error;
    (void)state;
    assert_true(nd_window_init(&window, "."));
    array = nd_window_take(&window, SLICE, true, &error);
    assert_non_null(array);
    assert_true(nd_window_read(&window, array + SLICE - sizeof copy, sizeof copy, copy));
    assert_false(nd_window_read(&window, array + SLICE - 1, 2, copy)); /* the file ends there */
    assert_int_equal(close(window.file), 0);
    assert_false(nd_window_read(&window, array, sizeof copy, copy));
    window.file = -1;
    nd_window_free(&window);
}

/* Past the window are the addresses of others. */
static void nothing_past_the_window_is_let_go_of(void **state) {
    char *const memory =
        mmap(NULL, (size_t)2 * SLICE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct nd_window window = {.size = SLICE};
    (void)state;
    assert_true(memory != MAP_FAILED);
    atomic_store(&window.memory, memory);
    memset(memory, 1, (size_t)2 * SLICE);
    nd_window_let_go(&window, SLICE, SLICE);
    assert_int_equal(memory[SLICE], 1);
    nd_window_let_go(&window, SLICE / 2, SLICE);
    assert_int_equal(memory[SLICE], 1);
    assert_int_equal(memory[SLICE / 2 - 1], 1);
    assert_int_equal(memory[SLICE / 2], 0); /* zeros, for no file has what was there */
    assert_int_equal(munmap(memory, (size_t)2 * SLICE), 0);
}

/* ---- What stays in memory -------------------------------------------------------------------- */

static void open_window(struct nd_window *window, struct nd_warm *warm, size_t most) {
    int error;
    assert_true(nd_window_init(window, "."));
    assert_true(nd_warm_init(warm, window));
    assert_non_null(nd_window_take(window, SLICES * SLICE, true, &error));
    nd_warm_limit(warm, most * SLICE);
}

static void close_window(struct nd_window *window, struct nd_warm *warm) {
    nd_warm_free(warm);
    nd_window_free(window);
}

/* Returns how often a slice was asked for before it was kept, or so many times in vain. */
static uint32_t ask_until_kept(struct nd_warm *warm, size_t slice, uint32_t most) {
    uint32_t times = 0;
    while (times < most && !nd_warm_ask(warm, slice * SLICE + 100, 10)) times++;
    return times;
}

static void what_is_asked_for_often_is_kept(void **state) {
    struct nd_window window;
    struct nd_warm warm;
    (void)state;
    open_window(&window, &warm, 2);
    assert_in_range(ask_until_kept(&warm, 3, 1000), 2, 999);
    assert_in_range(ask_until_kept(&warm, 5, 1000), 2, 999);
    assert_true(nd_warm_keeps(&warm, 3) && nd_warm_keeps(&warm, 5) && !nd_warm_keeps(&warm, 4));
    assert_false(nd_warm_ask(&warm, 4 * SLICE - 1, 2));
    assert_true(nd_warm_ask(&warm, 4 * SLICE - 1, 1));
    nd_warm_forget(&warm, 3 * SLICE, 1);
    assert_false(nd_warm_keeps(&warm, 3));
    assert_in_range(ask_until_kept(&warm, 3, 1000), 2, 999);
    close_window(&window, &warm);
}

static void what_is_used_no_more_makes_room(void **state) {
    struct nd_window window;
    struct nd_warm warm;
    (void)state;
    open_window(&window, &warm, 2);
    (void)ask_until_kept(&warm, 0, 1000);
    (void)ask_until_kept(&warm, 1, 1000);
    (void)ask_until_kept(&warm, SLICES - 1, 100);
    for (uint32_t i = 0; i < 100000 && !nd_warm_keeps(&warm, 2); i++) {
        (void)nd_warm_ask(&warm, 2 * SLICE, 1);
        (void)nd_warm_ask(&warm, 0, 1);
    }
    assert_true(nd_warm_keeps(&warm, 0) && !nd_warm_keeps(&warm, 1) && nd_warm_keeps(&warm, 2));
    close_window(&window, &warm);
}

static void what_is_asked_for_alike_stays_where_it_is(void **state) {
    struct nd_window window;
    struct nd_warm warm;
    size_t kept = 0, changes = 0;
    (void)state;
    open_window(&window, &warm, 2);
    for (uint32_t i = 0; i < 20000; i++) {
        size_t now = 0;
        (void)nd_warm_ask(&warm, i % SLICES * SLICE, 1);
        for (size_t slice = 0; slice < SLICES; slice++)
            now |= (size_t)nd_warm_keeps(&warm, slice) << slice;
        changes += now != kept;
        kept = now;
    }
    assert_in_range(changes, 2, 4);
    close_window(&window, &warm);
}

static void what_is_passed_over_is_kept_until_it_is_cold(void **state) {
    struct nd_window window;
    struct nd_warm warm;
    uint32_t passed = 0;
    (void)state;
    open_window(&window, &warm, 2);
    assert_false(nd_warm_pass(&warm, 1));
    (void)ask_until_kept(&warm, 1, 1000);
    for (uint32_t i = 0; i < 1000; i++) assert_true(nd_warm_ask(&warm, SLICE, 1));
    while (passed < 100 && nd_warm_pass(&warm, 1)) passed++;
    assert_in_range(passed, 2, 10);
    assert_false(nd_warm_keeps(&warm, 1));
    assert_in_range(ask_until_kept(&warm, 1, 1000), 1, 999);
    close_window(&window, &warm);
}

static void nothing_is_kept_where_there_is_no_room(void **state) {
    struct nd_window window;
    struct nd_warm warm;
    (void)state;
    open_window(&window, &warm, 0);
    assert_int_equal(ask_until_kept(&warm, 1, 100000), 100000);
    close_window(&window, &warm);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rooms_are_taken_once_and_grow_together),
        cmocka_unit_test(the_least_room_is_taken_from),
        cmocka_unit_test_setup_teardown(arrays_take_the_place_of_others, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(the_disk_has_room_for_all_of_an_array, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(what_has_no_room_in_the_window_is_refused, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_an_error, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test(nothing_past_the_window_is_let_go_of),
        cmocka_unit_test_setup_teardown(what_is_asked_for_often_is_kept, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(what_is_used_no_more_makes_room, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(what_is_asked_for_alike_stays_where_it_is, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(what_is_passed_over_is_kept_until_it_is_cold, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(nothing_is_kept_where_there_is_no_room, scratch_enter,
                                        scratch_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
