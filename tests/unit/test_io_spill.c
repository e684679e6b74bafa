/*
 * test_io_spill.c - large arrays in temporary files
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/test_io_scratch.h"

#include <signal.h>
#include <sys/resource.h>

#include "io/spill.h"

enum { ARRAY = 4 << 20, ARRAYS = 12 };

/* The bound is below what any process has: all large arrays are files. */
static const uint64_t nothing = 4096;

static size_t count_files(void) {
    DIR *const folder = opendir(".");
    size_t count = 0;
    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

static void fill(uint32_t *array, uint32_t seed) {
    for (uint32_t i = 0; i < ARRAY / sizeof *array; i++) {
        assert_int_equal(array[i], 0);
        array[i] = i * 0x9e3779b1u + seed;
    }
}

static uint32_t *take_filled(const struct nd_store *store, uint32_t seed) {
    uint32_t *const array = store->take(store->self, ARRAY, true);
    assert_non_null(array);
    fill(array, seed);
    return array;
}

static void assert_filled(const uint32_t *array, uint32_t seed) {
    for (uint32_t i = 0; i < ARRAY / sizeof *array; i++)
        assert_int_equal(array[i], i * 0x9e3779b1u + seed);
}

static void preparing_changes_no_byte(void **state) {
    static const uint64_t memories[] = {4096, UINT64_C(1) << 40};
    (void)state;
    for (size_t m = 0; m < sizeof memories / sizeof *memories; m++) {
        struct nd_spill *spill;
        struct nd_store store;
        uint32_t *array;
        assert_int_equal(nd_spill_new(memories[m], ".", &spill), ND_OK);
        store = nd_spill_store(spill);
        array = store.take(store.self, ARRAY, true);
        assert_non_null(array);
        store.prepare(store.self, array, 0);
        store.prepare(store.self, array + 1, 1);
        store.prepare(store.self, array + 1000, ARRAY / 2);
        fill(array, 7);
        store.prepare(store.self, array, ARRAY);
        assert_filled(array, 7);
        store.give_back(store.self, array, ARRAY);
        nd_spill_free(spill);
    }
}

static void arrays_outlive_what_is_let_go_of(void **state) {
    uint32_t *arrays[ARRAYS];
    struct nd_spill *spill;
    struct nd_store store;
    (void)state;
    assert_int_equal(nd_spill_new(nothing, ".", &spill), ND_OK);
    store = nd_spill_store(spill);
    for (uint32_t a = 0; a < ARRAYS; a++) {
        arrays[a] = take_filled(&store, a);
        nd_spill_relieve(spill);
    }
    assert_int_equal(nd_spill_most(spill), (uint64_t)ARRAYS * ARRAY);
    assert_int_equal(count_files(), 0);
    for (uint32_t a = 0; a < ARRAYS; a++) assert_filled(arrays[a], a);
    store.give_back(store.self, arrays[1], ARRAY);
    arrays[1] = take_filled(&store, 1);
    for (uint32_t a = 0; a < ARRAYS; a++) {
        assert_filled(arrays[a], a);
        store.give_back(store.self, arrays[a], ARRAY);
    }
    assert_int_equal(nd_spill_most(spill), (uint64_t)ARRAYS * ARRAY);
    assert_int_equal(nd_spill_error(spill), 0);
    nd_spill_free(spill);
}

/* Pages that are in memory: of the process, and of files; 0 where nobody tells. */
struct residence {
    unsigned long long all, files;
};

static struct residence residence(void) {
    FILE *const file = fopen("/proc/self/statm", "r");
    struct residence now = {0};
    if (file == NULL) return now;
    if (fscanf(file, "%*u %llu %llu", &now.all, &now.files) != 2) now = (struct residence){0};
    (void)fclose(file);
    return now;
}

static uint64_t resident_of_files(void) { return residence().files; }

static void half_of_what_is_in_memory_is_let_go_of(void **state) {
    uint32_t *arrays[ARRAYS];
    struct nd_spill *spill;
    struct nd_store store;
    uint64_t before;
    (void)state;
    assert_int_equal(nd_spill_new(nothing, ".", &spill), ND_OK);
    store = nd_spill_store(spill);
    for (uint32_t a = 0; a < ARRAYS; a++) arrays[a] = take_filled(&store, a);
    before = resident_of_files();
    for (uint32_t times = 0; times < 3; times++) {
        nd_spill_relieve(spill);
        assert_true(resident_of_files() <= before / 2);
        assert_true(resident_of_files() >= before / 4); /* and not much more */
        for (uint32_t a = 0; a < ARRAYS; a++) assert_filled(arrays[a], a);
    }
    for (uint32_t a = 0; a < ARRAYS; a++) store.give_back(store.self, arrays[a], ARRAY);
    nd_spill_free(spill);
}

/* Some of the arrays must go, and all be as they were; frees them and the store. */
static void assert_let_go(struct nd_spill *spill, const struct nd_store *store,
                          uint32_t *const *arrays) {
    const uint64_t files = resident_of_files();
    nd_spill_relieve(spill);
    assert_true(resident_of_files() < files);
    for (uint32_t a = 0; a < ARRAYS; a++) {
        assert_filled(arrays[a], a);
        store->give_back(store->self, arrays[a], ARRAY);
    }
    nd_spill_free(spill);
}

/* The size is not asked for again until the room that was left can be filled. */
static void what_comes_after_there_was_room_is_let_go_of(void **state) {
    enum { ROOM = 24 << 20 };
    const uint64_t before = residence().all * (uint64_t)sysconf(_SC_PAGESIZE);
    uint32_t *arrays[ARRAYS];
    struct nd_spill *spill;
    struct nd_store store;
    uint64_t files;
    (void)state;
    if (before == 0) skip();
    assert_int_equal(nd_spill_new((before + ROOM) / 7 * 8, ".", &spill), ND_OK);
    store = nd_spill_store(spill);
    arrays[0] = take_filled(&store, 0);
    files = resident_of_files();
    nd_spill_relieve(spill);
    assert_true(resident_of_files() >= files);
    for (uint32_t a = 1; a < ARRAYS; a++) arrays[a] = take_filled(&store, a);
    assert_let_go(spill, &store, arrays);
}

/* Seven eighths of the memory are in use, but not all of it. */
static void what_is_beyond_the_bound_is_let_go_of(void **state) {
    enum { ROOM = 4 << 20 };
    const uint64_t before = residence().all * (uint64_t)sysconf(_SC_PAGESIZE);
    uint32_t *arrays[ARRAYS];
    struct nd_spill *spill;
    struct nd_store store;
    (void)state;
    if (before == 0) skip();
    assert_int_equal(nd_spill_new(before + ARRAYS * ARRAY + ROOM, ".", &spill), ND_OK);
    store = nd_spill_store(spill);
    for (uint32_t a = 0; a < ARRAYS; a++) arrays[a] = take_filled(&store, a);
    assert_let_go(spill, &store, arrays);
}

/* The process has more than the bound that it cannot let go of. */
static void a_little_stays_whatever_else_takes(void **state) {
    enum { MEMORY = 64 << 20, OTHERS = 96 << 20, LEFT = 2 << 20 };
    const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), before = resident_of_files();
    char *const others = malloc(OTHERS);
    uint32_t *arrays[ARRAYS];
    struct nd_spill *spill;
    struct nd_store store;
    (void)state;
    assert_non_null(others);
    memset(others, 1, OTHERS);
    assert_int_equal(nd_spill_new(MEMORY, ".", &spill), ND_OK);
    store = nd_spill_store(spill);
    for (uint32_t a = 0; a < ARRAYS; a++) {
        arrays[a] = store.take(store.self, ARRAY, true);
        assert_non_null(arrays[a]);
        fill(arrays[a], a);
    }
    for (uint32_t times = 0; times < 10; times++) nd_spill_relieve(spill);
    assert_int_equal(others[OTHERS / 2], 1);
    assert_true(before == 0 || resident_of_files() * page >= LEFT);
    assert_true(before == 0 || (resident_of_files() - before) * page <= MEMORY / 8);
    for (uint32_t a = 0; a < ARRAYS; a++) store.give_back(store.self, arrays[a], ARRAY);
    nd_spill_free(spill);
    free(others);
}

