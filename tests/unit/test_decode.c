/*
 * test_decode.c - how the bytes of a document are read: UTF-8, UTF-16, Windows-1252, or not at all
 *
 * SPDX-License-Identifier: MIT
 */
#include "text/decode.h"
#include "unit/words.h"

#define assert_content(state, literal, encoding, content, folded)                                  \
    check_read(reader_of(state), BYTES_OF(literal), encoding, content, folded, __LINE__)
#define assert_utf16(state, literal, folded)                                                       \
    assert_content(state, literal, ND_ENCODING_DETECT, ND_CONTENT_UTF16, folded)

/* ---- Byte order marks, UTF-16 ---------------------------------------------------------------- */

static void a_byte_order_mark_is_dropped(void **state) {
    assert_reads(state, "\xef\xbb\xbfone two", "one two");
    assert_content(state, "\xef\xbb\xbfone two", ND_ENCODING_UTF8, ND_CONTENT_UTF8, "one two");
    assert_reads(state, "\xef\xbb\xbf", "");
    assert_utf16(state, "\xff\xfe", "");
    assert_utf16(state, "\xfe\xff", "");
}

static void utf16_of_both_orders_is_read(void **state) {
    assert_utf16(state,
                 "\xff\xfe"
                 "a\0\xe9\0 \0/n",
                 "ae \xe6\xb8\xaf");
    assert_utf16(state,
                 "\xfe\xff"
                 "\0a\0\xe9\0 n/",
                 "ae \xe6\xb8\xaf");
    /* U+20000, a surrogate pair */
    assert_utf16(state,
                 "\xff\xfe"
                 "\x40\xd8\x00\xdc"
                 "a\0",
                 "\xf0\xa0\x80\x80 a");
    assert_utf16(state,
                 "\xfe\xff"
                 "\xd8\x40\xdc\x00"
                 "\0a",
                 "\xf0\xa0\x80\x80 a");
}

static void lone_surrogates_separate(void **state) {
    assert_utf16(state,
                 "\xff\xfe"
                 "a\0\x40\xd8"
                 "b\0",
                 "a b"); /* high, then a letter */
    assert_utf16(state,
                 "\xff\xfe"
                 "a\0\x00\xdc"
                 "b\0",
                 "a b"); /* low */
    assert_utf16(state,
                 "\xff\xfe"
                 "a\0\x40\xd8\x40\xd8\x00\xdc"
                 "b\0",
                 "a \xf0\xa0\x80\x80 b");
    assert_utf16(state,
                 "\xff\xfe"
                 "a\0\x40\xd8",
                 "a"); /* high, at the end */
    assert_utf16(state,
                 "\xfe\xff"
                 "\0a\xd8\x40\0b",
                 "a b");
}

/* Which is what a comparison shows of the text. */
static void lone_surrogates_are_replaced(void **state) {
    static const uint8_t text[] = {0xff, 0xfe, 'a', 0, 0x00, 0xd8, 'b', 0, 0x00, 0xdc};
    struct nd_buf buf = {0};
    struct nd_decoded decoded;
    (void)state;
    assert_int_equal(nd_decode(text, sizeof text, ND_ENCODING_DETECT, &buf, &decoded), ND_OK);
    assert_int_equal(decoded.size, 8);
    assert_memory_equal(decoded.text, "a\xef\xbf\xbd\x62\xef\xbf\xbd", 8);
    nd_buf_free(&buf);
}

static void the_odd_last_byte_of_utf16_is_ignored(void **state) {
    assert_utf16(state,
                 "\xff\xfe"
                 "a\0b",
                 "a");
    assert_utf16(state,
                 "\xff\xfe"
                 "a\0\x40\xd8\x00",
                 "a");
    assert_utf16(state,
                 "\xfe\xff"
                 "\0a\0",
                 "a");
    assert_utf16(state,
                 "\xfe\xff"
                 "a",
                 "");
}

static void nul_in_utf16_separates(void **state) {
    assert_utf16(state,
                 "\xff\xfe"
                 "a\0\0\0b\0",
                 "a b");
}

static void utf16_is_not_looked_for_in_what_is_said_to_be_utf8(void **state) {
    assert_content(state,
                   "\xff\xfe"
                   "a\0b",
                   ND_ENCODING_UTF8, ND_CONTENT_UTF8, "a b");
}

/* ---- NUL, empty ------------------------------------------------------------------------------ */

static void a_document_with_nul_bytes_is_binary(void **state) {
    static const char text[] = "one two three";
    for (size_t at = 0; at < sizeof text - 1; at++) {
        char copy[sizeof text];
        memcpy(copy, text, sizeof text);
        copy[at] = '\0';
        check_read(reader_of(state), copy, sizeof text - 1, ND_ENCODING_DETECT, ND_CONTENT_BINARY,
                   "", __LINE__);
    }
    assert_content(state, "\0", ND_ENCODING_DETECT, ND_CONTENT_BINARY, "");
    assert_content(state,
                   "\xef\xbb\xbf"
                   "a\0b",
                   ND_ENCODING_DETECT, ND_CONTENT_BINARY, "");
}

