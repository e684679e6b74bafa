/*
 * test_base.c - memory, buffers, arenas, buckets, sorting and the executor's loop
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/bits.h"
#include "base/buckets.h"
#include "base/buf.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/names.h"
#include "base/sort.h"
#include "base/store.h"
#include "prop/prop.h"

/* ---- Memory ---------------------------------------------------------------------------------- */

static void memory_for_nothing_is_not_null(void **state) {
    void *const some = nd_alloc(0, 8), *const zero = nd_alloc_zero(0, 8);
    (void)state;
    assert_non_null(some);
    assert_non_null(zero);
    nd_free(some);
    nd_free(zero);
    nd_free(NULL);
}

static void products_that_overflow_are_no_memory(void **state) {
    (void)state;
    assert_null(nd_alloc(SIZE_MAX / 2 + 1, 2));
    assert_null(nd_alloc(SIZE_MAX, SIZE_MAX));
    assert_null(nd_alloc_zero(SIZE_MAX / 2 + 1, 2));
}

static void zeroed_memory_is_zero(void **state) {
    uint64_t *const numbers = nd_alloc_zero(1000, sizeof *numbers);
    (void)state;
    for (size_t i = 0; i < 1000; i++) assert_true(numbers[i] == 0);
    nd_free(numbers);
}

static void a_growing_array_keeps_its_content(void **state) {
    uint32_t *numbers = NULL;
    size_t capacity = 0;
    (void)state;
    for (uint32_t i = 0; i < 5000; i++) {
        const size_t before = capacity;
        assert_int_equal(nd_reserve(&numbers, &capacity, i + 1, sizeof *numbers), ND_OK);
        assert_true(capacity > i && (capacity == before || capacity >= 2 * before));
        numbers[i] = i;
    }
    for (uint32_t i = 0; i < 5000; i++) assert_int_equal(numbers[i], i);
    nd_free(numbers);
}

static void a_failed_growth_leaves_the_array(void **state) {
    uint32_t *numbers = NULL;
    size_t capacity = 0;
    (void)state;
    assert_int_equal(nd_reserve(&numbers, &capacity, 1, sizeof *numbers), ND_OK);
    numbers[0] = 7;
    const size_t before = capacity;
    assert_int_equal(nd_reserve(&numbers, &capacity, SIZE_MAX, sizeof *numbers), ND_ERR_MEMORY);
    assert_int_equal(nd_reserve(&numbers, &capacity, SIZE_MAX / 4 + 2, sizeof *numbers),
                     ND_ERR_MEMORY);
    assert_int_equal(capacity, before);
    assert_int_equal(numbers[0], 7);
    nd_free(numbers);
}

/* ---- Buffers --------------------------------------------------------------------------------- */

static void a_buffer_collects_what_is_appended(void **state) {
    struct nd_buf buf = {0};
    (void)state;
    assert_int_equal(nd_buf_append(&buf, NULL, 0), ND_OK);
    assert_int_equal(nd_buf_append(&buf, "a\0b", 3), ND_OK);
    assert_int_equal(nd_buf_append_string(&buf, "cd"), ND_OK);
    assert_int_equal(nd_buf_append_byte(&buf, 'e'), ND_OK);
    assert_int_equal(nd_buf_append_number(&buf, 0), ND_OK);
    assert_int_equal(nd_buf_append_number(&buf, UINT64_MAX), ND_OK);
    assert_int_equal(buf.size, 27);
    assert_memory_equal(buf.data, "a\0bcde018446744073709551615", 27);
    nd_buf_free(&buf);
    assert_null(buf.data);
    assert_int_equal(buf.size, 0);
    nd_buf_free(&buf);
}

static void a_failed_append_leaves_the_buffer(void **state) {
    struct nd_buf buf = {0};
    (void)state;
    assert_int_equal(nd_buf_append_string(&buf, "ab"), ND_OK);
    assert_int_equal(nd_buf_reserve(&buf, SIZE_MAX), ND_ERR_MEMORY);
    assert_int_equal(nd_buf_reserve(&buf, SIZE_MAX - 2), ND_ERR_MEMORY);
    assert_int_equal(buf.size, 2);
    assert_memory_equal(buf.data, "ab", 2);
    nd_buf_free(&buf);
}

