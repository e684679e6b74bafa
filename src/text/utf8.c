/*
 * utf8.c - one code point of UTF-8, strictly (Unicode 15, table 3-7)
 *
 * SPDX-License-Identifier: MIT
 */
#include "text/unicode.h"

#include <stdbool.h>

static bool is_tail(uint8_t byte) { return (byte & 0xc0) == 0x80; }

static size_t read_two(const uint8_t *t, size_t size, uint32_t *c) {
    if (size < 2 || !is_tail(t[1])) return 0;
    *c = (uint32_t)(t[0] & 0x1f) << 6 | (t[1] & 0x3f);
    return 2;
}

static size_t read_three(const uint8_t *t, size_t size, uint32_t *c) {
    if (size < 3 || !is_tail(t[1]) || !is_tail(t[2])) return 0;
    *c = (uint32_t)(t[0] & 0x0f) << 12 | (uint32_t)(t[1] & 0x3f) << 6 | (t[2] & 0x3f);
    return *c < 0x800 || (*c >= 0xd800 && *c <= 0xdfff) ? 0 : 3;
}

static size_t read_four(const uint8_t *t, size_t size, uint32_t *c) {
    if (size < 4 || !is_tail(t[1]) || !is_tail(t[2]) || !is_tail(t[3])) return 0;
    *c = (uint32_t)(t[0] & 0x07) << 18 | (uint32_t)(t[1] & 0x3f) << 12 |
         (uint32_t)(t[2] & 0x3f) << 6 | (t[3] & 0x3f);
    return *c < 0x10000 || *c > 0x10ffff ? 0 : 4;
}

size_t nd_utf8_read(const uint8_t *text, size_t size, uint32_t *code_point) {
    const uint8_t lead = text[0];
    if (lead < 0x80) {
        *code_point = lead;
        return 1;
    }
    if (lead >= 0xc2 && lead < 0xe0) return read_two(text, size, code_point);
    if (lead >= 0xe0 && lead < 0xf0) return read_three(text, size, code_point);
    if (lead >= 0xf0 && lead < 0xf5) return read_four(text, size, code_point);
    return 0;
}

size_t nd_utf8_write(uint32_t c, uint8_t *out) {
    if (c < 0x80) {
        out[0] = (uint8_t)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (uint8_t)(0xc0 | c >> 6);
        out[1] = (uint8_t)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (uint8_t)(0xe0 | c >> 12);
        out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
        out[2] = (uint8_t)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (uint8_t)(0xf0 | c >> 18);
    out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
    out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
    out[3] = (uint8_t)(0x80 | (c & 0x3f));
    return 4;
}
