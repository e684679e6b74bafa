/*
 * cmd_score.c - `newsdupes score LABELS CLUSTERS`: how well a result agrees with labels
 *
 * Labels and judged pairs are read first, so that a wrong name is told of before a table that comes
 * through a pipe; the table is walked through once and not kept. What is wrong with single rows is
 * said and counted, and the rest is scored.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "base/mem.h"
#include "cli/commands.h"
#include "cli/messages.h"
#include "cli/print.h"
#include "cli/scoring.h"
#include "io/complain.h"
#include "io/labels.h"
#include "io/output.h"
#include "io/readtable.h"

struct score_run {
    const struct cli_settings *settings;
    struct cli_messages messages;
    struct nd_report report;
    struct nd_labels labels;
    struct nd_label_pairs pairs;
    struct nd_judged judged;
    uint32_t *truth, *found;
    struct cli_scoring scoring;
};

/* ---- Reading --------------------------------------------------------------------------------- */

static nd_status read_rows(struct score_run *run, struct nd_table *table) {
    struct nd_table_row row;
    bool more = true;
    nd_status status = ND_OK;
    while (status == ND_OK) {
        bool repeated = false;
        status = nd_table_next(table, &row, &more);
        if (status != ND_OK || !more) break;
        status = nd_labels_offer(&run->labels, &row, &repeated);
        if (repeated)
            nd_rows_trouble(&table->rows, "", &row.document, " is in the table already");
        else
            run->scoring.rows++;
    }
    return status;
}

static nd_status read_table(struct score_run *run, const char *path) {
    struct nd_table table;
    nd_status status = nd_table_open(&table, path, &run->report);
    if (status == ND_OK) status = read_rows(run, &table);
    nd_table_close(&table);
    return status;
}

static nd_status read_all(struct score_run *run) {
    const char *const labels = run->settings->places[0].path;
    const char *const clusters = run->settings->places[1].path;
    const char *const pairs = run->settings->judged;
    nd_status status = nd_labels_read(&run->labels, labels, &run->report);
    if (status == ND_OK && pairs != NULL)
        status = nd_label_pairs_read(&run->pairs, &run->labels, pairs, &run->report);
    if (status == ND_OK) status = read_table(run, clusters);
    if (status == ND_OK) status = nd_labels_settle(&run->labels, labels, &run->report);
    if (status != ND_OK || run->labels.placed_count != 0) return status;
    nd_complain(&run->report, ND_ERROR, "no label has a document in ", clusters, "");
    return ND_ERR_PARAM;
}

/* ---- Scoring --------------------------------------------------------------------------------- */

static nd_status set_clusterings(struct score_run *run) {
    const struct nd_labels *const labels = &run->labels;
    const uint32_t count = labels->placed_count;
    nd_status status;
    run->truth = nd_alloc(count, sizeof *run->truth);
    run->found = nd_alloc(count, sizeof *run->found);
    if (run->truth == NULL || run->found == NULL) return ND_ERR_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        run->truth[i] = labels->placed[i]->truth;
        run->found[i] = labels->placed[i]->found;
    }
    status = nd_score_renumber(run->truth, count, labels->truths.count);
    if (status == ND_OK) status = nd_score_renumber(run->found, count, labels->clusters.count);
    run->scoring.labels = labels;
    run->scoring.clusterings = (struct nd_clusterings){run->truth, run->found, count};
    return status;
}

/* Pairs of documents that are both in the table. */
static nd_status set_judged(struct score_run *run) {
    nd_status status = ND_OK;
    if (run->settings->judged == NULL) return ND_OK;
    for (size_t i = 0; i < run->pairs.count && status == ND_OK; i++) {
        const struct nd_label_pair *const pair = &run->pairs.pairs[i];
        const uint32_t a = run->labels.labels[pair->a].place;
        const uint32_t b = run->labels.labels[pair->b].place;
        if (a == ND_LABEL_NONE || b == ND_LABEL_NONE || pair->verdict == ND_VERDICT_APART) continue;
        status = nd_judged_add(
            pair->verdict == ND_VERDICT_SAME ? &run->judged.same : &run->judged.open, a, b);
    }
    run->scoring.judged = &run->judged;
    return status == ND_OK ? nd_judged_settle(&run->judged) : status;
}

/* ---- Writing --------------------------------------------------------------------------------- */

static nd_status write_rows(const struct score_run *run, struct nd_output *output) {
    const struct cli_settings *const settings = run->settings;
    struct cli_text text = {0};
    nd_status status = ND_OK;
    if (!settings->no_header)
        cli_text_add(&text, settings->wrong != 0 ? "error\tcluster_a\tcluster_b\tlabel_a\tlabel_b"
                                                   "\tdocument_a\tdocument_b\n"
                                                 : "measure\tvalue\n");
    if (settings->wrong == 0) {
        status = cli_scoring_measures(&run->scoring, &text);
        if (status == ND_OK) status = cli_scoring_kinds(&run->scoring, &text);
    }
    if (status == ND_OK) status = cli_text_write(&text, output);
    if (status == ND_OK && settings->wrong != 0)
        status = cli_scoring_wrong(&run->scoring, settings->wrong, output);
    cli_text_free(&text);
    return status;
}

static int write_all(struct score_run *run) {
    struct nd_output *output = NULL;
    nd_status status = nd_output_open(run->settings->output, &run->report, &output);
    if (status == ND_OK) status = write_rows(run, output);
    return cli_output_end(output, &run->messages, status);
}

/* ---- The command ----------------------------------------------------------------------------- */

static bool asks_twice_for_stdin(const struct cli_settings *settings) {
    const bool pairs = settings->judged != NULL && strcmp(settings->judged, "-") == 0;
    const bool labels = strcmp(settings->places[0].path, "-") == 0;
    const bool clusters = strcmp(settings->places[1].path, "-") == 0;
    return pairs + labels + clusters > 1;
}

static int score(struct score_run *run) {
    int end = CLI_EXIT_FATAL;
    nd_status status = read_all(run);
    if (status == ND_OK) status = set_clusterings(run);
    if (status == ND_OK) status = set_judged(run);
    cli_messages_failure(&run->messages, status);
    if (status == ND_OK) end = write_all(run);
    if (end == CLI_EXIT_DONE && cli_messages_errors(&run->messages) != 0) return CLI_EXIT_PARTIAL;
    return end;
}

static void release(struct score_run *run) {
    nd_labels_free(&run->labels);
    nd_label_pairs_free(&run->pairs);
    nd_judged_free(&run->judged);
    nd_free(run->truth);
    nd_free(run->found);
}

int cli_score(const struct cli_command *command, const struct cli_settings *settings) {
    struct score_run run = {.settings = settings};
    int end;
    if (settings->place_count != 2)
        return cli_usage_error(command, "score takes a file of labels and a table");
    if (asks_twice_for_stdin(settings))
        return cli_usage_error(command, "standard input can be named once only");
    cli_messages_init(&run.messages, settings);
    run.report = cli_messages_report(&run.messages);
    end = score(&run);
    release(&run);
    return end;
}
