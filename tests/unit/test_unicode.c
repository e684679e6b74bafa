/*
 * test_unicode.c - folding against utf8proc, for every code point and for random strings
 *
 * The rules are stated here once more, in terms of what utf8proc says about a whole string: its
 * compatibility decomposition with case folding, and the category of each character of that. What
 * leaves no trace is taken out and the rest put into canonical order again.
 *
 * SPDX-License-Identifier: MIT
 */
#include <utf8proc.h>

#include "text/fold.h"
#include "unit/words.h"

enum { MOST_CODES = 20000, LAST = 0x10ffff };

enum kind { BLANK, NOTHING, MARK, LETTER, NUMBER, OWN, HYPHEN };

/* ---- The rules ------------------------------------------------------------------------------- */

static bool is_in(uint32_t c, const uint32_t *pairs, size_t count) {
    for (size_t i = 0; i < count; i += 2)
        if (c >= pairs[i] && c <= pairs[i + 1]) return true;
    return false;
}

/* Blocks of Thai, Lao, Myanmar, Khmer, Han, kana and Bopomofo. */
static bool is_of_a_script_without_blanks(uint32_t c) {
    static const uint32_t blocks[] = {
        0x0e00, 0x0eff, 0x1000, 0x109f, 0xa9e0,  0xa9ff,  0xaa60, 0xaa7f, 0x1780,  0x17ff,
        0x2e80, 0x2fdf, 0x3400, 0x4dbf, 0x4e00,  0x9fff,  0xf900, 0xfaff, 0x20000, 0x3ffff,
        0x3041, 0x30ff, 0x31f0, 0x31ff, 0x1aff0, 0x1b16f, 0x3105, 0x312f, 0x31a0,  0x31ef,
        0x3005, 0x3007, 0x3021, 0x3029, 0x3031,  0x3035,  0x3038, 0x303c};
    return is_in(c, blocks, LENGTH_OF(blocks));
}

/* Accents of Latin, Greek and Cyrillic; vowel points and accents of Hebrew and Arabic, hamza above
 * and below, nukta, the virama of Malayalam, tatweel, fillers, variation selectors. */
static bool is_traceless(uint32_t c) {
    static const uint32_t them[] = {
        0x0591, 0x05bd, 0x05bf, 0x05bf,  0x05c1,  0x05c2, 0x05c4, 0x05c5, 0x05c7, 0x05c7,  0x0610,
        0x061a, 0x0640, 0x0640, 0x064b,  0x065f,  0x0670, 0x0670, 0x07fa, 0x07fa, 0x1e944, 0x1e946,
        0x0300, 0x036f, 0x115f, 0x1160,  0x3164,  0x3164, 0xffa0, 0xffa0, 0x17b4, 0x17b5,  0x180b,
        0x180f, 0xfe00, 0xfe0f, 0xe0100, 0xe01ef, 0x093c, 0x093c, 0x0a3c, 0x0a3c, 0x0d4d,  0x0d4d};
    return is_in(c, them, LENGTH_OF(them));
}

/* Format characters that are seen: Prepended_Concatenation_Mark, and the Syriac abbreviation. */
static bool is_visible(uint32_t c) {
    static const uint32_t them[] = {0x0600, 0x0605, 0x06dd, 0x06dd,  0x070f,  0x070f,  0x0890,
                                    0x0891, 0x08e2, 0x08e2, 0x110bd, 0x110bd, 0x110cd, 0x110cd};
    return is_in(c, them, LENGTH_OF(them));
}

static enum kind kind_of(utf8proc_int32_t code) {
    const uint32_t c = (uint32_t)code;
    if (c == '-' || c == 0x058a || c == 0x05be || c == 0x2010 || c == 0x2e17) return HYPHEN;
    if (c == 0x00ac) return NOTHING;              /* a hyphen that was scanned */
    if (c >= 0x02b9 && c <= 0x02bf) return BLANK; /* apostrophes */
    if (is_traceless(c)) return NOTHING;
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_CF: return is_visible(c) ? BLANK : NOTHING;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME: return MARK;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: return is_of_a_script_without_blanks(c) ? OWN : LETTER;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: return is_of_a_script_without_blanks(c) ? OWN : NUMBER;
    default: return BLANK;
    }
}