/* ---- Arena ----------------------------------------------------------------------------------- */

/* Reads the room behind what was stored, as kernels may: a sanitizer would see the end of it. */
static void read_room(const uint32_t *words, size_t n) {
    const volatile uint32_t *const room = words + n;
    for (size_t i = 0; i < 16; i++) (void)room[i];
}

static void what_an_arena_stores_stays(void **state) {
    static const size_t sizes[] = {0, 1, 1000, 262143, 262144, 262128, 300000, 0, 5};
    const uint32_t *stored[40];
    struct nd_arena arena = {0};
    uint32_t *const words = calloc(300000, sizeof *words);
    (void)state;
    assert_non_null(words);
    for (uint32_t i = 0; i < 40; i++) {
        const size_t n = sizes[i % 9];
        for (size_t k = 0; k < n; k++) words[k] = i;
        assert_int_equal(nd_arena_store(&arena, words, n, &stored[i]), ND_OK);
        assert_non_null(stored[i]);
    }
    for (uint32_t i = 0; i < 40; i++) {
        for (size_t k = 0; k < sizes[i % 9]; k++) assert_int_equal(stored[i][k], i);
        read_room(stored[i], sizes[i % 9]);
    }
    free(words);
    nd_arena_free(&arena);
    nd_arena_free(&arena);
}

static void what_grows_at_the_end_of_an_arena_stays(void **state) {
    enum { LISTS = 12, STEP = 100000 };
    struct nd_arena arena = {0};
    const uint32_t *kept[LISTS];
    (void)state;
    for (uint32_t list = 0; list < LISTS; list++) {
        uint32_t *words = NULL;
        for (size_t n = 0; n < (size_t)list * STEP; n += STEP) {
            assert_int_equal(nd_arena_open(&arena, n, n + STEP, &words), ND_OK);
            for (size_t k = n; k < n + STEP; k++) words[k] = list * 1000 + (uint32_t)(k / STEP);
        }
        kept[list] = words;
        nd_arena_close(&arena, (size_t)list * STEP);
    }
    for (uint32_t list = 0; list < LISTS; list++) {
        for (size_t k = 0; k < (size_t)list * STEP; k++)
            assert_int_equal(kept[list][k], list * 1000 + k / STEP);
        if (list != 0) read_room(kept[list], (size_t)list * STEP);
    }
    nd_arena_free(&arena);
}

static void *take_counted(void *self, size_t size, bool zero) {
    *(size_t *)self += size;
    return zero ? nd_alloc_zero(size, 1) : nd_alloc(size, 1);
}

static void give_back_counted(void *self, void *memory, size_t size) {
    (void)self;
    (void)size;
    nd_free(memory);
}

/* A document of single letters, of which each piece has more words than were to come. */
static void what_grows_again_and_again_takes_little_more_than_it_needs(void **state) {
    enum { WORDS = 4000000, PIECE = 30000 };
    size_t taken = 0;
    const struct nd_store store = {
        .self = &taken, .take = take_counted, .give_back = give_back_counted};
    struct nd_arena arena = {.store = &store};
    uint32_t *words;
    (void)state;
    for (size_t n = 0; n < WORDS; n += PIECE)
        assert_int_equal(nd_arena_open(&arena, n, n + PIECE + (WORDS - n) / 3 * 2, &words), ND_OK);
    nd_arena_close(&arena, WORDS);
    assert_in_range(taken, WORDS * sizeof *words, 4 * WORDS * sizeof *words);
    nd_arena_free(&arena);
}

