/*
 * prop_relations.c - what holds for the relations of any corpus, and for what joins
 *
 * Each corpus tells some stories: reports with exact, edited and abridged copies, versions that
 * follow each other, excerpts of any of them, and pages that string several together. Every seed is
 * clustered by all ways to join, with its pairs.
 *
 * SPDX-License-Identifier: MIT
 */
#include "par/par.h"
#include "unit/corpora.h"

enum {
    STORIES = 8,
    APART = 10000, /* words from story to story */
    VERSIONS = 4,
    VERSION_WORDS = 500,
    UNCHANGED = 1 << 30,
    SEEDS = 40
};

static const unsigned all_joins[] = {0, ND_JOIN_UPDATES, ND_JOIN_EXCERPTS,
                                     ND_JOIN_UPDATES | ND_JOIN_EXCERPTS};

/* Seeds, and rows of each relation over all of them: what never comes up was not tested. */
static uint32_t seeds, seen[ND_RELATION_UNIQUE + 1];

/* ---- Corpora --------------------------------------------------------------------------------- */

/* The versions of a story: each keeps the beginning of the one before it, and goes on with text of
 * its own. */
struct versions {
    uint32_t story;
    uint32_t kept[VERSIONS]; /* words of the one before */
};

static uint32_t word_of(const struct versions *versions, uint32_t version, uint32_t at) {
    while (version > 0 && at < versions->kept[version]) version--;
    return versions->story + VERSION_WORDS * version + at;
}

/* A copy, of which one word in `rate` is another one. */
static void add_version(struct prop_random *random, struct corpus *corpus,
                        const struct versions *versions, uint32_t version, uint32_t words,
                        uint32_t rate) {
    struct prop_text *const text = corpus_text(corpus);
    for (uint32_t i = 0; i < words; i++)
        add_words(text,
                  prop_below(random, rate) == 0 ? prop_below(random, 500)
                                                : word_of(versions, version, i),
                  1);
}

static void add_versions(struct prop_random *random, struct corpus *corpus, uint32_t story) {
    const uint32_t count = 1 + prop_below(random, VERSIONS);
    struct versions versions = {.story = story};
    for (uint32_t v = 0; v < count; v++) {
        const uint32_t words = 250 + prop_below(random, VERSION_WORDS - 250);
        const uint32_t copies = prop_below(random, 3) * prop_below(random, 2);
        versions.kept[v] = 100 + prop_below(random, 150);
        add_version(random, corpus, &versions, v, words, UNCHANGED);
        for (uint32_t c = 0; c < copies; c++) {
            const uint32_t cut = prop_below(random, 3) == 0 ? words * 3 / 5 : words;
            add_version(random, corpus, &versions, v, cut,
                        prop_below(random, 4) == 0 ? UNCHANGED : 30);
        }
    }
}

static void add_excerpt(struct prop_random *random, struct corpus *corpus, uint32_t story) {
    add_words(corpus_text(corpus), story + prop_below(random, 200), 20 + prop_below(random, 30));
}

/* The openings of three or more stories, or two stories one behind the other. */
static void add_page(struct prop_random *random, struct corpus *corpus, uint32_t stories) {
    struct prop_text *const text = corpus_text(corpus);
    const bool whole = prop_below(random, 3) == 0;
    const uint32_t count = whole ? 2 : 3 + prop_below(random, 3);
    const uint32_t first = prop_below(random, stories);
    for (uint32_t i = 0; i < count; i++)
        add_words(text, 1000 + (first + i) % stories * APART, whole ? 250 : 60);
}

static void make(struct prop_random *random, struct corpus *corpus) {
    const uint32_t stories = 3 + prop_below(random, STORIES - 2);
    for (uint32_t s = 0; s < stories; s++) {
        add_versions(random, corpus, 1000 + s * APART);
        if (prop_below(random, 2) == 0) add_excerpt(random, corpus, 1000 + s * APART);
    }
    for (uint32_t p = prop_below(random, 3); p > 0; p--) add_page(random, corpus, stories);
    for (uint32_t d = 0; d < corpus->count; d++) /* names in another order than the documents */
        corpus->names[d][0] = (char)('a' + prop_below(random, 26));
}

