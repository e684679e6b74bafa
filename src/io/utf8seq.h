/*
 * utf8seq.h - one step through bytes that may be UTF-8
 *
 * For names in messages and for the repair of records; texts are decoded by the core.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_UTF8SEQ_H
#define ND_IO_UTF8SEQ_H

#include <stdbool.h>
#include <stddef.h>

/* U+FFFD, the replacement character, as UTF-8. */
#define ND_UTF8_REPLACEMENT "\xEF\xBF\xBD"
#define ND_UTF8_REPLACEMENT_SIZE ((size_t)3)

/* Returns how many of the `left` (at least 1) bytes at `at` make one step: a valid sequence (*valid
 * true), or what U+FFFD is to replace: the longest start of a valid sequence, or one byte
 * (Unicode 15, section 3.9, "substitution of maximal subparts"). */
size_t nd_utf8_step(const char *at, size_t left, bool *valid);

#endif /* ND_IO_UTF8SEQ_H */
