/*
 * cmd_cluster.c - `newsdupes PATH...`: reads all documents, clusters them, writes the result
 *
 * Each thread has a lane: a reader that fetches documents and a worker that adds them to the
 * corpus. A lane goes on until nothing is left, so that no thread waits for another while there is
 * something to read. Troubles with single documents are said and counted, and the run goes on.
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/mem.h"
#include "cli/commands.h"
#include "cli/messages.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/summary.h"
#include "cli/table.h"
#include "io/input.h"
#include "io/output.h"
#include "par/par.h"

struct lane {
    struct cluster_run *run;
    struct nd_reader *reader;
    struct nd_worker *worker;
    uint64_t windows_1252, binary, oversized;
};

struct cluster_run {
    const struct cli_settings *settings;
    const char *kernel;
    struct cli_messages messages;
    struct nd_report report;
    struct cli_progress progress;
    struct nd_input_options input_options;
    struct nd_input *input;
    struct nd_output *output;
    struct nd_pool *pool;
    struct nd_corpus *corpus;
    struct lane *lanes;
    uint32_t lane_count;
    const struct nd_name *names;
    size_t count;
    struct nd_result *result;
    uint64_t read_at, cluster_at, write_at; /* when the stages began */
};

/* ---- Reading --------------------------------------------------------------------------------- */

static nd_status take_document(void *context, const struct nd_document *document) {
    struct lane *lane = context;
    struct nd_document_info info = {0};
    nd_status status = nd_worker_add(lane->worker, document->number, document->text, document->size,
                                     document->encoding, &info);
    if (status == ND_ERR_LIMIT) {
        lane->oversized++;
        cli_messages_error_about(&lane->run->messages, document->origin,
                                 "has too many words; it matches nothing");
        return ND_OK;
    }
    lane->windows_1252 += info.content == ND_CONTENT_WINDOWS_1252;
    if (status == ND_OK && info.content == ND_CONTENT_BINARY) {
        lane->binary++;
        cli_messages_error_about(&lane->run->messages, document->origin,
                                 "holds NUL bytes and is not UTF-16; it matches nothing");
    }
    return status;
}

static nd_status read_lane(void *context, size_t task, uint32_t worker) {
    struct cluster_run *run = context;
    struct lane *lane = &run->lanes[task];
    nd_status status = ND_OK;
    (void)worker;
    for (bool more = true; more && status == ND_OK;) {
        status = nd_reader_next(lane->reader, take_document, lane, &more);
        cli_progress_read(&run->progress, run->input);
    }
    return status;
}

static nd_status make_lanes(struct cluster_run *run) {
    nd_status status = ND_OK;
    const uint32_t count = nd_pool_workers(run->pool);
    run->lanes = nd_alloc_zero(count, sizeof *run->lanes);
    if (run->lanes == NULL) return ND_ERR_MEMORY;
    run->lane_count = count;
    for (uint32_t i = 0; i < count && status == ND_OK; i++) {
        struct lane *lane = &run->lanes[i];
        lane->run = run;
        status = nd_reader_new(run->input, &lane->reader);
        if (status == ND_OK) status = nd_worker_new(run->corpus, &lane->worker);
    }
    return status;
}

static nd_status add_sources(struct cluster_run *run) {
    const struct cli_settings *settings = run->settings;
    nd_status status = ND_OK;
    for (size_t i = 0; i < settings->source_count && status == ND_OK; i++) {
        const struct cli_source *source = &settings->sources[i];
        if (source->list)
            status = nd_input_add_list(run->input, source->path, source->delimiter);
        else
            status = nd_input_add_path(run->input, source->path);
    }
    return status == ND_OK ? nd_input_prepare(run->input) : status;
}

/* The output is opened when the files are listed, so that its temporary file is none of them, and
 * before they are read, so that a wrong name costs no time. */
static nd_status read_all(struct cluster_run *run) {
    const struct nd_executor executor = nd_pool_executor(run->pool);
    nd_status status;
    run->read_at = cli_clock();
    status = nd_input_new(&run->input_options, &run->report, &run->input);
    if (status == ND_OK) status = add_sources(run);
    if (status == ND_OK) status = nd_output_open(run->settings->output, &run->report, &run->output);
    if (status == ND_OK) status = make_lanes(run);
    if (status == ND_OK) status = executor.run(executor.self, run->lane_count, read_lane, run);
    if (status == ND_OK) status = nd_input_names(run->input, &run->names, &run->count);
    return status;
}

