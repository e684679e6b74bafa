/*
 * cmd_cluster.c - `newsdupes PATH...`: reads all documents, clusters them, writes the result
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/commands.h"
#include "cli/corpus.h"
#include "cli/summary.h"
#include "cli/table.h"

static nd_status write_all(struct cli_corpus *corpus, const struct nd_result *result) {
    const struct cli_settings *settings = corpus->settings;
    if (settings->emit != CLI_EMIT_TABLE)
        return cli_emit_write(settings, result, corpus->input, corpus->output);
    return settings->pairs ? cli_pairs_write(settings, result, corpus->names, corpus->output)
                           : cli_table_write(corpus, result);
}

static void say_summary(const struct cli_corpus *corpus, const struct nd_counts *counts) {
    const struct cli_summary summary = {
        .input = nd_input_counts(corpus->input),
        .counts = counts,
        .old = corpus->old,
        .windows_1252 = corpus->windows_1252,
        .binary = corpus->binary,
        .oversized = corpus->oversized,
        .sources = corpus->sources,
        .sourceless = corpus->sourceless,
        .spilled = nd_spill_most(corpus->memory.spill),
        .threads = corpus->lane_count,
        .kernel = nd_kernel_name(corpus->kernel),
        .stages = corpus->settings->stats ? &corpus->stages : NULL,
    };
    cli_summary_say(&summary);
}

static int cluster(struct cli_corpus *corpus) {
    struct nd_result *result = NULL;
    nd_status status = cli_corpus_cluster(corpus, &result);
    int end;
    cli_progress_end(&corpus->progress);
    if (status == ND_OK) status = write_all(corpus, result);
    end = cli_corpus_end(corpus, status);
    cli_stages_end(&corpus->stages);
    if ((end == CLI_EXIT_DONE || end == CLI_EXIT_PARTIAL) &&
        (corpus->settings->verbose || corpus->settings->stats))
        say_summary(corpus, &result->counts);
    if (end == CLI_EXIT_DONE && corpus->settings->exit_code && result->counts.copies != 0)
        end = CLI_EXIT_COPIES;
    nd_result_free(result);
    return end;
}

int cli_cluster(const struct cli_command *command, const struct cli_settings *settings) {
    struct cli_corpus corpus;
    int end = cli_corpus_read(&corpus, command, settings,
                              settings->emit != CLI_EMIT_TABLE ? ND_KEEP_RECORDS : ND_KEEP_NOTHING);
    if (end == CLI_EXIT_DONE) end = cluster(&corpus);
    cli_corpus_free(&corpus);
    return end;
}
