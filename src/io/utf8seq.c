/*
 * utf8seq.c - see utf8seq.h
 *
 * The ranges are those of table 3-7 of the Unicode standard: the first byte fixes the length and
 * the range of the second byte, which keeps out overlong forms, surrogates and what is above
 * U+10FFFF.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/utf8seq.h"

struct lead {
    unsigned char length, low, high; /* length 0: never the first byte of a sequence */
};

static struct lead lead_of(unsigned char byte) {
    if (byte >= 0xC2 && byte <= 0xDF) return (struct lead){2, 0x80, 0xBF};
    if (byte == 0xE0) return (struct lead){3, 0xA0, 0xBF};
    if (byte == 0xED) return (struct lead){3, 0x80, 0x9F};
    if (byte >= 0xE1 && byte <= 0xEF) return (struct lead){3, 0x80, 0xBF};
    if (byte == 0xF0) return (struct lead){4, 0x90, 0xBF};
    if (byte >= 0xF1 && byte <= 0xF3) return (struct lead){4, 0x80, 0xBF};
    if (byte == 0xF4) return (struct lead){4, 0x80, 0x8F};
    return (struct lead){0, 0, 0};
}

size_t nd_utf8_step(const char *at, size_t left, bool *valid) {
    struct lead lead;
    size_t length = 1;
    *valid = (unsigned char)at[0] < 0x80;
    if (*valid) return 1;
    lead = lead_of((unsigned char)at[0]);
    if (lead.length == 0) return 1;
    while (length < lead.length && length < left) {
        const unsigned char byte = (unsigned char)at[length];
        if (byte < lead.low || byte > lead.high) return length;
        lead.low = 0x80;
        lead.high = 0xBF;
        length++;
    }
    *valid = length == lead.length;
    return length;
}
