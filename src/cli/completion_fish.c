/*
 * completion_fish.c - the script that completes newsdupes in fish
 *
 * One `complete` for each option, with the commands that take it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/commands.h"
#include "cli/completion.h"

static const char head[] = "# Completes newsdupes in fish; printed by 'newsdupes completion fish'\n"
                           "function __newsdupes_runs --description 'whether the command line is "
                           "of one of these commands'\n"
                           "    set -l words (commandline -opc)\n"
                           "    set -l command cluster\n"
                           "    if set -q words[2]; and contains -- $words[2] ";

static const char middle[] =
    "\n"
    "        set command $words[2]\n"
    "    end\n"
    "    contains -- $command $argv\n"
    "end\n"
    "function __newsdupes_first --description 'whether no word stands yet'\n"
    "    test (count (commandline -opc)) -eq 1\n"
    "end\n";

/* Adds a text between single quotes. */
static void add_quoted(struct cli_text *text, const char *string) {
    cli_text_add(text, "'");
    for (; *string != '\0'; string++) {
        if (*string == '\'' || *string == '\\') cli_text_add(text, "\\");
        cli_text_add_byte(text, *string);
    }
    cli_text_add(text, "'");
}

static void begin(struct cli_text *text, unsigned commands) {
    cli_text_add(text, "complete -c newsdupes");
    if (commands == CLI_ANY) return;
    cli_text_add(text, " -n '__newsdupes_runs ");
    cli_text_add_commands(text, commands, " ");
    cli_text_add(text, "'");
}

static void add_values(struct cli_text *text, const struct cli_option *option) {
    switch (cli_value_completes(option)) {
    case CLI_COMPLETES_FLAG: break;
    case CLI_COMPLETES_ANY: cli_text_add(text, " -x"); break;
    case CLI_COMPLETES_FILE: cli_text_add(text, " -r -F"); break;
    case CLI_COMPLETES_FOLDER: cli_text_add(text, " -x -a '(__fish_complete_directories)'"); break;
    case CLI_COMPLETES_WORD:
        cli_text_add(text, " -x -a '");
        cli_text_add_words(text, cli_value_words(option), " ");
        cli_text_add(text, "'");
        break;
    case CLI_COMPLETES_LIST:
        cli_text_add(text, " -x -a '(__fish_append , ");
        cli_text_add_words(text, cli_value_words(option), " ");
        cli_text_add(text, ")'");
        break;
    }
}

static void add_option(struct cli_text *text, const struct cli_option *option) {
    const char letter[] = {' ', '-', 's', ' ', option->letter};
    begin(text, option->commands);
    if (option->letter != 0) cli_text_add_bytes(text, letter, sizeof letter);
    cli_text_add(text, " -l ");
    cli_text_add(text, option->name);
    add_values(text, option);
    cli_text_add(text, " -d ");
    add_quoted(text, option->help);
    cli_text_add(text, "\n");
}

static void add_operands(struct cli_text *text) {
    begin(text, CLI_HELP);
    cli_text_add(text, " -f -a '");
    cli_text_add_commands(text, CLI_ANY, " ");
    cli_text_add(text, "'\n");
    begin(text, CLI_COMPLETION);
    cli_text_add(text, " -f -a '");
    cli_text_add_words(text, cli_shells, " ");
    cli_text_add(text, "'\n");
    begin(text, CLI_VERSION);
    cli_text_add(text, " -f\n");
}

void cli_completion_fish(struct cli_text *text) {
    cli_text_add(text, head);
    cli_text_add_commands(text, CLI_ANY, " ");
    cli_text_add(text, middle);
    for (size_t i = 0; i < cli_command_count; i++) {
        cli_text_add(text, "complete -c newsdupes -n __newsdupes_first -a ");
        cli_text_add(text, cli_commands[i].name);
        cli_text_add(text, " -d ");
        add_quoted(text, cli_commands[i].summary);
        cli_text_add(text, "\n");
    }
    add_operands(text);
    for (size_t i = 0; i < cli_option_count; i++) add_option(text, &cli_options[i]);
}
