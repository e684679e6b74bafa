/*
 * test_suspects.c - which frequent fingerprints are suspects, asked one by one
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/bounds.h"
#include "match/suspects.h"
#include "prop/prop.h"
#include "simd/dispatch.h"
#include "unit/indexed.h"
#include "unit/numbered.h"

enum { DOCUMENTS = 48, TEMPLATES = 4, TEMPLATE_WORDS = 40, UNIT = 256 };

struct pages {
    struct sheet sheets[DOCUMENTS];
    struct nd_words documents[DOCUMENTS];
};

/* Reports that eight pages have, templates that some have, phrases, and words of a page's own. */
static void make_pages(struct pages *pages) {
    struct prop_random random = {31};
    for (uint32_t p = 0; p < DOCUMENTS; p++) {
        struct sheet *const sheet = &pages->sheets[p];
        if (p % 3 != 0) sheet_add(sheet, 10000 + 100 * (p / 8), 60);
        for (uint32_t t = 0; t < TEMPLATES; t++) {
            if (prop_below(&random, 3) == 0) sheet_add(sheet, 100 * t, TEMPLATE_WORDS);
            if (prop_below(&random, 6) == 0) sheet_add(sheet, 5000 + 100 * t, 7);
            if (prop_below(&random, 2) == 0) sheet_add(sheet, 100000 + 500 * p + 100 * t, 30);
        }
        pages->documents[p] = words_of(sheet);
    }
}

/* What the rules say, word for word: how much of a page is rare beside a class. */
static uint32_t share_of(const struct nd_profiles *profiles, uint32_t page, uint8_t class) {
    const struct nd_profile profile = nd_profile_of(profiles, page);
    uint32_t rare = 0, alike = 0;
    for (uint32_t k = 0; k < profile.count; k++) {
        const uint8_t other = nd_profile_class(&profile, k);
        rare += other == 0 || other + 8 <= class;
        alike += other <= class + 4;
    }
    if (rare < 8 && (profiles->match->sources == NULL || 2 * rare < alike)) return 0;
    return rare * UNIT / alike;
}

static bool keeps_rare_company(const struct nd_profiles *profiles, const struct nd_index_part *part,
                               const struct nd_frequent *frequent) {
    const uint8_t class = nd_document_class(frequent->documents);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < frequent->count; i++)
        sum += share_of(profiles, nd_posting_rank(&part->postings[frequent->begin + i]), class);
    return sum >= 51 * (uint64_t)frequent->documents;
}

static bool suspected(const bool *marks, const struct nd_match *match, uint32_t rank, uint32_t at,
                      int step) {
    if (at == 0 && step < 0) return false;
    if (step > 0 && at + 1 == match->prints[rank].count) return false;
    return marks[step < 0 ? match->index->first[rank] + at - 1
                          : match->index->first[rank] + at + 1];
}

static uint32_t count_beside(const bool *marks, const struct nd_match *match,
                             const struct nd_index_part *part, const struct nd_frequent *frequent) {
    uint32_t times = 0;
    for (uint32_t i = 0; i < frequent->count; i++) {
        const struct nd_posting *const posting = &part->postings[frequent->begin + i];
        const uint32_t at = posting->print - match->index->first[nd_posting_rank(posting)];
        times += suspected(marks, match, nd_posting_rank(posting), at, -1) ||
                 suspected(marks, match, nd_posting_rank(posting), at, 1);
    }
    return times;
}

/* Sets marks by fingerprint for all with rare company; then those of phrases are taken, and the
 * number of what is left is returned. */
static uint32_t find_naively(const struct nd_profiles *profiles,
                             const struct nd_frequents *frequents, bool *marks, bool *left) {
    const struct nd_match *const match = frequents->match;
    uint32_t count = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t p = 0; p < match->index->parts; p++) {
            const struct nd_index_part *const part = &match->index->part[p];
            for (uint32_t i = 0; i < frequents->part[p].count; i++) {
                const struct nd_frequent *const f = &frequents->part[p].items[i];
                if (!keeps_rare_company(profiles, part, f)) continue;
                if (pass == 1 && count_beside(marks, match, part, f) <
                                     nd_smaller(f->documents, ND_LEAST_DOCUMENTS))
                    continue;
                count += pass == 1;
                for (uint32_t k = 0; k < f->count; k++)
                    (pass == 0 ? marks : left)[part->postings[f->begin + k].print] = true;
            }
        }
    }
    return count;
}

/* The shares of the pages that have a suspect, and their mean over pairs if all of these that have
 * any have the same. */
static double list_shares(const struct nd_profiles *profiles, const struct nd_suspect *suspect,
                          uint32_t shares[DOCUMENTS]) {
    double sum = 0, squares = 0;
    memset(shares, 0, DOCUMENTS * sizeof *shares);
    for (uint32_t i = 0; i < suspect->count; i++) {
        const uint32_t page = nd_posting_rank(&suspect->postings[i]);
        shares[page] = share_of(profiles, page, suspect->class);
    }
    for (uint32_t p = 0; p < DOCUMENTS; p++) {
        sum += shares[p] / (double)suspect->documents;
        squares += shares[p] * shares[p] / (double)suspect->documents;
    }
    return sum == 0 ? 0 : sum * sum * sum / squares;
}

