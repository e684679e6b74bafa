/*
 * test_newsdupes.c - the public calls: options, failures, limits, names, texts of a comparison
 *
 * SPDX-License-Identifier: MIT
 */
#include <ctype.h>

#include "simd/dispatch.h"
#include "unit/corpora.h"

/* ---- Versions, words for numbers ------------------------------------------------------------- */

static void versions_are_numbers_with_points(void **state) {
    const char *const versions[] = {nd_version(), nd_xxhash_version(), nd_utf8proc_version(),
                                    nd_unicode_version()};
    (void)state;
    assert_string_equal(nd_version(), ND_VERSION_STRING);
    for (size_t i = 0; i < LENGTH_OF(versions); i++) {
        assert_non_null(versions[i]);
        assert_true(isdigit((unsigned char)versions[i][0]));
        assert_int_equal(strspn(versions[i], "0123456789."), strlen(versions[i]));
    }
}

static void every_status_has_a_sentence(void **state) {
    (void)state;
    for (int status = ND_ERR_FULL; status <= 0; status++) {
        const char *const text = nd_status_text((nd_status)status);
        assert_true(strlen(text) > 4);
        assert_true(islower((unsigned char)text[0]));
        assert_true(text[strlen(text) - 1] != '.');
        for (int other = ND_ERR_FULL; other < status; other++)
            assert_string_not_equal(text, nd_status_text((nd_status)other));
    }
    assert_non_null(nd_status_text((nd_status)-99));
    assert_non_null(nd_status_text((nd_status)99));
}

static void every_relation_has_a_word(void **state) {
    (void)state;
    assert_string_equal(nd_relation_name(ND_RELATION_LEAD), "lead");
    assert_string_equal(nd_relation_name(ND_RELATION_EXACT), "exact");
    assert_string_equal(nd_relation_name(ND_RELATION_REPRINT), "reprint");
    assert_string_equal(nd_relation_name(ND_RELATION_ROUNDUP), "roundup");
    assert_string_equal(nd_relation_name(ND_RELATION_UNIQUE), "unique");
    assert_non_null(nd_relation_name((nd_relation)99));
}

