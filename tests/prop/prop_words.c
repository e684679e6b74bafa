/*
 * prop_words.c - however fast a text is read, its words are those read code point by code point
 *
 * A tokenizer that keeps places looks at every code point; one that does not runs over blocks.
 * Texts are made of stretches of one script, or of two, long enough for blocks; with marks in any
 * order, signs that SIMD looks at, characters of four bytes, bytes that are no UTF-8, and an end
 * anywhere.
 *
 * SPDX-License-Identifier: MIT
 */
#include "prop/prop.h"
#include "simd/dispatch.h"
#include "text/tokens.h"

/* What the stretches are made of: code points from `first` on. */
struct script {
    uint32_t first, count;
};

static const struct script scripts[] = {
    {0x20, 95},      /* ASCII */
    {'a', 26},       /* small letters */
    {0xa0, 0x160},   /* Latin with accents */
    {0x300, 0x70},   /* marks of several classes */
    {0x370, 0x1c0},  /* Greek, Cyrillic */
    {0x430, 32},     /* small letters of Russian, two of them decomposed */
    {0x590, 0x160},  /* Hebrew and Arabic, with points */
    {0x900, 0x80},   /* Devanagari */
    {0xe00, 0x80},   /* Thai */
    {0x1200, 0x160}, /* Ethiopic */
    {0x1e00, 0x100}, /* Latin with two accents */
    {0x2000, 0x70},  /* dashes, quotation marks, invisible characters */
    {0x3000, 0x100}, /* kana and its signs */
    {0x4e00, 0x800}, /* Han */
    {0xac00, 0x800}, /* Hangul */
    {0xf900, 0x700}, /* compatibility forms */
    {0x1f600, 0x50}, /* faces */
    {0, 0x110000},   /* anything */
};

static void add_code_point(struct prop_text *text, uint32_t c) {
    uint8_t bytes[4];
    if (c >= 0xd800 && c <= 0xdfff) c = ' ';
    prop_add(text, (const char *)bytes, nd_utf8_write(c, bytes));
}

/* Words of one script, or of one letter in seven from another. */
static void add_stretch(struct prop_random *random, struct prop_text *text) {
    static const uint32_t count = sizeof scripts / sizeof *scripts;
    const uint32_t main_script = prop_below(random, count), other = prop_below(random, count);
    const uint32_t length = prop_below(random, prop_below(random, 4) == 0 ? 300 : 40);
    const uint32_t word = 1 + prop_below(random, 12), mixed = prop_below(random, 2);
    for (uint32_t i = 0; i < length; i++) {
        const bool change = mixed != 0 && prop_below(random, 7) == 0;
        const struct script *const script = &scripts[change ? other : main_script];
        add_code_point(text, script->first + prop_below(random, script->count));
        if (prop_below(random, word) == 0) prop_add_string(text, " ");
    }
}

static void add_something(struct prop_random *random, struct prop_text *text) {
    static const char *const pieces[] = {"-",
                                         "w",
                                         "@",
                                         ":/",
                                         "](",
                                         "\n",
                                         "",
                                         "\xe2\x80\x94",
                                         "\xc2\xad",
                                         "\xe2\x80\x90",
                                         "\r\n ",
                                         "W",
                                         "9",
                                         "1)",
                                         "-x",
                                         "x-",
                                         "\xc2\xb7",
                                         "\xef\xbb\xbf",
                                         "\xe2\x80\x8d",
                                         "\t"};
    static const char *const invalid[] = {"\xff",         "\xc0\x80",     "\xed\xa0\x80",
                                          "\xe0\x80\x80", "\xf4\x90\x80", "\x80",
                                          "\xd0",         "\xe4\xb8"};
    if (prop_below(random, 40) == 0) {
        prop_add_string(text, invalid[prop_below(random, sizeof invalid / sizeof *invalid)]);
    } else {
        prop_add_string(text, pieces[prop_below(random, sizeof pieces / sizeof *pieces)]);
    }
}

static bool same_words(const struct nd_tokenizer *a, const struct nd_tokenizer *b) {
    return a->count == b->count && memcmp(a->words, b->words, a->count * sizeof *a->words) == 0;
}

/* In an allocation of its own size, so that a sanitizer sees a read past the end. */
static bool reads_alike(struct nd_tokenizer *placed, struct nd_tokenizer *plain,
                        const struct prop_text *text, nd_encoding encoding) {
    struct nd_document_info by_code, by_block;
    char *const bytes = malloc(text->size + (text->size == 0));
    bool alike = bytes != NULL;
    if (alike && text->size != 0) memcpy(bytes, text->bytes, text->size);
    alike = alike && nd_tokenize(placed, bytes, text->size, encoding, &by_code) == ND_OK &&
            nd_tokenize(plain, bytes, text->size, encoding, &by_block) == ND_OK &&
            by_code.content == by_block.content && same_words(placed, plain);
    free(bytes);
    return alike;
}

static bool kernels_read(struct prop_random *random, const struct prop_text *text) {
    static const nd_encoding encodings[] = {ND_ENCODING_DETECT, ND_ENCODING_UTF8};
    const nd_encoding encoding = encodings[prop_below(random, 2)];
    bool alike = true;
    for (size_t k = 0; alike && k < nd_kernels_count(); k++) {
        struct nd_tokenizer *placed, *plain;
        if (!nd_kernels_usable(nd_kernels_at(k))) continue;
        if (nd_tokenizer_new(&nd_kernels_portable, true, &placed) != ND_OK) abort();
        if (nd_tokenizer_new(nd_kernels_at(k), false, &plain) != ND_OK) abort();
        alike = reads_alike(placed, plain, text, encoding);
        nd_tokenizer_free(placed);
        nd_tokenizer_free(plain);
    }
    return alike;
}

static bool blocks_read_as_code_points(struct prop_random *random) {
    struct prop_text text = {0};
    const uint32_t stretches = 1 + prop_below(random, 12);
    prop_add(&text, "", 0);
    for (uint32_t i = 0; i < stretches; i++) {
        add_stretch(random, &text);
        if (prop_below(random, 2) == 0) add_something(random, &text);
    }
    if (prop_below(random, 8) == 0) text.size -= text.size != 0; /* perhaps within a character */
    const bool alike = kernels_read(random, &text);
    prop_free(&text);
    return alike;
}

/* The same far behind the beginning, where folded text leaves the tokenizer piece by piece. */
static bool long_texts_too(struct prop_random *random) {
    struct prop_text text = {0};
    const size_t size = ND_FOLD_ROOM / 2 + prop_below(random, 3 * ND_FOLD_ROOM);
    while (text.size < size) {
        add_stretch(random, &text);
        if (prop_below(random, 2) == 0) add_something(random, &text);
    }
    const bool alike = kernels_read(random, &text);
    prop_free(&text);
    return alike;
}

int main(void) {
    int failed = 0;
    failed |= prop_try(1, "blocks are read as code points are", blocks_read_as_code_points, 4000);
    failed |= prop_try(2, "so are long texts", long_texts_too, 40);
    return failed;
}
