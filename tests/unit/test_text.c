/*
 * test_text.c - one text set in many ways has the same words
 *
 * What a typesetter, a keyboard or a converter changes leaves no difference; what separates words
 * separates them however it is written.
 *
 * SPDX-License-Identifier: MIT
 */
#include <utf8proc.h>

#include "unit/words.h"

/* Invented, with hyphens, dashes, quotes, accents, digits and several scripts in it. */
#define ARTICLE                                                                                    \
    "Port Ellery\xe2\x80\x99s long-awaited harbour wall, 412 metres of it, is a well-known "       \
    "eye-sore; but \xe2\x80\x9cit holds,\xe2\x80\x9d said the mayor \xe2\x80\x94 a one-time "      \
    "ship-builder \xe2\x80\x94 on Monday. The caf\xc3\xa9-owners of \xc3\x85rnes agree: since "    \
    "1987 the wall (and the na\xc3\xafve fa\xc3\xa7"                                               \
    "ade behind it) has kept out forty-one "                                                       \
    "storms, the worst of them in mid-December. \xd0\x9f\xd0\xbe\xd1\x80\xd1\x82-"                 \
    "\xd0\xad\xd0\xbb\xd0\xbb\xd0\xb5\xd1\x80\xd0\xb8 \xd0\xb6\xd0\xb4\xd1\x91\xd1\x82. "          \
    "\xe6\xb8\xaf\xe3\x82\x92\xe8\xa6\x8b\xe3\x82\x8b\xe3\x80\x82 \xed\x95\xad\xea\xb5\xac "       \
    "\xed\x8f\xac\xed\x8a\xb8. Co-operation, they say, is half-way to self-reliance."