/* The next one may be shorter than what was let go of already. */
static void an_array_can_be_given_back_while_it_is_its_turn(void **state) {
    struct nd_spill *spill;
    struct nd_store store;
    uint32_t *large, *small[ARRAYS];
    (void)state;
    assert_int_equal(nd_spill_new(nothing, ".", &spill), ND_OK);
    store = nd_spill_store(spill);
    large = store.take(store.self, (size_t)ARRAYS * ARRAY, true);
    assert_non_null(large);
    for (uint32_t a = 0; a < ARRAYS; a++) fill(large + a * (ARRAY / sizeof *large), a);
    nd_spill_relieve(spill);
    store.give_back(store.self, large, (size_t)ARRAYS * ARRAY);
    for (uint32_t a = 0; a < ARRAYS; a++) {
        small[a] = store.take(store.self, ARRAY, true);
        assert_non_null(small[a]);
        fill(small[a], a);
        nd_spill_relieve(spill);
    }
    for (uint32_t a = 0; a < ARRAYS; a++) {
        assert_filled(small[a], a);
        store.give_back(store.self, small[a], ARRAY);
        nd_spill_relieve(spill);
    }
    nd_spill_free(spill);
}

/* What is let go of and what is not; where an array begins, and where it ends. */
static void arrays_are_read_where_they_are_files(void **state) {
    static uint32_t copy[ARRAY / sizeof(uint32_t)];
    struct nd_spill *spill;
    struct nd_store store;
    uint32_t *small, *first, *second;
    (void)state;
    assert_int_equal(nd_spill_new(nothing, ".", &spill), ND_OK);
    store = nd_spill_store(spill);
    small = store.take(store.self, sizeof *small, true);
    assert_non_null(small);
    assert_false(store.read(store.self, small, sizeof *small, copy));
    first = store.take(store.self, ARRAY, true);
    second = store.take(store.self, ARRAY, true);
    assert_non_null(first);
    assert_non_null(second);
    fill(first, 1);
    nd_spill_relieve(spill);
    fill(second, 2);
    assert_true(store.read(store.self, first, ARRAY, copy));
    assert_filled(copy, 1);
    assert_true(store.read(store.self, second, ARRAY, copy));
    assert_filled(copy, 2);
    assert_true(store.read(store.self, second + 1000, 8, copy));
    assert_true(copy[0] == second[1000] && copy[1] == second[1001]);
    assert_false(store.read(store.self, small, sizeof *small, copy));
    assert_false(store.read(store.self, &small, sizeof *small, copy));
    store.give_back(store.self, small, sizeof *small);
    store.give_back(store.self, first, ARRAY);
    assert_true(store.read(store.self, second, ARRAY, copy));
    assert_filled(copy, 2);
    store.give_back(store.self, second, ARRAY);
    nd_spill_free(spill);
}

