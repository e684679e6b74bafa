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
#include "cli/table.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- Estimates ------------------------------------------------------------------------------- */

/* Bounds go outwards, so that what is printed holds what was meant. */
typedef enum rounding { DOWN, HALF, UP } rounding;

static struct nd_cell share(uint32_t millionths, rounding how) {
    static const uint32_t add[] = {[DOWN] = 0, [HALF] = 500, [UP] = 999};
    return nd_cell_thousandths((millionths + add[how]) / (ND_THRESHOLD_UNIT / 1000));
}

static nd_status write_estimate(struct nd_writer *writer, const char *figure,
                                const struct nd_estimate *estimate, uint32_t seed) {
    const bool known = estimate->low == estimate->high; /* nothing is left to chance */
    const struct nd_cell cells[] = {
        nd_cell_word(figure),
        nd_cell_number(estimate->part),
        nd_cell_number(estimate->whole),
        share(estimate->share, HALF),
        share(estimate->low, known ? HALF : DOWN),
        share(estimate->high, known ? HALF : UP),
        nd_cell_number(seed),
    };
    return nd_writer_row(writer, cells);
}

/* How many of the documents were drawn: known, not estimated. */
static struct nd_estimate sampled(const struct nd_audit *audit) {
    const uint64_t whole = audit->documents != 0 ? audit->documents : 1;
    const uint32_t part =
        (uint32_t)(((uint64_t)audit->sampled * ND_THRESHOLD_UNIT + whole / 2) / whole);
    return (struct nd_estimate){audit->sampled, audit->documents, part, part, part};
}

static nd_status write_estimates(const struct cli_settings *settings, const struct nd_audit *audit,
                                 struct nd_output *output) {
    static const char *const columns[] = {"figure", "count", "of", "share", "low", "high", "seed"};
    const struct nd_estimate drawn = sampled(audit);
    const struct {
        const char *figure;
        const struct nd_estimate *estimate;
    } rows[] = {{"sampled", &drawn},        {"roundups", &audit->roundups},
                {"missed", &audit->missed}, {"rejoined", &audit->rejoined},
                {"lost", &audit->lost},     {"apart", &audit->apart}};
    struct nd_writer writer;
    nd_status status = cli_table_begin(&writer, settings, columns, COUNT(columns), output);
    for (size_t i = 0; i < COUNT(rows) && status == ND_OK; i++)
        status = write_estimate(&writer, rows[i].figure, rows[i].estimate, settings->seed);
    nd_writer_free(&writer);
    return status;
}

/* ---- Pairs ----------------------------------------------------------------------------------- */

static bool is_wanted(unsigned wanted, const struct nd_audit_pair *pair) {
    switch (wanted) {
    case CLI_PAIRS_MISSED: return !pair->proposed;
    case CLI_PAIRS_APART: return !pair->together;
    default: return true;
    }
}

static nd_status write_pair(struct nd_writer *writer, const struct nd_audit_pair *pair,
                            const struct nd_name *names) {
    const struct nd_cell cells[] = {
        nd_cell_word(pair->proposed ? "proposed" : "missed"),
        nd_cell_word(pair->together ? "together" : "apart"),
        nd_cell_thousandths(nd_similarity(&pair->measure)),
        nd_cell_thousandths(nd_containment(&pair->measure)),
        nd_cell_name(&names[pair->a]), /* the longer one */
        nd_cell_name(&names[pair->b]),
    };
    return nd_writer_row(writer, cells);
}

static nd_status write_pairs(const struct cli_corpus *corpus, const struct nd_audit *audit) {
    static const char *const columns[] = {"candidate",   "clusters", "similarity",
                                          "containment", "other",    "document"};
    const struct cli_settings *settings = corpus->settings;
    struct nd_writer writer;
    nd_status status = cli_table_begin(&writer, settings, columns, COUNT(columns), corpus->output);
    for (size_t i = 0; i < audit->pair_count && status == ND_OK; i++) {
        if (is_wanted(settings->audit_pairs, &audit->pairs[i]))
            status = write_pair(&writer, &audit->pairs[i], corpus->names);
    }
    nd_writer_free(&writer);
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
    if (status == ND_OK && settings->audit_pairs != CLI_PAIRS_NONE)
        status = write_pairs(corpus, audit);
    else if (status == ND_OK)
        status = write_estimates(settings, audit, corpus->output);
    end = cli_corpus_end(corpus, status);
    nd_audit_free(audit);
    return end;
}

int cli_audit(const struct cli_command *command, const struct cli_settings *settings) {
    struct cli_corpus corpus;
    int end = cli_corpus_read(&corpus, command, settings, ND_KEEP_NOTHING);
    if (end == CLI_EXIT_DONE) end = audit_corpus(&corpus);
    cli_corpus_free(&corpus);
    return end;
}
