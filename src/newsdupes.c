/*
 * newsdupes.c - the public header: documents in, clusters out
 *
 * Pass 1 is nd_worker_add: bytes to words and fingerprints, which each worker keeps in its own
 * arenas, and deals to piles that the index will be made of. Pass 2 is nd_corpus_cluster: documents
 * are ranked, those with the same words put together; boilerplate is learned, because only now the
 * whole corpus has been seen, and masked; near-identical documents are set aside, candidates found,
 * verified and clustered.
 *
 * SPDX-License-Identifier: MIT
 */
#include "newsdupes.h"

#include <string.h>

#include "base/arena.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/store.h"
#include "compare.h"
#include "match/entries.h"
#include "match/groups.h"
#include "simd/dispatch.h"
#include "simd/wordhash.h"
#include "text/tokens.h"

struct nd_worker {
    struct nd_corpus *corpus;
    struct nd_worker *next;
    struct nd_tokenizer *tokenizer;
    struct nd_printer printer;
    struct nd_entries entries; /* the documents that this worker read; names come later */
    uint64_t words;
    bool broken; /* it ran out of memory, perhaps in the midst of a document */
    char apart[ND_APART];
};

struct nd_corpus {
    struct nd_options options;
    const struct nd_kernels *kernels;
    struct nd_worker *workers;
    uint32_t *sources; /* by document; NULL: nothing was said */
    size_t source_count;
    bool sources_guessed;
    bool *old; /* by document; NULL: none is */
    size_t old_count;
    bool gathered;               /* what the workers read was taken from them */
    struct nd_recall recall;     /* of nd_corpus_cluster, when options.recall */
    struct nd_tokenizer *quoter; /* that keeps places; NULL until it is needed */
};

/* A result, and where its rows are. */
struct outcome {
    struct nd_result result; /* the first, which makes its address that of all */
    struct nd_store store;
    size_t room; /* in rows */
};

/* ---- Versions, words for numbers ------------------------------------------------------------- */

const char *nd_version(void) { return ND_VERSION_STRING; }

const char *nd_xxhash_version(void) { return nd_wordhash_xxhash_version(); }

const char *nd_utf8proc_version(void) { return nd_unicode_library_version(); }

const char *nd_unicode_version(void) { return nd_unicode.version; }

const char *nd_kernel_name(const char *wanted) {
    const struct nd_kernels *kernels = nd_kernels_select(wanted);
    return kernels != NULL ? kernels->name : NULL;
}

const char *nd_status_text(nd_status status) {
    switch (status) {
    case ND_OK: return "success";
    case ND_ERR_MEMORY: return "cannot allocate memory";
    case ND_ERR_PARAM: return "an argument is out of its range";
    case ND_ERR_KERNEL: return "the kernel is unknown or does not run on this machine";
    case ND_ERR_LIMIT: return "a limit was exceeded";
    case ND_ERR_CANCELLED: return "cancelled";
    case ND_ERR_THREAD: return "cannot start a thread";
    case ND_ERR_FULL: return "the corpus has more than 4294967295 fingerprints, which are too many";
    }
    return "unknown status";
}

const char *nd_relation_name(nd_relation relation) {
    switch (relation) {
    case ND_RELATION_LEAD: return "lead";
    case ND_RELATION_EXACT: return "exact";
    case ND_RELATION_REPRINT: return "reprint";
    case ND_RELATION_ABRIDGED: return "abridged";
    case ND_RELATION_UPDATE: return "update";
    case ND_RELATION_EXCERPT: return "excerpt";
    case ND_RELATION_ROUNDUP: return "roundup";
    case ND_RELATION_UNIQUE: return "unique";
    }
    return "unknown";
}

/* part / whole in thousandths, rounded half up. */
static uint32_t thousandths(uint64_t part, uint64_t whole) {
    return whole == 0 ? 1000 : (uint32_t)((2000 * part + whole) / (2 * whole));
}

uint32_t nd_similarity(const struct nd_measure *measure) {
    return thousandths(measure->shared,
                       (uint64_t)measure->words_a + measure->words_b - measure->shared);
}

