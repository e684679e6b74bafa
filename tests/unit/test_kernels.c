/*
 * test_kernels.c - kernels and their dispatch
 *
 * The contracts of kernels.h are written down once more here, as slowly and plainly as can be, and
 * the portable kernels are compared with that; every other kernel is compared with the portable
 * ones, at all short lengths and all alignments. Arrays end, after the padding that the contract
 * grants, at a page that nobody may touch. Literal values pin the shingle hash: fingerprints must
 * be the same on every machine and in every version.
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sys/mman.h>
#include <unistd.h>

#include "simd/dispatch.h"

#define MAX_LENGTH 257
#define SEED 20240229u

/* ---- Random numbers (splitmix64) and guarded memory ------------------------------------------ */

static uint64_t draw(uint64_t *state) {
    uint64_t x = *state += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

/* Regions whose last byte lies just before an inaccessible page. */
enum region { INPUT, SECOND_INPUT, SCRATCH, OUTPUT, EXPECTED, REGIONS };

struct memory {
    size_t size; /* of a region, without its guard */
    uint8_t *base;
};

static struct memory memory_new(size_t least) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t size = (least + page - 1) / page * page;
    const size_t all = REGIONS * (size + page);
    void *base = mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(base != MAP_FAILED);
    struct memory memory = {size, base};
    for (size_t i = 0; i < REGIONS; i++)
        assert_int_equal(mprotect(memory.base + i * (size + page) + size, page, PROT_NONE), 0);
    return memory;
}

static void memory_free(const struct memory *memory) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    assert_int_equal(munmap(memory->base, REGIONS * (memory->size + page)), 0);
}

/* An array of `bytes` in the region that ends `slack` bytes before the guard. */
static void *place(const struct memory *memory, enum region region, size_t bytes, size_t slack) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return memory->base + region * (memory->size + page) + memory->size - bytes - slack;
}

/* Room for n words of 32 bits, `more` words behind them, and padding. */
static uint32_t *place_words(const struct memory *memory, enum region region, size_t n, size_t more,
                             size_t slack) {
    return place(memory, region, (n + more) * sizeof(uint32_t) + ND_KERNEL_PAD, slack);
}

/* ---- The contracts, said plainly ------------------------------------------------------------- */

static bool is_one_of(unsigned c, const char *set) {
    return c != 0 && c < 0x80 && strchr(set, (int)c) != NULL;
}

#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define CAPITAL "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool plain_is_special(unsigned c, unsigned next) {
    if (c >= 0x80 || c == '@') return true;
    if (c == ':') return next == '/';
    if (c == ']') return next == '(';
    if (c == '-' && next >= 0x80) return true;
    if (c == '-' || c == '&') return (next > 0 && next < 16) || is_one_of(next, SMALL CAPITAL "#&");
    return is_one_of(c, "wW") && is_one_of(next, "wW");
}

/* The length of the dash, quotation mark or the like (U+2012 to U+2029) at src, or 0. */
static size_t plain_sign(const uint8_t *src, size_t n) {
    if (n < 3 || src[0] != 0xe2 || src[1] != 0x80) return 0;
    const unsigned c = 0x2000u + (src[2] - 0x80u);
    return src[2] >= 0x80 && src[2] <= 0xbf && c >= 0x2012 && c <= 0x2029 ? 3 : 0;
}

static size_t plain_fold_ascii(const uint8_t *src, size_t n, uint8_t *dst) {
    for (size_t i = 0, length; i < n; i += length) {
        length = plain_sign(src + i, n - i);
        if (length != 0) {
            memset(dst + i, ' ', length);
            continue;
        }
        length = 1;
        if (plain_is_special(src[i], i + 1 < n ? src[i + 1] : 0)) return i;
        dst[i] = ' ';
        if (is_one_of(src[i], SMALL "0123456789")) dst[i] = src[i];
        if (is_one_of(src[i], CAPITAL)) dst[i] = (uint8_t)(src[i] - 'A' + 'a');
    }
    return n;
}

