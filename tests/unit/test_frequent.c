/*
 * test_frequent.c - the fingerprints that several documents have, against the definition
 *
 * Documents are made of pieces from few templates, so that each fingerprint is in several of them,
 * and in some more than once.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/frequent.h"
#include "prop/prop.h"
#include "simd/dispatch.h"
#include "unit/indexed.h"
#include "unit/numbered.h"

enum { MOST = 60, PIECES = 24, MOST_PIECES = 8, PIECE_WORDS = 24, ROUNDS = 60, MOST_SOURCES = 8 };

struct scene {
    struct sheet sheets[MOST];
    struct nd_words documents[MOST];
    uint32_t sources[MOST];
    uint32_t count;
};

static void make_scene(struct scene *scene, struct prop_random *random) {
    const uint32_t sources = 1 + prop_below(random, MOST_SOURCES);
    scene->count = 1 + prop_below(random, prop_below(random, 2) != 0 ? 6 : MOST);
    for (uint32_t d = 0; d < scene->count; d++) {
        uint32_t piece = 0;
        for (uint32_t p = 1 + prop_below(random, MOST_PIECES); p > 0; p--) {
            if (prop_below(random, 2) != 0) /* else the same once more */
                piece = prop_below(random, 1 + prop_below(random, PIECES));
            sheet_add(&scene->sheets[d], PIECE_WORDS * piece, PIECE_WORDS);
        }
        scene->documents[d] = words_of(&scene->sheets[d]);
        scene->sources[d] = prop_below(random, sources + 1);
    }
}

static void drop(struct scene *scene) {
    for (uint32_t d = 0; d < scene->count; d++) sheet_drop(&scene->sheets[d]);
    *scene = (struct scene){0};
}

/* The documents that have a fingerprint, and its postings, by source; 0 is not known. */
struct oracle {
    uint32_t documents[MOST_SOURCES + 1], postings[MOST_SOURCES + 1];
    uint32_t of_all, sources; /* documents of those that are known, and how many these are */
};

/* Without sources all documents are of source 0. */
static struct oracle consult(const struct nd_match *match, uint64_t print) {
    struct oracle oracle = {.of_all = 0};
    for (uint32_t d = 0; d < match->count; d++) {
        const uint32_t source = match->sources != NULL ? match->sources[d] : 0;
        uint32_t times = 0;
        for (uint32_t i = 0; i < match->prints[d].count; i++)
            times += nd_prints_whole(&match->prints[d], i, match->kernels, &match->documents[d]) ==
                     print;
        oracle.postings[source] += times;
        oracle.documents[source] += times != 0;
    }
    for (uint32_t s = 1; s <= MOST_SOURCES; s++) {
        oracle.of_all += oracle.documents[s];
        oracle.sources += oracle.documents[s] != 0;
    }
    return oracle;
}

/* The documents of its source that have a fingerprint, when these are enough; else 0. */
static uint32_t expected(const struct nd_match *match, const struct oracle *oracle,
                         uint32_t source) {
    if (match->sources == NULL)
        return oracle->documents[0] >= ND_LEAST_DOCUMENTS ? oracle->documents[0] : 0;
    if (source == 0 || oracle->of_all < 2 * oracle->sources) return 0;
    return oracle->documents[source] >= ND_LEAST_OF_SOURCE ? oracle->documents[source] : 0;
}

/* Each fingerprint is marked and has its class where it is frequent, and only there. */
static uint32_t check_document(const struct nd_profiles *profiles, uint32_t d) {
    const struct nd_match *match = profiles->match;
    const uint32_t source = match->sources != NULL ? match->sources[d] : 0;
    uint32_t frequent = 0;
    for (uint32_t i = 0; i < match->prints[d].count; i++) {
        const uint64_t print =
            nd_prints_whole(&match->prints[d], i, match->kernels, &match->documents[d]);
        const struct oracle oracle = consult(match, print);
        const uint32_t documents = expected(match, &oracle, source);
        const uint8_t byte = profiles->bytes[match->index->first[d] + i];
        assert_int_equal(byte, documents != 0 ? nd_document_class(documents) | ND_PRINT_MARK : 0);
        frequent += documents != 0;
    }
    return frequent;
}

/* The postings of each are those of its source, and of as many documents as are told. */
static uint32_t check_found(const struct nd_match *match, const struct nd_index_part *part,
                            const struct nd_frequent *found) {
    const struct nd_posting *postings = part->postings + found->begin;
    const uint32_t first = nd_posting_rank(&postings[0]);
    const uint32_t source = match->sources != NULL ? match->sources[first] : 0;
    const struct oracle oracle =
        consult(match, nd_prints_whole(&match->prints[first],
                                       postings[0].print - match->index->first[first],
                                       match->kernels, &match->documents[first]));
    assert_int_equal(found->documents, expected(match, &oracle, source));
    assert_int_equal(found->count, oracle.postings[source]);
    for (uint32_t i = 0; i < found->count && match->sources != NULL; i++)
        assert_int_equal(match->sources[nd_posting_rank(&postings[i])], source);
    return found->count;
}

static void check(struct scene *scene, bool by_source) {
    static const struct nd_executor serial = {.workers = 1};
    struct nd_match match = {.documents = scene->documents,
                             .count = scene->count,
                             .sources = by_source ? scene->sources : NULL,
                             .kernels = nd_kernels_select(NULL),
                             .executor = &serial};
    uint32_t marked = 0, postings = 0;
    struct nd_profiles profiles;
    struct nd_frequents frequents;
    struct indexed indexed;
    index_documents(&indexed, &match);
    assert_int_equal(nd_profiles_make(&match, &profiles), ND_OK);
    assert_int_equal(nd_frequents_find(&profiles, &frequents), ND_OK);
    for (uint32_t d = 0; d < scene->count; d++) marked += check_document(&profiles, d);
    for (uint32_t p = 0; p < indexed.index.parts; p++)
        for (uint32_t i = 0; i < frequents.part[p].count; i++)
            postings += check_found(&match, &indexed.index.part[p], &frequents.part[p].items[i]);
    assert_int_equal(postings, marked);
    nd_frequents_free(&frequents);
    nd_profiles_free(&profiles);
    indexed_drop(&indexed);
}

static void those_of_the_definition_are_found(void **state) {
    struct prop_random random = {29};
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        static struct scene scene;
        make_scene(&scene, &random);
        check(&scene, round % 3 != 0);
        drop(&scene);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_of_the_definition_are_found),
    };
    return cmocka_run_group_tests_name("frequent", tests, NULL, NULL);
}
