/*
 * test_places.c - where words stand in their text
 *
 * Each word of a text stands in brackets here, which are taken out before it is read.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/words.h"

enum { MOST_BYTES = 256, MOST_WORDS = 32 };

struct marked {
    char text[MOST_BYTES];
    size_t size, words;
    struct nd_word_place places[MOST_WORDS];
};

static struct marked marked_of(const char *text) {
    struct marked marked = {.size = 0};
    for (; *text != 0; text++) {
        assert_true(marked.size < MOST_BYTES && marked.words < MOST_WORDS);
        if (*text == '[')
            marked.places[marked.words].begin = marked.size;
        else if (*text == ']')
            marked.places[marked.words++].end = marked.size;
        else
            marked.text[marked.size++] = *text;
    }
    return marked;
}

static void check_places(void **state, const char *const *texts, size_t count) {
    struct nd_tokenizer *const tokenizer = reader_of(state)->placed;
    for (size_t i = 0; i < count; i++) {
        const struct marked marked = marked_of(texts[i]);
        struct nd_document_info info;
        assert_int_equal(
            nd_tokenize(tokenizer, marked.text, marked.size, ND_ENCODING_DETECT, &info), ND_OK);
        assert_int_equal(tokenizer->count, marked.words);
        for (size_t w = 0; w < marked.words; w++)
            if (tokenizer->places[w].begin != marked.places[w].begin ||
                tokenizer->places[w].end != marked.places[w].end)
                fail_msg("word %zu of '%s'", w + 1, texts[i]);
    }
}

static void words_are_where_they_stand(void **state) {
    static const char *const texts[] = {
        "",
        "[One] [two], [three]. ([4])",
        "[caf\xc3\xa9] [\xc3\x89t\xc3\xa9] [x]",
        "[cafe\xcc\x81] [x]",
        "\"[\xef\xac\x81sh]\" [soup]",
    };
    check_places(state, texts, LENGTH_OF(texts));
}

static void references_are_inside_of_words(void **state) {
    static const char *const texts[] = {
        "[caf&eacute;] [x]",
        "[&Eacute;t&#233;] [isn]&rsquo;[t] [x] &nbsp;[y]",
        "[soft&shy;ware] [e&#769;tude&#769;] [x]",
        "[AT]&amp;[T] [R]&[D] [x]&amp;amp;[&amp;#233;y] [z]",
        "[&#28207;][&#x53e3;][x] [y]",
    };
    check_places(state, texts, LENGTH_OF(texts));
}

static void what_leaves_no_trace_is_inside_of_a_word(void **state) {
    static const char *const texts[] = {
        "[well-known] [ferry] [motor-boat]",
        "[har-\n  bour] [har-\r\nbour] [x]",
        "[har\302\255bour] [x] [har\302\255\n bour]",
        "- [x]- -[y] [two]- [and] [three]",
    };
    check_places(state, texts, LENGTH_OF(texts));
}

static void links_take_no_place(void **state) {
    static const char *const texts[] = {
        "[see] https://example.org/a?b=c [now] [or] [later]",
        "[caf\xc3\xa9] www.example.org [caf\xc3\xa9] [x]",
        "[write] [to] desk@example.org [now]",
        "[write] [to] well-known@example.org [now] [or] [a] [bit] [later]",
        "so-called-desk@example.org [x] [caf\xc3\xa9] [y]",
        "[\xc3\xa9t\xc3\xa9] well-known-desk@example.org, [x] a-b@c.d [\xc3\xa9t\xc3\xa9]",
    };
    check_places(state, texts, LENGTH_OF(texts));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_where_they_stand),
        cmocka_unit_test(what_leaves_no_trace_is_inside_of_a_word),
        cmocka_unit_test(references_are_inside_of_words),
        cmocka_unit_test(links_take_no_place),
    };
    return cmocka_run_group_tests_name("places", tests, reader_open, reader_close);
}
