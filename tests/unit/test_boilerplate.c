/*
 * test_boilerplate.c - what recurs, counted naively; what is masked and listed, by the public calls
 *
 * Reports and templates are words of the made-up language, so that no two of them have a word in
 * common.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/frequent.h"
#include "simd/dispatch.h"
#include "sketch/sketch.h"
#include "unit/corpora.h"
#include "unit/indexed.h"

/* ---- Classes and spectra --------------------------------------------------------------------- */

/* Within a class numbers differ by less than a quarter; twice as many are four classes more. */
static void classes_are_quarters_of_an_octave(void **state) {
    uint32_t first = 1;
    (void)state;
    assert_int_equal(nd_document_class(1), 0);
    for (uint32_t n = 2; n < 100000; n++) {
        const uint32_t before = nd_document_class(n - 1), now = nd_document_class(n);
        assert_true(now >= before);
        if (now != before) first = n;
        assert_true(4 * (uint64_t)n < 5 * (uint64_t)first);
        assert_int_equal(nd_document_class(2 * n), now + 4);
    }
    assert_true(nd_document_class(UINT32_MAX) + 4u < ND_DOCUMENT_CLASSES);
}

/* Rare beside n documents: all d <= n / 4, none by a quarter above. Alike: d <= 2n, likewise. */
static void classes_tell_what_is_rare_and_alike(void **state) {
    enum { COUNT = 2000, MOST = 5000 };
    static uint32_t documents[COUNT];
    uint32_t upto[ND_DOCUMENT_CLASSES] = {0};
    struct prop_random random = {7};
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        documents[i] = 1 + prop_below(&random, 1 + prop_below(&random, MOST));
        upto[nd_document_class(documents[i])]++;
    }
    for (uint32_t c = 1; c < ND_DOCUMENT_CLASSES; c++) upto[c] += upto[c - 1];
    for (uint32_t n = 3; n < MOST; n += 1 + n / 16) {
        const uint32_t rare = upto[nd_class_rare(nd_document_class(n))];
        const uint32_t alike = upto[nd_class_alike(nd_document_class(n))];
        uint32_t rare_least = 0, rare_most = 0, alike_least = 0, alike_most = 0;
        for (size_t i = 0; i < COUNT; i++) {
            const uint32_t d = documents[i];
            rare_least += 4 * d <= n;
            rare_most += d == 1 || 16 * d < 5 * n;
            alike_least += d <= 2 * n;
            alike_most += 2 * d < 5 * n;
        }
        assert_in_range(rare, rare_least, rare_most);
        assert_in_range(alike, alike_least, alike_most);
    }
}

/* ---- Frequent fingerprints ------------------------------------------------------------------- */

enum { DOCUMENTS = 40, PIECES = 12, PIECE_WORDS = 30, MOST_FINGERPRINTS = 8192 };

/* Documents that are put together of a few pieces each, and all their fingerprints. */
struct pieces {
    uint32_t words[DOCUMENTS][PIECES * PIECE_WORDS + ND_KERNEL_PAD];
    struct nd_words documents[DOCUMENTS];
    uint64_t fingerprints[MOST_FINGERPRINTS];
    uint32_t owners[MOST_FINGERPRINTS];
    size_t count;
};

static void put_together(struct pieces *pieces) {
    struct prop_random random = {11};
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        uint32_t n = 0;
        for (uint32_t p = 0; p < PIECES / 2; p++) {
            const uint32_t piece = prop_below(&random, 2 * PIECES);
            for (uint32_t w = 0; w < PIECE_WORDS; w++, n++)
                pieces->words[d][n] = (piece * PIECE_WORDS + w) * 0x9e3779b1u;
        }
        pieces->documents[d] = (struct nd_words){pieces->words[d], n};
    }
}

/* Lists them in the order in which the index numbers them; the last one of a document stands for
 * the numbers that are not used, too. */
static void list_fingerprints(struct pieces *pieces, const struct nd_prints *prints) {
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        const uint32_t last = prints[d].count - 1;
        for (uint32_t n = 0; n <= (last | (ND_BLOCK_PRINTS - 1)); n++) {
            const uint32_t i = n < last ? n : last;
            assert_true(pieces->count < MOST_FINGERPRINTS && prints[d].count != 0);
            pieces->fingerprints[pieces->count] =
                nd_prints_whole(&prints[d], i, &nd_kernels_portable, &pieces->documents[d]);
            pieces->owners[pieces->count++] = d;
        }
    }
}