static bool is_latin(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The end of the piece that begins at `at` and that no line end may fall into. */
static size_t piece_end(const char *text, size_t size, size_t at) {
    while (at < size && text[at] != ' ') {
        at++;
        if (at < size && at >= 2 && text[at - 1] == '-' && is_latin(text[at - 2]) &&
            is_latin(text[at]))
            break;
    }
    return at;
}

/* Wraps as most programs do: at blanks, and behind hyphens between letters. */
static void wrap(const char *text, size_t width, const char *line_end, struct prop_text *to) {
    const size_t size = strlen(text);
    size_t column = 0;
    prop_add_string(to, "");
    for (size_t at = 0; at < size;) {
        const size_t end = piece_end(text, size, at);
        if (column != 0 && column + (end - at) > width) {
            while (to->size > 0 && to->bytes[to->size - 1] == ' ') to->size--;
            prop_add_string(to, line_end);
            column = 0;
        }
        prop_add(to, text + at, end - at);
        column += end - at;
        at = end;
        if (at < size && text[at] == ' ') {
            prop_add_string(to, " ");
            column++;
            at++;
        }
    }
}

static void wrapping_at_any_width_changes_no_word(void **state) {
    static const char *const line_ends[] = {"\n", "\r\n", "\r", "\n    ", "\r\n\t", "\n \t "};
    for (size_t e = 0; e < LENGTH_OF(line_ends); e++)
        for (size_t width = 1; width <= 90; width++) {
            struct prop_text wrapped = {0};
            wrap(ARTICLE, width, line_ends[e], &wrapped);
            check_alike(reader_of(state), BYTES_OF(ARTICLE), wrapped.bytes, wrapped.size, __LINE__);
            prop_free(&wrapped);
        }
}

static void every_kind_of_blank_separates(void **state) {
    assert_reads(state,
                 "one two\tthree\nfour\r\nfive\rsix\x0bseven\x0c"
                 "eight",
                 "one two three four five six seven eight");
    assert_reads(state,
                 "one\xc2\xa0two\xe2\x80\x89three\xe3\x80\x80"
                 "four\xe2\x80\xaf"
                 "five",
                 "one two three four five"); /* no-break, thin, ideographic, narrow no-break */
    assert_reads(state,
                 "one\xe2\x80\xa8two\xe2\x80\xa9three\xc2\x85"
                 "four",
                 "one two three four");
}

static void normal_forms_have_the_same_words(void **state) {
    const utf8proc_uint8_t *const text = (const utf8proc_uint8_t *)ARTICLE;
    utf8proc_uint8_t *const forms[] = {utf8proc_NFD(text), utf8proc_NFC(text), utf8proc_NFKD(text),
                                       utf8proc_NFKC(text)};
    for (size_t i = 0; i < LENGTH_OF(forms); i++) {
        const char *const form = (const char *)forms[i];
        assert_non_null(form);
        check_alike(reader_of(state), BYTES_OF(ARTICLE), form, strlen(form), __LINE__);
        free(forms[i]);
    }
}

static void quotes_of_any_kind_separate(void **state) {
    static const char *const quotes[] = {"\"",
                                         "'",
                                         "`",
                                         "''",
                                         "``",
                                         "\xc2\xab",
                                         "\xc2\xbb",
                                         "\xe2\x80\x98",
                                         "\xe2\x80\x99",
                                         "\xe2\x80\x9a",
                                         "\xe2\x80\x9b",
                                         "\xe2\x80\x9c",
                                         "\xe2\x80\x9d",
                                         "\xe2\x80\x9e",
                                         "\xe2\x80\x9f",
                                         "\xe2\x80\xb9",
                                         "\xe2\x80\xba",
                                         "\xe2\x80\xb2",
                                         "\xe2\x80\xb3",
                                         "\xe3\x80\x8c",
                                         "\xe3\x80\x8d",
                                         "\xef\xbc\x87",
                                         "\xef\xbc\x82"};
    for (size_t i = 0; i < LENGTH_OF(quotes); i++) {
        struct prop_text text = {0};
        prop_add_string(&text, quotes[i]);
        prop_add_string(&text, "Well");
        prop_add_string(&text, quotes[i]);
        prop_add_string(&text, ", he said, the mayor");
        prop_add_string(&text, quotes[i]);
        prop_add_string(&text, "s idea");
        check_alike(reader_of(state), BYTES_OF("well he said the mayor s idea"), text.bytes,
                    text.size, __LINE__);
        prop_free(&text);
    }
}

static void accents_used_as_apostrophes_separate(void **state) {
    assert_reads(state, "don't", "don t");
    assert_reads(state, "don\xc2\xb4t", "don t");     /* acute accent */
    assert_reads(state, "don\xca\xbct", "don t");     /* modifier letter apostrophe */
    assert_reads(state, "Hawai\xca\xbbi", "hawai i"); /* modifier letter turned comma */
    assert_reads(state, "\xc2\xa8 \xc2\xaf \xcb\x9c a", "a");
}

static void dashes_of_any_kind_separate(void **state) {
    static const char *const dashes[] = {"\xe2\x80\x92",
                                         "\xe2\x80\x93",
                                         "\xe2\x80\x94",
                                         "\xe2\x80\x95",
                                         "\xe2\x88\x92",
                                         "--",
                                         "---",
                                         " - ",
                                         " -",
                                         "- ",
                                         "\xef\xb9\x98",
                                         "\xe3\x80\x9c",
                                         "...",
                                         "\xe2\x80\xa6",
                                         "/",
                                         "\\",
                                         "|",
                                         "_"};
    for (size_t i = 0; i < LENGTH_OF(dashes); i++) {
        struct prop_text text = {0};
        prop_add_string(&text, "one");
        prop_add_string(&text, dashes[i]);
        prop_add_string(&text, "two");
        check_alike(reader_of(state), BYTES_OF("one two"), text.bytes, text.size, __LINE__);
        prop_free(&text);
    }
}

/* Folded text goes on piece by piece; none may end within such a character. */
static void a_quote_separates_where_pieces_end(void **state) {
    static const char quoted[] = "\xe2\x80\x99t\xc3\xa9";
    static char text[ND_FOLD_ROOM + 16];
    for (size_t at = ND_FOLD_ROOM - 8; at < ND_FOLD_ROOM + 8; at++) {
        memset(text, ' ', at);
        memcpy(text + at, quoted, sizeof quoted);
        check_read(reader_of(state), text, at + sizeof quoted - 1, ND_ENCODING_DETECT,
                   ND_CONTENT_UTF8, "t\x65", __LINE__);
    }
}

static void case_makes_no_difference(void **state) {
    assert_reads(state, "THE Harbour", "the harbour");
    assert_alike(state, "\xd0\x9c\xd0\x9e\xd0\xa1\xd0\x9a\xd0\x92\xd0\x90",
                 "\xd0\xbc\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0");
    assert_alike(state, "STRASSE",
                 "stra\xc3\x9f"
                 "e");
    assert_alike(state,
                 "STRA\xe1\xba\x9e"
                 "E",
                 "strasse");
    assert_alike(state, "\xce\xa3\xce\x91\xce\xa3", "\xcf\x83\xce\xb1\xcf\x82"); /* final sigma */
    assert_alike(state,
                 "\xc3\x89"
                 "COLE",
                 "e\xcc\x81"
                 "cole");
}

static void compatible_characters_are_the_same(void **state) {
    assert_reads(state,
                 "o\xef\xac\x83"
                 "ce \xef\xac\x81nd \xc4\xb3s",
                 "office find ijs");
    assert_reads(state, "\xef\xbc\xa8\xef\xbd\x81 \xef\xbc\x92\xef\xbc\x90", "ha 20");
    assert_reads(state, "x\xc2\xb2 \xe2\x84\x96 \xe2\x84\xa2 \xe2\x85\xa7", "x2 no tm viii");
    /* half-width kana with a voicing mark of its own, and the iteration of it in full width */
    assert_alike(state, "\xef\xbd\xb6\xef\xbe\x9e\xef\xbd\xb7", "\xe3\x82\xac\xe3\x82\xad");
    assert_alike(state, "\xe3\x8d\xbf", "\xe6\xa0\xaa\xe5\xbc\x8f\xe4\xbc\x9a\xe7\xa4\xbe");
}

static void invisible_characters_leave_no_trace(void **state) {
    static const char *const invisible[] = {
        "\xc2\xad",     "\xe2\x80\x8b", "\xe2\x80\x8c",     "\xe2\x80\x8d",     "\xe2\x80\x8e",
        "\xe2\x80\x8f", "\xe2\x81\xa0", "\xef\xbb\xbf",     "\xef\xb8\x8f",     "\xcd\x8f",
        "\xd9\x80",     "\xe2\x80\xaa", "\xf3\xa0\x84\x80", "\xf3\xa0\x80\xa1", "\xd8\x9c"};
    static const char *const words[] = {"harbour", "\xc3\xa9t\xc3\xa9s",
                                        "\xd0\xbf\xd0\xbe\xd1\x80\xd1\x82",
                                        "\xe6\xb8\xaf\xe3\x82\x92", "\xed\x95\xad\xea\xb5\xac"};
    for (size_t w = 0; w < LENGTH_OF(words); w++)
        for (size_t i = 0; i < LENGTH_OF(invisible); i++) {
            struct prop_text text = {0};
            prop_add_string(&text, invisible[i]);
            for (const char *c = words[w]; *c != '\0'; c++) {
                prop_add(&text, c, 1);
                if ((c[1] & 0xc0) != 0x80) prop_add_string(&text, invisible[i]);
            }
            /* a byte order mark at the very beginning would be dropped as one */
            check_alike(reader_of(state), words[w], strlen(words[w]), text.bytes, text.size,
                        __LINE__);
            prop_free(&text);
        }
}

static void digits_of_any_script_are_the_same(void **state) {
    assert_reads(state, "\xd9\xa1\xd9\xa2\xd9\xa0 \xdb\xb1\xdb\xb9", "120 19");
    assert_reads(state, "\xe0\xa5\xa7\xe0\xa5\xaf-\xe0\xa7\xa7", "19 1");
    /* a word, although letters of this script are words of their own */
    assert_reads(state, "\xe0\xb9\x92\xe0\xb9\x95\xe0\xb8\x9b", "25 \xe0\xb8\x9b");
    assert_reads(state, "\xf0\x9d\x9f\x97\xf0\x9d\x9f\x98", "90"); /* bold, double-struck */
}

static void arabic_letters_are_those_of_persian(void **state) {
    assert_alike(state, "\xd9\x83\xd9\x8a\xd9\x89", "\xda\xa9\xdb\x8c\xdb\x8c");
    assert_alike(state, "\xef\xbb\x9b\xef\xbb\xb2", "\xda\xa9\xdb\x8c"); /* in their forms */
    assert_alike(state, "\xd8\xa6", "\xdb\x8c\xd9\x94");                 /* with hamza */
}

static void vowel_points_leave_no_trace(void **state) {
    assert_alike(state, "\xd9\x83\xd9\x90\xd8\xaa\xd9\x8e\xd8\xa7\xd8\xa8\xd9\x8c",
                 "\xd9\x83\xd8\xaa\xd8\xa7\xd8\xa8"); /* kitab, pointed and not */
    assert_alike(state, "\xd9\x83\xd9\x80\xd9\x80\xd8\xaa\xd8\xa7\xd8\xa8",
                 "\xd9\x83\xd8\xaa\xd8\xa7\xd8\xa8"); /* stretched */
    assert_alike(state, "\xd7\xa9\xd6\xb8\xd7\x81\xd7\x9c\xd7\x95\xd6\xb9\xd7\x9d",
                 "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"); /* shalom */
    assert_alike(state, "\xef\xac\xaa\xd7\x9c\xd7\x95\xd7\x9d", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d");
    assert_alike(state, "\xd8\xa3\xd8\xa5\xd8\xa2", "\xd8\xa7\xd8\xa7\xd8\xa7"); /* hamza, madda */
}

static void accents_leave_no_trace(void **state) {
    assert_reads(state, "\xc3\x89t\xc3\xa9 e\xcc\x81te\xcc\x81 ETE", "ete ete ete");
    assert_reads(state, "\xc8\x99i \xc5\x9fi \xc5\xa2\xc8\x9a", "si si tt"); /* comma, cedilla */
    assert_alike(state, "\xe1\xba\xa1\xcc\x88\xe1\xbb\xa3", "ao");           /* two each */
    assert_alike(state, "\xce\x86\xce\xbd\xce\xbf\xce\xb9\xce\xbe\xce\xb7",
                 "\xce\x91\xce\x9d\xce\x9f\xce\x99\xce\x9e\xce\x97"); /* Greek in capitals */
    assert_alike(state, "\xd1\x91\xd0\xb6", "\xd0\xb5\xd0\xb6");      /* Russian without yo */
    assert_alike(state, "\xe0\xa5\x9b", "\xe0\xa4\x9c");              /* without nukta */
}

static void letters_that_are_typed_for_others_are_these(void **state) {
    assert_reads(
        state,
        "\xc5\x81\xc3\xb3\x64\xc5\xba \xc4\x90or\xc4\x91\x65 \xc3\x98st s\xc5\x93ur \xc3\x86gir",
        "lodz dorde ost soeur aegir");
    assert_alike(state, "\xd9\x85\xd8\xaf\xd8\xb1\xd8\xb3\xd8\xa9",
                 "\xd9\x85\xd8\xaf\xd8\xb1\xd8\xb3\xd9\x87");                    /* ta marbuta */
    assert_alike(state, "\xdb\x81\xdb\x95\xd9\xb1", "\xd9\x87\xd9\x87\xd8\xa7"); /* hehs, wasla */
    assert_reads(state,
                 "\xd0\x89\xd1\x83\xd0\xb1\xd0\xb8\xd1\x9b\xd0\xb8, \xd1\x9f\xd0\xb5\xd0\xbf "
                 "\xc4\x8d\xc4\x87\xc5\xbe",
                 "ljubici dzep ccz"); /* Serbian in both of its scripts */
    assert_alike(state, "\xe0\xa4\xb9\xe0\xa4\x81", "\xe0\xa4\xb9\xe0\xa4\x82");
}

static void letters_with_hooks_and_strokes_are_plain(void **state) {
    assert_reads(
        state,
        "\xc6\x81\x61\xc6\x99i \xc6\x8a\x61n \xc6\xb4\x61n \xc6\x90y\xc9\x9b \xc6\x86k\xc9\x94m "
        "\xc5\x8b\xc6\x92\xc9\xa9 \xca\x8b\xc9\xa3\xc9\xb2 \xc9\x96\x61",
        "baki dan yan eye okom nfi vgn da");
    assert_reads(state, "\xc3\x9e\xc3\xb3r Gu\xc3\xb0ni \xc6\x8fliyev \xc7\x9d",
                 "thor gudni eliyev e");
    assert_reads(state,
                 "\xd2\x91\xd0\xb0\xd0\xb2\xd0\xb0 \xd1\x97\xd0\xb4\xd0\xbb\xd0\xbe "
                 "\xd1\x9e\xd1\x81\xd1\x91 \xd1\x95\xd0\xb8\xd0\xb4",
                 "gava idlo use sid");
    assert_reads(state,
                 "\xd2\x9b\xd0\xb0\xd1\x80\xd0\xb7 \xd2\x93\xd0\xb0\xd0\xbc "
                 "\xd2\xb3\xd0\xb0\xd0\xbc\xd0\xb0 \xd2\xb7\xd0\xbe\xd0\xb9",
                 "karz gam hama coi"); /* Tajik */
}

static void letters_of_other_keyboards_are_the_same(void **state) {
    assert_alike(
        state, "\xd8\xa8\xda\xbe\xd8\xa7\xd8\xa6\xdb\x8c \xd8\xb3\xd9\x88\xd8\xb1\xdb\x83",
        "\xd8\xa8\xd9\x87\xd8\xa7\xd8\xa6\xdb\x8c \xd8\xb3\xd9\x88\xd8\xb1\xd9\x87"); /* Urdu */
    assert_alike(state, "\xda\xab\xd8\xb1\xd8\xa7\xd9\x86 \xd9\x83\xd9\x88\xd8\xb1",
                 "\xda\xaf\xd8\xb1\xd8\xa7\xd9\x86 \xda\xa9\xd9\x88\xd8\xb1"); /* Pashto */
    assert_alike(state, "\xd7\xb0\xd7\x90\xd7\xb1\xd7\xb2\xd6\xb7",
                 "\xd7\x95\xd7\x95\xd7\x90\xd7\x95\xd7\x99\xd7\x99\xd7\x99"); /* Yiddish */
    assert_alike(state, "\xe0\xa8\x9c\xe0\xa8\xbc", "\xe0\xa8\x9c");          /* Punjabi */
    assert_alike(
        state, "\xe0\xa6\x89\xe0\xa7\x8e\xe0\xa6\xb8\xe0\xa6\xac",
        "\xe0\xa6\x89\xe0\xa6\xa4\xe0\xa7\x8d\xe2\x80\x8d\xe0\xa6\xb8\xe0\xa6\xac"); /* Bengali */
    assert_alike(
        state,
        "\xe0\xb4\x85\xe0\xb4\xb5\xe0\xb5\xbb\xe0\xb5\x8d\xe0\xb4\xb1\xe0\xb5\x86 "
        "\xe0\xb4\x8e\xe0\xb5\xba\xe0\xb4\xaa\xe0\xb4\xa4\xe0\xb4\xbf\xe0\xb5\xbd "
        "\xe0\xb4\x9a\xe0\xb5\x87\xe0\xb5\xbc\xe0\xb4\xa8\xe0\xb5\x8d\xe0\xb4\xa8\xe0\xb5\x8d",
        "\xe0\xb4\x85\xe0\xb4\xb5\xe0\xb4\xa8\xe0\xb5\x8d\xe0\xb4\xb1\xe0\xb5\x86 "
        "\xe0\xb4\x8e\xe0\xb4\xa3\xe0\xb5\x8d\xe2\x80\x8d\xe0\xb4\xaa\xe0\xb4\xa4\xe0\xb4\xbf\xe0"
        "\xb4\xb2\xe0\xb5\x8d\xe2\x80\x8d "
        "\xe0\xb4\x9a\xe0\xb5\x87\xe0\xb4\xb0\xe0\xb5\x8d\xe2\x80\x8d\xe0\xb4\xa8\xe0\xb5\x8d\xe0"
        "\xb4\xa8\xe0\xb5\x8d"); /* Malayalam */
    assert_alike(state,
                 "\xe1\x88\x90\xe1\x88\xa8\xe1\x8c\x8d \xe1\x8a\x80\xe1\x8b\xad\xe1\x88\x8d "
                 "\xe1\x88\xa0\xe1\x88\x8b\xe1\x88\x9d \xe1\x8b\x90\xe1\x8b\xb2\xe1\x88\xb5 "
                 "\xe1\x8d\x80\xe1\x88\x90\xe1\x8b\xad \xe1\x88\x83\xe1\x8c\x88\xe1\x88\xad "
                 "\xe1\x8c\x90\xe1\x8a\x95\xe1\x8b\xb0\xe1\x88\xad",
                 "\xe1\x88\x80\xe1\x88\xa8\xe1\x8c\x8d \xe1\x88\x80\xe1\x8b\xad\xe1\x88\x8d "
                 "\xe1\x88\xb0\xe1\x88\x8b\xe1\x88\x9d \xe1\x8a\xa0\xe1\x8b\xb2\xe1\x88\xb5 "
                 "\xe1\x8c\xb8\xe1\x88\x80\xe1\x8b\xad \xe1\x88\x80\xe1\x8c\x88\xe1\x88\xad "
                 "\xe1\x8c\x8e\xe1\x8a\x95\xe1\x8b\xb0\xe1\x88\xad"); /* Amharic */
    assert_alike(state, "\xca\xbb\x41\x62\x64 \xca\xbf\x41\x62\x64 \xca\xb9", "'Abd 'Abd '");
}

/* Two marks of Thai, above and below. */
static void marks_in_any_order_are_the_same(void **state) {
    assert_reads(state, "\xe0\xb8\x81\xe0\xb9\x88\xe0\xb8\xb8",
                 "\xe0\xb8\x81\xe0\xb8\xb8\xe0\xb9\x88");
    assert_reads(state, "\xe0\xb8\x81\xe0\xb9\x88\xe0\xb8\xb8\xe0\xb9\x88\xe0\xb8\xb8",
                 "\xe0\xb8\x81\xe0\xb8\xb8\xe0\xb8\xb8\xe0\xb9\x88\xe0\xb9\x88");
}

/* ---- Hyphens --------------------------------------------------------------------------------- */

static void a_hyphen_between_letters_joins(void **state) {
    assert_reads(state, "well-known e-mail x-ray", "wellknown email xray");
    assert_reads(state, "well\xe2\x80\x90known well\xe2\x80\x91known", "wellknown wellknown");
    assert_reads(
        state,
        "caf\xc3\xa9-owner \xd0\xbf\xd0\xbe-\xd1\x80\xd1\x83\xd1\x81\xd1\x81\xd0\xba\xd0\xb8",
        "cafeowner porusski");
    assert_reads(state, "well\xef\xbc\x8dknown well\xef\xb9\xa3known", "wellknown wellknown");
    assert_reads(state, "rock-'n'-roll mother-in-law", "rock n roll motherinlaw");
}

static void a_hyphen_at_a_line_end_joins(void **state) {
    assert_reads(state, "har-\nbour har-\r\nbour har-\rbour har-\n   bour har-\r\n\tbour",
                 "harbour harbour harbour harbour harbour");
    assert_reads(state, "har\xe2\x80\x90\nbour har\xe2\x80\x91\r\n  bour", "harbour harbour");
    assert_reads(state,
                 "har\xc2\xad\nbour har\xc2\xad\r\n\tbour har\xc2\xad"
                 "bour",
                 "harbour harbour harbour");
}

static void hyphens_of_other_scripts_join(void **state) {
    assert_alike(state, "\xd7\x91\xd7\x99\xd7\xaa\xd6\xbe\xd7\xa1\xd7\xa4\xd7\xa8",
                 "\xd7\x91\xd7\x99\xd7\xaa-\xd7\xa1\xd7\xa4\xd7\xa8"); /* maqaf */
    assert_alike(state,
                 "\xd5\xb0\xd5\xa1\xd6\x8a\n\xd6\x80\xd5\xa1\xd5\xbe "
                 "\xd5\xb0\xd5\xa1\xd6\x8a\xd6\x80\xd5\xa1\xd5\xbe",
                 "\xd5\xb0\xd5\xa1\xd6\x80\xd5\xa1\xd5\xbe "
                 "\xd5\xb0\xd5\xa1\xd6\x80\xd5\xa1\xd5\xbe"); /* Armenian */
    assert_reads(state, "Zei\xe2\xb8\x97\ntung Zei\xc2\xac\n  tung",
                 "zeitung zeitung"); /* blackletter, scanned */
    assert_reads(state, "a \xc2\xac b \xc2\xac", "a b");
}

/* So far may the next line be indented: by 64 blanks and tabs. */
static void a_hyphen_joins_an_indented_line(void **state) {
    static const char blanks[] =
        "        \t       \t       \t       \t       \t       \t       \t       ";
    char text[128];
    snprintf(text, sizeof text, "har-\n%sbour", blanks);
    assert_int_equal(strlen(blanks), 64);
    check_alike(reader_of(state), text, strlen(text), BYTES_OF("harbour"), __LINE__);
    snprintf(text, sizeof text, "har-\n%s bour", blanks);
    check_alike(reader_of(state), text, strlen(text), BYTES_OF("har bour"), __LINE__);
}

static void other_hyphens_separate(void **state) {
    assert_reads(state, "covid-19 19-year 1987-88 F-16", "covid 19 19 year 1987 88 f 16");
    assert_reads(state,
                 "covid\xe2\x80\x91"
                 "19 19\xe2\x80\x91year",
                 "covid 19 19 year");
    assert_alike(state, "\xd9\xa1\xd9\xa9-\xd9\xa2 a-\xd9\xa1",
                 "\xd9\xa1\xd9\xa9 \xd9\xa2 a \xd9\xa1");
    assert_reads(state, "two- and three-storey -x x- -", "two and threestorey x x");
    assert_reads(state, "end-\n\nnew end-\r\n\r\nnew", "end new end new");
    assert_reads(state, "-one one-", "one one");
    assert_reads(state, "\xe6\xb8\xaf-a a-\xe6\xb8\xaf", "\xe6\xb8\xaf a a \xe6\xb8\xaf");
    assert_reads(state, "har\xc2\xad bour", "har bour");
}

static void a_hyphen_is_the_same_before_compatible_digits(void **state) {
    assert_alike(state, "covid-19 covid-2", "covid-\xef\xbc\x91\xef\xbc\x99 covid-\xc2\xb2");
    assert_alike(state, "19-year", "\xef\xbc\x91\xef\xbc\x99-year");
    assert_alike(state, "a-b", "a-\xef\xbd\x82");
}

static void a_hyphen_joins_through_invisible_characters(void **state) {
    assert_reads(state, "well-\xe2\x80\x8bknown well\xe2\x80\x8b-known", "wellknown wellknown");
    assert_reads(state,
                 "well\xe2\x80\x91\xe2\x81\xa0known har-\n\xef\xbb\xbf"
                 "bour",
                 "wellknown harbour");
    assert_reads(state,
                 "covid-\xe2\x80\x8b"
                 "19",
                 "covid 19");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrapping_at_any_width_changes_no_word),
        cmocka_unit_test(every_kind_of_blank_separates),
        cmocka_unit_test(normal_forms_have_the_same_words),
        cmocka_unit_test(quotes_of_any_kind_separate),
        cmocka_unit_test(accents_used_as_apostrophes_separate),
        cmocka_unit_test(dashes_of_any_kind_separate),
        cmocka_unit_test(a_quote_separates_where_pieces_end),
        cmocka_unit_test(case_makes_no_difference),
        cmocka_unit_test(compatible_characters_are_the_same),
        cmocka_unit_test(invisible_characters_leave_no_trace),
        cmocka_unit_test(digits_of_any_script_are_the_same),
        cmocka_unit_test(arabic_letters_are_those_of_persian),
        cmocka_unit_test(vowel_points_leave_no_trace),
        cmocka_unit_test(accents_leave_no_trace),
        cmocka_unit_test(letters_that_are_typed_for_others_are_these),
        cmocka_unit_test(letters_with_hooks_and_strokes_are_plain),
        cmocka_unit_test(letters_of_other_keyboards_are_the_same),
        cmocka_unit_test(marks_in_any_order_are_the_same),
        cmocka_unit_test(a_hyphen_between_letters_joins),
        cmocka_unit_test(a_hyphen_at_a_line_end_joins),
        cmocka_unit_test(hyphens_of_other_scripts_join),
        cmocka_unit_test(a_hyphen_joins_an_indented_line),
        cmocka_unit_test(other_hyphens_separate),
        cmocka_unit_test(a_hyphen_is_the_same_before_compatible_digits),
        cmocka_unit_test(a_hyphen_joins_through_invisible_characters),
    };
    return cmocka_run_group_tests(tests, reader_open, reader_close);
}
