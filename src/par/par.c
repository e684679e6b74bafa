/*
 * par.c - runs pieces of work on a fixed number of threads
 *
 * Each run starts its threads and joins them: a start costs some 20 microseconds, and a run of
 * the program has a handful of runs. The calling thread is worker 0, so one worker needs no
 * thread, and a system that refuses further threads makes a run slower, not impossible.
 *
 * Whoever is free takes the next pieces, a share of those that are left: many at first, one by one
 * in the end (guided self-scheduling: Polychronopoulos and Kuck, 1987). What pieces that follow
 * each other read and write is near each other, and in the caches of one processor so.
 *
 * Threads start with all signals blocked: a handler runs on the thread that called run().
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE 1 /* sched_getaffinity */

#include "par/par.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/mem.h"

enum {
    MOST_WORKERS = 1024,
    SHARES = 16 /* of what is left, for each worker */
};

struct nd_pool {
    uint32_t workers;
    const atomic_bool *cancelled;
};

/* What the workers of one run share. `next` and `status` are relaxed: they order nothing, and what
 * the pieces of work wrote is seen by the caller through the joins. */
struct run {
    const atomic_bool *cancelled;
    nd_task_fn fn;
    void *context;
    size_t tasks;
    uint32_t workers;
    atomic_size_t next;
    atomic_int status; /* the first that is not ND_OK */
};

struct worker {
    struct run *run;
    uint32_t index;
    pthread_t thread;
};

static void fail(struct run *run, nd_status status) {
    int expected = ND_OK;
    atomic_compare_exchange_strong_explicit(&run->status, &expected, (int)status,
                                            memory_order_relaxed, memory_order_relaxed);
}

static bool is_cancelled(const struct run *run) {
    return run->cancelled != NULL && atomic_load_explicit(run->cancelled, memory_order_relaxed);
}

/* Takes the next pieces [*begin, *end); false when none are left. */
static bool take_pieces(struct run *run, size_t *begin, size_t *end) {
    *begin = atomic_load_explicit(&run->next, memory_order_relaxed);
    do {
        const size_t left = *begin < run->tasks ? run->tasks - *begin : 0;
        const size_t share = left / SHARES / run->workers;
        if (left == 0) return false;
        *end = *begin + (share != 0 ? share : 1);
    } while (!atomic_compare_exchange_weak_explicit(&run->next, begin, *end, memory_order_relaxed,
                                                    memory_order_relaxed));
    return true;
}

static void work(struct run *run, uint32_t worker) {
    size_t task, end;
    while (take_pieces(run, &task, &end)) {
        for (; task < end; task++) {
            nd_status status = ND_ERR_CANCELLED;
            if (atomic_load_explicit(&run->status, memory_order_relaxed) != ND_OK) return;
            if (!is_cancelled(run)) status = run->fn(run->context, task, worker);
            if (status != ND_OK) fail(run, status);
        }
    }
}

static void *thread_main(void *argument) {
    const struct worker *worker = argument;
    work(worker->run, worker->index);
    return NULL;
}

/* Starts as many of workers[1 .. wanted - 1] as the system allows; returns one past the last. */
static uint32_t start_threads(struct worker *workers, uint32_t wanted, struct run *run) {
    sigset_t all, before;
    uint32_t started = 1;
    sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    for (; started < wanted; started++) {
        struct worker *worker = &workers[started];
        worker->run = run;
        worker->index = started;
        if (pthread_create(&worker->thread, NULL, thread_main, worker) != 0) break;
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static nd_status run_threads(struct run *run, uint32_t wanted) {
    struct worker *const workers = nd_alloc_zero(wanted, sizeof *workers);
    uint32_t started;
    if (workers == NULL) return ND_ERR_MEMORY;
    started = start_threads(workers, wanted, run);
    work(run, 0);
    while (started > 1) (void)pthread_join(workers[--started].thread, NULL);
    nd_free(workers);
    return ND_OK;
}

static nd_status pool_run(void *self, size_t tasks, nd_task_fn fn, void *context) {
    const struct nd_pool *const pool = self;
    struct run run = {.cancelled = pool->cancelled, .fn = fn, .context = context, .tasks = tasks};
    const uint32_t wanted = tasks < pool->workers ? (uint32_t)tasks : pool->workers;
    run.workers = pool->workers;
    atomic_init(&run.next, 0);
    atomic_init(&run.status, ND_OK);
    if (wanted <= 1) {
        work(&run, 0);
    } else {
        const nd_status status = run_threads(&run, wanted);
        if (status != ND_OK) return status;
    }
    return (nd_status)atomic_load_explicit(&run.status, memory_order_relaxed);
}

static uint32_t processors(void) {
    long count = 0;
#ifdef CPU_COUNT
    cpu_set_t set; /* fails with EINVAL beyond 1024 processors; then the processors online count */
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0) count = CPU_COUNT(&set);
#endif
    if (count < 1) count = sysconf(_SC_NPROCESSORS_ONLN);
    if (count < 1) return 1;
    return count > MOST_WORKERS ? MOST_WORKERS : (uint32_t)count;
}

nd_status nd_pool_new(uint32_t workers, const atomic_bool *cancelled, struct nd_pool **out) {
    *out = NULL;
    if (workers > MOST_WORKERS) return ND_ERR_PARAM;
    *out = nd_alloc_zero(1, sizeof **out);
    if (*out == NULL) return ND_ERR_MEMORY;
    (*out)->workers = workers != 0 ? workers : processors();
    (*out)->cancelled = cancelled;
    return ND_OK;
}

void nd_pool_free(struct nd_pool *pool) { nd_free(pool); }

struct nd_executor nd_pool_executor(struct nd_pool *pool) {
    return (struct nd_executor){.self = pool, .workers = pool->workers, .run = pool_run};
}

uint32_t nd_pool_workers(const struct nd_pool *pool) { return pool->workers; }