static void add_code(struct prop_text *text, utf8proc_int32_t c) {
    utf8proc_uint8_t bytes[4];
    const utf8proc_ssize_t size = utf8proc_encode_char(c, bytes);
    prop_add(text, (const char *)bytes, (size_t)size);
}

/* The letters without a stroke, hook or descender, with their vowel or from another keyboard, that
 * others are typed for: each behind these. */
static utf8proc_int32_t letter_of(utf8proc_int32_t c) {
    static const utf8proc_int32_t them[] = {
        0x00f0, 'd',    0x00f8, 'o',    0x0111, 'd',    0x0127, 'h',    0x0131, 'i',    0x0142,
        'l',    0x014b, 'n',    0x0167, 't',    0x0192, 'f',    0x0199, 'k',    0x01b4, 'y',
        0x01dd, 'e',    0x0253, 'b',    0x0254, 'o',    0x0256, 'd',    0x0257, 'd',    0x0259,
        'e',    0x025b, 'e',    0x0263, 'g',    0x0269, 'i',    0x0272, 'n',    0x028b, 'v',
        0x0452, 'd',    0x0455, 's',    0x0456, 'i',    0x0458, 'j',    0x045b, 'c',    0x0491,
        'g',    0x0493, 'g',    0x049b, 'k',    0x04b3, 'h',    0x04b7, 'c',    0x0629, 0x0647,
        0x0643, 0x06a9, 0x0649, 0x06cc, 0x064a, 0x06cc, 0x0671, 0x0627, 0x06ab, 0x06af, 0x06be,
        0x0647, 0x06c1, 0x0647, 0x06c3, 0x0647, 0x06d5, 0x0647, 0x0901, 0x0902, 0x0d7a, 0x0d23,
        0x0d7b, 0x0d28, 0x0d7c, 0x0d30, 0x0d7d, 0x0d32, 0x0d7e, 0x0d33, 0x1248, 0x1246, 0x124a,
        0x1241, 0x12b0, 0x12ae, 0x12b5, 0x12a9, 0x1310, 0x130e};
    for (size_t i = 0; i < LENGTH_OF(them); i += 2)
        if (c == them[i]) return them[i + 1];
    return c;
}

/* The letter of Amharic that sounds alike. Each has eight forms in a row, with vowels; two letters
 * sound alike in the first and the fourth. */
static utf8proc_int32_t amharic_of(utf8proc_int32_t c) {
    utf8proc_int32_t row = c & ~7, form = c & 7;
    if (c < 0x1200 || c > 0x1347) return c;
    if (form == 7 && row >= 0x12a0 && row <= 0x12d0) return c; /* no such form */
    switch (row) {
    case 0x1210:
    case 0x1280:
    case 0x12b8: row = 0x1200; break;
    case 0x1220: row = 0x1230; break;
    case 0x12d0: row = 0x12a0; break;
    case 0x1340: row = 0x1338; break;
    default: break;
    }
    if (form == 3 && (row == 0x1200 || row == 0x12a0)) form = 0;
    return row + form;
}

/* The digit of ASCII, or the letter that this one is typed for. The digits of a script have code
 * points that end with 0 to 9, or with 6 to f. */
static utf8proc_int32_t usual(utf8proc_int32_t c) {
    static const char cyrillic[] = "abvgdezzi klmnoprstufhccs"; /* from U+0430 on */
    const bool from_0 = utf8proc_category(c & ~0xf) == UTF8PROC_CATEGORY_ND;
    if (c >= 0x0430 && c <= 0x0448 && c != 0x0439) return cyrillic[c - 0x0430];
    if (utf8proc_category(c) != UTF8PROC_CATEGORY_ND) return letter_of(amharic_of(c));
    return '0' + (c & 0xf) - (from_0 ? 0 : 6);
}