/* The code point of the three bytes at src, or more than they can have. */
static uint32_t plain_three(const uint8_t *src) {
    if (src[0] < 0xe0 || src[0] > 0xef || src[1] < 0x80 || src[1] > 0xbf) return UINT32_MAX;
    if (src[2] < 0x80 || src[2] > 0xbf) return UINT32_MAX;
    return (src[0] - 0xe0u) * 4096 + (src[1] - 0x80u) * 64 + (src[2] - 0x80u);
}

static size_t plain_ascii(const uint8_t *src, size_t n) {
    size_t count = 0;
    while (count < n && src[count] < 0x80) count++;
    return count;
}

static void plain_put(struct nd_dense *to, const uint8_t *src, size_t n, bool own) {
    if (own || (to->own && n != 0)) *to->dst++ = ' ';
    memcpy(to->dst, src, n);
    to->dst += n;
    to->own = own;
}

static size_t plain_fold_dense(const uint8_t *classes, const uint8_t *src, size_t n,
                               struct nd_dense *to) {
    for (size_t i = 0, length; i < n; i += length) {
        uint8_t ascii[1];
        length = 1;
        if (src[i] < 0x80) {
            const bool first = i == 0 || src[i - 1] >= 0x80;
            if (first && plain_ascii(src + i, n - i) >= ND_ASCII_ROW) return i;
            if (plain_is_special(src[i], i + 1 < n ? src[i + 1] : 0)) return i;
            (void)plain_fold_ascii(src + i, 1, ascii); /* alone only '@' would be special */
            plain_put(to, ascii, 1, false);
            continue;
        }
        const uint32_t c = n - i >= 3 ? plain_three(src + i) : UINT32_MAX;
        const uint8_t class = c != UINT32_MAX ? classes[c] : ND_THREE_OTHER;
        if (class == ND_THREE_OTHER) return i;
        if (class == ND_THREE_BLANK) {
            to->own = false;
            plain_put(to, (const uint8_t *)"    ", 4, false);
        } else {
            plain_put(to, src + i, 3, class == ND_THREE_OWN);
        }
        length = 3;
    }
    return n;
}

static struct nd_utf8_block plain_utf8_block(const uint8_t *text) {
    struct nd_utf8_block block = {0};
    for (size_t i = 0; i < 64; i++) {
        const uint64_t bit = (uint64_t)1 << i;
        if (text[i] >= 0x80 && text[i] < 0xc0) block.follows |= bit;
        if (text[i] >= 0xc0) block.leads |= bit;
        if (text[i] >= 0xe0) block.three |= bit;
        if (text[i] == 0xc0 || text[i] == 0xc1 || text[i] >= 0xf0) block.odd |= bit;
    }
    return block;
}

static size_t plain_find_words(const uint8_t *text, size_t n, uint32_t *edge) {
    size_t edges = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] != ' ' && (i == 0 || text[i - 1] == ' ')) edge[edges++] = (uint32_t)i;
        if (text[i] != ' ' && (i + 1 == n || text[i + 1] == ' ')) edge[edges++] = (uint32_t)i + 1;
    }
    return edges / 2;
}

static uint32_t plain_hash_of_word(const uint8_t *word, size_t size) {
    static const uint32_t key[] = {0xa9b500b1, 0x7edb00af, 0xfb63008d, 0xf7b00063};
    uint64_t d[4] = {0};
    for (size_t i = 0; i < size && i < 16; i++) d[i / 4] += (uint64_t)word[i] << 8 * (i % 4);
    for (size_t i = 0; i < 4; i++) d[i] = (d[i] + key[i]) % 0x100000000;
    uint64_t x = d[0] * d[1] + d[2] * d[3];
    x = (x ^ x / 0x100000000) * 0x4164d8399f767c45;
    return (uint32_t)(x / 0x100000000);
}

/* Thai and Lao, Myanmar, Khmer, kana and what follows up to Han, by their first two bytes. */
static bool begins_character(const uint8_t *word, size_t size) {
    const uint8_t second = size > 1 ? word[1] : 0;
    if (size == 0) return false;
    if (word[0] == 0xe0) return second >= 0xb8 && second <= 0xbb;
    if (word[0] == 0xe1)
        return (second >= 0x80 && second <= 0x82) || second == 0x9e || second == 0x9f;
    if (word[0] == 0xe3) return second >= 0x80;
    if (word[0] == 0xe9) return second <= 0xbf;
    return word[0] >= 0xe4 && word[0] <= 0xe8;
}

