/*
 * compare.c - the public header: what two documents share, passage by passage
 *
 * The same words, alignment and passages as in a corpus, with the place of each word kept.
 *
 * SPDX-License-Identifier: MIT
 */
#include "newsdupes.h"

#include <string.h>

#include "base/mem.h"
#include "match/passages.h"
#include "match/rank.h"
#include "simd/dispatch.h"
#include "simd/wordhash.h"
#include "text/tokens.h"

/* The two documents: side[0] is the caller's a. */
struct comparing {
    struct nd_unicode *unicode;
    struct nd_tokenizer *side[2];
    struct nd_aligner aligner;
    struct nd_document_info info[2];
};

static struct nd_entry entry_of(const struct nd_tokenizer *tokenizer) {
    static const struct nd_name none = {NULL, 0};
    struct nd_entry entry = {.words = tokenizer->words, .count = (uint32_t)tokenizer->count};
    entry.hash = nd_hash_sequence(entry.words, entry.count);
    entry.name = &none;
    return entry;
}

/* The side that is aligned with: the one of the lesser rank, so that swapping a and b changes
 * nothing. */
static int longer_side(const struct comparing *c) {
    struct nd_entry entries[2] = {entry_of(c->side[0]), entry_of(c->side[1])};
    const uint32_t *const first = entries[0].words;
    nd_rank_entries(entries, 2);
    return entries[0].words == first ? 0 : 1;
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

/* A list of passages, or of the runs in them. */
static nd_status make_list(const struct comparing *c, int longer, bool joining,
                           const struct nd_passage **list, size_t *count) {
    const struct nd_run *runs = c->aligner.runs;
    const size_t n = c->aligner.run_count;
    const uint32_t *second = c->side[1 - longer]->words;
    struct nd_passage *passages = nd_alloc(n, sizeof *passages);
    if (passages == NULL) return ND_ERR_MEMORY;
    for (size_t r = 0; r < n; r++) {
        const uint32_t at[2] = {longer == 0 ? runs[r].at_a : runs[r].at_b,
                                longer == 0 ? runs[r].at_b : runs[r].at_a};
        const bool joined =
            joining && r > 0 && nd_same_passage(&c->aligner, second, &runs[r - 1], &runs[r]);
        add_run(c, passages, count, at, runs[r].length, joined);
    }
    *list = passages;
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
    if (status == ND_OK)
        status = make_list(c, longer, true, &comparison->passages, &comparison->passage_count);
    if (status == ND_OK)
        status = make_list(c, longer, false, &comparison->equals, &comparison->equal_count);
    if (status != ND_OK) return status;
    comparison->text_a = copy_text(c->side[0]);
    comparison->text_b = copy_text(c->side[1]);
    comparison->size_a = c->side[0]->size;
    comparison->size_b = c->side[1]->size;
    return comparison->text_a != NULL && comparison->text_b != NULL ? ND_OK : ND_ERR_MEMORY;
}

static nd_status read_sides(struct comparing *c, const struct nd_kernels *kernels,
                            const void *const bytes[2], const size_t size[2],
                            nd_encoding encoding) {
    nd_status status = nd_unicode_new(&c->unicode);
    nd_aligner_init(&c->aligner, kernels, NULL);
    for (int s = 0; s < 2 && status == ND_OK; s++) {
        status = nd_tokenizer_new(c->unicode, kernels, true, &c->side[s]);
        if (status != ND_OK) break;
        status = nd_tokenize(c->side[s], bytes[s], size[s], encoding, &c->info[s]);
    }
    return status;
}

nd_status nd_compare(const struct nd_options *options, const void *a, size_t a_size, const void *b,
                     size_t b_size, nd_encoding encoding, struct nd_comparison **out) {
    const struct nd_kernels *kernels = nd_kernels_select(options->kernel);
    const void *const bytes[2] = {a, b};
    const size_t size[2] = {a_size, b_size};
    struct comparing c = {0};
    struct nd_comparison *comparison;
    nd_status status;
    *out = NULL;
    if (kernels == NULL) return ND_ERR_KERNEL;
    if ((a == NULL && a_size != 0) || (b == NULL && b_size != 0)) return ND_ERR_PARAM;
    comparison = nd_alloc_zero(1, sizeof *comparison);
    if (comparison == NULL) return ND_ERR_MEMORY;
    status = read_sides(&c, kernels, bytes, size, encoding);
    if (status == ND_OK) status = fill_comparison(&c, comparison);
    nd_aligner_free(&c.aligner);
    nd_tokenizer_free(c.side[0]);
    nd_tokenizer_free(c.side[1]);
    nd_unicode_free(c.unicode);
    if (status == ND_OK)
        *out = comparison;
    else
        nd_comparison_free(comparison);
    return status;
}

void nd_comparison_free(struct nd_comparison *comparison) {
    if (comparison == NULL) return;
    /* All const for the reader, and ours to free. */
    nd_free((void *)(uintptr_t)comparison->passages);
    nd_free((void *)(uintptr_t)comparison->equals);
    nd_free((void *)(uintptr_t)comparison->text_a);
    nd_free((void *)(uintptr_t)comparison->text_b);
    nd_free(comparison);
}
