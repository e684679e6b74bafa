/*
 * progress.h - one line on a terminal while the program works
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_PROGRESS_H
#define ND_CLI_PROGRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "cli/messages.h"
#include "io/input.h"

struct cli_progress {
    bool on;
    struct cli_messages *messages;
    uint64_t begin;           /* nanoseconds */
    atomic_uint_fast64_t due; /* when the line may be written again */
};

/* Nanoseconds of a clock that only goes forward; for showing, never for results. */
uint64_t cli_clock(void);

/* Off unless standard error is a terminal and `quiet` was not asked for. Borrows `messages`. */
void cli_progress_init(struct cli_progress *progress, struct cli_messages *messages);

/* Shows how much was read, at most ten times a second. Any thread may call it. */
void cli_progress_read(struct cli_progress *progress, const struct nd_input *input);

/* Shows what is being done now. */
void cli_progress_stage(struct cli_progress *progress, const char *stage);

/* Clears the line. */
void cli_progress_end(struct cli_progress *progress);

#endif /* ND_CLI_PROGRESS_H */