static size_t plain_hash_short(const uint8_t *text, const uint32_t *edge, size_t count,
                               uint32_t *hash, uint32_t *longer) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const size_t size = edge[2 * i + 1] - edge[2 * i];
        hash[i] = plain_hash_of_word(text + edge[2 * i], size) / 2 * 2;
        hash[i] += size != 0 && is_one_of(text[edge[2 * i]], "0123456789");
        if (begins_character(text + edge[2 * i], size)) hash[i] = hash[i] / 128 * 128 + 126;
        if (size > 16) longer[found++] = (uint32_t)i;
    }
    return found;
}

/* Four, or eight where these are characters. */
static size_t words_of_shingle(const uint32_t *word) {
    for (size_t k = 0; k < 8; k++)
        if (word[k] / 2 % 64 != 63) return 4;
    return 8;
}

static void plain_shingle(const uint32_t *word, size_t n, uint32_t *shingle) {
    static const uint64_t factor[] = {0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f,
                                      0x165667b1, 0xd3a2646d, 0xfd7046c5, 0xb55a4f09};
    for (size_t i = 0; i < n; i++) {
        const size_t words = words_of_shingle(word + i);
        uint64_t x = 0;
        for (size_t k = 0; k < words; k++) x = (x + word[i + k] * factor[k]) % 0x100000000;
        x = (x ^ x / 0x10000) * 0x85ebca6b % 0x100000000;
        x = (x ^ x / 0x2000) * 0xc2b2ae35 % 0x100000000;
        shingle[i] = (uint32_t)(x ^ x / 0x10000);
    }
}

static bool plain_is_least(const uint32_t *hash, size_t i, size_t begin, size_t width) {
    if (i < begin || i >= begin + width) return false;
    for (size_t j = begin; j < begin + width; j++)
        if (hash[j] < hash[i]) return false;
    return true;
}

static size_t plain_winnow(uint32_t *hash, size_t n, uint32_t *scratch, uint32_t *position) {
    (void)scratch;
    const size_t width = n < 8 ? n : 8;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        bool selected = false;
        for (size_t begin = 0; begin + width <= n; begin++)
            selected = selected || plain_is_least(hash, i, begin, width);
        if (selected && (i == n - 1 || hash[i] != hash[i + 1])) position[count++] = (uint32_t)i;
    }
    return count;
}

/* XXH3 is not said once more: what it gives is pinned in test_wordhash.c. */
static uint64_t plain_hash_sequence(const uint32_t *word, size_t n) {
    return nd_kernels_portable.hash_sequence(word, n);
}

static void plain_fingerprint(const uint32_t *word, const uint32_t *position, size_t n,
                              uint32_t *low, uint16_t *high) {
    for (size_t i = 0; i < n; i++) {
        const uint32_t *const w = word + position[i];
        uint64_t x = w[1] * (uint64_t)0x100000000 + w[0];
        for (size_t k = 2; k < words_of_shingle(w); k += 2) {
            x *= 0x9e3779b97f4a7c15;
            x = (x ^ x / 0x100000000) + (w[k + 1] * (uint64_t)0x100000000 + w[k]);
        }
        x *= 0xbf58476d1ce4e5b9;
        x = (x ^ x / 0x20000000) * 0x94d049bb133111eb;
        x ^= x / 0x100000000;
        low[i] = (uint32_t)(x % 0x100000000);
        high[i] = (uint16_t)(x / 0x1000000000000);
    }
}

static size_t plain_common_prefix(const uint32_t *a, const uint32_t *b, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i]) return i;
    return n;
}

static const struct nd_kernels plain = {
    .name = "plain",
    .fold_ascii = plain_fold_ascii,
    .fold_dense = plain_fold_dense,
    .utf8_block = plain_utf8_block,
    .find_words = plain_find_words,
    .hash_short = plain_hash_short,
    .shingle = plain_shingle,
    .winnow = plain_winnow,
    .fingerprint = plain_fingerprint,
    .hash_sequence = plain_hash_sequence,
    .common_prefix = plain_common_prefix,
};

/* ---- One comparison of two kernels each ------------------------------------------------------ */

