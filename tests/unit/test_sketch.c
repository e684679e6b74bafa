/*
 * test_sketch.c - shingles and fingerprints, against naive ones
 *
 * That a run of eleven words, or fifteen characters, is never missed in random texts is a property:
 * tests/prop/prop_sketch.c. Here every length, every offset and every kernel is tried.
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "prop/prop.h"
#include "simd/dispatch.h"
#include "sketch/sketch.h"

enum { MOST_WORDS = 3000, ROOM = MOST_WORDS + ND_KERNEL_PAD, RUN = 11, RUN_OF_CHARACTERS = 15 };

struct document {
    uint32_t words[ROOM];
    size_t count;
};

static void add_words(struct prop_random *random, struct document *document, size_t more,
                      uint32_t vocabulary) {
    for (size_t i = 0; i < more; i++)
        document->words[document->count++] = prop_below(random, vocabulary) * 0x9e3779b1u + 12345;
}

/* Makes words [begin, end) characters: as few different ones as there were words. */
static void make_characters(struct document *document, size_t begin, size_t end) {
    for (size_t i = begin; i < end; i++) document->words[i] |= ND_WORD_CHARACTER;
}

/* ---- Naive ones ------------------------------------------------------------------------------ */

static size_t shingles_of(size_t words) { return words == 0 ? 0 : words < 4 ? 1 : words - 3; }

/* The words of the shingle that begins at one: eight, if so many characters are left. */
static size_t naive_width(const struct document *document, size_t at) {
    const size_t left = document->count - at;
    for (size_t k = 0; k < 8; k++)
        if (k == left || (~document->words[at + k] & ND_WORD_CHARACTER) != 0)
            return left < 4 ? left : 4;
    return 8;
}

static uint32_t naive_shingle(const struct document *document, size_t at) {
    static const uint32_t factors[] = {ND_SHINGLE_M0, ND_SHINGLE_M1, ND_SHINGLE_M2, ND_SHINGLE_M3,
                                       ND_SHINGLE_M4, ND_SHINGLE_M5, ND_SHINGLE_M6, ND_SHINGLE_M7};
    uint32_t x = 0;
    for (size_t k = 0; k < naive_width(document, at); k++)
        x += document->words[at + k] * factors[k];
    x ^= x >> 16;
    x *= ND_SHINGLE_F0;
    x ^= x >> 13;
    x *= ND_SHINGLE_F1;
    return x ^ x >> 16;
}

/* Whether shingle i is the least of a window of eight (or of all, when there are fewer), and the
 * last of a run of equal ones. */
static bool naive_is_minimum(const struct document *document, size_t i) {
    const size_t n = shingles_of(document->count), width = n < ND_WINDOW ? n : ND_WINDOW;
    const uint32_t own = naive_shingle(document, i);
    if (i + 1 < n && naive_shingle(document, i + 1) == own) return false;
    for (size_t begin = i + 1 > width ? i + 1 - width : 0; begin <= i && begin + width <= n;
         begin++) {
        bool least = true;
        for (size_t k = begin; k < begin + width; k++)
            least = least && naive_shingle(document, k) >= own;
        if (least) return true;
    }
    return false;
}

/* ---- Tests ----------------------------------------------------------------------------------- */

/* The fingerprints of the document whose shingles were made. */
static size_t list_fingerprints(const uint32_t *words, size_t n, struct nd_sketcher *sketcher,
                                uint64_t *out) {
    static uint32_t low[ROOM];
    static uint16_t high[ROOM];
    const size_t count = nd_sketch_minima(sketcher);
    nd_sketch_fingerprints(sketcher, words, n, count, low, high);
    for (size_t i = 0; i < count; i++) out[i] = (uint64_t)high[i] << 32 | low[i];
    return count;
}

static void check_fingerprints(struct nd_sketcher *sketcher, const struct document *document) {
    static uint64_t fingerprints[ROOM];
    size_t count, expected = 0;
    assert_int_equal(nd_sketch_shingles(sketcher, document->words, document->count), ND_OK);
    assert_int_equal(sketcher->shingle_count, shingles_of(document->count));
    for (size_t i = 0; i < sketcher->shingle_count; i++)
        assert_int_equal(sketcher->shingles[i], naive_shingle(document, i));
    count = list_fingerprints(document->words, document->count, sketcher, fingerprints);
    for (size_t i = 0; i < shingles_of(document->count); i++) {
        if (!naive_is_minimum(document, i)) continue;
        assert_true(expected < count);
        assert_int_equal(sketcher->positions[expected], i);
        expected++;
    }
    assert_int_equal(count, expected);
    for (size_t i = 0; i < count; i++) /* equal words, equal fingerprint; else another one */
        for (size_t j = 0; j < i; j++) {
            const size_t a = sketcher->positions[i], b = sketcher->positions[j];
            const size_t width = naive_width(document, a);
            assert_int_equal(fingerprints[i] == fingerprints[j],
                             width == naive_width(document, b) &&
                                 memcmp(document->words + a, document->words + b,
                                        width * sizeof *document->words) == 0);
        }
}

