/*
 * cmd_completion.c - `newsdupes completion SHELL`, and what the scripts for all shells share
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/completion.h"
#include "cli/print.h"
#include "cli/suggest.h"
#include "cli/values.h"

const char *const cli_shells[] = {"bash", "zsh", "fish", NULL};

/* Whether `word` is one of some words, ended by NULL. */
static bool is_one_of(const char *const *words, const char *word) {
    for (size_t i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], word) == 0) return true;
    return false;
}

const char *const *cli_value_words(const struct cli_option *option) {
    static const char *const rules[] = {
        "longest", "earliest", "latest", "source-rank:", "cleanest", "central", "path", NULL};
    static const char *const origins[] = {"folder", "path:", "field:", "pattern:", NULL};
    if (option->kind == CLI_KIND_KEEP) return rules;
    return option->kind == CLI_KIND_ORIGIN ? origins : cli_choices(option->kind);
}

/* What is neither counted nor a list of paths is told by the name of the value in --help. */
cli_completes cli_value_completes(const struct cli_option *option) {
    static const char *const files[] = {"F", "FILE", "LOG", "PATH", NULL};
    const cli_kind kind = option->kind;
    if (option->value == NULL) return CLI_COMPLETES_FLAG;
    if (kind == CLI_KIND_JOIN || kind == CLI_KIND_KEEP || kind == CLI_KIND_RELATIONS)
        return CLI_COMPLETES_LIST;
    if (cli_value_words(option) != NULL) return CLI_COMPLETES_WORD;
    if (kind == CLI_KIND_LINES || kind == CLI_KIND_NULS || kind == CLI_KIND_OLD)
        return CLI_COMPLETES_FILE;
    if (kind != CLI_KIND_TEXT) return CLI_COMPLETES_ANY;
    if (strcmp(option->value, "DIR") == 0) return CLI_COMPLETES_FOLDER;
    return is_one_of(files, option->value) ? CLI_COMPLETES_FILE : CLI_COMPLETES_ANY;
}

void cli_text_add_words(struct cli_text *text, const char *const *words, const char *between) {
    for (size_t i = 0; words[i] != NULL; i++) {
        if (i != 0) cli_text_add(text, between);
        cli_text_add(text, words[i]);
    }
}

void cli_text_add_commands(struct cli_text *text, unsigned commands, const char *between) {
    bool first = true;
    for (size_t i = 0; i < cli_command_count; i++) {
        if ((cli_commands[i].bit & commands) == 0) continue;
        if (!first) cli_text_add(text, between);
        cli_text_add(text, cli_commands[i].name);
        first = false;
    }
}

static int refuse(const struct cli_command *command, const char *shell) {
    struct cli_guess guess = cli_guess_begin(shell, strlen(shell));
    struct cli_text text = {0};
    int end;
    for (size_t i = 0; cli_shells[i] != NULL; i++) cli_guess_try(&guess, cli_shells[i]);
    cli_text_add(&text, "no completions for ");
    cli_text_add_quoted(&text, shell, strlen(shell));
    cli_guess_add(&guess, &text, "");
    end = cli_usage_error(command, cli_text_string(&text));
    cli_text_free(&text);
    return end;
}

int cli_completion(const struct cli_command *command, const struct cli_settings *settings) {
    static void (*const write[])(struct cli_text * text) = {cli_completion_bash, cli_completion_zsh,
                                                            cli_completion_fish};
    struct cli_messages messages;
    struct cli_text text = {0};
    const char *shell;
    int end;
    if (settings->place_count != 1) return cli_usage_error(command, "completion takes one shell");
    shell = settings->places[0].path;
    if (!is_one_of(cli_shells, shell)) return refuse(command, shell);
    cli_messages_init(&messages, settings);
    for (size_t i = 0; cli_shells[i] != NULL; i++)
        if (strcmp(cli_shells[i], shell) == 0) write[i](&text);
    end = cli_print(&text, &messages);
    cli_text_free(&text);
    return end;
}