/* The two letters that one stands for; NULL: it is one. */
static const utf8proc_int32_t *two_of(utf8proc_int32_t c) {
    static const utf8proc_int32_t them[][3] = {{0x00e6, 'a', 'e'},       {0x00fe, 't', 'h'},
                                               {0x0153, 'o', 'e'},       {0x0459, 'l', 'j'},
                                               {0x045a, 'n', 'j'},       {0x045f, 'd', 'z'},
                                               {0x05f0, 0x05d5, 0x05d5}, {0x05f1, 0x05d5, 0x05d9},
                                               {0x05f2, 0x05d9, 0x05d9}, {0x09ce, 0x09a4, 0x09cd}};
    for (size_t i = 0; i < LENGTH_OF(them); i++)
        if (c == them[i][0]) return &them[i][1];
    return NULL;
}

/* Decomposes the text into codes; returns how many. */
static size_t decompose(const struct prop_text *text, utf8proc_int32_t *codes, bool fold) {
    const int options = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | (fold ? UTF8PROC_CASEFOLD : 0);
    const utf8proc_ssize_t count =
        utf8proc_decompose((const utf8proc_uint8_t *)text->bytes, (utf8proc_ssize_t)text->size,
                           codes, MOST_CODES, (utf8proc_option_t)options);
    assert_true(count >= 0 && count <= MOST_CODES);
    for (utf8proc_ssize_t i = 0; i < count; i++) codes[i] = usual(codes[i]);
    return (size_t)count;
}

enum { PRIVATE = 0xf0000 };

/* Composes the text, and hides the Hangul syllables and kana that there are then in a private
 * plane, where nothing decomposes. */
static void hide_composed(const struct prop_text *text, struct prop_text *hidden) {
    utf8proc_uint8_t *const composed = utf8proc_NFC((const utf8proc_uint8_t *)text->bytes);
    utf8proc_int32_t c;
    assert_non_null(composed);
    for (const utf8proc_uint8_t *at = composed; *at != 0;) {
        const utf8proc_ssize_t size = utf8proc_iterate(at, -1, &c);
        assert_true(size > 0);
        at += size;
        if (c >= PRIVATE && c <= PRIVATE + 0xffff) c = ' ';
        add_code(hidden, (c >= 0x3041 && c <= 0x30ff && c != 0x3099 && c != 0x309a) ||
                                 (c >= 0xac00 && c <= 0xd7a3)
                             ? PRIVATE + c
                             : c);
    }
    free(composed);
}

/* Leaves out what leaves no trace, and makes two letters of two in one; returns how many. */
static size_t keep_traces(const utf8proc_int32_t *codes, size_t count, utf8proc_int32_t *kept) {
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        const utf8proc_int32_t *const two = two_of(codes[i]);
        if (two != NULL) kept[left++] = two[0];
        if (kind_of(codes[i]) != NOTHING) kept[left++] = two != NULL ? two[1] : codes[i];
    }
    return left;
}

/* What the hyphen between two kinds leaves: nothing between letters. */
static bool joins(enum kind before, enum kind behind) {
    return (before == LETTER || before == MARK) && behind == LETTER;
}

/* Adds the codes but for hyphens between letters. */
static void add_joined(struct prop_text *text, const utf8proc_int32_t *codes, size_t count) {
    enum kind before = BLANK;
    for (size_t i = 0; i < count; i++) {
        const enum kind kind = kind_of(codes[i]);
        const enum kind behind = i + 1 < count ? kind_of(codes[i + 1]) : BLANK;
        if (kind == HYPHEN && joins(before, behind)) continue;
        add_code(text, codes[i]);
        if (kind != MARK || (before != BLANK && before != OWN)) before = kind;
    }
}

