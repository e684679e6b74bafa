/*
 * par.c - runs pieces of work on a fixed number of threads
 *
 * The threads of a pool start with its first run that wants some, and sleep between runs: to wake
 * one takes half as long as to start one. The calling thread is worker 0, so one worker needs no
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

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/mem.h"

enum {
    MOST_WORKERS = 1024,
    SHARES = 16 /* of what is left, for each worker */
};

struct run;

/* A thread, once it has started. */
struct worker {
    struct nd_pool *pool;
    uint32_t index;
    pthread_t thread;
    sem_t wake;
};

struct nd_pool {
    uint32_t workers;
    const atomic_bool *cancelled;
    struct worker *threads; /* by worker; the first is the calling thread */
    uint32_t started;       /* one past the last that did; 0: not tried yet */
    struct run *run;        /* of those who are awake; NULL when they are to end */
    sem_t done;             /* given by each of them */
};

/* What the workers of one run share. `next` and `status` are relaxed: they order nothing, and what
 * the pieces of work wrote is seen by the caller, who waits for all that are awake. */
struct run {
    const atomic_bool *cancelled;
    nd_task_fn fn;
    void *context;
    size_t tasks;
    uint32_t workers;
    atomic_size_t next;
    atomic_int status; /* the first that is not ND_OK */
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

static void wait_for(sem_t *semaphore) {
    while (sem_wait(semaphore) != 0 && errno == EINTR) {}
}

static void *thread_main(void *argument) {
    struct worker *const worker = argument;
    struct nd_pool *const pool = worker->pool;
    for (wait_for(&worker->wake); pool->run != NULL; wait_for(&worker->wake)) {
        work(pool->run, worker->index);
        (void)sem_post(&pool->done);
    }
    return NULL;
}

static bool start_thread(struct nd_pool *pool, uint32_t index) {
    struct worker *const worker = &pool->threads[index];
    worker->pool = pool;
    worker->index = index;
    if (sem_init(&worker->wake, 0, 0) != 0) return false;
    if (pthread_create(&worker->thread, NULL, thread_main, worker) == 0) return true;
    (void)sem_destroy(&worker->wake);
    return false;
}

/* Starts as many threads as the system allows. */
static void start_threads(struct nd_pool *pool) {
    sigset_t all, before;
    sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    pool->started = 1;
    while (pool->started < pool->workers && start_thread(pool, pool->started)) pool->started++;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void run_threads(struct nd_pool *pool, struct run *run, uint32_t wanted) {
    if (pool->started == 0) start_threads(pool);
    if (wanted > pool->started) wanted = pool->started;
    pool->run = run;
    for (uint32_t i = 1; i < wanted; i++) (void)sem_post(&pool->threads[i].wake);
    work(run, 0);
    for (uint32_t i = 1; i < wanted; i++) wait_for(&pool->done);
}

static void end_threads(struct nd_pool *pool) {
    pool->run = NULL;
    while (pool->started > 1) {
        struct worker *const worker = &pool->threads[--pool->started];
        (void)sem_post(&worker->wake);
        (void)pthread_join(worker->thread, NULL);
        (void)sem_destroy(&worker->wake);
    }
}

static nd_status pool_run(void *self, size_t tasks, nd_task_fn fn, void *context) {
    struct nd_pool *const pool = self;
    struct run run = {.cancelled = pool->cancelled,
                      .fn = fn,
                      .context = context,
                      .tasks = tasks,
                      .workers = pool->workers};
    const uint32_t wanted = tasks < pool->workers ? (uint32_t)tasks : pool->workers;
    atomic_init(&run.next, 0);
    atomic_init(&run.status, ND_OK);
    if (wanted <= 1)
        work(&run, 0);
    else
        run_threads(pool, &run, wanted);
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
    struct nd_pool *pool;
    *out = NULL;
    if (workers > MOST_WORKERS) return ND_ERR_PARAM;
    if (workers == 0) workers = processors();
    pool = nd_alloc_zero(1, sizeof *pool);
    if (pool == NULL) return ND_ERR_MEMORY;
    pool->workers = workers;
    pool->cancelled = cancelled;
    pool->threads = nd_alloc_zero(workers, sizeof *pool->threads);
    if (pool->threads == NULL || sem_init(&pool->done, 0, 0) != 0) {
        nd_free(pool->threads);
        nd_free(pool);
        return ND_ERR_MEMORY;
    }
    *out = pool;
    return ND_OK;
}

void nd_pool_free(struct nd_pool *pool) {
    if (pool == NULL) return;
    end_threads(pool);
    (void)sem_destroy(&pool->done);
    nd_free(pool->threads);
    nd_free(pool);
}

struct nd_executor nd_pool_executor(struct nd_pool *pool) {
    return (struct nd_executor){.self = pool, .workers = pool->workers, .run = pool_run};
}

uint32_t nd_pool_workers(const struct nd_pool *pool) { return pool->workers; }
