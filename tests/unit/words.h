/*
 * words.h - what words a text has, for the tests of the text layer
 *
 * Expected words are written as folded text: the folded words with blanks between. Their hashes
 * come from the portable kernels and the word hash alone, so that nothing of the text layer takes
 * part.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TESTS_WORDS_H
#define ND_TESTS_WORDS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "prop/prop.h"
#include "simd/dispatch.h"
#include "simd/wordhash.h"
#include "text/tokens.h"

/* Words as the core knows them. */
struct hashes {
    uint32_t *words;
    size_t count;
};

/* The state of the tests: one tokenizer of each kind, both with the best kernel. */
struct reader {
    struct nd_tokenizer *plain, *placed;
};

#define BYTES_OF(literal) (literal), sizeof(literal) - 1
#define LENGTH_OF(array) (sizeof(array) / sizeof *(array))

static inline struct reader *reader_of(void **state) { return *state; }

static inline int reader_open(void **state) {
    struct reader *const reader = calloc(1, sizeof *reader);
    const struct nd_kernels *const kernels = nd_kernels_select(NULL);
    if (reader == NULL) return -1;
    *state = reader;
    if (nd_tokenizer_new(kernels, false, &reader->plain) != ND_OK) return -1;
    return nd_tokenizer_new(kernels, true, &reader->placed) == ND_OK ? 0 : -1;
}

static inline int reader_close(void **state) {
    struct reader *const reader = reader_of(state);
    nd_tokenizer_free(reader->plain);
    nd_tokenizer_free(reader->placed);
    free(reader);
    return 0;
}

/* The hashes of the words of folded text. */
static inline struct hashes hashes_of(const char *folded, size_t size) {
    struct hashes hashes = {0};
    uint8_t *const padded = calloc(size + ND_KERNEL_PAD, 1);
    uint32_t *const edge = calloc(ND_EDGES_ROOM(size), sizeof *edge);
    hashes.words = calloc(ND_WORDS_ROOM(size), sizeof *hashes.words);
    if (padded == NULL || edge == NULL || hashes.words == NULL) abort();
    memcpy(padded, folded, size);
    hashes.count = nd_hash_words(&nd_kernels_portable, padded, size, edge, hashes.words);
    free(padded);
    free(edge);
    return hashes;
}

/* The words of a text, read with one of the reader's tokenizers. */
static inline struct hashes read_with(struct nd_tokenizer *tokenizer, const void *text, size_t size,
                                      nd_encoding encoding, nd_content content) {
    struct nd_document_info info;
    struct hashes hashes = {0};
    assert_int_equal(nd_tokenize(tokenizer, text, size, encoding, &info), ND_OK);
    assert_int_equal(info.content, content);
    assert_int_equal(info.words, tokenizer->count);
    hashes.count = tokenizer->count;
    hashes.words = calloc(hashes.count + 1, sizeof *hashes.words);
    if (hashes.words == NULL) abort();
    memcpy(hashes.words, tokenizer->words, hashes.count * sizeof *hashes.words);
    return hashes;
}

/* Every word has a place, in order and inside the text; two may stand at one code point. */
static inline bool places_hold(const struct nd_tokenizer *tokenizer) {
    struct nd_word_place before = {0, 0};
    for (size_t i = 0; i < tokenizer->count; i++) {
        const struct nd_word_place place = tokenizer->places[i];
        if (place.begin >= place.end || place.end > tokenizer->size) return false;
        if (place.begin < before.begin || place.end < before.end) return false;
        before = place;
    }
    return true;
}

static inline bool same_hashes(const struct hashes *a, const struct hashes *b) {
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->words, b->words, a->count * sizeof *a->words) == 0);
}

/* Ends the test when the two differ; `text` and `other` are only for the message. */
static inline void check_same(const struct hashes *found, const struct hashes *expected,
                              const char *text, const char *other, int line) {
    if (same_hashes(found, expected)) return;
    for (size_t i = 0; i < found->count || i < expected->count; i++) {
        if (i < found->count && i < expected->count && found->words[i] == expected->words[i])
            continue;
        print_error("line %d: %zu words in '%.300s', not the %zu in '%.300s': word %zu differs\n",
                    line, found->count, text, expected->count, other, i + 1);
        break;
    }
    fail();
}

/* The text has exactly the words of `folded`, with places and without. */
static inline void check_read(struct reader *reader, const void *text, size_t size,
                              nd_encoding encoding, nd_content content, const char *folded,
                              int line) {
    struct hashes expected = hashes_of(folded, strlen(folded));
    struct hashes plain = read_with(reader->plain, text, size, encoding, content);
    struct hashes placed = read_with(reader->placed, text, size, encoding, content);
    check_same(&plain, &expected, text, folded, line);
    check_same(&placed, &expected, text, folded, line);
    assert_true(places_hold(reader->placed));
    free(expected.words);
    free(plain.words);
    free(placed.words);
}

/* Two texts have the same words. */
static inline void check_alike(struct reader *reader, const char *text, size_t size,
                               const char *other, size_t other_size, int line) {
    struct hashes a = read_with(reader->plain, text, size, ND_ENCODING_DETECT, ND_CONTENT_UTF8);
    struct hashes b =
        read_with(reader->placed, other, other_size, ND_ENCODING_DETECT, ND_CONTENT_UTF8);
    check_same(&b, &a, other, text, line);
    assert_true(places_hold(reader->placed));
    free(a.words);
    free(b.words);
}

/* A string literal, read as UTF-8, has the words of `folded`. */
#define assert_reads(state, literal, folded)                                                       \
    check_read(reader_of(state), BYTES_OF(literal), ND_ENCODING_DETECT, ND_CONTENT_UTF8, folded,   \
               __LINE__)
#define assert_alike(state, literal, other)                                                        \
    check_alike(reader_of(state), BYTES_OF(literal), BYTES_OF(other), __LINE__)

#endif /* ND_TESTS_WORDS_H */
