/*
 * par.h - the only place with threads
 *
 * A pool runs the pieces of work of nd_executor on a fixed number of threads and is the `self` of
 * one: of one run at a time, and of none within a piece of another. With one worker no thread is
 * ever created; others start with the first run and end with the pool. Whoever is free takes the
 * next pieces; a first failure, or cancelling, stops all of them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_PAR_PAR_H
#define ND_PAR_PAR_H

#include <stdatomic.h>
#include <stdint.h>

#include "newsdupes.h"

struct nd_pool;

/* workers: 1 to 1024; 0 for as many as the process may use (sched_getaffinity, or the processors
 * online). `cancelled` (may be NULL) is read between pieces. Fails with ND_ERR_MEMORY,
 * ND_ERR_PARAM. */
ND_CHECK nd_status nd_pool_new(uint32_t workers, const atomic_bool *cancelled,
                               struct nd_pool **out);
void nd_pool_free(struct nd_pool *pool); /* NULL is fine */
struct nd_executor nd_pool_executor(struct nd_pool *pool);
uint32_t nd_pool_workers(const struct nd_pool *pool);

#endif /* ND_PAR_PAR_H */
