/*
 * k_tables.h - lookup tables that the kernels with byte shuffles share: data only, no code
 *
 * Special bytes (see fold_ascii in kernels.h) are found by looking up both nibbles of a byte and
 * of the byte behind it. Each bit of nd_first_low[c & 15] & nd_first_high[c >> 4] &
 * nd_next_low[d & 15] & nd_next_high[d >> 4] stands for one way in which c before d is special:
 *
 *     01  ':' before '/'          08  '-' or '&' before a letter in column 4 or 6 of the chart,
 *     02  ']' before '('              or before 1 to 15 (that costs no bit more than line ends)
 *     04  'w' before 'w'          10  '-' or '&' before a letter in column 5 or 7
 *     80  '@' before anything     20  '-' or '&' before '#' or '&'
 *                                 40  '-' before a byte of 0x80 or more
 *
 * That c itself is 0x80 or more is not in the tables: the sign bit says so. The characters of three
 * bytes that are folded like ASCII begin with ND_SIGN_0, ND_SIGN_1; the third is one of ND_SIGNS.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SIMD_K_TABLES_H
#define ND_SIMD_K_TABLES_H

#include <stdint.h>

#define ND_SIGN_0 0xe2
#define ND_SIGN_1 0x80
#define ND_SIGN_2 0x92 /* and the 23 after it */
#define ND_SIGNS 24

static const uint8_t nd_first_low[16] = {
    [0x0] = 0x80, [0x6] = 0x38, [0x7] = 0x04, [0xa] = 0x01, [0xd] = 0x02 | 0x78,
};
static const uint8_t nd_first_high[16] = {
    [0x2] = 0x78, [0x3] = 0x01, [0x4] = 0x80, [0x5] = 0x02 | 0x04, [0x7] = 0x04,
};
static const uint8_t nd_next_low[16] = {
    0xd0, 0xd8, 0xd8, 0xf8, 0xd8, 0xd8, 0xf8, 0xdc, 0xda, 0xd8, 0xd8, 0xc8, 0xc8, 0xc8, 0xc8, 0xc9,
};
static const uint8_t nd_next_high[16] = {
    0x88, 0x80, 0xa3, 0x80, 0x88, 0x94, 0x88, 0x94, 0xc0, 0xc0, 0xc0, 0xc0, 0xc0, 0xc0, 0xc0, 0xc0,
};

/* The row of a mask of four lanes of 32 bits is the byte shuffle that moves the lanes in the mask
 * to the front, in order; nd_lane_count says how many they are. */
#define ND_LANE(i) 4 * (i), 4 * (i) + 1, 4 * (i) + 2, 4 * (i) + 3
#define ND_ROW(a, b, c, d)                                                                         \
    { ND_LANE(a), ND_LANE(b), ND_LANE(c), ND_LANE(d) }
static const uint8_t nd_compaction[16][16] = {
    ND_ROW(0, 0, 0, 0), ND_ROW(0, 0, 0, 0), ND_ROW(1, 0, 0, 0), ND_ROW(0, 1, 0, 0),
    ND_ROW(2, 0, 0, 0), ND_ROW(0, 2, 0, 0), ND_ROW(1, 2, 0, 0), ND_ROW(0, 1, 2, 0),
    ND_ROW(3, 0, 0, 0), ND_ROW(0, 3, 0, 0), ND_ROW(1, 3, 0, 0), ND_ROW(0, 1, 3, 0),
    ND_ROW(2, 3, 0, 0), ND_ROW(0, 2, 3, 0), ND_ROW(1, 2, 3, 0), ND_ROW(0, 1, 2, 3),
};
static const uint8_t nd_lane_count[16] = {0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};

/* A mask of the first n bytes of sixteen is what begins at nd_first_bytes[16 - n]. */
static const uint8_t nd_first_bytes[32] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                           0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

#endif /* ND_SIMD_K_TABLES_H */
