/*
 * compare.c - the public header: what two documents share, passage by passage
 *
 * The same words, alignment and passages as in a corpus, with the place of each word kept. Words
 * that are masked are taken out before anything is compared; what is left keeps its places.
 *
 * SPDX-License-Identifier: MIT
 */
#include "compare.h"

#include <string.h>

#include "base/mem.h"
#include "match/passages.h"
#include "match/rank.h"
#include "simd/dispatch.h"
#include "text/tokens.h"

/* The two documents: side[0] is the caller's a. */
struct comparing {
    struct nd_tokenizer *side[2];
    struct nd_range *masked[2];
    size_t masked_count[2];
    struct nd_aligner aligner;
    struct nd_document_info info[2];
    bool misread[2];
};

static struct nd_entry entry_of(const struct nd_tokenizer *tokenizer) {
    static const struct nd_name none = {NULL, 0};
    struct nd_entry entry = {.words = tokenizer->words, .count = (uint32_t)tokenizer->count};
    entry.hash = tokenizer->fold.kernels->hash_sequence(entry.words, entry.count);
    entry.name = &none;
    return entry;
}

/* The side that is aligned with: the one of the lesser rank, so that swapping a and b changes
 * nothing. */
static int longer_side(const struct comparing *c) {
    const struct nd_entry a = entry_of(c->side[0]), b = entry_of(c->side[1]);
    return nd_entry_compare(&a, &b) <= 0 ? 0 : 1;
}

static char *copy_text(const struct nd_tokenizer *tokenizer) {
    char *copy = nd_alloc(tokenizer->size + 1, 1);
    if (copy == NULL) return NULL;
    if (tokenizer->size != 0) memcpy(copy, tokenizer->text, tokenizer->size);
    copy[tokenizer->size] = '\0';
    return copy;
}

static size_t larger(size_t x, size_t y) { return x > y ? x : y; }

/* Adds a run to the last passage, or begins a new one. at[s] is its first word on side s. A code
 * point of several words may end a passage and begin the next: it belongs to the first, and so does
 * a run that has nothing else. */
static void add_run(const struct comparing *c, struct nd_passage *passages, size_t *count,
                    const uint32_t at[2], uint32_t length, bool joined) {
    const struct nd_word_place *a = c->side[0]->places + at[0];
    const struct nd_word_place *b = c->side[1]->places + at[1];
    const size_t a_end = a[length - 1].end, b_end = b[length - 1].end;
    struct nd_passage none = {0};
    struct nd_passage *passage = *count > 0 ? &passages[*count - 1] : &none;
    if (!joined && a_end > passage->a_end && b_end > passage->b_end) {
        passages[*count] = (struct nd_passage){.a_begin = larger(a[0].begin, passage->a_end),
                                               .b_begin = larger(b[0].begin, passage->b_end)};
        passage = &passages[(*count)++];
    }
    passage->a_end = a_end;
    passage->b_end = b_end;
    passage->words += length;
}

/* Whether masked text stands right before the word `at` of a side. */
static bool is_behind_masked(const struct comparing *c, int s, uint32_t at) {
    const size_t begin = c->side[s]->places[at].begin;
    const size_t before = at > 0 ? c->side[s]->places[at - 1].begin : 0;
    for (size_t i = 0; i < c->masked_count[s]; i++)
        if (c->masked[s][i].begin >= before && c->masked[s][i].begin < begin) return true;
    return false;
}

/* How many words of the run behind `from` are next to each other in both texts. */
static uint32_t unbroken(const struct comparing *c, const uint32_t at[2], uint32_t from,
                         uint32_t length) {
    uint32_t i = from + 1;
    while (i < length && !is_behind_masked(c, 0, at[0] + i) && !is_behind_masked(c, 1, at[1] + i))
        i++;
    return i - from;
}

/* Where a run begins on either side. */
static void begin_of(const struct nd_run *run, int longer, uint32_t at[2]) {
    at[longer] = run->at_a;
    at[1 - longer] = run->at_b;
}

static nd_status make_passages(const struct comparing *c, int longer,
                               struct nd_comparison *comparison) {
    const struct nd_run *runs = c->aligner.runs;
    const uint32_t *second = c->side[1 - longer]->words;
    struct nd_passage *passages = nd_alloc(c->aligner.run_count, sizeof *passages);
    if (passages == NULL) return ND_ERR_MEMORY;
    comparison->passages = passages;
    for (size_t r = 0; r < c->aligner.run_count; r++) {
        const bool joined = r > 0 && nd_same_passage(&c->aligner, second, &runs[r - 1], &runs[r]);
        uint32_t at[2];
        begin_of(&runs[r], longer, at);
        add_run(c, passages, &comparison->passage_count, at, runs[r].length, joined);
    }
    return ND_OK;
}

/* The runs, cut where masked text stands between their words: once for each masked stretch at
 * most. */
static nd_status make_equals(const struct comparing *c, int longer,
                             struct nd_comparison *comparison) {
    const struct nd_run *runs = c->aligner.runs;
    const size_t most = c->aligner.run_count + c->masked_count[0] + c->masked_count[1];
    struct nd_passage *equals = nd_alloc(most, sizeof *equals);
    if (equals == NULL) return ND_ERR_MEMORY;
    comparison->equals = equals;
    for (size_t r = 0; r < c->aligner.run_count; r++) {
        uint32_t at[2], length;
        begin_of(&runs[r], longer, at);
        for (uint32_t i = 0; i < runs[r].length; i += length) {
            const uint32_t from[2] = {at[0] + i, at[1] + i};
            length = unbroken(c, at, i, runs[r].length);
            add_run(c, equals, &comparison->equal_count, from, length, false);
        }
    }
    return ND_OK;
}

