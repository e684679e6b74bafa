/*
 * keeping.h - which copy of a report is kept, and why
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_KEEPING_H
#define ND_CLI_KEEPING_H

#include "cli/options.h"
#include "io/report.h"
#include "io/stringset.h"
#include "newsdupes.h"

struct cli_corpus;

/* When a document was printed. */
struct cli_date {
    int64_t seconds;
    bool known;
};

/* Start with a zeroed struct; it stays where it is, because the core has a pointer to it. */
struct cli_keeping {
    struct cli_keep rules; /* with those that are tried in any case behind them */
    const struct cli_corpus *corpus;
    struct nd_stringset sources; /* of source-rank, the best first */
    uint32_t *ranks;             /* by document: of its source; NULL: not needed */
    struct cli_date *dates;      /* by document; NULL: not needed */
    uint8_t *reasons;            /* by document: the rule, plus 1, for which its lead is kept */
};

/* Reads the file of source-rank, if there is one. To be called when nothing is read yet. Fails with
 * ND_ERR_MEMORY, ND_ERR_LIMIT or, when it cannot be read, with ND_ERR_PARAM (said). */
ND_CHECK nd_status cli_keeping_begin(struct cli_keeping *keeping, const struct cli_keep *rules,
                                     const struct nd_report *report);

/* What the core has to ask; nobody when there are no rules. */
struct nd_chooser cli_keeping_chooser(struct cli_keeping *keeping);

/* Whether it goes by when documents were printed. */
bool cli_keeping_needs_dates(const struct cli_keeping *keeping);

/* Learns what the rules have to know of the documents that were read, and warns of those that it
 * cannot be known of. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status cli_keeping_learn(struct cli_keeping *keeping, const struct cli_corpus *corpus);

/* For a row: why its lead is kept and not this document or, for a lead, not the others; NULL for a
 * document to which this does not apply. A static string. */
const char *cli_keeping_reason(const struct cli_keeping *keeping, const struct nd_row *row);

void cli_keeping_free(struct cli_keeping *keeping);

#endif /* ND_CLI_KEEPING_H */