static struct nd_result *run(const struct corpus *corpus, const struct way *way) {
    struct nd_result *result;
    return corpus_cluster(corpus, way, &result) == ND_OK ? result : NULL;
}

static struct nd_result *joined(const struct corpus *corpus, unsigned joins) {
    struct way way = plain_way();
    way.options.joins = joins;
    way.options.pairs = true;
    return run(corpus, &way);
}

/* ---- Ways ------------------------------------------------------------------------------------ */

static bool same_row(const struct nd_row *a, const struct nd_row *b) {
    return a->document == b->document && a->cluster == b->cluster && a->size == b->size &&
           a->match == b->match && a->lead == b->lead && a->relation == b->relation &&
           a->content == b->content && a->measure.shared == b->measure.shared &&
           a->measure.equal == b->measure.equal && a->measure.words_a == b->measure.words_a &&
           a->measure.words_b == b->measure.words_b;
}

static bool same_pair(const struct nd_pair *a, const struct nd_pair *b) {
    return a->document == b->document && a->other == b->other && a->relation == b->relation &&
           a->measure.shared == b->measure.shared && a->measure.equal == b->measure.equal &&
           a->measure.words_a == b->measure.words_a && a->measure.words_b == b->measure.words_b;
}

static bool same_by(const struct corpus *corpus, const struct way *way,
                    const struct nd_result *expected) {
    struct nd_result *const result = run(corpus, way);
    bool same = result != NULL && expected != NULL && result->count == expected->count;
    for (size_t i = 0; same && i < result->count; i++)
        same = same_row(&result->rows[i], &expected->rows[i]);
    same = same && result->pair_count == expected->pair_count;
    for (size_t i = 0; same && i < result->pair_count; i++)
        same = same_pair(&result->pairs[i], &expected->pairs[i]);
    nd_result_free(result);
    return same;
}

static bool no_way_matters_to(const struct corpus *corpus, unsigned joins) {
    struct nd_result *const expected = joined(corpus, joins);
    struct way way = plain_way();
    struct nd_pool *pool = NULL;
    bool same = expected != NULL && nd_pool_new(4, NULL, &pool) == ND_OK;
    way.options.joins = joins;
    way.options.pairs = true;
    way.backwards = true;
    same = same && same_by(corpus, &way, expected);
    way.workers = 3;
    if (same) way.options.executor = nd_pool_executor(pool);
    same = same && same_by(corpus, &way, expected);
    way.options.kernel = "portable";
    same = same && same_by(corpus, &way, expected);
    nd_pool_free(pool);
    nd_result_free(expected);
    return same;
}

static bool no_way_matters(struct prop_random *random) {
    struct corpus corpus = {0};
    bool same = true;
    make(random, &corpus);
    for (size_t j = 0; j < LENGTH_OF(all_joins) && same; j++)
        same = no_way_matters_to(&corpus, all_joins[j]);
    corpus_drop(&corpus);
    return same;
}

/* ---- Joins ----------------------------------------------------------------------------------- */

static bool joins_by(nd_relation relation, unsigned joins) {
    return (relation == ND_RELATION_UPDATE && (joins & ND_JOIN_UPDATES) != 0) ||
           (relation == ND_RELATION_EXCERPT && (joins & ND_JOIN_EXCERPTS) != 0);
}

static bool measure_holds(const struct nd_measure *m) {
    return m->shared <= m->words_a && m->shared <= m->words_b && m->equal <= m->shared;
}

