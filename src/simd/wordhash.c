/*
 * wordhash.c - splits folded text by its word mask and hashes the words with XXH3
 *
 * The mask is read 64 bits at a time: a bit that differs from the one before it is the beginning
 * or the end of a word, and the two kinds of edges are listed in two loops without a look at the
 * text. Edges are collected for a few hundred bytes, then the words between them are hashed.
 *
 * SPDX-License-Identifier: MIT
 */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "newsdupes.h"
#include "simd/wordhash.h"

/* Words found so far; one more has begun than has ended inside a word. */
struct spans {
    uint32_t *begin, *end;
    size_t begun, ended;
};

/* Cuts the word that runs into the block at base when it has become too long. It was short enough
 * before this block, so that one cut is enough. */
static inline void cut_long_word(struct spans *spans, uint64_t bits, uint32_t base) {
    const uint32_t begin = spans->begin[spans->begun - 1];
    const uint32_t reach = base + (~bits != 0 ? (uint32_t)__builtin_ctzll(~bits) : 64);
    if (reach - begin <= ND_MAX_WORD_BYTES) return;
    spans->end[spans->ended++] = begin + ND_MAX_WORD_BYTES;
    spans->begin[spans->begun++] = begin + ND_MAX_WORD_BYTES;
}

/* Adds what the 64 bits of the mask at base say. */
static inline void add_block(struct spans *spans, uint64_t bits, uint32_t base) {
    const uint64_t open = spans->begun - spans->ended;
    const uint64_t before = bits << 1 | open;
    if (open != 0) cut_long_word(spans, bits, base);
    for (uint64_t edges = bits & ~before; edges != 0; edges &= edges - 1)
        spans->begin[spans->begun++] = base + (uint32_t)__builtin_ctzll(edges);
    for (uint64_t edges = ~bits & before; edges != 0; edges &= edges - 1)
        spans->end[spans->ended++] = base + (uint32_t)__builtin_ctzll(edges);
}

/* A word that reaches the end of the text has no edge in the mask when n is a multiple of 64. */
static inline void end_last_word(struct spans *spans, size_t n) {
    if (spans->begun != spans->ended) spans->end[spans->ended++] = (uint32_t)n;
}

size_t nd_find_words(const uint8_t *text, const uint64_t *mask, size_t n, uint32_t *begin,
                     uint32_t *end) {
    (void)text; /* the mask says it all */
    struct spans spans = {begin, end, 0, 0};
    for (size_t at = 0; at < n; at += 64) add_block(&spans, mask[at / 64], (uint32_t)at);
    end_last_word(&spans, n);
    return spans.ended;
}

/* Hashes the words that have ended and forgets them. */
static inline size_t hash_ended(struct spans *spans, const uint8_t *text, uint32_t *words) {
    const size_t count = spans->ended;
    for (size_t i = 0; i < count; i++) {
        const uint32_t begin = spans->begin[i];
        words[i] = (uint32_t)XXH3_64bits(text + begin, spans->end[i] - begin);
    }
    if (spans->begun != count) spans->begin[0] = spans->begin[count];
    spans->begun -= count;
    spans->ended = 0;
    return count;
}

/* Bytes of text whose edges are collected at once, and the words that can begin in them (32 in a
 * block, one by a cut in each, and one from before). */
#define BATCH_BYTES 512
#define BATCH_WORDS (BATCH_BYTES / 64 * 33 + 1)

size_t nd_hash_words(const uint8_t *text, const uint64_t *mask, size_t n, uint32_t *words) {
    uint32_t begin[BATCH_WORDS], end[BATCH_WORDS];
    struct spans spans = {begin, end, 0, 0};
    size_t count = 0;
    for (size_t at = 0; at < n;) {
        const size_t stop = n - at < BATCH_BYTES ? n : at + BATCH_BYTES;
        for (; at < stop; at += 64) add_block(&spans, mask[at / 64], (uint32_t)at);
        if (at >= n) end_last_word(&spans, n);
        count += hash_ended(&spans, text, words + count);
    }
    return count;
}

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
uint64_t nd_hash_sequence(const uint32_t *words, size_t n) {
    return XXH3_64bits(words, n * sizeof *words);
}
#else
uint64_t nd_hash_sequence(const uint32_t *words, size_t n) {
    XXH3_state_t state;
    XXH3_INITSTATE(&state);
    (void)XXH3_64bits_reset(&state);
    for (size_t i = 0; i < n; i++) {
        const uint8_t bytes[4] = {(uint8_t)words[i], (uint8_t)(words[i] >> 8),
                                  (uint8_t)(words[i] >> 16), (uint8_t)(words[i] >> 24)};
        (void)XXH3_64bits_update(&state, bytes, sizeof bytes);
    }
    return XXH3_64bits_digest(&state);
}
#endif

#define TEXT_OF(x) #x
#define NUMBER_TEXT(x) TEXT_OF(x)

const char *nd_wordhash_xxhash_version(void) {
    return NUMBER_TEXT(XXH_VERSION_MAJOR) "." NUMBER_TEXT(XXH_VERSION_MINOR) "." NUMBER_TEXT(
        XXH_VERSION_RELEASE);
}
