/*
 * corpora.h - small corpora for the tests of the public calls
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TESTS_CORPORA_H
#define ND_TESTS_CORPORA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "newsdupes.h"
#include "prop/prop.h"

#define BYTES_OF(literal) (literal), sizeof(literal) - 1
#define LENGTH_OF(array) (sizeof(array) / sizeof *(array))

/* Documents and their names, which are numbers of eight digits unless set. */
struct corpus {
    struct prop_text *texts;
    char (*names)[12];
    uint32_t count, capacity;
};

static inline struct prop_text *corpus_text(struct corpus *corpus) {
    if (corpus->count == corpus->capacity) {
        corpus->capacity = 2 * corpus->capacity + 8;
        corpus->texts = realloc(corpus->texts, corpus->capacity * sizeof *corpus->texts);
        corpus->names = realloc(corpus->names, corpus->capacity * sizeof *corpus->names);
        if (corpus->texts == NULL || corpus->names == NULL) abort();
    }
    corpus->texts[corpus->count] = (struct prop_text){0};
    prop_add_string(&corpus->texts[corpus->count], "");
    snprintf(corpus->names[corpus->count], sizeof *corpus->names, "%08u", (unsigned)corpus->count);
    return &corpus->texts[corpus->count++];
}

static inline void corpus_add(struct corpus *corpus, const char *text) {
    prop_add_string(corpus_text(corpus), text);
}

static inline void corpus_drop(struct corpus *corpus) {
    for (uint32_t i = 0; i < corpus->count; i++) prop_free(&corpus->texts[i]);
    free(corpus->texts);
    free(corpus->names);
    *corpus = (struct corpus){0};
}

/* Words w(first) ... w(first + count - 1) of the made-up language; each is another word. */
static inline void add_words(struct prop_text *text, uint32_t first, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        prop_add_word(text, first + i);
        prop_add_string(text, " ");
    }
}

/* How to cluster a corpus. */
struct way {
    struct nd_options options;
    uint32_t workers; /* 0 counts as 1 */
    bool backwards;   /* add the last document first */
};

static inline struct way plain_way(void) {
    struct way way = {.workers = 1};
    nd_options_init(&way.options);
    return way;
}

/* The corpus, read. The names are to be freed behind it. */
static inline struct nd_corpus *corpus_read(const struct corpus *corpus, const struct way *way,
                                            struct nd_name **out) {
    const uint32_t count = way->workers != 0 ? way->workers : 1;
    struct nd_name *const names = calloc(corpus->count + 1, sizeof *names);
    struct nd_worker *workers[16];
    struct nd_corpus *core;
    assert_non_null(names);
    assert_int_equal(nd_corpus_new(&way->options, &core), ND_OK);
    for (uint32_t w = 0; w < count; w++) assert_int_equal(nd_worker_new(core, &workers[w]), ND_OK);
    for (uint32_t i = 0; i < corpus->count; i++) {
        const uint32_t d = way->backwards ? corpus->count - 1 - i : i;
        names[d] = (struct nd_name){corpus->names[d], strlen(corpus->names[d])};
        assert_int_equal(nd_worker_add(workers[i % count], d, corpus->texts[d].bytes,
                                       corpus->texts[d].size, ND_ENCODING_DETECT, NULL),
                         ND_OK);
    }
    *out = names;
    return core;
}

static inline nd_status corpus_cluster(const struct corpus *corpus, const struct way *way,
                                       struct nd_result **out) {
    struct nd_name *names;
    struct nd_corpus *const core = corpus_read(corpus, way, &names);
    const nd_status status = nd_corpus_cluster(core, names, corpus->count, out);
    nd_corpus_free(core);
    free(names);
    return status;
}

/* The result by the plain way; never NULL. */
static inline struct nd_result *clusters_of(const struct corpus *corpus) {
    const struct way way = plain_way();
    struct nd_result *result;
    assert_int_equal(corpus_cluster(corpus, &way, &result), ND_OK);
    assert_int_equal(result->count, corpus->count);
    return result;
}

/* The row of a document. */
static inline const struct nd_row *row_of(const struct nd_result *result, uint32_t document) {
    for (size_t i = 0; i < result->count; i++)
        if (result->rows[i].document == document) return &result->rows[i];
    fail_msg("document %u has no row", (unsigned)document);
    return NULL;
}

static inline bool together(const struct nd_result *result, uint32_t a, uint32_t b) {
    return row_of(result, a)->cluster == row_of(result, b)->cluster;
}

static inline void assert_same_result(const struct nd_result *a, const struct nd_result *b) {
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const struct nd_row *const x = &a->rows[i], *const y = &b->rows[i];
        assert_int_equal(x->document, y->document);
        assert_int_equal(x->cluster, y->cluster);
        assert_int_equal(x->size, y->size);
        assert_int_equal(x->match, y->match);
        assert_int_equal(x->lead, y->lead);
        assert_int_equal(x->relation, y->relation);
        assert_int_equal(x->measure.shared, y->measure.shared);
        assert_int_equal(x->measure.equal, y->measure.equal);
        assert_int_equal(x->measure.words_a, y->measure.words_a);
        assert_int_equal(x->measure.words_b, y->measure.words_b);
    }
}

/* A comparison of two texts with the default options; never NULL. */
static inline struct nd_comparison *comparison_of(const struct prop_text *a,
                                                  const struct prop_text *b) {
    struct nd_options options;
    struct nd_comparison *comparison;
    nd_options_init(&options);
    assert_int_equal(
        nd_compare(&options, a->bytes, a->size, b->bytes, b->size, ND_ENCODING_DETECT, &comparison),
        ND_OK);
    return comparison;
}

#endif /* ND_TESTS_CORPORA_H */
