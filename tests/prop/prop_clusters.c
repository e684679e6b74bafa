/*
 * prop_clusters.c - what holds for the clusters of any corpus
 *
 * Corpora of made-up articles and their reprints go through the public calls. The result must have
 * its stated form, and must not depend on the order of adding, the workers, the executor or the
 * kernel.
 *
 * SPDX-License-Identifier: MIT
 */
#include "newsdupes.h"
#include "par/par.h"
#include "prop/prop.h"

enum { MOST_DOCUMENTS = 60, WORDS = 600 };

struct corpus {
    uint32_t count;
    struct prop_text texts[MOST_DOCUMENTS];
    char names[MOST_DOCUMENTS][16];
    bool old[MOST_DOCUMENTS];
    bool choosing; /* the lead is the copy of the greatest weight */
};

/* How to run one; the result must not depend on it. */
struct way {
    const char *kernel;
    uint32_t workers;
    bool shuffled, threads;
};

static void add_passage(struct prop_random *random, struct prop_text *text, uint32_t words) {
    for (uint32_t i = 0; i < words; i++) {
        prop_add_word(text, prop_below(random, WORDS) * prop_below(random, WORDS) / WORDS);
        prop_add_string(text, prop_below(random, 9) == 0 ? ", " : " ");
    }
}

/* A copy with a headline, with words left out and put in, perhaps cut. */
static void add_reprint(struct prop_random *random, struct prop_text *text,
                        const struct prop_text *of) {
    const uint32_t rate = 20 + prop_below(random, 100);
    const size_t end = prop_below(random, 3) == 0 ? of->size / 2 : of->size;
    if (prop_below(random, 2) == 0) add_passage(random, text, prop_below(random, 20));
    for (size_t at = 0; at < end;) {
        const char *blank = memchr(of->bytes + at, ' ', end - at);
        const size_t next = blank != NULL ? (size_t)(blank - of->bytes) + 1 : end;
        const uint32_t chance = prop_below(random, rate);
        if (chance == 0) add_passage(random, text, 1 + prop_below(random, 3));
        if (chance != 1) prop_add(text, of->bytes + at, next - at);
        at = next;
    }
}

static void make(struct prop_random *random, struct corpus *corpus) {
    *corpus = (struct corpus){.count = 1 + prop_below(random, MOST_DOCUMENTS - 1)};
    for (uint32_t i = 0; i < corpus->count; i++) {
        struct prop_text *const text = &corpus->texts[i];
        const uint32_t kind = prop_below(random, 8);
        snprintf(corpus->names[i], sizeof corpus->names[i], "%c%u",
                 (char)('a' + prop_below(random, 26)), (unsigned)i);
        prop_add_string(text, "");
        if (i != 0 && kind < 3) {
            add_reprint(random, text, &corpus->texts[prop_below(random, i)]);
        } else if (i != 0 && kind == 3) {
            const struct prop_text *const of = &corpus->texts[prop_below(random, i)];
            prop_add(text, of->bytes, of->size);
        } else {
            add_passage(random, text, kind == 4 ? prop_below(random, 8) : prop_below(random, 300));
        }
    }
}

/* Makes some documents old, and has somebody choose leads or not. */
static void make_old(struct prop_random *random, struct corpus *corpus) {
    const uint32_t rate = 1 + prop_below(random, 6);
    for (uint32_t i = 0; i < corpus->count; i++) corpus->old[i] = prop_below(random, rate) == 0;
    corpus->choosing = prop_below(random, 2) == 0;
}

static void unmake(struct corpus *corpus) {
    for (uint32_t i = 0; i < corpus->count; i++) prop_free(&corpus->texts[i]);
}

static void name_all(const struct corpus *corpus, struct nd_name *names) {
    for (uint32_t i = 0; i < corpus->count; i++)
        names[i] = (struct nd_name){corpus->names[i], strlen(corpus->names[i])};
}

static void shuffle(struct prop_random *random, uint32_t *order, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) order[i] = i;
    for (uint32_t i = count; i > 1; i--) {
        const uint32_t j = prop_below(random, i), kept = order[j];
        order[j] = order[i - 1];
        order[i - 1] = kept;
    }
}

