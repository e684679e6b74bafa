/*
 * fuzz_cluster.c - any few documents are clustered into rows of the stated form
 *
 * The first byte chooses the threshold; documents are separated by bytes 0x1e, and the name of each
 * is its first bytes, so that some are alike. The rows must be those of newsdupes.h, and the same
 * when the documents come in reverse order to two workers and pieces of work run backwards.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "newsdupes.h"

enum { SEPARATOR = 0x1e, MOST_DOCUMENTS = 64, NAME_BYTES = 3 };

struct corpus {
    const uint8_t *text[MOST_DOCUMENTS];
    size_t size[MOST_DOCUMENTS];
    struct nd_name names[MOST_DOCUMENTS];
    uint32_t count, threshold;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) abort();
}

static void split(const uint8_t *data, size_t size, struct corpus *corpus) {
    const uint8_t *at = data + 1, *const end = data + size;
    corpus->threshold = (data[0] + 1u) * (ND_THRESHOLD_UNIT / 256);
    corpus->count = 0;
    while (at < end && corpus->count < MOST_DOCUMENTS) {
        const uint8_t *next = memchr(at, SEPARATOR, (size_t)(end - at));
        const uint32_t i = corpus->count++;
        if (next == NULL) next = end;
        corpus->text[i] = at;
        corpus->size[i] = (size_t)(next - at);
        corpus->names[i].bytes = (const char *)at;
        corpus->names[i].size = corpus->size[i] < NAME_BYTES ? corpus->size[i] : NAME_BYTES;
        at = next + 1;
    }
}

static nd_status run_backwards(void *self, size_t tasks, nd_task_fn fn, void *context) {
    nd_status status = ND_OK;
    (void)self;
    for (size_t t = tasks; t-- > 0 && status == ND_OK;) status = fn(context, t, (uint32_t)t % 2);
    return status;
}

/* Sources by the first byte of each text: untold, told or guessed, as the threshold has it. */
static void tell_sources(struct nd_corpus *core, const struct corpus *corpus) {
    const uint32_t how = corpus->threshold / (ND_THRESHOLD_UNIT / 256) % 4;
    uint32_t sources[MOST_DOCUMENTS];
    if (how < 2) return;
    for (uint32_t i = 0; i < corpus->count; i++)
        sources[i] = corpus->size[i] != 0 ? corpus->text[i][0] % (corpus->count + 1) : 0;
    require(nd_corpus_set_sources(core, sources, corpus->count, how == 3) == ND_OK);
}

static struct nd_corpus *open_core(const struct corpus *corpus, bool backwards) {
    struct nd_options options;
    struct nd_corpus *core;
    struct nd_worker *workers[2];
    nd_options_init(&options);
    options.threshold = corpus->threshold;
    options.pairs = true;
    if (backwards) options.executor = (struct nd_executor){.workers = 2, .run = run_backwards};
    require(nd_corpus_new(&options, &core) == ND_OK);
    for (int w = 0; w < 2; w++) require(nd_worker_new(core, &workers[w]) == ND_OK);
    for (uint32_t i = 0; i < corpus->count; i++) {
        const uint32_t d = backwards ? corpus->count - 1 - i : i;
        require(nd_worker_add(workers[backwards ? i % 2 : 0], d, corpus->text[d], corpus->size[d],
                              ND_ENCODING_DETECT, NULL) == ND_OK);
    }
    tell_sources(core, corpus);
    return core;
}

static struct nd_result *cluster(const struct corpus *corpus, bool backwards) {
    struct nd_corpus *const core = open_core(corpus, backwards);
    struct nd_result *result;
    require(nd_corpus_cluster(core, corpus->names, corpus->count, &result) == ND_OK);
    nd_corpus_free(core);
    return result;
}

/* What is listed is what was masked, and can be quoted. */
static void check_boilerplate(const struct corpus *corpus, uint64_t masked) {
    struct nd_corpus *const core = open_core(corpus, true);
    struct nd_boilerplate *boilerplate;
    uint64_t words = 0;
    require(nd_corpus_boilerplate(core, corpus->names, corpus->count, &boilerplate) == ND_OK);
    for (size_t i = 0; i < boilerplate->count; i++) {
        const struct nd_boilerplate_block *const block = &boilerplate->blocks[i];
        struct nd_quotation quotation;
        require(nd_corpus_quote(core, block, corpus->text[block->document],
                                corpus->size[block->document], ND_ENCODING_DETECT,
                                &quotation) == ND_OK);
        words += block->words;
    }
    require(words == masked && boilerplate->words == masked);
    nd_boilerplate_free(boilerplate);
    nd_corpus_free(core);
}