/* The decomposition without what leaves no trace, in canonical order, Hangul and kana composed. */
static size_t traces_of(const struct prop_text *text, utf8proc_int32_t *codes) {
    static utf8proc_int32_t kept[2 * MOST_CODES];
    struct prop_text left = {0}, hidden = {0};
    size_t count = decompose(text, codes, true);
    prop_add_string(&left, "");
    prop_add_string(&hidden, "");
    add_joined(&left, kept, keep_traces(codes, count, kept));
    hide_composed(&left, &hidden);
    count = decompose(&hidden, codes, false);
    for (size_t i = 0; i < count; i++)
        if (codes[i] >= PRIVATE && codes[i] <= PRIVATE + 0xffff) codes[i] -= PRIVATE;
    prop_free(&left);
    prop_free(&hidden);
    return count;
}

/* Folded text by the rules above. */
static void fold_by_rules(const struct prop_text *text, struct prop_text *folded) {
    static utf8proc_int32_t codes[MOST_CODES];
    const size_t count = traces_of(text, codes);
    enum kind before = BLANK;
    prop_add_string(folded, "");
    for (size_t i = 0; i < count; i++) {
        const enum kind kind = kind_of(codes[i]);
        if (kind == MARK && before == BLANK) continue;
        if (kind == BLANK || kind == HYPHEN || kind == OWN || (before == OWN && kind != MARK))
            prop_add_string(folded, " ");
        if (kind == BLANK || kind == HYPHEN) {
            before = BLANK;
            continue;
        }
        add_code(folded, codes[i]);
        if (kind != MARK || before != OWN) before = kind;
    }
}

/* ---- The text as nd_fold folds it ------------------------------------------------------------ */

static void fold_text(const struct prop_text *text, struct prop_text *folded) {
    struct nd_fold fold = {.kernels = nd_kernels_select(NULL)};
    bool valid;
    fold.out = calloc(ND_FOLD_CAPACITY + ND_KERNEL_PAD, 1);
    assert_non_null(fold.out);
    nd_fold_start(&fold, (const uint8_t *)text->bytes, text->size, false);
    assert_int_equal(nd_fold_more(&fold, &valid), ND_OK);
    assert_true(valid);
    assert_int_equal(fold.at, text->size);
    prop_add(folded, (const char *)fold.out, fold.used);
    free(fold.out);
}

static void show(const char *title, const struct prop_text *text) {
    utf8proc_int32_t c;
    print_error("%s:", title);
    for (size_t at = 0; at < text->size;) {
        const utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text->bytes + at,
                                                       (utf8proc_ssize_t)(text->size - at), &c);
        if (size <= 0) break;
        print_error(" %04x", (unsigned)c);
        at += (size_t)size;
    }
    print_error("\n");
}

static bool same_words(const struct prop_text *a, const struct prop_text *b) {
    struct hashes of_a = hashes_of(a->bytes, a->size), of_b = hashes_of(b->bytes, b->size);
    const bool same = same_hashes(&of_a, &of_b);
    free(of_a.words);
    free(of_b.words);
    return same;
}

static bool folds_by_rules(const struct prop_text *text) {
    struct prop_text folded = {0}, expected = {0};
    bool same;
    fold_text(text, &folded);
    fold_by_rules(text, &expected);
    same = same_words(&folded, &expected);
    if (!same && text->size < 300) {
        show("text", text);
        show("folded", &folded);
        show("expected", &expected);
    }
    prop_free(&folded);
    prop_free(&expected);
    return same;
}

/* ---- Tests ----------------------------------------------------------------------------------- */

static bool is_code(uint32_t c) { return c < 0xd800 || c > 0xdfff; }

/* Alone, between letters, behind a mark that may be out of order, before a character. */
static void add_settings(struct prop_text *text, uint32_t c) {
    const utf8proc_int32_t code = (utf8proc_int32_t)c;
    add_code(text, code);
    prop_add_string(text, " a");
    add_code(text, code);
    prop_add_string(text, "b \xe0\xb8\x81\xe0\xb9\x88");
    add_code(text, code);
    prop_add_string(text, "\xe0\xb8\xb8 \xe6\xb8\xaf");
    add_code(text, code);
    prop_add_string(text, "\xe6\xb8\xaf A-");
    add_code(text, code);
    prop_add_string(text, "-9 ");
}