/* The documents that have a fingerprint, as a set of bits. */
static uint64_t owners_of(const struct pieces *pieces, uint64_t fingerprint) {
    uint64_t owners = 0;
    for (size_t i = 0; i < pieces->count; i++)
        if (pieces->fingerprints[i] == fingerprint) owners |= UINT64_C(1) << pieces->owners[i];
    return owners;
}

static uint32_t bits_of(uint64_t set) {
    uint32_t bits = 0;
    for (; set != 0; set &= set - 1) bits++;
    return bits;
}

/* The documents of the postings of a frequent fingerprint, which all are of one fingerprint. */
static uint64_t posted_by(const struct pieces *pieces, const struct nd_index_part *part,
                          const struct nd_frequent *frequent, uint64_t *fingerprint) {
    const struct nd_posting *const postings = part->postings + frequent->begin;
    uint64_t owners = 0;
    *fingerprint = pieces->fingerprints[postings[0].print];
    for (uint32_t i = 0; i < frequent->count; i++) {
        assert_true(pieces->fingerprints[postings[i].print] == *fingerprint);
        owners |= UINT64_C(1) << nd_posting_rank(&postings[i]);
    }
    return owners;
}

/* Every frequent fingerprint has the postings of all its documents; returns how many there are. */
static uint32_t assert_frequents(const struct pieces *pieces,
                                 const struct nd_frequents *frequents) {
    uint32_t count = 0;
    for (uint32_t p = 0; p < frequents->match->index->parts; p++) {
        const struct nd_index_part *const part = &frequents->match->index->part[p];
        for (uint32_t i = 0; i < frequents->part[p].count; i++, count++) {
            const struct nd_frequent *const frequent = &frequents->part[p].items[i];
            uint64_t fingerprint;
            const uint64_t owners = posted_by(pieces, part, frequent, &fingerprint);
            assert_true(owners == owners_of(pieces, fingerprint));
            assert_int_equal(frequent->documents, bits_of(owners));
            assert_true(frequent->documents >= ND_LEAST_DOCUMENTS);
        }
    }
    return count;
}

/* How many fingerprints three documents or more have. */
static uint32_t count_frequent(const struct pieces *pieces) {
    uint32_t count = 0;
    for (size_t i = 0; i < pieces->count; i++) {
        size_t first = 0;
        while (pieces->fingerprints[first] != pieces->fingerprints[i]) first++;
        count +=
            first == i && bits_of(owners_of(pieces, pieces->fingerprints[i])) >= ND_LEAST_DOCUMENTS;
    }
    return count;
}

static void assert_profiles(const struct pieces *pieces, const struct nd_profiles *profiles) {
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        const struct nd_profile profile = nd_profile_of(profiles, d);
        assert_int_equal(profile.count, profiles->match->prints[d].count);
        for (uint32_t k = 0; k < profile.count; k++) {
            const size_t i = profiles->match->index->first[d] + k;
            const uint32_t documents = bits_of(owners_of(pieces, pieces->fingerprints[i]));
            assert_int_equal(pieces->owners[i], d);
            assert_int_equal(nd_profile_class(&profile, k),
                             nd_document_class(documents < ND_LEAST_DOCUMENTS ? 1 : documents));
            assert_int_equal((profile.bytes[k] & ND_PRINT_MARK) != 0,
                             documents >= ND_LEAST_DOCUMENTS);
            assert_in_range(nd_profile_position(&profile, k),
                            k == 0 ? 0 : nd_profile_position(&profile, k - 1) + 1,
                            pieces->documents[d].count - 1);
        }
    }
}

static void frequent_fingerprints_are_those_of_three_documents(void **state) {
    static struct pieces pieces;
    const struct nd_executor serial = {.workers = 1};
    struct nd_match match = {.documents = pieces.documents,
                             .count = DOCUMENTS,
                             .kernels = nd_kernels_select(NULL),
                             .executor = &serial,
                             .threshold = ND_THRESHOLD_DEFAULT};
    struct nd_frequents frequents;
    struct nd_profiles profiles;
    struct indexed indexed;
    (void)state;
    put_together(&pieces);
    index_documents(&indexed, &match);
    list_fingerprints(&pieces, indexed.prints);
    assert_int_equal(nd_profiles_make(&match, &profiles), ND_OK);
    assert_int_equal(nd_frequents_find(&profiles, &frequents), ND_OK);
    assert_true(count_frequent(&pieces) > 0);
    assert_int_equal(assert_frequents(&pieces, &frequents), count_frequent(&pieces));
    assert_profiles(&pieces, &profiles);
    nd_frequents_free(&frequents);
    nd_profiles_free(&profiles);
    indexed_drop(&indexed);
}

