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

#include "base/buf.h"
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

/* Appends `name` with tab, newline, carriage return and backslash as \t \n \r \\, all other bytes
 * raw: a field of a TSV row. */
ND_CHECK nd_status nd_tsv_escape(struct nd_buf *buf, const char *name, size_t size);

/* Undoes that in place, and returns the size of the name. Any other backslash stands for itself. */
size_t nd_tsv_unescape(char *field, size_t size);

/* Appends `name` for a message on a terminal: every control character and invalid UTF-8 byte as
 * \xHH, backslash as it is. */
ND_CHECK nd_status nd_message_escape(struct nd_buf *buf, const char *name, size_t size);

#endif /* ND_IO_OUTPUT_H */