static void arrays_of_an_arena_are_aligned_and_apart(void **state) {
    enum { ARRAYS = 200, LARGE = 3 << 20 };
    struct nd_arena arena = {0};
    uint64_t *arrays[ARRAYS];
    uint32_t *words;
    (void)state;
    for (size_t a = 0; a < ARRAYS; a++) {
        const size_t count = a == ARRAYS / 2 ? LARGE : a;
        assert_int_equal(nd_arena_take(&arena, a % 7, &words), ND_OK);
        arrays[a] = nd_arena_array(&arena, count, sizeof *arrays[a]);
        assert_non_null(arrays[a]);
        assert_int_equal((uintptr_t)arrays[a] % alignof(max_align_t), 0);
        for (size_t i = 0; i < count; i++) arrays[a][i] = a * LARGE + i;
    }
    for (size_t a = 0; a < ARRAYS; a++) {
        for (size_t i = 0; i < (a == ARRAYS / 2 ? LARGE : a); i++)
            assert_int_equal(arrays[a][i], a * LARGE + i);
    }
    assert_null(nd_arena_array(&arena, SIZE_MAX / 4, 8));
    assert_null(nd_arena_array(&arena, SIZE_MAX, 1));
    assert_non_null(nd_arena_array(&arena, 0, 8));
    nd_arena_free(&arena);
}

static void what_an_arena_had_before_stays_when_it_is_rewound(void **state) {
    enum { MARKS = 40, STEP = 50000 };
    struct nd_arena arena = {0}, marks[MARKS];
    uint32_t *arrays[MARKS], *again;
    (void)state;
    for (uint32_t m = 0; m < MARKS; m++) {
        marks[m] = arena;
        arrays[m] = nd_arena_array(&arena, m * STEP, sizeof *arrays[m]);
        assert_non_null(arrays[m]);
        for (size_t i = 0; i < (size_t)m * STEP; i++) arrays[m][i] = m;
    }
    for (uint32_t m = MARKS; m-- > 0; m -= m % 3) {
        nd_arena_rewind(&arena, &marks[m]);
        assert_ptr_equal(arena.last, marks[m].last);
        again = nd_arena_array(&arena, 100, sizeof *again);
        assert_non_null(again);
        for (size_t i = 0; i < 100; i++) again[i] = MARKS;
        for (uint32_t k = 0; k < m; k++)
            for (size_t i = 0; i < (size_t)k * STEP; i += STEP / 10)
                assert_int_equal(arrays[k][i], k);
    }
    nd_arena_free(&arena);
    assert_null(arena.last);
}

/* What a store was told that will be written to. */
struct told {
    const char *end; /* of the last stretch */
    size_t bytes, calls;
};

static void note(void *self, void *memory, size_t size) {
    struct told *const told = self;
    memset(memory, 0xab, size); /* it is there, and nothing in it yet */
    told->end = (const char *)memory + size;
    told->bytes += size;
    told->calls++;
}

static void what_an_arena_fills_next_is_prepared(void **state) {
    enum { WORDS = 1000, LARGE = 1 << 18, TIMES = 3000 };
    struct told told = {0};
    const struct nd_store store = {.self = &told, .prepare = note};
    struct nd_arena arena = {.store = &store};
    uint32_t *words[TIMES];
    size_t missed = 0;
    (void)state;
    nd_arena_prepare(&arena); /* there is no block yet */
    assert_int_equal(told.calls, 0);
    for (uint32_t t = 0; t < TIMES; t++) {
        const size_t n = t % 1000 == 999 ? LARGE : WORDS;
        assert_int_equal(nd_arena_take(&arena, n, &words[t]), ND_OK);
        for (size_t i = 0; i < n; i++) words[t][i] = t;
        missed += (const char *)(words[t] + n) > told.end;
        nd_arena_prepare(&arena);
    }
    for (uint32_t t = 0; t < TIMES; t++)
        for (size_t i = 0; i < WORDS; i++) assert_int_equal(words[t][i], t);
    assert_true(missed < 20); /* what a block begins with, and what is too large */
    assert_in_range(told.bytes, (TIMES - 20) * WORDS * 4, TIMES * WORDS * 4 + (1 << 18));
    assert_true(told.calls < TIMES / 10);
    nd_arena_free(&arena);
}