uint32_t nd_containment(const struct nd_measure *measure) {
    return thousandths(measure->shared,
                       measure->words_a < measure->words_b ? measure->words_a : measure->words_b);
}

/* ---- The corpus and its workers -------------------------------------------------------------- */

void nd_options_init(struct nd_options *options) {
    *options = (struct nd_options){
        .threshold = ND_THRESHOLD_DEFAULT, .boilerplate = true, .executor.workers = 1};
}

static nd_status check_options(const struct nd_options *options, const struct nd_kernels **out) {
    if (options->threshold < 1 || options->threshold > ND_THRESHOLD_UNIT) return ND_ERR_PARAM;
    if (options->executor.run != NULL && options->executor.workers < 1) return ND_ERR_PARAM;
    if ((options->joins & ~(ND_JOIN_UPDATES | ND_JOIN_EXCERPTS)) != 0) return ND_ERR_PARAM;
    if (options->store.take != NULL && options->store.give_back == NULL) return ND_ERR_PARAM;
    *out = nd_kernels_select(options->kernel);
    return *out != NULL ? ND_OK : ND_ERR_KERNEL;
}

nd_status nd_corpus_new(const struct nd_options *options, struct nd_corpus **out) {
    const struct nd_kernels *kernels;
    struct nd_corpus *corpus;
    const nd_status status = check_options(options, &kernels);
    *out = NULL;
    if (status != ND_OK) return status;
    corpus = nd_alloc_zero(1, sizeof *corpus);
    if (corpus == NULL) return ND_ERR_MEMORY;
    corpus->options = *options;
    corpus->options.kernel = NULL; /* borrowed only for this call */
    corpus->kernels = kernels;
    *out = corpus;
    return ND_OK;
}

static void free_worker(struct nd_worker *worker) {
    nd_tokenizer_free(worker->tokenizer);
    nd_printer_free(&worker->printer);
    nd_entries_free(&worker->entries);
    nd_free(worker);
}

void nd_corpus_free(struct nd_corpus *corpus) {
    if (corpus == NULL) return;
    while (corpus->workers != NULL) {
        struct nd_worker *next = corpus->workers->next;
        free_worker(corpus->workers);
        corpus->workers = next;
    }
    nd_tokenizer_free(corpus->quoter);
    nd_recall_free(&corpus->recall);
    nd_free(corpus->sources);
    nd_free(corpus->old);
    nd_free(corpus);
}

nd_status nd_worker_new(struct nd_corpus *corpus, struct nd_worker **out) {
    struct nd_worker *worker = nd_alloc_zero(1, sizeof *worker);
    nd_status status;
    *out = NULL;
    if (worker == NULL) return ND_ERR_MEMORY;
    status = nd_printer_init(&worker->printer, corpus->kernels, &corpus->options.store);
    if (status == ND_OK) status = nd_tokenizer_new(corpus->kernels, false, &worker->tokenizer);
    if (status != ND_OK) {
        free_worker(worker);
        return status;
    }
    worker->tokenizer->arena.store = worker->entries.lists.store = &corpus->options.store;
    worker->corpus = corpus;
    worker->next = corpus->workers;
    corpus->workers = worker;
    *out = worker;
    return ND_OK;
}

/* Keeps the words that the tokenizer holds as those of `document`. */
static nd_status keep_words(struct nd_worker *worker, uint32_t document) {
    struct nd_tokenizer *tokenizer = worker->tokenizer;
    const struct nd_words words = {tokenizer->words, (uint32_t)tokenizer->count};
    struct nd_entry *entry;
    nd_status status = nd_entries_next(&worker->entries, &entry);
    if (status != ND_OK) return status;
    *entry = (struct nd_entry){.document = document, .words = words.words, .count = words.count};
    status = nd_prints_make(&worker->printer, &words, &entry->prints, &entry->first);
    if (status != ND_OK) return status;
    nd_arena_close(&tokenizer->arena, tokenizer->count);
    nd_arena_prepare(&tokenizer->arena);
    nd_arena_prepare(&worker->printer.arena);
    entry->hash = worker->corpus->kernels->hash_sequence(entry->words, entry->count);
    worker->words += entry->count;
    nd_entries_keep(&worker->entries);
    return ND_OK;
}