static void measures_are_rounded_half_up(void **state) {
    static const struct {
        struct nd_measure measure;
        uint32_t similarity, containment;
    } cases[] = {
        {{.shared = 0, .words_a = 0, .words_b = 0}, 1000, 1000},
        {{.shared = 0, .words_a = 5, .words_b = 0}, 0, 1000}, /* nothing is wholly in anything */
        {{.shared = 0, .words_a = 5, .words_b = 7}, 0, 0},
        {{.shared = 5, .words_a = 5, .words_b = 5}, 1000, 1000},
        {{.shared = 5, .words_a = 10, .words_b = 5}, 500, 1000},
        {{.shared = 1, .words_a = 3, .words_b = 3}, 200, 333},
        {{.shared = 2, .words_a = 3, .words_b = 3}, 500, 667},
        {{.shared = 1, .words_a = 2000, .words_b = 2000}, 0, 1}, /* 0.5 thousandths */
        {{.shared = 999, .words_a = 1999, .words_b = 2000}, 333, 500},
        {{.shared = 0x7ffffff0, .words_a = 0x7ffffff0, .words_b = 0x7ffffff0}, 1000, 1000},
        {{.shared = 1, .words_a = 0x7ffffff0, .words_b = 0x7ffffff0}, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        assert_int_equal(nd_similarity(&cases[i].measure), cases[i].similarity);
        assert_int_equal(nd_containment(&cases[i].measure), cases[i].containment);
    }
}

/* ---- Options --------------------------------------------------------------------------------- */

static void the_defaults_are_those_of_the_header(void **state) {
    struct nd_options options;
    (void)state;
    memset(&options, 0xff, sizeof options);
    nd_options_init(&options);
    assert_int_equal(options.threshold, ND_THRESHOLD_DEFAULT);
    assert_true(options.boilerplate);
    assert_null(options.kernel);
    assert_true(options.executor.run == NULL && options.executor.workers >= 1);
}

static void kernels_are_known_by_name(void **state) {
    (void)state;
    assert_non_null(nd_kernel_name(NULL));
    assert_string_equal(nd_kernel_name("portable"), "portable");
    assert_null(nd_kernel_name("abacus"));
    assert_null(nd_kernel_name(""));
    assert_null(nd_kernel_name("Portable"));
    for (size_t i = 0; i < nd_kernels_count(); i++) {
        const struct nd_kernels *const kernels = nd_kernels_at(i);
        if (nd_kernels_usable(kernels))
            assert_string_equal(nd_kernel_name(kernels->name), kernels->name);
        else
            assert_null(nd_kernel_name(kernels->name));
    }
}

static nd_status run_nothing(void *self, size_t tasks, nd_task_fn fn, void *context) {
    (void)self, (void)tasks, (void)fn, (void)context;
    return ND_OK;
}

static void *take_nothing(void *self, size_t size, bool zero) {
    (void)self, (void)size, (void)zero;
    return NULL;
}

static void assert_refused(const struct nd_options *options, nd_status expected) {
    struct nd_corpus *corpus = (struct nd_corpus *)(uintptr_t)1;
    assert_int_equal(nd_corpus_new(options, &corpus), expected);
    assert_null(corpus);
}

static void options_out_of_range_are_refused(void **state) {
    struct nd_options options;
    (void)state;
    nd_options_init(&options);
    options.threshold = 0;
    assert_refused(&options, ND_ERR_PARAM);
    options.threshold = ND_THRESHOLD_UNIT + 1;
    assert_refused(&options, ND_ERR_PARAM);
    nd_options_init(&options);
    options.executor = (struct nd_executor){.workers = 0, .run = run_nothing};
    assert_refused(&options, ND_ERR_PARAM);
    nd_options_init(&options);
    options.joins = (ND_JOIN_UPDATES | ND_JOIN_EXCERPTS) + 1;
    assert_refused(&options, ND_ERR_PARAM);
    nd_options_init(&options);
    options.store.take = take_nothing;
    assert_refused(&options, ND_ERR_PARAM);
    nd_options_init(&options);
    options.kernel = "abacus";
    assert_refused(&options, ND_ERR_KERNEL);
}

static void the_ends_of_the_threshold_are_accepted(void **state) {
    const uint32_t thresholds[] = {1, ND_THRESHOLD_UNIT};
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(thresholds); i++) {
        struct nd_options options;
        struct nd_corpus *corpus;
        nd_options_init(&options);
        options.threshold = thresholds[i];
        assert_int_equal(nd_corpus_new(&options, &corpus), ND_OK);
        nd_corpus_free(corpus);
    }
    nd_corpus_free(NULL);
}

/* ---- Adding ---------------------------------------------------------------------------------- */

struct open {
    struct nd_corpus *corpus;
    struct nd_worker *worker;
};

static struct open open_corpus(void) {
    struct nd_options options;
    struct open open;
    nd_options_init(&options);
    assert_int_equal(nd_corpus_new(&options, &open.corpus), ND_OK);
    assert_int_equal(nd_worker_new(open.corpus, &open.worker), ND_OK);
    return open;
}

static nd_status add(const struct open *open, uint32_t document, const char *text) {
    return nd_worker_add(open->worker, document, text, strlen(text), ND_ENCODING_DETECT, NULL);
}

static void info_says_what_was_found(void **state) {
    static const struct {
        const char *text;
        size_t size;
        nd_content content;
        uint32_t words;
    } cases[] = {{BYTES_OF("one two"), ND_CONTENT_UTF8, 2},
                 {BYTES_OF("caf\xc3\xa9"), ND_CONTENT_UTF8, 1},
                 {BYTES_OF("caf\xe9 \x96 x"), ND_CONTENT_WINDOWS_1252, 2},
                 {BYTES_OF("\xff\xfe"
                           "a\0 \0b\0"),
                  ND_CONTENT_UTF16, 2},
                 {BYTES_OF("a\0b"), ND_CONTENT_BINARY, 0},
                 {BYTES_OF(""), ND_CONTENT_UTF8, 0}};
    const struct open open = open_corpus();
    (void)state;
    for (uint32_t i = 0; i < LENGTH_OF(cases); i++) {
        struct nd_document_info info;
        assert_int_equal(
            nd_worker_add(open.worker, i, cases[i].text, cases[i].size, ND_ENCODING_DETECT, &info),
            ND_OK);
        assert_int_equal(info.content, cases[i].content);
        assert_int_equal(info.words, cases[i].words);
    }
    nd_corpus_free(open.corpus);
}

