/*
 * test_weed.c - how many fingerprints in common keep a candidate pair
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/mem.h"
#include "match/weed.h"
#include "prop/prop.h"
#include "simd/dispatch.h"
#include "unit/indexed.h"
#include "unit/lexicon.h"

enum {
    WORDS = 400,
    LONG = 8192,
    FEW = 20,     /* words in common: too few */
    ENOUGH = 60,  /* half of what would make a copy, and half of that again */
    STRANGE = 20, /* one word in so many */
    ROUNDS = 60,
    MISTAKEN = 6, /* fingerprints of a hundred that the table may take for others */
    DOCUMENTS = 12,
    PAIRS = DOCUMENTS * (DOCUMENTS - 1) / 2
};

/* Two documents, the first of so many words, that begin alike, and what is known of them. */
struct scene {
    struct sheet sheets[2];
    struct nd_words documents[2];
    struct nd_match match;
};

static const struct nd_executor serial = {.workers = 1};

static void set_scene(struct scene *scene, uint32_t words, uint32_t common) {
    *scene = (struct scene){0};
    sheet_add(&scene->sheets[0], 0, words);
    sheet_add(&scene->sheets[1], 0, common);
    sheet_add(&scene->sheets[1], KNOWN_WORDS - WORDS + common, WORDS - common);
    for (int d = 0; d < 2; d++) scene->documents[d] = words_of(&scene->sheets[d]);
    scene->match = (struct nd_match){.documents = scene->documents,
                                     .count = 2,
                                     .kernels = nd_kernels_select(NULL),
                                     .executor = &serial,
                                     .lexicon = &lexicon,
                                     .threshold = ND_THRESHOLD_DEFAULT};
}

/* Whether the pair of a scene stays, which ends with this. */
static bool stays(struct scene *scene) {
    uint64_t pairs[] = {1}; /* 0 << 32 | 1 */
    struct nd_candidates candidates = {.pairs = pairs, .count = 1};
    struct indexed indexed;
    index_documents(&indexed, &scene->match);
    assert_int_equal(nd_weed_candidates(&scene->match, &candidates), ND_OK);
    indexed_drop(&indexed);
    for (int d = 0; d < 2; d++) sheet_drop(&scene->sheets[d]);
    return candidates.count == 1;
}

static void a_phrase_is_too_little(void **state) {
    struct scene scene;
    (void)state;
    set_scene(&scene, WORDS + 1, FEW);
    assert_false(stays(&scene));
    set_scene(&scene, WORDS + 1, ENOUGH);
    assert_true(stays(&scene));
}

static void what_is_asked_goes_by_the_threshold(void **state) {
    struct scene scene;
    (void)state;
    set_scene(&scene, WORDS + 1, FEW);
    scene.match.threshold = ND_THRESHOLD_DEFAULT / 8;
    assert_true(stays(&scene));
    set_scene(&scene, WORDS + 1, ENOUGH / 2);
    assert_true(stays(&scene));
    set_scene(&scene, WORDS + 1, ENOUGH / 2);
    scene.match.threshold = ND_THRESHOLD_UNIT;
    assert_false(stays(&scene));
}

static void nothing_is_asked_of_misread_documents(void **state) {
    (void)state;
    for (int misread = 0; misread < 3; misread++) {
        struct scene scene;
        set_scene(&scene, WORDS + 1, FEW);
        for (uint32_t i = FEW; i < WORDS && misread < 2; i += STRANGE / 2)
            scene.sheets[misread].words[i] = number(KNOWN_WORDS + i);
        assert_int_equal(stays(&scene), misread < 2);
    }
}

static void nothing_is_asked_where_nobody_can_tell(void **state) {
    const struct nd_lexicon empty = {0};
    struct scene scene;
    (void)state;
    set_scene(&scene, WORDS + 1, FEW);
    scene.match.lexicon = &empty;
    assert_true(stays(&scene));
    set_scene(&scene, WORDS + 1, FEW);
    scene.match.lexicon = NULL;
    assert_true(stays(&scene));
}

static void very_long_documents_keep_their_pairs(void **state) {
    (void)state;
    for (uint32_t words = LONG - 1; words <= LONG; words++) {
        struct scene scene;
        set_scene(&scene, WORDS + 1, FEW);
        for (uint32_t i = WORDS + 1; i < words; i++) /* of the words of none of the two */
            sheet_add(&scene.sheets[0], WORDS + 1 + i % (KNOWN_WORDS / 2), 1);
        scene.documents[0] = words_of(&scene.sheets[0]);
        assert_int_equal(stays(&scene), words == LONG);
    }
}

