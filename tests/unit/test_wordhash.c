/*
 * test_wordhash.c - words are found where they are, and their hashes never change
 *
 * Words are compared with a loop over the bytes of the text. Literal values pin the hashes:
 * fingerprints must be the same on every machine and in every version.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "newsdupes.h"
#include "simd/dispatch.h"
#include "simd/wordhash.h"

#define SEED 20240229u

enum { MAX_TEXT = 5 * ND_MAX_WORD_BYTES, ROOM = ND_WORDS_ROOM(MAX_TEXT) };

struct fixture {
    const struct nd_kernels *kernels;
    uint8_t text[MAX_TEXT + ND_KERNEL_PAD];
    uint32_t edge[ND_EDGES_ROOM(MAX_TEXT) + 1], words[ROOM + 1];
};

static uint64_t draw(uint64_t *state) {
    uint64_t x = *state += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static uint32_t hash_of_one_word(const void *word, size_t size) {
    uint8_t text[ND_MAX_WORD_BYTES + ND_KERNEL_PAD] = {0};
    uint32_t edge[ND_EDGES_ROOM(ND_MAX_WORD_BYTES)], words[ND_WORDS_ROOM(ND_MAX_WORD_BYTES)];
    memcpy(text, word, size);
    assert_int_equal(nd_hash_words(&nd_kernels_portable, text, size, edge, words), 1);
    return words[0];
}

/* Where the word that begins at `begin` ends. */
static size_t end_of_word(const uint8_t *text, size_t n, size_t begin) {
    size_t end = begin;
    while (end < n && text[end] != ' ' && end - begin < ND_MAX_WORD_BYTES) end++;
    return end;
}

/* Checks everything about text[0, n); one more element behind each output must stay. */
static void check(struct fixture *f, size_t n) {
    f->edge[ND_EDGES_ROOM(n)] = f->words[ND_WORDS_ROOM(n)] = 0xabababab;
    const size_t count = nd_hash_words(f->kernels, f->text, n, f->edge, f->words);

    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        if (f->text[i] == ' ') continue;
        const size_t end = end_of_word(f->text, n, i);
        assert_true(found < count);
        assert_int_equal(f->edge[2 * found], i);
        assert_int_equal(f->edge[2 * found + 1], end);
        assert_int_equal(f->words[found], hash_of_one_word(f->text + i, end - i));
        found++;
        i = end - 1;
    }
    assert_int_equal(found, count);
    assert_int_equal(f->edge[ND_EDGES_ROOM(n)], 0xabababab);
    assert_int_equal(f->words[ND_WORDS_ROOM(n)], 0xabababab);
}

static void words_are_the_runs_between_blanks(void **state) {
    struct fixture *f = *state;
    uint64_t random = SEED;
    print_message("seed %u\n", SEED);
    for (size_t n = 0; n <= 257; n++)
        for (uint64_t kind = 0; kind < 12; kind++) {
            for (size_t i = 0; i < sizeof f->text; i++)
                f->text[i] = draw(&random) % (kind + 1) == 0 ? ' ' : (uint8_t)('a' + i % 26);
            check(f, n);
        }
}

static void single_letters_fill_the_room(void **state) {
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof f->text; i++) f->text[i] = i % 2 == 0 ? 'x' : ' ';
    for (size_t n = 0; n < 2000; n++) check(f, n);
}

static void long_words_are_cut_into_pieces(void **state) {
    struct fixture *f = *state;
    static const size_t extra[] = {0, 1, 2, 62, 63, 64, 65, ND_MAX_WORD_BYTES};
    for (size_t begin = 0; begin <= 130; begin++)
        for (size_t k = 0; k < sizeof extra / sizeof *extra; k++) {
            const size_t size = ND_MAX_WORD_BYTES - 1 + extra[k];
            memset(f->text, ' ', sizeof f->text);
            memset(f->text, 'a', begin / 2);
            memset(f->text + begin, 'b', size);
            memset(f->text + begin + size + 1, 'c', 3);
            check(f, begin + size);
            check(f, begin + size + 4);
        }
    memset(f->text, 'd', sizeof f->text);
    check(f, MAX_TEXT);
}

