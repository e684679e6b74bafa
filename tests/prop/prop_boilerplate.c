/*
 * prop_boilerplate.c - what holds for the boilerplate of any corpus
 *
 * Pages of made-up sites, with templates, lists that some of them share, and reports that many of
 * them print, go through the public calls, with their sources told, guessed or not.
 *
 * SPDX-License-Identifier: MIT
 */
#include "newsdupes.h"
#include "par/par.h"
#include "prop/prop.h"

enum { MOST_DOCUMENTS = 80, SITES = 6 };

typedef enum telling { UNTOLD, GUESSED, GIVEN } telling;

struct corpus {
    uint32_t count;
    struct prop_text texts[MOST_DOCUMENTS];
    char names[MOST_DOCUMENTS][16];
    uint32_t sources[MOST_DOCUMENTS];
    telling telling;
};

/* How to run one; the result must not depend on it. */
struct way {
    bool backwards, threads;
    uint32_t workers;
    uint32_t renamed; /* added to the numbers of sources */
};

static void add_words(struct prop_text *text, uint32_t first, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        prop_add_word(text, first + i);
        prop_add_string(text, i % 12 == 11 ? "\n" : " ");
    }
}

/* A page: its masthead, a report of its own or of the wire, perhaps a list, and its footer. */
static void add_page(struct prop_random *random, struct prop_text *text, uint32_t number,
                     uint32_t site) {
    prop_add_string(text, "");
    if (site != 0) add_words(text, 100000 * site, 10 + 5 * site);
    if (prop_below(random, 3) == 0)
        add_words(text, 2000000 + 1000 * prop_below(random, 5), 40 + prop_below(random, 200));
    add_words(text, 3000000 + 1000 * number, prop_below(random, 160));
    if (prop_below(random, 3) == 0)
        add_words(text, 100000 * site + 1000 + 100 * prop_below(random, 4), 60);
    if (site != 0) add_words(text, 100000 * site + 5000, 60);
}

static void make(struct prop_random *random, struct corpus *corpus) {
    *corpus = (struct corpus){.count = 1 + prop_below(random, MOST_DOCUMENTS)};
    corpus->telling = (telling)prop_below(random, 3);
    for (uint32_t i = 0; i < corpus->count; i++) {
        const uint32_t site = prop_below(random, SITES);
        snprintf(corpus->names[i], sizeof corpus->names[i], "%c%u",
                 (char)('a' + prop_below(random, 26)), (unsigned)i);
        corpus->sources[i] = site < corpus->count ? site : 0;
        add_page(random, &corpus->texts[i], i, site);
    }
}

static void unmake(struct corpus *corpus) {
    for (uint32_t i = 0; i < corpus->count; i++) prop_free(&corpus->texts[i]);
}

/* Tells the core who printed what, by numbers that are rotated. */
static nd_status tell(struct nd_corpus *core, const struct corpus *corpus, const struct way *way) {
    uint32_t sources[MOST_DOCUMENTS];
    if (corpus->telling == UNTOLD) return ND_OK;
    for (uint32_t i = 0; i < corpus->count; i++) {
        const uint32_t source = corpus->sources[i];
        sources[i] = source != 0 ? 1 + (source + way->renamed) % corpus->count : 0;
    }
    return nd_corpus_set_sources(core, sources, corpus->count, corpus->telling == GUESSED);
}

static nd_status add_all(struct nd_corpus *core, const struct corpus *corpus,
                         const struct way *way) {
    struct nd_worker *workers[4];
    nd_status status = ND_OK;
    for (uint32_t i = 0; status == ND_OK && i < way->workers; i++)
        status = nd_worker_new(core, &workers[i]);
    for (uint32_t i = 0; status == ND_OK && i < corpus->count; i++) {
        const uint32_t d = way->backwards ? corpus->count - 1 - i : i;
        status = nd_worker_add(workers[i % way->workers], d, corpus->texts[d].bytes,
                               corpus->texts[d].size, ND_ENCODING_DETECT, NULL);
    }
    return status == ND_OK ? tell(core, corpus, way) : status;
}

