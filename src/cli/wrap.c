/*
 * wrap.c - see wrap.h
 *
 * Widths are those that terminals give to characters: two columns for East Asian wide ones, none
 * for combining marks, one for the rest. The tables are coarse on purpose: a character counted
 * wrongly makes a line a column too long or short, nothing more. Lines may be broken on either side
 * of a wide character, since their scripts write without blanks.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/wrap.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct range {
    uint32_t first, last;
};

static const struct range wide[] = {
    {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xac00, 0xd7a3},
    {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
    {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};
static const struct range narrow[] = {
    {0x0300, 0x036f}, {0x0591, 0x05bd}, {0x064b, 0x065f}, {0x093a, 0x093a}, {0x093c, 0x093c},
    {0x0941, 0x0948}, {0x094d, 0x094d}, {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e},
    {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200f}, {0x2060, 0x2064}, {0x20d0, 0x20ff},
    {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff},
};
/* What steers a terminal or the order of letters: C0, DEL, C1, line separators, embedding and
 * isolating marks of direction, tags. */
static const struct range unsafe[] = {
    {0x0000, 0x001f}, {0x007f, 0x009f}, {0x2028, 0x202e},
    {0x2066, 0x206f}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
};

#define IN(table, c) in_ranges(table, sizeof table / sizeof *table, c)

static bool in_ranges(const struct range *ranges, size_t count, uint32_t c) {
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last) return true;
    return false;
}

/* One character of the text, as it is to be shown. */
struct glyph {
    char bytes[12];
    size_t size;     /* of bytes */
    size_t consumed; /* bytes of the text */
    size_t columns;
    bool blank, wide;
};

struct wrapper {
    struct cli_text *out;
    const char *mark;
    size_t width, mark_size;
    size_t column;        /* 0: no line is begun */
    struct cli_text word; /* not yet on a line */
    size_t word_columns;
    bool spaced; /* a blank stands before the word */
};

/* ---- Characters ------------------------------------------------------------------------------ */

/* Reads one code point of valid UTF-8; returns its length, or 0 when the bytes are none. */
static size_t decode(const unsigned char *at, size_t size, uint32_t *c) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    if (length == 0 || at[0] > 0xf4 || length > size) return 0;
    *c = length == 1 ? at[0] : at[0] & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80) return 0;
        *c = *c << 6 | (at[i] & 0x3f);
    }
    return *c >= least[length] && *c <= 0x10ffff && (*c < 0xd800 || *c > 0xdfff) ? length : 0;
}

static void show_escaped(struct glyph *glyph, char letter, uint32_t c, unsigned digits) {
    static const char hex[] = "0123456789abcdef";
    glyph->bytes[0] = '\\';
    glyph->bytes[1] = letter;
    for (unsigned i = 0; i < digits; i++) glyph->bytes[2 + i] = hex[c >> 4 * (digits - 1 - i) & 15];
    glyph->size = glyph->columns = 2 + digits;
}

static struct glyph next_glyph(const char *text, size_t size) {
    const unsigned char *at = (const unsigned char *)text;
    struct glyph glyph = {.columns = 1};
    uint32_t c = at[0];
    glyph.consumed = glyph.size = decode(at, size, &c);
    if (glyph.consumed == 0) {
        glyph.consumed = 1;
        show_escaped(&glyph, 'x', at[0], 2);
    } else if (c == ' ' || (c >= '\t' && c <= '\r')) {
        glyph.blank = true;
    } else if (IN(unsafe, c)) {
        if (c <= 0xff)
            show_escaped(&glyph, 'x', c, 2);
        else
            show_escaped(&glyph, 'u', c, c <= 0xffff ? 4 : 5);
    } else {
        memcpy(glyph.bytes, text, glyph.size);
        glyph.wide = c >= wide[0].first && IN(wide, c);
        if (glyph.wide)
            glyph.columns = 2;
        else if (c >= narrow[0].first && IN(narrow, c))
            glyph.columns = 0;
    }
    return glyph;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static void end_line(struct wrapper *wrapper) {
    if (wrapper->column == 0) return;
    cli_text_add(wrapper->out, "\n");
    wrapper->column = 0;
}

/* Puts the pending word on the line, or on the next one when it does not fit. */
static void end_word(struct wrapper *wrapper) {
    struct cli_text *word = &wrapper->word;
    if (wrapper->out->status == ND_OK) wrapper->out->status = word->status;
    if (word->buf.size == 0) return;
    if (wrapper->column + wrapper->spaced + wrapper->word_columns > wrapper->width)
        end_line(wrapper);
    if (wrapper->column == 0) {
        cli_text_add(wrapper->out, wrapper->mark);
        wrapper->column = wrapper->mark_size;
    } else if (wrapper->spaced) {
        cli_text_add(wrapper->out, " ");
        wrapper->column++;
    }
    cli_text_add_bytes(wrapper->out, word->buf.data, word->buf.size);
    wrapper->column += wrapper->word_columns;
    wrapper->word_columns = 0;
    wrapper->spaced = false;
    cli_text_clear(word);
}

static void add_glyph(struct wrapper *wrapper, const struct glyph *glyph, bool after_blank) {
    const size_t columns = wrapper->word_columns + glyph->columns;
    /* A word longer than a line is cut. */
    if (after_blank || glyph->wide || wrapper->mark_size + columns > wrapper->width)
        end_word(wrapper);
    wrapper->spaced |= after_blank;
    cli_text_add_bytes(&wrapper->word, glyph->bytes, glyph->size);
    wrapper->word_columns += glyph->columns;
    if (glyph->wide) end_word(wrapper);
}

void cli_wrap(struct cli_text *out, const char *mark, size_t width, const char *text, size_t size) {
    struct wrapper wrapper = {.out = out, .mark = mark, .width = width, .mark_size = strlen(mark)};
    bool after_blank = false;
    unsigned newlines = 0;
    for (size_t i = 0; i < size;) {
        const struct glyph glyph = next_glyph(text + i, size - i);
        if (glyph.blank) {
            newlines += text[i] == '\n';
        } else {
            if (newlines >= 2) {
                end_word(&wrapper);
                end_line(&wrapper);
            }
            add_glyph(&wrapper, &glyph, after_blank);
            newlines = 0;
        }
        after_blank = glyph.blank;
        i += glyph.consumed;
    }
    end_word(&wrapper);
    end_line(&wrapper);
    cli_text_free(&wrapper.word);
}
