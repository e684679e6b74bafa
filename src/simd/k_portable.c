/*
 * k_portable.c - the kernels in plain C: the definition of what is right
 *
 * Every other k_*.c must give the same results as this file. Clarity comes first; what speed there
 * is comes from loops that a compiler can keep free of unpredictable branches.
 *
 * The windowed minima are those of Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for
 * document fingerprinting" (2003). A window of eight is covered in three steps: the least of two
 * neighbours, of two such pairs, of two such fours; the same steps with the greatest tell what the
 * most demanding window around a hash asks of it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdbool.h>

#include "simd/k_chain.h"
#include "simd/k_sequence.h"
#include "simd/k_words.h"
#include "simd/kernels.h"

/* Bytes below 0x80 that can be special, depending on what follows. */
static const uint8_t suspicious[128] = {
    ['@'] = 1, [':'] = 1, [']'] = 1, ['-'] = 1, ['&'] = 1, ['w'] = 1, ['W'] = 1,
};

/* Whether src[0, n) begins with one of U+2012 to U+2029. */
static bool is_sign(const uint8_t *src, size_t n) {
    return n >= 3 && src[0] == 0xe2 && src[1] == 0x80 && src[2] >= 0x92 && src[2] <= 0xa9;
}

static size_t fold_ascii(const uint8_t *src, size_t n, uint8_t *dst) {
    for (size_t i = 0; i < n; i++) {
        const unsigned c = src[i];
        if (c >= 0x80 && is_sign(src + i, n - i)) {
            dst[i] = dst[i + 1] = dst[i + 2] = ' ';
            i += 2;
            continue;
        }
        if (c >= 0x80) return i;
        if (suspicious[c] && nd_is_special(c, i + 1 < n ? src[i + 1] : 0)) return i;
        dst[i] = nd_folded(c);
    }
    return n;
}

static size_t fold_dense(const uint8_t *classes, const uint8_t *src, size_t n,
                         struct nd_dense *to) {
    return nd_fold_dense(classes, src, n, to, NULL);
}

static uint64_t read_64(const uint8_t *b) {
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

/* One bit for each byte of x: the highest one of that byte. */
static uint64_t top_bits(uint64_t x) {
    return (x >> 7 & 0x0101010101010101u) * 0x0102040810204080u >> 56;
}

/* One bit for each byte of x that is not zero. */
static uint64_t not_zero(uint64_t x) {
    const uint64_t low = 0x7f7f7f7f7f7f7f7fu;
    return top_bits(((x & low) + low) | x);
}

/* Shifts bring the lower bits of each byte to its highest. */
static struct nd_utf8_block utf8_block(const uint8_t *text) {
    struct nd_utf8_block block = {0};
    for (size_t i = 0; i < 64; i += 8) {
        const uint64_t x = read_64(text + i);
        const uint64_t leads = x & x << 1, three = leads & x << 2;
        block.follows |= top_bits(x & ~(x << 1)) << i;
        block.leads |= top_bits(leads) << i;
        block.three |= top_bits(three) << i;
        block.odd |=
            top_bits((three & x << 3) | (leads & ~(x << 2 | x << 3 | x << 4 | x << 5 | x << 6)))
            << i;
    }
    return block;
}

static uint64_t not_blank(const uint8_t *text) {
    uint64_t bits = 0;
    for (size_t i = 0; i < 64; i += 8)
        bits |= not_zero(read_64(text + i) ^ 0x2020202020202020u) << i;
    return bits;
}

static size_t find_words(const uint8_t *text, size_t n, uint32_t *edge) {
    return nd_find_words(text, n, edge, not_blank);
}

static uint64_t first_bytes(uint64_t x, size_t n) {
    return n < 8 ? x & (((uint64_t)1 << 8 * n) - 1) : x;
}

static uint64_t product(uint64_t x, uint32_t low, uint32_t high) {
    return (uint64_t)((uint32_t)x + low) * ((uint32_t)(x >> 32) + high);
}

static size_t hash_short(const uint8_t *text, const uint32_t *edge, size_t count, uint32_t *hash,
                         uint32_t *longer) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *const word = text + edge[2 * i];
        const size_t size = edge[2 * i + 1] - edge[2 * i];
        const uint64_t front = first_bytes(read_64(word), size);
        const uint64_t back = first_bytes(read_64(word + 8), size < 8 ? 0 : size - 8);
        uint64_t x = product(front, ND_WORD_K0, ND_WORD_K1) + product(back, ND_WORD_K2, ND_WORD_K3);
        x = (x ^ x >> 32) * ND_WORD_M;
        hash[i] = nd_mark_word((uint32_t)(x >> 32), front);
        longer[found] = (uint32_t)i;
        found += size > ND_SHORT_WORD;
    }
    return found;
}