static void utf32_is_binary_though_it_begins_as_utf16_does(void **state) {
    assert_content(state,
                   "\xff\xfe\0\0"
                   "a\0\0\0",
                   ND_ENCODING_DETECT, ND_CONTENT_BINARY, "");
    assert_content(state, "\xff\xfe\0\0", ND_ENCODING_DETECT, ND_CONTENT_BINARY, "");
    assert_content(state,
                   "\xff\xfe"
                   "a\0",
                   ND_ENCODING_DETECT, ND_CONTENT_UTF16, "a");
}

static void nul_separates_in_what_is_said_to_be_utf8(void **state) {
    assert_content(state, "a\0b\0", ND_ENCODING_UTF8, ND_CONTENT_UTF8, "a b");
}

static void an_empty_document_has_no_words(void **state) {
    check_read(reader_of(state), NULL, 0, ND_ENCODING_DETECT, ND_CONTENT_UTF8, "", __LINE__);
    check_read(reader_of(state), NULL, 0, ND_ENCODING_UTF8, ND_CONTENT_UTF8, "", __LINE__);
    check_read(reader_of(state), "x", 0, ND_ENCODING_DETECT, ND_CONTENT_UTF8, "", __LINE__);
}

/* ---- Invalid UTF-8 --------------------------------------------------------------------------- */

static const struct sequence {
    const char *bytes;
    size_t size;
} invalid[] = {
    {BYTES_OF("\x80")},             /* a tail alone */
    {BYTES_OF("\xbf\xbf")},         /* two of them */
    {BYTES_OF("\xc0\xaf")},         /* overlong, two bytes */
    {BYTES_OF("\xc1\xbf")},         /* the largest of these */
    {BYTES_OF("\xe0\x80\xaf")},     /* overlong, three bytes */
    {BYTES_OF("\xe0\x9f\xbf")},     /* the largest of these */
    {BYTES_OF("\xf0\x80\x80\xaf")}, /* overlong, four bytes */
    {BYTES_OF("\xf0\x8f\xbf\xbf")}, /* the largest of these */
    {BYTES_OF("\xed\xa0\x80")},     /* first high surrogate */
    {BYTES_OF("\xed\xbf\xbf")},     /* last low surrogate */
    {BYTES_OF("\xf4\x90\x80\x80")}, /* U+110000 */
    {BYTES_OF("\xf5\x80\x80\x80")}, /* leads that there are none of */
    {BYTES_OF("\xf8\x88\x80\x80\x80")},
    {BYTES_OF("\xfe")},
    {BYTES_OF("\xff")},
    {BYTES_OF("\xc3")},     /* cut off after one byte */
    {BYTES_OF("\xe6\xb8")}, /* ... after two */
    {BYTES_OF("\xe6")},
    {BYTES_OF("\xf0\xa0\x80")}, /* ... after three */
    {BYTES_OF("\xf0\xa0")},
    {BYTES_OF("\xf0")},
    {BYTES_OF("\xc3\xc3\xa9")}, /* a lead in place of a tail */
    {BYTES_OF("\xe6\xb8\xc3\xa9")},
};

static void each_kind_of_invalid_utf8_makes_the_document_windows_1252(void **state) {
    for (size_t i = 0; i < LENGTH_OF(invalid); i++)
        for (int end = 0; end < 2; end++) {
            struct prop_text text = {0};
            struct hashes found;
            prop_add_string(&text, "caf\xc3\xa9 one ");
            prop_add(&text, invalid[i].bytes, invalid[i].size);
            if (end == 0) prop_add_string(&text, " two");
            found = read_with(reader_of(state)->plain, text.bytes, text.size, ND_ENCODING_DETECT,
                              ND_CONTENT_WINDOWS_1252);
            assert_true(found.count >= 2);
            free(found.words);
            prop_free(&text);
        }
    /* the whole of it: what was valid UTF-8 is two letters now */
    assert_content(state, "caf\xc3\xa9 \xe9t\xe9", ND_ENCODING_DETECT, ND_CONTENT_WINDOWS_1252,
                   "cafa ete");
}