nd_status nd_worker_add(struct nd_worker *worker, uint32_t document, const void *text, size_t size,
                        nd_encoding encoding, struct nd_document_info *info) {
    struct nd_document_info found = {0};
    nd_status status;
    if (info != NULL) *info = found;
    if ((text == NULL && size != 0) || worker->corpus->gathered) return ND_ERR_PARAM;
    if (document >= ND_MAX_DOCUMENTS) return ND_ERR_LIMIT;
    status = nd_tokenize(worker->tokenizer, text, size, encoding, &found);
    if (status == ND_OK) status = keep_words(worker, document);
    if (status == ND_ERR_MEMORY) worker->broken = true;
    if (status == ND_OK && info != NULL) *info = found;
    return status;
}

/* ---- Clusters -------------------------------------------------------------------------------- */

nd_status nd_corpus_set_sources(struct nd_corpus *corpus, const uint32_t *sources, size_t count,
                                bool guessed) {
    uint32_t *copy;
    for (size_t i = 0; i < count; i++)
        if (sources[i] > count) return ND_ERR_PARAM;
    copy = nd_alloc(count, sizeof *copy);
    if (copy == NULL) return ND_ERR_MEMORY;
    if (count != 0) memcpy(copy, sources, count * sizeof *copy);
    nd_free(corpus->sources);
    corpus->sources = copy;
    corpus->source_count = count;
    corpus->sources_guessed = guessed;
    return ND_OK;
}

nd_status nd_corpus_set_old(struct nd_corpus *corpus, const bool *old, size_t count) {
    bool *copy = nd_alloc(count, sizeof *copy);
    if (copy == NULL) return ND_ERR_MEMORY;
    if (count != 0) memcpy(copy, old, count * sizeof *copy);
    nd_free(corpus->old);
    corpus->old = copy;
    corpus->old_count = count;
    return ND_OK;
}

/* Lists the entries of all workers, and those of documents that nobody added. */
static nd_status list_entries(const struct nd_corpus *corpus, struct nd_entries *missing,
                              const struct nd_roster *roster) {
    for (struct nd_worker *w = corpus->workers; w != NULL; w = w->next) {
        const uint32_t begin = w->printer.deal.begin;
        const nd_status status = nd_entries_list(&w->entries, begin, roster);
        if (status != ND_OK) return status;
    }
    return nd_entries_add_missing(missing, roster);
}

/* Ranks the entries of all workers, who have none then. */
static nd_status gather_entries(const struct nd_corpus *corpus, struct nd_groups *groups) {
    const size_t count = groups->count;
    struct nd_entries missing = {.lists.store = groups->store};
    struct nd_keyed *items = nd_store_take_zero(groups->store, count, sizeof *items);
    struct nd_entry *entries = nd_store_take(groups->store, count, sizeof *entries);
    nd_status status = ND_ERR_MEMORY;
    groups->entries = entries;
    if (items != NULL && entries != NULL)
        status =
            list_entries(corpus, &missing,
                         &(struct nd_roster){items, groups->names, corpus->old, groups->count});
    if (status == ND_OK)
        status = nd_rank_entries(items, count, groups->store, groups->executor, entries);
    nd_store_give_back(groups->store, items, count, sizeof *items);
    nd_entries_free(&missing);
    for (struct nd_worker *w = corpus->workers; w != NULL; w = w->next)
        nd_entries_free(&w->entries);
    return status;
}

/* Puts together what the workers dealt. */
static nd_status gather_deals(const struct nd_corpus *corpus, struct nd_dealt *dealt) {
    for (struct nd_worker *w = corpus->workers; w != NULL; w = w->next) {
        w->printer.deal.next = dealt->deals;
        dealt->deals = &w->printer.deal;
    }
    return nd_dealt_number(dealt);
}

