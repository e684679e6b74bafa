/*
 * dispatch.c - the list of kernels and the questions to the processor
 *
 * Compiled without any flag of an instruction set. The compiler's support function looks at what
 * the operating system saves as well as at what the processor has; it is asked for every feature
 * that the file in question is compiled with.
 *
 * SPDX-License-Identifier: MIT
 */
#include "simd/dispatch.h"

#include <string.h>

#if defined(__x86_64__)
static bool has_avx512(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

static bool has_vbmi2(void) {
    return has_avx512() && __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("popcnt");
}

static bool has_avx2(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("popcnt");
}

static bool has_sse41(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("sse4.1");
}
#endif

static bool has_all_it_needs(void) { return true; }

struct row {
    const struct nd_kernels *kernels;
    bool (*usable)(void);
};

/* Widest first. Every AArch64 machine has NEON. */
static const struct row rows[] = {
#if defined(__x86_64__)
    {&nd_kernels_vbmi2, has_vbmi2},
    {&nd_kernels_avx512, has_avx512},
    {&nd_kernels_avx2, has_avx2},
    {&nd_kernels_sse41, has_sse41},
#elif defined(__aarch64__) && !defined(__AARCH64EB__)
    {&nd_kernels_neon, has_all_it_needs},
#endif
    {&nd_kernels_portable, has_all_it_needs},
};

const struct nd_kernels *nd_kernels_select(const char *wanted) {
    for (size_t i = 0; i < nd_kernels_count(); i++) {
        const bool meant = wanted == NULL || strcmp(wanted, rows[i].kernels->name) == 0;
        if (meant && rows[i].usable()) return rows[i].kernels;
    }
    return NULL;
}

size_t nd_kernels_count(void) { return sizeof rows / sizeof rows[0]; }

const struct nd_kernels *nd_kernels_at(size_t i) { return rows[i].kernels; }

bool nd_kernels_usable(const struct nd_kernels *kernels) {
    for (size_t i = 0; i < nd_kernels_count(); i++)
        if (rows[i].kernels == kernels) return rows[i].usable();
    return false;
}
