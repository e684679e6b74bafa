/*
 * test_judge.c - what two documents share, and which suspects are boilerplate, asked one by one
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/judge.h"
#include "match/overlap.h"
#include "prop/prop.h"
#include "simd/dispatch.h"
#include "unit/indexed.h"
#include "unit/lexicon.h"

enum { PAGES = 48, REACH = 14, UNIT = 256, STRANGE = KNOWN_WORDS };

/* Pages, and all that the steps before have made of them. */
struct scene {
    struct sheet sheets[PAGES];
    struct nd_words documents[PAGES];
    struct nd_match match;
    struct indexed indexed;
    const struct nd_store *store;
    uint32_t unused; /* numbers between two pages */
};

static const struct nd_executor serial = {.workers = 1};

static void index_scene(struct scene *scene, const struct nd_lexicon *by) {
    for (uint32_t p = 0; p < PAGES; p++) scene->documents[p] = words_of(&scene->sheets[p]);
    scene->match = (struct nd_match){.documents = scene->documents,
                                     .count = PAGES,
                                     .kernels = nd_kernels_select(NULL),
                                     .executor = &serial,
                                     .lexicon = by,
                                     .store = scene->store,
                                     .threshold = ND_THRESHOLD_DEFAULT};
    index_documents_apart(&scene->indexed, &scene->match, scene->unused);
}

static void drop_scene(struct scene *scene) {
    indexed_drop(&scene->indexed);
    for (uint32_t p = 0; p < PAGES; p++) sheet_drop(&scene->sheets[p]);
    *scene = (struct scene){0};
}

/* Words that follow each other in steps of their own on each page, `count` from `first` on. */
static void add_own(struct sheet *sheet, uint32_t page, uint32_t first, uint32_t count) {
    for (uint32_t i = first; i < first + count; i++)
        sheet_add(sheet, 1000 + (page + i * (2 * page + 3)) % 1009, 1); /* a prime */
}

/* Reports of eight pages each, some with words of their own inside; templates, phrases, and text of
 * a page's own; all of known words, and no text twice on a page. */
static void make_pages(struct scene *scene) {
    struct prop_random random = {41};
    for (uint32_t p = 0; p < PAGES; p++) {
        struct sheet *const sheet = &scene->sheets[p];
        for (uint32_t t = 0; t < 4; t++) {
            if (prop_below(&random, 3) == 0) sheet_add(sheet, 100 * t, 20 + 15 * t);
            if (prop_below(&random, 4) == 0) sheet_add(sheet, 500 + 100 * t, 12);
            if (prop_below(&random, 2) == 0) add_own(sheet, p, 100 * t, 20 + 20 * t);
            if (p % 3 != 0) sheet_add(sheet, 2100 + 300 * (p / 8) + 60 * t, 50);
        }
        add_own(sheet, p, 500, 20);
    }
}

/* ---- What two share -------------------------------------------------------------------------- */

static bool has_hash(const struct nd_prints *prints, uint32_t hash) {
    for (uint32_t i = 0; i < prints->count; i++)
        if (nd_prints_low(prints)[i] == hash) return true;
    return false;
}

/* Whether fingerprint i of a page is within reach of one that the other page has. */
static bool is_inside(const struct nd_match *match, uint32_t page, uint32_t other, uint32_t i) {
    const struct nd_prints *const prints = &match->prints[page];
    for (uint32_t k = 0; k < prints->count; k++) {
        const uint32_t from = nd_prints_position(prints, i), to = nd_prints_position(prints, k);
        if ((from > to ? from - to : to - from) > REACH) continue;
        if (has_hash(&match->prints[other], nd_prints_low(prints)[k])) return true;
    }
    return false;
}

/* Whether fingerprint i is in one of the stretches, which ascend with gaps between them. */
static bool is_listed(const struct nd_overlap_side *side, uint32_t i) {
    bool listed = false;
    for (uint32_t k = 0; k < side->count; k++) {
        const struct nd_stretch *const stretch = &side->stretches[k];
        assert_true(stretch->begin < stretch->end);
        if (k > 0) assert_true(side->stretches[k - 1].end < stretch->begin);
        listed = listed || (stretch->begin <= i && i < stretch->end);
    }
    return listed;
}

