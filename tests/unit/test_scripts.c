/*
 * test_scripts.c - words of scripts with and without blanks, long words, long documents, kernels
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/words.h"

enum { MIB = 1 << 20 };

/* ---- Scripts --------------------------------------------------------------------------------- */

static void han_and_kana_go_by_character(void **state) {
    assert_reads(state, "\xe6\xb8\xaf\xe5\x8f\xa3\xe3\x81\xae\xe6\xb5\xb7",
                 "\xe6\xb8\xaf \xe5\x8f\xa3 \xe3\x81\xae \xe6\xb5\xb7");
    assert_reads(state, "\xe3\x82\xab\xe3\x83\xbc\xe3\x83\x88", /* the long-vowel mark too */
                 "\xe3\x82\xab \xe3\x83\xbc \xe3\x83\x88");
    assert_reads(state, "\xf0\xa0\x80\x80\xe3\x80\x85\xe3\x80\x87",
                 "\xf0\xa0\x80\x80 \xe3\x80\x85 \xe3\x80\x87");
    assert_reads(state, "\xe3\x80\x8c\xe6\xb8\xaf\xe3\x80\x8d\xe3\x80\x82\xe3\x83\xbb\xe6\xb5\xb7",
                 "\xe6\xb8\xaf \xe6\xb5\xb7");
}

static void a_voiced_kana_is_one_word_in_every_form(void **state) {
    assert_reads(state, "\xe3\x81\x8c\xe3\x82\xae", "\xe3\x81\x8c \xe3\x82\xae");
    assert_alike(state, "\xe3\x81\x8c", "\xe3\x81\x8b\xe3\x82\x99");
    assert_alike(state, "\xe3\x82\xae", "\xef\xbd\xb7\xef\xbe\x9e");
}

/* Other marks may come before the sound mark; a kana has one only. */
static void a_sound_mark_joins_its_kana(void **state) {
    assert_alike(state, "\u304b\u3099\u0334", "\u304b\u0334\u3099");
    assert_alike(state, "\u304b\u3099\u0301", "\u304b\u0301\u3099");
    assert_reads(state, "\u304b\u3099\u3099", "\u304c\u3099");
    assert_reads(state, "\u3042\u3099 a\u3099", "\u3042\u3099 a\u3099");
    assert_alike(state, "\u30a6\u3099\u30ef\u3099\u30cf\u309a", "\u30f4\u30f7\u30d1");
}

static void a_hangul_syllable_is_one_in_every_form(void **state) {
    assert_reads(state, "\u1112\u1161\u11bc\u1100\u116e", "\ud56d\uad6c");
    assert_reads(state, "\ud558\u11bc-\u1100\u116e", "\ud56d\uad6c");
    assert_alike(state, "\uffbe\uffc2 \u314e\u314f", "\ud558 \ud558");
    assert_reads(state, "\ud56d\u1161 \u1161\u11bc \u1112\u11bc",
                 "\ud56d\u1161 \u1161\u11bc \u1112\u11bc"); /* what is no syllable */
}

static void thai_and_lao_go_by_character_with_marks(void **state) {
    assert_reads(state, "\xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88\xe0\xb8\x99\xe0\xb8\xb5\xe0\xb9\x88",
                 "\xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88 \xe0\xb8\x99\xe0\xb8\xb5\xe0\xb9\x88");
    assert_reads(state, "\xe0\xba\x9e\xe0\xba\xb2\xe0\xba\xaa\xe0\xba\xb2",
                 "\xe0\xba\x9e \xe0\xba\xb2 \xe0\xba\xaa \xe0\xba\xb2");
    /* the vowel AM, composed or not, also where there is no consonant before it */
    assert_reads(state, "\xe0\xb8\x99\xe0\xb9\x89\xe0\xb8\xb3\xe0\xb8\x94",
                 "\xe0\xb8\x99\xe0\xb9\x89\xe0\xb9\x8d \xe0\xb8\xb2 \xe0\xb8\x94");
    assert_alike(state, "\xe0\xb8\x99\xe0\xb8\xb3", "\xe0\xb8\x99\xe0\xb9\x8d\xe0\xb8\xb2");
    assert_reads(state, "\xe0\xb8\xb3x a\xe0\xb8\xb3x",
                 "\xe0\xb8\xb2 x a\xe0\xb9\x8d \xe0\xb8\xb2 x");
}