/* Zeros are what was asked for, whatever was there. */
static void places_are_used_again(void **state) {
    enum { BLOCK = 2 << 20 };
    struct nd_spill *spill;
    struct nd_store store;
    unsigned char *block, *zeros;
    (void)state;
    assert_int_equal(nd_spill_new(nothing, ".", &spill), ND_OK);
    store = nd_spill_store(spill);
    block = store.take(store.self, BLOCK, false);
    assert_non_null(block);
    memset(block, 7, BLOCK);
    store.give_back(store.self, block, BLOCK);
    zeros = store.take(store.self, BLOCK / 2, true);
    assert_true(zeros == block);
    for (size_t i = 0; i < BLOCK / 2; i++) assert_int_equal(zeros[i], 0);
    assert_true(store.take(store.self, BLOCK / 2, false) == block + BLOCK / 2);
    assert_int_equal(nd_spill_most(spill), BLOCK);
    nd_spill_free(spill);
}

/* What is read often is read where it is, and what takes its place is not. */
static void what_is_read_often_stays_in_memory(void **state) {
    enum { MEMORY = 256 << 20, OFTEN = 100000 };
    struct nd_spill *spill;
    struct nd_store store;
    uint32_t *array, copy = 0, times = 0;
    (void)state;
    assert_int_equal(nd_spill_new(MEMORY, ".", &spill), ND_OK);
    store = nd_spill_store(spill);
    assert_non_null(store.take(store.self, MEMORY / 8, false));
    array = take_filled(&store, 9);
    while (times < OFTEN && store.read(store.self, array + 10, sizeof copy, &copy)) {
        times++;
        assert_int_equal(copy, array[10]);
    }
    assert_in_range(times, 2, OFTEN - 1);
    assert_false(store.read(store.self, array + 11, sizeof copy, &copy));
    store.give_back(store.self, array, ARRAY);
    array = take_filled(&store, 8);
    assert_true(store.read(store.self, array + 10, sizeof copy, &copy));
    assert_int_equal(copy, array[10]);
    nd_spill_free(spill);
}