struct pair {
    const struct nd_kernels *right, *tested;
    uint8_t classes[0x10000 + ND_KERNEL_PAD];
    struct memory memory;
    uint64_t random;
};

static void check_fold(struct pair *pair, const uint8_t *src, size_t n, size_t slack) {
    uint8_t *expected = place(&pair->memory, EXPECTED, n + ND_KERNEL_PAD, slack);
    uint8_t *dst = place(&pair->memory, OUTPUT, n + ND_KERNEL_PAD, slack);
    const size_t stop = pair->right->fold_ascii(src, n, expected);
    assert_int_equal(pair->tested->fold_ascii(src, n, dst), stop);
    assert_memory_equal(dst, expected, stop);
}

static void check_dense(struct pair *pair, const uint8_t *src, size_t n, size_t slack) {
    const size_t room = 2 * n + 2 * ND_KERNEL_PAD;
    uint8_t *expected = place(&pair->memory, EXPECTED, room, slack);
    uint8_t *dst = place(&pair->memory, OUTPUT, room, slack);
    struct nd_dense right = {expected, slack % 2 != 0}, to = {dst, slack % 2 != 0};
    const size_t done = pair->right->fold_dense(pair->classes, src, n, &right);
    assert_int_equal(pair->tested->fold_dense(pair->classes, src, n, &to), done);
    assert_int_equal(to.dst - dst, right.dst - expected);
    assert_int_equal(to.own, right.own);
    assert_memory_equal(dst, expected, (size_t)(to.dst - dst));
}

/* The words of text[0, n) and their hashes. */
static void check_words(struct pair *pair, const uint8_t *text, size_t n, size_t slack) {
    uint32_t *expected = place_words(&pair->memory, EXPECTED, n + 1, 0, slack / 4 * 4);
    uint32_t *edge = place_words(&pair->memory, OUTPUT, n + 1, 0, slack / 4 * 4);
    const size_t count = pair->right->find_words(text, n, expected);
    assert_int_equal(pair->tested->find_words(text, n, edge), count);
    assert_memory_equal(edge, expected, 2 * count * sizeof *edge);

    uint32_t *hash = place_words(&pair->memory, SCRATCH, count, 0, slack / 4 * 4);
    uint32_t *longer = place_words(&pair->memory, OUTPUT, count, 0, slack / 4 * 4);
    uint32_t right_hash[MAX_LENGTH / 2 + 1 + ND_KERNEL_PAD];
    uint32_t right_longer[MAX_LENGTH / 2 + 1 + ND_KERNEL_PAD];
    const size_t found = pair->right->hash_short(text, expected, count, right_hash, right_longer);
    assert_int_equal(pair->tested->hash_short(text, expected, count, hash, longer), found);
    assert_memory_equal(hash, right_hash, count * sizeof *hash);
    assert_memory_equal(longer, right_longer, found * sizeof *longer);
}

static void check_utf8(struct pair *pair, const uint8_t *text) {
    const struct nd_utf8_block expected = pair->right->utf8_block(text);
    const struct nd_utf8_block block = pair->tested->utf8_block(text);
    assert_memory_equal(&block, &expected, sizeof block);
}

static void check_shingle(struct pair *pair, const uint32_t *word, size_t n, size_t slack) {
    uint32_t *expected = place_words(&pair->memory, EXPECTED, n, 0, slack);
    uint32_t *shingle = place_words(&pair->memory, OUTPUT, n, 0, slack);
    pair->right->shingle(word, n, expected);
    pair->tested->shingle(word, n, shingle);
    assert_memory_equal(shingle, expected, n * sizeof *shingle);
}

static void check_winnow(struct pair *pair, uint32_t *hash, size_t n, size_t slack) {
    uint32_t *scratch = place_words(&pair->memory, SCRATCH, n, 2 * ND_WINDOW, slack);
    uint32_t *expected = place_words(&pair->memory, EXPECTED, n, 0, slack);
    uint32_t *position = place_words(&pair->memory, OUTPUT, n, 0, slack);
    const size_t count = pair->right->winnow(hash, n, scratch, expected);
    memset(scratch, 0xff, (n + 2 * ND_WINDOW) * sizeof *scratch);
    assert_int_equal(pair->tested->winnow(hash, n, scratch, position), count);
    assert_memory_equal(position, expected, count * sizeof *position);
}