static void a_number_beyond_the_limit_is_refused_and_the_corpus_goes_on(void **state) {
    const struct open open = open_corpus();
    const struct nd_name names[] = {{BYTES_OF("a")}};
    struct nd_document_info info = {ND_CONTENT_BINARY, 7};
    struct nd_result *result;
    (void)state;
    assert_int_equal(
        nd_worker_add(open.worker, ND_MAX_DOCUMENTS, "x", 1, ND_ENCODING_DETECT, &info),
        ND_ERR_LIMIT);
    assert_int_equal(info.words, 0);
    assert_int_equal(add(&open, UINT32_MAX, "x"), ND_ERR_LIMIT);
    assert_int_equal(nd_worker_add(open.worker, 0, NULL, 1, ND_ENCODING_DETECT, NULL),
                     ND_ERR_PARAM);
    assert_int_equal(nd_worker_add(open.worker, 0, NULL, 0, ND_ENCODING_DETECT, NULL), ND_OK);
    assert_int_equal(nd_corpus_cluster(open.corpus, names, 1, &result), ND_OK);
    assert_int_equal(result->count, 1);
    nd_result_free(result);
    nd_corpus_free(open.corpus);
}

static void assert_not_clustered(const struct open *open, size_t count) {
    static const struct nd_name names[] = {{BYTES_OF("a")}, {BYTES_OF("b")}};
    struct nd_result *result = (struct nd_result *)(uintptr_t)1;
    assert_int_equal(nd_corpus_cluster(open->corpus, names, count, &result), ND_ERR_PARAM);
    assert_null(result);
}

static void a_number_beyond_the_count_is_an_error(void **state) {
    const struct open open = open_corpus();
    (void)state;
    assert_int_equal(add(&open, 2, "one"), ND_OK);
    assert_not_clustered(&open, 2);
    nd_corpus_free(open.corpus);
}

static void a_number_added_twice_is_an_error(void **state) {
    const struct open open = open_corpus();
    struct nd_worker *other;
    (void)state;
    assert_int_equal(nd_worker_new(open.corpus, &other), ND_OK);
    assert_int_equal(add(&open, 1, "one"), ND_OK);
    assert_int_equal(nd_worker_add(other, 1, "one", 3, ND_ENCODING_DETECT, NULL), ND_OK);
    assert_not_clustered(&open, 2);
    nd_corpus_free(open.corpus);
}

/* What was read is gone after the first try, however it ended. */
static void a_corpus_is_clustered_once(void **state) {
    const struct open open = open_corpus();
    (void)state;
    assert_int_equal(add(&open, 0, "one two"), ND_OK);
    assert_int_equal(add(&open, 1, "one two"), ND_OK);
    assert_not_clustered(&open, 1);
    assert_not_clustered(&open, 2);
    assert_int_equal(add(&open, 2, "one two"), ND_ERR_PARAM);
    nd_corpus_free(open.corpus);
}

/* ... but a try that fails before it begins. */
static void what_was_said_for_another_count_can_be_said_again(void **state) {
    const struct nd_name names[] = {{BYTES_OF("a")}, {BYTES_OF("b")}};
    const uint32_t sources[] = {1, 2};
    const struct open open = open_corpus();
    struct nd_result *result;
    (void)state;
    assert_int_equal(add(&open, 0, "one two"), ND_OK);
    assert_int_equal(add(&open, 1, "one two"), ND_OK);
    assert_int_equal(nd_corpus_set_sources(open.corpus, sources, 1, false), ND_OK);
    assert_not_clustered(&open, 2);
    assert_int_equal(nd_corpus_set_sources(open.corpus, sources, 2, false), ND_OK);
    assert_int_equal(nd_corpus_cluster(open.corpus, names, 2, &result), ND_OK);
    assert_int_equal(result->counts.exact, 1);
    nd_result_free(result);
    nd_corpus_free(open.corpus);
}

static void an_encoding_that_there_is_not_is_refused(void **state) {
    const struct open open = open_corpus();
    const nd_encoding none = (nd_encoding)(ND_ENCODING_UTF8 + 1);
    struct nd_document_info info = {ND_CONTENT_BINARY, 7};
    struct nd_options options;
    struct nd_comparison *comparison;
    (void)state;
    assert_int_equal(nd_worker_add(open.worker, 0, "x", 1, none, &info), ND_ERR_PARAM);
    assert_int_equal(info.words, 0);
    nd_options_init(&options);
    assert_int_equal(nd_compare(&options, "x", 1, "x", 1, none, &comparison), ND_ERR_PARAM);
    nd_corpus_free(open.corpus);
}

