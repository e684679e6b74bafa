/*
 * test_candidates.c - how many fingerprints in common make two documents a candidate pair
 *
 * All documents have text of their own around eleven words that all of them have: by the guarantee
 * of windowed minima these have a fingerprint in common, and the words are chosen so that they have
 * one alone. That is too little, except for short documents and for misread ones.
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/mem.h"
#include "match/candidates.h"
#include "prop/prop.h"
#include "simd/dispatch.h"
#include "unit/indexed.h"
#include "unit/numbered.h"

enum {
    FEW = 64, /* documents of a fingerprint that is enough for misread ones */
    ROOM = FEW + 1,
    MOST = 20,
    COMMON = ND_SHINGLE_WORDS + ND_WINDOW - 1, /* words in a row that share a fingerprint */
    BEFORE = 100,                              /* words before these */
    WORDS = 200, /* of a document; a misread one has so many strange ones: */
    STRANGE = WORDS / 20,
    LONG = 500,
    PRIME = 3889 /* of the known words, so many are not common */
};

/* Documents and what is known of words. */
struct scene {
    struct sheet sheets[ROOM];
    struct nd_words documents[ROOM];
    uint8_t aside[ROOM];
    uint32_t count;
    uint32_t known, strange; /* the next words */
};

static struct nd_lexicon lexicon;
static uint32_t common; /* the first of the common words */

static struct nd_candidates find(const struct scene *scene, const struct nd_lexicon *by) {
    static const struct nd_executor serial = {.workers = 1};
    struct nd_match match = {.documents = scene->documents,
                             .count = scene->count,
                             .kernels = nd_kernels_select(NULL),
                             .executor = &serial,
                             .lexicon = by,
                             .threshold = ND_THRESHOLD_DEFAULT};
    struct nd_candidates candidates;
    struct indexed indexed;
    index_documents(&indexed, &match);
    assert_int_equal(nd_find_candidates(&match, scene->aside, &candidates), ND_OK);
    indexed_drop(&indexed);
    return candidates;
}

static size_t count_candidates(const struct scene *scene, const struct nd_lexicon *by) {
    struct nd_candidates candidates = find(scene, by);
    nd_free(candidates.pairs);
    return candidates.count;
}

/* A document of so many words, `strange` of them at its very beginning. */
static void add_document(struct scene *scene, uint32_t words, uint32_t strange) {
    struct sheet *const sheet = &scene->sheets[scene->count];
    const uint32_t before = BEFORE - strange, behind = words - BEFORE - COMMON;
    sheet_add(sheet, KNOWN_WORDS + scene->strange, strange);
    sheet_add(sheet, scene->known, before);
    sheet_add(sheet, common, COMMON);
    sheet_add(sheet, scene->known + before, behind);
    scene->strange += strange;
    scene->known += before + behind;
    assert_true(scene->known <= common);
    scene->documents[scene->count++] = words_of(sheet);
}

static void drop(struct scene *scene) {
    for (uint32_t i = 0; i < scene->count; i++) sheet_drop(&scene->sheets[i]);
    *scene = (struct scene){0};
}

/* Finds common words that give one fingerprint; text around them may add one at either rim. */
static bool share_one_fingerprint(void) {
    struct scene scene = {0};
    struct nd_candidates candidates;
    for (uint32_t i = 0; i < MOST; i++) add_document(&scene, WORDS, i % 2 * STRANGE);
    candidates = find(&scene, NULL);
    drop(&scene);
    nd_free(candidates.pairs);
    return candidates.count == 0 && candidates.weak_pairs == 2 * MOST - 3;
}

static int make_words(void **state) {
    (void)state;
    lexicon = known_words();
    for (common = KNOWN_WORDS - COMMON; common > KNOWN_WORDS - 100; common--)
        if (share_one_fingerprint()) return 0;
    return -1;
}

static int free_lexicon(void **state) {
    (void)state;
    nd_lexicon_free(&lexicon);
    return 0;
}

/* ---- Tests ----------------------------------------------------------------------------------- */

static void one_fingerprint_is_too_little(void **state) {
    struct scene scene = {0};
    (void)state;
    add_document(&scene, WORDS, 0);
    add_document(&scene, WORDS, 0);
    assert_int_equal(count_candidates(&scene, NULL), 0);
    assert_int_equal(count_candidates(&scene, &lexicon), 0);
    drop(&scene);
}

static void two_fingerprints_are_enough(void **state) {
    struct scene scene = {0};
    (void)state;
    add_document(&scene, WORDS, 0);
    add_document(&scene, WORDS, 0);
    for (uint32_t i = 0; i < 2; i++) {
        sheet_add(&scene.sheets[i], 2 * KNOWN_WORDS, COMMON); /* other ones */
        scene.documents[i] = words_of(&scene.sheets[i]);
    }
    assert_int_equal(count_candidates(&scene, NULL), 1);
    drop(&scene);
}

