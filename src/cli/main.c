/*
 * main.c - the program newsdupes: finds the command, reads its options, runs it
 *
 * `newsdupes [OPTIONS] PATH...` clusters. The first word is a command only when it is exactly the
 * name of one; a path named like a command is written ./compare.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/messages.h"
#include "cli/signals.h"
#include "cli/suggest.h"

const struct cli_command cli_commands[] = {
    {"cluster", CLI_CLUSTER, "[OPTIONS] PATH...",
     "find the articles that are copies of one report (the default command)",
     "  newsdupes news/ > clusters.tsv              all articles below a folder\n"
     "  newsdupes --jsonl - < articles.jsonl        JSON Lines on standard input\n"
     "  find news -name '*.txt' -print0 | newsdupes --files0-from=-\n"
     "  newsdupes --emit=copies -0 news/ | xargs -0 -r rm --   keep one of each\n",
     cli_cluster},
    {"compare", CLI_COMPARE, "compare [OPTIONS] FILE FILE",
     "show what two articles share and what they do not",
     "  newsdupes compare a.txt b.txt\n"
     "  newsdupes compare --color=always a.txt b.txt | less -R\n",
     cli_compare},
    {"audit", CLI_AUDIT, "audit [OPTIONS] PATH...",
     "estimate, from a sample, which copies are not found",
     "  newsdupes audit news/                        what share of the pairs is missed\n"
     "  newsdupes audit --pairs=missed news/ > missed.tsv\n",
     cli_audit},
    {"report", CLI_REPORT, "report [OPTIONS] PATH...",
     "write what was found as an HTML page for people",
     "  newsdupes report news/ > report.html\n"
     "  newsdupes report -o report.html --source=path:2 --page-limit=50 news/\n",
     cli_report},
    {"score", CLI_SCORE, "score [OPTIONS] LABELS CLUSTERS",
     "measure how well a result agrees with labels",
     "  newsdupes news/ | newsdupes score labels.tsv -\n"
     "  newsdupes news/ | newsdupes score --wrong=20 labels.tsv -   what is wrong\n",
     cli_score},
    {"boilerplate", CLI_BOILERPLATE, "boilerplate [OPTIONS] PATH...",
     "list the text that is learned to belong to sources, not to reports",
     "  newsdupes boilerplate news/ | less           what is left out of comparing\n"
     "  newsdupes boilerplate --cut=0 --format=jsonl news/ > all.jsonl\n",
     cli_boilerplate},
    {"apply", CLI_APPLY, "apply [OPTIONS] CLUSTERS\n       newsdupes apply --undo=LOG [--yes]",
     "move, delete or link the copies that a table names",
     "  newsdupes --stamp news/ > clusters.tsv     first a table with sizes and times\n"
     "  newsdupes apply --move-to=copies clusters.tsv         what would be done\n"
     "  newsdupes apply --move-to=copies --yes clusters.tsv   do it\n"
     "  newsdupes apply --undo=clusters.tsv.log --yes         move all back\n",
     cli_apply},
    {"completion", CLI_COMPLETION, "completion bash|zsh|fish",
     "print what completes command lines in a shell",
     "  newsdupes completion bash > ~/.newsdupes.bash     and source it in ~/.bashrc\n"
     "  newsdupes completion zsh > ~/.zsh/_newsdupes      a folder in $fpath\n"
     "  newsdupes completion fish > ~/.config/fish/completions/newsdupes.fish\n",
     cli_completion},
    {"help", CLI_HELP, "help [COMMAND]", "explain a command", "  newsdupes help compare\n",
     cli_help},
    {"version", CLI_VERSION, "version [-v]", "print the versions and the kernel in use",
     "  newsdupes version -v\n", cli_version},
};

const size_t cli_command_count = sizeof cli_commands / sizeof *cli_commands;

const struct cli_command *cli_command_find(const char *name) {
    for (size_t i = 0; i < cli_command_count; i++)
        if (strcmp(cli_commands[i].name, name) == 0) return &cli_commands[i];
    return NULL;
}

int cli_usage_error(const struct cli_command *command, const char *message) {
    struct cli_text hint = {0};
    if (message != NULL) {
        cli_say(message);
    } else {
        cli_text_add(&hint, "Usage: newsdupes ");
        cli_text_add(&hint, command->usage);
        cli_text_add(&hint, "\n");
    }
    cli_text_add(&hint, "Try 'newsdupes ");
    if (command != cli_commands) {
        cli_text_add(&hint, command->name);
        cli_text_add(&hint, " ");
    }
    cli_text_add(&hint, "--help' for more information.\n");
    cli_say_plain(cli_text_string(&hint));
    cli_text_free(&hint);
    return CLI_EXIT_FATAL;
}

bool cli_kernel_wanted(const char **kernel) {
    struct cli_text text = {0};
    const char *wanted = getenv("NEWSDUPES_KERNEL");
    *kernel = wanted != NULL && *wanted != '\0' ? wanted : NULL;
    if (nd_kernel_name(*kernel) != NULL) return true;
    cli_text_add(&text, "kernel ");
    cli_text_add_quoted(&text, wanted, wanted != NULL ? strlen(wanted) : 0);
    cli_text_add(&text, " is unknown or does not run on this machine");
    cli_say(cli_text_string(&text));
    cli_text_free(&text);
    return false;
}

static int run(const struct cli_command *command, const struct cli_settings *settings) {
    if (settings->help) return cli_help_print(command);
    if (settings->version) return cli_version(command, settings);
    return command->run(command, settings);
}

/* Says so when the first path is no file but looks like a command, misspelt or behind options. */
static void hint_command(const struct cli_settings *settings) {
    const char *word = settings->place_count != 0 ? settings->places[0].path : "";
    struct cli_guess guess = cli_guess_begin(word, strlen(word));
    struct cli_text text = {0};
    for (size_t i = 0; i < cli_command_count; i++) cli_guess_try(&guess, cli_commands[i].name);
    if (cli_guess_end(&guess) == NULL || settings->places[0].list || access(word, F_OK) == 0)
        return;
    cli_text_add_quoted(&text, word, strlen(word));
    cli_text_add(&text, " is no file");
    cli_guess_add(&guess, &text, "newsdupes ");
    cli_say(cli_text_string(&text));
    cli_text_free(&text);
}

/* Reads the words behind the command and runs it. */
static int dispatch(const struct cli_command *command, int argc, char **argv) {
    struct cli_settings settings;
    struct cli_text error = {0};
    nd_status status = cli_settings_parse(&settings, command->bit, argc, argv, &error);
    int end = CLI_EXIT_FATAL;
    if (status == ND_OK)
        end = run(command, &settings);
    else if (status == ND_ERR_PARAM)
        end = cli_usage_error(command, cli_text_string(&error));
    else
        cli_say(nd_status_text(status));
    if (command == cli_commands && end > CLI_EXIT_COPIES) hint_command(&settings);
    cli_settings_free(&settings);
    cli_text_free(&error);
    return end;
}

int main(int argc, char **argv) {
    const struct cli_command *command = argc > 1 ? cli_command_find(argv[1]) : NULL;
    const int words = command != NULL ? 2 : 1;
    int end;
    cli_streams_open();
    cli_files_allow();
    cli_signals_install();
    if (argc < 1) return CLI_EXIT_FATAL;
    end = dispatch(command != NULL ? command : cli_commands, argc - words, argv + words);
    if (end == CLI_EXIT_PIPE) cli_signals_end_by_pipe();
    return end;
}
