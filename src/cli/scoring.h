/*
 * scoring.h - the rows that `newsdupes score` prints
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_SCORING_H
#define ND_CLI_SCORING_H

#include <stdint.h>

#include "cli/cli_text.h"
#include "io/labels.h"
#include "io/output.h"
#include "newsdupes.h"
#include "score/judged.h"
#include "score/score.h"

/* What is scored. Documents are numbered as in labels->placed, in the byte order of their names. */
struct cli_scoring {
    const struct nd_labels *labels;
    struct nd_clusterings clusterings;
    const struct nd_judged *judged; /* NULL: the labels decide which pairs belong together */
    uint64_t rows;                  /* documents in the table, labelled or not */
};

/* Adds "measure<TAB>value" for all there is to count and to measure. */
ND_CHECK nd_status cli_scoring_measures(const struct cli_scoring *scoring, struct cli_text *out);

/* Adds a share and the bounds of its interval: "measure", "measure_low" and "measure_high". */
void cli_scoring_share(struct cli_text *out, const char *measure, uint64_t hits, uint64_t count);

/* Adds which relation each kind of document was given; nothing when no kinds are known. */
ND_CHECK nd_status cli_scoring_kinds(const struct cli_scoring *scoring, struct cli_text *out);

/* Writes at most `most` pairs that were joined, and as many that were parted, and should not be. */
ND_CHECK nd_status cli_scoring_wrong(const struct cli_scoring *scoring, uint32_t most,
                                     struct nd_output *output);

#endif /* ND_CLI_SCORING_H */