/* Whether the corpus can be gathered: once, and as it was added. */
static nd_status check_corpus(const struct nd_corpus *corpus, size_t count) {
    if (corpus->gathered || count > ND_MAX_DOCUMENTS) return ND_ERR_PARAM;
    if (corpus->sources != NULL && corpus->source_count != count) return ND_ERR_PARAM;
    if (corpus->old != NULL && corpus->old_count != count) return ND_ERR_PARAM;
    for (const struct nd_worker *w = corpus->workers; w != NULL; w = w->next)
        if (w->broken) return ND_ERR_MEMORY;
    return ND_OK;
}

/* Gathers the documents to be grouped. */
static nd_status gather(struct nd_corpus *corpus, const struct nd_name *names,
                        struct nd_groups *groups) {
    nd_status status = check_corpus(corpus, groups->count);
    if (status == ND_OK) status = gather_deals(corpus, &groups->dealt);
    if (status != ND_OK) return status;
    corpus->gathered = true;
    groups->names = names;
    groups->executor = &corpus->options.executor;
    groups->observer = &corpus->options.observer;
    groups->chooser = &corpus->options.chooser;
    groups->store = &corpus->options.store;
    groups->kernels = corpus->kernels;
    groups->threshold = corpus->options.threshold;
    groups->has_old = corpus->old != NULL;
    groups->boilerplate = corpus->options.boilerplate;
    groups->joins = corpus->options.joins;
    groups->sources = corpus->sources;
    groups->sources_guessed = corpus->sources == NULL || corpus->sources_guessed;
    groups->pairs = corpus->options.pairs && groups->audit == NULL;
    return gather_entries(corpus, groups);
}

/* Gives back the words and fingerprints that a worker read. */
static nd_status forget(void *context, size_t task, uint32_t worker) {
    const struct nd_corpus *corpus = context;
    struct nd_worker *w = corpus->workers;
    (void)worker;
    while (task-- > 0) w = w->next;
    nd_arena_free(&w->tokenizer->arena);
    nd_arena_free(&w->printer.arena);
    return ND_OK;
}

/* Does so for all, by all threads: that takes as long as writing the result, and nothing but
 * comparing documents once more would look at them. */
static nd_status forget_all(struct nd_corpus *corpus) {
    size_t count = 0;
    if (corpus->options.recall) return ND_OK;
    for (const struct nd_worker *w = corpus->workers; w != NULL; w = w->next) count++;
    return nd_exec_run(&corpus->options.executor, count, forget, corpus);
}

/* Clusters the documents, and audits that when there are options to do so by. */
static nd_status group(struct nd_corpus *corpus, const struct nd_name *names,
                       struct nd_groups *groups, struct nd_result *result) {
    nd_status status = gather(corpus, names, groups);
    if (status == ND_OK) status = nd_group(groups, result);
    nd_store_give_back(groups->store, groups->entries, groups->count, sizeof *groups->entries);
    if (status == ND_OK) status = forget_all(corpus);
    for (const struct nd_worker *w = corpus->workers; w != NULL; w = w->next) {
        result->counts.words += w->words;
    }
    return status;
}

static struct nd_result *new_result(const struct nd_corpus *corpus, size_t count) {
    struct outcome *outcome = nd_alloc_zero(1, sizeof *outcome);
    if (outcome == NULL) return NULL;
    outcome->store = corpus->options.store;
    outcome->room = count;
    return &outcome->result;
}

nd_status nd_corpus_cluster(struct nd_corpus *corpus, const struct nd_name *names, size_t count,
                            struct nd_result **out) {
    struct nd_groups groups = {.count = count,
                               .recall = corpus->options.recall ? &corpus->recall : NULL};
    struct nd_result *result = new_result(corpus, count);
    const nd_status status = result != NULL ? group(corpus, names, &groups, result) : ND_ERR_MEMORY;
    if (status != ND_OK) {
        nd_result_free(result);
        result = NULL;
    }
    *out = result;
    return status;
}

void nd_result_free(struct nd_result *result) {
    struct outcome *outcome = (struct outcome *)(void *)result;
    if (outcome == NULL) return;
    nd_store_give_back(&outcome->store, result->rows, outcome->room, sizeof *result->rows);
    nd_free((void *)(uintptr_t)result->pairs); /* const for the reader, and ours to free */
    nd_free(outcome);
}

