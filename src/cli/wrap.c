/*
 * wrap.c - see wrap.h
 *
 * Lines may be broken on either side of a wide character, since their scripts write without blanks.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/wrap.h"

#include <string.h>

#include "cli/columns.h"

/* ---- Colours --------------------------------------------------------------------------------- */

static void set_ink(const struct cli_wrapper *wrapper, struct cli_text *text, cli_ink ink) {
    static const char *const codes[] = {
        [CLI_INK_NONE] = "\033[m", [CLI_INK_A] = "\033[31m", [CLI_INK_B] = "\033[32m"};
    if (wrapper->colour) cli_text_add(text, codes[ink]);
}

static void set_line_ink(struct cli_wrapper *wrapper, cli_ink ink) {
    if (wrapper->line_ink != ink) set_ink(wrapper, wrapper->out, ink);
    wrapper->line_ink = ink;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static void begin_line(struct cli_wrapper *wrapper) {
    set_line_ink(wrapper, wrapper->mark_ink);
    cli_text_add(wrapper->out, wrapper->mark);
    wrapper->column = strlen(wrapper->mark);
    wrapper->begun = true;
}

static void end_line(struct cli_wrapper *wrapper) {
    if (!wrapper->begun) return;
    set_line_ink(wrapper, CLI_INK_NONE);
    for (; wrapper->fill && wrapper->column < wrapper->width; wrapper->column++)
        cli_text_add_byte(wrapper->out, ' ');
    cli_text_add_byte(wrapper->out, '\n');
    wrapper->begun = false;
}

/* Puts the pending word on the line, or on the next one when it does not fit. */
static void end_word(struct cli_wrapper *wrapper) {
    struct cli_text *const word = &wrapper->word;
    if (wrapper->out->status == ND_OK) wrapper->out->status = word->status;
    if (word->buf.size == 0) return;
    if (wrapper->column + wrapper->spaced + wrapper->word_columns > wrapper->width)
        end_line(wrapper);
    if (!wrapper->begun) {
        begin_line(wrapper);
    } else if (wrapper->spaced) {
        cli_text_add_byte(wrapper->out, ' ');
        wrapper->column++;
    }
    set_line_ink(wrapper, wrapper->word_ink);
    cli_text_add_bytes(wrapper->out, word->buf.data, word->buf.size);
    wrapper->line_ink = wrapper->ink;
    wrapper->column += wrapper->word_columns;
    wrapper->word_columns = 0;
    wrapper->spaced = false;
    cli_text_clear(word);
}

static void add_glyph(struct cli_wrapper *wrapper, cli_ink ink, const struct cli_glyph *glyph) {
    const size_t columns = wrapper->word_columns + glyph->columns;
    const bool wide = glyph->columns == 2;
    /* A word longer than a line is cut. */
    if (wrapper->after_blank || wide || strlen(wrapper->mark) + columns > wrapper->width)
        end_word(wrapper);
    wrapper->spaced |= wrapper->after_blank;
    if (wrapper->word.buf.size == 0)
        wrapper->word_ink = ink;
    else if (wrapper->ink != ink)
        set_ink(wrapper, &wrapper->word, ink);
    wrapper->ink = ink;
    cli_text_add_bytes(&wrapper->word, glyph->bytes, glyph->size);
    wrapper->word_columns += glyph->columns;
    if (wide) end_word(wrapper);
}

void cli_wrap_add(struct cli_wrapper *wrapper, cli_ink ink, const char *text, size_t size) {
    for (size_t i = 0; i < size;) {
        const struct cli_glyph glyph = cli_glyph_next(text + i, size - i);
        if (glyph.blank) {
            wrapper->newlines += text[i] == '\n';
        } else {
            if (wrapper->newlines >= 2) {
                end_word(wrapper);
                end_line(wrapper);
            }
            add_glyph(wrapper, ink, &glyph);
            wrapper->newlines = 0;
        }
        wrapper->after_blank = glyph.blank;
        i += glyph.consumed;
    }
}

void cli_wrap_end(struct cli_wrapper *wrapper) {
    end_word(wrapper);
    end_line(wrapper);
    wrapper->spaced = wrapper->after_blank = false;
    wrapper->newlines = 0;
    cli_text_free(&wrapper->word);
}
