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

#include "cli/cli_text.h"
#include "cli/messages.h"
#include "read/input.h"

struct cli_progress {
    bool on;
    struct cli_messages *messages;
    uint64_t begin;           /* nanoseconds */
    atomic_uint_fast64_t due; /* when the line may be written again */

    const char *stage;
    uint64_t stage_begin;
    unsigned part; /* of the stage: a run of `pieces` pieces of work, of which `done` are done */
    size_t pieces;
    atomic_size_t done;
    nd_task_fn work;
    void *context; /* of work */
    struct nd_executor executor;
};

/* Nanoseconds of a clock that only goes forward; for showing, never for results. */
uint64_t cli_clock(void);

/* Nanoseconds of processors that all threads of the process have used. */
uint64_t cli_cpu_clock(void);

/* Off unless standard error is a terminal that obeys and `quiet` was not asked for. Borrows
 * `messages`. */
void cli_progress_init(struct cli_progress *progress, struct cli_messages *messages);

/* Shows how much was read, at most ten times a second. Any thread may call it. */
void cli_progress_read(struct cli_progress *progress, struct nd_input *input);

/* Adds the line that cli_progress_read shows after so much time. */
void cli_progress_describe(struct cli_text *text, const struct nd_input_progress *read,
                           uint64_t milliseconds);

/* Shows what is being done now; `stage` is borrowed until the next one. */
void cli_progress_stage(struct cli_progress *progress, const char *stage);

/* An executor that shows how much of each of its runs is done; `executor` itself when there is
 * nothing to be shown. One run at a time. Borrows `progress`, which stays where it is. */
struct nd_executor cli_progress_executor(struct cli_progress *progress,
                                         struct nd_executor executor);

/* Clears the line, for good. */
void cli_progress_end(struct cli_progress *progress);

#endif /* ND_CLI_PROGRESS_H */