static void fingerprints_beside_common_ones_are_inside(void **state) {
    static struct scene scene;
    struct nd_overlap overlap;
    size_t inside = 0, outside = 0;
    (void)state;
    make_pages(&scene);
    index_scene(&scene, &lexicon);
    nd_overlap_init(&overlap, &scene.match);
    for (uint32_t a = 0; a < PAGES; a++) {
        for (uint32_t b = a + 1; b < PAGES; b++) {
            const uint32_t pages[] = {a, b};
            assert_int_equal(nd_overlap_find(&overlap, a, b), ND_OK);
            for (uint32_t side = 0; side < 2; side++) {
                const struct nd_overlap_side *const found = nd_overlap_inside(&overlap, side);
                const uint32_t page = pages[side], count = scene.match.prints[page].count;
                for (uint32_t i = 0; i < count; i++) {
                    const bool is = is_inside(&scene.match, page, pages[1 - side], i);
                    assert_int_equal(is_listed(found, i), is);
                    ++*(is ? &inside : &outside);
                }
            }
        }
    }
    assert_true(inside > 1000 && outside > 1000);
    nd_overlap_free(&overlap);
    drop_scene(&scene);
}

/* A text of a thousand words is hundreds of fingerprints in a row, which is one stretch; of what
 * stands twice on the first page the first place counts. */
static void common_text_is_one_stretch(void **state) {
    static struct scene scene;
    const struct nd_overlap_side *found;
    struct nd_overlap overlap;
    (void)state;
    sheet_add(&scene.sheets[0], 0, 1000);
    add_own(&scene.sheets[0], 1, 0, 500);
    sheet_add(&scene.sheets[0], 500, 500);
    add_own(&scene.sheets[1], 2, 0, 100);
    sheet_add(&scene.sheets[1], 0, 1000);
    index_scene(&scene, &lexicon);
    nd_overlap_init(&overlap, &scene.match);
    for (uint32_t side = 2; side-- > 0;) {
        assert_int_equal(nd_overlap_find(&overlap, 0, 1), ND_OK); /* again: free */
        found = nd_overlap_inside(&overlap, side);
        assert_int_equal(found->count, 1);
        assert_true(found->stretches[0].end - found->stretches[0].begin > 150);
        assert_true(found == nd_overlap_inside(&overlap, side));
    }
    assert_int_equal(found->stretches[0].begin, 0);
    assert_int_equal(nd_overlap_find(&overlap, 0, 2), ND_OK); /* an empty page */
    assert_int_equal(nd_overlap_inside(&overlap, 0)->count, 0);
    nd_overlap_free(&overlap);
    drop_scene(&scene);
}

/* Two pages of one text of `count` words, of which every `part`-th is misread on one of them. */
static void add_misread(struct scene *scene, uint32_t count, uint32_t part) {
    for (uint32_t i = 0; i < count; i++) {
        sheet_add(&scene->sheets[0], i, 1);
        sheet_add(&scene->sheets[1], i % part == 0 ? STRANGE + i : i, 1);
    }
}

/* How many fingerprints of the second page are inside of what they share. */
static uint32_t count_inside(struct scene *scene, const struct nd_lexicon *by) {
    const struct nd_overlap_side *found;
    struct nd_overlap overlap;
    uint32_t inside = 0;
    index_scene(scene, by);
    nd_overlap_init(&overlap, &scene->match);
    assert_int_equal(nd_overlap_find(&overlap, 0, 1), ND_OK);
    found = nd_overlap_inside(&overlap, 1);
    for (uint32_t i = 0; i < found->count; i++)
        inside += found->stretches[i].end - found->stretches[i].begin;
    nd_overlap_free(&overlap);
    return inside;
}

/* Eleven words in a row that are the same make a fingerprint of both. Where there are few of them,
 * words show that all is one text, if there is a hint at all. */
static void misread_pages_are_compared_by_words(void **state) {
    static struct scene scene;
    uint32_t inside;
    (void)state;
    add_misread(&scene, 1000, 8);
    inside = count_inside(&scene, &lexicon);
    assert_int_equal(inside, scene.match.prints[1].count);
    assert_true(scene.match.misread[1]);
    drop_scene(&scene);
    add_misread(&scene, 1000, 5); /* four words in a row: hardly a fingerprint */
    inside = count_inside(&scene, NULL);
    assert_int_equal(inside, scene.match.prints[1].count);
    drop_scene(&scene);
}

static void misread_pages_without_a_hint_share_nothing(void **state) {
    static struct scene scene;
    (void)state;
    add_misread(&scene, 1000, 4); /* three words in a row: none */
    assert_int_equal(count_inside(&scene, &lexicon), 0);
    drop_scene(&scene);
}

/* ---- Judgements ------------------------------------------------------------------------------ */

static uint32_t own_share(const struct nd_profiles *profiles, uint32_t page, uint32_t other,
                          uint8_t class) {
    const struct nd_profile profile = nd_profile_of(profiles, page);
    uint32_t rare = 0, alike = 0;
    for (uint32_t i = 0; i < profile.count; i++) {
        const uint8_t its = nd_profile_class(&profile, i);
        const bool inside = is_inside(profiles->match, page, other, i);
        rare += !inside && (its == 0 || its + 8 <= class);
        alike += inside && its <= class + 4;
    }
    if (rare == 0 || (rare < 8 && UNIT * rare / (rare + alike) < UNIT / 2)) return 0;
    return UNIT * rare / (rare + alike);
}