/* More than two letters for each byte that is of none. */
static void a_few_invalid_bytes_leave_the_document_utf8(void **state) {
    for (size_t i = 0; i + 2 < LENGTH_OF(invalid); i++) {
        const size_t stray = invalid[i].size;
        for (size_t letters = 2 * stray; letters <= 2 * stray + 1; letters++) {
            struct prop_text text = {0};
            struct hashes found;
            for (size_t k = 0; k < letters; k++) prop_add_string(&text, "\xc4\x91 ");
            prop_add(&text, invalid[i].bytes, stray);
            found = read_with(reader_of(state)->plain, text.bytes, text.size, ND_ENCODING_DETECT,
                              letters > 2 * stray ? ND_CONTENT_UTF8 : ND_CONTENT_WINDOWS_1252);
            if (letters > 2 * stray) assert_int_equal(found.count, letters);
            free(found.words);
            prop_free(&text);
        }
    }
    assert_content(state, "\xd0\xbf\xd0\xb0\xd1\xff\xd1\x80\xd0\xbe\xd0\xbc", ND_ENCODING_DETECT,
                   ND_CONTENT_UTF8, "pa rom");
    assert_content(
        state,
        "\xef\xbb\xbf\xe6\xb8\xaf \xe6\xb8\xaf \xe6\xb8\xaf \xe6\xb8\xaf \xe6\xb8\xaf\xe6\xb8",
        ND_ENCODING_DETECT, ND_CONTENT_UTF8,
        "\xe6\xb8\xaf \xe6\xb8\xaf \xe6\xb8\xaf \xe6\xb8\xaf \xe6\xb8\xaf");
}

static void invalid_sequences_separate_in_what_is_said_to_be_utf8(void **state) {
    for (size_t i = 0; i + 2 < LENGTH_OF(invalid); i++) {
        struct prop_text text = {0};
        prop_add_string(&text, "one");
        prop_add(&text, invalid[i].bytes, invalid[i].size);
        prop_add_string(&text, "two");
        prop_add(&text, invalid[i].bytes, invalid[i].size);
        check_read(reader_of(state), text.bytes, text.size, ND_ENCODING_UTF8, ND_CONTENT_UTF8,
                   "one two", __LINE__);
        prop_free(&text);
    }
    assert_content(state, "one\xc3\xc3\xa9", ND_ENCODING_UTF8, ND_CONTENT_UTF8, "one e");
}

static void the_ends_of_valid_ranges_are_valid(void **state) {
    static const char *const valid[] = {"\x7f",         "\xc2\x80",         "\xdf\xbf",
                                        "\xe0\xa0\x80", "\xed\x9f\xbf",     "\xee\x80\x80",
                                        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"};
    for (size_t i = 0; i < LENGTH_OF(valid); i++) {
        struct hashes found = read_with(reader_of(state)->plain, valid[i], strlen(valid[i]),
                                        ND_ENCODING_DETECT, ND_CONTENT_UTF8);
        free(found.words);
    }
}

/* The text that a comparison points into is valid: pages and JSON are made of it. */
static void what_is_read_of_damaged_utf8_is_valid(void **state) {
    struct nd_buf buf = {0};
    struct nd_decoded decoded;
    (void)state;
    assert_int_equal(nd_decode_invalid(BYTES_OF("\xc3\xa9\xc3\xa8\xe9\xc3\xaa!"), &buf, &decoded),
                     ND_OK);
    assert_int_equal(decoded.content, ND_CONTENT_UTF8);
    assert_int_equal(decoded.size, 10);
    assert_memory_equal(decoded.text, "\xc3\xa9\xc3\xa8\xef\xbf\xbd\xc3\xaa!", 10);
    nd_buf_free(&buf);
}

/* Late in a long document, behind what has long been taken for UTF-8. */
static void one_invalid_byte_far_behind_is_found(void **state) {
    static const size_t before[] = {ND_FOLD_ROOM - 1, ND_FOLD_ROOM, 3 * ND_FOLD_ROOM + 17};
    for (size_t i = 0; i < LENGTH_OF(before); i++) {
        struct prop_text text = {0}, folded = {0};
        while (text.size < before[i]) prop_add_string(&text, "x ");
        prop_add(&folded, text.bytes, text.size);
        prop_add_string(&text, "\xe9");
        prop_add_string(&folded, "e");
        check_read(reader_of(state), text.bytes, text.size, ND_ENCODING_DETECT,
                   ND_CONTENT_WINDOWS_1252, folded.bytes, __LINE__);
        prop_free(&text);
        prop_free(&folded);
    }
}

/* ---- Windows-1252 ---------------------------------------------------------------------------- */

/* Its bytes from 0x80 to 0x9f, from the table that Unicode publishes; 0 where there is none. */
static const uint16_t high[32] = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                  0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                  0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                  0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

static void all_bytes_of_windows_1252_are_read(void **state) {
    struct nd_buf buf = {0};
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        const uint8_t in = (uint8_t)byte;
        const bool table = byte >= 0x80 && byte < 0xa0 && high[byte - 0x80] != 0;
        struct nd_decoded decoded;
        uint8_t expected[4];
        const size_t size = nd_utf8_write(table ? high[byte - 0x80] : byte, expected);
        assert_int_equal(nd_decode_invalid(&in, 1, &buf, &decoded), ND_OK);
        assert_int_equal(decoded.content, ND_CONTENT_WINDOWS_1252);
        assert_int_equal(decoded.size, size);
        assert_memory_equal(decoded.text, expected, size);
    }
    nd_buf_free(&buf);
}