/* ---- Buckets --------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b) {
    const uint64_t *const x = a, *const y = b;
    return (*x > *y) - (*x < *y);
}

static void a_part_gathers_what_all_workers_put_into_it(void **state) {
    enum { WORKERS = 3, PARTS = 5, ITEMS = 100000 }; /* more than one piece of each part */
    struct nd_buckets buckets;
    struct nd_gathered gathered = {0};
    struct prop_random random = {3};
    size_t counts[PARTS] = {0};
    (void)state;
    assert_int_equal(nd_buckets_init(&buckets, NULL, WORKERS, PARTS), ND_OK);
    for (uint32_t i = 0; i < ITEMS; i++) {
        const uint32_t part = prop_below(&random, PARTS - 1); /* the last one stays empty */
        counts[part]++;
        assert_int_equal(nd_buckets_add(&buckets, prop_below(&random, WORKERS), part,
                                        (uint64_t)i * PARTS + part),
                         ND_OK);
    }
    for (uint32_t part = 0; part < PARTS; part++) {
        assert_int_equal(nd_buckets_gather(&buckets, part, &gathered), ND_OK);
        assert_int_equal(gathered.count, counts[part]);
        if (gathered.count == 0) continue;
        qsort(gathered.items, gathered.count, sizeof *gathered.items, by_value);
        for (size_t i = 0; i < gathered.count; i++) {
            assert_int_equal(gathered.items[i] % PARTS, part);
            assert_true(i == 0 || gathered.items[i] > gathered.items[i - 1]);
        }
    }
    nd_gathered_free(&gathered);
    nd_buckets_free(&buckets);
    nd_buckets_free(&buckets);
}

static void buckets_that_were_not_gathered_are_freed(void **state) {
    struct nd_buckets buckets;
    (void)state;
    assert_int_equal(nd_buckets_init(&buckets, NULL, 2, 2), ND_OK);
    assert_int_equal(nd_buckets_add(&buckets, 1, 1, 7), ND_OK);
    nd_buckets_free(&buckets);
}

/* A store that has room for so many bytes. */
static void *take_some(void *self, size_t size, bool zero) {
    size_t *const room = self;
    if (size > *room) return NULL;
    *room -= size;
    return zero ? nd_alloc_zero(size, 1) : nd_alloc(size, 1);
}

static void give_some_back(void *self, void *memory, size_t size) {
    size_t *const room = self;
    *room += size;
    nd_free(memory);
}

static void items_of_buckets_are_in_the_store(void **state) {
    enum { ROOM = 10 << 20 };
    size_t room = ROOM;
    const struct nd_store store = {.self = &room, .take = take_some, .give_back = give_some_back};
    struct nd_buckets buckets;
    struct nd_gathered gathered = {0};
    uint64_t count = 0;
    (void)state;
    assert_int_equal(nd_buckets_init(&buckets, &store, 2, 2), ND_OK);
    while (nd_buckets_add(&buckets, 1, 1, count) == ND_OK) count++;
    assert_true(count * sizeof count > ROOM / 2);
    assert_true(room < ROOM / 2);
    assert_int_equal(nd_buckets_gather(&buckets, 1, &gathered), ND_OK);
    assert_int_equal(gathered.count, count);
    nd_gathered_free(&gathered);
    nd_buckets_free(&buckets);
    assert_int_equal(room, ROOM);
}

/* ---- Views of what is in a store ------------------------------------------------------------- */

/* A store that is read, or not. */
struct shelf {
    bool is_read;
    uint32_t reads;
};

static bool read_some(void *self, const void *memory, size_t size, void *to) {
    struct shelf *const shelf = self;
    shelf->reads++;
    if (shelf->is_read) memcpy(to, memory, size);
    return shelf->is_read;
}