/* What the rules say of a suspect, word for word. */
static bool is_boilerplate(const struct nd_profiles *profiles, const struct nd_suspect *suspect) {
    static const uint32_t pairs[][2] = {{0, 1}, {0, 2}, {1, 2}};
    uint32_t own = 0;
    for (size_t r = 0; r < LENGTH_OF(pairs); r++) {
        const uint32_t a = suspect->sample[pairs[r][0]], b = suspect->sample[pairs[r][1]];
        const uint32_t own_a = own_share(profiles, a, b, suspect->class);
        const uint32_t own_b = own_share(profiles, b, a, suspect->class);
        if (pairs[r][1] < suspect->samples) own += own_a < own_b ? own_a : own_b;
    }
    return suspect->samples >= 2 && own >= suspect->wanted;
}

/* All frequent fingerprints are suspects here, and want more or less. */
static uint32_t list_suspects(const struct nd_profiles *profiles,
                              const struct nd_frequents *frequents, struct nd_suspect *items) {
    uint32_t count = 0;
    for (uint32_t p = 0; p < frequents->match->index->parts; p++) {
        const struct nd_posting *const postings = frequents->match->index->part[p].postings;
        for (uint32_t i = 0; i < frequents->part[p].count; i++) {
            const struct nd_frequent *const f = &frequents->part[p].items[i];
            struct nd_suspect *const suspect = &items[count++];
            uint32_t found = 0, misread = 0;
            *suspect = (struct nd_suspect){.documents = f->documents,
                                           .wanted = (uint16_t)(20 + i % 200),
                                           .class = nd_document_class(f->documents)};
            for (uint32_t k = 0; k < f->count && found < ND_SAMPLES; k++) {
                const uint32_t page = nd_posting_rank(&postings[f->begin + k]);
                suspect->sample[found] = page;
                misread |= (uint32_t)nd_match_is_misread(profiles->match, page) << found;
                found++;
            }
            suspect->samples = found & 15;
            suspect->misread = misread & 15;
        }
    }
    return count;
}

/* Judges all suspects of the pages of a scene, as the rules say, and drops it. */
static void assert_judged(struct scene *scene) {
    enum { MOST = 4096 };
    static struct nd_suspect items[MOST];
    bool boilerplate[MOST + 1] = {false};
    struct nd_profiles profiles;
    struct nd_frequents frequents;
    struct nd_suspects suspects = {.items = items};
    uint32_t times = 0;
    make_pages(scene);
    index_scene(scene, &lexicon);
    assert_int_equal(nd_profiles_make(&scene->match, &profiles), ND_OK);
    assert_int_equal(nd_frequents_find(&profiles, &frequents), ND_OK);
    suspects.count = list_suspects(&profiles, &frequents, items);
    assert_int_equal(nd_judge(&profiles, &suspects, boilerplate), ND_OK);
    for (uint32_t n = 1; n <= suspects.count; n++) {
        assert_int_equal(boilerplate[n], is_boilerplate(&profiles, &items[n - 1]));
        times += boilerplate[n];
    }
    assert_in_range(times, suspects.count / 8, suspects.count / 8 * 7);
    nd_frequents_free(&frequents);
    nd_profiles_free(&profiles);
    drop_scene(scene);
}

static void suspects_are_judged_by_pairs_of_their_documents(void **state) {
    static struct scene scene;
    (void)state;
    assert_judged(&scene);
}

static bool read_memory(void *self, const void *memory, size_t size, void *to) {
    (void)self;
    memcpy(to, memory, size);
    return true;
}

/* The pages are a few of a corpus so large that it is judged tile by tile of its profiles, which
 * are read from a file. */
static void pages_that_are_far_apart_are_judged_alike(void **state) {
    static const struct nd_store store = {.read = read_memory};
    static struct scene scene;
    (void)state;
    scene.store = &store;
    scene.unused = 1 << 19;
    assert_judged(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fingerprints_beside_common_ones_are_inside),
        cmocka_unit_test(common_text_is_one_stretch),
        cmocka_unit_test(misread_pages_are_compared_by_words),
        cmocka_unit_test(misread_pages_without_a_hint_share_nothing),
        cmocka_unit_test(suspects_are_judged_by_pairs_of_their_documents),
        cmocka_unit_test(pages_that_are_far_apart_are_judged_alike),
    };
    return cmocka_run_group_tests(tests, make_lexicon, free_lexicon);
}
