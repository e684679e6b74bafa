/*
 * reference.h - character references of HTML in plain text
 *
 * Whoever takes the tags out of a page, or fills records from a feed, often leaves them in, or has
 * escaped them once more: "caf&eacute;", "caf&#233;", "caf&amp;#xE9;" are all one word.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TEXT_REFERENCE_H
#define ND_TEXT_REFERENCE_H

#include <stddef.h>
#include <stdint.h>

/* The length of the character reference that text[0, size) begins with, or 0. It begins with "&"
 * and ends in ";", and has the name of a character, as far as these are words, parts of words or
 * signs of HTML 4, or its number; numbers that no character has are U+FFFD. What is a reference
 * only together with an ampersand that was one itself is all of it. *code_point: what it stands
 * for. */
size_t nd_reference_length(const uint8_t *text, size_t size, uint32_t *code_point);

#endif /* ND_TEXT_REFERENCE_H */