static void there_may_be_thousands_of_documents(void **state) {
    enum { COUNT = 2500 };
    const struct open open = open_corpus();
    struct nd_name names[COUNT];
    struct nd_result *result;
    (void)state;
    for (uint32_t i = 0; i < COUNT; i++) {
        names[i] = (struct nd_name){BYTES_OF("name")};
        assert_int_equal(add(&open, COUNT - 1 - i, i < COUNT / 2 ? "one two" : "three"), ND_OK);
    }
    assert_int_equal(nd_corpus_cluster(open.corpus, names, COUNT, &result), ND_OK);
    assert_int_equal(result->count, COUNT);
    assert_int_equal(result->counts.clusters, 2);
    assert_int_equal(result->counts.words, COUNT / 2 * 3);
    nd_result_free(result);
    nd_corpus_free(open.corpus);
}

static void a_number_never_added_is_a_document_without_words(void **state) {
    const struct open open = open_corpus();
    const struct nd_name names[] = {{BYTES_OF("c")}, {BYTES_OF("b")}, {BYTES_OF("a")}};
    struct nd_result *result;
    (void)state;
    assert_int_equal(add(&open, 1, "one two"), ND_OK);
    assert_int_equal(nd_corpus_cluster(open.corpus, names, 3, &result), ND_OK);
    assert_int_equal(result->count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(result->rows[i].document, 2 - i); /* by name */
        assert_int_equal(result->rows[i].cluster, i + 1);
        assert_int_equal(result->rows[i].relation, ND_RELATION_UNIQUE);
        assert_int_equal(result->rows[i].measure.words_a, i == 1 ? 2 : 0);
    }
    nd_result_free(result);
    nd_corpus_free(open.corpus);
    nd_result_free(NULL);
}

static void names_are_any_bytes_and_order_by_them(void **state) {
    /* in byte order: the empty one, NUL, a, a NUL, aa, 0xff, each but the last two alone */
    const struct nd_name names[] = {{BYTES_OF("\xff")}, {BYTES_OF("aa")}, {BYTES_OF("a\0")},
                                    {BYTES_OF("a")},    {BYTES_OF("\0")}, {NULL, 0}};
    const struct open open = open_corpus();
    struct nd_result *result;
    (void)state;
    for (uint32_t i = 0; i < 6; i++) {
        char text[] = "one two three x";
        text[sizeof text - 2] = (char)('a' + (i < 2 ? 0 : i));
        assert_int_equal(add(&open, i, text + (i < 2 ? 0 : 14)), ND_OK);
    }
    assert_int_equal(nd_corpus_cluster(open.corpus, names, 6, &result), ND_OK);
    for (uint32_t i = 0; i < 4; i++) assert_int_equal(result->rows[i].document, 5 - i);
    assert_int_equal(result->rows[4].document, 1); /* the lead is the one of the least name */
    assert_int_equal(result->rows[5].document, 0);
    assert_int_equal(result->rows[5].lead, 1);
    assert_int_equal(result->rows[5].relation, ND_RELATION_EXACT);
    nd_result_free(result);
    nd_corpus_free(open.corpus);
}

/* Words, not their number or their names, and nothing else that the corpus holds. */
static void content_is_told_by_words_alone(void **state) {
    struct corpus one = {0}, other = {0};
    struct nd_result *few, *many;
    (void)state;
    corpus_add(&one, "The ferry sails again");
    for (int i = 0; i < 9; i++) corpus_add(&other, "The harbour office closes at noon today");
    corpus_add(&other, "THE FERRY -- sails; again!");
    corpus_add(&other, "The ferry sails again on Monday");
    few = clusters_of(&one);
    many = clusters_of(&other);
    assert_true(row_of(many, 0)->content == row_of(many, 8)->content);
    assert_true(row_of(many, 0)->content != row_of(many, 9)->content);
    assert_true(row_of(many, 9)->content != row_of(many, 10)->content);
    assert_true(row_of(many, 9)->content == row_of(few, 0)->content);
    nd_result_free(few);
    nd_result_free(many);
    corpus_drop(&one);
    corpus_drop(&other);
}