/* What came out of a corpus; the core is still there for quoting. */
struct outcome {
    struct nd_corpus *core;
    struct nd_result *result;
    struct nd_boilerplate *boilerplate;
};

static nd_status run(const struct corpus *corpus, const struct way *way, bool list,
                     struct outcome *outcome) {
    struct nd_name names[MOST_DOCUMENTS];
    struct nd_options options;
    struct nd_pool *pool = NULL;
    nd_status status = ND_OK;
    *outcome = (struct outcome){0};
    for (uint32_t i = 0; i < corpus->count; i++)
        names[i] = (struct nd_name){corpus->names[i], strlen(corpus->names[i])};
    nd_options_init(&options);
    options.recall = true;
    if (way->threads) status = nd_pool_new(3, NULL, &pool);
    if (status == ND_OK && way->threads) options.executor = nd_pool_executor(pool);
    if (status == ND_OK) status = nd_corpus_new(&options, &outcome->core);
    if (status == ND_OK) status = add_all(outcome->core, corpus, way);
    if (status == ND_OK && list)
        status = nd_corpus_boilerplate(outcome->core, names, corpus->count, &outcome->boilerplate);
    if (status == ND_OK && !list)
        status = nd_corpus_cluster(outcome->core, names, corpus->count, &outcome->result);
    nd_pool_free(pool);
    return status;
}

static void forget(struct outcome *outcome) {
    nd_boilerplate_free(outcome->boilerplate);
    nd_result_free(outcome->result);
    nd_corpus_free(outcome->core);
}

static bool same_blocks(const struct nd_boilerplate *a, const struct nd_boilerplate *b) {
    bool same = a->count == b->count && a->documents == b->documents && a->words == b->words;
    for (size_t i = 0; same && i < a->count; i++) {
        const struct nd_boilerplate_block *const x = &a->blocks[i], *const y = &b->blocks[i];
        same = x->documents == y->documents && x->sources == y->sources && x->words == y->words &&
               x->document == y->document && x->first == y->first && x->last == y->last;
    }
    return same;
}

static bool same_rows(const struct nd_result *a, const struct nd_result *b) {
    bool same = a->count == b->count && a->counts.masked == b->counts.masked;
    for (size_t i = 0; same && i < a->count; i++) {
        const struct nd_row *const x = &a->rows[i], *const y = &b->rows[i];
        same = x->document == y->document && x->cluster == y->cluster && x->lead == y->lead &&
               x->measure.shared == y->measure.shared && x->measure.words_a == y->measure.words_a;
    }
    return same;
}

static bool no_way_matters(struct prop_random *random) {
    static const struct way ways[] = {
        {false, false, 1, 0}, {true, false, 1, 0}, {true, false, 4, 3}, {false, true, 3, 1}};
    struct corpus corpus;
    bool same = true;
    make(random, &corpus);
    for (int list = 0; list < 2; list++) {
        struct outcome first, other;
        same = run(&corpus, &ways[0], list, &first) == ND_OK && same;
        for (size_t i = 1; same && i < sizeof ways / sizeof *ways; i++) {
            same = run(&corpus, &ways[i], list, &other) == ND_OK &&
                   (list ? same_blocks(first.boilerplate, other.boilerplate)
                         : same_rows(first.result, other.result));
            forget(&other);
        }
        forget(&first);
    }
    unmake(&corpus);
    return same;
}

/* A block is most words first, and can be quoted from the document that it names. */
static bool block_holds(const struct corpus *corpus, struct nd_corpus *core,
                        const struct nd_boilerplate_block *block) {
    const struct prop_text *text;
    struct nd_quotation quotation;
    if (block->document >= corpus->count || block->documents == 0) return false;
    if (block->words < block->last - block->first || block->first >= block->last) return false;
    if (block->sources > block->documents) return false;
    text = &corpus->texts[block->document];
    return nd_corpus_quote(core, block, text->bytes, text->size, ND_ENCODING_DETECT, &quotation) ==
               ND_OK &&
           quotation.size != 0 && quotation.line >= 1;
}