/* ---- Boilerplate ----------------------------------------------------------------------------- */

nd_status nd_corpus_boilerplate(struct nd_corpus *corpus, const struct nd_name *names, size_t count,
                                struct nd_boilerplate **out) {
    struct nd_boilerplate *boilerplate = nd_alloc_zero(1, sizeof *boilerplate);
    struct nd_groups groups = {.count = count};
    nd_status status = ND_ERR_MEMORY;
    if (boilerplate != NULL) status = gather(corpus, names, &groups);
    if (status == ND_OK) status = nd_group_boilerplate(&groups, boilerplate);
    nd_store_give_back(groups.store, groups.entries, count, sizeof *groups.entries);
    if (status != ND_OK) {
        nd_boilerplate_free(boilerplate);
        boilerplate = NULL;
    }
    *out = boilerplate;
    return status;
}

void nd_boilerplate_free(struct nd_boilerplate *boilerplate) {
    if (boilerplate == NULL) return;
    nd_free((void *)(uintptr_t)boilerplate->blocks); /* const for the reader, and ours to free */
    nd_free(boilerplate);
}

nd_status nd_corpus_quote(struct nd_corpus *corpus, const struct nd_boilerplate_block *block,
                          const void *text, size_t size, nd_encoding encoding,
                          struct nd_quotation *out) {
    const struct nd_tokenizer *quoter;
    struct nd_document_info info;
    size_t begin;
    nd_status status = ND_OK;
    *out = (struct nd_quotation){0};
    if (text == NULL && size != 0) return ND_ERR_PARAM;
    if (corpus->quoter == NULL) status = nd_tokenizer_new(corpus->kernels, true, &corpus->quoter);
    if (status == ND_OK) status = nd_tokenize(corpus->quoter, text, size, encoding, &info);
    if (status != ND_OK) return status;
    quoter = corpus->quoter;
    if (block->first >= block->last || block->last > quoter->count) return ND_ERR_PARAM;
    begin = quoter->places[block->first].begin;
    out->text = (const char *)quoter->text + begin;
    out->size = quoter->places[block->last - 1].end - begin;
    out->line = 1;
    for (size_t i = 0; i < begin; i++) out->line += quoter->text[i] == '\n';
    return ND_OK;
}

/* ---- Comparing ------------------------------------------------------------------------------- */

nd_status nd_corpus_compare(struct nd_corpus *corpus, const struct nd_text texts[2],
                            struct nd_comparison **out) {
    struct nd_comparing_side sides[2];
    *out = NULL;
    for (int s = 0; s < 2; s++) {
        if (texts[s].document >= corpus->recall.count) return ND_ERR_PARAM;
        sides[s] = (struct nd_comparing_side){texts[s].bytes, texts[s].size, texts[s].encoding,
                                              corpus->recall.hidden[texts[s].document]};
    }
    return nd_compare_sides(corpus->kernels, &corpus->recall.lexicon, sides, out);
}

/* ---- Auditing -------------------------------------------------------------------------------- */

void nd_audit_options_init(struct nd_audit_options *options) {
    *options = (struct nd_audit_options){.sample = 1000};
}

nd_status nd_corpus_audit(struct nd_corpus *corpus, const struct nd_audit_options *options,
                          const struct nd_name *names, size_t count, struct nd_audit **out) {
    struct nd_audit *audit = nd_alloc_zero(1, sizeof *audit);
    struct nd_groups groups = {.count = count, .audit_options = options, .audit = audit};
    struct nd_result *result = new_result(corpus, count);
    nd_status status = audit != NULL && result != NULL ? ND_OK : ND_ERR_MEMORY;
    if (status == ND_OK && options->sample == 0) status = ND_ERR_PARAM;
    if (status == ND_OK) status = group(corpus, names, &groups, result);
    nd_result_free(result);
    if (status != ND_OK) {
        nd_audit_free(audit);
        audit = NULL;
    }
    *out = audit;
    return status;
}

void nd_audit_free(struct nd_audit *audit) {
    if (audit == NULL) return;
    nd_free((void *)(uintptr_t)audit->pairs); /* const for the reader, and ours to free */
    nd_free(audit);
}
