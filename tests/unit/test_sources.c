/*
 * test_sources.c - who printed what: told, guessed and given, and what is learned from it
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/sources.h"

#include "base/bounds.h"
#include "match/frequent.h"
#include "simd/dispatch.h"
#include "sketch/sketch.h"
#include "unit/corpora.h"
#include "unit/indexed.h"

/* ---- Numbers --------------------------------------------------------------------------------- */

static void sources_are_numbered_by_their_first_document(void **state) {
    uint32_t sources[] = {7, 0, 9, 7, UINT32_MAX - 4, 9, 9};
    const uint32_t wanted[] = {1, 0, 2, 1, 3, 2, 2};
    const bool wanted_several[] = {true, false, true, true, false, true, true};
    bool several[LENGTH_OF(sources)];
    (void)state;
    assert_int_equal(nd_sources_settle(sources, LENGTH_OF(sources), several), ND_OK);
    assert_memory_equal(sources, wanted, sizeof wanted);
    assert_memory_equal(several, wanted_several, sizeof wanted_several);
}

static bool confirms(const uint32_t *guess, const uint32_t *inferred, uint32_t count) {
    bool confirmed;
    assert_int_equal(nd_sources_confirm(guess, inferred, count, &confirmed), ND_OK);
    return confirmed;
}

static void folders_that_hold_one_template_each_are_sources(void **state) {
    const uint32_t inferred[] = {1, 1, 1, 5, 5, 5, 0, 8, 8, 8};
    const uint32_t sites[] = {4, 4, 4, 6, 6, 6, 6, 6, 0, 9};
    const uint32_t days[] = {1, 2, 3, 1, 2, 3, 1, 1, 2, 3};
    const uint32_t all[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    (void)state;
    assert_true(confirms(inferred, inferred, 10));
    assert_true(confirms(sites, inferred, 7));
    assert_false(confirms(sites, inferred, 8)); /* six of seven */
    assert_false(confirms(days, inferred, 10));
    assert_false(confirms(all, inferred, 3)); /* one template tells nothing about folders */
    assert_false(confirms(days, all, 10));
    assert_false(confirms(sites, days, 0));
}

/* ---- Inferring ------------------------------------------------------------------------------- */

enum { SITES = 3, PAGES = 8, PAGE_WORDS = 200, TEMPLATE_WORDS = 70 };

struct pages {
    uint32_t words[SITES * PAGES][PAGE_WORDS + ND_KERNEL_PAD];
    struct nd_words documents[SITES * PAGES];
};

/* Page d is of site d % SITES. */
static void make_pages(struct pages *pages) {
    for (uint32_t d = 0; d < SITES * PAGES; d++) {
        for (uint32_t w = 0; w < PAGE_WORDS; w++) {
            const uint32_t owner = w < TEMPLATE_WORDS ? d % SITES : 1000 + d;
            pages->words[d][w] = (owner * PAGE_WORDS + w) * 0x9e3779b1u;
        }
        pages->documents[d] = (struct nd_words){pages->words[d], PAGE_WORDS};
    }
}

/* One piece after the other, the last first. */
static nd_status run_backwards(void *self, size_t tasks, nd_task_fn fn, void *context) {
    nd_status status = ND_OK;
    (void)self;
    while (tasks > 0 && status == ND_OK) status = fn(context, --tasks, 0);
    return status;
}

static void a_template_tells_the_site(void **state) {
    static struct pages pages;
    const struct nd_executor serial = {.workers = 1};
    const struct nd_executor several = {.workers = 3, .run = run_backwards};
    uint32_t same[SITES * PAGES];
    struct nd_match match = {.documents = pages.documents,
                             .count = SITES * PAGES,
                             .kernels = nd_kernels_select(NULL),
                             .executor = &serial,
                             .threshold = ND_THRESHOLD_DEFAULT};
    struct nd_profiles profiles;
    struct nd_learned learned;
    struct indexed indexed;
    uint32_t sources[SITES * PAGES];
    (void)state;
    make_pages(&pages);
    index_documents(&indexed, &match);
    assert_int_equal(nd_profiles_make(&match, &profiles), ND_OK);
    assert_int_equal(nd_learn(&profiles, &learned), ND_OK);
    assert_int_equal(nd_sources_infer(&match, &learned, sources), ND_OK);
    match.executor = &several;
    assert_int_equal(nd_sources_infer(&match, &learned, same), ND_OK);
    assert_memory_equal(same, sources, sizeof sources);
    for (uint32_t d = 0; d < SITES * PAGES; d++) {
        assert_int_not_equal(sources[d], 0);
        assert_int_equal(sources[d], sources[d % SITES]);
        assert_int_equal((sources[d] - 1) % SITES, d % SITES);
    }
    nd_learned_free(&learned);
    nd_profiles_free(&profiles);
    indexed_drop(&indexed);
}

/* ---- Fingerprints by source ------------------------------------------------------------------ */

enum { DOCUMENTS = 40, WORDS = 120, PIECES = 10 };

struct mixed {
    uint32_t words[DOCUMENTS][WORDS + ND_KERNEL_PAD];
    struct nd_words documents[DOCUMENTS];
    uint32_t sources[DOCUMENTS];
};

/* Documents that are put together of a few pieces of 30 words each. */
static void mix(struct mixed *mixed) {
    struct prop_random random = {5};
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        uint32_t piece = 0;
        for (uint32_t w = 0; w < WORDS; w++) {
            if (w % 30 == 0) piece = prop_below(&random, PIECES);
            mixed->words[d][w] = (piece * 30 + w % 30 + 1) * 0x9e3779b1u;
        }
        mixed->documents[d] = (struct nd_words){mixed->words[d], WORDS};
        mixed->sources[d] = 1 + prop_below(&random, 6);
    }
}