/* ---- Any documents --------------------------------------------------------------------------- */

static bool is_hidden(const struct nd_match *match, uint32_t rank, uint32_t i) {
    const uint32_t print = match->index->first[rank] + i;
    return (match->hidden[print / ND_BLOCK_PRINTS] >> print % ND_BLOCK_PRINTS & 1) != 0;
}

static bool has(const struct nd_match *match, uint32_t rank, uint32_t low) {
    for (uint32_t i = 0; i < match->prints[rank].count; i++)
        if (nd_prints_low(&match->prints[rank])[i] == low && !is_hidden(match, rank, i))
            return true;
    return false;
}

/* What a pair lacks, in parts of a fingerprint: less than what the table may be mistaken in. */
static int64_t lack(const struct nd_match *match, uint32_t a, uint32_t b) {
    int64_t seen = 0, common = 0;
    for (uint32_t i = 0; i < match->prints[b].count; i++) {
        if (is_hidden(match, b, i)) continue;
        seen++;
        common += has(match, a, nd_prints_low(&match->prints[b])[i]);
    }
    return seen * match->threshold - 8 * common * ND_THRESHOLD_UNIT;
}

static void assert_weeded(const struct nd_match *match) {
    uint64_t pairs[PAIRS];
    struct nd_candidates candidates = {.pairs = pairs};
    size_t at = 0;
    for (uint32_t a = 0; a < DOCUMENTS; a++)
        for (uint32_t b = a + 1; b < DOCUMENTS; b++)
            pairs[candidates.count++] = (uint64_t)a << 32 | b;
    assert_int_equal(nd_weed_candidates(match, &candidates), ND_OK);
    for (uint32_t a = 0; a < DOCUMENTS; a++) {
        for (uint32_t b = a + 1; b < DOCUMENTS; b++) {
            const bool kept = at < candidates.count && pairs[at] == ((uint64_t)a << 32 | b);
            if (lack(match, a, b) <= 0) assert_true(kept);
            if (lack(match, a, b) > 8 * MISTAKEN * ND_THRESHOLD_UNIT) assert_false(kept);
            at += kept;
        }
    }
    assert_int_equal(at, candidates.count);
}

static void pairs_that_stay_are_those_of_the_definition(void **state) {
    struct prop_random random = {29};
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct sheet sheets[DOCUMENTS] = {0};
        struct nd_words documents[DOCUMENTS];
        struct nd_match match = {.documents = documents,
                                 .count = DOCUMENTS,
                                 .kernels = nd_kernels_select(NULL),
                                 .executor = &serial,
                                 .lexicon = &lexicon,
                                 .threshold = 1 + prop_below(&random, ND_THRESHOLD_UNIT)};
        struct indexed indexed;
        uint32_t *hidden, blocks;
        for (uint32_t d = 0; d < DOCUMENTS; d++) {
            for (uint32_t p = 1 + prop_below(&random, 30); p > 0; p--)
                sheet_add(&sheets[d], 20 * prop_below(&random, KNOWN_WORDS / 20), 20);
            documents[d] = words_of(&sheets[d]);
        }
        index_documents(&indexed, &match);
        blocks = nd_index_prints(&indexed.index) / ND_BLOCK_PRINTS;
        hidden = calloc(blocks + 1, sizeof *hidden);
        assert_non_null(hidden);
        for (uint32_t i = 0; i < blocks; i++)
            hidden[i] = prop_below(&random, 2) != 0 ? 0 : (uint32_t)prop_next(&random);
        match.hidden = hidden;
        assert_weeded(&match);
        free(hidden);
        indexed_drop(&indexed);
        for (uint32_t d = 0; d < DOCUMENTS; d++) sheet_drop(&sheets[d]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_phrase_is_too_little),
        cmocka_unit_test(what_is_asked_goes_by_the_threshold),
        cmocka_unit_test(nothing_is_asked_of_misread_documents),
        cmocka_unit_test(nothing_is_asked_where_nobody_can_tell),
        cmocka_unit_test(very_long_documents_keep_their_pairs),
        cmocka_unit_test(pairs_that_stay_are_those_of_the_definition),
    };
    return cmocka_run_group_tests(tests, make_lexicon, free_lexicon);
}
