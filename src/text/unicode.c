/*
 * unicode.c - see unicode.h
 *
 * A block of 256 code points that is like the one before shares its entries: so do most of the Han
 * characters and all unassigned planes. Scripts
 * written without spaces are told by ranges, because utf8proc does not know scripts.
 *
 * SPDX-License-Identifier: MIT
 */
#include "text/unicode.h"

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"

enum {
    LONGEST_DECOMPOSITION = 32, /* code points; U+FDFA has 18 */
    FIRST_EMPTY_PLANE = 0x40000,
    TAG_PLANE = 0xe0000,
    TAG_PLANE_END = 0xe1000,
    FIRST_VOWEL = 0x1161, /* of Hangul, behind a consonant, ... */
    LAST_VOWEL = 0x1175,
    FIRST_FINAL = 0x11a8, /* ... and the consonants that may be behind both */
    LAST_FINAL = 0x11c2,
    FIRST_SOUND_MARK = 0x3099,
    LAST_SOUND_MARK = 0x309a,
    FIRST_TOLD = 0x3400 /* the first of Han; what is before it is told by more than properties */
};

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

/* Written or left out at will, without another word coming of it: tatweel, Arabic and Hebrew vowel
 * points, grapheme joiner, variation selectors, ... (ascending). What is in category Cf is left out
 * too, but for a few. */
static const struct range traceless[] = {
    {0x034f, 0x034f}, {0x0591, 0x05bd}, {0x05bf, 0x05bf},   {0x05c1, 0x05c2},   {0x05c4, 0x05c5},
    {0x05c7, 0x05c7}, {0x0610, 0x061a}, {0x0640, 0x0640},   {0x064b, 0x0652},   {0x0670, 0x0670},
    {0x07fa, 0x07fa}, {0x115f, 0x1160}, {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x3164, 0x3164},
    {0xfe00, 0xfe0f}, {0xffa0, 0xffa0}, {0x1e944, 0x1e946}, {0xe0100, 0xe01ef},
};

/* Letters to Unicode, apostrophes to those who type them: turned, plain and reversed comma. */
enum { FIRST_APOSTROPHE = 0x02bb, LAST_APOSTROPHE = 0x02bd };

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static bool in_ranges(const struct range *ranges, size_t count, uint32_t c) {
    for (size_t i = 0; i < count && c >= ranges[i].first; i++) {
        if (c <= ranges[i].last) return true;
    }
    return false;
}

/* Signs of category Cf around numbers, at U+0600..0605, U+06DD, U+070F, U+0890, U+0891, U+08E2,
 * U+110BD, U+110CD. */
static bool is_visible_format(uint32_t c) {
    return (c >= 0x0600 && c <= 0x08e2 && c != 0x061c) || c == 0x110bd || c == 0x110cd;
}

/* The kind of one code point of a decomposition. */
static nd_code_kind kind_of(uint32_t c, int category) {
    if (c == '-' || c == 0x2010) return ND_CODE_HYPHEN;
    if (c == 0x00ad) return ND_CODE_SOFT_HYPHEN;
    if (category == UTF8PROC_CATEGORY_CF)
        return is_visible_format(c) ? ND_CODE_BLANK : ND_CODE_NOTHING;
    if (category < UTF8PROC_CATEGORY_LU || category > UTF8PROC_CATEGORY_NO) return ND_CODE_BLANK;
    if (c >= FIRST_APOSTROPHE && c <= LAST_APOSTROPHE) return ND_CODE_BLANK;
    if (in_ranges(traceless, LENGTH(traceless), c)) return ND_CODE_NOTHING;
    if (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME) return ND_CODE_MARK;
    if (in_ranges(characters, LENGTH(characters), c)) return ND_CODE_CHARACTER;
    return ND_CODE_LETTER;
}

/* Whether a code point may be one with the one before. */
static bool may_join(uint32_t c) {
    return (c >= FIRST_VOWEL && c <= LAST_VOWEL) || (c >= FIRST_FINAL && c <= LAST_FINAL) ||
           (c >= FIRST_SOUND_MARK && c <= LAST_SOUND_MARK);
}

uint32_t nd_unicode_join(uint32_t before, uint32_t code_point) {
    utf8proc_int32_t pair[] = {(utf8proc_int32_t)before, (utf8proc_int32_t)code_point};
    if (!may_join(code_point)) return 0;
    return utf8proc_normalize_utf32(pair, 2, UTF8PROC_COMPOSE) == 1 ? (uint32_t)pair[0] : 0;
}

