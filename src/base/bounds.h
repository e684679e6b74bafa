/*
 * bounds.h - the lesser and the greater of two numbers
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_BASE_BOUNDS_H
#define ND_BASE_BOUNDS_H

#include <stdint.h>

static inline uint32_t nd_larger(uint32_t x, uint32_t y) { return x > y ? x : y; }

static inline uint32_t nd_smaller(uint32_t x, uint32_t y) { return x < y ? x : y; }

#endif /* ND_BASE_BOUNDS_H */
