/*
 * test_io_recode.c - named encodings, steps through UTF-8, pooled strings
 *
 * SPDX-License-Identifier: MIT
 */
#include "test_io_scratch.h"

#include <iconv.h>

#include "io/strpool.h"
#include "io/utf8seq.h"
#include "read/recode.h"

#define FFFD "\xef\xbf\xbd"

struct text {
    const char *encoding, *bytes;
    size_t size;
    const char *wanted;
    bool clean;
};

static void texts_become_utf8(void **state) {
    static const struct text texts[] = {
        {"ISO-8859-1", "caf\xe9", 4, "caf\xc3\xa9", true},
        {"ISO-8859-1", "", 0, "", true},
        {"KOI8-R", "\xf0\xd2", 2, "\xd0\x9f\xd1\x80", true},
        {"UTF-16LE", "a\0b\0", 4, "ab", true},
        {"UTF-16LE",
         "\xff\xfe"
         "a\0",
         4, "a", true},
        {"UTF-16LE",
         "a\0\0\xd8"
         "b\0",
         6, "a" FFFD "b", false},
        {"UTF-16LE", "a\0b", 3, "a" FFFD, false},
        {"UTF-16", "\xfe\xff\0a", 4, "a", true},
        {"UTF-32LE", "a\0\0\0\0\0\x11\0b\0\0\0", 12, "a" FFFD "b", false},
        {"UTF-8",
         "\xef\xbb\xbf"
         "a",
         4, "a", true},
        {"UTF-8",
         "a\xff"
         "b",
         3, "a" FFFD "b", false},
        {"UTF-8", "a\xe2\x82", 3, "a" FFFD, false},
        {"ISO-2022-JP", "\x1b$B$\"\x1b(B", 8, "\xe3\x81\x82", true},
        {"SHIFT_JIS", "\x82\xa0", 2, "\xe3\x81\x82", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct nd_recoder *recoder;
        struct nd_buf out = {0};
        char bytes[16];
        bool clean;
        memcpy(bytes, texts[i].bytes, texts[i].size);
        assert_int_equal(nd_recoder_new(texts[i].encoding, &recoder), ND_OK);
        for (int k = 0; k < 2; k++) { /* the state of one text must not reach into the next */
            assert_int_equal(nd_recoder_run(recoder, bytes, texts[i].size, &out, &clean), ND_OK);
            assert_int_equal(out.size, strlen(texts[i].wanted));
            if (out.size != 0) assert_memory_equal(out.data, texts[i].wanted, out.size);
            assert_int_equal(clean, texts[i].clean);
        }
        nd_buf_free(&out);
        nd_recoder_free(recoder);
    }
}

static void long_texts_make_room(void **state) {
    enum { SIZE = 100000 };
    struct nd_recoder *recoder;
    struct nd_buf out = {0};
    char *const bytes = malloc(SIZE);
    bool clean;
    (void)state;
    assert_non_null(bytes);
    memset(bytes, 0xe9, SIZE);
    assert_int_equal(nd_recoder_new("ISO-8859-1", &recoder), ND_OK);
    assert_int_equal(nd_recoder_run(recoder, bytes, SIZE, &out, &clean), ND_OK);
    assert_int_equal(out.size, 2 * SIZE);
    assert_true(clean);
    free(bytes);
    nd_buf_free(&out);
    nd_recoder_free(recoder);
    nd_recoder_free(NULL);
}

/* With a table of our own, or through iconv by another name of it. */
static void windows_1252_needs_no_iconv(void **state) {
    struct nd_recoder *recoder;
    struct nd_buf out = {0};
    char bytes[] = "caf\xe9 \x80\xff\x93\x7f", unassigned[] = "a\x81\x9d";
    bool clean;
    (void)state;
    assert_true(nd_encoding_known("Windows-1252") && nd_encoding_known("cp1252"));
    assert_int_equal(nd_recoder_new("windows-1252", &recoder), ND_OK);
    assert_int_equal(nd_recoder_run(recoder, bytes, strlen(bytes), &out, &clean), ND_OK);
    assert_int_equal(out.size, 15);
    assert_memory_equal(out.data, "caf\xc3\xa9 \xe2\x82\xac\xc3\xbf\xe2\x80\x9c\x7f", 15);
    assert_true(clean);
    assert_int_equal(nd_recoder_run(recoder, unassigned, 3, &out, &clean), ND_OK);
    assert_int_equal(out.size, 7);
    assert_memory_equal(out.data, "a" FFFD FFFD, 7);
    assert_false(clean);
    nd_buf_free(&out);
    nd_recoder_free(recoder);
}

/* In other words, all bytes are what iconv makes of them. */
static void windows_1252_is_that_of_iconv(void **state) {
    const iconv_t handle = iconv_open("UTF-8", "MS-ANSI");
    struct nd_recoder *recoder;
    struct nd_buf out = {0};
    (void)state;
    if (handle == (iconv_t)-1) skip();
    assert_int_equal(nd_recoder_new("CP1252", &recoder), ND_OK);
    for (int i = 0; i < 256; i++) {
        char byte = (char)i, wanted[8], *in = &byte, *to = wanted;
        size_t left = 1, room = sizeof wanted;
        const bool valid = iconv(handle, &in, &left, &to, &room) != (size_t)-1;
        bool clean;
        assert_int_equal(nd_recoder_run(recoder, &byte, 1, &out, &clean), ND_OK);
        assert_int_equal(clean, valid);
        if (!valid) continue;
        assert_int_equal(out.size, sizeof wanted - room);
        assert_memory_equal(out.data, wanted, out.size);
    }
    nd_buf_free(&out);
    nd_recoder_free(recoder);
    (void)iconv_close(handle);
}

static void unknown_encodings_are_refused(void **state) {
    static const char *const names[] = {"", "no-such", "/", "//IGNORE"};
    struct nd_recoder *recoder;
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_false(nd_encoding_known(names[i]));
        assert_int_equal(nd_recoder_new(names[i], &recoder), ND_ERR_PARAM);
        assert_null(recoder);
    }
    assert_true(nd_encoding_known("UTF-8"));
}

