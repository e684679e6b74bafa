/*
 * test_lexicon.c - which words a corpus knows, and when it can tell
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/numbered.h"

enum { LEAST = LEXICON_DOCUMENTS * LEXICON_WORDS }; /* words of a sample that can tell */

/* `count` documents of `each` words, number 0, 1, 2 ... and so on over all of them. */
static struct nd_words *number_all(struct sheet *sheet, uint32_t count, uint32_t each) {
    struct nd_words *const documents = calloc(count + 1, sizeof *documents);
    assert_non_null(documents);
    sheet_add(sheet, 0, count * each);
    for (uint32_t i = 0; i < count; i++)
        documents[i] = (struct nd_words){sheet->words + (size_t)i * each, each};
    return documents;
}

/* One piece after the other, the last first. */
static nd_status run_backwards(void *self, size_t tasks, nd_task_fn fn, void *context) {
    nd_status status = ND_OK;
    (void)self;
    while (tasks > 0 && status == ND_OK) status = fn(context, --tasks, 0);
    return status;
}

static struct nd_lexicon lexicon_by(uint32_t workers, const struct nd_words *documents,
                                    uint32_t count) {
    const struct nd_executor executor = {.workers = workers, .run = run_backwards};
    const struct nd_match match = {.documents = documents, .count = count, .executor = &executor};
    struct nd_lexicon lexicon;
    assert_int_equal(nd_lexicon_make(&lexicon, &match), ND_OK);
    return lexicon;
}

static struct nd_lexicon lexicon_of(const struct nd_words *documents, uint32_t count) {
    return lexicon_by(1, documents, count);
}

static bool tells(const struct nd_words *documents, uint32_t count) {
    struct nd_lexicon lexicon = lexicon_of(documents, count);
    const bool told = nd_lexicon_tells(&lexicon);
    nd_lexicon_free(&lexicon);
    return told;
}

static bool is_strange(const struct nd_lexicon *lexicon, uint32_t n) {
    const uint32_t word = number(n);
    return nd_lexicon_strange(lexicon, &word, 1) == 1;
}

/* ---- Whether it can tell --------------------------------------------------------------------- */

static void no_lexicon_finds_nothing_strange(void **state) {
    const struct nd_lexicon none = {0};
    const uint32_t words[] = {1, 2, 3};
    (void)state;
    assert_false(nd_lexicon_tells(NULL));
    assert_false(nd_lexicon_tells(&none));
    assert_int_equal(nd_lexicon_strange(NULL, words, 3), 0);
    assert_int_equal(nd_lexicon_strange(&none, words, 3), 0);
    assert_false(tells(NULL, 0));
}

static void a_small_corpus_cannot_tell(void **state) {
    struct sheet sheet = {0};
    struct nd_words *const documents = number_all(&sheet, LEXICON_DOCUMENTS, LEXICON_WORDS);
    struct nd_lexicon lexicon;
    (void)state;
    assert_true(tells(documents, LEXICON_DOCUMENTS));
    documents[7].count--; /* one word less */
    lexicon = lexicon_of(documents, LEXICON_DOCUMENTS);
    assert_false(nd_lexicon_tells(&lexicon));
    assert_int_equal(nd_lexicon_strange(&lexicon, sheet.words, 100), 0);
    nd_lexicon_free(&lexicon);
    free(documents);
    sheet_drop(&sheet);
}

static void of_a_long_document_the_beginning_counts(void **state) {
    struct sheet sheet = {0};
    struct nd_words *const documents = number_all(&sheet, LEXICON_DOCUMENTS, LEXICON_WORDS);
    struct nd_words *const longer = &documents[LEXICON_DOCUMENTS - 2]; /* takes in the last one */
    struct nd_lexicon lexicon;
    (void)state;
    longer->count += LEXICON_WORDS;
    assert_false(
        tells(documents, LEXICON_DOCUMENTS - 1)); /* as many words, but one document less */
    documents[LEXICON_DOCUMENTS - 1] = *longer;   /* the same again: all words stand twice */
    lexicon = lexicon_of(documents, LEXICON_DOCUMENTS);
    assert_true(nd_lexicon_tells(&lexicon));
    assert_int_equal(nd_lexicon_strange(&lexicon, longer->words, longer->count), LEXICON_WORDS);
    assert_int_equal(nd_lexicon_strange(&lexicon, longer->words, LEXICON_WORDS), 0);
    nd_lexicon_free(&lexicon);
    free(documents);
    sheet_drop(&sheet);
}

