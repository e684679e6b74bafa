/*
 * corpus.c - see corpus.h
 *
 * Each thread has a lane: a reader that fetches documents and a worker that adds them to the
 * corpus. A lane goes on until nothing is left, so that no thread waits for another while there is
 * something to read.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/corpus.h"

#include "base/mem.h"
#include "cli/origins.h"
#include "cli/print.h"
#include "cli/table.h"

struct cli_lane {
    struct cli_corpus *corpus;
    struct nd_reader *reader;
    struct nd_worker *worker;
    uint64_t windows_1252, binary, oversized;
    char apart[ND_APART];
};

/* ---- Lanes ----------------------------------------------------------------------------------- */

static nd_status take_document(void *context, const struct nd_document *document) {
    struct cli_lane *lane = context;
    struct nd_document_info info = {0};
    nd_status status = nd_worker_add(lane->worker, document->number, document->text, document->size,
                                     document->encoding, &info);
    if (document->has_tags) nd_reader_doubt_plain(lane->reader, document);
    if (status == ND_ERR_LIMIT) {
        lane->oversized++;
        cli_messages_error_about(&lane->corpus->messages, document->origin,
                                 "has too many words; it matches nothing");
        return ND_OK;
    }
    if (info.content == ND_CONTENT_WINDOWS_1252) {
        lane->windows_1252++;
        nd_reader_doubt_encoding(lane->reader, document);
    }
    if (status == ND_OK && info.content == ND_CONTENT_BINARY) {
        lane->binary++;
        cli_messages_error_about(&lane->corpus->messages, document->origin,
                                 "holds NUL bytes and is not UTF-16; it matches nothing");
    }
    return status;
}

static nd_status read_lane(void *context, size_t task, uint32_t worker) {
    struct cli_corpus *corpus = context;
    struct cli_lane *lane = &corpus->lanes[task];
    nd_status status = ND_OK;
    (void)worker;
    for (bool more = true; more && status == ND_OK;) {
        status = nd_reader_next(lane->reader, take_document, lane, &more);
        cli_progress_read(&corpus->progress, corpus->input);
        nd_spill_relieve(corpus->memory.spill);
    }
    return status;
}

static nd_status make_lanes(struct cli_corpus *corpus) {
    nd_status status = ND_OK;
    const uint32_t count = nd_pool_workers(corpus->pool);
    corpus->lanes = nd_alloc_zero(count, sizeof *corpus->lanes);
    if (corpus->lanes == NULL) return ND_ERR_MEMORY;
    corpus->lane_count = count;
    for (uint32_t i = 0; i < count && status == ND_OK; i++) {
        struct cli_lane *lane = &corpus->lanes[i];
        lane->corpus = corpus;
        status = nd_reader_new(corpus->input, &lane->reader);
        if (status == ND_OK) status = nd_worker_new(corpus->corpus, &lane->worker);
    }
    return status;
}