static void content_without_words_is_told_by_the_name(void **state) {
    struct corpus corpus = {0};
    struct nd_result *result;
    (void)state;
    corpus_add(&corpus, "");
    corpus_add(&corpus, "...");
    snprintf(corpus.names[1], sizeof corpus.names[1], "!");
    result = clusters_of(&corpus);
    assert_true(row_of(result, 0)->content != row_of(result, 1)->content);
    nd_result_free(result);
    snprintf(corpus.names[0], sizeof corpus.names[0], "!");
    result = clusters_of(&corpus);
    assert_true(row_of(result, 0)->content == row_of(result, 1)->content);
    nd_result_free(result);
    corpus_drop(&corpus);
}

static void a_result_outlives_its_corpus(void **state) {
    const struct nd_name names[] = {{BYTES_OF("a")}, {BYTES_OF("b")}};
    const struct open open = open_corpus();
    struct nd_result *result;
    (void)state;
    assert_int_equal(add(&open, 0, "one two"), ND_OK);
    assert_int_equal(add(&open, 1, "One, two!"), ND_OK);
    assert_int_equal(nd_corpus_cluster(open.corpus, names, 2, &result), ND_OK);
    nd_corpus_free(open.corpus);
    assert_int_equal(result->rows[1].relation, ND_RELATION_EXACT);
    assert_int_equal(result->counts.words, 4);
    assert_int_equal(result->counts.exact, 1);
    assert_int_equal(result->counts.clusters, 1);
    assert_int_equal(result->counts.copies, 1);
    nd_result_free(result);
}

/* ---- Comparing ------------------------------------------------------------------------------- */

static void a_comparison_that_fails_gives_nothing(void **state) {
    struct nd_options options;
    struct nd_comparison *comparison = (struct nd_comparison *)(uintptr_t)1;
    (void)state;
    nd_options_init(&options);
    assert_int_equal(nd_compare(&options, NULL, 1, "x", 1, ND_ENCODING_DETECT, &comparison),
                     ND_ERR_PARAM);
    assert_null(comparison);
    assert_int_equal(nd_compare(&options, "x", 1, NULL, 1, ND_ENCODING_DETECT, &comparison),
                     ND_ERR_PARAM);
    options.kernel = "abacus";
    comparison = (struct nd_comparison *)(uintptr_t)1;
    assert_int_equal(nd_compare(&options, "x", 1, "x", 1, ND_ENCODING_DETECT, &comparison),
                     ND_ERR_KERNEL);
    assert_null(comparison);
    nd_comparison_free(NULL);
}

static struct nd_comparison *compare(const char *a, size_t a_size, const char *b, size_t b_size) {
    struct nd_options options;
    struct nd_comparison *comparison;
    nd_options_init(&options);
    assert_int_equal(nd_compare(&options, a, a_size, b, b_size, ND_ENCODING_DETECT, &comparison),
                     ND_OK);
    return comparison;
}

static void a_comparison_has_both_texts_as_utf8(void **state) {
    struct nd_comparison *c = compare(BYTES_OF("\xef\xbb\xbf"
                                               "caf\xc3\xa9"),
                                      BYTES_OF("caf\xe9"));
    (void)state;
    assert_int_equal(c->size_a, 5);
    assert_memory_equal(c->text_a, "caf\xc3\xa9", 5);
    assert_int_equal(c->size_b, 5);
    assert_memory_equal(c->text_b, "caf\xc3\xa9", 5);
    assert_int_equal(c->info_a.content, ND_CONTENT_UTF8);
    assert_int_equal(c->info_b.content, ND_CONTENT_WINDOWS_1252);
    assert_int_equal(c->measure.shared, 1);
    assert_int_equal(c->passage_count, 1);
    assert_true(c->passages[0].b_begin == 0 && c->passages[0].b_end == 5);
    nd_comparison_free(c);
    c = compare(BYTES_OF("\xfe\xff\0a\0 \0b"), BYTES_OF("a\0b"));
    assert_int_equal(c->info_a.content, ND_CONTENT_UTF16);
    assert_memory_equal(c->text_a, "a b", 3);
    assert_int_equal(c->info_b.content, ND_CONTENT_BINARY);
    assert_int_equal(c->info_b.words, 0);
    assert_int_equal(c->measure.shared, 0);
    nd_comparison_free(c);
}