static uint32_t lesser_of(const struct nd_suspect *suspect, const uint32_t shares[DOCUMENTS]) {
    uint32_t sum = 0;
    for (uint32_t k = 0; k < suspect->samples; k++) {
        for (uint32_t m = 0; m < k; m++)
            sum += nd_smaller(shares[suspect->sample[k]], shares[suspect->sample[m]]);
    }
    return sum;
}

/* Samples are pages with enough rare text, and want as much of it as their share of all asks. */
static void assert_asked(const struct nd_suspect *s, const struct nd_profiles *profiles) {
    const double least = profiles->match->sources == NULL ? 114 : 64;
    uint32_t shares[DOCUMENTS];
    const double mean = list_shares(profiles, s, shares);
    const uint32_t lesser = lesser_of(s, shares);
    for (uint32_t k = 0; k < s->samples; k++) {
        assert_true(shares[s->sample[k]] > 0);
        if (s->documents > ND_SAMPLES) assert_true(shares[s->sample[k]] >= mean / 2 - 1);
        assert_int_equal(s->misread >> k & 1, nd_match_is_misread(profiles->match, s->sample[k]));
        assert_true(k == 0 || s->sample[k] != s->sample[k - 1]);
    }
    if (s->samples < 2) return;
    if (s->documents <= ND_SAMPLES)
        assert_true(s->wanted == least && lesser >= least);
    else
        assert_in_range(s->wanted, least * lesser / (3 * mean + 3) - 1,
                        least * lesser / (3 * mean - 3) + 1);
}

/* Returns how many suspects have samples. */
static uint32_t assert_suspects(const struct nd_suspects *suspects,
                                const struct nd_profiles *profiles) {
    const double least = profiles->match->sources == NULL ? 114 : 64;
    uint32_t asked = 0;
    for (uint32_t n = 0; n < suspects->count; n++) {
        const struct nd_suspect *const s = &suspects->items[n];
        uint32_t shares[DOCUMENTS];
        assert_int_equal(s->class, nd_document_class(s->documents));
        if (s->samples < 2 && s->documents > ND_SAMPLES)
            assert_true(3 * list_shares(profiles, s, shares) < least + 4);
        assert_asked(s, profiles);
        asked += s->samples >= 2;
    }
    return asked;
}

static void find_suspects(const uint32_t *sources) {
    struct pages pages = {0};
    static uint8_t misread[DOCUMENTS];
    const struct nd_executor serial = {.workers = 1};
    struct nd_match match = {.documents = pages.documents,
                             .count = DOCUMENTS,
                             .kernels = nd_kernels_select(NULL),
                             .executor = &serial};
    struct nd_profiles profiles;
    struct nd_frequents frequents;
    struct nd_suspects suspects;
    struct indexed indexed;
    bool *marks, *left;
    uint32_t count;
    make_pages(&pages);
    index_documents(&indexed, &match);
    for (uint32_t p = 0; p < DOCUMENTS; p += 3) misread[p] = 1;
    match.misread = misread;
    match.sources = sources;
    assert_int_equal(nd_profiles_make(&match, &profiles), ND_OK);
    assert_int_equal(nd_frequents_find(&profiles, &frequents), ND_OK);
    marks = calloc(nd_index_prints(&indexed.index), sizeof *marks);
    left = calloc(nd_index_prints(&indexed.index), sizeof *left);
    assert_true(marks != NULL && left != NULL);
    count = find_naively(&profiles, &frequents, marks, left);
    assert_int_equal(nd_suspects_find(&profiles, &frequents, &suspects), ND_OK);
    assert_true(count > TEMPLATES);
    assert_int_equal(suspects.count, count);
    for (uint32_t i = 0; i < nd_index_prints(&indexed.index); i++)
        assert_int_equal((profiles.bytes[i] & ND_PRINT_MARK) != 0, left[i]);
    assert_in_range(assert_suspects(&suspects, &profiles), count / 4, count - 1);
    assert_true(memcmp(marks, left, nd_index_prints(&indexed.index)) != 0); /* some are phrases */
    free(marks);
    free(left);
    nd_suspects_free(&suspects);
    nd_frequents_free(&frequents);
    nd_profiles_free(&profiles);
    indexed_drop(&indexed);
    for (uint32_t p = 0; p < DOCUMENTS; p++) sheet_drop(&pages.sheets[p]);
}

static void suspects_are_those_that_the_rules_name(void **state) {
    (void)state;
    find_suspects(NULL);
}

static void less_will_do_where_sources_are_known(void **state) {
    uint32_t sources[DOCUMENTS];
    (void)state;
    for (uint32_t p = 0; p < DOCUMENTS; p++) sources[p] = 1 + p % 5;
    find_suspects(sources);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suspects_are_those_that_the_rules_name),
        cmocka_unit_test(less_will_do_where_sources_are_known),
    };
    return cmocka_run_group_tests_name("suspects", tests, NULL, NULL);
}
