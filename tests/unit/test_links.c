/*
 * test_links.c - URLs, e-mail addresses and targets of markdown links leave no words
 *
 * SPDX-License-Identifier: MIT
 */
#include "text/skip.h"
#include "unit/words.h"

static void a_url_leaves_no_words(void **state) {
    assert_reads(state, "see http://example.org/a/b?c=d&e=f#g now", "see now");
    assert_reads(state, "HTTPS://Example.ORG FTP://x.y gopher://z", "");
    assert_reads(state, "(https://example.org/a_(b)) <https://example.org> \"http://x\"y", "y");
    assert_reads(state, "one,https://example.org/ two", "one two");
    assert_reads(state, "https://user:pass@example.org:8080/path-to/a.html end", "end");
    assert_reads(state, "https://example.org/\xe6\xb8\xaf", "\xe6\xb8\xaf"); /* goes up to ASCII */
    assert_reads(state, "\xe6\xb8\xafhttps://example.org", "\xe6\xb8\xaf");
    assert_reads(state, "\xc2\xabhttps://example.org\xc2\xbb x", "x");
}

static void a_url_may_end_the_text_or_be_cut_off(void **state) {
    assert_reads(state, "x http://", "x");
    assert_reads(state, "x http:/", "x http");
    assert_reads(state, "x http:", "x http");
    assert_reads(state, "x http://example.org", "x");
    assert_reads(state, "http://a", "");
    assert_reads(state, "www.a", "");
    assert_reads(state, "www.", "www");
    assert_reads(state, "www", "www");
    assert_reads(state, "ww", "ww");
    assert_reads(state, "w", "w");
}

static void what_is_no_url_keeps_its_words(void **state) {
    assert_reads(state, "at 10:30 the ratio 3:1 note: this/that 12://34 ://x",
                 "at 10 30 the ratio 3 1 note this that 12 34 x");
    assert_reads(state, "wwww.example.org www-data www .org www.-x",
                 "wwww example org wwwdata www org www x");
    assert_reads(state, "awww.example.org Www.Example.org/x y", "awww example org y");
    assert_reads(state, "wow, we waw www", "wow we waw www");
}

static void the_scheme_of_a_url_goes_with_it(void **state) {
    assert_reads(state, "see\nhttps://example.org see-https://example.org", "see see");
    assert_reads(state, "1https://example.org", "1");
    /* a scheme of more than sixteen letters is none */
    assert_reads(state, "abcdefghijklmnopqrstuvwxyz://x", "abcdefghij");
}

static void an_address_leaves_no_words(void **state) {
    assert_reads(state, "write to a.b-c_d%e+f@mail.example.org or call", "write to or call");
    assert_reads(state, "<Desk@Example.ORG>, desk2@example.org.", "");
    assert_reads(state, "mailto:desk@example.org", "mailto");
    assert_reads(state, "desk@example.org", "");
    assert_reads(state,
                 "\xe6\xb8\xaf"
                 "desk@example.org\xe6\xb8\xaf",
                 "\xe6\xb8\xaf \xe6\xb8\xaf");
    assert_reads(state, "so-called-desk@example.org x", "x");
    assert_reads(state, "caf\xc3\xa9-desk@example.org", "cafe");
}

static void what_is_no_address_keeps_its_words(void **state) {
    assert_reads(state, "@reporter said, at @ noon a@ b @c", "reporter said at noon a b c");
    assert_reads(state, "desk@", "desk");
    assert_reads(state, "@", "");
    assert_reads(state, "five@\xe6\xb8\xaf", "five \xe6\xb8\xaf");
}

static void only_the_end_of_a_long_local_part_is_taken(void **state) {
    struct prop_text text = {0}, folded = {0};
    for (int i = 0; i < 100; i++) prop_add_string(&text, "x");
    prop_add_string(&text, "@example.org y");
    for (int i = 0; i < 36; i++) prop_add_string(&folded, "x");
    prop_add_string(&folded, " y");
    check_read(reader_of(state), text.bytes, text.size, ND_ENCODING_DETECT, ND_CONTENT_UTF8,
               folded.bytes, __LINE__);
    prop_free(&text);
    prop_free(&folded);
}

static void the_target_of_a_link_leaves_no_words(void **state) {
    assert_reads(state, "the [harbour wall](/news/2024/wall.html) stands",
                 "the harbour wall stands");
    assert_reads(state, "[wall](<a b>) x", "wall a b x"); /* white space: no target */
    assert_reads(state, "[wall](a_(b)_c) x ![photo](p.jpg \"The wall\") y", "wall x photo y");
    assert_reads(state, "[wall](p.jpg 'The wall')y []() [](x)", "wall y");
    assert_reads(state, "[![alt](img.png)](page.html) z", "alt z");
}

static void what_is_no_target_keeps_its_words(void **state) {
    assert_reads(state, "[wall] (the old one) x](y z) [a](b", "wall the old one x y z a b");
    assert_reads(state, "[a](b\nc) [a](b\r\nc)", "a b c a b c");
    assert_reads(state, "](", "");
    assert_reads(state, "x](", "x");
    assert_reads(state, "](](](y)", "");
}

static void a_target_is_at_most_2048_bytes_long(void **state) {
    for (size_t size = 2040; size < 2060; size++) {
        struct prop_text text = {0}, folded = {0};
        prop_add_string(&text, "[a](");
        for (size_t i = 0; i < size; i++) prop_add_string(&text, "x");
        prop_add_string(&text, ") b");
        prop_add_string(&folded, "a ");
        for (size_t i = 0; i < size && size + 2 > 2048; i++) prop_add_string(&folded, "x");
        prop_add_string(&folded, " b");
        check_read(reader_of(state), text.bytes, text.size, ND_ENCODING_DETECT, ND_CONTENT_UTF8,
                   folded.bytes, __LINE__);
        prop_free(&text);
        prop_free(&folded);
    }
}

