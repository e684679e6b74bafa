/*
 * exec.h - how the core runs pieces of work, on threads or not
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_BASE_EXEC_H
#define ND_BASE_EXEC_H

#include "newsdupes.h"

/* Runs fn(context, t, worker) for each t < tasks by the executor, or in a loop without one. Returns
 * the first status that is not ND_OK. */
ND_CHECK nd_status nd_exec_run(const struct nd_executor *executor, size_t tasks, nd_task_fn fn,
                               void *context);

/* How many workers there are: 1 without an executor. */
uint32_t nd_exec_workers(const struct nd_executor *executor);

#endif /* ND_BASE_EXEC_H */