static void small_arrays_and_a_wide_bound_stay_in_memory(void **state) {
    static const uint64_t bounds[] = {4096, (uint64_t)1 << 40};
    static const size_t sizes[] = {1000, ARRAY};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct nd_spill *spill;
        struct nd_store store;
        void *array;
        assert_int_equal(nd_spill_new(bounds[i], "no such folder", &spill), ND_OK);
        store = nd_spill_store(spill);
        array = store.take(store.self, sizes[i], true);
        assert_non_null(array);
        nd_spill_relieve(spill);
        assert_int_equal(nd_spill_most(spill), 0);
        store.give_back(store.self, array, sizes[i]);
        nd_spill_free(spill);
    }
}

static void a_folder_that_is_of_no_use_is_an_error(void **state) {
    struct nd_spill *spill;
    struct nd_store store;
    int error;
    (void)state;
    assert_int_equal(nd_spill_new(nothing, "no such folder", &spill), ND_OK);
    store = nd_spill_store(spill);
    assert_string_equal(nd_spill_folder(spill), "no such folder");
    assert_false(nd_spill_try(spill, &error));
    assert_int_equal(error, ENOENT);
    assert_null(store.take(store.self, ARRAY, true));
    assert_int_equal(nd_spill_error(spill), ENOENT);
    nd_spill_free(spill);
    assert_int_equal(nd_spill_new(nothing, ".", &spill), ND_OK);
    assert_true(nd_spill_try(spill, &error));
    assert_int_equal(count_files(), 0);
    nd_spill_free(spill);
}

static void what_has_no_addresses_takes_none(void **state) {
    struct nd_spill *spill;
    struct nd_store store;
    uint32_t *array;
    (void)state;
    if (sizeof(size_t) < sizeof(uint64_t)) skip();
    assert_int_equal(nd_spill_new(nothing, ".", &spill), ND_OK);
    store = nd_spill_store(spill);
    assert_null(store.take(store.self, (size_t)((uint64_t)1 << 41), true));
    assert_int_equal(nd_spill_error(spill), ENOMEM);
    array = take_filled(&store, 7);
    nd_spill_relieve(spill);
    assert_filled(array, 7);
    store.give_back(store.self, array, ARRAY);
    nd_spill_free(spill);
}

/* As on a full disk: there is no room for the file. */
static void no_room_is_an_error_before_it_is_a_signal(void **state) {
    struct nd_spill *spill;
    struct nd_store store;
    struct rlimit limit, before;
    void *array;
    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = ARRAY / 2;
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(nd_spill_new(nothing, ".", &spill), ND_OK);
    store = nd_spill_store(spill);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    array = store.take(store.self, ARRAY, true);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_null(array);
    assert_int_equal(nd_spill_error(spill), EFBIG);
    assert_int_equal(count_files(), 0);
    nd_spill_free(spill);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(arrays_outlive_what_is_let_go_of, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(half_of_what_is_in_memory_is_let_go_of, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(what_comes_after_there_was_room_is_let_go_of, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(what_is_beyond_the_bound_is_let_go_of, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(a_little_stays_whatever_else_takes, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(an_array_can_be_given_back_while_it_is_its_turn,
                                        scratch_enter, scratch_leave),
        cmocka_unit_test_setup_teardown(arrays_are_read_where_they_are_files, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(places_are_used_again, scratch_enter, scratch_leave),
        cmocka_unit_test_setup_teardown(what_is_read_often_stays_in_memory, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(preparing_changes_no_byte, scratch_enter, scratch_leave),
        cmocka_unit_test(small_arrays_and_a_wide_bound_stay_in_memory),
        cmocka_unit_test_setup_teardown(a_folder_that_is_of_no_use_is_an_error, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(what_has_no_addresses_takes_none, scratch_enter,
                                        scratch_leave),
        cmocka_unit_test_setup_teardown(no_room_is_an_error_before_it_is_a_signal, scratch_enter,
                                        scratch_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
