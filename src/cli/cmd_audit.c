/*
 * cmd_audit.c - `newsdupes audit PATH...`: which pairs of one report the candidate step misses
 *
 * Reads and clusters a corpus, compares a random sample of its documents exactly with all others,
 * and prints estimates with their bounds, or lists the pairs.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/commands.h"
#include "cli/corpus.h"
#include "cli/print.h"
#include "cli/table.h"

/* ---- Estimates ------------------------------------------------------------------------------- */

/* Bounds go outwards, so that what is printed holds what was meant. */
typedef enum rounding { DOWN, HALF, UP } rounding;

static void add_share(struct cli_text *line, uint32_t millionths, rounding how) {
    static const uint32_t add[] = {[DOWN] = 0, [HALF] = 500, [UP] = 999};
    cli_text_add(line, "\t");
    cli_text_add_thousandths(line, (millionths + add[how]) / (ND_THRESHOLD_UNIT / 1000));
}

static void add_estimate(struct cli_text *line, const struct cli_settings *settings,
                         const char *figure, const struct nd_estimate *estimate) {
    const bool known = estimate->low == estimate->high; /* nothing is left to chance */
    cli_text_add(line, figure);
    cli_text_add(line, "\t");
    cli_text_add_number(line, estimate->part);
    cli_text_add(line, "\t");
    cli_text_add_number(line, estimate->whole);
    add_share(line, estimate->share, HALF);
    add_share(line, estimate->low, known ? HALF : DOWN);
    add_share(line, estimate->high, known ? HALF : UP);
    cli_text_add(line, "\t");
    cli_text_add_number(line, settings->seed);
    cli_text_add_byte(line, settings->null_ends ? '\0' : '\n');
}

/* How many of the documents were drawn: known, not estimated. */
static struct nd_estimate sampled(const struct nd_audit *audit) {
    const uint64_t whole = audit->documents != 0 ? audit->documents : 1;
    const uint32_t share =
        (uint32_t)(((uint64_t)audit->sampled * ND_THRESHOLD_UNIT + whole / 2) / whole);
    return (struct nd_estimate){audit->sampled, audit->documents, share, share, share};
}

static nd_status write_estimates(const struct cli_settings *settings, const struct nd_audit *audit,
                                 struct nd_output *output) {
    const struct nd_estimate drawn = sampled(audit);
    struct cli_text text = {0};
    nd_status status;
    if (!settings->no_header) {
        cli_text_add(&text, "figure\tcount\tof\tshare\tlow\thigh\tseed");
        cli_text_add_byte(&text, settings->null_ends ? '\0' : '\n');
    }
    add_estimate(&text, settings, "sampled", &drawn);
    add_estimate(&text, settings, "roundups", &audit->roundups);
    add_estimate(&text, settings, "missed", &audit->missed);
    add_estimate(&text, settings, "rejoined", &audit->rejoined);
    add_estimate(&text, settings, "lost", &audit->lost);
    add_estimate(&text, settings, "apart", &audit->apart);
    status = cli_text_write(&text, output);
    cli_text_free(&text);
    return status;
}

/* ---- Pairs ----------------------------------------------------------------------------------- */

static bool is_wanted(cli_pairs wanted, const struct nd_audit_pair *pair) {
    switch (wanted) {
    case CLI_PAIRS_MISSED: return !pair->proposed;
    case CLI_PAIRS_APART: return !pair->together;
    default: return true;
    }
}

static void add_pair(struct cli_text *line, const struct cli_corpus *corpus,
                     const struct nd_audit_pair *pair) {
    const struct nd_name *longer = &corpus->names[pair->a];
    cli_text_add(line, pair->proposed ? "proposed\t" : "missed\t");
    cli_text_add(line, pair->together ? "together\t" : "apart\t");
    cli_text_add_thousandths(line, nd_similarity(&pair->measure));
    cli_text_add(line, "\t");
    cli_text_add_thousandths(line, nd_containment(&pair->measure));
    cli_text_add(line, "\t");
    cli_text_add_field(line, longer->bytes, longer->size);
    cli_text_add(line, "\t");
    cli_table_add_document(line, &corpus->names[pair->b], corpus->settings->null_ends);
}

static nd_status write_pairs(const struct cli_corpus *corpus, const struct nd_audit *audit) {
    const struct cli_settings *settings = corpus->settings;
    struct cli_text line = {0};
    nd_status status = ND_OK;
    if (!settings->no_header) {
        cli_text_add(&line, "candidate\tclusters\tsimilarity\tcontainment\tother\tdocument");
        cli_text_add_byte(&line, settings->null_ends ? '\0' : '\n');
        status = cli_text_write(&line, corpus->output);
    }
    for (size_t i = 0; i < audit->pair_count && status == ND_OK; i++) {
        if (!is_wanted(settings->pairs, &audit->pairs[i])) continue;
        add_pair(&line, corpus, &audit->pairs[i]);
        status = cli_text_write(&line, corpus->output);
    }
    cli_text_free(&line);
    return status;
}

/* ---- The command ----------------------------------------------------------------------------- */

static int audit_corpus(struct cli_corpus *corpus) {
    const struct cli_settings *settings = corpus->settings;
    struct nd_audit_options options;
    struct nd_audit *audit = NULL;
    nd_status status;
    int end;
    nd_audit_options_init(&options);
    options.seed = settings->seed;
    if (settings->sample != 0) options.sample = settings->sample;
    cli_progress_stage(&corpus->progress, "auditing");
    status = nd_corpus_audit(corpus->corpus, &options, corpus->names, corpus->count, &audit);
    cli_progress_end(&corpus->progress);
    if (status == ND_OK && settings->pairs != CLI_PAIRS_NONE)
        status = write_pairs(corpus, audit);
    else if (status == ND_OK)
        status = write_estimates(settings, audit, corpus->output);
    end = cli_corpus_end(corpus, status);
    nd_audit_free(audit);
    return end;
}

int cli_audit(const struct cli_command *command, const struct cli_settings *settings) {
    struct cli_corpus corpus;
    int end = cli_corpus_read(&corpus, command, settings, false);
    if (end == CLI_EXIT_DONE) end = audit_corpus(&corpus);
    cli_corpus_free(&corpus);
    return end;
}
