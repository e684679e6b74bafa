/*
 * scoring.c - the measures, and the pairs that are wrong; see scoring.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/scoring.h"

#include <stdio.h>

#include "cli/print.h"
#include "score/wrong.h"

/* ---- Measures -------------------------------------------------------------------------------- */

static void add_count(struct cli_text *out, const char *measure, uint64_t count) {
    cli_text_add(out, measure);
    cli_text_add(out, "\t");
    cli_text_add_number(out, count);
    cli_text_add(out, "\n");
}

/* No locale is set, so that the decimal point is one. */
static void add_fraction(struct cli_text *out, const char *measure, const char *part,
                         double value) {
    char digits[32];
    if (value < 0 && value > -0.00005) value = 0; /* no "-0.0000" */
    (void)snprintf(digits, sizeof digits, "\t%.4f\n", value);
    cli_text_add(out, measure);
    cli_text_add(out, part);
    cli_text_add(out, digits);
}

void cli_scoring_share(struct cli_text *out, const char *measure, uint64_t hits, uint64_t count) {
    const struct nd_interval interval = nd_score_interval(hits, count);
    add_fraction(out, measure, "", count != 0 ? (double)hits / (double)count : 1);
    add_fraction(out, measure, "_low", interval.low);
    add_fraction(out, measure, "_high", interval.high);
}

nd_status cli_scoring_measures(const struct cli_scoring *scoring, struct cli_text *out) {
    const uint32_t documents = scoring->clusterings.count;
    struct nd_score score;
    const nd_status status = nd_score_measure(&scoring->clusterings, scoring->judged, &score);
    if (status != ND_OK) return status;
    add_count(out, "documents", documents);
    add_count(out, "unlabelled", scoring->rows - documents);
    add_count(out, "missing", scoring->labels->count - documents);
    add_count(out, "clusters", score.found_clusters);
    add_count(out, "true_clusters", score.true_clusters);
    add_count(out, "joined_pairs", score.joined_pairs);
    add_count(out, "true_pairs", score.true_pairs);
    add_count(out, "right_pairs", score.right_pairs);
    add_fraction(out, "ari", "", score.ari);
    add_fraction(out, "bcubed_precision", "", score.bcubed_precision);
    add_fraction(out, "bcubed_recall", "", score.bcubed_recall);
    add_fraction(out, "bcubed_f1", "", score.bcubed_f1);
    cli_scoring_share(out, "precision", score.right_pairs, score.joined_pairs);
    cli_scoring_share(out, "recall", score.right_pairs, score.true_pairs);
    add_fraction(out, "f1", "", score.f1);
    return out->status;
}

/* ---- Wrong pairs ----------------------------------------------------------------------------- */

struct list {
    const struct nd_labels *labels;
    const char *error; /* what is wrong with these pairs */
    struct cli_text line;
    struct nd_output *output;
};

static void add_field(struct cli_text *line, const struct nd_name *name) {
    cli_text_add(line, "\t");
    cli_text_add_field(line, name->bytes, name->size);
}

static nd_status write_pair(void *context, uint32_t a, uint32_t b) {
    struct list *const list = context;
    const struct nd_labels *const labels = list->labels;
    const struct nd_label *const x = labels->placed[a], *const y = labels->placed[b];
    cli_text_add(&list->line, list->error);
    add_field(&list->line, &labels->clusters.names[x->found]);
    add_field(&list->line, &labels->clusters.names[y->found]);
    add_field(&list->line, &labels->truths.names[x->truth]);
    add_field(&list->line, &labels->truths.names[y->truth]);
    add_field(&list->line, &x->document);
    add_field(&list->line, &y->document);
    cli_text_add(&list->line, "\n");
    return cli_text_write(&list->line, list->output);
}

nd_status cli_scoring_wrong(const struct cli_scoring *scoring, uint32_t most,
                            struct nd_output *output) {
    const struct nd_clusterings *const c = &scoring->clusterings;
    struct list list = {.labels = scoring->labels, .error = "joined", .output = output};
    nd_status status = nd_wrong_joined(c, scoring->judged, most, write_pair, &list);
    list.error = "parted";
    if (status == ND_OK) status = nd_wrong_parted(c, scoring->judged, most, write_pair, &list);
    cli_text_free(&list.line);
    return status;
}