static uint64_t fingerprint_of(const struct mixed *mixed, const struct nd_prints *prints,
                               uint32_t d, uint32_t i) {
    return nd_prints_whole(&prints[d], i, &nd_kernels_portable, &mixed->documents[d]);
}

static bool has_fingerprint(const struct mixed *mixed, const struct nd_prints *prints, uint32_t d,
                            uint64_t fingerprint) {
    for (uint32_t i = 0; i < prints[d].count; i++)
        if (fingerprint_of(mixed, prints, d, i) == fingerprint) return true;
    return false;
}

/* Of the documents that have a fingerprint: all, those of a source, and the number of sources. */
static void count_owners(const struct mixed *mixed, const struct nd_prints *prints,
                         uint64_t fingerprint, uint32_t source, uint32_t counts[3]) {
    bool met[8] = {false};
    counts[0] = counts[1] = counts[2] = 0;
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        if (!has_fingerprint(mixed, prints, d, fingerprint)) continue;
        counts[0]++;
        counts[1] += mixed->sources[d] == source;
        counts[2] += !met[mixed->sources[d]];
        met[mixed->sources[d]] = true;
    }
}

/* Document d counts its fingerprint i with those of its source; returns whether it is frequent. */
static bool assert_counted(const struct mixed *mixed, const struct nd_profiles *profiles,
                           const struct indexed *indexed, uint32_t d, uint32_t i) {
    const struct nd_profile profile = nd_profile_of(profiles, d);
    uint32_t counts[3];
    count_owners(mixed, indexed->prints, fingerprint_of(mixed, indexed->prints, d, i),
                 mixed->sources[d], counts);
    if (counts[0] < 2 * counts[2] || counts[1] < ND_LEAST_OF_SOURCE) {
        assert_int_equal(nd_profile_class(&profile, i), nd_document_class(1));
        return false;
    }
    assert_int_equal(nd_profile_class(&profile, i), nd_document_class(counts[1]));
    return true;
}

/* The fingerprint that a posting is of. */
static uint64_t posted(const struct mixed *mixed, const struct indexed *indexed,
                       const struct nd_posting *posting) {
    return fingerprint_of(mixed, indexed->prints, nd_posting_rank(posting),
                          posting->print - indexed->index.first[nd_posting_rank(posting)]);
}

/* All postings of a frequent fingerprint are of one source, and of all its documents. */
static void assert_of_one_source(const struct mixed *mixed, const struct indexed *indexed,
                                 const struct nd_index_part *part,
                                 const struct nd_frequent *frequent) {
    const struct nd_posting *const postings = part->postings + frequent->begin;
    const uint32_t source = mixed->sources[nd_posting_rank(&postings[0])];
    const uint64_t fingerprint = posted(mixed, indexed, &postings[0]);
    uint32_t counts[3];
    for (uint32_t i = 0; i < frequent->count; i++) {
        assert_int_equal(mixed->sources[nd_posting_rank(&postings[i])], source);
        assert_true(posted(mixed, indexed, &postings[i]) == fingerprint);
    }
    count_owners(mixed, indexed->prints, fingerprint, source, counts);
    assert_int_equal(frequent->documents, counts[1]);
}