static void a_view_is_a_copy_where_a_store_is_read(void **state) {
    static const char memory[] = "words of a document";
    struct shelf shelf = {.is_read = true};
    const struct nd_store store = {.self = &shelf, .read = read_some};
    struct nd_store_copy copy = {0};
    const void *first, *again;
    (void)state;
    assert_int_equal(nd_store_view(&store, &copy, memory, 5, &first), ND_OK);
    assert_true(first != memory);
    assert_memory_equal(first, "words\0\0\0\0\0\0\0\0\0\0\0", 16);
    assert_int_equal(nd_store_view(&store, &copy, memory, 5, &again), ND_OK);
    assert_true(first == again);
    assert_int_equal(shelf.reads, 1);
    assert_int_equal(nd_store_view(&store, &copy, memory, sizeof memory, &again), ND_OK);
    assert_string_equal(again, memory);
    assert_int_equal(nd_store_view(&store, &copy, memory + 1, sizeof memory - 1, &again), ND_OK);
    assert_string_equal(again, memory + 1);
    assert_int_equal(shelf.reads, 3);
    assert_true(nd_store_is_apart(&store, memory));
    nd_store_copy_free(&copy);
}

static void a_view_is_the_memory_itself_elsewhere(void **state) {
    static const char memory[] = "words";
    struct shelf shelf = {.is_read = false};
    const struct nd_store store = {.self = &shelf, .read = read_some}, unread = {.self = &shelf};
    struct nd_store_copy copy = {0};
    const void *there;
    (void)state;
    assert_int_equal(nd_store_view(NULL, &copy, memory, 5, &there), ND_OK);
    assert_true(there == memory);
    assert_int_equal(nd_store_view(&unread, &copy, memory, 5, &there), ND_OK);
    assert_true(there == memory);
    assert_int_equal(nd_store_view(&store, &copy, memory, 5, &there), ND_OK);
    assert_true(there == memory);
    assert_int_equal(shelf.reads, 1);
    assert_int_equal(nd_store_view(&store, &copy, memory, 0, &there), ND_OK);
    assert_true(there == memory);
    assert_int_equal(shelf.reads, 1);
    assert_false(nd_store_is_apart(&store, memory));
    assert_false(nd_store_is_apart(&unread, memory));
    assert_false(nd_store_is_apart(NULL, memory));
    nd_store_copy_free(&copy);
}

static void count_relief(void *self) { ++*(size_t *)self; }

/* Often enough that the pages of all steps between are less than an eighth of 512 MiB. */
static void a_store_sees_to_its_memory_now_and_then(void **state) {
    size_t times = 0;
    const struct nd_store store = {.self = &times, .relieve = count_relief}, careless = {0};
    (void)state;
    for (size_t i = 0; i < 10000; i++) nd_store_relieve_at(&store, i);
    assert_in_range(times, 10000 / 1024 + 1, 10000 / 256);
    nd_store_relieve_at(&careless, 0);
    nd_store_relieve_at(NULL, 0);
}

/* ---- Sorting --------------------------------------------------------------------------------- */

static uint64_t low(uint64_t number, unsigned bits) {
    return bits == 64 ? number : number & (((uint64_t)1 << bits) - 1);
}

/* Sorted by the low bits, and of equals the one that came first (by the high bits) first. */
static void check_sorted(size_t n, unsigned bits, uint64_t mask, uint64_t seed) {
    struct prop_random random = {seed};
    uint64_t *const data = calloc(n + 1, sizeof *data), *const scratch =
                                                            calloc(n + 1, sizeof *data);
    uint64_t xored = 0, sum = 0;
    assert_true(data != NULL && scratch != NULL);
    for (size_t i = 0; i < n; i++) {
        data[i] = low(prop_next(&random) & mask, bits);
        if (bits <= 32) data[i] |= (uint64_t)i << 32;
        xored ^= data[i];
        sum += data[i];
    }
    nd_sort_u64(data, scratch, n, 0, bits);
    for (size_t i = 0; i < n; i++) {
        xored ^= data[i];
        sum -= data[i];
        if (i == 0) continue;
        assert_true(low(data[i - 1], bits) <= low(data[i], bits));
        if (bits <= 32 && low(data[i - 1], bits) == low(data[i], bits))
            assert_true(data[i - 1] < data[i]);
    }
    assert_true(xored == 0 && sum == 0);
    free(data);
    free(scratch);
}

