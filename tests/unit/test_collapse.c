/*
 * test_collapse.c - which documents are set aside as near-identical, and for which
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/mem.h"
#include "match/collapse.h"
#include "prop/prop.h"
#include "simd/dispatch.h"
#include "unit/indexed.h"
#include "unit/numbered.h"

enum { MOST = 1200, WORDS = 400, NEW = 100000 };

struct scene {
    struct sheet sheets[MOST];
    struct nd_words documents[MOST];
    uint8_t aside[MOST];
    uint8_t *hidden;
    uint32_t count;
};

static void add_document(struct scene *scene, uint32_t first, uint32_t words) {
    struct sheet *const sheet = &scene->sheets[scene->count];
    sheet_add(sheet, first, words);
    scene->documents[scene->count++] = words_of(sheet);
}

static void drop(struct scene *scene) {
    for (uint32_t i = 0; i < scene->count; i++) sheet_drop(&scene->sheets[i]);
    *scene = (struct scene){0};
}

/* Hides the fingerprints of words `first` and later of each document, when there are any; returns
 * how many documents are set aside. */
static size_t collapse(struct scene *scene, uint32_t first, struct nd_edges *edges) {
    static const struct nd_executor serial = {.workers = 1};
    const struct nd_lexicon lexicon = {0};
    struct nd_match match = {.documents = scene->documents,
                             .count = scene->count,
                             .kernels = nd_kernels_select(NULL),
                             .executor = &serial,
                             .lexicon = &lexicon,
                             .threshold = ND_THRESHOLD_DEFAULT};
    struct indexed indexed;
    uint32_t *hidden;
    memset(scene->aside, 0, sizeof scene->aside);
    index_documents(&indexed, &match);
    hidden = calloc(nd_index_prints(&indexed.index) / ND_BLOCK_PRINTS + 1, sizeof *hidden);
    assert_non_null(hidden);
    for (uint32_t d = 0; d < scene->count; d++)
        for (uint32_t i = 0; i < match.prints[d].count; i++) {
            const uint32_t print = indexed.index.first[d] + i;
            const bool hides = nd_prints_position(&match.prints[d], i) >= first;
            hidden[print / ND_BLOCK_PRINTS] |= (uint32_t)hides << print % ND_BLOCK_PRINTS;
        }
    match.hidden = hidden;
    assert_int_equal(nd_collapse(&match, scene->aside, edges), ND_OK);
    free(hidden);
    indexed_drop(&indexed);
    return edges->count;
}

static size_t count_aside(struct scene *scene, uint32_t first) {
    struct nd_edges edges;
    const size_t count = collapse(scene, first, &edges);
    nd_free(edges.edges);
    return count;
}

static void copies_are_set_aside_for_the_first(void **state) {
    struct scene scene = {0};
    struct nd_edges edges;
    (void)state;
    add_document(&scene, NEW, WORDS);
    for (uint32_t i = 0; i < 3; i++) add_document(&scene, 0, WORDS);
    add_document(&scene, 2 * NEW, WORDS);
    assert_int_equal(collapse(&scene, UINT32_MAX, &edges), 2);
    for (uint32_t i = 0; i < 2; i++) {
        assert_int_equal(edges.edges[i].a, 1);
        assert_int_equal(edges.edges[i].b, 2 + i);
        assert_int_equal(edges.edges[i].share.equal, WORDS);
    }
    assert_memory_equal(scene.aside, "\0\0\1\1", 5);
    nd_free(edges.edges);
    drop(&scene);
}

/* So many that they are several pieces of work, between documents of other groups. */
static void a_large_group_is_set_aside_for_its_first(void **state) {
    struct scene scene = {0};
    struct nd_edges edges;
    (void)state;
    for (uint32_t i = 0; i < MOST; i++) add_document(&scene, i % 100 == 7 ? i * WORDS : NEW, WORDS);
    assert_int_equal(collapse(&scene, UINT32_MAX, &edges), MOST - MOST / 100 - 1);
    for (size_t i = 0; i < edges.count; i++) assert_int_equal(edges.edges[i].a, 0);
    nd_free(edges.edges);
    drop(&scene);
}

/* Sixteen of ninety fingerprints make the key, and a word changes two or three. */
static void most_copies_with_another_word_are_found(void **state) {
    struct prop_random random = {1};
    struct scene scene = {0};
    size_t aside;
    (void)state;
    for (uint32_t i = 0; i < MOST; i++) {
        add_document(&scene, 0, WORDS);
        if (i > 0) scene.sheets[i].words[prop_below(&random, WORDS)] = number(NEW + i);
    }
    aside = count_aside(&scene, UINT32_MAX);
    assert_true(aside > MOST / 3 && aside < MOST);
    drop(&scene);
}

/* A key is of a part of the fingerprints: those of two documents may agree in that part. */
static void other_documents_are_not_set_aside(void **state) {
    struct scene scene = {0};
    (void)state;
    for (uint32_t i = 0; i < 2; i++) {
        add_document(&scene, 0, WORDS / 2);
        sheet_add(&scene.sheets[i], (1 + i) * NEW, WORDS / 2);
        scene.documents[i] = words_of(&scene.sheets[i]);
    }
    assert_int_equal(count_aside(&scene, UINT32_MAX), 0);
    assert_int_equal(count_aside(&scene, WORDS / 2 - ND_WINDOW - ND_SHINGLE_WORDS), 0);
    drop(&scene);
}

/* As it is when boilerplate was masked: no word of it is left, but fingerprints stay. */
static void hidden_fingerprints_are_no_matter(void **state) {
    struct scene scene = {0};
    (void)state;
    for (uint32_t i = 0; i < 2; i++) {
        add_document(&scene, 0, WORDS);
        sheet_add(&scene.sheets[i], (1 + i) * NEW, WORDS / 20);
        scene.documents[i] = words_of(&scene.sheets[i]);
    }
    assert_int_equal(count_aside(&scene, WORDS - ND_WINDOW - ND_SHINGLE_WORDS), 1);
    drop(&scene);
}

static void documents_of_few_fingerprints_are_left_alone(void **state) {
    (void)state;
    for (uint32_t words = 1; words <= 60; words++) {
        struct scene scene = {0};
        size_t aside;
        for (uint32_t i = 0; i < 2; i++) add_document(&scene, 0, words);
        aside = count_aside(&scene, UINT32_MAX);
        assert_true(words < 60 || aside == 1);
        assert_true(words >= ND_SHINGLE_WORDS + 3 || aside == 0);
        assert_int_equal(count_aside(&scene, 0), 0);
        drop(&scene);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_are_set_aside_for_the_first),
        cmocka_unit_test(a_large_group_is_set_aside_for_its_first),
        cmocka_unit_test(most_copies_with_another_word_are_found),
        cmocka_unit_test(other_documents_are_not_set_aside),
        cmocka_unit_test(hidden_fingerprints_are_no_matter),
        cmocka_unit_test(documents_of_few_fingerprints_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