/* The folded bytes of one code point while they are put together. */
struct folding {
    uint8_t bytes[LONGEST_DECOMPOSITION * 5];
    size_t size;
    struct nd_code code;
    uint32_t last;  /* code point; 0: a blank, or none yet */
    bool empty;     /* no character yet */
    bool after_own; /* the last character is a word of its own */
};

static void fold_blank(struct folding *folding) {
    folding->last = 0;
    if (folding->size != 0 && folding->bytes[folding->size - 1] != ' ') {
        folding->bytes[folding->size++] = ' ';
    }
    folding->after_own = false;
}

static bool is_number(int category) {
    return category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
}

static const utf8proc_property_t *property_of(uint32_t c) {
    return utf8proc_get_property((utf8proc_int32_t)c);
}

/* Whether a mark would stand behind a blank, as in the spacing accents: it leaves nothing there. */
static bool is_behind_blank(const struct folding *folding) {
    if (folding->size == 0) return !folding->empty;
    return folding->bytes[folding->size - 1] == ' ';
}

/* Makes the last character one with c, if they are. */
static bool fold_together(struct folding *folding, uint32_t c) {
    const uint32_t joined = nd_unicode_join(folding->last, c);
    if (joined == 0) return false;
    folding->size += nd_utf8_write(joined, folding->bytes + folding->size - 3) - 3;
    folding->code.last_class = 0;
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
        folding->code.kind = (uint8_t)(kind & 7);
        folding->code.number = is_number(property->category);
        folding->code.first_class = class;
    }
    folding->empty = false;
    folding->code.last_class = class;
    if (kind == ND_CODE_BLANK || kind == ND_CODE_HYPHEN) {
        fold_blank(folding);
        return;
    }
    if (kind == ND_CODE_CHARACTER || (kind == ND_CODE_LETTER && folding->after_own)) {
        fold_blank(folding);
    }
    folding->size += nd_utf8_write(c, folding->bytes + folding->size);
    folding->last = c;
    if (kind != ND_CODE_MARK) folding->after_own = kind == ND_CODE_CHARACTER;
}

/* Whether the kinds of first .. last differ by more than their properties: a range begins or ends
 * among them. */
static bool parts(const struct range *ranges, size_t count, uint32_t first, uint32_t last) {
    for (size_t i = 0; i < count; i++) {
        if (ranges[i].first > first && ranges[i].first <= last) return true;
        if (ranges[i].last >= first && ranges[i].last < last) return true;
    }
    return false;
}

/* Whether it may decompose or fold to something else. (Hangul syllables decompose by rule.) */
static bool changes(const utf8proc_property_t *property) {
    return property->decomp_seqindex != UINT16_MAX || property->casefold_seqindex != UINT16_MAX;
}

static void fold(struct folding *folding, uint32_t c) {
    const utf8proc_option_t options = UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD;
    utf8proc_int32_t parts[LONGEST_DECOMPOSITION];
    int boundary = 0;
    const utf8proc_ssize_t count = utf8proc_decompose_char(
        (utf8proc_int32_t)c, parts, LONGEST_DECOMPOSITION, options, &boundary);
    folding->size = 0;
    folding->code = (struct nd_code){.kind = c == 0x00ad ? ND_CODE_SOFT_HYPHEN : ND_CODE_NOTHING};
    folding->last = 0;
    folding->empty = true;
    folding->after_own = false;
    for (utf8proc_ssize_t i = 0; i < count && i < LONGEST_DECOMPOSITION; i++) {
        fold_one(folding, (uint32_t)parts[i]);
    }
    folding->code.size = (uint8_t)folding->size;
    folding->code.ends_word = folding->after_own;
}

static size_t length_of(uint32_t c) {
    uint8_t bytes[4];
    return nd_utf8_write(c, bytes);
}

/* The code of a code point that stands for itself. */
static struct nd_code plain_code(uint32_t c, const utf8proc_property_t *property) {
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
    return c == '@' || c == ':' || c == ']' || c == '-' || c == 'w' || c == 'W';
}

/* Whether a code point, whose folded bytes begin with `first`, needs nothing but these to be
 * copied, a blank before them where words meet, and the order of marks looked at. (Surrogates are
 * no valid UTF-8.) */
