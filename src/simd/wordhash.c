/*
 * wordhash.c - see wordhash.h
 *
 * SPDX-License-Identifier: MIT
 */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "simd/wordhash.h"

#include <stdbool.h>

#include "newsdupes.h"

enum { BATCH = 256 }; /* words whose numbers, where they are long ones, are listed at once */

/* Hashes the words between the edges. False when one has to be cut. */
static bool hash_between(const struct nd_kernels *kernels, const uint8_t *text,
                         const uint32_t *edge, size_t count, uint32_t *words) {
    uint32_t longer[BATCH + ND_KERNEL_PAD / sizeof(uint32_t)];
    for (size_t at = 0; at < count; at += BATCH) {
        const size_t some = count - at < BATCH ? count - at : BATCH;
        const size_t found = kernels->hash_short(text, edge + 2 * at, some, words + at, longer);
        for (size_t i = 0; i < found; i++) {
            const size_t word = at + longer[i];
            const size_t size = edge[2 * word + 1] - edge[2 * word];
            if (size > ND_MAX_WORD_BYTES) return false;
            words[word] &= ND_WORD_NUMBER;
            words[word] |= (uint32_t)XXH3_64bits(text + edge[2 * word], size) & ~ND_WORD_NUMBER;
        }
    }
    return true;
}

static size_t pieces_of(const uint32_t *edge) {
    return (edge[1] - edge[0] + ND_MAX_WORD_BYTES - 1) / ND_MAX_WORD_BYTES;
}

/* Cuts words that are too long, from the last to the first; returns how many there are then. */
static size_t cut_words(uint32_t *edge, size_t count) {
    size_t sum = 0;
    for (size_t i = 0; i < count; i++) sum += pieces_of(edge + 2 * i);
    for (size_t i = count, out = sum; i-- > 0;) {
        const size_t pieces = pieces_of(edge + 2 * i);
        const uint32_t begin = edge[2 * i];
        uint32_t end = edge[2 * i + 1];
        for (size_t p = pieces; p-- > 0;) {
            out--;
            edge[2 * out] = begin + (uint32_t)p * ND_MAX_WORD_BYTES;
            edge[2 * out + 1] = end;
            end = edge[2 * out];
        }
    }
    return sum;
}

size_t nd_hash_words(const struct nd_kernels *kernels, const uint8_t *text, size_t n,
                     uint32_t *edge, uint32_t *words) {
    size_t count = kernels->find_words(text, n, edge);
    if (!hash_between(kernels, text, edge, count, words)) {
        count = cut_words(edge, count);
        (void)hash_between(kernels, text, edge, count, words);
    }
    return count;
}

uint64_t nd_hash_bytes(const void *bytes, size_t size) { return XXH3_64bits(bytes, size); }

#define TEXT_OF(x) #x
#define NUMBER_TEXT(x) TEXT_OF(x)

const char *nd_wordhash_xxhash_version(void) {
    return NUMBER_TEXT(XXH_VERSION_MAJOR) "." NUMBER_TEXT(XXH_VERSION_MINOR) "." NUMBER_TEXT(
        XXH_VERSION_RELEASE);
}