/* ---- What it knows --------------------------------------------------------------------------- */

static void a_word_is_strange_until_it_stands_twice(void **state) {
    struct sheet sheet = {0};
    struct nd_words *const documents = number_all(&sheet, LEXICON_DOCUMENTS, LEXICON_WORDS);
    struct nd_lexicon lexicon;
    const uint32_t words[] = {number(0), number(1), number(2), number(3), number(LEAST)};
    (void)state;
    sheet.words[5] = number(1);         /* twice in one document */
    sheet.words[LEAST - 1] = number(2); /* and in two */
    lexicon = lexicon_of(documents, LEXICON_DOCUMENTS);
    assert_true(is_strange(&lexicon, 0));
    assert_false(is_strange(&lexicon, 1));
    assert_false(is_strange(&lexicon, 2));
    assert_true(is_strange(&lexicon, LEAST)); /* it stands nowhere */
    assert_int_equal(nd_lexicon_strange(&lexicon, words, 5), 3);
    assert_int_equal(nd_lexicon_strange(&lexicon, words, 0), 0);
    nd_lexicon_free(&lexicon);
    free(documents);
    sheet_drop(&sheet);
}

/* However long it is; others may be empty. */
static void the_last_word_of_a_document_is_learned(void **state) {
    static const uint32_t lengths[] = {1, 2, 255, 256, 257, 512, 513, LEXICON_WORDS};
    struct sheet sheet = {0};
    struct nd_words *const documents = number_all(&sheet, LEXICON_DOCUMENTS + 3, LEXICON_WORDS);
    struct nd_words *const extra = &documents[LEXICON_DOCUMENTS];
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(lengths); i++) {
        struct nd_lexicon lexicon;
        extra[0].count = lengths[i];
        extra[1] = extra[0];
        extra[2].count = 0;
        lexicon = lexicon_of(documents, LEXICON_DOCUMENTS + 3);
        assert_false(is_strange(&lexicon, LEAST + lengths[i] - 1));
        assert_true(is_strange(&lexicon, LEAST + lengths[i]));
        nd_lexicon_free(&lexicon);
    }
    free(documents);
    sheet_drop(&sheet);
}

/* Whatever part of the sample a word stands in, and whoever is done first. */
static void threads_learn_the_same(void **state) {
    enum { SOME = 8 };
    struct sheet sheet = {0};
    struct nd_words *const documents = number_all(&sheet, LEXICON_DOCUMENTS, LEXICON_WORDS);
    struct nd_lexicon alone;
    (void)state;
    for (uint32_t i = 0; i < LEAST; i++) sheet.words[i] = number(i * i % (LEAST / 2));
    for (uint32_t a = 0; a < SOME; a++) /* each two documents have a word that no other has */
        for (uint32_t b = a + 1; b < SOME; b++)
            sheet.words[a * LEXICON_WORDS + b] = sheet.words[b * LEXICON_WORDS + a] =
                number(LEAST + SOME * a + b);
    alone = lexicon_of(documents, LEXICON_DOCUMENTS);
    for (uint32_t workers = 2; workers <= 5; workers++) {
        struct nd_lexicon lexicon = lexicon_by(workers, documents, LEXICON_DOCUMENTS);
        assert_int_equal(lexicon.misread, alone.misread);
        for (uint32_t n = 0; n < LEAST + SOME * SOME; n++)
            assert_int_equal(is_strange(&lexicon, n), is_strange(&alone, n));
        nd_lexicon_free(&lexicon);
    }
    nd_lexicon_free(&alone);
    free(documents);
    sheet_drop(&sheet);
}