/* ---- Clustering and writing ------------------------------------------------------------------ */

static nd_status cluster_all(struct cluster_run *run) {
    run->cluster_at = cli_clock();
    cli_progress_stage(&run->progress, "clustering");
    return nd_corpus_cluster(run->corpus, run->names, run->count, &run->result);
}

static int write_all(struct cluster_run *run) {
    const struct cli_settings *settings = run->settings;
    struct nd_output *output = run->output;
    nd_status status;
    run->write_at = cli_clock();
    cli_progress_end(&run->progress);
    run->output = NULL;
    if (settings->emit == CLI_EMIT_TABLE)
        status = cli_table_write(settings, run->result, run->names, output);
    else
        status = cli_emit_write(settings, run->result, run->input, output);
    return cli_output_end(output, &run->messages, status);
}

static void say_summary(const struct cluster_run *run) {
    struct cli_summary summary = {
        .input = nd_input_counts(run->input),
        .counts = &run->result->counts,
        .threads = run->lane_count,
        .kernel = nd_kernel_name(run->kernel),
        .read = run->cluster_at - run->read_at,
        .cluster = run->write_at - run->cluster_at,
        .write = cli_clock() - run->write_at,
    };
    for (uint32_t i = 0; i < run->lane_count; i++) {
        summary.windows_1252 += run->lanes[i].windows_1252;
        summary.binary += run->lanes[i].binary;
        summary.oversized += run->lanes[i].oversized;
    }
    cli_summary_say(&summary);
}

/* The exit status of a run whose result was written. */
static int exit_status(const struct cluster_run *run) {
    if (cli_messages_errors(&run->messages) != 0) return CLI_EXIT_PARTIAL;
    if (run->settings->exit_code && run->result->counts.copies != 0) return CLI_EXIT_COPIES;
    return CLI_EXIT_DONE;
}

/* ---- The command ----------------------------------------------------------------------------- */

static nd_status prepare(struct cluster_run *run) {
    const struct cli_settings *settings = run->settings;
    struct nd_options options;
    nd_status status = nd_pool_new(settings->threads, NULL, &run->pool);
    if (status != ND_OK) return status;
    nd_options_init(&options);
    options.threshold = settings->threshold;
    options.boilerplate = !settings->no_boilerplate;
    options.kernel = run->kernel;
    options.executor = nd_pool_executor(run->pool);
    run->input_options = (struct nd_input_options){
        .hidden = settings->hidden,
        .jsonl = settings->jsonl,
        .id_field = settings->id_field != NULL ? settings->id_field : "id",
        .text_field = settings->text_field != NULL ? settings->text_field : "text",
        .encoding = settings->encoding,
        .keep_records = settings->emit != CLI_EMIT_TABLE,
    };
    return nd_corpus_new(&options, &run->corpus);
}

static int run_all(struct cluster_run *run) {
    nd_status status = prepare(run);
    int end = CLI_EXIT_FATAL;
    if (status == ND_OK) status = read_all(run);
    /* Nothing of what was named could be read: there is no result. */
    if (status == ND_OK && run->count == 0 && cli_messages_errors(&run->messages) != 0) return end;
    if (status == ND_OK) status = cluster_all(run);
    cli_messages_failure(&run->messages, status);
    if (status == ND_OK) end = write_all(run);
    if (end != CLI_EXIT_DONE) return end;
    if (run->settings->verbose) say_summary(run);
    return exit_status(run);
}

static void release(struct cluster_run *run) {
    cli_progress_end(&run->progress);
    for (uint32_t i = 0; i < run->lane_count; i++) nd_reader_free(run->lanes[i].reader);
    nd_free(run->lanes);
    nd_output_discard(run->output);
    nd_result_free(run->result);
    nd_corpus_free(run->corpus);
    nd_input_free(run->input);
    nd_pool_free(run->pool);
}

int cli_cluster(const struct cli_command *command, const struct cli_settings *settings) {
    struct cluster_run run = {.settings = settings};
    int end;
    if (settings->source_count == 0) return cli_usage_error(command, NULL);
    if (!cli_kernel_wanted(&run.kernel)) return CLI_EXIT_FATAL;
    cli_messages_init(&run.messages, settings);
    run.report = cli_messages_report(&run.messages);
    cli_progress_init(&run.progress, &run.messages);
    end = run_all(&run);
    release(&run);
    return end;
}