static void check_fingerprint(struct pair *pair, const uint32_t *word, const uint32_t *position,
                              size_t n, size_t slack) {
    uint32_t *low = place(&pair->memory, OUTPUT, n * sizeof *low, slack);
    uint16_t *high = place(&pair->memory, EXPECTED, n * sizeof *high, slack);
    uint32_t right_low[MAX_LENGTH];
    uint16_t right_high[MAX_LENGTH];
    pair->right->fingerprint(word, position, n, right_low, right_high);
    pair->tested->fingerprint(word, position, n, low, high);
    assert_memory_equal(low, right_low, n * sizeof *low);
    assert_memory_equal(high, right_high, n * sizeof *high);
}

/* What lies behind the end must not matter: it is equal at first, then different. */
static void check_prefix(struct pair *pair, const uint32_t *a, size_t n, size_t slack) {
    uint32_t *b = place_words(&pair->memory, SECOND_INPUT, n, 0, slack);
    memcpy(b, a, n * sizeof *b + ND_KERNEL_PAD);
    assert_int_equal(pair->tested->common_prefix(a, b, n), n);
    for (size_t i = n + ND_KERNEL_PAD / sizeof *b; i-- > 0;) {
        b[i] ^= (uint32_t)1 << draw(&pair->random) % 32;
        assert_int_equal(pair->tested->common_prefix(a, b, n), pair->right->common_prefix(a, b, n));
    }
}

/* ---- All lengths, alignments and kinds of content -------------------------------------------- */

/* Letters with blanks and harmless signs; with `all`, now and then any byte. */
static void fill_text(uint64_t *random, uint8_t *text, size_t n, bool all) {
    static const char some[] = "aBcDwxYz019 .,-:]w(/  \n\r";
    for (size_t i = 0; i < n; i++) {
        const uint64_t x = draw(random);
        text[i] = (uint8_t)(all && x % 8 == 0 ? x >> 32 : (uint8_t)some[(x >> 40) % 24]);
    }
}

/* Words of any bytes, longer ones with a higher `kind`, which at last are too long to be short;
 * among them some that begin with characters of scripts without blanks, or with others. */
static void fill_words(uint64_t *random, uint8_t *text, size_t n, size_t kind) {
    static const uint8_t some[] = {0xe0, 0xe1, 0xe3, 0xe4, 0xe9, 0xed, 0xe2, 0xff};
    static const uint8_t seconds[] = {0x80, 0x9e, 0xb8, 0x7f, 0x83, 0xbb, 0xa0, 0xc0};
    for (size_t i = 0; i < n; i++) {
        const uint64_t x = draw(random);
        text[i] = x % (kind + 1) == 0 ? ' ' : (uint8_t)(x >> 56);
        if ((x >> 48) % 4 == 0) text[i] &= 0x3f; /* digits and their neighbours among them */
        if ((x >> 40) % 4 != 0 || n - i < 5) continue;
        memcpy(text + i, (uint8_t[]){' ', some[x >> 32 & 7], seconds[x >> 35 & 7], 0x95}, 4);
        i += 3;
        if ((x >> 38) % 4 != 0) text[++i] = (x >> 38) % 4 == 1 ? 0xb9 : ' ';
    }
}

/* The first byte of a character of three, those of Han, kana and Hangul more often than others. */
static uint8_t draw_lead(uint64_t x) {
    static const uint8_t leads[] = {0xe3, 0xe3, 0xe3, 0xe4, 0xe5, 0xe7, 0xe9, 0xe9,
                                    0xea, 0xeb, 0xed, 0xef, 0xef, 0xe2, 0xe0, 0xe1};
    return x % 8 == 0 ? (uint8_t)(0xe0 | (x >> 8) % 16) : leads[x >> 16 & 15];
}

