/*
 * test_mask.c - what masking leaves of a document: all that it says it did not hide, in order
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/boilerplate.h"
#include "prop/prop.h"
#include "simd/dispatch.h"
#include "unit/indexed.h"
#include "unit/numbered.h"

enum { PAGES = 12, TEMPLATES = 3, TEMPLATE_WORDS = 50, MOST_OWN = 120 };

struct pages {
    struct sheet sheets[PAGES], before[PAGES];
    struct nd_words documents[PAGES];
};

static void add_run(struct pages *pages, uint32_t page, uint32_t first, uint32_t count) {
    sheet_add(&pages->sheets[page], first, count);
    sheet_add(&pages->before[page], first, count);
}

/* Parts of templates between texts of a page's own, the longest of which may be any of them. */
static void make_pages(struct pages *pages) {
    struct prop_random random = {23};
    for (uint32_t p = 0; p < PAGES; p++) {
        for (uint32_t t = 0; t <= TEMPLATES; t++) {
            if (t > 0) add_run(pages, p, 100 * t, TEMPLATE_WORDS);
            if (t == 0 && p % 3 == 0) continue; /* begins with a template */
            add_run(pages, p, 1000 * (p + 1) + 200 * t, 30 + prop_below(&random, MOST_OWN - 30));
        }
        pages->documents[p] = words_of(&pages->sheets[p]);
    }
}

/* Document p is the one before without the stretches that are said to be hidden. */
static void assert_masked(const struct pages *pages, const struct nd_masked *masked, uint32_t p) {
    const struct nd_words *const hidden = &masked->hidden[p], *const left = &masked->documents[p];
    uint32_t kept = 0, stretch = 0;
    assert_true(hidden->count > 0);
    for (uint32_t w = 0; w < pages->before[p].count; w++) {
        while (stretch < hidden->count && hidden->words[stretch + 1] <= w) stretch += 2;
        if (stretch < hidden->count && hidden->words[stretch] <= w) continue;
        assert_true(kept < left->count);
        assert_int_equal(left->words[kept++], pages->before[p].words[w]);
    }
    assert_int_equal(kept, left->count);
}

/* The fingerprints that are noted as hidden are those whose first four words share one with what
 * was masked. */
static void assert_noted(const struct nd_match *match, const struct nd_masked *masked, uint32_t p) {
    const struct nd_words *const hidden = &masked->hidden[p];
    for (uint32_t i = 0; i < match->prints[p].count; i++) {
        const uint32_t first = nd_prints_position(&match->prints[p], i);
        const uint32_t print = match->index->first[p] + i;
        const uint32_t bits = masked->hidden_prints[print / ND_BLOCK_PRINTS];
        bool touches = false;
        for (uint32_t s = 0; s < hidden->count; s += 2)
            touches |= first < hidden->words[s + 1] && first + ND_SHINGLE_WORDS > hidden->words[s];
        assert_int_equal(bits >> print % ND_BLOCK_PRINTS & 1, touches);
    }
}

static void what_is_left_is_in_order(void **state) {
    static struct pages pages;
    const struct nd_executor serial = {.workers = 1};
    struct nd_match match = {.documents = pages.documents,
                             .count = PAGES,
                             .kernels = nd_kernels_select(NULL),
                             .executor = &serial,
                             .threshold = ND_THRESHOLD_DEFAULT};
    struct nd_masked masked = {.recalls = true};
    struct nd_lexicon lexicon;
    struct indexed indexed;
    (void)state;
    make_pages(&pages);
    assert_int_equal(nd_lexicon_make(&lexicon, &match), ND_OK);
    match.lexicon = &lexicon;
    index_documents(&indexed, &match);
    assert_int_equal(nd_mask_boilerplate(&match, true, NULL, &masked), ND_OK);
    assert_in_range(masked.words, PAGES * TEMPLATES * (TEMPLATE_WORDS - 20),
                    PAGES * TEMPLATES * (TEMPLATE_WORDS + 20));
    for (uint32_t p = 0; p < PAGES; p++) {
        assert_masked(&pages, &masked, p);
        assert_noted(&match, &masked, p);
    }
    nd_masked_free(&masked);
    indexed_drop(&indexed);
    nd_lexicon_free(&lexicon);
    for (uint32_t p = 0; p < PAGES; p++) {
        sheet_drop(&pages.sheets[p]);
        sheet_drop(&pages.before[p]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_is_in_order),
    };
    return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}
