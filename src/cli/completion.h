/*
 * completion.h - command lines completed in shells, from the tables of options and commands
 *
 * Each shell has one file that writes a script for it: options by command, words and files for
 * values, commands and files for operands. Names in the tables are letters, digits and dashes, so
 * that no shell takes them for anything else; help lines are quoted.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_COMPLETION_H
#define ND_CLI_COMPLETION_H

#include <stdbool.h>

#include "cli/cli_text.h"
#include "cli/options.h"

/* What completes a value. */
typedef enum cli_completes {
    CLI_COMPLETES_FLAG, /* there is none */
    CLI_COMPLETES_ANY,  /* nothing: a name or a number */
    CLI_COMPLETES_WORD, /* one of cli_value_words */
    CLI_COMPLETES_LIST, /* some of them, with commas between */
    CLI_COMPLETES_FILE,
    CLI_COMPLETES_FOLDER
} cli_completes;

cli_completes cli_value_completes(const struct cli_option *option);
const char *const *cli_value_words(const struct cli_option *option);

/* Adds words, ended by NULL, with `between` between them. */
void cli_text_add_words(struct cli_text *text, const char *const *words, const char *between);
/* Adds the names of all commands, or of those whose bits are in `commands`. */
void cli_text_add_commands(struct cli_text *text, unsigned commands, const char *between);

extern const char *const cli_shells[]; /* their names, ended by NULL */

void cli_completion_bash(struct cli_text *text);
void cli_completion_zsh(struct cli_text *text);
void cli_completion_fish(struct cli_text *text);

#endif /* ND_CLI_COMPLETION_H */