static void fingerprints_are_those_of_naive_windows(void **state) {
    static struct document document;
    struct prop_random random = {1};
    (void)state;
    for (size_t k = 0; k < nd_kernels_count(); k++) {
        struct nd_sketcher sketcher;
        if (!nd_kernels_usable(nd_kernels_at(k))) continue;
        nd_sketcher_init(&sketcher, nd_kernels_at(k));
        for (size_t n = 0; n <= 130; n++)
            for (uint32_t vocabulary = 1; vocabulary < 1000; vocabulary *= 5) {
                document.count = 0;
                add_words(&random, &document, n, vocabulary);
                check_fingerprints(&sketcher, &document);
                make_characters(&document, n / 3, n - prop_below(&random, (uint32_t)n / 3 + 1));
                check_fingerprints(&sketcher, &document);
                make_characters(&document, 0, n);
                check_fingerprints(&sketcher, &document);
            }
        nd_sketcher_free(&sketcher);
    }
}

static void short_documents_are_told_apart(void **state) {
    struct nd_sketcher sketcher;
    uint64_t seen[8];
    size_t count = 0;
    (void)state;
    nd_sketcher_init(&sketcher, nd_kernels_select(NULL));
    for (size_t n = 1; n <= 4; n++)
        for (uint32_t last = 7; last < 9; last++) {
            uint32_t words[4 + ND_KERNEL_PAD / 4] = {1, 2, 3, 4};
            words[n - 1] = last;
            memset(words + n, 0xab,
                   sizeof words - n * sizeof *words); /* padding is not read as words */
            assert_int_equal(nd_sketch_shingles(&sketcher, words, n), ND_OK);
            assert_int_equal(list_fingerprints(words, n, &sketcher, &seen[count++]), 1);
            assert_int_equal(sketcher.positions[0], 0);
        }
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++) assert_true(seen[i] != seen[j]);
    nd_sketcher_free(&sketcher);
}

static bool share_a_fingerprint(struct nd_sketcher *sketcher, const struct document *a,
                                const struct document *b) {
    static uint64_t of_a[ROOM], of_b[ROOM];
    size_t count_a, count_b;
    assert_int_equal(nd_sketch_shingles(sketcher, a->words, a->count), ND_OK);
    count_a = list_fingerprints(a->words, a->count, sketcher, of_a);
    assert_int_equal(nd_sketch_shingles(sketcher, b->words, b->count), ND_OK);
    count_b = list_fingerprints(b->words, b->count, sketcher, of_b);
    for (size_t i = 0; i < count_a; i++)
        for (size_t j = 0; j < count_b; j++)
            if (of_a[i] == of_b[j]) return true;
    return false;
}

/* The run stands at every offset of one document, and somewhere in the other; the words around it
 * are of a small vocabulary, the run's too. */
static void check_runs(struct prop_random *random, size_t run, bool characters) {
    static struct document a, b;
    struct nd_sketcher sketcher;
    nd_sketcher_init(&sketcher, nd_kernels_select(NULL));
    for (size_t length = run; length < 150; length += 17)
        for (size_t at = 0; at + run <= length; at++) {
            a.count = b.count = 0;
            add_words(random, &a, length, 200);
            if (characters) make_characters(&a, at - at / 2, at + run);
            add_words(random, &b, prop_below(random, 60), 200);
            memcpy(b.words + b.count, a.words + at, run * sizeof *a.words);
            b.count += run;
            const size_t end = b.count;
            add_words(random, &b, prop_below(random, 60), 200);
            if (characters) make_characters(&b, end, b.count);
            assert_true(share_a_fingerprint(&sketcher, &a, &b));
        }
    nd_sketcher_free(&sketcher);
}

static void eleven_common_words_at_any_offset_are_found(void **state) {
    struct prop_random random = {3};
    (void)state;
    check_runs(&random, RUN, false);
}

static void fifteen_common_characters_at_any_offset_are_found(void **state) {
    struct prop_random random = {4};
    (void)state;
    check_runs(&random, RUN_OF_CHARACTERS, true);
}

/* Those of twenty words that have these bits set. */
static void check_known(uint32_t bits, size_t count, const uint32_t *positions,
                        const uint64_t *hashes) {
    uint32_t words[20 + ND_KERNEL_PAD / 4] = {0};
    uint64_t fingerprints[ND_KERNEL_PAD];
    struct nd_sketcher sketcher;
    for (uint32_t i = 0; i < 20; i++) words[i] = i * 0x9e3779b1u | bits;
    nd_sketcher_init(&sketcher, nd_kernels_select("portable"));
    assert_int_equal(nd_sketch_shingles(&sketcher, words, 20), ND_OK);
    assert_int_equal(list_fingerprints(words, 20, &sketcher, fingerprints), count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(sketcher.positions[i], positions[i]);
        assert_true(fingerprints[i] == hashes[i]);
    }
    nd_sketcher_free(&sketcher);
}

static void fingerprints_never_change(void **state) {
    static const uint64_t hashes[] = {0xac90a03ad7bb, 0x010e2bb37d66, 0xffe5bd955fd2};
    static const uint64_t of_characters[] = {0x724b38b1c9a5, 0x8d16e8e0816e};
    (void)state;
    check_known(0, 3, (uint32_t[]){0, 8, 14}, hashes);
    check_known(ND_WORD_CHARACTER, 2, (uint32_t[]){7, 11}, of_characters);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fingerprints_are_those_of_naive_windows),
        cmocka_unit_test(short_documents_are_told_apart),
        cmocka_unit_test(eleven_common_words_at_any_offset_are_found),
        cmocka_unit_test(fifteen_common_characters_at_any_offset_are_found),
        cmocka_unit_test(fingerprints_never_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
