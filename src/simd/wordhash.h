/*
 * wordhash.h - from folded text to words and their hashes
 *
 * Text is what the kernels' fold_ascii and the text layer make: words are maximal runs of bytes
 * other than ' '. A run of more than ND_MAX_WORD_BYTES is cut, from its beginning, into pieces of
 * that many bytes, each of which is a word.
 *
 * A word is known by 32 bits. XXH3 is made for one long input at a time: over long words and over
 * sequences of words it runs at the speed of memory. A news word has five letters, and no function
 * that takes one such word after the other comes below 4 ns, most of it for finding out how long it
 * is. Words of up to 16 bytes, 99.9 % of English ones, are therefore hashed many at once by a
 * kernel (hash_short in kernels.h) for 0.6 ns; longer ones by the low 32 bits of XXH3_64bits. The
 * lowest bit of either is then given up to tell numbers, which are words that begin with a digit
 * of ASCII: whether texts of one form differ in words or in figures says what they are to each
 * other. Characters that are words have six other bits set (ND_WORD_CHARACTER), by which shingles
 * know them, unless they have more than 16 bytes with their marks.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SIMD_WORDHASH_H
#define ND_SIMD_WORDHASH_H

#include <stddef.h>
#include <stdint.h>

#include "simd/kernels.h"

/* Elements of the arrays for text of n bytes, padding included: edges, and words. */
#define ND_EDGES_ROOM(n) ((n) + 2 + ND_KERNEL_PAD / sizeof(uint32_t))
#define ND_WORDS_ROOM(n) ((n) / 2 + 1 + ND_KERNEL_PAD / sizeof(uint32_t))

/* Writes the hash of each word of text[0, n), in order, to words, and where it begins and ends:
 * word i is text[edge[2 * i], edge[2 * i + 1]). Returns how many there are. text is padded for
 * kernels; n is below 2^32. Cannot fail; any thread, any time. */
size_t nd_hash_words(const struct nd_kernels *kernels, const uint8_t *text, size_t n,
                     uint32_t *edge, uint32_t *words);

/* XXH3_64bits of size bytes. */
uint64_t nd_hash_bytes(const void *bytes, size_t size);

/* The version of xxHash that was compiled in, as "0.8.1"; a static string. */
const char *nd_wordhash_xxhash_version(void);

#endif /* ND_SIMD_WORDHASH_H */