/* A document that joined is in the cluster of its match, and leads nothing. */
static bool joined_holds(const struct nd_result *after, const struct nd_row *row) {
    const struct nd_row *const lead = row_of(after, row->lead);
    return together(after, row->document, row->match) && row->match != row->document &&
           row->lead != row->document && row->measure.words_b == lead->measure.words_a;
}

/* Any other one is to its lead and match what it was, and shares with them what it did. */
static bool left_holds(const struct nd_row *was, const struct nd_row *row) {
    if (was->size == 1 && row->relation == ND_RELATION_LEAD) return row->size > 1;
    return row->relation == was->relation && row->match == was->match && row->lead == was->lead &&
           row->size >= was->size && row->measure.shared == was->measure.shared;
}

static bool row_holds(const struct nd_result *before, const struct nd_result *after,
                      const struct nd_row *row, unsigned joins) {
    const struct nd_row *const lead = row_of(after, row->lead);
    if (lead->cluster != row->cluster || lead->size != row->size) return false;
    if (!measure_holds(&row->measure)) return false;
    return joins_by(row->relation, joins) ? joined_holds(after, row)
                                          : left_holds(row_of(before, row->document), row);
}

/* Joining parts no cluster, and makes one fewer of each document alone that it adds. */
static bool joins_hold(const struct nd_result *before, const struct nd_result *after,
                       unsigned joins) {
    if (after == NULL || after->count != before->count) return false;
    for (size_t i = 0; i < after->count; i++) {
        const struct nd_row *const row = &before->rows[i];
        if (!row_holds(before, after, &after->rows[i], joins)) return false;
        if (!together(after, row->document, row->lead)) return false;
    }
    return after->counts.clusters <= before->counts.clusters &&
           after->counts.copies == after->count - after->counts.clusters;
}

static bool joining_moves_what_it_names(struct prop_random *random) {
    struct corpus corpus = {0};
    struct nd_result *before;
    bool holds = true;
    make(random, &corpus);
    before = joined(&corpus, 0);
    seeds++;
    for (size_t i = 0; i < before->count; i++) seen[before->rows[i].relation]++;
    for (size_t j = 0; j < LENGTH_OF(all_joins) && holds; j++) {
        struct nd_result *const after = joined(&corpus, all_joins[j]);
        holds = joins_hold(before, after, all_joins[j]);
        nd_result_free(after);
    }
    nd_result_free(before);
    corpus_drop(&corpus);
    return holds;
}

/* ---- Pairs ----------------------------------------------------------------------------------- */

static int compare_names(const struct corpus *corpus, uint32_t a, uint32_t b) {
    return strcmp(corpus->names[a], corpus->names[b]);
}

/* Pairs ascend by the names of other and document. */
static bool is_before(const struct corpus *corpus, const struct nd_pair *a,
                      const struct nd_pair *b) {
    const int order = compare_names(corpus, a->other, b->other);
    return order < 0 || (order == 0 && compare_names(corpus, a->document, b->document) < 0);
}

/* What holds for the numbers of a pair, by its relation. */
static bool pair_holds(const struct corpus *corpus, const struct nd_pair *pair) {
    const struct nd_measure *const m = &pair->measure;
    const bool shorter = m->words_a <= m->words_b, short_copy = 10 * m->words_a < 7 * m->words_b;
    if (!measure_holds(m) || pair->document == pair->other) return false;
    if (pair->relation == ND_RELATION_ROUNDUP) return true;
    if (nd_containment(m) < 500) return false;
    switch (pair->relation) {
    case ND_RELATION_EXACT:
        return m->equal == m->words_a && m->equal == m->words_b &&
               compare_names(corpus, pair->other, pair->document) < 0;
    case ND_RELATION_REPRINT: return shorter && !short_copy;
    case ND_RELATION_ABRIDGED: return shorter && short_copy;
    case ND_RELATION_EXCERPT: return shorter;
    default: return pair->relation == ND_RELATION_UPDATE;
    }
}