/* ---- Around the end of the buffer ------------------------------------------------------------ */

static const struct thing {
    const char *text, *folded;
} things[] = {
    {" https://example.org/a-b x", " x"},
    {" first.last-name@example.org x", " x"},
    {" www.example.org/a x", " x"},
    {" [wall](/news/wall.html \"a b\") x", " wall x"},
    {" har-\r\n   bour x", " harbour x"},
    {" co-op caf\xc3\xa9-owner e\xcc\x88\xcc\xa3 x", " coop cafeowner e x"},
    {" \xe0\xb8\x81\xe0\xb9\x88\xe0\xb8\xb8 x", " \xe0\xb8\x81\xe0\xb8\xb8\xe0\xb9\x88 x"},
    {" \xe6\xb8\xaf\xe6\xb5\xb7www.a.b x", " \xe6\xb8\xaf \xe6\xb5\xb7 x"},
    {" har\xc2\xad"
     "bour www w-w http:x x",
     " harbour www ww http x x"},
};

/* One thing behind `before` bytes of short words. */
static void check_thing(struct nd_tokenizer *tokenizer, const struct thing *thing, size_t before) {
    struct prop_text text = {0}, folded = {0};
    struct hashes found, expected;
    while (text.size + 7 <= before) prop_add_string(&text, "lorem, ");
    while (text.size < before) prop_add_string(&text, "y");
    prop_add(&folded, text.bytes, text.size);
    for (size_t i = 0; i < folded.size; i++)
        if (folded.bytes[i] == ',') folded.bytes[i] = ' ';
    prop_add_string(&text, thing->text);
    prop_add_string(&folded, thing->folded);
    expected = hashes_of(folded.bytes, folded.size);
    found = read_with(tokenizer, text.bytes, text.size, ND_ENCODING_DETECT, ND_CONTENT_UTF8);
    if (!same_hashes(&found, &expected)) print_error("'%s' at %zu\n", thing->text, before);
    check_same(&found, &expected, thing->text, thing->folded, __LINE__);
    free(found.words);
    free(expected.words);
    prop_free(&text);
    prop_free(&folded);
}

static void nothing_changes_at_the_end_of_the_buffer(void **state) {
    for (size_t t = 0; t < LENGTH_OF(things); t++) {
        for (size_t before = ND_FOLD_ROOM - 70; before < ND_FOLD_ROOM + 6; before++)
            check_thing(reader_of(state)->plain, &things[t], before);
        for (size_t before = ND_FOLD_ROOM - 70; before < ND_FOLD_ROOM + 6; before += 3) {
            check_thing(reader_of(state)->placed, &things[t], before);
            assert_true(places_hold(reader_of(state)->placed));
        }
    }
}

static void nothing_changes_at_the_end_of_what_is_kept(void **state) {
    for (size_t t = 0; t < LENGTH_OF(things); t++)
        for (size_t before = ND_FOLD_ROOM - ND_FOLD_KEEP - 50;
             before < ND_FOLD_ROOM - ND_FOLD_KEEP + 8; before++)
            check_thing(reader_of(state)->plain, &things[t], before);
}

static void nothing_changes_at_the_end_of_later_buffers(void **state) {
    for (size_t t = 0; t < LENGTH_OF(things); t++)
        for (size_t before = 2 * ND_FOLD_ROOM - ND_FOLD_KEEP - 80;
             before < 2 * ND_FOLD_ROOM - ND_FOLD_KEEP + 8; before += 5)
            check_thing(reader_of(state)->plain, &things[t], before);
}

static void a_url_longer_than_a_buffer_leaves_no_words(void **state) {
    struct prop_text text = {0};
    prop_add_string(&text, "a http://");
    for (size_t i = 0; i < 3 * ND_FOLD_ROOM; i++) prop_add_string(&text, i % 5 == 0 ? "/" : "x");
    prop_add_string(&text, " b");
    check_read(reader_of(state), text.bytes, text.size, ND_ENCODING_DETECT, ND_CONTENT_UTF8, "a b",
               __LINE__);
    prop_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_url_leaves_no_words),
        cmocka_unit_test(a_url_may_end_the_text_or_be_cut_off),
        cmocka_unit_test(what_is_no_url_keeps_its_words),
        cmocka_unit_test(the_scheme_of_a_url_goes_with_it),
        cmocka_unit_test(an_address_leaves_no_words),
        cmocka_unit_test(what_is_no_address_keeps_its_words),
        cmocka_unit_test(only_the_end_of_a_long_local_part_is_taken),
        cmocka_unit_test(the_target_of_a_link_leaves_no_words),
        cmocka_unit_test(what_is_no_target_keeps_its_words),
        cmocka_unit_test(a_target_is_at_most_2048_bytes_long),
        cmocka_unit_test(nothing_changes_at_the_end_of_the_buffer),
        cmocka_unit_test(nothing_changes_at_the_end_of_what_is_kept),
        cmocka_unit_test(nothing_changes_at_the_end_of_later_buffers),
        cmocka_unit_test(a_url_longer_than_a_buffer_leaves_no_words),
    };
    return cmocka_run_group_tests(tests, reader_open, reader_close);
}