static void every_code_point_folds_as_utf8proc_says(void **state) {
    int wrong = 0;
    (void)state;
    for (uint32_t begin = 0x80; begin <= LAST && wrong < 10; begin += 128) {
        struct prop_text all = {0};
        for (uint32_t c = begin; c < begin + 128; c++)
            if (is_code(c)) add_settings(&all, c);
        if (all.size == 0 || folds_by_rules(&all)) {
            prop_free(&all);
            continue;
        }
        prop_free(&all);
        for (uint32_t c = begin; c < begin + 128 && wrong < 10; c++) { /* which one was it? */
            struct prop_text one = {0};
            add_settings(&one, c);
            if (!folds_by_rules(&one)) wrong++;
            prop_free(&one);
        }
    }
    assert_int_equal(wrong, 0);
}

/* Whether two characters of ASCII fall under other rules: hyphens at line ends, addresses. */
static bool is_more_than_folding(int before, int behind) {
    if (before == '-' && (behind == '\n' || behind == '\r')) return true;
    return before == '@' || (behind == '@' && before != ' ');
}

static void every_ascii_character_folds_as_utf8proc_says(void **state) {
    (void)state;
    for (int before = 1; before < 128; before++)
        for (int behind = 1; behind < 128; behind++) {
            const char bytes[] = {'1', (char)before, (char)behind, '1', (char)before, ' '};
            struct prop_text text = {0};
            prop_add(&text, bytes, sizeof bytes);
            if (!is_more_than_folding(before, behind)) assert_true(folds_by_rules(&text));
            prop_free(&text);
        }
}

/* One of a list that has what is hard about Unicode in it. */
static uint32_t hard_code(struct prop_random *random) {
    static const uint32_t codes[] = {
        0x0300, 0x0323, 0x0e48, 0x0345,  0x0730,  0x0731,  0x0951,  0x0952, 0x00e6,  0x0153,
        0x0142, 0x0344, 0x05b0, 0x05bf,  0x0651,  0x0654,  0x093c,  0x0e38, 0x0e33,  0x0eb3,
        0x0f71, 0x0f73, 0x0f74, 0x1037,  0x17d2,  0x3099,  0xff9e,  0x20d0, 0x1d165, 0x00b4,
        0x00a8, 0x1fbe, 0x1fc1, 0x0130,  0x0131,  0x017f,  0x1e9b,  0x1e9e, 0x03c2,  0xfb01,
        0xfdfa, 0x00ad, 0x200b, 0x200d,  0x2060,  0x0640,  0x034f,  0x2010, 0x2011,  '-',
        '-',    '-',    ' ',    ' ',     'a',     'Z',     '7',     0xff17, 0xff21,  0x0667,
        0x2160, 0x00bd, 0x24b6, 0x3231,  0x337f,  0x6e2f,  0x304c,  0xff76, 0xac01,  0x1100,
        0x1161, 0x11a8, 0x0939, 0x1f3fb, 0x2f868, 0x1e921, 0x10400, 0x02bc, 0xab70,  0x13a0};
    return codes[prop_below(random, LENGTH_OF(codes))];
}

static uint32_t assigned_code(struct prop_random *random) {
    for (;;) {
        const uint32_t top = prop_below(random, 3) == 0 ? 0x32000 : 0x10000;
        const uint32_t c =
            prop_below(random, 4) == 0 ? prop_below(random, 0x3000) : prop_below(random, top);
        const utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
        if (c >= 0x80 && category != UTF8PROC_CATEGORY_CN && category != UTF8PROC_CATEGORY_CS)
            return c;
    }
}

static void make_string(struct prop_random *random, struct prop_text *text) {
    const uint32_t hard = prop_below(random, 4);
    prop_add_string(text, "");
    for (uint32_t i = 1 + prop_below(random, 12); i > 0; i--)
        add_code(text, (utf8proc_int32_t)(prop_below(random, 4) < hard ? hard_code(random)
                                                                       : assigned_code(random)));
}