static bool what_is_listed_is_what_is_masked(struct prop_random *random) {
    const struct way plain = {.workers = 1};
    struct corpus corpus;
    struct outcome listed, clustered;
    uint64_t words = 0;
    bool right;
    make(random, &corpus);
    right = run(&corpus, &plain, true, &listed) == ND_OK;
    right = run(&corpus, &plain, false, &clustered) == ND_OK && right;
    for (size_t i = 0; right && i < listed.boilerplate->count; i++) {
        const struct nd_boilerplate_block *const block = &listed.boilerplate->blocks[i];
        right =
            block_holds(&corpus, listed.core, block) && (i == 0 || block[-1].words >= block->words);
        words += block->words;
    }
    right = right && words == listed.boilerplate->words &&
            words == clustered.result->counts.masked &&
            listed.boilerplate->documents <= corpus.count;
    forget(&listed);
    forget(&clustered);
    unmake(&corpus);
    return right;
}

static bool same_measure(const struct nd_measure *a, const struct nd_measure *b) {
    if (a->words_a != b->words_a || a->words_b != b->words_b) return false;
    /* Of two documents of one length either may be the one that the other is aligned with. */
    return a->words_a == a->words_b || (a->shared == b->shared && a->equal == b->equal);
}

/* Ranges ascend, and none has bytes of a stretch of equal words. */
static bool masks_hold(const struct nd_range *masked, size_t count, const struct nd_comparison *c,
                       bool first) {
    size_t before = 0, e = 0;
    for (size_t i = 0; i < count; i++) {
        if (masked[i].begin < before || masked[i].end <= masked[i].begin) return false;
        before = masked[i].end;
        while (e < c->equal_count &&
               (first ? c->equals[e].a_end : c->equals[e].b_end) <= masked[i].begin)
            e++;
        if (e < c->equal_count &&
            (first ? c->equals[e].a_begin : c->equals[e].b_begin) < masked[i].end)
            return false;
    }
    return before <= (first ? c->size_a : c->size_b);
}

static struct nd_text text_of(const struct corpus *corpus, uint32_t document) {
    return (struct nd_text){document, corpus->texts[document].bytes, corpus->texts[document].size,
                            ND_ENCODING_DETECT};
}

static bool comparison_holds(const struct corpus *corpus, struct nd_corpus *core,
                             const struct nd_row *row) {
    const struct nd_text texts[2] = {text_of(corpus, row->document), text_of(corpus, row->lead)};
    struct nd_comparison *comparison;
    uint64_t equal = 0;
    bool holds;
    if (nd_corpus_compare(core, texts, &comparison) != ND_OK) return false;
    holds = same_measure(&comparison->measure, &row->measure) &&
            masks_hold(comparison->masked_a, comparison->masked_a_count, comparison, true) &&
            masks_hold(comparison->masked_b, comparison->masked_b_count, comparison, false);
    for (size_t i = 0; i < comparison->equal_count; i++) equal += comparison->equals[i].words;
    holds = holds && equal == comparison->measure.equal;
    nd_comparison_free(comparison);
    return holds;
}

static bool comparing_once_more_gives_the_same(struct prop_random *random) {
    const struct way plain = {.workers = 1};
    struct corpus corpus;
    struct outcome outcome;
    bool right;
    make(random, &corpus);
    right = run(&corpus, &plain, false, &outcome) == ND_OK;
    for (size_t i = 0; right && i < outcome.result->count; i++) {
        const struct nd_row *const row = &outcome.result->rows[i];
        if (row->size > 1) right = comparison_holds(&corpus, outcome.core, row);
    }
    forget(&outcome);
    unmake(&corpus);
    return right;
}

int main(void) {
    int failed = 0;
    failed |= prop_try(1, "order, workers, threads and numbers of sources do not matter",
                       no_way_matters, 30);
    failed |=
        prop_try(2, "what is listed is what is masked", what_is_listed_is_what_is_masked, 100);
    failed |= prop_try(3, "a row can be compared once more, and comes out the same",
                       comparing_once_more_gives_the_same, 100);
    return failed;
}