static int compare_names(const struct nd_name *a, const struct nd_name *b) {
    const size_t size = a->size < b->size ? a->size : b->size;
    const int order = size != 0 ? memcmp(a->bytes, b->bytes, size) : 0;
    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

static void check_alone(const struct corpus *corpus, const struct nd_row *row, bool whole,
                        uint32_t shorter) {
    if (row->relation == ND_RELATION_UNIQUE) {
        require(whole && row->match == row->document);
    } else if (row->relation != ND_RELATION_ROUNDUP) {
        require(row->relation == ND_RELATION_UPDATE || row->relation == ND_RELATION_EXCERPT);
        require(row->match != row->document);
        require((uint64_t)row->measure.shared * ND_THRESHOLD_UNIT >=
                (uint64_t)corpus->threshold * shorter);
    }
}

static void check_row(const struct corpus *corpus, const struct nd_row *row,
                      const struct nd_row *lead) {
    const struct nd_measure *const m = &row->measure;
    const bool whole = m->equal == m->words_a && m->equal == m->words_b;
    const uint32_t shorter = m->words_a < m->words_b ? m->words_a : m->words_b;
    require(row->cluster == lead->cluster && row->size == lead->size);
    require(row->lead == lead->document && m->equal <= m->shared && m->shared <= shorter);
    if (row->size == 1) {
        check_alone(corpus, row, whole, shorter);
        return;
    }
    require(row->match == lead->document && m->words_b == lead->measure.words_a);
    if (row == lead) {
        require(whole && row->relation == ND_RELATION_LEAD);
    } else if (row->relation == ND_RELATION_EXACT) {
        require(whole && m->words_a != 0);
    } else {
        require(row->relation == ND_RELATION_REPRINT || row->relation == ND_RELATION_ABRIDGED);
        require((uint64_t)m->shared * ND_THRESHOLD_UNIT >= (uint64_t)corpus->threshold * shorter);
        require(3 * (uint64_t)m->equal >= m->shared);
    }
}

/* The rows of one cluster; returns the least name in it. */
static const struct nd_name *check_cluster(const struct corpus *corpus, const struct nd_row *rows) {
    const struct nd_name *least = &corpus->names[rows->document];
    for (uint32_t i = 0; i < rows->size; i++) {
        const struct nd_name *const name = &corpus->names[rows[i].document];
        check_row(corpus, &rows[i], rows);
        if (i > 1) require(compare_names(&corpus->names[rows[i - 1].document], name) <= 0);
        if (compare_names(name, least) < 0) least = name;
    }
    return least;
}

static void check_result(const struct corpus *corpus, const struct nd_result *result) {
    bool seen[MOST_DOCUMENTS] = {false};
    const struct nd_name *before = NULL;
    uint32_t clusters = 0;
    require(result->count == corpus->count);
    for (size_t i = 0; i < result->count; i += result->rows[i].size) {
        const struct nd_name *least;
        require(result->rows[i].cluster == ++clusters && result->rows[i].size >= 1);
        require(result->rows[i].size <= result->count - i);
        least = check_cluster(corpus, &result->rows[i]);
        require(before == NULL || compare_names(before, least) <= 0);
        before = least;
    }
    for (size_t i = 0; i < result->count; i++) {
        require(!seen[result->rows[i].document]);
        seen[result->rows[i].document] = true;
    }
    require(result->counts.clusters == clusters);
}

static bool same_row(const struct nd_row *a, const struct nd_row *b) {
    return a->document == b->document && a->cluster == b->cluster && a->size == b->size &&
           a->match == b->match && a->lead == b->lead && a->relation == b->relation &&
           a->measure.shared == b->measure.shared && a->measure.equal == b->measure.equal &&
           a->measure.words_a == b->measure.words_a && a->measure.words_b == b->measure.words_b;
}

static bool same_pair(const struct nd_pair *a, const struct nd_pair *b) {
    return a->document == b->document && a->other == b->other && a->relation == b->relation &&
           a->measure.shared == b->measure.shared && a->measure.equal == b->measure.equal &&
           a->measure.words_a == b->measure.words_a && a->measure.words_b == b->measure.words_b;
}

/* Pairs ascend by the names of other and document, and are of two documents. */
static void check_pairs(const struct corpus *corpus, const struct nd_result *result) {
    for (size_t i = 0; i < result->pair_count; i++) {
        const struct nd_pair *const pair = &result->pairs[i];
        const struct nd_measure *const m = &pair->measure;
        require(pair->document < corpus->count && pair->other < corpus->count);
        require(pair->document != pair->other && m->equal <= m->shared);
        require(m->shared <= m->words_a && m->shared <= m->words_b);
        require(i == 0 ||
                compare_names(&corpus->names[pair[-1].other], &corpus->names[pair->other]) <= 0);
    }
}

/* With some documents old there are rows of the others only, in clusters of the same size. */
static void check_old(const struct corpus *corpus, const struct nd_result *whole) {
    struct nd_corpus *const core = open_core(corpus, false);
    struct nd_result *result;
    bool old[MOST_DOCUMENTS];
    uint32_t size[MOST_DOCUMENTS];
    size_t rows = 0;
    for (uint32_t i = 0; i < corpus->count; i++) {
        old[i] = corpus->size[i] % 2 != 0;
        rows += !old[i];
        size[whole->rows[i].document] = whole->rows[i].size;
    }
    require(nd_corpus_set_old(core, old, corpus->count) == ND_OK);
    require(nd_corpus_cluster(core, corpus->names, corpus->count, &result) == ND_OK);
    require(result->count == rows && result->counts.known <= result->counts.copies);
    for (size_t i = 0; i < rows; i++) {
        const struct nd_row *const row = &result->rows[i];
        require(!old[row->document] && row->size == size[row->document]);
        require(row->measure.shared <= row->measure.words_a);
        require(row->measure.shared <= row->measure.words_b);
    }
    nd_result_free(result);
    nd_corpus_free(core);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct corpus corpus;
    struct nd_result *result, *other;
    if (size == 0) return 0;
    split(data, size, &corpus);
    result = cluster(&corpus, false);
    other = cluster(&corpus, true);
    check_result(&corpus, result);
    check_pairs(&corpus, result);
    for (size_t i = 0; i < result->count; i++) require(same_row(&result->rows[i], &other->rows[i]));
    require(result->pair_count == other->pair_count);
    for (size_t i = 0; i < result->pair_count; i++)
        require(same_pair(&result->pairs[i], &other->pairs[i]));
    check_boilerplate(&corpus, result->counts.masked);
    check_old(&corpus, result);
    nd_result_free(result);
    nd_result_free(other);
    return 0;
}
