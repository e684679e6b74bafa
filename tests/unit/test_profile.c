/*
 * test_profile.c - bytes that are set at once, and range by range where they are apart
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "match/profile.h"
#include "prop/prop.h"

enum { PRINTS = (5 << 20) + 96, POSTINGS = 100000, RUN = 50 };

/* Everything in it is apart. */
static void *take(void *self, size_t size, bool zero) {
    void *const memory = malloc(size);
    if (memory != NULL) memset(memory, zero ? 0 : 0xa5, size);
    ++*(size_t *)self;
    return memory;
}

static void give_back(void *self, void *memory, size_t size) {
    (void)size;
    --*(size_t *)self;
    free(memory);
}

static bool read_there(void *self, const void *memory, size_t size, void *to) {
    (void)self;
    memcpy(to, memory, size);
    return true;
}

/* Sets the bytes of postings run by run. */
static void set(const struct nd_profiles *profiles, const struct nd_posting *postings,
                uint32_t seed) {
    for (uint32_t i = 0; i < POSTINGS; i += RUN) {
        const struct nd_postings run = {postings + i, RUN};
        const uint8_t byte = (uint8_t)(seed + i / RUN);
        assert_int_equal(nd_profiles_set(profiles, 0, run, byte), ND_OK);
    }
    assert_int_equal(nd_profiles_settle(profiles), ND_OK);
}

/* Numbers without one that comes twice, in no order. */
static void make_postings(struct nd_posting *postings) {
    for (uint32_t i = 0; i < POSTINGS; i++)
        postings[i].print = (uint32_t)((uint64_t)i * 2654435761u % PRINTS);
}

static void bytes_that_are_apart_are_set_range_by_range(void **state) {
    static struct nd_posting postings[POSTINGS];
    const struct nd_index index = {.total = PRINTS};
    const struct nd_executor executor = {.workers = 1};
    size_t taken = 0;
    const struct nd_store store = {
        .self = &taken, .take = take, .give_back = give_back, .read = read_there};
    const struct nd_match near = {.index = &index, .executor = &executor};
    const struct nd_match apart = {.index = &index, .executor = &executor, .store = &store};
    struct nd_profiles first, second;
    (void)state;
    make_postings(postings);
    assert_int_equal(nd_profiles_make(&near, &first), ND_OK);
    assert_int_equal(nd_profiles_make(&apart, &second), ND_OK);
    assert_null(first.settings);
    assert_non_null(second.settings);
    for (uint32_t times = 0; times < 3; times++) {
        set(&first, postings, 7 * times);
        set(&second, postings, 7 * times);
        assert_memory_equal(first.bytes, second.bytes, PRINTS);
    }
    assert_true(second.bytes[postings[RUN].print] == 15);
    assert_int_equal(taken, 1);
    assert_int_equal(nd_profiles_clear(&second), ND_OK);
    for (uint32_t i = 0; i < PRINTS; i++) assert_int_equal(second.bytes[i], 0);
    nd_profiles_free(&first);
    nd_profiles_free(&second);
    assert_int_equal(taken, 0);
}

/* In blocks of fingerprints. */
static void marks_are_bits(void **state) {
    uint8_t bytes[ND_BLOCK_PRINTS];
    struct prop_random random = {5};
    (void)state;
    for (uint32_t times = 0; times < 1000; times++) {
        uint32_t marks = 0;
        for (uint32_t i = 0; i < ND_BLOCK_PRINTS; i++) {
            bytes[i] = (uint8_t)prop_below(&random, 256);
            marks |= (uint32_t)(bytes[i] >= ND_PRINT_MARK) << i;
        }
        assert_int_equal(nd_profile_marks(bytes), marks);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_that_are_apart_are_set_range_by_range),
        cmocka_unit_test(marks_are_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