static void windows_1252_has_the_words_of_its_utf8(void **state) {
    assert_content(state,
                   "\x93Gar\xe7on,\x94 \x8auma\x92s 5\x80 \x96 na\xefve \xdc"
                   "BER\x85 \xc6gir",
                   ND_ENCODING_DETECT, ND_CONTENT_WINDOWS_1252, "garcon suma s 5 naive uber aegir");
}

static void a_soft_hyphen_of_windows_1252_leaves_no_trace(void **state) {
    assert_content(state,
                   "h\xe9r\xad"
                   "bour har\xad\r\nbour",
                   ND_ENCODING_DETECT, ND_CONTENT_WINDOWS_1252, "herbour harbour");
}

/* ---- Code points ----------------------------------------------------------------------------- */

static void every_code_point_is_written_and_read_back(void **state) {
    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        uint8_t bytes[4];
        uint32_t back = UINT32_MAX;
        const size_t size = nd_utf8_write(c, bytes);
        const bool surrogate = c >= 0xd800 && c < 0xe000;
        assert_int_equal(size, c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4);
        assert_int_equal(nd_utf8_read(bytes, size, &back), surrogate ? 0 : size);
        if (!surrogate) assert_int_equal(back, c);
        for (size_t less = 1; less < size; less++)
            assert_int_equal(nd_utf8_read(bytes, less, &back), 0);
    }
}

/* All sequences of three bytes, tails and not, against the table of well-formed ones. */
static void only_well_formed_sequences_are_read(void **state) {
    (void)state;
    for (unsigned a = 0x80; a < 0x100; a++)
        for (unsigned b = 0; b < 0x100; b++)
            for (unsigned c = 0x7f; c < 0xc2; c++) {
                const uint8_t bytes[4] = {(uint8_t)a, (uint8_t)b, (uint8_t)c, 0x80};
                const bool tail_b = b >= 0x80 && b < 0xc0, tail_c = c >= 0x80 && c < 0xc0;
                const bool two = a >= 0xc2 && a < 0xe0 && tail_b;
                const bool three = a >= 0xe0 && a < 0xf0 && tail_b && tail_c &&
                                   (a != 0xe0 || b >= 0xa0) && (a != 0xed || b < 0xa0);
                const bool four = a >= 0xf0 && a < 0xf5 && tail_b && tail_c &&
                                  (a != 0xf0 || b >= 0x90) && (a != 0xf4 || b < 0x90);
                uint32_t code_point;
                assert_int_equal(nd_utf8_read(bytes, 4, &code_point), two     ? 2
                                                                      : three ? 3
                                                                      : four  ? 4
                                                                              : 0);
            }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_byte_order_mark_is_dropped),
        cmocka_unit_test(utf16_of_both_orders_is_read),
        cmocka_unit_test(lone_surrogates_separate),
        cmocka_unit_test(lone_surrogates_are_replaced),
        cmocka_unit_test(the_odd_last_byte_of_utf16_is_ignored),
        cmocka_unit_test(nul_in_utf16_separates),
        cmocka_unit_test(utf16_is_not_looked_for_in_what_is_said_to_be_utf8),
        cmocka_unit_test(a_document_with_nul_bytes_is_binary),
        cmocka_unit_test(utf32_is_binary_though_it_begins_as_utf16_does),
        cmocka_unit_test(nul_separates_in_what_is_said_to_be_utf8),
        cmocka_unit_test(an_empty_document_has_no_words),
        cmocka_unit_test(each_kind_of_invalid_utf8_makes_the_document_windows_1252),
        cmocka_unit_test(a_few_invalid_bytes_leave_the_document_utf8),
        cmocka_unit_test(what_is_read_of_damaged_utf8_is_valid),
        cmocka_unit_test(invalid_sequences_separate_in_what_is_said_to_be_utf8),
        cmocka_unit_test(the_ends_of_valid_ranges_are_valid),
        cmocka_unit_test(one_invalid_byte_far_behind_is_found),
        cmocka_unit_test(all_bytes_of_windows_1252_are_read),
        cmocka_unit_test(windows_1252_has_the_words_of_its_utf8),
        cmocka_unit_test(a_soft_hyphen_of_windows_1252_leaves_no_trace),
        cmocka_unit_test(every_code_point_is_written_and_read_back),
        cmocka_unit_test(only_well_formed_sequences_are_read),
    };
    return cmocka_run_group_tests(tests, reader_open, reader_close);
}