static nd_status fill_comparison(struct comparing *c, struct nd_comparison *comparison) {
    const int longer = longer_side(c);
    const struct nd_tokenizer *first = c->side[longer], *second = c->side[1 - longer];
    struct nd_share share = {0};
    nd_status status = nd_align_with(&c->aligner, first->words, (uint32_t)first->count);
    comparison->measure.words_a = (uint32_t)c->side[0]->count;
    comparison->measure.words_b = (uint32_t)c->side[1]->count;
    comparison->info_a = c->info[0];
    comparison->info_b = c->info[1];
    if (status == ND_OK) {
        status = nd_align(&c->aligner, second->words, (uint32_t)second->count, 0, &share);
    }
    comparison->measure.shared = share.shared;
    comparison->measure.equal = share.equal;
    if (status == ND_OK) status = make_passages(c, longer, comparison);
    if (status == ND_OK) status = make_equals(c, longer, comparison);
    if (status != ND_OK) return status;
    comparison->masked_a = c->masked[0];
    comparison->masked_b = c->masked[1];
    comparison->masked_a_count = c->masked_count[0];
    comparison->masked_b_count = c->masked_count[1];
    c->masked[0] = c->masked[1] = NULL;
    comparison->text_a = copy_text(c->side[0]);
    comparison->text_b = copy_text(c->side[1]);
    comparison->size_a = c->side[0]->size;
    comparison->size_b = c->side[1]->size;
    return comparison->text_a != NULL && comparison->text_b != NULL ? ND_OK : ND_ERR_MEMORY;
}

/* Moves the words [from, end) of a side down to those that are kept; returns how many are. */
static size_t keep_words(struct nd_tokenizer *side, size_t kept, size_t from, size_t end) {
    memmove(side->words + kept, side->words + from, (end - from) * sizeof *side->words);
    memmove(side->places + kept, side->places + from, (end - from) * sizeof *side->places);
    return kept + end - from;
}

/* Masks what is hidden on a side. */
static nd_status mask_side(struct comparing *c, int s, const struct nd_words *hidden) {
    struct nd_tokenizer *const side = c->side[s];
    size_t kept = 0, from = 0;
    c->masked[s] = nd_alloc(hidden->count / 2, sizeof *c->masked[s]);
    if (c->masked[s] == NULL) return ND_ERR_MEMORY;
    for (uint32_t i = 0; i + 1 < hidden->count; i += 2) {
        const uint32_t first = hidden->words[i], end = hidden->words[i + 1];
        if (first < from || end <= first || end > side->count) return ND_ERR_PARAM;
        c->masked[s][c->masked_count[s]++] =
            (struct nd_range){side->places[first].begin, side->places[end - 1].end};
        kept = keep_words(side, kept, from, first);
        from = end;
    }
    side->count = keep_words(side, kept, from, side->count);
    return ND_OK;
}

static nd_status read_side(struct comparing *c, int s, const struct nd_comparing_side *from) {
    nd_status status = nd_tokenizer_new(c->aligner.kernels, true, &c->side[s]);
    if (status == ND_OK)
        status = nd_tokenize(c->side[s], from->bytes, from->size, from->encoding, &c->info[s]);
    if (status != ND_OK) return status;
    c->misread[s] = nd_lexicon_misread(
        c->aligner.lexicon, &(struct nd_words){c->side[s]->words, (uint32_t)c->side[s]->count});
    return from->hidden.count != 0 ? mask_side(c, s, &from->hidden) : ND_OK;
}

nd_status nd_compare_sides(const struct nd_kernels *kernels, const struct nd_lexicon *lexicon,
                           const struct nd_comparing_side sides[2], struct nd_comparison **out) {
    struct comparing c = {0};
    struct nd_comparison *comparison = nd_alloc_zero(1, sizeof *comparison);
    nd_status status = comparison != NULL ? ND_OK : ND_ERR_MEMORY;
    nd_aligner_init(&c.aligner, kernels, lexicon);
    for (int s = 0; s < 2 && status == ND_OK; s++) {
        status = sides[s].bytes == NULL && sides[s].size != 0 ? ND_ERR_PARAM
                                                              : read_side(&c, s, &sides[s]);
    }
    if (!c.misread[0] || !c.misread[1]) c.aligner.lexicon = NULL; /* as in nd_match_align */
    if (status == ND_OK) status = fill_comparison(&c, comparison);
    nd_aligner_free(&c.aligner);
    for (int s = 0; s < 2; s++) {
        nd_tokenizer_free(c.side[s]);
        nd_free(c.masked[s]);
    }
    if (status != ND_OK) {
        nd_comparison_free(comparison);
        comparison = NULL;
    }
    *out = comparison;
    return status;
}

nd_status nd_compare(const struct nd_options *options, const void *a, size_t a_size, const void *b,
                     size_t b_size, nd_encoding encoding, struct nd_comparison **out) {
    const struct nd_kernels *kernels = nd_kernels_select(options->kernel);
    const struct nd_comparing_side sides[2] = {{a, a_size, encoding, {0}},
                                               {b, b_size, encoding, {0}}};
    *out = NULL;
    return kernels != NULL ? nd_compare_sides(kernels, NULL, sides, out) : ND_ERR_KERNEL;
}

void nd_comparison_free(struct nd_comparison *comparison) {
    if (comparison == NULL) return;
    /* All const for the reader, and ours to free. */
    nd_free((void *)(uintptr_t)comparison->passages);
    nd_free((void *)(uintptr_t)comparison->equals);
    nd_free((void *)(uintptr_t)comparison->masked_a);
    nd_free((void *)(uintptr_t)comparison->masked_b);
    nd_free((void *)(uintptr_t)comparison->text_a);
    nd_free((void *)(uintptr_t)comparison->text_b);
    nd_free(comparison);
}
