/*
 * test_wordhash.c - words are found where they are, and their hashes never change
 *
 * Words are compared with a loop over the bytes of the text. Literal values pin the hashes:
 * fingerprints must be the same on every machine and in every version.
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "newsdupes.h"
#include "simd/kernels.h"
#include "simd/wordhash.h"

#define SEED 20240229u

enum { MAX_TEXT = 5 * ND_MAX_WORD_BYTES, ROOM = ND_WORDS_ROOM(MAX_TEXT) };

struct fixture {
    uint8_t text[MAX_TEXT + ND_KERNEL_PAD];
    uint64_t mask[MAX_TEXT / 64 + 1];
    uint32_t begin[ROOM + 1], end[ROOM + 1], words[ROOM + 1];
};

static uint64_t draw(uint64_t *state) {
    uint64_t x = *state += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static uint32_t hash_of_one_word(const void *word, size_t size) {
    uint8_t text[ND_MAX_WORD_BYTES + ND_KERNEL_PAD] = {0};
    uint64_t mask[ND_MAX_WORD_BYTES / 64];
    uint32_t words[ND_WORDS_ROOM(ND_MAX_WORD_BYTES)];
    memcpy(text, word, size);
    nd_kernels_portable.word_mask(text, size, mask);
    assert_int_equal(nd_hash_words(text, mask, size, words), 1);
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
    nd_kernels_portable.word_mask(f->text, n, f->mask);
    const size_t room = ND_WORDS_ROOM(n);
    f->begin[room] = f->end[room] = f->words[room] = 0xabababab;
    const size_t count = nd_find_words(f->text, f->mask, n, f->begin, f->end);
    assert_int_equal(nd_hash_words(f->text, f->mask, n, f->words), count);

    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        if (f->text[i] == ' ') continue;
        const size_t end = end_of_word(f->text, n, i);
        assert_true(found < count);
        assert_int_equal(f->begin[found], i);
        assert_int_equal(f->end[found], end);
        assert_int_equal(f->words[found], hash_of_one_word(f->text + i, end - i));
        found++;
        i = end - 1;
    }
    assert_int_equal(found, count);
    assert_true(f->begin[room] == 0xabababab && f->end[room] == 0xabababab);
    assert_int_equal(f->words[room], 0xabababab);
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
        {"a", 0x1e964e1f},
        {"of", 0x37a28350},
        {"the", 0x1cf33d7d},
        {"news", 0x8ead0124},
        {"reuters", 0xa74e7420},
        {"president", 0x8a9bd4b5},
        {"administration", 0xa9e77a11},
        {"antidisestablishmentarianism", 0x74f768fc},
        {"\xd0\xbc\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0", 0xaf9f5153},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(hash_of_one_word(known[i].word, strlen(known[i].word)), known[i].hash);
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
        assert_int_equal(hash_of_one_word(word, known[i].size), known[i].hash);
}

static void sequence_hashes_never_change(void **state) {
    (void)state;
    static const uint32_t words[] = {1, 2, 3, 0x80000000, 0xfffffffe};
    static const uint64_t hash[] = {0x2d06800538d394c2, 0xdb02334e96d65708, 0x0389e2c8892d5450,
                                    0x6bbf7429332bea48, 0xb86985f732126aa3, 0x3a4c2e8f4ca20819};
    for (size_t n = 0; n <= 5; n++) assert_true(nd_hash_sequence(words, n) == hash[n]);

    uint32_t many[500];
    for (uint32_t i = 0; i < 500; i++) many[i] = i * 0x9e3779b1u;
    assert_true(nd_hash_sequence(many, 64) == 0x0588fe1062c06004);
    assert_true(nd_hash_sequence(many, 65) == 0x2183234d745ebedd);
    assert_true(nd_hash_sequence(many, 500) == 0x74c9355ad8cd15fe);
}

static void version_has_three_numbers(void **state) {
    (void)state;
    unsigned major, minor, release;
    char more;
    assert_int_equal(
        sscanf(nd_wordhash_xxhash_version(), "%u.%u.%u%c", &major, &minor, &release, &more), 3);
}

static int set_up(void **state) {
    *state = test_calloc(1, sizeof(struct fixture));
    return *state == NULL ? -1 : 0;
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
        cmocka_unit_test(sequence_hashes_never_change),
        cmocka_unit_test(version_has_three_numbers),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
