/*
 * exec.c - see exec.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/exec.h"

nd_status nd_exec_run(const struct nd_executor *executor, size_t tasks, nd_task_fn fn,
                      void *context) {
    nd_status status = ND_OK;
    if (executor->run != NULL) return executor->run(executor->self, tasks, fn, context);
    for (size_t t = 0; t < tasks && status == ND_OK; t++) status = fn(context, t, 0);
    return status;
}

uint32_t nd_exec_workers(const struct nd_executor *executor) {
    return executor->run != NULL ? executor->workers : 1;
}