/* Characters of three bytes and ASCII, the more the higher `kind`; now and then another byte. */
static void fill_dense(uint64_t *random, uint8_t *text, size_t n, size_t kind) {
    static const char ascii[] = "abcwWxyz0129 -- :/](.\n";
    for (size_t i = 0; i < n;) {
        const uint64_t x = draw(random), y = draw(random);
        const size_t row = (x >> 8 & 7 ? 1 : 13) + (size_t)(x >> 16) % 5;
        if (x % 16 < kind) {
            for (size_t k = 0; k < row && i < n; k++) text[i++] = (uint8_t)ascii[(y >> 3 * k) % 23];
        } else {
            text[i++] = draw_lead(y >> 16);
            if (i < n) text[i++] = (uint8_t)(0x80 | (y >> 3 & 1 ? y >> 4 & 3 : y >> 4 & 63));
            if (i < n) text[i++] = (uint8_t)(0x80 | (y >> 10 & 63));
        }
        if (x >> 40 & 63) continue;
        text[i - 1] = (uint8_t)(x >> 48);
    }
}

/* All classes, where kernels leave off may be anywhere, or most folded, for them to get far. */
static void fill_classes(struct pair *pair, bool all) {
    for (size_t i = 0; i < sizeof pair->classes; i++) {
        const uint64_t x = draw(&pair->random);
        pair->classes[i] = (uint8_t)x & ND_THREE_OWN;
        if (!all && i % 999 != 0) pair->classes[i] |= ND_THREE_BLANK;
        if (i >= ND_FIRST_HAN && i <= ND_LAST_HAN) pair->classes[i] = ND_THREE_OWN;
        if (i >= ND_FIRST_HANGUL && i <= ND_LAST_HANGUL) pair->classes[i] = ND_THREE_LETTER;
    }
}

static void check_characters(struct pair *pair) {
    for (size_t kind = 0; kind < 12; kind++) {
        fill_classes(pair, kind == 11);
        for (size_t n = 0; n <= MAX_LENGTH; n++)
            for (size_t slack = 0; slack < 64; slack += 1 + kind) {
                uint8_t *src = place(&pair->memory, INPUT, n, slack);
                fill_dense(&pair->random, src, n, kind);
                check_dense(pair, src, n, slack);
            }
    }
    for (unsigned bytes = 0; bytes < 0x10000; bytes++) { /* every pair of bytes at every place */
        uint8_t *src = place(&pair->memory, INPUT, 150, 0);
        memset(src, 0x90, 150);
        for (size_t i = 0; i < 150; i += 3) src[i] = 0xe5;
        src[bytes / 5 % 149] = (uint8_t)(bytes >> 8);
        src[bytes / 5 % 149 + 1] = (uint8_t)bytes;
        check_dense(pair, src, 150, 0);
    }
}

/* Words that begin with every pair of bytes, and end there or not. */
static void check_beginnings(struct pair *pair) {
    for (unsigned bytes = 0; bytes < 0x10000; bytes++) {
        uint8_t *text = place(&pair->memory, INPUT, 100 + ND_KERNEL_PAD, 0);
        const size_t at = bytes % 89;
        memset(text, ' ', 100);
        memset(text + at, 0xb9, bytes % 7);
        text[at] = (uint8_t)(bytes >> 8);
        text[at + 1] = (uint8_t)bytes;
        check_words(pair, text, 100, 0);
    }
}

static void check_texts(struct pair *pair) {
    for (size_t n = 0; n <= MAX_LENGTH; n++)
        for (size_t slack = 0; slack < 64; slack++) {
            uint8_t *src = place(&pair->memory, INPUT, n, slack);
            fill_text(&pair->random, src, n, slack % 2 != 0);
            check_fold(pair, src, n, slack);
            memset(src, "Yz 9"[n % 4], n);
            check_fold(pair, src, n, slack);
            uint8_t *text = place(&pair->memory, INPUT, n + ND_KERNEL_PAD, slack);
            fill_text(&pair->random, text, n + ND_KERNEL_PAD, false);
            check_words(pair, text, n, slack);
            fill_words(&pair->random, text, n + ND_KERNEL_PAD, slack);
            check_words(pair, text, n, slack);
        }
}

