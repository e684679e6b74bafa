/*
 * codepoint.c - see codepoint.h
 *
 * Properties tell most kinds: letters, marks and numbers are in words, everything else is between
 * them. Scripts written without spaces are told by ranges, because utf8proc does not know scripts;
 * so are letters and marks that are written or left out at will, format characters that are seen,
 * and letters that are typed one for the other. A digit of any script is that of ASCII: figures are
 * told by these, and each paper has its own.
 *
 * SPDX-License-Identifier: MIT
 */
#include "tables/codepoint.h"

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

struct range {
    uint32_t first, last;
};

/* Scripts whose words are not set off by blanks: every letter is a word. After decomposition, so
 * that compatibility forms need no ranges of their own (ascending). */
static const struct range characters[] = {
    {0x0e00, 0x0eff},   /* Thai, Lao */
    {0x1000, 0x109f},   /* Myanmar */
    {0x1780, 0x17ff},   /* Khmer */
    {0x2e80, 0x2fdf},   /* radicals */
    {0x3005, 0x3007},   /* ideographic iteration mark, closing mark, zero */
    {0x3021, 0x3029},   /* Hangzhou numerals */
    {0x3031, 0x3035},   /* kana repeat marks */
    {0x3038, 0x303c},   /* Hangzhou numerals, masu mark */
    {0x3041, 0x30ff},   /* kana */
    {0x3105, 0x312f},   /* Bopomofo */
    {0x31a0, 0x31ff},   /* Bopomofo extended, kana extensions */
    {0x3400, 0x4dbf},   /* Han */
    {0x4e00, 0x9fff},   /* Han */
    {0xa9e0, 0xa9ff},   /* Myanmar extended B */
    {0xaa60, 0xaa7f},   /* Myanmar extended A */
    {0xf900, 0xfaff},   /* Han compatibility */
    {0x1aff0, 0x1b16f}, /* kana supplements */
    {0x20000, 0x3ffff}, /* Han, supplementary planes */
};

/* Written or left out at will, without another word coming of it: the accents of Latin, Greek and
 * Cyrillic, which capitals, old systems and hasty typists go without, among them the dot above,
 * which comes and goes with the case of the Turkish i; tatweel, Arabic and Hebrew vowel points,
 * hamza and madda on a letter, the nukta of Devanagari and Gurmukhi, the sign of Malayalam for no
 * vowel; variation selectors, ... (ascending). What is in category Cf is left out too, but for what
 * is visible. */
static const struct range traceless[] = {
    {0x0300, 0x036f},   {0x0591, 0x05bd},   {0x05bf, 0x05bf}, {0x05c1, 0x05c2}, {0x05c4, 0x05c5},
    {0x05c7, 0x05c7},   {0x0610, 0x061a},   {0x0640, 0x0640}, {0x064b, 0x065f}, {0x0670, 0x0670},
    {0x07fa, 0x07fa},   {0x093c, 0x093c},   {0x0a3c, 0x0a3c}, {0x0d4d, 0x0d4d}, {0x115f, 0x1160},
    {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x3164, 0x3164}, {0xfe00, 0xfe0f}, {0xffa0, 0xffa0},
    {0x1e944, 0x1e946}, {0xe0100, 0xe01ef},
};

/* Where category Cf is visible: signs around numbers, at U+0600..0605, U+06DD, U+070F, U+0890,
 * U+0891, U+08E2, U+110BD and U+110CD, and not the Arabic letter mark between them (ascending). */
static const struct range visible[] = {
    {0x0600, 0x061b},
    {0x061d, 0x08e2},
    {0x110bd, 0x110bd},
    {0x110cd, 0x110cd},
};

/* What is typed for what is meant, of letters that do not decompose: Latin ones with a stroke or a
 * hook, open and turned e and o, and two in one; the dotless i of Turkish, whose capital is that of
 * the i of other languages; Cyrillic ones of Serbian as below, i, and with a descender or a stroke;
 * Yiddish ones in pairs; ta marbuta and heh, which many papers do not tell apart at the end of
 * words, and the hehs of Urdu and Kurdish; alef with wasla; kaf and keheh, the gafs of Pashto and
 * Persian; yeh with dots below, without, and with those of Persian, which has none at the end of
 * words; the two signs for a nasal vowel in Devanagari; consonants of Bengali and Malayalam without
 * a vowel, which older systems have no letter for; and letters that sound alike in Amharic. */