/* The documents whose postings the index has for a fingerprint, as a set of bits; those postings
 * lie side by side, and the first says so. */
static uint64_t posted_of(const struct pieces *pieces, const struct nd_index *index,
                          uint64_t fingerprint) {
    const struct nd_index_part *const part = &index->part[fingerprint >> 32];
    uint64_t posted = 0;
    for (size_t i = 0; i < part->count; i++) {
        const struct nd_posting *const posting = &part->postings[i];
        if (pieces->fingerprints[posting->print] != fingerprint) continue;
        assert_int_equal(nd_posting_begins(posting), posted == 0);
        assert_true(posted == 0 || pieces->fingerprints[posting[-1].print] == fingerprint);
        assert_int_equal(index->owners[posting->print / ND_BLOCK_PRINTS], nd_posting_rank(posting));
        assert_in_range(posting->print, index->first[nd_posting_rank(posting)],
                        index->first[nd_posting_rank(posting)] + 500);
        posted |= UINT64_C(1) << nd_posting_rank(posting);
    }
    return posted;
}

static void the_index_has_all_that_is_not_alone(void **state) {
    static struct pieces pieces;
    const struct nd_executor serial = {.workers = 1};
    struct nd_match match = {.documents = pieces.documents,
                             .count = DOCUMENTS,
                             .kernels = nd_kernels_select(NULL),
                             .executor = &serial};
    struct indexed indexed;
    (void)state;
    put_together(&pieces);
    index_documents(&indexed, &match);
    list_fingerprints(&pieces, indexed.prints);
    assert_int_equal(nd_index_prints(&indexed.index), pieces.count);
    for (size_t i = 0; i < pieces.count; i++) {
        const uint64_t owners = owners_of(&pieces, pieces.fingerprints[i]);
        const uint64_t posted = posted_of(&pieces, &indexed.index, pieces.fingerprints[i]);
        assert_true(posted == owners || (posted == 0 && bits_of(owners) == 1));
    }
    indexed_drop(&indexed);
}

/* ---- Masking --------------------------------------------------------------------------------- */

enum { TEMPLATE = 900000, TEMPLATE_WORDS = 60, OWN_WORDS = 60 };

/* `count` pages, each with a report of its own and the template below it. */
static void add_pages(struct corpus *corpus, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        struct prop_text *const text = corpus_text(corpus);
        add_words(text, 1000 * corpus->count, OWN_WORDS);
        add_words(text, TEMPLATE, TEMPLATE_WORDS);
    }
}

