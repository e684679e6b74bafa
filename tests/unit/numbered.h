/*
 * numbered.h - documents of numbered words, for the tests of the steps of matching
 *
 * Those steps see hashes of words only, so that number(n) is as good a word as any. Numbers below
 * KNOWN_WORDS are known to the lexicon of the tests, all others are strange.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TESTS_NUMBERED_H
#define ND_TESTS_NUMBERED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "match/lexicon.h"
#include "match/match.h"
#include "simd/kernels.h"

#define LENGTH_OF(array) (sizeof(array) / sizeof *(array))

enum {
    KNOWN_WORDS = 4000,
    LEXICON_DOCUMENTS = 64, /* of so many words the lexicon is made, the fewest that will do */
    LEXICON_WORDS = 4096
};

/* Multiples of the golden section lie so far from each other that no two of the first hundred
 * thousand share the bits by which a lexicon knows words. */
static inline uint32_t number(uint32_t n) { return n * 0x9e3779b1u; }

/* A document that grows; padded for kernels. */
struct sheet {
    uint32_t *words;
    uint32_t count, capacity;
};

/* Words first ... first + count - 1. */
static inline void sheet_add(struct sheet *sheet, uint32_t first, uint32_t count) {
    const size_t room = sheet->count + count + ND_KERNEL_PAD / sizeof *sheet->words;
    if (room > sheet->capacity) {
        sheet->capacity = (uint32_t)(2 * room);
        sheet->words = realloc(sheet->words, sheet->capacity * sizeof *sheet->words);
        if (sheet->words == NULL) abort();
    }
    for (uint32_t i = 0; i < count; i++) sheet->words[sheet->count++] = number(first + i);
    memset(sheet->words + sheet->count, 0, ND_KERNEL_PAD);
}

static inline void sheet_drop(struct sheet *sheet) {
    free(sheet->words);
    *sheet = (struct sheet){0};
}

static inline struct nd_words words_of(const struct sheet *sheet) {
    return (struct nd_words){sheet->words, sheet->count};
}

/* A lexicon that knows words 0 ... KNOWN_WORDS - 1; to be freed by nd_lexicon_free. */
static inline struct nd_lexicon known_words(void) {
    const struct nd_executor serial = {.workers = 1};
    struct nd_words documents[LEXICON_DOCUMENTS];
    const struct nd_match match = {
        .documents = documents, .count = LEXICON_DOCUMENTS, .executor = &serial};
    struct nd_lexicon lexicon;
    struct sheet sheet = {0};
    sheet_add(&sheet, 0, KNOWN_WORDS);
    sheet_add(&sheet, 0, LEXICON_WORDS - KNOWN_WORDS);
    for (size_t i = 0; i < LEXICON_DOCUMENTS; i++) documents[i] = words_of(&sheet);
    assert_int_equal(nd_lexicon_make(&lexicon, &match), ND_OK);
    assert_true(nd_lexicon_tells(&lexicon));
    sheet_drop(&sheet);
    return lexicon;
}

#endif /* ND_TESTS_NUMBERED_H */