static void each_source_counts_its_own_documents(void **state) {
    static struct mixed mixed;
    const struct nd_executor serial = {.workers = 1};
    struct nd_match match = {.documents = mixed.documents,
                             .count = DOCUMENTS,
                             .sources = mixed.sources,
                             .kernels = nd_kernels_select(NULL),
                             .executor = &serial};
    struct nd_frequents frequents;
    struct nd_profiles profiles;
    struct indexed indexed;
    uint32_t counted = 0, posted = 0;
    (void)state;
    mix(&mixed);
    index_documents(&indexed, &match);
    assert_int_equal(nd_profiles_make(&match, &profiles), ND_OK);
    assert_int_equal(nd_frequents_find(&profiles, &frequents), ND_OK);
    for (uint32_t d = 0; d < DOCUMENTS; d++)
        for (uint32_t i = 0; i < indexed.prints[d].count; i++)
            counted += assert_counted(&mixed, &profiles, &indexed, d, i);
    for (uint32_t p = 0; p < indexed.index.parts; p++) {
        for (uint32_t i = 0; i < frequents.part[p].count; i++) {
            const struct nd_frequent *const frequent = &frequents.part[p].items[i];
            assert_of_one_source(&mixed, &indexed, &indexed.index.part[p], frequent);
            posted += frequent->count;
        }
    }
    assert_true(posted > 0);
    assert_int_equal(posted, counted);
    nd_frequents_free(&frequents);
    nd_profiles_free(&profiles);
    indexed_drop(&indexed);
}

/* ---- Through the public calls ---------------------------------------------------------------- */

enum { FOOTER = 900000, REPORT = 800000 };

static struct nd_result *clusters_by(const struct corpus *corpus, const uint32_t *sources,
                                     bool guessed) {
    const struct way way = plain_way();
    struct nd_name *names;
    struct nd_corpus *const core = corpus_read(corpus, &way, &names);
    struct nd_result *result;
    assert_int_equal(nd_corpus_set_sources(core, sources, corpus->count, guessed), ND_OK);
    assert_int_equal(nd_corpus_cluster(core, names, corpus->count, &result), ND_OK);
    nd_corpus_free(core);
    free(names);
    return result;
}

/* A page: a report of its own and, below it, what several pages have. */
static void add_page(struct corpus *corpus, uint32_t own, uint32_t common, uint32_t words) {
    struct prop_text *const text = corpus_text(corpus);
    add_words(text, 1000 * corpus->count, own);
    add_words(text, common, words);
}

