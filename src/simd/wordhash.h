/*
 * wordhash.h - from folded text to words and their hashes
 *
 * Text is what the kernels' fold_ascii and the text layer make: words are maximal runs of bytes
 * other than ' '. A run of more than ND_MAX_WORD_BYTES is cut, from its beginning, into pieces of
 * that many bytes, each of which is a word. A word is known by the low 32 bits of its XXH3_64bits.
 *
 * In all calls text has n bytes and ND_KERNEL_PAD bytes of room behind them, n is below 2^32, and
 * mask is what word_mask of kernels.h gives for text[0, n). Nothing can fail; any thread, any time.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SIMD_WORDHASH_H
#define ND_SIMD_WORDHASH_H

#include <stddef.h>
#include <stdint.h>

/* The most words that n bytes can have, and one more. */
#define ND_WORDS_ROOM(n) (((n) + 1) / 2 + 1)

/* Writes the hash of each word, in order, to words, which has room for ND_WORDS_ROOM(n). Returns
 * how many. */
size_t nd_hash_words(const uint8_t *text, const uint64_t *mask, size_t n, uint32_t *words);

/* Writes where each word begins and ends (half open) in the text; both arrays have room for
 * ND_WORDS_ROOM(n). Returns how many words there are: as many as nd_hash_words finds. */
size_t nd_find_words(const uint8_t *text, const uint64_t *mask, size_t n, uint32_t *begin,
                     uint32_t *end);

/* XXH3_64bits of n words as little-endian bytes, whatever the byte order of the machine. */
uint64_t nd_hash_sequence(const uint32_t *words, size_t n);

/* The version of xxHash that was compiled in, as "0.8.1"; a static string. */
const char *nd_wordhash_xxhash_version(void);

#endif /* ND_SIMD_WORDHASH_H */
