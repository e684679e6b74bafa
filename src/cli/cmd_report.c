/*
 * cmd_report.c - `newsdupes report PATH...`: the result as an HTML page for people
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/commands.h"
#include "cli/corpus.h"
#include "cli/origins.h"
#include "page/page.h"

static nd_status write_page(struct cli_corpus *corpus, const struct nd_result *result) {
    struct nd_buf out = {0};
    struct cli_origins origins;
    nd_status status = cli_origins_list(corpus, &origins);
    const struct nd_page page = {
        .result = result,
        .names = corpus->names,
        .sources = origins.sources,
        .source_names = origins.names,
        .source_count = origins.count,
        .unread = cli_messages_errors(&corpus->messages),
        .most_bytes = (size_t)corpus->settings->page_limit * 1000000,
    };
    if (status == ND_OK) status = nd_page_write(&page, &out);
    if (status == ND_OK) status = nd_output_write(corpus->output, out.data, out.size);
    nd_buf_free(&out);
    cli_origins_free(&origins);
    return status;
}

static int report(struct cli_corpus *corpus) {
    struct nd_result *result = NULL;
    nd_status status;
    int end;
    cli_stages_next(&corpus->stages, "clustering");
    status = nd_corpus_cluster(corpus->corpus, corpus->names, corpus->count, &result);
    cli_stages_next(&corpus->stages, "writing");
    if (status == ND_OK) status = write_page(corpus, result);
    cli_progress_end(&corpus->progress);
    end = cli_corpus_end(corpus, status);
    cli_stages_end(&corpus->stages);
    nd_result_free(result);
    return end;
}

int cli_report(const struct cli_command *command, const struct cli_settings *settings) {
    struct cli_corpus corpus;
    int end = cli_corpus_read(&corpus, command, settings, ND_KEEP_TEXTS);
    if (end == CLI_EXIT_DONE) end = report(&corpus);
    cli_corpus_free(&corpus);
    return end;
}