/* Of 8,192 documents every second one is in the sample, of 4,097 too. */
static void of_many_documents_a_sample_is_known(void **state) {
    enum { MANY = 8192, EACH = LEAST / (MANY / 2) };
    struct sheet sheet = {0};
    struct nd_words *const documents = number_all(&sheet, MANY, EACH);
    struct nd_lexicon lexicon;
    (void)state;
    for (uint32_t i = 0; i < MANY * EACH; i++) sheet.words[i] = number(i / EACH);
    assert_true(tells(documents, MANY));
    assert_true(tells(documents, MANY / 2));
    assert_false(tells(documents, MANY / 2 + 1)); /* 2,049 documents */
    assert_false(tells(documents, MANY - 2));     /* one less in the sample */
    assert_true(tells(documents, MANY - 1));
    lexicon = lexicon_of(documents, MANY);
    for (uint32_t i = 0; i < MANY; i++) assert_int_equal(is_strange(&lexicon, i), i % 2);
    nd_lexicon_free(&lexicon);
    free(documents);
    sheet_drop(&sheet);
}

static void the_lexicon_of_the_tests_knows_its_words(void **state) {
    struct nd_lexicon lexicon = known_words();
    (void)state;
    for (uint32_t n = 0; n < KNOWN_WORDS; n++) assert_false(is_strange(&lexicon, n));
    for (uint32_t n = KNOWN_WORDS; n < 100000; n++) assert_true(is_strange(&lexicon, n));
    nd_lexicon_free(&lexicon);
}

/* All words but the first ones are one word. */
static void a_corpus_is_misread_when_one_word_in_forty_stands_once(void **state) {
    enum { STRANGE = LEAST / 40 + 1 };
    struct sheet sheet = {0};
    struct nd_words *const documents = number_all(&sheet, LEXICON_DOCUMENTS, LEXICON_WORDS);
    struct nd_lexicon lexicon;
    (void)state;
    for (uint32_t i = STRANGE; i < LEAST; i++) sheet.words[i] = number(STRANGE);
    lexicon = lexicon_of(documents, LEXICON_DOCUMENTS);
    assert_true(lexicon.misread);
    assert_true(nd_lexicon_misread(&lexicon, &documents[LEXICON_DOCUMENTS - 1]));
    nd_lexicon_free(&lexicon);
    assert_false(nd_lexicon_misread(&lexicon, &documents[0])); /* it cannot tell any more */
    sheet.words[0] = number(STRANGE);
    lexicon = lexicon_of(documents, LEXICON_DOCUMENTS);
    assert_false(lexicon.misread);
    assert_true(nd_lexicon_misread(&lexicon, &documents[0]));
    assert_false(nd_lexicon_misread(&lexicon, &documents[LEXICON_DOCUMENTS - 1]));
    nd_lexicon_free(&lexicon);
    free(documents);
    sheet_drop(&sheet);
}

/* A document of `known` words and `strange` ones before them. */
static bool is_misread(const struct nd_lexicon *lexicon, uint32_t strange, uint32_t known) {
    struct sheet sheet = {0};
    struct nd_words document;
    bool misread;
    sheet_add(&sheet, KNOWN_WORDS, strange);
    sheet_add(&sheet, 0, known);
    document = words_of(&sheet);
    misread = nd_lexicon_misread(lexicon, &document);
    sheet_drop(&sheet);
    return misread;
}

static void a_long_document_shows_that_it_was_misread(void **state) {
    struct nd_lexicon lexicon = known_words();
    (void)state;
    assert_false(is_misread(&lexicon, 127, 0));
    assert_true(is_misread(&lexicon, 128, 0));
    assert_true(is_misread(&lexicon, 7, 133));
    assert_false(is_misread(&lexicon, 7, 134));
    assert_true(is_misread(&lexicon, 13, 3000)); /* of the first 256 words */
    assert_false(is_misread(&lexicon, 12, 3000));
    nd_lexicon_free(&lexicon);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_lexicon_finds_nothing_strange),
        cmocka_unit_test(a_small_corpus_cannot_tell),
        cmocka_unit_test(of_a_long_document_the_beginning_counts),
        cmocka_unit_test(a_word_is_strange_until_it_stands_twice),
        cmocka_unit_test(the_last_word_of_a_document_is_learned),
        cmocka_unit_test(threads_learn_the_same),
        cmocka_unit_test(of_many_documents_a_sample_is_known),
        cmocka_unit_test(the_lexicon_of_the_tests_knows_its_words),
        cmocka_unit_test(a_corpus_is_misread_when_one_word_in_forty_stands_once),
        cmocka_unit_test(a_long_document_shows_that_it_was_misread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