static nd_status add_all(struct nd_corpus *core, const struct corpus *corpus, const struct way *way,
                         struct prop_random *random) {
    struct nd_worker *workers[4];
    uint32_t order[MOST_DOCUMENTS];
    nd_status status = ND_OK;
    shuffle(random, order, corpus->count);
    for (uint32_t i = 0; status == ND_OK && i < way->workers; i++)
        status = nd_worker_new(core, &workers[i]);
    for (uint32_t i = 0; status == ND_OK && i < corpus->count; i++) {
        const uint32_t d = way->shuffled ? order[i] : i;
        status = nd_worker_add(workers[i % way->workers], d, corpus->texts[d].bytes,
                               corpus->texts[d].size, ND_ENCODING_DETECT, NULL);
    }
    return status;
}

static uint32_t weight_of(uint32_t document) { return (document + 1) * 2654435761u; }

static size_t choose_heaviest(void *self, const struct nd_choice *choices, size_t count) {
    size_t best = 0;
    (void)self;
    for (size_t i = 1; i < count; i++)
        if (weight_of(choices[i].document) > weight_of(choices[best].document)) best = i;
    return best;
}

/* NULL when anything failed, or the machine lacks the kernel. */
static struct nd_result *run(const struct corpus *corpus, const struct way *way,
                             struct prop_random *random) {
    struct nd_name names[MOST_DOCUMENTS];
    struct nd_options options;
    struct nd_corpus *core = NULL;
    struct nd_result *result = NULL;
    struct nd_pool *pool = NULL;
    nd_status status = ND_OK;
    nd_options_init(&options);
    options.kernel = way->kernel;
    if (corpus->choosing) options.chooser.choose = choose_heaviest;
    if (way->threads) status = nd_pool_new(3, NULL, &pool);
    if (status == ND_OK && way->threads) options.executor = nd_pool_executor(pool);
    if (status == ND_OK) status = nd_corpus_new(&options, &core);
    if (status == ND_OK) status = add_all(core, corpus, way, random);
    if (status == ND_OK) status = nd_corpus_set_old(core, corpus->old, corpus->count);
    name_all(corpus, names);
    if (status == ND_OK) status = nd_corpus_cluster(core, names, corpus->count, &result);
    nd_corpus_free(core);
    nd_pool_free(pool);
    return status == ND_OK ? result : NULL;
}

static bool same_row(const struct nd_row *a, const struct nd_row *b) {
    return a->document == b->document && a->cluster == b->cluster && a->size == b->size &&
           a->match == b->match && a->lead == b->lead && a->relation == b->relation &&
           a->content == b->content && a->measure.shared == b->measure.shared &&
           a->measure.equal == b->measure.equal && a->measure.words_a == b->measure.words_a &&
           a->measure.words_b == b->measure.words_b;
}

static bool same_result(const struct nd_result *a, const struct nd_result *b) {
    bool same = a != NULL && b != NULL && a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) same = same_row(&a->rows[i], &b->rows[i]);
    return same;
}

/* Whether the result is the same in each way; some documents are old when `old`. */
static bool no_way_matters_to(struct prop_random *random, bool old) {
    static const struct way ways[] = {
        {NULL, 1, true, false},      {NULL, 4, true, false},          {NULL, 3, true, true},
        {"portable", 2, true, true}, {"sse4.1", 1, true, false},      {"avx2", 1, true, false},
        {"avx512", 1, true, false},  {"avx512vbmi2", 1, true, false}, {"neon", 1, true, false}};
    const struct way plain = {NULL, 1, false, false};
    struct corpus corpus;
    struct nd_result *first;
    bool same = true;
    make(random, &corpus);
    if (old) make_old(random, &corpus);
    first = run(&corpus, &plain, random);
    for (size_t i = 0; same && i < sizeof ways / sizeof *ways; i++) {
        if (ways[i].kernel != NULL && nd_kernel_name(ways[i].kernel) == NULL) continue;
        struct nd_result *const other = run(&corpus, &ways[i], random);
        same = same_result(first, other);
        nd_result_free(other);
    }
    nd_result_free(first);
    unmake(&corpus);
    return same;
}

static bool no_way_matters(struct prop_random *random) { return no_way_matters_to(random, false); }

static bool no_way_matters_with_old(struct prop_random *random) {
    return no_way_matters_to(random, true);
}

/* What holds for the numbers of any row. */
static bool measure_holds(const struct nd_measure *m) {
    return m->shared <= m->words_a && m->shared <= m->words_b && m->equal <= m->shared &&
           nd_similarity(m) <= nd_containment(m);
}