/* Every pair of bytes, at every place of two blocks of the widest kernel, and cut by the end. */
static void check_byte_pairs(struct pair *pair) {
    for (unsigned bytes = 0; bytes < 0x10000; bytes++) {
        const size_t n = 66 + bytes % 64, at = (bytes / 3) % (n - 1);
        uint8_t *src = place(&pair->memory, INPUT, n, 0);
        memset(src, 'N', n);
        src[at] = (uint8_t)(bytes >> 8);
        src[at + 1] = (uint8_t)bytes;
        check_fold(pair, src, n, 0);
        check_fold(pair, src, at + 1, 0);
    }
    for (unsigned byte = 0; byte < 256; byte++)
        for (size_t slack = 0; slack < 64; slack++) {
            uint8_t *text = place(&pair->memory, INPUT, 64, slack);
            fill_words(&pair->random, text, 64, 9);
            text[(byte + slack) % 64] = (uint8_t)byte;
            check_utf8(pair, text);
        }
    for (size_t n = 1; n <= 3 * 64 + 2; n++)
        for (size_t at = 0; at < n; at++) {
            static const char sign[] = "\xe2\x80\x94\xe2\x80\xa9";
            uint8_t *src = place(&pair->memory, INPUT, n, 0);
            memset(src, ' ', n);
            memcpy(src + at, "ww", n - at < 2 ? n - at : 2);
            check_fold(pair, src, n, 0);
            src[at] = '@';
            check_fold(pair, src, n, 0);
            memcpy(src + at, sign, n - at < 6 ? n - at : 6);
            check_fold(pair, src, n, 0);
        }
    for (unsigned third = 0; third < 256; third++) {
        uint8_t *src = place(&pair->memory, INPUT, 100, 0);
        memset(src, 'q', 100);
        memcpy(src + third % 97, "\xe2\x80", 2);
        src[third % 97 + 2] = (uint8_t)third;
        check_fold(pair, src, 100, 0);
    }
}

/* Kinds of hashes: any; mostly those of characters; few different ones; all equal; rising; falling;
 * mostly zero. */
enum kind { ANY, CHARACTERS, FEW, EQUAL, RISING, FALLING, ZERO, KINDS };

static uint32_t hash_of_kind(uint64_t *random, enum kind kind, size_t i) {
    const uint64_t x = draw(random);
    switch (kind) {
    case CHARACTERS: return (uint32_t)(x >> 32) | (x % 16 != 0 ? ND_WORD_CHARACTER : 0);
    case FEW: return (uint32_t)(x % 3 * 0x7fffffff);
    case EQUAL: return UINT32_MAX;
    case RISING: return (uint32_t)(0x7fffff80 + i / 2);
    case FALLING: return (uint32_t)(0x80000080 - i);
    case ZERO: return x % 5 == 0;
    default: return (uint32_t)x;
    }
}

static void check_hashes(struct pair *pair, enum kind kind) {
    for (size_t n = 0; n <= MAX_LENGTH; n++)
        for (size_t slack = 0; slack < 64; slack += sizeof(uint32_t)) {
            uint32_t *hash = place_words(&pair->memory, INPUT, n, 3, slack);
            for (size_t i = 0; i < n + 3 + ND_KERNEL_PAD / sizeof *hash; i++)
                hash[i] = hash_of_kind(&pair->random, kind, i);
            check_shingle(pair, hash, n, slack);
            hash = place_words(&pair->memory, INPUT, n, 0, slack);
            if (slack == n % 16 * 4) check_prefix(pair, hash, n, slack);
            check_winnow(pair, hash, n, slack); /* last: it may overwrite hash[n] */

            uint32_t *word = place(&pair->memory, INPUT, (n + 8) * sizeof *word, slack);
            uint32_t *position = place(&pair->memory, SECOND_INPUT, n * sizeof *word, slack);
            for (size_t i = 0; i < n + 8; i++) word[i] = hash_of_kind(&pair->random, kind, i);
            for (size_t i = 0; i < n; i++) position[i] = (uint32_t)(draw(&pair->random) % (n + 1));
            check_fingerprint(pair, word, position, n, slack);
            assert_true(pair->tested->hash_sequence(word + 4, n) ==
                        pair->right->hash_sequence(word + 4, n));
        }
}

static void compare(const struct nd_kernels *right, const struct nd_kernels *tested) {
    struct pair pair = {.right = right, .tested = tested, .random = SEED};
    pair.memory = memory_new(2048);
    print_message("%s against %s, seed %u\n", tested->name, right->name, SEED);
    check_texts(&pair);
    check_beginnings(&pair);
    check_byte_pairs(&pair);
    check_characters(&pair);
    for (enum kind kind = ANY; kind < KINDS; kind++) check_hashes(&pair, kind);
    memory_free(&pair.memory);
}