/* The document that stands for those with the same words. */
static uint32_t stands_for(const struct nd_result *result, uint32_t document) {
    for (size_t i = 0; i < result->pair_count; i++)
        if (result->pairs[i].relation == ND_RELATION_EXACT && result->pairs[i].document == document)
            return result->pairs[i].other;
    return document;
}

/* How many pairs are those of two documents, whichever way round; the last of them. */
static size_t find_pairs(const struct nd_result *result, uint32_t x, uint32_t y,
                         const struct nd_pair **last) {
    size_t count = 0;
    for (size_t i = 0; i < result->pair_count; i++) {
        const struct nd_pair *const pair = &result->pairs[i];
        if ((pair->document != x || pair->other != y) && (pair->document != y || pair->other != x))
            continue;
        *last = pair;
        count++;
    }
    return count;
}

/* Whether the pair says of document x what its row says. Of two round-ups the longer one is named
 * first. */
static bool says_the_same(const struct nd_result *result, const struct nd_row *row,
                          const struct nd_pair *pair, uint32_t x) {
    if (row->relation != ND_RELATION_UPDATE && row->relation != ND_RELATION_EXCERPT &&
        row->relation != ND_RELATION_ROUNDUP)
        return true;
    if (pair->relation != row->relation) return false;
    return pair->document == x ||
           (row->relation == ND_RELATION_ROUNDUP &&
            row_of(result, pair->document)->relation == ND_RELATION_ROUNDUP &&
            pair->measure.words_a >= pair->measure.words_b);
}

/* The match of a row is one of the pairs, and where the numbers are of it, they are the same. */
static bool row_has_pair(const struct nd_result *result, const struct nd_row *row) {
    const uint32_t x = stands_for(result, row->document), y = stands_for(result, row->match);
    const struct nd_pair *pair = NULL;
    if (x == y) return true;
    if (find_pairs(result, x, y, &pair) != 1) return false;
    if (!says_the_same(result, row, pair, x)) return false;
    return (row->size > 1 && row->match != row->lead) ||
           (row->measure.shared == pair->measure.shared &&
            row->measure.equal == pair->measure.equal);
}

static bool pairs_are_those_of_the_rows(struct prop_random *random) {
    struct corpus corpus = {0};
    bool holds = true;
    make(random, &corpus);
    for (size_t j = 0; j < LENGTH_OF(all_joins) && holds; j++) {
        struct nd_result *const result = joined(&corpus, all_joins[j]);
        for (size_t i = 0; holds && i < result->pair_count; i++) {
            const struct nd_pair *const pair = &result->pairs[i], *last;
            holds = pair_holds(&corpus, pair) &&
                    find_pairs(result, pair->document, pair->other, &last) == 1 &&
                    (i == 0 || is_before(&corpus, pair - 1, pair));
        }
        for (size_t i = 0; holds && i < result->count; i++)
            holds = row_has_pair(result, &result->rows[i]);
        nd_result_free(result);
    }
    corpus_drop(&corpus);
    return holds;
}

/* To be tried behind the others, once. */
static bool every_relation_came_up(struct prop_random *random) {
    (void)random;
    for (nd_relation r = ND_RELATION_LEAD; r <= ND_RELATION_UNIQUE; r++) {
        printf("# %s: %u rows\n", nd_relation_name(r), (unsigned)seen[r]);
        if (seen[r] == 0 && seeds >= SEEDS) return false;
    }
    return true;
}

int main(void) {
    int failed = 0;
    failed |= prop_try(1, "order, workers, threads and kernel do not matter to what joins",
                       no_way_matters, 15);
    failed |= prop_try(2, "joining moves what it names, and nothing else",
                       joining_moves_what_it_names, SEEDS);
    failed |= prop_try(3, "pairs are what was found, and hold the match of every row",
                       pairs_are_those_of_the_rows, SEEDS);
    failed |= prop_try(4, "every relation came up", every_relation_came_up, 1);
    return failed;
}