static void khmer_and_myanmar_go_by_character_with_marks(void **state) {
    assert_reads(state, "\xe1\x9e\x95\xe1\x9f\x92\xe1\x9e\x9f\xe1\x9e\xb6\xe1\x9e\x9a",
                 "\xe1\x9e\x95\xe1\x9f\x92 \xe1\x9e\x9f\xe1\x9e\xb6 \xe1\x9e\x9a");
    assert_reads(state, "\xe1\x80\x99\xe1\x80\xbc\xe1\x80\x94\xe1\x80\xba",
                 "\xe1\x80\x99\xe1\x80\xbc \xe1\x80\x94\xe1\x80\xba");
}

static void other_scripts_go_by_word(void **state) {
    assert_reads(state, "\xed\x95\xad\xea\xb5\xac \xeb\xb0\xb0",
                 "\xed\x95\xad\xea\xb5\xac \xeb\xb0\xb0"); /* Korean */
    assert_reads(state,
                 "\xe0\xa4\xac\xe0\xa4\x82\xe0\xa4\xa6\xe0\xa4\xb0\xe0\xa4\x97\xe0\xa4\xbe"
                 "\xe0\xa4\xb9\xe0\xa5\xa4 \xe0\xa4\x95\xe0\xa5\x87",
                 "\xe0\xa4\xac\xe0\xa4\x82\xe0\xa4\xa6\xe0\xa4\xb0\xe0\xa4\x97\xe0\xa4\xbe"
                 "\xe0\xa4\xb9 \xe0\xa4\x95\xe0\xa5\x87"); /* Devanagari, with a danda */
    assert_reads(state, "\xe1\x8b\x88\xe1\x8b\xb0\xe1\x89\xa5\xe1\x8d\xa1\xe1\x8a\x90\xe1\x8b\x8d",
                 "\xe1\x8b\x88\xe1\x8b\xb0\xe1\x89\xa5 \xe1\x8a\x90\xe1\x8b\x8d"); /* Ethiopic */
    assert_reads(
        state, "\xd9\x85\xd9\x8a\xd9\x86\xd8\xa7\xd8\xa1\xd8\x8c \xd8\xa8",
        "\xd9\x85\xdb\x8c\xd9\x86\xd8\xa7\xd8\xa1 \xd8\xa8"); /* Arabic, yeh as in Persian */
}

/* KIYI, in capitals and as it is written, and Istanbul, in both and by those who know one i. */
static void the_i_of_turkish_has_no_dot_to_lose(void **state) {
    assert_reads(state, "KIYI k\xc4\xb1y\xc4\xb1", "kiyi kiyi");
    assert_reads(state, "\xc4\xb0STANBUL I\xcc\x87stanbul i\xcc\x87stanbul istanbul ISTANBUL",
                 "istanbul istanbul istanbul istanbul istanbul");
}

static void a_change_of_script_without_blanks_separates(void **state) {
    assert_reads(state,
                 "a\xe6\xb8\xaf"
                 "b2\xe6\xb5\xb7",
                 "a \xe6\xb8\xaf b2 \xe6\xb5\xb7");
    assert_reads(state, "harbour\xe6\xb8\xafwww.example.org \xe6\xb5\xb7www.example.org",
                 "harbour \xe6\xb8\xaf \xe6\xb5\xb7");
    assert_reads(state,
                 "\xe6\xb8\xaf"
                 "abcdefghijk",
                 "\xe6\xb8\xaf abcdefghijk");
    assert_reads(state,
                 "\xe6\xb8\xaf\xcc\x81"
                 "a",
                 "\xe6\xb8\xaf a");
}

/* ---- Long words, long documents -------------------------------------------------------------- */

static void add_many(struct prop_text *text, const char *bytes, size_t times) {
    prop_add_string(text, "");
    for (size_t i = 0; i < times; i++) prop_add_string(text, bytes);
}

static void a_long_word_is_cut_from_its_beginning(void **state) {
    static const size_t sizes[] = {ND_MAX_WORD_BYTES - 1,        ND_MAX_WORD_BYTES,
                                   ND_MAX_WORD_BYTES + 1,        2 * ND_MAX_WORD_BYTES,
                                   16 * ND_MAX_WORD_BYTES - 1,   16 * ND_MAX_WORD_BYTES + 255,
                                   16 * ND_MAX_WORD_BYTES + 256, 40 * ND_MAX_WORD_BYTES + 7};
    for (size_t s = 0; s < LENGTH_OF(sizes); s++)
        for (size_t before = 0; before < 3; before++) {
            struct prop_text text = {0};
            add_many(&text, "one ", before);
            add_many(&text, "x", sizes[s]);
            add_many(&text, " two", before);
            check_read(reader_of(state), text.bytes, text.size, ND_ENCODING_DETECT, ND_CONTENT_UTF8,
                       text.bytes, __LINE__);
            prop_free(&text);
        }
}