static void two_pages_of_a_source_teach_what_they_share(void **state) {
    const uint32_t same[] = {1, 1}, unlike[] = {1, 2}, unknown[] = {0, 0};
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    add_page(&corpus, 80, FOOTER, 90);
    add_page(&corpus, 80, FOOTER, 90);
    result = clusters_by(&corpus, same, false);
    assert_int_equal(result->counts.clusters, 2);
    assert_in_range(result->counts.masked, 2 * 70, 2 * 96);
    nd_result_free(result);
    result = clusters_by(&corpus, unlike, false);
    assert_int_equal(result->counts.masked, 0);
    nd_result_free(result);
    result = clusters_by(&corpus, unknown, false);
    assert_int_equal(result->counts.masked, 0);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static nd_relation relation_of(const struct nd_result *result, uint32_t document) {
    for (size_t i = 0; i < result->count; i++)
        if (result->rows[i].document == document) return result->rows[i].relation;
    fail();
    return ND_RELATION_UNIQUE;
}

/* A front page has the beginnings of four articles; what two of these have below is boilerplate. */
static void a_digest_teaches_nothing(void **state) {
    const uint32_t sources[] = {1, 1, 1, 1, 1};
    struct corpus corpus = {0};
    struct prop_text *digest;
    struct nd_result *result;
    (void)state;
    for (uint32_t i = 0; i < 4; i++) add_page(&corpus, 200, FOOTER + 1000 * nd_larger(i, 1), 90);
    digest = corpus_text(&corpus);
    add_words(digest, 5000, 40);
    for (uint32_t i = 1; i <= 4; i++) add_words(digest, 1000 * i, 70 + i);
    result = clusters_by(&corpus, sources, false);
    assert_int_equal(result->counts.clusters, 5);
    assert_int_equal(relation_of(result, 4), ND_RELATION_ROUNDUP);
    assert_in_range(result->counts.masked, 2 * 70, 2 * 96);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* One of ten papers prints the report twice, each time below much text of its own. */
static void a_report_of_many_papers_is_no_boilerplate_of_one(void **state) {
    const uint32_t sources[] = {1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    for (uint32_t i = 0; i < LENGTH_OF(sources); i++)
        add_page(&corpus, i < 2 ? 60 : 10, REPORT, 120);
    result = clusters_by(&corpus, sources, false);
    assert_int_equal(result->counts.masked, 0);
    assert_int_equal(result->counts.clusters, 1);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void a_page_captured_eight_times_is_no_boilerplate(void **state) {
    const uint32_t sources[] = {1, 1, 1, 1, 1, 1, 1, 1};
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    for (uint32_t i = 0; i < 8; i++) {
        struct prop_text *const text = corpus_text(&corpus);
        add_words(text, 1000 * i, 6);
        add_words(text, REPORT, 150);
        add_words(text, 1000 * i + 500, 6);
    }
    result = clusters_by(&corpus, sources, false);
    assert_int_equal(result->counts.masked, 0);
    assert_int_equal(result->counts.clusters, 1);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* Four sites; each page has the footer of its site. */
static void add_sites(struct corpus *corpus) {
    for (uint32_t i = 0; i < 32; i++) add_page(corpus, 70, FOOTER + 1000 * (i % 4), 60);
    add_words(corpus_text(corpus), 3000, 70); /* the report of page 2 */
}

static void numbers_of_sources_do_not_matter(void **state) {
    uint32_t sources[33], renamed[33];
    struct corpus corpus = {0};
    struct nd_result *expected, *result;
    (void)state;
    add_sites(&corpus);
    for (uint32_t i = 0; i < 33; i++) {
        sources[i] = i == 32 ? 0 : 1 + i % 4;
        renamed[i] = i == 32 ? 0 : 31 - 7 * (i % 4);
    }
    expected = clusters_by(&corpus, sources, false);
    result = clusters_by(&corpus, renamed, false);
    assert_same_result(result, expected);
    assert_true(together(result, 2, 32));
    assert_int_equal(result->counts.clusters, 32);
    nd_result_free(result);
    nd_result_free(expected);
    corpus_drop(&corpus);
}

/* Days are no sources; believed, they would mask no footer, which each day has once. */
static void a_wrong_guess_is_not_believed(void **state) {
    uint32_t days[33], unknown[33] = {0};
    struct corpus corpus = {0};
    struct nd_result *expected, *result;
    (void)state;
    add_sites(&corpus);
    for (uint32_t i = 0; i < 33; i++) days[i] = 1 + i / 4;
    expected = clusters_by(&corpus, unknown, true);
    result = clusters_by(&corpus, days, true);
    assert_same_result(result, expected);
    assert_int_equal(result->counts.masked, expected->counts.masked);
    assert_true(result->counts.masked > 32 * 40);
    nd_result_free(result);
    nd_result_free(expected);
    corpus_drop(&corpus);
}

static void sources_must_fit_the_documents(void **state) {
    const uint32_t good[] = {1, 2}, high[] = {1, 3};
    const struct way way = plain_way();
    struct corpus corpus = {0};
    struct nd_result *result;
    struct nd_corpus *core;
    struct nd_name *names;
    (void)state;
    add_page(&corpus, 20, FOOTER, 20);
    add_page(&corpus, 20, FOOTER, 20);
    core = corpus_read(&corpus, &way, &names);
    assert_int_equal(nd_corpus_set_sources(core, high, 2, false), ND_ERR_PARAM);
    assert_int_equal(nd_corpus_set_sources(core, good, 0, false), ND_OK);
    assert_int_equal(nd_corpus_cluster(core, names, 2, &result), ND_ERR_PARAM);
    assert_int_equal(nd_corpus_set_sources(core, good, 2, false), ND_OK);
    assert_int_equal(nd_corpus_cluster(core, names, 2, &result), ND_OK);
    nd_result_free(result);
    nd_corpus_free(core);
    free(names);
    corpus_drop(&corpus);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_are_numbered_by_their_first_document),
        cmocka_unit_test(folders_that_hold_one_template_each_are_sources),
        cmocka_unit_test(a_template_tells_the_site),
        cmocka_unit_test(each_source_counts_its_own_documents),
        cmocka_unit_test(two_pages_of_a_source_teach_what_they_share),
        cmocka_unit_test(a_digest_teaches_nothing),
        cmocka_unit_test(a_report_of_many_papers_is_no_boilerplate_of_one),
        cmocka_unit_test(a_page_captured_eight_times_is_no_boilerplate),
        cmocka_unit_test(numbers_of_sources_do_not_matter),
        cmocka_unit_test(a_wrong_guess_is_not_believed),
        cmocka_unit_test(sources_must_fit_the_documents),
    };
    return cmocka_run_group_tests_name("sources", tests, NULL, NULL);
}