static void a_short_document_needs_one(void **state) {
    struct scene scene = {0};
    (void)state;
    add_document(&scene, WORDS, 0);
    sheet_add(&scene.sheets[1], common, COMMON);
    sheet_add(&scene.sheets[1], 0, 30);
    scene.documents[scene.count++] = words_of(&scene.sheets[1]);
    assert_int_equal(count_candidates(&scene, NULL), 1);
    drop(&scene);
}

static void two_misread_documents_need_one(void **state) {
    (void)state;
    for (uint32_t of_a = STRANGE - 2; of_a <= STRANGE + 1; of_a++)
        for (uint32_t of_b = STRANGE - 2; of_b <= STRANGE + 1; of_b++) {
            const struct nd_lexicon empty = {0};
            struct scene scene = {0};
            add_document(&scene, WORDS, of_a);
            add_document(&scene, WORDS, of_b);
            assert_int_equal(count_candidates(&scene, &lexicon),
                             of_a >= STRANGE && of_b >= STRANGE);
            assert_int_equal(count_candidates(&scene, &empty), 0); /* nobody can tell */
            drop(&scene);
        }
}

/* One word in twenty of the first 256. */
static void the_beginning_shows_whether_a_document_is_misread(void **state) {
    (void)state;
    for (uint32_t strange = 12; strange <= 13; strange++) {
        struct scene scene = {0};
        add_document(&scene, LONG, 13);
        add_document(&scene, LONG, strange);
        for (uint32_t i = 300; i < 400; i++) /* what comes behind is no matter */
            scene.sheets[1].words[i] = number(2 * KNOWN_WORDS + i);
        assert_int_equal(count_candidates(&scene, &lexicon), strange == 13);
        drop(&scene);
    }
}

/* Misread documents that have the common words and no others in a row, though all have some of the
 * known ones. */
static void add_misread(struct scene *scene, uint32_t count) {
    for (uint32_t d = scene->count; d < count; d++) {
        struct sheet *const sheet = &scene->sheets[d];
        sheet_add(sheet, KNOWN_WORDS + STRANGE * d, STRANGE);
        for (uint32_t i = STRANGE; i < WORDS - COMMON; i++) {
            if (i == BEFORE) sheet_add(sheet, common, COMMON);
            sheet_add(sheet, (d + 1) * i % PRIME, 1);
        }
        scene->documents[scene->count++] = words_of(sheet);
    }
}

/* So each of the pairs that it makes is a candidate, as long as they are few. */
static void a_fingerprint_of_few_misread_documents_counts_twice(void **state) {
    struct scene scene = {0};
    (void)state;
    add_misread(&scene, FEW);
    assert_int_equal(count_candidates(&scene, &lexicon), 2 * FEW - 3);
    add_misread(&scene, FEW + 1);
    assert_int_equal(count_candidates(&scene, &lexicon), 0);
    drop(&scene);
}

static void documents_set_aside_are_in_no_pair(void **state) {
    struct scene scene = {0};
    struct nd_candidates candidates;
    (void)state;
    for (uint32_t i = 0; i < 3; i++) add_document(&scene, WORDS, STRANGE);
    scene.aside[1] = 1;
    candidates = find(&scene, &lexicon);
    assert_int_equal(candidates.count, 1);
    assert_true(candidates.pairs[0] == 2); /* 0 << 32 | 2 */
    nd_free(candidates.pairs);
    drop(&scene);
}

/* ---- Against the definition ------------------------------------------------------------------ */

enum { PIECES = 12, PIECE_WORDS = 24 };

/* What the fingerprints of some documents, of which some are hidden, come to. */
struct oracle {
    uint32_t times[MOST][MOST]; /* how often a pair was made */
    uint32_t counts[MOST];      /* fingerprints that are not hidden */
};

static uint64_t print_of(const struct nd_match *match, uint32_t d, uint32_t i) {
    return nd_prints_whole(&match->prints[d], i, match->kernels, &match->documents[d]);
}

static bool is_seen(const struct nd_match *match, const uint8_t *aside, uint32_t d, uint32_t i) {
    const uint32_t at = match->index->first[d] + i;
    return aside[d] == 0 && (match->hidden[at / ND_BLOCK_PRINTS] >> at % ND_BLOCK_PRINTS & 1) == 0;
}

static bool has_print(const struct nd_match *match, const uint8_t *aside, uint32_t d,
                      uint64_t print) {
    for (uint32_t i = 0; i < match->prints[d].count; i++)
        if (is_seen(match, aside, d, i) && print_of(match, d, i) == print) return true;
    return false;
}