static void word_hashes_never_change(void **state) {
    (void)state;
    static const struct {
        const char *word;
        uint32_t hash;
    } known[] = {
        {"a", 0xbccf77b7},
        {"of", 0xff927fbf},
        {"the", 0xad60a2ac},
        {"news", 0xb05e7252},
        {"reuters", 0xccce27af},
        {"president", 0x7277b133},
        {"administration", 0x42a69803},
        {"antidisestablish", 0xba8bda77},
        {"antidisestablishmentarianism", 0x74f768fc},
        {"\xd0\xbc\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0", 0x78def906},
        {"\xe6\x9d\xb1", 0xbfe8b87e},
        {"\xe3\x81\xae", 0x52f741fe},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(hash_of_one_word(known[i].word, strlen(known[i].word)),
                         known[i].hash & ~ND_WORD_NUMBER);
}

static void hashes_of_long_words_never_change(void **state) {
    (void)state;
    static const struct {
        size_t size;
        uint32_t hash;
    } known[] = {{128, 0xf6cddd17},  {129, 0x08fe27dc},  {240, 0x0c6ccb68}, {241, 0x301a6a1d},
                 {1024, 0x85b3164a}, {1025, 0x61b8a761}, {4096, 0x88efe093}};
    uint8_t word[ND_MAX_WORD_BYTES];
    memset(word, 'x', sizeof word);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(hash_of_one_word(word, known[i].size), known[i].hash & ~ND_WORD_NUMBER);
}

/* ---- Quality --------------------------------------------------------------------------------- */

static int compare_hashes(const void *left, const void *right) {
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* Of n words, as many pairs agree as if each had one of so many values by chance: their number has
 * a Poisson distribution, and 5 standard deviations more or less would be no chance. The bits at
 * both ends, which tables are indexed by, are as even. */
static void check_spread(const char *name, uint32_t *hashes, size_t n, double values) {
    enum { CELLS = 1024 };
    size_t low[CELLS] = {0}, high[CELLS] = {0}, pairs = 0;
    double uneven_low = 0, uneven_high = 0;
    const double expected = (double)n * (double)(n - 1) / 2 / values;
    const double cell = (double)n / CELLS;
    for (size_t i = 0; i < n; i++) {
        low[hashes[i] / 128 % CELLS]++; /* the lowest bits tell numbers and characters */
        high[hashes[i] / (UINT32_MAX / CELLS + 1)]++;
    }
    for (size_t i = 0; i < CELLS; i++) {
        uneven_low += ((double)low[i] - cell) * ((double)low[i] - cell) / cell;
        uneven_high += ((double)high[i] - cell) * ((double)high[i] - cell) / cell;
    }
    qsort(hashes, n, sizeof *hashes, compare_hashes);
    for (size_t i = 1, run = 0; i < n; i++) {
        run = hashes[i] == hashes[i - 1] ? run + 1 : 0;
        pairs += run;
    }
    print_message("%s: %zu words, %zu equal pairs (%.1f expected), chi square %.0f and %.0f (%d)\n",
                  name, n, pairs, expected, uneven_low, uneven_high, CELLS - 1);
    assert_true(fabs((double)pairs - expected) <= 5 * sqrt(expected) + 3);
    assert_true(fabs(uneven_low - (CELLS - 1)) <= 5 * sqrt(2.0 * (CELLS - 1)));
    assert_true(fabs(uneven_high - (CELLS - 1)) <= 5 * sqrt(2.0 * (CELLS - 1)));
}

/* The i-th word of a family. */
typedef size_t (*family_fn)(uint8_t *word, uint32_t i);

static size_t numbers(uint8_t *word, uint32_t i) {
    return (size_t)snprintf((char *)word, 12, "%u", i);
}

static size_t numbered(uint8_t *word, uint32_t i) {
    return (size_t)snprintf((char *)word, 20, "page%uth", i);
}

static size_t any_letters(uint8_t *word, uint32_t i) {
    size_t size = 0;
    do {
        word[size++] = (uint8_t)('a' + i % 26);
        i /= 26;
    } while (i-- > 0);
    return size;
}

/* Letters that differ at the ends of all four numbers of 32 bits. */
static size_t sparse(uint8_t *word, uint32_t i) {
    static const uint8_t place[] = {0, 3, 4, 7, 8, 11, 12, 15};
    memset(word, 'e', 16);
    for (size_t k = 0; k < sizeof place; k++, i /= 7) word[place[k]] = (uint8_t)('a' + i % 7);
    return 16;
}

/* Words of Cyrillic, of which a byte in two is nearly always the same. */
static size_t cyrillic(uint8_t *word, uint32_t i) {
    for (size_t k = 0; k < 7; k++, i /= 9) {
        word[2 * k] = 0xd0;
        word[2 * k + 1] = (uint8_t)(0xb0 + i % 9);
    }
    return 14;
}

static size_t single_characters(uint8_t *word, uint32_t i) {
    word[0] = (uint8_t)(0xe4 + i / 4096 % 6);
    word[1] = (uint8_t)(0x80 + i / 64 % 64);
    word[2] = (uint8_t)(0x80 + i % 64);
    return 3;
}

static void word_hashes_collide_as_chance_has_it(void **state) {
    static const struct {
        const char *name;
        family_fn word;
        uint32_t count;
        double values;
    } family[] = {{"numbers", numbers, 1000000, 0x1p31},
                  {"numbered", numbered, 1000000, 0x1p31},
                  {"letters", any_letters, 1000000, 0x1p31},
                  {"sparse", sparse, 1000000, 0x1p31},
                  {"Cyrillic", cyrillic, 1000000, 0x1p31},
                  {"characters", single_characters, 24576, 0x1p25}};
    struct fixture *f = *state;
    uint32_t *const hashes = test_calloc(1000000, sizeof *hashes);
    assert_non_null(hashes);
    for (size_t k = 0; k < sizeof family / sizeof *family; k++) {
        for (uint32_t i = 0, count; i < family[k].count; i += count) {
            size_t n = 0;
            for (count = 0; count < 500 && i + count < family[k].count; count++) {
                n += family[k].word(f->text + n, i + count);
                f->text[n++] = ' ';
            }
            assert_int_equal(nd_hash_words(f->kernels, f->text, n, f->edge, f->words), count);
            memcpy(hashes + i, f->words, count * sizeof *hashes);
        }
        check_spread(family[k].name, hashes, family[k].count, family[k].values);
    }
    test_free(hashes);
}

/* ---- Sequences ------------------------------------------------------------------------------- */

static void check_sequences(const struct nd_kernels *kernels) {
    static const uint32_t words[] = {1, 2, 3, 0x80000000, 0xfffffffe};
    static const uint64_t hash[] = {0x2d06800538d394c2, 0xdb02334e96d65708, 0x0389e2c8892d5450,
                                    0x6bbf7429332bea48, 0xb86985f732126aa3, 0x3a4c2e8f4ca20819};
    for (size_t n = 0; n <= 5; n++) assert_true(kernels->hash_sequence(words, n) == hash[n]);

    uint32_t many[500];
    for (uint32_t i = 0; i < 500; i++) many[i] = i * 0x9e3779b1u;
    assert_true(kernels->hash_sequence(many, 64) == 0x0588fe1062c06004);
    assert_true(kernels->hash_sequence(many, 65) == 0x2183234d745ebedd);
    assert_true(kernels->hash_sequence(many, 500) == 0x74c9355ad8cd15fe);
}

static void sequence_hashes_never_change(void **state) {
    (void)state;
    for (size_t i = 0; i < nd_kernels_count(); i++)
        if (nd_kernels_usable(nd_kernels_at(i))) check_sequences(nd_kernels_at(i));
    assert_true(nd_hash_bytes("", 0) == 0x2d06800538d394c2);
    assert_true(nd_hash_bytes("\1\0\0\0\2\0\0\0", 8) == 0x0389e2c8892d5450);
}

static void version_has_three_numbers(void **state) {
    (void)state;
    unsigned major, minor, release;
    char more;
    assert_int_equal(
        sscanf(nd_wordhash_xxhash_version(), "%u.%u.%u%c", &major, &minor, &release, &more), 3);
}

static int set_up(void **state) {
    struct fixture *const f = test_calloc(1, sizeof *f);
    if (f == NULL) return -1;
    f->kernels = nd_kernels_select(NULL);
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    test_free(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_the_runs_between_blanks),
        cmocka_unit_test(single_letters_fill_the_room),
        cmocka_unit_test(long_words_are_cut_into_pieces),
        cmocka_unit_test(word_hashes_never_change),
        cmocka_unit_test(hashes_of_long_words_never_change),
        cmocka_unit_test(word_hashes_collide_as_chance_has_it),
        cmocka_unit_test(sequence_hashes_never_change),
        cmocka_unit_test(version_has_three_numbers),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
