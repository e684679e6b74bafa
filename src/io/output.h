/*
 * output.h - standard output, or a file that appears whole or not at all
 *
 * A named file is written under a temporary name in the same folder (created exclusively, mode as
 * umask says), then synced and renamed over the target by nd_output_close. nd_output_discard, or
 * nd_output_unlink_pending from a signal handler, leaves nothing behind. When the target is not a
 * regular file (/dev/stdout, /dev/full, a FIFO) it is written in place.
 *
 * Failures are reported once with the system's reason and return ND_ERR_PARAM; a closed pipe is
 * remembered, not reported: see nd_output_pipe_closed.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_OUTPUT_H
#define ND_IO_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "io/report.h"
#include "newsdupes.h"

struct nd_output;

/* path NULL or "-": standard output. */
ND_CHECK nd_status nd_output_open(const char *path, const struct nd_report *report,
                                  struct nd_output **out);
ND_CHECK nd_status nd_output_write(struct nd_output *output, const void *bytes, size_t size);
/* Flushes, syncs, renames; frees the output in any case. */
ND_CHECK nd_status nd_output_close(struct nd_output *output);
void nd_output_discard(struct nd_output *output); /* NULL is fine */
bool nd_output_pipe_closed(const struct nd_output *output);

/* Removes the temporary file of the output that is open, if any. Async-signal-safe. */
void nd_output_unlink_pending(void);

#endif /* ND_IO_OUTPUT_H */
