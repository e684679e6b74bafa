/*
 * contrast.c - see contrast.h
 *
 * The stretches of equal words come from the comparison, which knows words; here text is only
 * looked at to see where it may be cut: behind the punctuation that follows a word, before what
 * opens a quotation. Quotation marks and dashes beyond ASCII are known by their blocks.
 *
 * SPDX-License-Identifier: MIT
 */
#include "page/contrast.h"

#include <string.h>

/* ---- Marks ----------------------------------------------------------------------------------- */

static bool is_blank(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

/* Whether an ASCII byte is neither of a word nor blank. */
static bool is_mark(char byte) {
    return byte > ' ' && byte < 0x7f && !(byte >= '0' && byte <= '9') &&
           !(byte >= 'A' && byte <= 'Z') && !(byte >= 'a' && byte <= 'z');
}

/* Marks beyond ASCII, as two or three bytes of UTF-8: U+00A1 to U+00BF without letters, U+2010 to
 * U+203E, U+3001 and U+3002, U+3008 to U+301F. */
static const struct {
    unsigned char lead[3]; /* all but the last byte, then 0 */
    unsigned char first, last;
} marks[] = {
    {{0xc2}, 0xa1, 0xa9},       {{0xc2}, 0xab, 0xb4},       {{0xc2}, 0xb6, 0xb9},
    {{0xc2}, 0xbb, 0xbf},       {{0xe2, 0x80}, 0x90, 0xbe}, {{0xe3, 0x80}, 0x81, 0x82},
    {{0xe3, 0x80}, 0x88, 0x9f},
};

/* The bytes of the mark at text[0, size), or 0. */
static size_t mark_size(const char *text, size_t size) {
    const unsigned char *const at = (const unsigned char *)text;
    if (size == 0) return 0;
    if (is_mark(text[0])) return 1;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const size_t last = marks[i].lead[1] == 0 ? 1 : 2;
        if (size > last && memcmp(at, marks[i].lead, last) == 0 && at[last] >= marks[i].first &&
            at[last] <= marks[i].last)
            return last + 1;
    }
    return 0;
}

static size_t behind_marks(const char *text, size_t at, size_t end) {
    size_t size;
    while ((size = mark_size(text + at, end - at)) != 0) at += size;
    return at;
}

static size_t before_marks(const char *text, size_t begin, size_t at) {
    for (size_t size = 1; size <= 3 && at - begin >= size;) {
        const bool found = mark_size(text + at - size, size) == size;
        at -= found ? size : 0;
        size = found ? 1 : size + 1;
    }
    return at;
}

/* Without the blanks at both ends; empty when nothing but blanks and marks is in it. */
static void trim(struct nd_part_side *side) {
    size_t at = side->begin;
    while (side->begin < side->end && is_blank(side->text[side->begin])) side->begin++;
    while (side->begin < side->end && is_blank(side->text[side->end - 1])) side->end--;
    while (at < side->end) {
        const size_t size = mark_size(side->text + at, side->end - at);
        if (size == 0 && !is_blank(side->text[at])) return;
        at += size + (size == 0);
    }
    side->end = side->begin;
}

/* ---- Parts ----------------------------------------------------------------------------------- */

static const char *text_of(const struct nd_comparison *comparison, int side) {
    return side == 0 ? comparison->text_a : comparison->text_b;
}

static size_t begin_of(const struct nd_passage *passage, int side) {
    return side == 0 ? passage->a_begin : passage->b_begin;
}

static size_t end_of(const struct nd_passage *passage, int side) {
    return side == 0 ? passage->a_end : passage->b_end;
}

/* Where the equal stretch of that number begins, or the text ends; the marks before it included. */
static size_t next_begin(const struct nd_contrast *contrast, size_t equal, int side, size_t least) {
    const struct nd_comparison *const comparison = contrast->comparison;
    if (equal == comparison->equal_count)
        return side == 0 ? comparison->size_a : comparison->size_b;
    return before_marks(text_of(comparison, side), least,
                        begin_of(&comparison->equals[equal], side));
}

static bool begins_blank(const struct nd_part_side *side) {
    return side->begin < side->end && is_blank(side->text[side->begin]);
}

/* What both texts have up to the next equal stretch. */
static struct nd_part gap_before(const struct nd_contrast *contrast, size_t equal,
                                 const size_t at[2], nd_part_kind kind) {
    struct nd_part part = {.kind = kind};
    for (int s = 0; s < 2; s++) {
        struct nd_part_side *const side = &part.side[s];
        *side = (struct nd_part_side){.text = text_of(contrast->comparison, s), .begin = at[s]};
        side->end = next_begin(contrast, equal, s, at[s]);
        part.spaced |= begins_blank(side);
        trim(side);
    }
    if (part.side[0].begin == part.side[0].end && part.side[1].begin == part.side[1].end)
        part.kind = ND_PART_NONE;
    return part;
}

/* Whether the equal stretch of that number goes on with the passage that `contrast` is in. */
static bool goes_on(const struct nd_contrast *contrast, size_t equal) {
    const struct nd_comparison *const comparison = contrast->comparison;
    return equal != 0 && equal < comparison->equal_count &&
           comparison->equals[equal].a_end <= comparison->passages[contrast->passage].a_end;
}

/* Steps over an equal stretch with the marks behind it. */
static void step_over(struct nd_contrast *contrast) {
    const struct nd_passage *const equal = &contrast->comparison->equals[contrast->equal++];
    for (int s = 0; s < 2; s++) {
        const size_t end = contrast->equal == contrast->comparison->equal_count
                               ? next_begin(contrast, contrast->equal, s, 0)
                               : begin_of(&contrast->comparison->equals[contrast->equal], s);
        contrast->at[s] = behind_marks(text_of(contrast->comparison, s), end_of(equal, s), end);
    }
}

/* The next equal stretch, together with those behind it that only marks divide from it. */
static struct nd_part take_same(struct nd_contrast *contrast) {
    struct nd_part part = {.kind = ND_PART_SAME};
    for (int s = 0; s < 2; s++) {
        struct nd_part_side *const side = &part.side[s];
        const size_t least = contrast->at[s];
        side->text = text_of(contrast->comparison, s);
        side->begin = next_begin(contrast, contrast->equal, s, least);
        part.spaced |= side->begin > 0 && is_blank(side->text[side->begin - 1]);
    }
    do {
        step_over(contrast);
    } while (goes_on(contrast, contrast->equal) &&
             gap_before(contrast, contrast->equal, contrast->at, ND_PART_OTHER).kind ==
                 ND_PART_NONE);
    for (int s = 0; s < 2; s++) part.side[s].end = contrast->at[s];
    return part;
}

struct nd_part nd_contrast_next(struct nd_contrast *contrast) {
    const size_t count = contrast->comparison->equal_count;
    struct nd_part part = {.kind = ND_PART_NONE};
    if (!contrast->gap_done) {
        const bool within = goes_on(contrast, contrast->equal);
        contrast->gap_done = true;
        part = gap_before(contrast, contrast->equal, contrast->at,
                          within ? ND_PART_OTHER : ND_PART_ALONE);
        if (contrast->equal != 0 && contrast->equal < count && !within) contrast->passage++;
        if (part.kind != ND_PART_NONE) return part;
    }
    if (contrast->equal == count) return part;
    contrast->gap_done = false;
    return take_same(contrast);
}
