/*
 * complain.h - makes the one line for each trouble that report.h hands up
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_COMPLAIN_H
#define ND_IO_COMPLAIN_H

#include "base/buf.h"
#include "io/report.h"
#include "newsdupes.h"

/* "<before>'<name>'<after>", as in: cannot open 'x': No such file or directory. The path "-"
 * becomes "standard input" and NULL "standard output", without quotes. */
void nd_complain(const struct nd_report *report, nd_severity severity, const char *before,
                 const char *name, const char *after);

/* "<what> '<name>': <reason>", an ND_ERROR; what is in the reason is escaped. */
void nd_complain_reason(const struct nd_report *report, const char *what, const char *name,
                        const char *reason);

/* The same with the text of an errno value. */
void nd_complain_errno(const struct nd_report *report, const char *what, const char *name,
                       int error);

/* Sends the line made in `line`, without a terminating NUL, and empties it; when making it ran out
 * of memory (`made` is not ND_OK) a fixed line goes instead. */
void nd_complain_line(const struct nd_report *report, nd_severity severity, struct nd_buf *line,
                      nd_status made);

#endif /* ND_IO_COMPLAIN_H */
