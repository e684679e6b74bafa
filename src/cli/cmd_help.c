/*
 * cmd_help.c - `newsdupes help [COMMAND]` and --help: examples first, then the options by group
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/print.h"
#include "cli/suggest.h"

enum { OPTION_COLUMN = 26, COMMAND_COLUMN = 15 };

static const char *const group_titles[CLI_GROUPS] = {
    [CLI_GROUP_INPUT] = "What is read",
    [CLI_GROUP_RECORDS] = "Records",
    [CLI_GROUP_MEASURE] = "What is a copy",
    [CLI_GROUP_OUTPUT] = "What is printed",
    [CLI_GROUP_APPLY] = "What is done with copies",
    [CLI_GROUP_GENERAL] = "General",
};

static void add_option(struct cli_text *text, const struct cli_option *option) {
    const size_t begin = text->buf.size;
    const char letter[] = {' ', ' ', '-', option->letter, ','};
    if (option->letter != 0)
        cli_text_add_bytes(text, letter, sizeof letter);
    else
        cli_text_add(text, "     ");
    cli_text_add(text, " --");
    cli_text_add(text, option->name);
    if (option->value != NULL) {
        cli_text_add(text, "=");
        cli_text_add(text, option->value);
    }
    cli_text_add_blanks(text, begin, OPTION_COLUMN);
    cli_text_add(text, option->help);
    cli_text_add(text, "\n");
}

/* Options of a group that the command of bit `with` takes and the one of bit `without` does not. */
static void add_group(struct cli_text *text, cli_group group, unsigned with, unsigned without) {
    bool titled = without != 0;
    for (size_t i = 0; i < cli_option_count; i++) {
        const struct cli_option *option = &cli_options[i];
        if (option->group != group || (option->commands & with) == 0) continue;
        if ((option->commands & without) != 0) continue;
        if (!titled) {
            cli_text_add(text, "\n");
            cli_text_add(text, group_titles[group]);
            cli_text_add(text, ":\n");
            titled = true;
        }
        add_option(text, option);
    }
}

static void add_options(struct cli_text *text, const struct cli_command *command) {
    for (int group = 0; group < CLI_GROUPS; group++)
        add_group(text, (cli_group)group, command->bit, 0);
    if (command != cli_commands) return;
    cli_text_add(text, "\nOnly with another command:\n");
    for (int group = 0; group < CLI_GROUPS; group++)
        add_group(text, (cli_group)group, CLI_ANY, command->bit);
}

static void add_commands(struct cli_text *text) {
    cli_text_add(text, "\nCommands:\n");
    for (size_t i = 0; i < cli_command_count; i++) {
        const size_t begin = text->buf.size;
        cli_text_add(text, "  ");
        cli_text_add(text, cli_commands[i].name);
        cli_text_add_blanks(text, begin, COMMAND_COLUMN);
        cli_text_add(text, cli_commands[i].summary);
        cli_text_add(text, "\n");
    }
    cli_text_add(text,
                 "\nA path named like a command is written ./compare. See also: man newsdupes\n");
}

int cli_help_print(const struct cli_command *command) {
    static const struct cli_settings defaults = {0};
    struct cli_messages messages;
    struct cli_text text = {0};
    int end;
    cli_messages_init(&messages, &defaults);
    cli_text_add(&text, "Usage: newsdupes ");
    cli_text_add(&text, command->usage);
    if (command == cli_commands) cli_text_add(&text, "\n       newsdupes COMMAND ...");
    cli_text_add(&text, "\n\n");
    cli_text_add(&text, command->summary);
    cli_text_add(&text, "\n\nExamples:\n");
    cli_text_add(&text, command->examples);
    add_options(&text, command);
    if (command == cli_commands) add_commands(&text);
    end = cli_print(&text, &messages);
    cli_text_free(&text);
    return end;
}

static int refuse(const struct cli_command *command, const char *name) {
    struct cli_guess guess = cli_guess_begin(name, strlen(name));
    struct cli_text text = {0};
    int end;
    for (size_t i = 0; i < cli_command_count; i++) cli_guess_try(&guess, cli_commands[i].name);
    cli_text_add(&text, "no command ");
    cli_text_add_quoted(&text, name, strlen(name));
    cli_guess_add(&guess, &text, "");
    end = cli_usage_error(command, cli_text_string(&text));
    cli_text_free(&text);
    return end;
}

int cli_help(const struct cli_command *command, const struct cli_settings *settings) {
    const struct cli_command *about = cli_commands;
    if (settings->place_count > 1) return cli_usage_error(command, "help takes one command");
    if (settings->place_count == 1) about = cli_command_find(settings->places[0].path);
    if (about == NULL) return refuse(cli_commands, settings->places[0].path);
    return cli_help_print(about);
}