/* Whether document d is the first that has its i-th fingerprint, and has it there first. */
static bool begins(const struct nd_match *match, const uint8_t *aside, uint32_t d, uint32_t i) {
    const uint64_t print = print_of(match, d, i);
    if (!is_seen(match, aside, d, i)) return false;
    for (uint32_t e = 0; e < d; e++)
        if (has_print(match, aside, e, print)) return false;
    for (uint32_t j = 0; j < i; j++)
        if (is_seen(match, aside, d, j) && print_of(match, d, j) == print) return false;
    return true;
}

static void consult(struct oracle *oracle, const struct nd_match *match, const uint8_t *aside) {
    *oracle = (struct oracle){0};
    for (uint32_t d = 0; d < match->count; d++)
        for (uint32_t i = 0; i < match->prints[d].count; i++) {
            uint32_t before = d;
            oracle->counts[d] += is_seen(match, aside, d, i);
            if (!begins(match, aside, d, i)) continue;
            for (uint32_t e = d + 1; e < match->count; e++) {
                if (!has_print(match, aside, e, print_of(match, d, i))) continue;
                oracle->times[d][e]++;
                if (before != d) oracle->times[before][e]++;
                before = e;
            }
        }
}

static void assert_candidates(const struct nd_match *match, const uint8_t *aside) {
    struct nd_candidates candidates;
    struct oracle oracle;
    size_t weak = 0, count = 0;
    consult(&oracle, match, aside);
    assert_int_equal(nd_find_candidates(match, aside, &candidates), ND_OK);
    for (uint32_t a = 0; a < match->count; a++)
        for (uint32_t b = a + 1; b < match->count; b++) {
            weak += oracle.times[a][b] != 0;
            if (oracle.times[a][b] == 0 || (oracle.times[a][b] == 1 && oracle.counts[b] >= 16))
                continue;
            assert_true(count < candidates.count);
            assert_true(candidates.pairs[count++] == ((uint64_t)a << 32 | b));
        }
    assert_int_equal(candidates.count, count);
    assert_int_equal(candidates.weak_pairs, weak);
    nd_free(candidates.pairs);
}

/* Numbers that are not used are not hidden. */
static void hide_some(const struct nd_match *match, struct prop_random *random, uint32_t *hidden) {
    for (uint32_t d = 0; d < match->count; d++)
        for (uint32_t i = 0; i < match->prints[d].count; i++) {
            const uint32_t at = match->index->first[d] + i;
            hidden[at / ND_BLOCK_PRINTS] |= (uint32_t)(prop_below(random, 3) == 0)
                                            << at % ND_BLOCK_PRINTS;
        }
}

static void candidates_are_those_of_the_definition(void **state) {
    static const struct nd_executor serial = {.workers = 1};
    struct prop_random random = {17};
    (void)state;
    for (int round = 0; round < 20; round++) {
        struct scene scene = {0};
        struct indexed indexed;
        struct nd_match match = {.documents = scene.documents,
                                 .count = MOST,
                                 .kernels = nd_kernels_select(NULL),
                                 .executor = &serial};
        uint32_t *hidden, blocks;
        for (uint32_t d = 0; d < MOST; d++) {
            const uint32_t pieces = 1 + prop_below(&random, 10);
            for (uint32_t p = 0; p < pieces; p++)
                sheet_add(&scene.sheets[d], PIECE_WORDS * prop_below(&random, 4 * PIECES),
                          PIECE_WORDS);
            scene.documents[scene.count++] = words_of(&scene.sheets[d]);
            scene.aside[d] = prop_below(&random, 6) == 0;
        }
        index_documents(&indexed, &match);
        blocks = nd_index_prints(&indexed.index) / ND_BLOCK_PRINTS;
        hidden = calloc(blocks + 1, sizeof *hidden);
        assert_non_null(hidden);
        match.hidden = hidden;
        hide_some(&match, &random, hidden);
        assert_candidates(&match, scene.aside);
        free(hidden);
        indexed_drop(&indexed);
        drop(&scene);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_fingerprint_is_too_little),
        cmocka_unit_test(two_fingerprints_are_enough),
        cmocka_unit_test(a_short_document_needs_one),
        cmocka_unit_test(two_misread_documents_need_one),
        cmocka_unit_test(the_beginning_shows_whether_a_document_is_misread),
        cmocka_unit_test(a_fingerprint_of_few_misread_documents_counts_twice),
        cmocka_unit_test(documents_set_aside_are_in_no_pair),
        cmocka_unit_test(candidates_are_those_of_the_definition),
    };
    return cmocka_run_group_tests(tests, make_words, free_lexicon);
}