static void random_strings_fold_as_utf8proc_says(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 30000; seed++) {
        struct prop_random random = {seed};
        struct prop_text text = {0};
        make_string(&random, &text);
        if (!folds_by_rules(&text)) fail_msg("seed %llu", (unsigned long long)seed);
        prop_free(&text);
    }
}

static void folding_twice_is_folding_once(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 15000; seed++) {
        struct prop_random random = {seed};
        struct prop_text text = {0}, once = {0}, twice = {0};
        make_string(&random, &text);
        fold_text(&text, &once);
        prop_add_string(&once, "");
        fold_text(&once, &twice);
        if (!same_words(&once, &twice)) {
            show("text", &text);
            show("once", &once);
            show("twice", &twice);
            fail_msg("seed %llu", (unsigned long long)seed);
        }
        prop_free(&text);
        prop_free(&once);
        prop_free(&twice);
    }
}

/* U+0345, the iota subscript, is a mark that folds to a letter: case folding and canonical order do
 * not commute on it, in utf8proc as in the Unicode standard (D145). */
static bool has_iota_subscript(const struct prop_text *text) {
    utf8proc_uint8_t *const nfd = utf8proc_NFD((const utf8proc_uint8_t *)text->bytes);
    const bool has = nfd == NULL || strstr((const char *)nfd, "\xcd\x85") != NULL;
    free(nfd);
    return has;
}

/* The text in the form that utf8proc makes for NFKC_Casefold, and in three normal forms. */
static void texts_equal_under_nfkc_casefold_have_equal_words(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 15000; seed++) {
        struct prop_random random = {seed};
        struct prop_text text = {0}, folded = {0};
        make_string(&random, &text);
        fold_text(&text, &folded);
        for (int form = 0; form < (has_iota_subscript(&text) ? 1 : 4); form++) {
            const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.bytes;
            struct prop_text other = {0}, other_folded = {0};
            utf8proc_uint8_t *const made = form == 0   ? utf8proc_NFKC_Casefold(bytes)
                                           : form == 1 ? utf8proc_NFC(bytes)
                                           : form == 2 ? utf8proc_NFD(bytes)
                                                       : utf8proc_NFKC(bytes);
            assert_non_null(made);
            prop_add_string(&other, (const char *)made);
            free(made);
            fold_text(&other, &other_folded);
            if (!same_words(&folded, &other_folded)) {
                show("text", &text);
                show("other", &other);
                fail_msg("seed %llu, form %d", (unsigned long long)seed, form);
            }
            prop_free(&other);
            prop_free(&other_folded);
        }
        prop_free(&text);
        prop_free(&folded);
    }
}

/* Which kernels take for granted. */
static void han_are_words_and_hangul_letters(void **state) {
    (void)state;
    for (uint32_t c = ND_FIRST_HAN; c <= ND_LAST_HAN; c++)
        assert_int_equal(nd_unicode.threes[c], ND_THREE_OWN);
    for (uint32_t c = ND_FIRST_HANGUL; c <= ND_LAST_HANGUL; c++)
        assert_int_equal(nd_unicode.threes[c], ND_THREE_LETTER);
}

static void versions_are_those_of_utf8proc(void **state) {
    (void)state;
    assert_string_equal(nd_unicode_library_version(), utf8proc_version());
    assert_string_equal(nd_unicode.version, utf8proc_unicode_version());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_folds_as_utf8proc_says),
        cmocka_unit_test(every_ascii_character_folds_as_utf8proc_says),
        cmocka_unit_test(random_strings_fold_as_utf8proc_says),
        cmocka_unit_test(folding_twice_is_folding_once),
        cmocka_unit_test(texts_equal_under_nfkc_casefold_have_equal_words),
        cmocka_unit_test(han_are_words_and_hangul_letters),
        cmocka_unit_test(versions_are_those_of_utf8proc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