static const struct letter {
    uint32_t typed, meant;
    uint32_t then; /* 0: one letter */
} letters[] = {
    {0x00e6, 'a', 'e'},       {0x00f0, 'd', 0},         {0x00f8, 'o', 0},
    {0x00fe, 't', 'h'},       {0x0111, 'd', 0},         {0x0127, 'h', 0},
    {0x0131, 'i', 0},         {0x0142, 'l', 0},         {0x014b, 'n', 0},
    {0x0153, 'o', 'e'},       {0x0167, 't', 0},         {0x0192, 'f', 0},
    {0x0199, 'k', 0},         {0x01b4, 'y', 0},         {0x01dd, 'e', 0},
    {0x0253, 'b', 0},         {0x0254, 'o', 0},         {0x0256, 'd', 0},
    {0x0257, 'd', 0},         {0x0259, 'e', 0},         {0x025b, 'e', 0},
    {0x0263, 'g', 0},         {0x0269, 'i', 0},         {0x0272, 'n', 0},
    {0x028b, 'v', 0},         {0x0452, 'd', 0},         {0x0455, 's', 0},
    {0x0456, 'i', 0},         {0x0458, 'j', 0},         {0x0459, 'l', 'j'},
    {0x045a, 'n', 'j'},       {0x045b, 'c', 0},         {0x045f, 'd', 'z'},
    {0x0491, 'g', 0},         {0x0493, 'g', 0},         {0x049b, 'k', 0},
    {0x04b3, 'h', 0},         {0x04b7, 'c', 0},         {0x05f0, 0x05d5, 0x05d5},
    {0x05f1, 0x05d5, 0x05d9}, {0x05f2, 0x05d9, 0x05d9}, {0x0629, 0x0647, 0},
    {0x0643, 0x06a9, 0},      {0x0649, 0x06cc, 0},      {0x064a, 0x06cc, 0},
    {0x0671, 0x0627, 0},      {0x06ab, 0x06af, 0},      {0x06be, 0x0647, 0},
    {0x06c1, 0x0647, 0},      {0x06c3, 0x0647, 0},      {0x06d5, 0x0647, 0},
    {0x0901, 0x0902, 0},      {0x09ce, 0x09a4, 0x09cd}, {0x0d7a, 0x0d23, 0},
    {0x0d7b, 0x0d28, 0},      {0x0d7c, 0x0d30, 0},      {0x0d7d, 0x0d32, 0},
    {0x0d7e, 0x0d33, 0},      {0x1203, 0x1200, 0},      {0x1248, 0x1246, 0},
    {0x124a, 0x1241, 0},      {0x12a3, 0x12a0, 0},      {0x12b0, 0x12ae, 0},
    {0x12b5, 0x12a9, 0},      {0x1310, 0x130e, 0},
};

/* Rows of Ethiopic letters that sound as those of another row in Amharic. */
static const struct row {
    uint32_t first, last, meant;
} rows[] = {
    {0x1210, 0x1217, 0x1200}, {0x1220, 0x1227, 0x1230}, {0x1280, 0x1287, 0x1200},
    {0x12b8, 0x12be, 0x1200}, {0x12d0, 0x12d6, 0x12a0}, {0x1340, 0x1347, 0x1338},
};

/* The Latin letters that stand for Cyrillic ones, from U+0430 on, in Serbian, whose papers print
 * one report in both scripts. What other languages have two letters for there hardly ever is
 * another word. */
enum { FIRST_CYRILLIC = 0x0430 };
static const char cyrillic[] = "abvgdezziiklmnoprstufhccs";

/* Letters to Unicode, apostrophes to those who type them: primes, turned, plain and reversed comma,
 * half rings. */
enum { FIRST_APOSTROPHE = 0x02b9, LAST_APOSTROPHE = 0x02bf };

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static bool in_ranges(const struct range *ranges, size_t count, uint32_t c) {
    for (size_t i = 0; i < count && c >= ranges[i].first; i++) {
        if (c <= ranges[i].last) return true;
    }
    return false;
}

static const utf8proc_property_t *property_of(uint32_t c) {
    return utf8proc_get_property((utf8proc_int32_t)c);
}

static bool is_digit(uint32_t c) { return property_of(c)->category == UTF8PROC_CATEGORY_ND; }

/* The digit of ASCII that a digit stands for. Those of a script are in a row, from zero to nine;
 * so are those of five type faces in mathematics, one row behind the other. */
static uint32_t ascii_digit(uint32_t c) {
    uint32_t zero = c;
    while (is_digit(zero - 1)) zero--;
    return '0' + (c - zero) % 10;
}