static void utf8_goes_step_by_step(void **state) {
    static const struct {
        const char *bytes;
        size_t size, step;
        bool valid;
    } steps[] = {
        {"a", 1, 1, true},
        {"\xc3\xa9", 2, 2, true},
        {"\xe2\x82\xac", 3, 3, true},
        {"\xf0\x9f\x98\x80", 4, 4, true},
        {"\xf4\x8f\xbf\xbf", 4, 4, true},
        {"\x80", 1, 1, false},
        {"\xc1\xbf", 2, 1, false},         /* overlong */
        {"\xe0\x9f\xbf", 3, 1, false},     /* overlong */
        {"\xed\xa0\x80", 3, 1, false},     /* surrogate */
        {"\xf4\x90\x80\x80", 4, 1, false}, /* above U+10FFFF */
        {"\xf5\x80\x80\x80", 4, 1, false},
        {"\xe2\x82", 2, 2, false}, /* cut off */
        {"\xe2\x82z", 3, 2, false},
        {"\xf0\x9f\x98", 3, 3, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        bool valid;
        assert_int_equal(nd_utf8_step(steps[i].bytes, steps[i].size, &valid), steps[i].step);
        assert_int_equal(valid, steps[i].valid);
    }
}

static void pooled_strings_stay_where_they_are(void **state) {
    enum { COUNT = 20000 };
    static const char *strings[COUNT];
    struct nd_strpool pool = {0};
    static char large[3000000];
    (void)state;
    memset(large, 'x', sizeof large);
    for (size_t i = 0; i < COUNT; i++) {
        char text[16];
        snprintf(text, sizeof text, "%zu", i);
        strings[i] = i % 2 == 0 ? nd_strpool_add(&pool, text, strlen(text))
                                : nd_strpool_add_after(&pool, '/', text, strlen(text));
        assert_non_null(strings[i]);
        if (i == COUNT / 2) assert_non_null(nd_strpool_add(&pool, large, sizeof large));
    }
    for (size_t i = 0; i < COUNT; i++) {
        char text[16];
        snprintf(text, sizeof text, i % 2 == 0 ? "%zu" : "/%zu", i);
        assert_string_equal(strings[i], text);
    }
    nd_strpool_free(&pool);
    nd_strpool_free(&pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_become_utf8),
        cmocka_unit_test(long_texts_make_room),
        cmocka_unit_test(windows_1252_needs_no_iconv),
        cmocka_unit_test(windows_1252_is_that_of_iconv),
        cmocka_unit_test(unknown_encodings_are_refused),
        cmocka_unit_test(utf8_goes_step_by_step),
        cmocka_unit_test(pooled_strings_stay_where_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
