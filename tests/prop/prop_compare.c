/*
 * prop_compare.c - what holds for any two documents, and for two spellings of one
 *
 * SPDX-License-Identifier: MIT
 */
#include <utf8proc.h>

#include "newsdupes.h"
#include "prop/prop.h"

static void add_words(struct prop_random *random, struct prop_text *text, uint32_t words) {
    for (uint32_t i = 0; i < words; i++) {
        prop_add_word(text, prop_below(random, 200));
        prop_add_string(text, prop_below(random, 8) == 0 ? ". " : " ");
    }
}

/* Two texts with some passages in common, in the same order. */
static void make_pair(struct prop_random *random, struct prop_text *a, struct prop_text *b) {
    prop_add_string(a, "");
    prop_add_string(b, "");
    for (uint32_t i = prop_below(random, 8); i > 0; i--) {
        struct prop_text common = {0};
        prop_add_string(&common, "");
        add_words(random, &common, prop_below(random, 30));
        prop_add(a, common.bytes, common.size);
        prop_add(b, common.bytes, common.size);
        prop_free(&common);
        add_words(random, a, prop_below(random, 12));
        add_words(random, b, prop_below(random, 12));
    }
}

static struct nd_comparison *compare(const struct prop_text *a, const struct prop_text *b) {
    struct nd_options options;
    struct nd_comparison *comparison;
    nd_options_init(&options);
    return nd_compare(&options, a->bytes, a->size, b->bytes, b->size, ND_ENCODING_DETECT,
                      &comparison) == ND_OK
               ? comparison
               : NULL;
}

static bool whole(const struct nd_comparison *comparison) {
    return comparison != NULL && comparison->measure.equal == comparison->measure.words_a &&
           comparison->measure.equal == comparison->measure.words_b;
}

static bool itself_is_whole(struct prop_random *random) {
    struct prop_text text = {0};
    struct nd_comparison *comparison;
    bool holds;
    prop_add_string(&text, "");
    add_words(random, &text, prop_below(random, 200));
    comparison = compare(&text, &text);
    holds = whole(comparison) && nd_similarity(&comparison->measure) == 1000 &&
            nd_containment(&comparison->measure) == 1000;
    nd_comparison_free(comparison);
    prop_free(&text);
    return holds;
}

static bool symmetric(struct prop_random *random) {
    struct prop_text a = {0}, b = {0};
    struct nd_comparison *there, *back;
    bool holds;
    make_pair(random, &a, &b);
    there = compare(&a, &b);
    back = compare(&b, &a);
    holds = there != NULL && back != NULL && there->measure.shared == back->measure.shared &&
            there->measure.equal == back->measure.equal &&
            there->measure.equal <= there->measure.shared &&
            there->measure.words_a == back->measure.words_b &&
            there->measure.words_b == back->measure.words_a &&
            nd_similarity(&there->measure) <= nd_containment(&there->measure) &&
            there->measure.shared <= there->measure.words_a &&
            there->measure.shared <= there->measure.words_b;
    nd_comparison_free(there);
    nd_comparison_free(back);
    prop_free(&a);
    prop_free(&b);
    return holds;
}

static bool list_holds(const struct nd_comparison *comparison, const struct nd_passage *list,
                       size_t count) {
    size_t a = 0, b = 0;
    uint64_t words = 0;
    for (size_t i = 0; i < count; i++) {
        const struct nd_passage *const p = &list[i];
        if (p->a_begin < a || p->a_end <= p->a_begin || p->a_end > comparison->size_a) return false;
        if (p->b_begin < b || p->b_end <= p->b_begin || p->b_end > comparison->size_b) return false;
        a = p->a_end;
        b = p->b_end;
        words += p->words;
    }
    return words == comparison->measure.equal;
}

/* What is equal lies within passages, and each begins with some of it. */
static bool passages_hold(const struct nd_comparison *comparison) {
    size_t equal = 0;
    for (size_t i = 0; i < comparison->passage_count; i++) {
        const struct nd_passage *const p = &comparison->passages[i];
        size_t first = equal;
        while (equal < comparison->equal_count && comparison->equals[equal].a_end <= p->a_end &&
               comparison->equals[equal].b_end <= p->b_end)
            equal++;
        if (equal == first || comparison->equals[first].a_begin != p->a_begin ||
            comparison->equals[first].b_begin != p->b_begin)
            return false;
    }
    return equal == comparison->equal_count &&
           list_holds(comparison, comparison->passages, comparison->passage_count) &&
           list_holds(comparison, comparison->equals, comparison->equal_count);
}

