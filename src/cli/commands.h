/*
 * commands.h - the commands of the program and how they end
 *
 * Each command is one function in cmd_<name>.c; main.c holds the table, reads the command line for
 * it and turns its end into an exit status.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_COMMANDS_H
#define ND_CLI_COMMANDS_H

#include <stddef.h>

#include "cli/options.h"

/* Exit statuses, and one end that is none: the reader of standard output went away. */
enum {
    CLI_EXIT_DONE = 0,
    CLI_EXIT_COPIES = 1,  /* only under --exit-code */
    CLI_EXIT_FATAL = 2,   /* or wrong usage */
    CLI_EXIT_PARTIAL = 3, /* some inputs could not be read */
    CLI_EXIT_PIPE = -1    /* ends by SIGPIPE */
};

struct cli_command {
    const char *name;
    unsigned bit;
    const char *usage;    /* what follows "newsdupes " */
    const char *summary;  /* one line, no full stop */
    const char *examples; /* whole lines */
    int (*run)(const struct cli_command *command, const struct cli_settings *settings);
};

extern const struct cli_command cli_commands[]; /* the first is the default */
extern const size_t cli_command_count;

/* The command of that name, or NULL. */
const struct cli_command *cli_command_find(const char *name);

int cli_apply(const struct cli_command *command, const struct cli_settings *settings);
int cli_audit(const struct cli_command *command, const struct cli_settings *settings);
int cli_boilerplate(const struct cli_command *command, const struct cli_settings *settings);
int cli_cluster(const struct cli_command *command, const struct cli_settings *settings);
int cli_compare(const struct cli_command *command, const struct cli_settings *settings);
int cli_completion(const struct cli_command *command, const struct cli_settings *settings);
int cli_help(const struct cli_command *command, const struct cli_settings *settings);
int cli_report(const struct cli_command *command, const struct cli_settings *settings);
int cli_score(const struct cli_command *command, const struct cli_settings *settings);
int cli_version(const struct cli_command *command, const struct cli_settings *settings);

/* Prints the help of a command on standard output, and how it ended. */
int cli_help_print(const struct cli_command *command);

/* Says on standard error what is wrong with the words of a command (NULL: how it is used);
 * CLI_EXIT_FATAL. */
int cli_usage_error(const struct cli_command *command, const char *message);

/* The kernel asked for by NEWSDUPES_KERNEL, or NULL. False, and said, when it cannot be used. */
ND_CHECK bool cli_kernel_wanted(const char **kernel);

#endif /* ND_CLI_COMMANDS_H */