static void numbers_are_sorted_stably_by_their_low_bits(void **state) {
    static const unsigned bits[] = {1, 2, 7, 10, 11, 12, 22, 23, 31, 32, 33, 63, 64};
    static const size_t sizes[] = {0, 1, 2, 3, 47, 48, 49, 50, 500, 5000};
    (void)state;
    for (size_t b = 0; b < sizeof bits / sizeof *bits; b++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            check_sorted(sizes[s], bits[b], UINT64_MAX, 1);
            check_sorted(sizes[s], bits[b], 0, 2);                  /* all equal */
            check_sorted(sizes[s], bits[b], 0xff00000000ff00ff, 3); /* digits that are all alike */
            check_sorted(sizes[s], bits[b], 3, 4);
        }
}

/* Items are the places that they come from: of equal keys the one that came first comes first. */
static void check_keyed(size_t n, uint64_t mask) {
    struct prop_random random = {6};
    struct nd_keyed *const data = calloc(n + 1, sizeof *data);
    struct nd_keyed *const scratch = calloc(n + 1, sizeof *data);
    uint64_t *const keys = calloc(n + 1, sizeof *keys);
    assert_true(data != NULL && scratch != NULL && keys != NULL);
    for (size_t i = 0; i < n; i++) {
        keys[i] = prop_next(&random) & mask;
        data[i] = (struct nd_keyed){keys[i], &keys[i]};
    }
    nd_sort_keyed(data, scratch, n);
    for (size_t i = 0; i < n; i++) {
        assert_true(data[i].key == *(const uint64_t *)data[i].item);
        if (i == 0) continue;
        assert_true(data[i - 1].key <= data[i].key);
        if (data[i - 1].key == data[i].key)
            assert_true((uintptr_t)data[i - 1].item < (uintptr_t)data[i].item);
    }
    free(data);
    free(scratch);
    free(keys);
}

static void items_are_sorted_stably_by_their_keys(void **state) {
    static const size_t sizes[] = {0, 1, 2, 3, 47, 48, 49, 50, 500, 5000};
    static const uint64_t masks[] = {UINT64_MAX, 0, 3, 0xff00000000ff00ff, UINT64_C(3) << 62};
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t m = 0; m < sizeof masks / sizeof *masks; m++) check_keyed(sizes[s], masks[m]);
}

static void set_bits_are_counted(void **state) {
    struct prop_random random = {7};
    (void)state;
    assert_int_equal(nd_bits_set(0), 0);
    assert_int_equal(nd_bits_set(UINT64_MAX), 64);
    for (int i = 0; i < 1000; i++) {
        const uint64_t x = prop_next(&random) & prop_next(&random);
        uint32_t count = 0;
        for (unsigned bit = 0; bit < 64; bit++) count += (uint32_t)(x >> bit & 1);
        assert_int_equal(nd_bits_set(x), count);
    }
}

static void bits_tell_numbers_apart(void **state) {
    (void)state;
    assert_int_equal(nd_bits_for(0), 1);
    assert_int_equal(nd_bits_for(1), 1);
    assert_int_equal(nd_bits_for(2), 1);
    assert_int_equal(nd_bits_for(3), 2);
    assert_int_equal(nd_bits_for(4), 2);
    assert_int_equal(nd_bits_for(5), 3);
    assert_int_equal(nd_bits_for((uint64_t)1 << 32), 32);
    assert_int_equal(nd_bits_for(((uint64_t)1 << 32) + 1), 33);
    assert_int_equal(nd_bits_for(UINT64_MAX), 64);
}

/* ---- Executor -------------------------------------------------------------------------------- */

struct calls {
    size_t count, fail_at;
};

