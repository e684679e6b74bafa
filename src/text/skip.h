/*
 * skip.h - what leaves no words: URLs, e-mail addresses, targets of markdown links, hyphens inside
 * words
 *
 * Each function looks at the text at fold->at, takes back what has already been folded of the
 * thing, writes a blank where one belongs, and returns the number of bytes of text to go on behind.
 *
 *   URL      a scheme of at most 16 letters, "://", up to white space, < > " or a byte above ASCII;
 *            or the same beginning with "www."
 *   e-mail   at most 64 letters, digits and ._%+- before the "@", letters, digits, points and
 *            hyphens after it
 *   target   "](", up to the parenthesis that closes it on the same line, within 2048 bytes, when
 *            there is no other "](" in it and no white space except before a quoted title
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TEXT_SKIP_H
#define ND_TEXT_SKIP_H

#include <stdbool.h>
#include <stddef.h>

#include "text/fold.h"

/* The special byte at fold->at ('@', ':', ']', '&' or 'w'). Returns 0, with nothing done, when it
 * begins no such thing. */
size_t nd_skip_link(struct nd_fold *fold);

/* A hyphen of `length` bytes at fold->at. Between two letters, with or without a line break (and
 * the indentation of the next line) behind it, it leaves nothing, else a blank; a soft hyphen
 * leaves nothing in any case. */
size_t nd_skip_hyphen(struct nd_fold *fold, size_t length, bool soft);

#endif /* ND_TEXT_SKIP_H */