static bool passages_ascend(struct prop_random *random) {
    struct prop_text a = {0}, b = {0};
    struct nd_comparison *comparison;
    bool holds;
    make_pair(random, &a, &b);
    comparison = compare(&a, &b);
    holds = comparison != NULL && passages_hold(comparison);
    nd_comparison_free(comparison);
    prop_free(&a);
    prop_free(&b);
    return holds;
}

static bool bytes_of_any_kind(struct prop_random *random) {
    struct prop_text a = {0}, b = {0};
    struct nd_comparison *comparison;
    bool holds;
    prop_add_string(&b, "");
    for (uint32_t i = prop_below(random, 300); i > 0; i--) {
        const char byte = (char)prop_below(random, prop_below(random, 4) == 0 ? 256 : 128);
        prop_add(&a, &byte, 1);
    }
    prop_add(&a, "", 0);
    prop_add(&b, a.bytes, a.size);
    comparison = compare(&a, &b);
    holds = whole(comparison) && passages_hold(comparison);
    nd_comparison_free(comparison);
    prop_free(&a);
    prop_free(&b);
    return holds;
}

/* Other line ends, other widths, capitals, and blanks of other kinds. */
static void typeset(struct prop_random *random, const struct prop_text *from,
                    struct prop_text *to) {
    static const char *const blanks[] = {" ",        "\n",       "\r\n",         "\t",
                                         "\r\n\r\n", "\xc2\xa0", "\xe2\x80\x89", "  "};
    prop_add_string(to, prop_below(random, 2) == 0 ? "\xef\xbb\xbf" : "");
    for (size_t i = 0; i < from->size; i++) {
        const char c = from->bytes[i];
        if (c == ' ') {
            prop_add_string(to, blanks[prop_below(random, 8)]);
        } else if (c == '.') {
            prop_add_string(to, prop_below(random, 2) == 0 ? ".\xe2\x80\x9d" : "\xe2\x80\xa6");
        } else if (c >= 'a' && c <= 'z' && prop_below(random, 5) == 0) {
            const char capital = (char)(c - 'a' + 'A');
            prop_add(to, &capital, 1);
        } else {
            prop_add(to, &c, 1);
        }
    }
}

static bool typesetting_is_nothing(struct prop_random *random) {
    struct prop_text plain = {0}, set = {0};
    struct nd_comparison *comparison;
    bool holds;
    prop_add_string(&plain, "");
    add_words(random, &plain, 1 + prop_below(random, 100));
    typeset(random, &plain, &set);
    comparison = compare(&plain, &set);
    holds = whole(comparison);
    nd_comparison_free(comparison);
    prop_free(&plain);
    prop_free(&set);
    return holds;
}

static bool composition_is_nothing(struct prop_random *random) {
    struct prop_text plain = {0}, decomposed = {0};
    struct nd_comparison *comparison;
    utf8proc_uint8_t *nfd;
    bool holds;
    prop_add_string(&plain, "");
    add_words(random, &plain, 1 + prop_below(random, 100));
    nfd = utf8proc_NFD((const utf8proc_uint8_t *)plain.bytes);
    if (nfd == NULL) abort();
    prop_add_string(&decomposed, (const char *)nfd);
    free(nfd);
    comparison = compare(&plain, &decomposed);
    holds = whole(comparison);
    nd_comparison_free(comparison);
    prop_free(&plain);
    prop_free(&decomposed);
    return holds;
}

int main(void) {
    int failed = 0;
    failed |= prop_try(1, "a document is wholly in itself", itself_is_whole, 80);
    failed |= prop_try(2, "what two documents share is the same both ways round", symmetric, 120);
    failed |= prop_try(3, "passages ascend in both texts and add up", passages_ascend, 120);
    failed |= prop_try(4, "any bytes are wholly in themselves", bytes_of_any_kind, 120);
    failed |= prop_try(5, "typesetting makes no difference", typesetting_is_nothing, 80);
    failed |= prop_try(6, "NFC and NFD are the same words", composition_is_nothing, 80);
    return failed;
}