static void a_template_is_masked(void **state) {
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    add_pages(&corpus, 6);
    result = clusters_of(&corpus);
    assert_int_equal(result->counts.clusters, 6);
    assert_in_range(result->counts.masked, 6 * (TEMPLATE_WORDS - 20), 6 * (TEMPLATE_WORDS + 6));
    for (uint32_t i = 0; i < 6; i++)
        assert_in_range(row_of(result, i)->measure.words_a, OWN_WORDS - 6, OWN_WORDS + 20);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* As when a file has changed between being clustered and being shown. */
static void what_is_masked_must_be_there_still(void **state) {
    static const char *const shorter[] = {"", "too short"};
    struct way way = plain_way();
    struct corpus corpus = {0};
    struct nd_name *names;
    struct nd_result *result;
    struct nd_corpus *core;
    struct nd_comparison *comparison;
    struct nd_text texts[2] = {{.document = 0}, {.document = 1}};
    (void)state;
    add_pages(&corpus, 6);
    way.options.recall = true;
    core = corpus_read(&corpus, &way, &names);
    assert_int_equal(nd_corpus_cluster(core, names, corpus.count, &result), ND_OK);
    for (size_t i = 0; i < 2; i++) {
        texts[i].bytes = corpus.texts[i].bytes;
        texts[i].size = corpus.texts[i].size;
    }
    assert_int_equal(nd_corpus_compare(core, texts, &comparison), ND_OK);
    assert_int_equal(comparison->masked_a_count, 1);
    assert_int_equal(comparison->masked_b_count, 1);
    nd_comparison_free(comparison);
    for (size_t i = 0; i < LENGTH_OF(shorter); i++) {
        texts[1].bytes = shorter[i];
        texts[1].size = strlen(shorter[i]);
        assert_int_equal(nd_corpus_compare(core, texts, &comparison), ND_ERR_PARAM);
    }
    nd_result_free(result);
    nd_corpus_free(core);
    free(names);
    corpus_drop(&corpus);
}

static void without_learning_every_word_counts(void **state) {
    struct corpus corpus = {0};
    struct way way = plain_way();
    struct nd_result *result;
    (void)state;
    add_pages(&corpus, 6);
    way.options.boilerplate = false;
    assert_int_equal(corpus_cluster(&corpus, &way, &result), ND_OK);
    assert_int_equal(result->counts.masked, 0);
    assert_int_equal(result->counts.clusters, 6);
    assert_int_equal(row_of(result, 3)->measure.words_a, OWN_WORDS + TEMPLATE_WORDS);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void two_documents_teach_nothing(void **state) {
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    add_pages(&corpus, 2);
    result = clusters_of(&corpus);
    assert_int_equal(result->counts.masked, 0);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void a_report_in_many_papers_is_not_masked(void **state) {
    enum { PAPERS = 12, REPORT_WORDS = 150 };
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    for (uint32_t i = 0; i < PAPERS; i++) {
        struct prop_text *const text = corpus_text(&corpus);
        add_words(text, 1000 * i, 8);
        add_words(text, TEMPLATE, REPORT_WORDS);
        add_words(text, 1000 * i + 500, 8);
    }
    result = clusters_of(&corpus);
    assert_int_equal(result->counts.masked, 0);
    assert_int_equal(result->counts.clusters, 1);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* Pages of one site, some of which have next to nothing of their own, as those of videos. */
static void a_template_of_thin_pages_is_masked(void **state) {
    enum { PAGES = 40, THIN = 15, FRAME_WORDS = 500 };
    (void)state;
    for (uint32_t thin = 1; thin <= THIN; thin++) {
        struct corpus corpus = {0};
        struct nd_result *result;
        for (uint32_t i = 0; i < PAGES; i++) {
            struct prop_text *const text = corpus_text(&corpus);
            add_words(text, TEMPLATE, FRAME_WORDS / 2);
            add_words(text, 1000 * i, i < thin ? 30 : 400);
            add_words(text, TEMPLATE + FRAME_WORDS, FRAME_WORDS / 2);
        }
        result = clusters_of(&corpus);
        assert_int_equal(result->counts.clusters, PAGES);
        nd_result_free(result);
        corpus_drop(&corpus);
    }
}

/* A report that some papers print with text of their own about it, and others clean. */
static void a_report_with_menus_in_some_papers_is_not_masked(void **state) {
    enum { PAPERS = 12, MENUS = 6, REPORT_WORDS = 400 };
    (void)state;
    for (uint32_t menus = 1; menus <= MENUS; menus++) {
        struct corpus corpus = {0};
        struct nd_result *result;
        for (uint32_t i = 0; i < PAPERS; i++) {
            struct prop_text *const text = corpus_text(&corpus);
            add_words(text, TEMPLATE, REPORT_WORDS);
            add_words(text, 1000 * i, i < menus ? REPORT_WORDS : 10);
        }
        result = clusters_of(&corpus);
        assert_int_equal(result->counts.masked, 0);
        nd_result_free(result);
        corpus_drop(&corpus);
    }
}

static void a_template_alone_matches_nothing(void **state) {
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    add_pages(&corpus, 8);
    add_words(corpus_text(&corpus), TEMPLATE, TEMPLATE_WORDS);
    result = clusters_of(&corpus);
    assert_int_equal(row_of(result, 8)->relation, ND_RELATION_UNIQUE);
    assert_int_equal(row_of(result, 8)->measure.words_a, 0);
    nd_result_free(result);
    corpus_drop(&corpus);
}

/* A page and the same report elsewhere come together by the report. */
static void a_reprint_is_found_below_a_template(void **state) {
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    add_pages(&corpus, 8);
    add_words(corpus_text(&corpus), 3000, OWN_WORDS); /* the report of page 2 */
    result = clusters_of(&corpus);
    assert_true(together(result, 2, 8));
    assert_int_equal(result->counts.clusters, 8);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void nothing_but_the_texts_decides(void **state) {
    static const char *const kernels[] = {"portable", "sse4.1",      "avx2",
                                          "avx512",   "avx512vbmi2", "neon"};
    struct corpus corpus = {0};
    struct nd_result *expected;
    (void)state;
    add_pages(&corpus, 20);
    add_words(corpus_text(&corpus), 3000, OWN_WORDS);
    add_words(corpus_text(&corpus), TEMPLATE, TEMPLATE_WORDS / 2);
    expected = clusters_of(&corpus);
    for (size_t k = 0; k < LENGTH_OF(kernels); k++) {
        struct way way = plain_way();
        struct nd_result *result;
        if (nd_kernel_name(kernels[k]) == NULL) continue;
        way.options.kernel = kernels[k];
        way.workers = 1 + (uint32_t)k;
        way.backwards = k % 2 == 1;
        assert_int_equal(corpus_cluster(&corpus, &way, &result), ND_OK);
        assert_same_result(result, expected);
        assert_int_equal(result->counts.masked, expected->counts.masked);
        nd_result_free(result);
    }
    nd_result_free(expected);
    corpus_drop(&corpus);
}

/* ---- Listing --------------------------------------------------------------------------------- */

/* What was learned of a corpus; the core is still there for quoting. */
static struct nd_boilerplate *blocks_of(const struct corpus *corpus, struct nd_corpus **core) {
    const struct way way = plain_way();
    struct nd_boilerplate *boilerplate;
    struct nd_name *names;
    *core = corpus_read(corpus, &way, &names);
    assert_int_equal(nd_corpus_boilerplate(*core, names, corpus->count, &boilerplate), ND_OK);
    free(names);
    return boilerplate;
}

/* Asserts that a block says text that stands in its document, and nothing of the report. */
static void assert_quoted(struct nd_corpus *core, const struct corpus *corpus,
                          const struct nd_boilerplate_block *block) {
    const struct prop_text *const text = &corpus->texts[block->document];
    struct nd_quotation quotation;
    assert_int_equal(
        nd_corpus_quote(core, block, text->bytes, text->size, ND_ENCODING_DETECT, &quotation),
        ND_OK);
    assert_true(quotation.text >= text->bytes);
    assert_true(quotation.text + quotation.size <= text->bytes + text->size);
    assert_in_range(block->last - block->first, TEMPLATE_WORDS - 20, TEMPLATE_WORDS + 6);
}

static void a_template_is_one_block(void **state) {
    struct corpus corpus = {0};
    struct nd_corpus *core;
    struct nd_boilerplate *boilerplate;
    struct nd_result *result;
    (void)state;
    add_pages(&corpus, 9);
    add_words(corpus_text(&corpus), 50, OWN_WORDS);
    boilerplate = blocks_of(&corpus, &core);
    result = clusters_of(&corpus);
    assert_int_equal(boilerplate->count, 1);
    assert_int_equal(boilerplate->documents, 9);
    assert_int_equal(boilerplate->words, result->counts.masked);
    assert_int_equal(boilerplate->blocks[0].documents, 9);
    assert_int_equal(boilerplate->blocks[0].sources, 1);
    assert_int_equal(boilerplate->blocks[0].words, boilerplate->words);
    assert_quoted(core, &corpus, &boilerplate->blocks[0]);
    nd_result_free(result);
    nd_boilerplate_free(boilerplate);
    nd_corpus_free(core);
    corpus_drop(&corpus);
}

/* The masthead of two sites and the footer of one: seven pages have one, twelve the other. */
static void texts_that_come_apart_are_blocks_of_their_own(void **state) {
    struct corpus corpus = {0};
    struct nd_corpus *core;
    struct nd_boilerplate *boilerplate;
    (void)state;
    for (uint32_t i = 0; i < 19; i++) {
        struct prop_text *const text = corpus_text(&corpus);
        if (i < 12) add_words(text, TEMPLATE + 5000, 40);
        add_words(text, 1000 * i, OWN_WORDS);
        if (i >= 5) add_words(text, TEMPLATE, TEMPLATE_WORDS);
    }
    boilerplate = blocks_of(&corpus, &core);
    assert_in_range(boilerplate->count, 2, 4);
    assert_int_equal(boilerplate->blocks[0].documents, 14);
    assert_true(boilerplate->blocks[0].words >= boilerplate->blocks[1].words);
    nd_boilerplate_free(boilerplate);
    nd_corpus_free(core);
    corpus_drop(&corpus);
}

/* Blocks of pages with one template, behind which half of them have one text and half another. */
static uint32_t count_blocks_before(uint32_t words) {
    struct corpus corpus = {0};
    struct nd_corpus *core;
    struct nd_boilerplate *boilerplate;
    uint32_t count;
    for (uint32_t i = 0; i < 8; i++) {
        struct prop_text *const text = corpus_text(&corpus);
        add_words(text, 1000 * i, OWN_WORDS);
        add_words(text, TEMPLATE, TEMPLATE_WORDS);
        add_words(text, TEMPLATE + 9000 + 500 * (i % 2), words);
        add_words(text, 1000 * i + 500, OWN_WORDS);
    }
    boilerplate = blocks_of(&corpus, &core);
    count = (uint32_t)boilerplate->count;
    nd_boilerplate_free(boilerplate);
    nd_corpus_free(core);
    corpus_drop(&corpus);
    return count;
}

static void a_few_words_around_a_block_belong_to_it(void **state) {
    (void)state;
    assert_int_equal(count_blocks_before(2), 1);
    assert_int_equal(count_blocks_before(4), 1);
    assert_int_equal(count_blocks_before(40), 3);
}

/* The pages of two sites have one text between two pieces of their own, which masking moves
 * together: that must not change what tells the text, whoever read which page. */
static void a_text_of_two_sites_is_one_block(void **state) {
    enum { PAGES = 12 };
    struct corpus corpus = {0};
    uint32_t sources[PAGES];
    (void)state;
    for (uint32_t i = 0; i < PAGES; i++) {
        struct prop_text *const text = corpus_text(&corpus);
        add_words(text, 1000 * i, 2 * TEMPLATE_WORDS);
        add_words(text, TEMPLATE, TEMPLATE_WORDS);
        add_words(text, 1000 * i + 500, 3 * TEMPLATE_WORDS);
        sources[i] = 1 + i % 2;
    }
    for (uint32_t workers = 1; workers <= 3; workers++) {
        struct way way = plain_way();
        struct nd_boilerplate *boilerplate;
        struct nd_corpus *core;
        struct nd_name *names;
        way.workers = workers;
        core = corpus_read(&corpus, &way, &names);
        assert_int_equal(nd_corpus_set_sources(core, sources, PAGES, false), ND_OK);
        assert_int_equal(nd_corpus_boilerplate(core, names, corpus.count, &boilerplate), ND_OK);
        assert_int_equal(boilerplate->count, 1);
        assert_int_equal(boilerplate->blocks[0].documents, PAGES);
        assert_int_equal(boilerplate->blocks[0].sources, 2);
        nd_boilerplate_free(boilerplate);
        nd_corpus_free(core);
        free(names);
    }
    corpus_drop(&corpus);
}

/* A report that two sites print word for word is a page of neither: what one of them has in another
 * page as well is there only once. Printed by one alone, it is twice, and so boilerplate. */
static void what_several_sites_print_alike_is_of_none(void **state) {
    for (uint32_t other = 1; other <= 2; other++) {
        const uint32_t sources[] = {1, 1, other, 1};
        const struct way way = plain_way();
        struct corpus corpus = {0};
        struct nd_boilerplate *boilerplate;
        struct nd_corpus *core;
        struct nd_name *names;
        (void)state;
        for (uint32_t i = 0; i < 4; i++) {
            struct prop_text *const text = corpus_text(&corpus);
            add_words(text, i == 2 ? 1000 : 1000 * i, 3 * OWN_WORDS);
            if (i < 3) add_words(text, TEMPLATE, TEMPLATE_WORDS);
            add_words(text, i == 2 ? 1500 : 1000 * i + 500, 3 * OWN_WORDS);
        }
        core = corpus_read(&corpus, &way, &names);
        assert_int_equal(nd_corpus_set_sources(core, sources, corpus.count, false), ND_OK);
        assert_int_equal(nd_corpus_boilerplate(core, names, corpus.count, &boilerplate), ND_OK);
        assert_int_equal(boilerplate->count, other == 1 ? 1 : 0);
        nd_boilerplate_free(boilerplate);
        nd_corpus_free(core);
        free(names);
        corpus_drop(&corpus);
    }
}

static void what_is_not_there_cannot_be_quoted(void **state) {
    struct corpus corpus = {0};
    struct nd_corpus *core;
    struct nd_boilerplate *boilerplate;
    struct nd_boilerplate_block block;
    struct nd_quotation quotation;
    (void)state;
    add_pages(&corpus, 6);
    boilerplate = blocks_of(&corpus, &core);
    block = boilerplate->blocks[0];
    assert_int_equal(
        nd_corpus_quote(core, &block, BYTES_OF("too short"), ND_ENCODING_UTF8, &quotation),
        ND_ERR_PARAM);
    block.last = block.first;
    assert_int_equal(nd_corpus_quote(core, &block, corpus.texts[0].bytes, corpus.texts[0].size,
                                     ND_ENCODING_UTF8, &quotation),
                     ND_ERR_PARAM);
    assert_int_equal(nd_corpus_quote(core, &block, NULL, 1, ND_ENCODING_UTF8, &quotation),
                     ND_ERR_PARAM);
    nd_boilerplate_free(boilerplate);
    nd_corpus_free(core);
    corpus_drop(&corpus);
}

static void a_quotation_knows_its_line(void **state) {
    const struct nd_boilerplate_block block = {.first = 2, .last = 4};
    struct corpus corpus = {0};
    struct nd_corpus *core;
    struct nd_quotation quotation;
    (void)state;
    nd_boilerplate_free(blocks_of(&corpus, &core));
    assert_int_equal(nd_corpus_quote(core, &block,
                                     BYTES_OF("\xef\xbb\xbfUne, deux\n\n\xc3\x89t\xc3\xa9!  "
                                              "HIVER. Fin"),
                                     ND_ENCODING_DETECT, &quotation),
                     ND_OK);
    assert_int_equal(quotation.line, 3);
    assert_int_equal(quotation.size, 13);
    assert_memory_equal(quotation.text, "\xc3\x89t\xc3\xa9!  HIVER", 13);
    nd_corpus_free(core);
    corpus_drop(&corpus);
}

static void nothing_is_a_list_of_nothing(void **state) {
    struct corpus corpus = {0};
    struct nd_corpus *core;
    struct nd_boilerplate *boilerplate;
    (void)state;
    boilerplate = blocks_of(&corpus, &core);
    assert_int_equal(boilerplate->count, 0);
    assert_int_equal(boilerplate->words, 0);
    nd_boilerplate_free(boilerplate);
    nd_boilerplate_free(NULL);
    nd_corpus_free(core);
    corpus_drop(&corpus);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_are_quarters_of_an_octave),
        cmocka_unit_test(classes_tell_what_is_rare_and_alike),
        cmocka_unit_test(frequent_fingerprints_are_those_of_three_documents),
        cmocka_unit_test(the_index_has_all_that_is_not_alone),
        cmocka_unit_test(a_template_is_masked),
        cmocka_unit_test(what_is_masked_must_be_there_still),
        cmocka_unit_test(without_learning_every_word_counts),
        cmocka_unit_test(two_documents_teach_nothing),
        cmocka_unit_test(a_report_in_many_papers_is_not_masked),
        cmocka_unit_test(a_template_of_thin_pages_is_masked),
        cmocka_unit_test(a_report_with_menus_in_some_papers_is_not_masked),
        cmocka_unit_test(a_template_alone_matches_nothing),
        cmocka_unit_test(a_reprint_is_found_below_a_template),
        cmocka_unit_test(nothing_but_the_texts_decides),
        cmocka_unit_test(a_template_is_one_block),
        cmocka_unit_test(texts_that_come_apart_are_blocks_of_their_own),
        cmocka_unit_test(what_several_sites_print_alike_is_of_none),
        cmocka_unit_test(a_few_words_around_a_block_belong_to_it),
        cmocka_unit_test(a_text_of_two_sites_is_one_block),
        cmocka_unit_test(what_is_not_there_cannot_be_quoted),
        cmocka_unit_test(a_quotation_knows_its_line),
        cmocka_unit_test(nothing_is_a_list_of_nothing),
    };
    return cmocka_run_group_tests_name("boilerplate", tests, NULL, NULL);
}
