/*
 * compare_text.c - see compare_text.h
 *
 * Words that stand in the place of each other within a passage are shown as GNU wdiff and `git diff
 * --word-diff` show them: [-those of A-]{+those of B+}.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/compare_text.h"

#include <string.h>

#include "cli/print.h"
#include "cli/wrap.h"
#include "page/contrast.h"

enum { GUTTER = 3 };
static const cli_ink inks[2] = {CLI_INK_A, CLI_INK_B};

static bool is_empty(const struct nd_part_side *side) { return side->begin == side->end; }

static void add_side(struct cli_wrapper *wrapper, cli_ink ink, const struct nd_part_side *side) {
    cli_wrap_add(wrapper, ink, side->text + side->begin, side->end - side->begin);
}

static void add_string(struct cli_wrapper *wrapper, cli_ink ink, const char *string) {
    cli_wrap_add(wrapper, ink, string, strlen(string));
}

/* Words that the other text has not, between brackets. */
static void add_other(struct cli_wrapper *wrapper, int s, const struct nd_part_side *side) {
    if (is_empty(side)) return;
    add_string(wrapper, inks[s], s == 0 ? "[-" : "{+");
    add_side(wrapper, inks[s], side);
    add_string(wrapper, inks[s], s == 0 ? "-]" : "+}");
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static void add_alone_lines(const struct cli_view *view, struct cli_text *out,
                            const struct nd_part *part) {
    static const char *const marks[2] = {"A< ", "B> "};
    for (int s = 0; s < 2; s++) {
        struct cli_wrapper wrapper = {.out = out,
                                      .mark = marks[s],
                                      .mark_ink = inks[s],
                                      .width = view->width,
                                      .colour = view->colour};
        add_side(&wrapper, inks[s], &part->side[s]);
        cli_wrap_end(&wrapper);
    }
}

static void add_shared(struct cli_wrapper *both, const struct nd_part *part) {
    if (part->spaced) add_string(both, CLI_INK_NONE, " ");
    if (part->kind == ND_PART_SAME) {
        add_side(both, CLI_INK_NONE, &part->side[0]);
        return;
    }
    add_other(both, 0, &part->side[0]);
    add_other(both, 1, &part->side[1]);
}

nd_status cli_compare_lines(const struct cli_view *view, const struct nd_comparison *comparison,
                            struct nd_output *output) {
    struct nd_contrast contrast = {.comparison = comparison};
    struct cli_text out = {0};
    struct cli_wrapper both = {
        .out = &out, .mark = " = ", .width = view->width, .colour = view->colour};
    struct nd_part part;
    nd_status status = ND_OK;
    while (status == ND_OK && (part = nd_contrast_next(&contrast)).kind != ND_PART_NONE) {
        if (part.kind == ND_PART_ALONE) {
            cli_wrap_end(&both);
            add_alone_lines(view, &out, &part);
        } else {
            add_shared(&both, &part);
        }
        status = cli_text_write(&out, output);
    }
    cli_wrap_end(&both);
    if (status == ND_OK) status = cli_text_write(&out, output);
    cli_text_free(&out);
    return status;
}

/* ---- Columns --------------------------------------------------------------------------------- */

/* Texts that are laid beside each other: those of a passage, or what is between two. */
struct columns {
    struct cli_text sides[2], out;
    struct cli_wrapper wrappers[2];
};

/* Adds the next line of a side without its end; false when there is none. */
static bool add_line(struct columns *columns, int s, size_t *at) {
    const struct nd_buf *const side = &columns->sides[s].buf;
    const char *const line = side->data + *at;
    const char *end;
    if (*at == side->size) return false;
    end = memchr(line, '\n', side->size - *at);
    cli_text_add_bytes(&columns->out, line, (size_t)(end - line));
    *at += (size_t)(end - line) + 1;
    return true;
}

static void add_row(struct columns *columns, char mark, size_t at[2]) {
    const char gutter[] = {' ', mark, ' '};
    const bool right = at[1] < columns->sides[1].buf.size;
    if (!add_line(columns, 0, &at[0]))
        cli_text_add_blanks(&columns->out, columns->out.buf.size, columns->wrappers[0].width);
    cli_text_add_bytes(&columns->out, gutter, right ? sizeof gutter : sizeof gutter - 1);
    (void)add_line(columns, 1, &at[1]);
    cli_text_add_byte(&columns->out, '\n');
}

/* Ends both texts and writes them, row by row. */
static nd_status write_rows(struct columns *columns, char mark, struct nd_output *output) {
    size_t at[2] = {0, 0};
    for (int s = 0; s < 2; s++) {
        cli_wrap_end(&columns->wrappers[s]);
        if (columns->sides[s].status != ND_OK) return columns->sides[s].status;
    }
    while (at[0] < columns->sides[0].buf.size || at[1] < columns->sides[1].buf.size)
        add_row(columns, mark, at);
    cli_text_clear(&columns->sides[0]);
    cli_text_clear(&columns->sides[1]);
    return cli_text_write(&columns->out, output);
}

static void add_part(struct columns *columns, const struct nd_part *part) {
    for (int s = 0; s < 2; s++) {
        struct cli_wrapper *const wrapper = &columns->wrappers[s];
        if (part->spaced) add_string(wrapper, CLI_INK_NONE, " ");
        if (part->kind == ND_PART_OTHER)
            add_other(wrapper, s, &part->side[s]);
        else
            add_side(wrapper, part->kind == ND_PART_SAME ? CLI_INK_NONE : inks[s], &part->side[s]);
    }
}

/* The mark of text between two passages. */
static char mark_of(const struct nd_part *part) {
    if (is_empty(&part->side[1])) return '<';
    return is_empty(&part->side[0]) ? '>' : '|';
}

static nd_status write_alone(struct columns *columns, const struct nd_part *part,
                             struct nd_output *output) {
    const nd_status status = write_rows(columns, '=', output);
    if (status != ND_OK) return status;
    add_part(columns, part);
    return write_rows(columns, mark_of(part), output);
}

nd_status cli_compare_columns(const struct cli_view *view, const struct nd_comparison *comparison,
                              struct nd_output *output) {
    struct nd_contrast contrast = {.comparison = comparison};
    struct columns columns = {.out = {.status = ND_OK}};
    struct nd_part part;
    nd_status status = ND_OK;
    for (int s = 0; s < 2; s++)
        columns.wrappers[s] = (struct cli_wrapper){.out = &columns.sides[s],
                                                   .mark = "",
                                                   .width = (view->width - GUTTER) / 2,
                                                   .colour = view->colour,
                                                   .fill = s == 0};
    while (status == ND_OK && (part = nd_contrast_next(&contrast)).kind != ND_PART_NONE) {
        if (part.kind == ND_PART_ALONE)
            status = write_alone(&columns, &part, output);
        else
            add_part(&columns, &part);
    }
    if (status == ND_OK) status = write_rows(&columns, '=', output);
    for (int s = 0; s < 2; s++) {
        cli_text_free(&columns.sides[s]);
        cli_text_free(&columns.wrappers[s].word);
    }
    cli_text_free(&columns.out);
    return status;
}
