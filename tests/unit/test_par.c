/*
 * test_par.c - every piece of work runs once, on a worker of its own, and failures stop a run
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "par/par.h"

enum { TASKS = 10000, WORKERS = 4 };

struct shared {
    atomic_uint done[TASKS];
    atomic_bool busy[WORKERS];
    atomic_uint overlaps, calls;
    size_t fail_at; /* TASKS or more: never */
    atomic_bool *cancel;
};

static nd_status piece(void *context, size_t task, uint32_t worker) {
    struct shared *const shared = context;
    if (worker >= WORKERS) return ND_ERR_PARAM; /* only the test's own thread may assert */
    if (atomic_exchange(&shared->busy[worker], true)) atomic_fetch_add(&shared->overlaps, 1);
    atomic_fetch_add(&shared->done[task], 1);
    atomic_fetch_add(&shared->calls, 1);
    if (shared->cancel != NULL) atomic_store(shared->cancel, true);
    atomic_store(&shared->busy[worker], false);
    return task == shared->fail_at ? ND_ERR_LIMIT : ND_OK;
}

static nd_status run(uint32_t workers, size_t tasks, struct shared *shared, atomic_bool *cancel) {
    struct nd_pool *pool;
    struct nd_executor executor;
    nd_status status;
    assert_int_equal(nd_pool_new(workers, cancel, &pool), ND_OK);
    executor = nd_pool_executor(pool);
    assert_int_equal(executor.workers, workers);
    assert_int_equal(nd_pool_workers(pool), workers);
    status = executor.run(executor.self, tasks, piece, shared);
    nd_pool_free(pool);
    return status;
}

static void every_piece_runs_once(void **state) {
    (void)state;
    for (uint32_t workers = 1; workers <= WORKERS; workers++) {
        static struct shared shared;
        shared = (struct shared){.fail_at = TASKS};
        assert_int_equal(run(workers, TASKS, &shared, NULL), ND_OK);
        for (size_t i = 0; i < TASKS; i++) assert_int_equal(atomic_load(&shared.done[i]), 1);
        assert_int_equal(atomic_load(&shared.overlaps), 0);
    }
}

/* The threads of a pool are woken for one run after the other, all of them or some. */
static void a_pool_runs_again(void **state) {
    static struct shared shared;
    struct nd_executor executor;
    struct nd_pool *pool;
    (void)state;
    assert_int_equal(nd_pool_new(WORKERS, NULL, &pool), ND_OK);
    executor = nd_pool_executor(pool);
    for (size_t tasks = 0; tasks < 200; tasks++) {
        shared = (struct shared){.fail_at = TASKS};
        assert_int_equal(executor.run(executor.self, tasks, piece, &shared), ND_OK);
        for (size_t i = 0; i < TASKS; i++)
            assert_int_equal(atomic_load(&shared.done[i]), i < tasks ? 1 : 0);
        assert_int_equal(atomic_load(&shared.overlaps), 0);
    }
    nd_pool_free(pool);
}

static void no_pieces_is_fine(void **state) {
    static struct shared shared = {.fail_at = TASKS};
    (void)state;
    assert_int_equal(run(WORKERS, 0, &shared, NULL), ND_OK);
    assert_int_equal(atomic_load(&shared.calls), 0);
}

static void a_failure_stops_the_run_and_is_returned(void **state) {
    static struct shared shared;
    (void)state;
    shared = (struct shared){.fail_at = 5};
    assert_int_equal(run(1, TASKS, &shared, NULL), ND_ERR_LIMIT);
    assert_int_equal(atomic_load(&shared.calls), 6);
    shared = (struct shared){.fail_at = 0};
    assert_int_equal(run(WORKERS, TASKS, &shared, NULL), ND_ERR_LIMIT);
}

static void cancelling_stops_the_run(void **state) {
    static struct shared shared;
    atomic_bool cancel = false;
    (void)state;
    shared = (struct shared){.fail_at = TASKS, .cancel = &cancel};
    assert_int_equal(run(1, TASKS, &shared, &cancel), ND_ERR_CANCELLED);
    assert_int_equal(atomic_load(&shared.calls), 1);
    assert_int_equal(run(WORKERS, TASKS, &shared, &cancel), ND_ERR_CANCELLED);
    assert_int_equal(atomic_load(&shared.calls), 1);
}

static void the_number_of_workers_is_checked(void **state) {
    struct nd_pool *pool;
    (void)state;
    assert_int_equal(nd_pool_new(1025, NULL, &pool), ND_ERR_PARAM);
    assert_null(pool);
    assert_int_equal(nd_pool_new(0, NULL, &pool), ND_OK);
    assert_true(nd_pool_workers(pool) >= 1);
    nd_pool_free(pool);
    nd_pool_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_piece_runs_once),
        cmocka_unit_test(a_pool_runs_again),
        cmocka_unit_test(no_pieces_is_fine),
        cmocka_unit_test(a_failure_stops_the_run_and_is_returned),
        cmocka_unit_test(cancelling_stops_the_run),
        cmocka_unit_test(the_number_of_workers_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
