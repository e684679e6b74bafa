/*
 * fuzz_compare.c - any two texts are compared, with the same result both ways round
 *
 * The first byte chooses the encoding; the two texts are separated by the first byte 0x1e. What is
 * shared must fit both texts, passages must ascend in both without overlap and add up, and kernels
 * must agree.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/lend_unicode.h"

#include "compare.c"

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

static void check_passages(const struct nd_comparison *c) {
    size_t a = 0, b = 0;
    uint64_t words = 0;
    for (size_t i = 0; i < c->passage_count; i++) {
        const struct nd_passage *const p = &c->passages[i];
        require(p->a_begin >= a && p->a_begin < p->a_end && p->a_end <= c->size_a);
        require(p->b_begin >= b && p->b_begin < p->b_end && p->b_end <= c->size_b);
        a = p->a_end;
        b = p->b_end;
        words += p->words;
    }
    require(words == c->measure.equal);
}

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
    check_mirrored(there, back);
    check_same(there, portable);
    nd_comparison_free(there);
    nd_comparison_free(back);
    nd_comparison_free(portable);
    return 0;
}
