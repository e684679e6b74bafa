/*
 * stages.h - how long each stage of a run took, for --stats
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_STAGES_H
#define ND_CLI_STAGES_H

#include <stddef.h>
#include <stdint.h>

#include "cli/progress.h"
#include "newsdupes.h"

enum { CLI_STAGES_MAX = 32 }; /* of different names; others count to the last one */

struct cli_stage {
    const char *name;
    uint64_t nanoseconds;
    uint64_t cpu; /* nanoseconds of all processors */
};

struct cli_stages {
    struct cli_progress *progress; /* told of each stage */
    struct cli_stage stages[CLI_STAGES_MAX];
    size_t count;
    size_t current;
    uint64_t began, cpu_began; /* of the current one */
};

/* Begins with the first stage. */
void cli_stages_begin(struct cli_stages *stages, struct cli_progress *progress, const char *name);

/* Ends the current stage and begins another one; stages of one name count together. */
void cli_stages_next(struct cli_stages *stages, const char *name);

/* Ends the last stage. */
void cli_stages_end(struct cli_stages *stages);

/* For nd_options: tells `stages` what the core is at. */
struct nd_observer cli_stages_observer(struct cli_stages *stages);

#endif /* ND_CLI_STAGES_H */
