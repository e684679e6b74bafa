/*
 * messages.h - what the program says on standard error
 *
 * Every line is "newsdupes: " and a message, written by one system call, so that lines of several
 * threads never mix.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_MESSAGES_H
#define ND_CLI_MESSAGES_H

#include <stdatomic.h>
#include <stdbool.h>

#include "cli/options.h"
#include "io/report.h"
#include "newsdupes.h"

struct cli_messages {
    bool quiet;   /* no warnings */
    bool verbose; /* notes too */
    atomic_uint errors;
    atomic_bool line_shown; /* a progress line stands where the next message goes */
};

void cli_messages_init(struct cli_messages *messages, const struct cli_settings *settings);

/* The sink to hand to the input and output layer; borrows `messages`. */
struct nd_report cli_messages_report(struct cli_messages *messages);

/* Shows an error and counts it. */
void cli_messages_error(struct cli_messages *messages, const char *text);

/* Shows "'name' what" as an error and counts it; `name` is escaped here. */
void cli_messages_error_about(struct cli_messages *messages, const char *name, const char *what);

/* Shows why a call failed, unless it is ND_ERR_PARAM and was reported where it arose. */
void cli_messages_failure(struct cli_messages *messages, nd_status status);

unsigned cli_messages_errors(const struct cli_messages *messages);

/* Whether a terminal, if there is one, knows more than text, as TERM says. */
bool cli_terminal_obeys(void);

/* Writes one line on standard error: "newsdupes: " and the text. */
void cli_say(const char *text);

/* Writes the text as it is on standard error. */
void cli_say_plain(const char *text);

#endif /* ND_CLI_MESSAGES_H */