static bool is_quick(const struct nd_code *code, uint32_t c, uint32_t first) {
    if (may_join(first)) return false;
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

static void append_code(struct nd_unicode *unicode, struct nd_code code, uint32_t c,
                        uint32_t first) {
    code.quick = is_quick(&code, c, first);
    code.plain = code.quick && code.kind >= ND_CODE_BLANK;
    code.blank = code.kind == ND_CODE_BLANK || code.kind == ND_CODE_CHARACTER;
    unicode->codes[unicode->code_count++] = code;
}

static bool is_itself(const struct folding *folding, uint32_t c) {
    uint8_t bytes[4];
    const size_t size = nd_utf8_write(c, bytes);
    return folding->size == size && memcmp(folding->bytes, bytes, size) == 0;
}

/* Appends the code of c to the table, and its folded bytes when they are not its own. */
static nd_status add_code(struct nd_unicode *unicode, uint32_t c,
                          const utf8proc_property_t *property) {
    struct folding folding;
    uint32_t first = 0;
    nd_status status;
    if (changes(property)) fold(&folding, c);
    if (!changes(property) || is_itself(&folding, c)) {
        append_code(unicode, plain_code(c, property), c, c);
        return ND_OK;
    }
    folding.code.offset = folding.size != 0 ? (uint32_t)unicode->byte_count : 0;
    status = nd_reserve(&unicode->bytes, &unicode->byte_capacity,
                        unicode->byte_count + sizeof folding.bytes + ND_CODE_PAD, 1);
    if (status != ND_OK) return status;
    memcpy(unicode->bytes + unicode->byte_count, folding.bytes, folding.size);
    unicode->byte_count += folding.size;
    if (folding.size != 0) (void)nd_utf8_read(folding.bytes, folding.size, &first);
    append_code(unicode, folding.code, c, first);
    return ND_OK;
}

/* The properties of the code points of a block. */
struct block {
    uint32_t first;
    bool changes; /* one of them may */
    const utf8proc_property_t *properties[ND_CODE_BLOCK];
};

static void ask(struct block *block, uint32_t number) {
    const utf8proc_property_t *before = NULL;
    block->first = number * ND_CODE_BLOCK;
    block->changes = false;
    for (uint32_t i = 0; i < ND_CODE_BLOCK; i++) {
        const utf8proc_property_t *const property = property_of(block->first + i);
        if (property != before) block->changes |= changes(property);
        before = block->properties[i] = property;
    }
}

/* Whether the codes of two code points that do not change are the same. */
static bool are_alike(const utf8proc_property_t *a, const utf8proc_property_t *b) {
    return a == b || (a->category == b->category && a->combining_class == b->combining_class);
}

/* Whether properties tell all of the codes of first .. last. */
static bool are_told(uint32_t first, uint32_t last) {
    return first >= FIRST_TOLD && !parts(characters, LENGTH(characters), first, last) &&
           !parts(traceless, LENGTH(traceless), first, last);
}

/* Whether a block has the codes of the one that was asked for before. */
static bool is_like_before(const struct block *block, const struct block *before) {
    if (block->first != before->first + ND_CODE_BLOCK || before->changes || block->changes ||
        !are_told(before->first, block->first + ND_CODE_BLOCK - 1))
        return false;
    for (uint32_t i = 0; i < ND_CODE_BLOCK; i++)
        if (!are_alike(before->properties[i], block->properties[i])) return false;
    return true;
}

/* Appends the codes of a block. Where properties tell them, those that follow one another and are
 * alike are copies of the first. */
static nd_status add_codes(struct nd_unicode *unicode, const struct block *block) {
    const bool told = are_told(block->first, block->first + ND_CODE_BLOCK - 1);
    const utf8proc_property_t *before = NULL;
    nd_status status = nd_reserve(&unicode->codes, &unicode->code_capacity,
                                  unicode->code_count + ND_CODE_BLOCK, sizeof *unicode->codes);
    for (uint32_t i = 0; i < ND_CODE_BLOCK && status == ND_OK; i++) {
        const utf8proc_property_t *const property = block->properties[i];
        if (told && property == before && !changes(property)) {
            unicode->codes[unicode->code_count] = unicode->codes[unicode->code_count - 1];
            unicode->code_count++;
        } else {
            status = add_code(unicode, block->first + i, property);
        }
        before = property;
    }
    return status;
}

/* Adds a block; `blocks` has room for it and holds the one before. */
static nd_status add_block(struct nd_unicode *unicode, struct block blocks[2], uint32_t number) {
    struct block *const block = &blocks[number % 2], *const before = &blocks[(number + 1) % 2];
    nd_status status = ND_OK;
    ask(block, number);
    if (!is_like_before(block, before)) status = add_codes(unicode, block);
    if (status != ND_OK) return status;
    unicode->block[number] = (uint16_t)(unicode->code_count / ND_CODE_BLOCK - 1);
    return ND_OK;
}

/* The blocks of the unassigned and private planes are those of one that is all blank. */
static nd_status add_blocks(struct nd_unicode *unicode) {
    const uint32_t empty = FIRST_EMPTY_PLANE / ND_CODE_BLOCK;
    struct block blocks[2] = {{0}};
    nd_status status = ND_OK;
    for (uint32_t b = 0; b <= empty && status == ND_OK; b++) status = add_block(unicode, blocks, b);
    for (uint32_t b = empty + 1; b < ND_CODE_BLOCKS && status == ND_OK; b++) {
        const bool tags = b >= TAG_PLANE / ND_CODE_BLOCK && b < TAG_PLANE_END / ND_CODE_BLOCK;
        if (tags)
            status = add_block(unicode, blocks, b);
        else
            unicode->block[b] = unicode->block[empty];
    }
    return status;
}

static void make_leads(struct nd_unicode *unicode) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        struct nd_lead *const lead = &unicode->leads[byte];
        if (byte < 0x80) {
            lead->base = (uint16_t)byte;
        } else if (byte < 0xe0) {
            *lead = (struct nd_lead){
                .base = (uint16_t)((byte & 0x1f) << 6), .mask = 0x3f, .least = 0x80};
        } else {
            *lead = (struct nd_lead){.three = 0xffff, .least = 0x800};
        }
    }
}