static uint32_t of_usual_row(uint32_t c) {
    for (size_t i = 0; i < LENGTH(rows); i++)
        if (c >= rows[i].first && c <= rows[i].last) return rows[i].meant + c - rows[i].first;
    return c;
}

static uint32_t usual_one(uint32_t c) {
    if (c - FIRST_CYRILLIC < LENGTH(cyrillic) - 1) return (uint32_t)cyrillic[c - FIRST_CYRILLIC];
    return is_digit(c) ? ascii_digit(c) : c;
}

/* What is folded in place of a code point of a decomposition. */
static struct letter usual(uint32_t typed) {
    const uint32_t c = of_usual_row(typed);
    for (size_t i = 0; i < LENGTH(letters); i++)
        if (letters[i].typed == c) return letters[i];
    return (struct letter){.typed = c, .meant = usual_one(c)};
}

/* Whether a code point may decompose or fold to something else. (Hangul syllables decompose by
 * rule, and are together again afterwards.) */
static bool changes(uint32_t c) {
    const utf8proc_property_t *const property = property_of(c);
    return usual(c).meant != c || property->decomp_seqindex != UINT16_MAX ||
           property->casefold_seqindex != UINT16_MAX;
}

/* Those of Latin, Armenian and Hebrew, and the double one of blackletter. */
static bool is_hyphen(uint32_t c) {
    return c == '-' || c == 0x058a || c == 0x05be || c == 0x2010 || c == 0x2e17;
}

/* The kind of one code point of a decomposition. The sign for `not` is what readers of scanned text
 * print for a hyphen at a line end. */
static nd_code_kind kind_of(uint32_t c, int category) {
    if (is_hyphen(c)) return ND_CODE_HYPHEN;
    if (c == 0x00ad || c == 0x00ac) return ND_CODE_SOFT_HYPHEN;
    if (category == UTF8PROC_CATEGORY_CF)
        return in_ranges(visible, LENGTH(visible), c) ? ND_CODE_BLANK : ND_CODE_NOTHING;
    if (category < UTF8PROC_CATEGORY_LU || category > UTF8PROC_CATEGORY_NO) return ND_CODE_BLANK;
    if (c >= FIRST_APOSTROPHE && c <= LAST_APOSTROPHE) return ND_CODE_BLANK;
    if (in_ranges(traceless, LENGTH(traceless), c)) return ND_CODE_NOTHING;
    if (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME) return ND_CODE_MARK;
    if (in_ranges(characters, LENGTH(characters), c)) return ND_CODE_CHARACTER;
    return ND_CODE_LETTER;
}

/* What a code point leaves, while it is put together. */
struct folding {
    struct nd_leaving *leaving;
    size_t size;    /* of its bytes */
    uint32_t last;  /* code point; 0: a blank, or none yet */
    bool empty;     /* no character yet */
    bool after_own; /* the last character is a word of its own */
};

static void fold_blank(struct folding *folding) {
    folding->last = 0;
    if (folding->size != 0 && folding->leaving->bytes[folding->size - 1] != ' ') {
        folding->leaving->bytes[folding->size++] = ' ';
    }
    folding->after_own = false;
}

static bool is_number(int category) {
    return category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
}

/* Whether a mark would stand behind a blank, as in the spacing accents: it leaves nothing there. */
static bool is_behind_blank(const struct folding *folding) {
    if (folding->size == 0) return !folding->empty;
    return folding->leaving->bytes[folding->size - 1] == ' ';
}

/* Makes the last character one with c, if they are. */
static bool fold_together(struct folding *folding, uint32_t c) {
    const uint32_t joined = nd_unicode_join(folding->last, c);
    if (joined == 0) return false;
    folding->size += nd_utf8_write(joined, folding->leaving->bytes + folding->size - 3) - 3;
    folding->leaving->code.last_class = 0;
    folding->last = joined;
    return true;
}

