/*
 * signals.h - ending by a signal without leaving anything behind
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_SIGNALS_H
#define ND_CLI_SIGNALS_H

#include <signal.h>

/* Makes sure that descriptors 0 to 2 are open, so that no file of ours is taken for one of them;
 * what was closed fails when it is used. */
void cli_streams_open(void);

/* As many files may be open at a time as the system allows: each reader has some. */
void cli_files_allow(void);

/* SIGHUP, SIGINT and SIGTERM (unless ignored by the caller, as under nohup) remove the pending
 * output file and then end the process as they always do; SIGPIPE, and SIGXFSZ of a limit to the
 * size of files, become errors of write(). */
void cli_signals_install(void);

/* From hold to release these signals wait, so that a step and the note of it are one. */
void cli_signals_hold(sigset_t *before);
void cli_signals_release(const sigset_t *before);

/* Ends the process by SIGPIPE, as a filter does whose reader went away. */
void cli_signals_end_by_pipe(void);

#endif /* ND_CLI_SIGNALS_H */
