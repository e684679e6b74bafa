/*
 * completion_zsh.c - the script that completes newsdupes in zsh
 *
 * It describes each option for _arguments, by command.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/commands.h"
#include "cli/completion.h"

static const char head[] = "#compdef newsdupes\n"
                           "# Completes newsdupes in zsh; printed by 'newsdupes completion zsh'\n"
                           "_newsdupes() {\n"
                           "    local command=cluster first=$(( CURRENT == 2 ))\n"
                           "    local -a commands options operands=('*:file:_files')\n"
                           "    commands=(\n";

static const char tail[] = "    if (( first )) && [[ $PREFIX != -* ]]; then\n"
                           "        _describe -t commands command commands\n"
                           "        _files\n"
                           "    else\n"
                           "        _arguments -s -S : $options $operands\n"
                           "    fi\n"
                           "}\n"
                           "if [[ $funcstack[1] == _newsdupes ]]; then\n"
                           "    _newsdupes \"$@\"\n"
                           "else\n"
                           "    compdef _newsdupes newsdupes\n"
                           "fi\n";

/* Adds a text for between single quotes; what is in `special` is escaped for _arguments. */
static void add_quoted(struct cli_text *text, const char *string, const char *special) {
    for (; *string != '\0'; string++) {
        if (*string == '\'') cli_text_add(text, "'\\'");
        for (const char *at = special; *at != '\0'; at++)
            if (*string == *at) cli_text_add(text, "\\");
        cli_text_add_byte(text, *string);
    }
}

/* "'(-o --output)'{-o+,--output=}'", or "'--output=" without a letter. */
static void add_name(struct cli_text *text, const struct cli_option *option) {
    const char letter[] = {'-', option->letter};
    cli_text_add(text, "'");
    if (option->letter != 0) {
        cli_text_add(text, "(");
        cli_text_add_bytes(text, letter, sizeof letter);
        cli_text_add(text, " --");
        cli_text_add(text, option->name);
        cli_text_add(text, ")'{");
        cli_text_add_bytes(text, letter, sizeof letter);
        cli_text_add(text, option->value != NULL ? "+," : ",");
    }
    cli_text_add(text, "--");
    cli_text_add(text, option->name);
    if (option->value != NULL) cli_text_add(text, "=");
    if (option->letter != 0) cli_text_add(text, "}'");
}

/* Words between blanks; a colon in them would end the action. */
static void add_words(struct cli_text *text, const char *const *words) {
    for (size_t i = 0; words[i] != NULL; i++) {
        if (i != 0) cli_text_add(text, " ");
        add_quoted(text, words[i], ":");
    }
}

/* What completes the value, as an action of _arguments. */
static void add_action(struct cli_text *text, const struct cli_option *option) {
    const bool goes_on = option->kind == CLI_KIND_ORIGIN; /* behind a word that ends with a colon */
    switch (cli_value_completes(option)) {
    case CLI_COMPLETES_FLAG: break;
    case CLI_COMPLETES_ANY: cli_text_add(text, " "); break;
    case CLI_COMPLETES_FILE: cli_text_add(text, "_files"); break;
    case CLI_COMPLETES_FOLDER: cli_text_add(text, "_files -/"); break;
    case CLI_COMPLETES_LIST:
        cli_text_add(text, "_sequence compadd - ");
        add_words(text, cli_value_words(option));
        break;
    case CLI_COMPLETES_WORD:
        cli_text_add(text, goes_on ? "{compadd -S \"\" - " : "(");
        add_words(text, cli_value_words(option));
        cli_text_add(text, goes_on ? "}" : ")");
        break;
    }
}

static void add_option(struct cli_text *text, const struct cli_option *option) {
    cli_text_add(text, "            ");
    add_name(text, option);
    cli_text_add(text, "[");
    add_quoted(text, option->help, "[]\\");
    cli_text_add(text, "]");
    if (option->value != NULL) {
        cli_text_add(text, ":");
        cli_text_add(text, option->value);
        cli_text_add(text, ":");
        add_action(text, option);
    }
    cli_text_add(text, "'\n");
}

static void add_command(struct cli_text *text, const struct cli_command *command) {
    cli_text_add(text, "    ");
    cli_text_add(text, command->name);
    cli_text_add(text, ")\n        options=(\n");
    for (size_t i = 0; i < cli_option_count; i++)
        if ((cli_options[i].commands & command->bit) != 0) add_option(text, &cli_options[i]);
    cli_text_add(text, "        )\n        ;;\n");
}

static void add_operands(struct cli_text *text) {
    cli_text_add(text, "    case $command in\n    help) operands=('1:command:(");
    cli_text_add_commands(text, CLI_ANY, " ");
    cli_text_add(text, ")') ;;\n    completion) operands=('1:shell:(");
    cli_text_add_words(text, cli_shells, " ");
    cli_text_add(text, ")') ;;\n    version) operands=() ;;\n    esac\n");
}

void cli_completion_zsh(struct cli_text *text) {
    cli_text_add(text, head);
    for (size_t i = 0; i < cli_command_count; i++) {
        cli_text_add(text, "        '");
        cli_text_add(text, cli_commands[i].name);
        cli_text_add(text, ":");
        add_quoted(text, cli_commands[i].summary, "");
        cli_text_add(text, "'\n");
    }
    cli_text_add(text,
                 "    )\n    if (( CURRENT > 2 )); then\n        case $words[2] in\n        ");
    cli_text_add_commands(text, CLI_ANY, "|");
    cli_text_add(text, ")\n            command=$words[2]\n            shift words\n"
                       "            (( CURRENT-- ))\n            ;;\n        esac\n    fi\n"
                       "    case $command in\n");
    for (size_t i = 0; i < cli_command_count; i++) add_command(text, &cli_commands[i]);
    cli_text_add(text, "    esac\n");
    add_operands(text);
    cli_text_add(text, tail);
}