/* A document alone is unique and its own match, or was matched with another one. */
static bool alone_holds(const struct nd_row *row) {
    if (row->relation == ND_RELATION_UNIQUE) {
        return row->match == row->document && row->measure.equal == row->measure.words_a;
    }
    if (row->relation == ND_RELATION_ROUNDUP) return true;
    return (row->relation == ND_RELATION_UPDATE || row->relation == ND_RELATION_EXCERPT) &&
           row->match != row->document && nd_containment(&row->measure) >= 500;
}

static bool row_holds(const struct nd_row *row, const struct nd_row *lead) {
    const struct nd_measure *const m = &row->measure;
    if (row->cluster != lead->cluster || row->size != lead->size || row->lead != lead->document)
        return false;
    if (!measure_holds(m)) return false;
    if (row->size == 1) return alone_holds(row);
    if (row->match != lead->document || m->words_b != lead->measure.words_a) return false;
    if (row == lead) return row->relation == ND_RELATION_LEAD && m->equal == m->words_a;
    if (row->relation == ND_RELATION_EXACT) return m->equal == m->words_a && m->equal == m->words_b;
    return (row->relation == ND_RELATION_REPRINT || row->relation == ND_RELATION_ABRIDGED) &&
           nd_containment(m) >= 500 && 3 * (uint64_t)m->equal >= m->shared;
}

/* Of the names of a cluster the least one counts; clusters ascend by it, and rows by name. */
static bool cluster_holds(const struct corpus *corpus, const struct nd_row *rows, size_t left,
                          const char **least) {
    const char *own = corpus->names[rows->document], *before = NULL;
    const char *const previous = *least;
    if (rows->size == 0 || rows->size > left) return false;
    for (uint32_t i = 0; i < rows->size; i++) {
        const char *const name = corpus->names[rows[i].document];
        if (!row_holds(&rows[i], rows)) return false;
        if (i > 0 && before != NULL && strcmp(before, name) >= 0) return false;
        if (i > 0) before = name;
        if (strcmp(name, own) < 0) own = name;
    }
    *least = own;
    return previous == NULL || strcmp(previous, own) < 0;
}

static bool form_is_right(struct prop_random *random) {
    const struct way plain = {NULL, 1, false, false};
    struct corpus corpus;
    struct nd_result *result;
    bool seen[MOST_DOCUMENTS] = {false}, right;
    const char *least = NULL;
    uint32_t cluster = 0;
    make(random, &corpus);
    result = run(&corpus, &plain, random);
    right = result != NULL && result->count == corpus.count;
    for (size_t i = 0; right && i < result->count; i += result->rows[i].size) {
        right = result->rows[i].cluster == ++cluster &&
                cluster_holds(&corpus, &result->rows[i], result->count - i, &least);
        if (result->rows[i].size == 0) break;
    }
    for (size_t i = 0; right && i < result->count; i++) {
        right = !seen[result->rows[i].document];
        seen[result->rows[i].document] = true;
    }
    right = right && result->counts.clusters == cluster;
    nd_result_free(result);
    unmake(&corpus);
    return right;
}

/* The documents that share a cluster, as the least document number in it, for the first `count`. */
static void partition(const struct nd_result *result, uint32_t count, uint32_t *least) {
    for (size_t i = 0; i < result->count; i += result->rows[i].size) {
        const struct nd_row *const rows = &result->rows[i];
        uint32_t own = UINT32_MAX;
        for (uint32_t k = 0; k < rows->size; k++)
            if (rows[k].document < own) own = rows[k].document;
        for (uint32_t k = 0; k < rows->size; k++)
            if (rows[k].document < count) least[rows[k].document] = own;
    }
}

static bool a_copy_changes_nothing(struct prop_random *random) {
    const struct way plain = {NULL, 1, false, false};
    struct corpus corpus;
    struct nd_result *before, *after;
    uint32_t least_before[MOST_DOCUMENTS] = {0}, least_after[MOST_DOCUMENTS] = {0}, of;
    bool same;
    make(random, &corpus);
    before = run(&corpus, &plain, random);
    of = prop_below(random, corpus.count);
    prop_add_string(&corpus.texts[corpus.count], "");
    prop_add(&corpus.texts[corpus.count], corpus.texts[of].bytes, corpus.texts[of].size);
    snprintf(corpus.names[corpus.count], sizeof corpus.names[0], "~");
    corpus.count++;
    after = run(&corpus, &plain, random);
    same = before != NULL && after != NULL;
    if (same) {
        partition(before, corpus.count - 1, least_before);
        partition(after, corpus.count - 1, least_after);
        same = memcmp(least_before, least_after, sizeof least_before) == 0;
    }
    nd_result_free(before);
    nd_result_free(after);
    unmake(&corpus);
    return same;
}