static void shingle(const uint32_t *word, size_t n, uint32_t *out) {
    for (size_t i = 0; i < n; i++) {
        uint32_t x = word[i] * ND_SHINGLE_M0 + word[i + 1] * ND_SHINGLE_M1 +
                     word[i + 2] * ND_SHINGLE_M2 + word[i + 3] * ND_SHINGLE_M3;
        if (nd_are_characters(word + i))
            x += word[i + 4] * ND_SHINGLE_M4 + word[i + 5] * ND_SHINGLE_M5 +
                 word[i + 6] * ND_SHINGLE_M6 + word[i + 7] * ND_SHINGLE_M7;
        x = (x ^ x >> 16) * ND_SHINGLE_F0;
        x = (x ^ x >> 13) * ND_SHINGLE_F1;
        out[i] = x ^ x >> 16;
    }
}

static uint32_t lesser(uint32_t a, uint32_t b) { return a < b ? a : b; }

static uint32_t greater(uint32_t a, uint32_t b) { return a > b ? a : b; }

/* A text shorter than a window is one window. */
static size_t winnow_short(const uint32_t *hash, size_t n, uint32_t *position) {
    size_t count = 0;
    uint32_t least = UINT32_MAX;
    for (size_t i = 0; i < n; i++) least = lesser(least, hash[i]);
    for (size_t i = 0; i < n; i++)
        if (hash[i] == least && (i == n - 1 || hash[i + 1] != least))
            position[count++] = (uint32_t)i;
    return count;
}

static size_t winnow(uint32_t *hash, size_t n, uint32_t *scratch, uint32_t *position) {
    if (n < ND_WINDOW) return winnow_short(hash, n, position);

    /* least[j] is that of the window that begins at j. */
    uint32_t *const least = scratch + ND_WINDOW - 1;
    const size_t windows = n - ND_WINDOW + 1;
    for (size_t i = 0; i < n - 1; i++) least[i] = lesser(hash[i], hash[i + 1]);
    for (size_t i = 0; i < n - 3; i++) least[i] = lesser(least[i], least[i + 2]);
    for (size_t i = 0; i < windows; i++) least[i] = lesser(least[i], least[i + 4]);

    /* Windows that would begin before the first or end behind the last hash ask nothing. After the
     * three steps scratch[i] is the greatest of least[i - 7 .. i]. */
    for (size_t i = 0; i < ND_WINDOW - 1; i++) scratch[i] = least[windows + i] = 0;
    for (size_t i = 0; i < n + 6; i++) scratch[i] = greater(scratch[i], scratch[i + 1]);
    for (size_t i = 0; i < n + 4; i++) scratch[i] = greater(scratch[i], scratch[i + 2]);
    for (size_t i = 0; i < n; i++) scratch[i] = greater(scratch[i], scratch[i + 4]);

    hash[n] = ~hash[n - 1];
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        position[count] = (uint32_t)i;
        count += (size_t)((hash[i] == scratch[i]) & (hash[i] != hash[i + 1]));
    }
    return count;
}

static void fingerprint(const uint32_t *word, const uint32_t *position, size_t n, uint32_t *low,
                        uint16_t *high) {
    nd_fingerprint(word, position, n, low, high);
}

static uint64_t hash_sequence(const uint32_t *word, size_t n) { return nd_sequence_hash(word, n); }

static void link_runs(const struct nd_chain *chain, size_t count) { nd_link_runs(chain, count); }

static size_t common_prefix(const uint32_t *a, const uint32_t *b, size_t n) {
    size_t i = 0;
    while (i < n && a[i] == b[i]) i++;
    return i;
}

const struct nd_kernels nd_kernels_portable = {
    .name = "portable",
    .fold_ascii = fold_ascii,
    .fold_dense = fold_dense,
    .utf8_block = utf8_block,
    .find_words = find_words,
    .hash_short = hash_short,
    .shingle = shingle,
    .winnow = winnow,
    .fingerprint = fingerprint,
    .hash_sequence = hash_sequence,
    .common_prefix = common_prefix,
    .link_runs = link_runs,
};
