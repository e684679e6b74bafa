/*
 * dispatch.h - which kernels this build has and this machine runs
 *
 * Nothing here is stored: every call asks the processor again (a few nanoseconds after the first).
 * Callers select once and keep the table, which lives as long as the program.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SIMD_DISPATCH_H
#define ND_SIMD_DISPATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "simd/kernels.h"

/* The kernels named `wanted` ("portable", "sse4.1", "avx2", "avx512", "avx512vbmi2", "neon"), or
 * NULL when there are none of that name in this build or this machine cannot run them. With NULL
 * the widest that it can run: never NULL. Any thread, any time. */
const struct nd_kernels *nd_kernels_select(const char *wanted);

/* The kernels in this build, widest first and portable last, whether they can be used or not. */
size_t nd_kernels_count(void);
const struct nd_kernels *nd_kernels_at(size_t i); /* i < nd_kernels_count() */

/* Whether this machine can run them. */
bool nd_kernels_usable(const struct nd_kernels *kernels);

#endif /* ND_SIMD_DISPATCH_H */
