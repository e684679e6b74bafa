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

/* ---- What a run hides ------------------------------------------------------------------------ */

enum { MOST_PRINTS = 64, MOST_HIDDEN = 2 };

/* A document, a letter for each of its fingerprints, and the words that are hidden of it. */
struct row {
    const char *prints; /* a dot, or in how many documents this boilerplate is */
    uint32_t step;      /* words from one to the next */
    struct {
        uint32_t first, last;
    } hidden[MOST_HIDDEN];
};

/* There are words behind the last fingerprint. */
static void check_row(const struct row *row, const uint32_t *sources) {
    const uint32_t count = (uint32_t)strlen(row->prints);
    uint32_t low[2 * MOST_PRINTS] = {0}, first = 0;
    uint8_t bytes[MOST_PRINTS] = {0};
    const struct nd_prints prints = {.low = low, .count = count, .wide = true};
    const struct nd_index index = {.first = &first};
    const struct nd_words document = {NULL, row->step * (count + 6)};
    const struct nd_stage stage = {
        .match = {.documents = &document, .prints = &prints, .index = &index, .sources = sources},
        .profiles = {.match = &stage.match, .bytes = bytes}};
    struct nd_hidden hidden = {0};
    for (uint32_t i = 0; i < count; i++) {
        low[count + i] = i * row->step;
        if (row->prints[i] == '.') continue;
        bytes[i] = nd_document_class((uint32_t)(row->prints[i] - '0')) | ND_PRINT_MARK;
    }
    for (size_t h = 0; h < MOST_HIDDEN && row->hidden[h].last != 0; h++) {
        assert_true(nd_hidden_next(&stage, 0, &hidden));
        assert_int_equal(hidden.first, row->hidden[h].first);
        assert_int_equal(hidden.last, row->hidden[h].last);
    }
    assert_false(nd_hidden_next(&stage, 0, &hidden));
}

#define TEN_DOTS ".........."

static void a_run_is_hidden_when_it_is_more_than_a_phrase(void **state) {
    static const uint32_t source = 1;
    static const struct row table[] = {
        {"...4....", 4, {{0, 0}}}, /* one fingerprint is no run, nor is it at a rim */
        {"4.......", 4, {{0, 0}}},
        {".......4", 4, {{0, 0}}},
        {"...33...", 3, {{0, 0}}}, /* seven words of three documents are a phrase, eight are none */
        {"...33...", 4, {{12, 20}}},
        {"...333..", 2, {{6, 14}}},
        {"...44...", 3, {{9, 16}}}, /* nor is one of more documents, or at a rim */
        {"...34...", 3, {{9, 16}}},
        {"...43...", 3, {{9, 16}}},
        {"33......", 3, {{0, 7}}},
        {"......33", 3, {{18, 42}}},
        {"..44.44..", 2, {{4, 10}, {10, 16}}}, /* what is hidden already is not hidden twice */
        {"..44.44..", 1, {{2, 7}, {7, 10}}},
        {TEN_DOTS TEN_DOTS TEN_DOTS "44.", 3, {{90, 97}}}, /* in two blocks of fingerprints */
        {TEN_DOTS TEN_DOTS TEN_DOTS ".44", 3, {{93, 117}}},
    };
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(table); i++) check_row(&table[i], NULL);
    check_row(&(struct row){"...33...", 3, {{9, 16}}}, &source); /* nor is it of one source */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_is_in_order),
        cmocka_unit_test(a_run_is_hidden_when_it_is_more_than_a_phrase),
    };
    return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}