static void a_long_word_of_two_byte_letters_is_cut_alike(void **state) {
    struct prop_text text = {0};
    add_many(&text, "\xce\xb8", 3 * ND_MAX_WORD_BYTES + 5);
    check_read(reader_of(state), text.bytes, text.size, ND_ENCODING_DETECT, ND_CONTENT_UTF8,
               text.bytes, __LINE__);
    prop_free(&text);
}

/* Folded text of a few MiB in one line, written so that folding changes every second letter. */
static void a_document_of_megabytes_in_one_line_is_read(void **state) {
    struct prop_random random = {7};
    struct prop_text text = {0}, folded = {0};
    while (text.size < 3 * MIB) {
        struct prop_text word = {0};
        prop_add_word(&word, prop_below(&random, 100000));
        prop_add_string(&folded, word.bytes);
        for (size_t i = 0; i < word.size; i++)
            if (i % 2 == 0 && word.bytes[i] >= 'a' && word.bytes[i] <= 'z')
                word.bytes[i] = (char)(word.bytes[i] - 'a' + 'A');
        prop_add_string(&text, word.bytes);
        prop_free(&word);
        prop_add_string(&text, prop_below(&random, 9) == 0 ? "\xe2\x80\x94" : ".");
        prop_add_string(&folded, " ");
    }
    /* composed letters of the made-up words decompose: compare with the folded text read itself */
    check_alike(reader_of(state), folded.bytes, folded.size, text.bytes, text.size, __LINE__);
    prop_free(&text);
    prop_free(&folded);
}

static void megabytes_of_one_character_are_read(void **state) {
    static const char *const characters[] = {
        " ",        "\n",           "-",        "@",        ":",  "]",   "w",  "W",  "x",
        "\xc3\xa9", "\xe6\xb8\xaf", "\xc2\xad", "\xcc\x81", "](", "://", "a@", "a-", "-\n",
        "ww.",      "\xe0\xb8\xb3"};
    for (size_t c = 0; c < LENGTH_OF(characters); c++) {
        struct prop_text text = {0};
        struct nd_document_info info;
        add_many(&text, characters[c], MIB / 4);
        for (int placed = 0; placed < 2; placed++) {
            struct nd_tokenizer *t = placed ? reader_of(state)->placed : reader_of(state)->plain;
            assert_int_equal(nd_tokenize(t, text.bytes, text.size, ND_ENCODING_DETECT, &info),
                             ND_OK);
        }
        assert_true(places_hold(reader_of(state)->placed));
        prop_free(&text);
    }
}

/* A mark out of order passes thousands of others: this must not take quadratic time, and must not
 * depend on how many fit in a buffer. */
static void megabytes_of_marks_out_of_order_are_read(void **state) {
    struct prop_text text = {0};
    struct nd_document_info info;
    for (size_t i = 0; i < 64; i++) {
        prop_add_string(&text, "a");
        add_many(&text, "\xcc\x88", 8000);
        add_many(&text, "\xcc\xa3", 8000);
    }
    assert_int_equal(
        nd_tokenize(reader_of(state)->placed, text.bytes, text.size, ND_ENCODING_DETECT, &info),
        ND_OK);
    assert_true(places_hold(reader_of(state)->placed));
    prop_free(&text);
}

/* ---- Kernels --------------------------------------------------------------------------------- */

static void add_random(struct prop_random *random, struct prop_text *text) {
    static const char *const pieces[] = {"a",
                                         "W",
                                         "ww",
                                         "w.",
                                         "www.a",
                                         "-",
                                         "-\n",
                                         "@",
                                         ":",
                                         "://",
                                         "](",
                                         ")",
                                         " ",
                                         "\r\n",
                                         "9",
                                         "\xc2\xad",
                                         "\xc3\x89",
                                         "\xcc\x81",
                                         "harbour ",
                                         "\xcc\xa3",
                                         "\xe6\xb8\xaf",
                                         "\xe2\x80\x8b",
                                         "\xe2\x80\x90",
                                         "\xef\xbc\x91",
                                         "_",
                                         ". The ",
                                         "x@y.z"};
    const uint32_t kinds = 1 + prop_below(random, LENGTH_OF(pieces));
    prop_add_string(text, "");
    for (uint32_t i = prop_below(random, 200); i > 0; i--)
        prop_add_string(text, pieces[prop_below(random, kinds)]);
}

