/*
 * fuzz_compare.c - any two texts are compared, with the same result both ways round
 *
 * The first byte chooses the encoding; the two texts are separated by the first byte 0x1e. What is
 * shared must fit both texts, passages must ascend in both without overlap and add up, and so must
 * the parts that people are shown; kernels must agree. Shown on a terminal, a text must fit its
 * lines and cannot drive it; in a page, it has no markup.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/columns.h"
#include "cli/wrap.h"
#include "newsdupes.h"
#include "page/contrast.h"
#include "page/pair.h"

enum { SEPARATOR = 0x1e };

struct side {
    const uint8_t *text;
    size_t size;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) abort();
}

static struct nd_comparison *compare(const char *kernel, const struct side *a, const struct side *b,
                                     nd_encoding encoding) {
    struct nd_options options;
    struct nd_comparison *comparison;
    nd_options_init(&options);
    options.kernel = kernel;
    require(nd_compare(&options, a->text, a->size, b->text, b->size, encoding, &comparison) ==
            ND_OK);
    return comparison;
}

static void check_measure(const struct nd_measure *measure) {
    require(measure->equal <= measure->shared);
    require(measure->shared <= measure->words_a && measure->shared <= measure->words_b);
    require(nd_containment(measure) <= 1000);
    require(nd_similarity(measure) <= nd_containment(measure));
}

static void check_list(const struct nd_comparison *c, const struct nd_passage *list, size_t count) {
    size_t a = 0, b = 0;
    uint64_t words = 0;
    for (size_t i = 0; i < count; i++) {
        const struct nd_passage *const p = &list[i];
        require(p->a_begin >= a && p->a_begin < p->a_end && p->a_end <= c->size_a);
        require(p->b_begin >= b && p->b_begin < p->b_end && p->b_end <= c->size_b);
        a = p->a_end;
        b = p->b_end;
        words += p->words;
    }
    require(words == c->measure.equal);
}

static void check_passages(const struct nd_comparison *c) {
    check_list(c, c->passages, c->passage_count);
    check_list(c, c->equals, c->equal_count);
}

/* ---- What is shown --------------------------------------------------------------------------- */

static void check_parts(const struct nd_comparison *c) {
    const size_t size[2] = {c->size_a, c->size_b};
    struct nd_contrast contrast = {.comparison = c};
    struct nd_part part;
    size_t at[2] = {0, 0};
    while ((part = nd_contrast_next(&contrast)).kind != ND_PART_NONE) {
        bool any = false;
        for (int s = 0; s < 2; s++) {
            const struct nd_part_side *const side = &part.side[s];
            require(side->begin >= at[s] && side->begin <= side->end && side->end <= size[s]);
            require(part.kind != ND_PART_SAME || side->begin < side->end);
            any |= side->begin < side->end;
            at[s] = side->end;
        }
        require(any);
    }
    require(contrast.equal == c->equal_count);
}

static void check_shown(const char *text, size_t size) {
    enum { WIDTH = 20 };
    struct cli_text out = {0};
    struct cli_wrapper wrapper = {.out = &out, .mark = " = ", .width = WIDTH};
    size_t columns = 0;
    cli_wrap_add(&wrapper, CLI_INK_A, text, size);
    cli_wrap_end(&wrapper);
    require(out.status == ND_OK);
    for (size_t i = 0; i < out.buf.size;) {
        const struct cli_glyph glyph = cli_glyph_next(out.buf.data + i, out.buf.size - i);
        columns = out.buf.data[i] == '\n' ? 0 : columns + glyph.columns;
        require(columns <= WIDTH);
        require(glyph.blank || memcmp(glyph.bytes, out.buf.data + i, glyph.size) == 0);
        i += glyph.consumed;
    }
    require(columns == 0);
    cli_text_free(&out);
}

static bool is_our_tag(const char *at) {
    static const char *const tags[] = {"<table class=\"pair\">",
                                       "</table>",
                                       "<thead>",
                                       "<tr>",
                                       "<tr class=\"both\">",
                                       "<th scope=\"col\">",
                                       "<tbody>",
                                       "</td>",
                                       "<td lang=\"\" dir=\"auto\">",
                                       "<del>",
                                       "</del>",
                                       "<ins>",
                                       "</ins>"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (strncmp(at, tags[i], strlen(tags[i])) == 0) return true;
    return false;
}

/* The texts are names, too. */
static void check_page(const struct nd_comparison *c) {
    const struct nd_name names[2] = {{c->text_a, c->size_a}, {c->text_b, c->size_b}};
    struct nd_html html = {0};
    nd_pair_table(&html, c, names);
    require(html.status == ND_OK && nd_buf_append_byte(&html.buf, '\0') == ND_OK);
    for (const char *at = html.buf.data; (at = strchr(at, '<')) != NULL; at++)
        require(is_our_tag(at));
    require(strlen(html.buf.data) == html.buf.size - 1);
    nd_html_free(&html);
}

/* ---- All of it ------------------------------------------------------------------------------- */

static void check_same(const struct nd_comparison *x, const struct nd_comparison *y) {
    require(x->measure.shared == y->measure.shared && x->measure.equal == y->measure.equal);
    require(x->passage_count == y->passage_count);
    require(x->passage_count == 0 ||
            memcmp(x->passages, y->passages, x->passage_count * sizeof *x->passages) == 0);
}

static void check_mirrored(const struct nd_comparison *there, const struct nd_comparison *back) {
    require(there->measure.shared == back->measure.shared);
    require(there->measure.equal == back->measure.equal);
    require(there->measure.words_a == back->measure.words_b);
    require(there->measure.words_b == back->measure.words_a);
    require(there->passage_count == back->passage_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const nd_encoding encoding =
        size > 0 && data[0] % 2 == 1 ? ND_ENCODING_UTF8 : ND_ENCODING_DETECT;
    const uint8_t *end = size > 1 ? memchr(data + 1, SEPARATOR, size - 1) : NULL;
    struct nd_comparison *there, *back, *portable;
    struct side a, b;
    if (end == NULL) return 0;
    a = (struct side){data + 1, (size_t)(end - data) - 1};
    b = (struct side){end + 1, size - a.size - 2};
    there = compare(NULL, &a, &b, encoding);
    back = compare(NULL, &b, &a, encoding);
    portable = compare("portable", &a, &b, encoding);
    check_measure(&there->measure);
    check_passages(there);
    check_passages(back);
    check_parts(there);
    check_shown(there->text_a, there->size_a);
    check_page(there);
    check_mirrored(there, back);
    check_same(there, portable);
    nd_comparison_free(there);
    nd_comparison_free(back);
    nd_comparison_free(portable);
    return 0;
}
