/*
 * windows1252.h - the characters of Windows-1252
 *
 * Old text that says nothing is in it, so it must be readable where iconv knows little, as in a
 * static program.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_BASE_WINDOWS1252_H
#define ND_BASE_WINDOWS1252_H

#include <stdint.h>

/* The code point of a byte. Five bytes are not assigned and stand for themselves, as browsers have
 * it (WHATWG, Encoding): they are below 0xa0, and so is their code point. */
static inline uint32_t nd_windows_1252(uint8_t byte) {
    static const uint16_t upper[32] = {
        0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
    };
    return byte >= 0x80 && byte < 0xa0 ? upper[byte - 0x80] : byte;
}

#endif /* ND_BASE_WINDOWS1252_H */