/* ---- Kernels --------------------------------------------------------------------------------- */

static void portable_kernels_do_what_the_contracts_say(void **state) {
    (void)state;
    compare(&plain, &nd_kernels_portable);
}

static void compare_with_portable(const char *name) {
    const struct nd_kernels *kernels = nd_kernels_select(name);
    if (kernels == NULL) {
        print_message("this build or machine has no %s\n", name);
        skip();
    }
    compare(&nd_kernels_portable, kernels);
}

static void sse41_kernels_equal_portable(void **state) {
    (void)state;
    compare_with_portable("sse4.1");
}

static void avx2_kernels_equal_portable(void **state) {
    (void)state;
    compare_with_portable("avx2");
}

static void avx512_kernels_equal_portable(void **state) {
    (void)state;
    compare_with_portable("avx512");
}

static void avx512vbmi2_kernels_equal_portable(void **state) {
    (void)state;
    compare_with_portable("avx512vbmi2");
}

static void neon_kernels_equal_portable(void **state) {
    (void)state;
    compare_with_portable("neon");
}

static void shingle_hashes_never_change(void **state) {
    (void)state;
    static const uint32_t word[21 + ND_KERNEL_PAD] = {
        0,    0,    0,          0,          1,          2,
        3,    4,    0xffffffff, 0x80000000, 0xdeadbeef, 0x12345678, /* these are characters: */
        0x7e, 0xfe, 0x1fe,      0xffffffff, 0x123457e,  0x80000fe,
        0x7f, 0xff, 0x5fe};
    static const uint32_t of_characters[] = {0x1fd3c7e7, 0x391b47df};
    static const uint32_t expected[] = {0x00000000, 0x8c03471f, 0x996e6307, 0x7d9fbfb2, 0x1d0cb1d0,
                                        0x796c502a, 0x51a70ecd, 0xb96caf73, 0xcf5d0e5c};
    for (size_t i = 0; i < nd_kernels_count(); i++) {
        uint32_t shingle[14 + ND_KERNEL_PAD];
        if (!nd_kernels_usable(nd_kernels_at(i))) continue;
        nd_kernels_at(i)->shingle(word, 14, shingle);
        assert_memory_equal(shingle, expected, sizeof expected);
        assert_memory_equal(shingle + 12, of_characters, sizeof of_characters);
    }
}

static void dispatch_selects_by_name_and_the_widest_by_default(void **state) {
    (void)state;
    const struct nd_kernels *widest = NULL;
    for (size_t i = 0; i < nd_kernels_count(); i++) {
        const struct nd_kernels *k = nd_kernels_at(i);
        const bool usable = nd_kernels_usable(k);
        if (usable && widest == NULL) widest = k;
        assert_ptr_equal(nd_kernels_select(k->name), usable ? k : NULL);
        assert_true(k->fold_ascii && k->utf8_block && k->find_words && k->hash_short && k->shingle);
        assert_true(k->winnow && k->common_prefix && k->link_runs);
        assert_true(k->fold_dense && k->fingerprint && k->hash_sequence);
    }
    assert_ptr_equal(nd_kernels_select(NULL), widest);
    assert_ptr_equal(nd_kernels_at(nd_kernels_count() - 1), &nd_kernels_portable);
    assert_ptr_equal(nd_kernels_select("portable"), &nd_kernels_portable);
    assert_null(nd_kernels_select(""));
    assert_null(nd_kernels_select("AVX2"));
    assert_false(nd_kernels_usable(&plain));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(portable_kernels_do_what_the_contracts_say),
        cmocka_unit_test(sse41_kernels_equal_portable),
        cmocka_unit_test(avx2_kernels_equal_portable),
        cmocka_unit_test(avx512_kernels_equal_portable),
        cmocka_unit_test(avx512vbmi2_kernels_equal_portable),
        cmocka_unit_test(neon_kernels_equal_portable),
        cmocka_unit_test(shingle_hashes_never_change),
        cmocka_unit_test(dispatch_selects_by_name_and_the_widest_by_default),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