/* A blank, or letters that are copied and no words of their own. */
static void make_pairs(struct nd_unicode *unicode) {
    for (uint32_t c = 0; c < 0x800; c++) {
        const struct nd_code *code = nd_unicode_code(unicode, c);
        struct nd_short_cut *const pair = &unicode->pairs[c];
        if (!code->quick || code->size > ND_PAIR_BYTES) continue;
        if (code->kind == ND_CODE_BLANK) {
            pair->bytes[0] = ' ';
            pair->size = 1;
        } else if (code->kind == ND_CODE_LETTER && !code->ends_word) {
            pair->size = code->size;
            if (code->offset == ND_CODE_SAME)
                nd_utf8_write(c, pair->bytes);
            else
                memcpy(pair->bytes, unicode->bytes + code->offset, code->size);
        }
    }
}

static uint8_t class_of_three(const struct nd_code *code) {
    const bool same = code->offset == ND_CODE_SAME || code->kind == ND_CODE_BLANK;
    if (!code->plain || !same || code->last_class != 0) return ND_THREE_OTHER;
    if (code->kind == ND_CODE_BLANK) return ND_THREE_BLANK;
    return code->kind == ND_CODE_CHARACTER ? ND_THREE_OWN : ND_THREE_LETTER;
}

static void make_threes(struct nd_unicode *unicode) {
    for (uint32_t c = 0x800; c < 0x10000; c++)
        unicode->threes[c] = class_of_three(nd_unicode_code(unicode, c));
}

nd_status nd_unicode_new(struct nd_unicode **out) {
    struct nd_unicode *unicode = nd_alloc_zero(1, sizeof *unicode);
    nd_status status = unicode != NULL ? add_blocks(unicode) : ND_ERR_MEMORY;
    if (status == ND_OK) {
        make_leads(unicode);
        make_pairs(unicode);
        make_threes(unicode);
    } else {
        nd_unicode_free(unicode);
        unicode = NULL;
    }
    *out = unicode;
    return status;
}

void nd_unicode_free(struct nd_unicode *unicode) {
    if (unicode == NULL) return;
    nd_free(unicode->codes);
    nd_free(unicode->bytes);
    nd_free(unicode);
}

const char *nd_unicode_library_version(void) { return utf8proc_version(); }

const char *nd_unicode_data_version(void) { return utf8proc_unicode_version(); }
