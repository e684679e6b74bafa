/*
 * applying.h - doing to the copies of a plan what was asked for, or saying what would be done
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_APPLYING_H
#define ND_CLI_APPLYING_H

#include <stdint.h>

#include "act/actlog.h"
#include "act/plan.h"
#include "cli/messages.h"
#include "cli/options.h"
#include "newsdupes.h"

/* How many files something was done to, or would be, and how many were left as they were. */
struct cli_tally {
    uint64_t done, left;
};

/* Says what would be done, on standard output: rows, or under --print0 paths. `root` is the open
 * folder of settings->root, as below. CLI_EXIT_DONE,
 * CLI_EXIT_FATAL (said) or CLI_EXIT_PIPE; what is wrong with single files is said. */
int cli_apply_show(const struct nd_plan *plan, const struct cli_settings *settings, int root,
                   struct cli_messages *messages, struct cli_tally *tally);

/* Does it, and writes the log at settings->log. CLI_EXIT_DONE or CLI_EXIT_FATAL (said). */
int cli_apply_do(const struct nd_plan *plan, const struct cli_settings *settings, int root,
                 struct cli_messages *messages, struct cli_tally *tally);

/* Moves back what the log at settings->undo says was moved, or says what would be. Ends as
 * cli_apply_show does. */
int cli_apply_undo(const struct cli_settings *settings, struct cli_messages *messages,
                   struct cli_tally *tally);

#endif /* ND_CLI_APPLYING_H */