static nd_status run_lanes(struct cli_corpus *corpus) {
    const struct nd_executor executor = nd_pool_executor(corpus->pool);
    nd_status status = make_lanes(corpus);
    if (status == ND_OK)
        status = executor.run(executor.self, corpus->lane_count, read_lane, corpus);
    for (uint32_t i = 0; i < corpus->lane_count; i++) {
        corpus->windows_1252 += corpus->lanes[i].windows_1252;
        corpus->binary += corpus->lanes[i].binary;
        corpus->oversized += corpus->lanes[i].oversized;
    }
    return status;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Whether standard input is the list of sources, of which nothing is left then. */
static bool lists_sources(const struct cli_settings *settings) {
    return settings->keep.sources_size == 1 && settings->keep.sources[0] == '-';
}

static nd_status prepare(struct cli_corpus *corpus, nd_keep keep) {
    const struct cli_settings *settings = corpus->settings;
    struct nd_options options;
    nd_status status = cli_keeping_begin(&corpus->keeping, &settings->keep, &corpus->report);
    if (status == ND_OK) status = nd_pool_new(settings->threads, NULL, &corpus->pool);
    if (status != ND_OK) return status;
    status = cli_memory_begin(&corpus->memory, settings, &corpus->messages);
    if (status != ND_OK) return status;
    nd_options_init(&options);
    options.threshold = settings->threshold;
    options.boilerplate = settings->boilerplate != CLI_BOILERPLATE_OFF;
    options.joins = settings->joins;
    options.recall = keep == ND_KEEP_TEXTS; /* texts are read again to be compared again */
    options.pairs = settings->pairs;
    options.kernel = corpus->kernel;
    options.executor = cli_memory_executor(
        &corpus->memory, cli_progress_executor(&corpus->progress, nd_pool_executor(corpus->pool)));
    options.store = corpus->store = nd_spill_store(corpus->memory.spill);
    options.observer = cli_stages_observer(&corpus->stages);
    options.chooser = cli_keeping_chooser(&corpus->keeping);
    corpus->input_options = (struct nd_input_options){
        .hidden = settings->hidden,
        .jsonl = settings->jsonl,
        .csv = settings->csv,
        .tsv = settings->tsv,
        .html = settings->html,
        .id_field = settings->id_field,
        .text_field = settings->text_field,
        .source_field = settings->origin.how == CLI_ORIGIN_FIELD ? settings->origin.text : NULL,
        .encoding = settings->encoding,
        .unpack_ratio = settings->unpack_ratio,
        .keep = keep,
        .stamp = settings->stamp,
        .dates = cli_keeping_needs_dates(&corpus->keeping),
        .date_field = settings->date_field,
        .store = &corpus->store,
        .executor = options.executor,
        .temp_dir = settings->temp_dir,
        .output = settings->output,
        .stdin_taken = lists_sources(settings),
    };
    return nd_corpus_new(&options, &corpus->corpus);
}

static nd_status list_files(struct cli_corpus *corpus) {
    const struct cli_settings *settings = corpus->settings;
    nd_status status = nd_input_new(&corpus->input_options, &corpus->report, &corpus->input);
    for (size_t i = 0; i < settings->place_count && status == ND_OK; i++) {
        const struct cli_place *place = &settings->places[i];
        if (place->list)
            status = nd_input_add_list(corpus->input, place->path, place->delimiter);
        else if (place->old)
            status = nd_input_add_old(corpus->input, place->path);
        else
            status = nd_input_add_path(corpus->input, place->path);
    }
    return status == ND_OK ? nd_input_prepare(corpus->input) : status;
}

/* Tells the core which documents are old. */
static nd_status set_old(struct cli_corpus *corpus) {
    bool *old;
    nd_status status;
    if (corpus->settings->old_count == 0) return ND_OK;
    old = nd_alloc(corpus->count, sizeof *old);
    if (old == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < corpus->count; i++) {
        old[i] = nd_input_is_old(corpus->input, (uint32_t)i);
        corpus->old += old[i];
    }
    status = nd_corpus_set_old(corpus->corpus, old, corpus->count);
    nd_free(old);
    if (corpus->old == corpus->count && nd_input_counts(corpus->input)->repeated != 0)
        corpus->report.message(corpus->report.self, ND_WARNING,
                               "no document is new: all are named by '--against' too");
    return status;
}

/* The output is opened when the files are listed, so that its temporary file is none of them, and
 * before they are read, so that a wrong name costs no time. */
static nd_status read_all(struct cli_corpus *corpus, nd_keep keep) {
    nd_status status = prepare(corpus, keep);
    if (status == ND_OK) status = list_files(corpus);
    if (status == ND_OK)
        status = nd_output_open(corpus->settings->output, &corpus->report, &corpus->output);
    cli_stages_next(&corpus->stages, "reading");
    if (status == ND_OK) status = run_lanes(corpus);
    cli_stages_next(&corpus->stages, "naming");
    if (status == ND_OK) status = nd_input_names(corpus->input, &corpus->names, &corpus->count);
    if (status == ND_OK) status = set_old(corpus);
    if (status == ND_OK) status = cli_origins_set(corpus);
    if (status == ND_OK) status = cli_keeping_learn(&corpus->keeping, corpus);
    return status;
}

static const char only_old[] = "'--against' names what is old: a PATH of what is new is missing";

int cli_corpus_read(struct cli_corpus *corpus, const struct cli_command *command,
                    const struct cli_settings *settings, nd_keep keep) {
    nd_status status;
    *corpus = (struct cli_corpus){.settings = settings};
    cli_messages_init(&corpus->messages, settings);
    corpus->report = cli_messages_report(&corpus->messages);
    cli_progress_init(&corpus->progress, &corpus->messages);
    cli_stages_begin(&corpus->stages, &corpus->progress, "listing files");
    if (settings->place_count == settings->old_count)
        return cli_usage_error(command, settings->old_count == 0 ? NULL : only_old);
    if (cli_table_conflict(settings) != NULL)
        return cli_usage_error(command, cli_table_conflict(settings));
    if (!cli_kernel_wanted(&corpus->kernel)) return CLI_EXIT_FATAL;
    if (!cli_origins_check(&settings->origin, &corpus->messages)) return CLI_EXIT_FATAL;
    status = cli_memory_failure(&corpus->memory, &corpus->messages, read_all(corpus, keep));
    cli_messages_failure(&corpus->messages, status);
    if (status != ND_OK) return CLI_EXIT_FATAL;
    /* Nothing of what was named could be read: there is no result. */
    if (corpus->count == corpus->old && cli_messages_errors(&corpus->messages) != 0)
        return CLI_EXIT_FATAL;
    return CLI_EXIT_DONE;
}

nd_status cli_corpus_cluster(struct cli_corpus *corpus, struct nd_result **out) {
    nd_status status;
    cli_stages_next(&corpus->stages, "clustering");
    status = nd_corpus_cluster(corpus->corpus, corpus->names, corpus->count, out);
    cli_memory_tidy(&corpus->memory);
    cli_stages_next(&corpus->stages, "writing");
    return status;
}

/* ---- The end --------------------------------------------------------------------------------- */

int cli_corpus_end(struct cli_corpus *corpus, nd_status status) {
    struct nd_output *output = corpus->output;
    int end;
    corpus->output = NULL;
    status = cli_memory_failure(&corpus->memory, &corpus->messages, status);
    end = cli_output_end(output, &corpus->messages, status);
    if (end == CLI_EXIT_DONE && cli_messages_errors(&corpus->messages) != 0)
        return CLI_EXIT_PARTIAL;
    return end;
}

void cli_corpus_free(struct cli_corpus *corpus) {
    cli_progress_end(&corpus->progress);
    for (uint32_t i = 0; i < corpus->lane_count; i++) nd_reader_free(corpus->lanes[i].reader);
    nd_free(corpus->lanes);
    nd_output_discard(corpus->output);
    nd_corpus_free(corpus->corpus);
    cli_keeping_free(&corpus->keeping);
    nd_input_free(corpus->input);
    nd_pool_free(corpus->pool);
    cli_memory_free(&corpus->memory);
}
