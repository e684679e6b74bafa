/*
 * k_vbmi2.h - what the AVX-512 kernels do otherwise where there is VBMI2; see kernels.h
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SIMD_K_VBMI2_H
#define ND_SIMD_K_VBMI2_H

#include "simd/kernels.h"

size_t nd_vbmi2_fold_dense(const uint8_t *classes, const uint8_t *src, size_t n,
                           struct nd_dense *to);
size_t nd_vbmi2_find_words(const uint8_t *text, size_t n, uint32_t *edge);

#endif /* ND_SIMD_K_VBMI2_H */