static void passages_are_ranges_of_bytes(void **state) {
    static const char a[] = "Headline! The old caf\xc3\xa9\xe2\x80\x94"
                            "by the harbour\xe2\x80\x94is shut.";
    static const char b[] = "the OLD caf\xc3\xa9, by the har-\nbour, is shut?";
    struct nd_comparison *const c = compare(BYTES_OF(a), BYTES_OF(b));
    (void)state;
    assert_int_equal(c->measure.words_a, 9);
    assert_int_equal(c->measure.words_b, 8);
    assert_int_equal(c->measure.shared, 8);
    assert_int_equal(c->passage_count, 1);
    assert_int_equal(c->passages[0].words, 8);
    assert_int_equal(c->passages[0].a_begin, strlen("Headline! "));
    assert_int_equal(c->passages[0].a_end, sizeof a - 1 - strlen("."));
    assert_int_equal(c->passages[0].b_begin, 0);
    assert_int_equal(c->passages[0].b_end, sizeof b - 1 - strlen("?"));
    nd_comparison_free(c);
}

static void documents_without_words_share_nothing(void **state) {
    struct nd_comparison *c = compare(NULL, 0, NULL, 0);
    (void)state;
    assert_int_equal(c->passage_count, 0);
    assert_int_equal(nd_similarity(&c->measure), 1000);
    assert_true(c->size_a == 0 && c->size_b == 0);
    nd_comparison_free(c);
    c = compare(BYTES_OF("..."), BYTES_OF("one two"));
    assert_int_equal(c->measure.shared, 0);
    assert_int_equal(c->measure.words_b, 2);
    nd_comparison_free(c);
}

/* ---- A store --------------------------------------------------------------------------------- */

/* Lends from malloc, zeroed, and remembers what is lent. */
struct lender {
    void *lent[4096];
    size_t sizes[4096];
    size_t count, out, fail_at;
    size_t reads;
};

/* What need not be zeros is anything but them. */
static void *lend(void *self, size_t size, bool zero) {
    struct lender *const lender = self;
    if (lender->count == lender->fail_at) return NULL;
    assert_true(lender->count < LENGTH_OF(lender->lent));
    lender->lent[lender->count] = calloc(1, size);
    assert_non_null(lender->lent[lender->count]);
    if (!zero) memset(lender->lent[lender->count], 0xa5, size);
    lender->sizes[lender->count] = size;
    lender->out++;
    return lender->lent[lender->count++];
}

static void take_back(void *self, void *memory, size_t size) {
    struct lender *const lender = self;
    size_t i = 0;
    while (i < lender->count && lender->lent[i] != memory) i++;
    assert_true(i < lender->count);
    assert_int_equal(lender->sizes[i], size);
    lender->lent[i] = NULL;
    lender->out--;
    free(memory);
}

static bool read_lent(void *self, const void *memory, size_t size, void *to) {
    struct lender *const lender = self;
    lender->reads++;
    memcpy(to, memory, size);
    return true;
}

/* Pages of one template, so that there is something to learn and to mask. */
static void make_pages(struct corpus *corpus) {
    for (uint32_t i = 0; i < 40; i++) {
        struct prop_text *const text = corpus_text(corpus);
        add_words(text, 1000 * (i / 2), 80 + i % 3);
        add_words(text, 900000, 40);
    }
}

/* Asserts that a store makes no difference, and gets back all that it lent. */
static void assert_lends(struct lender *lender,
                         bool (*read)(void *self, const void *memory, size_t size, void *to)) {
    struct corpus corpus = {0};
    struct way way = plain_way();
    struct nd_result *plain, *result;
    make_pages(&corpus);
    plain = clusters_of(&corpus);
    *lender = (struct lender){.fail_at = SIZE_MAX};
    way.options.store =
        (struct nd_store){.self = lender, .take = lend, .give_back = take_back, .read = read};
    assert_int_equal(corpus_cluster(&corpus, &way, &result), ND_OK);
    assert_same_result(result, plain);
    assert_int_equal(lender->out, 1); /* the rows */
    nd_result_free(result);
    assert_int_equal(lender->out, 0);
    nd_result_free(plain);
    corpus_drop(&corpus);
}