static void all_kernels_read_the_same_words(void **state) {
    struct prop_random random = {20260101};
    for (size_t k = 0; k < nd_kernels_count(); k++) {
        struct nd_tokenizer *tokenizers[2];
        if (!nd_kernels_usable(nd_kernels_at(k))) continue;
        for (int places = 0; places < 2; places++)
            assert_int_equal(nd_tokenizer_new(nd_kernels_at(k), places != 0, &tokenizers[places]),
                             ND_OK);
        for (int i = 0; i < 3000; i++) {
            struct prop_text text = {0};
            struct hashes best, other[2];
            add_random(&random, &text);
            best = read_with(reader_of(state)->plain, text.bytes, text.size, ND_ENCODING_DETECT,
                             ND_CONTENT_UTF8);
            for (int p = 0; p < 2; p++) {
                other[p] = read_with(tokenizers[p], text.bytes, text.size, ND_ENCODING_DETECT,
                                     ND_CONTENT_UTF8);
                check_same(&other[p], &best, text.bytes, nd_kernels_at(k)->name, __LINE__);
                free(other[p].words);
            }
            assert_true(places_hold(tokenizers[1]));
            free(best.words);
            prop_free(&text);
        }
        nd_tokenizer_free(tokenizers[0]);
        nd_tokenizer_free(tokenizers[1]);
    }
}

static void places_are_those_of_the_words(void **state) {
    struct nd_tokenizer *const placed = reader_of(state)->placed;
    static const char text[] = "\xef\xbb\xbf"
                               "One har-\n  bour, caf\xc3\xa9\xe2\x80\xa6 \xe6\xb8\xaf\xe6\xb5\xb7 "
                               "http://x.y/z a@b.c www.d.e [f](g) so\xc2\xadh "
                               "\u1112\u1161\u11bc\u1100\u116e \u304b\u0334\u3099.";
    static const char *const words[] = {"One",
                                        "har-\n  bour",
                                        "caf\xc3\xa9",
                                        "\xe6\xb8\xaf",
                                        "\xe6\xb5\xb7",
                                        "f",
                                        "so\xc2\xadh",
                                        "\u1112\u1161\u11bc\u1100\u116e",
                                        "\u304b\u0334\u3099"};
    struct nd_document_info info;
    assert_int_equal(nd_tokenize(placed, text, sizeof text - 1, ND_ENCODING_DETECT, &info), ND_OK);
    assert_int_equal(info.words, LENGTH_OF(words));
    assert_int_equal(placed->size, sizeof text - 1 - 3);
    for (size_t i = 0; i < LENGTH_OF(words); i++) {
        const struct nd_word_place place = placed->places[i];
        assert_int_equal(place.end - place.begin, strlen(words[i]));
        assert_memory_equal(placed->text + place.begin, words[i], strlen(words[i]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(han_and_kana_go_by_character),
        cmocka_unit_test(a_voiced_kana_is_one_word_in_every_form),
        cmocka_unit_test(a_sound_mark_joins_its_kana),
        cmocka_unit_test(a_hangul_syllable_is_one_in_every_form),
        cmocka_unit_test(thai_and_lao_go_by_character_with_marks),
        cmocka_unit_test(khmer_and_myanmar_go_by_character_with_marks),
        cmocka_unit_test(other_scripts_go_by_word),
        cmocka_unit_test(the_i_of_turkish_has_no_dot_to_lose),
        cmocka_unit_test(a_change_of_script_without_blanks_separates),
        cmocka_unit_test(a_long_word_is_cut_from_its_beginning),
        cmocka_unit_test(a_long_word_of_two_byte_letters_is_cut_alike),
        cmocka_unit_test(a_document_of_megabytes_in_one_line_is_read),
        cmocka_unit_test(megabytes_of_one_character_are_read),
        cmocka_unit_test(megabytes_of_marks_out_of_order_are_read),
        cmocka_unit_test(all_kernels_read_the_same_words),
        cmocka_unit_test(places_are_those_of_the_words),
    };
    return cmocka_run_group_tests(tests, reader_open, reader_close);
}
