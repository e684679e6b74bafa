/*
 * test_reference.c - character references in plain text
 *
 * SPDX-License-Identifier: MIT
 */
#include "text/reference.h"
#include "unit/words.h"

/* The code point that `text` is a reference for, all of it; 0: it is none. */
static uint32_t whole(const char *text) {
    uint32_t c = 0;
    return nd_reference_length((const uint8_t *)text, strlen(text), &c) == strlen(text) ? c : 0;
}

static size_t length_in(const char *text) {
    uint32_t c;
    return nd_reference_length((const uint8_t *)text, strlen(text), &c);
}

static void names_are_of_characters(void **state) {
    static const struct {
        const char *text;
        uint32_t code_point;
    } known[] = {
        {"&AElig;", 0xc6},    {"&zwnj;", 0x200c},  {"&nbsp;", 0xa0},    {"&amp;", '&'},
        {"&AMP;", '&'},       {"&eacute;", 0xe9},  {"&Eacute;", 0xc9},  {"&thetasym;", 0x3d1},
        {"&rsquo;", 0x2019},  {"&Lstrok;", 0x141}, {"&ccaron;", 0x10d}, {"&frac12;", 0xbd},
        {"&hearts;", 0x2665}, {"&apos;", '\''},    {"&euro;", 0x20ac},  {"&there4;", 0x2234},
        {"&zscaron;", 0},     {"&EACUTE;", 0},     {"&;", 0},           {"&thetasymm;", 0},
        {"&eacut;", 0},       {"&a;", 0},          {"&\xc3\xa9;", 0},   {"&amp ;", 0}};
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(known); i++)
        assert_int_equal(whole(known[i].text), known[i].code_point);
}

static void numbers_are_of_characters(void **state) {
    static const struct {
        const char *text;
        uint32_t code_point;
    } known[] = {{"&#233;", 0xe9},
                 {"&#xe9;", 0xe9},
                 {"&#XE9;", 0xe9},
                 {"&#0000233;", 0xe9},
                 {"&#8217;", 0x2019},
                 {"&#x1F600;", 0x1f600},
                 {"&#146;", 0x2019},
                 {"&#128;", 0x20ac},
                 {"&#129;", 0x81},
                 {"&#1114111;", 0x10ffff},
                 {"&#1114112;", 0xfffd},
                 {"&#0;", 0xfffd},
                 {"&#xd800;", 0xfffd},
                 {"&#57343;", 0xfffd},
                 {"&#4294967529;", 0xfffd},
                 {"&#99999999999999999999999;", 0xfffd},
                 {"&#;", 0},
                 {"&#x;", 0},
                 {"&#e9;", 0},
                 {"&#23a;", 0},
                 {"&#-5;", 0},
                 {"& #5;", 0}};
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(known); i++)
        assert_int_equal(whole(known[i].text), known[i].code_point);
}

static void an_ampersand_may_be_one_itself(void **state) {
    (void)state;
    assert_int_equal(whole("&amp;eacute;"), 0xe9);
    assert_int_equal(whole("&amp;amp;#38;#x26;AMP;#233;"), 0xe9);
    assert_int_equal(whole("&amp;amp;amp;"), '&');
    assert_int_equal(length_in("&amp;T stock"), strlen("&amp;"));
    assert_int_equal(length_in("&amp;amp;am"), strlen("&amp;amp;"));
    assert_int_equal(length_in("&amp;#8217"), strlen("&amp;"));
    assert_int_equal(length_in("&lt;amp;"), strlen("&lt;"));
}

static void what_is_cut_is_none(void **state) {
    static const char *const texts[] = {"&eacute;", "&#233;", "&#xE9;", "&thetasym;"};
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(texts); i++) {
        uint32_t c;
        for (size_t size = 1; size < strlen(texts[i]); size++) {
            uint8_t *const cut = malloc(size); /* where sanitizers watch its end */
            assert_non_null(cut);
            memcpy(cut, texts[i], size);
            assert_int_equal(nd_reference_length(cut, size, &c), 0);
            assert_int_equal(c, '&');
            free(cut);
        }
    }
}

static void references_are_read_as_their_characters(void **state) {
    assert_reads(state, "Caf&eacute; caf&#233;s &Eacute;T&amp;Eacute;", "cafe cafes ete");
    assert_reads(state, "isn&rsquo;t&nbsp;it&#146;s &quot;so&quot;", "isn t it s so");
    assert_reads(state, "soft&shy;ware zero&#8203;width e&#769;tude&#769;",
                 "software zerowidth etude");
    assert_reads(state, "well&#45;known well&hyphen;known har&shy;\nbour",
                 "wellknown wellknown harbour");
    assert_reads(state, "Saint-&Eacute;tienne &eacute;-&eacute;-&#101; x-&shy;y",
                 "saintetienne eee xy");
    assert_reads(state, "a-&nbsp;b a-&#50; a-&amp;b a-&b &-b a-#b", "a b a 2 a b a b b a b");
    assert_reads(state, "&#65;&#122;&#48; w&#119;w.x", "az0 www x");
    assert_alike(state, "&#1055;&#1088;&#1080;&#1074;&#1077;&#1090;",
                 "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82");
    assert_alike(state, "x&#28207;&#x53e3;y", "x\xe6\xb8\xaf\xe5\x8f\xa3y");
    assert_alike(state, "&#4364;&#4449;", "\xec\x9e\x90"); /* Hangul, composed */
    assert_alike(state, "\xd0\xb5&#776;\xd0\xb6", "\xd0\xb5\xd0\xb6");
}

static void marks_may_be_references(void **state) {
    assert_alike(state, "\xe0\xb8\x8a&#3657;x", "\xe0\xb8\x8a\xe0\xb9\x89x"); /* Thai */
    assert_alike(state, "&#3594;&#3657;&#3634;", "\xe0\xb8\x8a\xe0\xb9\x89\xe0\xb8\xb2");
    assert_alike(state, "&#3609;&#3635;x", "\xe0\xb8\x99\xe0\xb8\xb3x"); /* one that goes on */
    assert_alike(state, "\xe3\x81\x8b&#12441;x", "\xe3\x81\x8cx");       /* kana */
    assert_alike(state, "a &#769;b", "a b");
}

static void other_ampersands_separate(void **state) {
    assert_reads(state, "AT&T AT&amp;T R&D; S&P; 500", "at t at t r d s p 500");
    assert_reads(state, "a & b &c &bogus; &# &#x &", "a b c bogus x");
    assert_reads(state, "&\n&\t&&& x", "x");
    assert_alike(state, "\xd0\xbe&\xd0\xbe", "\xd0\xbe \xd0\xbe");
    assert_reads(state, "see http://x.org/?a=1&copy;=2&eacute; now", "see now");
    assert_reads(state, "desk&amp;chair@x.org x", "desk x");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_of_characters),
        cmocka_unit_test(numbers_are_of_characters),
        cmocka_unit_test(an_ampersand_may_be_one_itself),
        cmocka_unit_test(what_is_cut_is_none),
        cmocka_unit_test(references_are_read_as_their_characters),
        cmocka_unit_test(marks_may_be_references),
        cmocka_unit_test(other_ampersands_separate),
    };
    return cmocka_run_group_tests(tests, reader_open, reader_close);
}