static void fold_one(struct folding *folding, uint32_t c) {
    const utf8proc_property_t *const property = property_of(c);
    const nd_code_kind kind = kind_of(c, property->category);
    const uint8_t class = (uint8_t)property->combining_class;
    if (kind == ND_CODE_NOTHING || kind == ND_CODE_SOFT_HYPHEN) return;
    if (kind == ND_CODE_MARK && is_behind_blank(folding)) return;
    if (fold_together(folding, c)) return;
    if (folding->empty) {
        folding->leaving->code.kind = (uint8_t)(kind & 7);
        folding->leaving->code.number = is_number(property->category);
        folding->leaving->code.first_class = class;
    }
    folding->empty = false;
    folding->leaving->code.last_class = class;
    if (kind == ND_CODE_BLANK || kind == ND_CODE_HYPHEN) {
        fold_blank(folding);
        return;
    }
    if (kind == ND_CODE_CHARACTER || (kind == ND_CODE_LETTER && folding->after_own)) {
        fold_blank(folding);
    }
    folding->size += nd_utf8_write(c, folding->leaving->bytes + folding->size);
    folding->last = c;
    if (kind != ND_CODE_MARK) folding->after_own = kind == ND_CODE_CHARACTER;
}

/* Folds c into folding->leaving. */
static void fold(struct folding *folding, uint32_t c) {
    const utf8proc_option_t options = UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD;
    struct nd_code *const code = &folding->leaving->code;
    utf8proc_int32_t parts[ND_LONGEST_DECOMPOSITION];
    int boundary = 0;
    const utf8proc_ssize_t count = utf8proc_decompose_char(
        (utf8proc_int32_t)c, parts, ND_LONGEST_DECOMPOSITION, options, &boundary);
    *code = (struct nd_code){.kind = c == 0x00ad ? ND_CODE_SOFT_HYPHEN : ND_CODE_NOTHING};
    for (utf8proc_ssize_t i = 0; i < count && i < ND_LONGEST_DECOMPOSITION; i++) {
        const struct letter letter = usual((uint32_t)parts[i]);
        fold_one(folding, letter.meant);
        if (letter.then != 0) fold_one(folding, letter.then);
    }
    code->size = (uint8_t)folding->size;
    code->ends_word = folding->after_own;
}

static size_t length_of(uint32_t c) {
    uint8_t bytes[4];
    return nd_utf8_write(c, bytes);
}

/* The code of a code point that stands for itself. */
static struct nd_code plain_code(uint32_t c) {
    const utf8proc_property_t *const property = property_of(c);
    const nd_code_kind kind = kind_of(c, property->category);
    struct nd_code code = {.kind = (uint8_t)(kind & 7),
                           .ends_word = kind == ND_CODE_CHARACTER,
                           .number = is_number(property->category)};
    if (kind == ND_CODE_MARK || kind == ND_CODE_LETTER || kind == ND_CODE_CHARACTER) {
        code.offset = ND_CODE_SAME;
        code.size = (uint8_t)length_of(c);
        code.first_class = code.last_class = (uint8_t)property->combining_class;
    }
    return code;
}

/* ASCII that may be special: see fold_ascii in kernels.h. */
static bool is_special(uint32_t c) {
    return c == '@' || c == ':' || c == ']' || c == '-' || c == '&' || c == 'w' || c == 'W';
}

/* Whether a code point, whose folded bytes begin with `first`, needs nothing but these to be
 * copied, a blank before them where words meet, and the order of marks looked at. (Surrogates are
 * no valid UTF-8.) */
static bool is_quick(const struct nd_code *code, uint32_t c, uint32_t first) {
    if (nd_unicode_may_join(first)) return false;
    if (code->size > ND_CODE_PAD || (c >= 0xd800 && c <= 0xdfff) || is_special(c)) return false;
    switch ((nd_code_kind)code->kind) {
    case ND_CODE_NOTHING:
    case ND_CODE_LETTER:
    case ND_CODE_CHARACTER: return true;
    case ND_CODE_MARK: return !code->ends_word;
    case ND_CODE_BLANK: return code->size == 0 && code->last_class == 0;
    default: return false;
    }
}

static bool is_itself(const struct nd_leaving *leaving, uint32_t c) {
    uint8_t bytes[4];
    const size_t size = nd_utf8_write(c, bytes);
    return leaving->code.size == size && memcmp(leaving->bytes, bytes, size) == 0;
}

void nd_leaving_of(uint32_t c, struct nd_leaving *leaving) {
    struct nd_code *const code = &leaving->code;
    uint32_t first = 0;
    if (changes(c)) fold(&(struct folding){.leaving = leaving, .empty = true}, c);
    if (!changes(c) || is_itself(leaving, c)) {
        *code = plain_code(c);
        first = c;
    } else if (code->size != 0) {
        (void)nd_utf8_read(leaving->bytes, code->size, &first);
    }
    code->quick = is_quick(code, c, first);
    code->plain = code->quick && code->kind >= ND_CODE_BLANK;
    code->blank = code->kind == ND_CODE_BLANK || code->kind == ND_CODE_CHARACTER;
}