/* Whether two rows, the second of a result without old documents, are of one document, and what its
 * clusters have in common is the same. */
static bool matches_whole(const struct corpus *corpus, const struct nd_row *row,
                          const struct nd_row *whole, const bool *has_old) {
    if (corpus->old[row->document] || row->document != whole->document) return false;
    if (row->size != whole->size || !measure_holds(&row->measure)) return false;
    if (corpus->old[row->lead] != has_old[whole->cluster]) return false;
    if (row->size == 1 || row->lead == row->document) return row->lead == row->document;
    return row->relation == ND_RELATION_EXACT || row->relation == ND_RELATION_REPRINT ||
           row->relation == ND_RELATION_ABRIDGED;
}

static const struct nd_row *row_of(const struct nd_result *result, uint32_t document) {
    for (size_t i = 0; i < result->count; i++)
        if (result->rows[i].document == document) return &result->rows[i];
    return NULL;
}

/* Whether no copy in the cluster of `whole` should lead rather than the lead of the row. */
static bool leads_rightly(const struct corpus *corpus, const struct nd_row *row,
                          const struct nd_result *whole, uint32_t cluster) {
    for (size_t i = 0; i < whole->count; i++) {
        const uint32_t d = whole->rows[i].document;
        if (whole->rows[i].cluster != cluster || corpus->old[d] != corpus->old[row->lead]) continue;
        if (weight_of(d) > weight_of(row->lead)) return false;
    }
    return true;
}

/* Compares the rows with those of the same corpus when nothing in it is old. */
static bool old_holds(const struct corpus *corpus, const struct nd_result *result,
                      const struct nd_result *whole) {
    bool has_old[MOST_DOCUMENTS + 1] = {false};
    size_t rows = 0;
    for (size_t i = 0; i < whole->count; i++)
        has_old[whole->rows[i].cluster] |= corpus->old[whole->rows[i].document];
    for (size_t i = 0; i < whole->count; i++) {
        const struct nd_row *const row = row_of(result, whole->rows[i].document);
        rows += row != NULL;
        if ((row == NULL) != corpus->old[whole->rows[i].document]) return false;
        if (row == NULL) continue;
        if (!matches_whole(corpus, row, &whole->rows[i], has_old)) return false;
        if (corpus->choosing && !leads_rightly(corpus, row, whole, whole->rows[i].cluster))
            return false;
    }
    for (size_t i = 1; i < result->count; i++) {
        const struct nd_row *const a = &result->rows[i - 1], *const b = &result->rows[i];
        if ((a->lead == b->lead) != (a->cluster == b->cluster)) return false;
        if (b->cluster - a->cluster > 1) return false;
    }
    return rows == result->count;
}

static bool old_documents_change_no_cluster(struct prop_random *random) {
    const struct way plain = {NULL, 1, false, false};
    struct corpus corpus;
    struct nd_result *whole, *result;
    bool same;
    make(random, &corpus);
    whole = run(&corpus, &plain, random);
    make_old(random, &corpus);
    result = run(&corpus, &plain, random);
    same = whole != NULL && result != NULL && old_holds(&corpus, result, whole);
    nd_result_free(whole);
    nd_result_free(result);
    unmake(&corpus);
    return same;
}

int main(void) {
    int failed = 0;
    failed |= prop_try(1, "order, workers, threads and kernel do not matter", no_way_matters, 40);
    failed |= prop_try(2, "rows have the form that newsdupes.h states", form_is_right, 150);
    failed |= prop_try(3, "one more copy of a document leaves the others where they were",
                       a_copy_changes_nothing, 100);
    failed |=
        prop_try(4, "nor do they when documents are old or chosen", no_way_matters_with_old, 40);
    failed |= prop_try(5, "old and chosen documents lead their clusters and change none of them",
                       old_documents_change_no_cluster, 150);
    return failed;
}
