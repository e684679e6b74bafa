/*
 * summary.h - what was done, for -v and --stats
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_SUMMARY_H
#define ND_CLI_SUMMARY_H

#include <stdint.h>

#include "cli/stages.h"
#include "newsdupes.h"
#include "read/input.h"

struct cli_summary {
    const struct nd_input_counts *input;
    const struct nd_counts *counts;
    uint64_t old, windows_1252, binary, oversized; /* documents */
    uint64_t sources, sourceless;                  /* that --source found; documents without */
    uint64_t spilled;                              /* bytes in temporary files, at most */
    uint32_t threads;
    const char *kernel;
    const struct cli_stages *stages; /* NULL: not asked for */
};

/* Writes the summary on standard error. */
void cli_summary_say(const struct cli_summary *summary);

#endif /* ND_CLI_SUMMARY_H */