static void a_store_gets_back_all_that_it_lent(void **state) {
    static struct lender lender;
    (void)state;
    assert_lends(&lender, NULL);
    assert_true(lender.count > 4);
}

static void a_store_that_is_read_gives_the_same(void **state) {
    static struct lender lender;
    (void)state;
    assert_lends(&lender, read_lent);
    assert_true(lender.reads > 20);
}

static void a_store_without_room_is_out_of_memory(void **state) {
    static struct lender lender;
    struct corpus corpus = {0};
    struct way way = plain_way();
    struct nd_result *result;
    nd_status status = ND_ERR_MEMORY;
    (void)state;
    make_pages(&corpus);
    for (size_t n = 4; status == ND_ERR_MEMORY; n++) { /* the first four are for reading */
        lender = (struct lender){.fail_at = n};
        way.options.store =
            (struct nd_store){.self = &lender, .take = lend, .give_back = take_back};
        status = corpus_cluster(&corpus, &way, &result);
        assert_int_equal(lender.out, status == ND_OK); /* the rows */
    }
    assert_int_equal(status, ND_OK);
    nd_result_free(result);
    assert_int_equal(lender.out, 0);
    corpus_drop(&corpus);
}

/* Half of a document may be in the corpus then. */
static void a_worker_without_room_spoils_its_corpus(void **state) {
    static struct lender lender;
    const struct nd_name names[] = {{BYTES_OF("a")}, {BYTES_OF("b")}};
    struct nd_options options;
    struct open open;
    struct nd_result *result;
    (void)state;
    lender = (struct lender){.fail_at = 1};
    nd_options_init(&options);
    options.store = (struct nd_store){.self = &lender, .take = lend, .give_back = take_back};
    assert_int_equal(nd_corpus_new(&options, &open.corpus), ND_OK);
    assert_int_equal(nd_worker_new(open.corpus, &open.worker), ND_OK);
    assert_int_equal(add(&open, 0, "one two"), ND_ERR_MEMORY);
    lender.fail_at = SIZE_MAX;
    assert_int_equal(add(&open, 1, "one two"), ND_OK);
    assert_int_equal(nd_corpus_cluster(open.corpus, names, 2, &result), ND_ERR_MEMORY);
    assert_null(result);
    nd_corpus_free(open.corpus);
    assert_int_equal(lender.out, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_gets_back_all_that_it_lent),
        cmocka_unit_test(a_store_that_is_read_gives_the_same),
        cmocka_unit_test(a_store_without_room_is_out_of_memory),
        cmocka_unit_test(a_worker_without_room_spoils_its_corpus),
        cmocka_unit_test(versions_are_numbers_with_points),
        cmocka_unit_test(every_status_has_a_sentence),
        cmocka_unit_test(every_relation_has_a_word),
        cmocka_unit_test(measures_are_rounded_half_up),
        cmocka_unit_test(the_defaults_are_those_of_the_header),
        cmocka_unit_test(kernels_are_known_by_name),
        cmocka_unit_test(options_out_of_range_are_refused),
        cmocka_unit_test(the_ends_of_the_threshold_are_accepted),
        cmocka_unit_test(info_says_what_was_found),
        cmocka_unit_test(a_number_beyond_the_limit_is_refused_and_the_corpus_goes_on),
        cmocka_unit_test(a_number_beyond_the_count_is_an_error),
        cmocka_unit_test(a_number_added_twice_is_an_error),
        cmocka_unit_test(a_corpus_is_clustered_once),
        cmocka_unit_test(what_was_said_for_another_count_can_be_said_again),
        cmocka_unit_test(an_encoding_that_there_is_not_is_refused),
        cmocka_unit_test(there_may_be_thousands_of_documents),
        cmocka_unit_test(a_number_never_added_is_a_document_without_words),
        cmocka_unit_test(names_are_any_bytes_and_order_by_them),
        cmocka_unit_test(content_is_told_by_words_alone),
        cmocka_unit_test(content_without_words_is_told_by_the_name),
        cmocka_unit_test(a_result_outlives_its_corpus),
        cmocka_unit_test(a_comparison_that_fails_gives_nothing),
        cmocka_unit_test(a_comparison_has_both_texts_as_utf8),
        cmocka_unit_test(passages_are_ranges_of_bytes),
        cmocka_unit_test(documents_without_words_share_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