static nd_status count_call(void *context, size_t task, uint32_t worker) {
    struct calls *const calls = context;
    assert_int_equal(worker, 0);
    assert_int_equal(task, calls->count);
    calls->count++;
    return task == calls->fail_at ? ND_ERR_LIMIT : ND_OK;
}

static nd_status refuse(void *self, size_t tasks, nd_task_fn fn, void *context) {
    (void)self, (void)tasks, (void)fn, (void)context;
    return ND_ERR_THREAD;
}

static void names_are_bytes_in_order(void **state) {
    static const struct nd_name names[] = {{NULL, 0},  {"\0", 1}, {"\0\0", 2}, {"a", 1},
                                           {"a\0", 2}, {"ab", 2}, {"b", 1},    {"\xff", 1}};
    const size_t count = sizeof names / sizeof *names;
    (void)state;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            const int order = nd_name_compare(&names[i], &names[j]);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
            assert_int_equal(nd_name_equal(&names[i], &names[j]), i == j);
        }
    assert_true(nd_name_is(names[5], "ab"));
    assert_false(nd_name_is(names[5], "abc"));
    assert_false(nd_name_is(names[4], "a"));
    assert_true(nd_name_is(names[0], ""));
}

static void without_an_executor_pieces_run_in_a_loop(void **state) {
    const struct nd_executor none = {.workers = 7};
    struct calls calls = {.fail_at = SIZE_MAX};
    (void)state;
    assert_int_equal(nd_exec_workers(&none), 1);
    assert_int_equal(nd_exec_run(&none, 5, count_call, &calls), ND_OK);
    assert_int_equal(calls.count, 5);
    calls = (struct calls){.fail_at = 2};
    assert_int_equal(nd_exec_run(&none, 5, count_call, &calls), ND_ERR_LIMIT);
    assert_int_equal(calls.count, 3);
}

static void with_an_executor_its_status_is_returned(void **state) {
    const struct nd_executor executor = {.workers = 7, .run = refuse};
    struct calls calls = {0};
    (void)state;
    assert_int_equal(nd_exec_workers(&executor), 7);
    assert_int_equal(nd_exec_run(&executor, 5, count_call, &calls), ND_ERR_THREAD);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_for_nothing_is_not_null),
        cmocka_unit_test(products_that_overflow_are_no_memory),
        cmocka_unit_test(zeroed_memory_is_zero),
        cmocka_unit_test(a_growing_array_keeps_its_content),
        cmocka_unit_test(a_failed_growth_leaves_the_array),
        cmocka_unit_test(a_buffer_collects_what_is_appended),
        cmocka_unit_test(a_failed_append_leaves_the_buffer),
        cmocka_unit_test(what_an_arena_stores_stays),
        cmocka_unit_test(what_grows_at_the_end_of_an_arena_stays),
        cmocka_unit_test(what_grows_again_and_again_takes_little_more_than_it_needs),
        cmocka_unit_test(what_an_arena_had_before_stays_when_it_is_rewound),
        cmocka_unit_test(arrays_of_an_arena_are_aligned_and_apart),
        cmocka_unit_test(what_an_arena_fills_next_is_prepared),
        cmocka_unit_test(a_part_gathers_what_all_workers_put_into_it),
        cmocka_unit_test(buckets_that_were_not_gathered_are_freed),
        cmocka_unit_test(items_of_buckets_are_in_the_store),
        cmocka_unit_test(a_view_is_a_copy_where_a_store_is_read),
        cmocka_unit_test(a_view_is_the_memory_itself_elsewhere),
        cmocka_unit_test(a_store_sees_to_its_memory_now_and_then),
        cmocka_unit_test(numbers_are_sorted_stably_by_their_low_bits),
        cmocka_unit_test(items_are_sorted_stably_by_their_keys),
        cmocka_unit_test(set_bits_are_counted),
        cmocka_unit_test(bits_tell_numbers_apart),
        cmocka_unit_test(names_are_bytes_in_order),
        cmocka_unit_test(without_an_executor_pieces_run_in_a_loop),
        cmocka_unit_test(with_an_executor_its_status_is_returned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
