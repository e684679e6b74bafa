/*
 * options.c - see options.h
 *
 * getopt_long is not used: it cannot read our table, accepts shortened names, and prints its
 * messages itself.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/options.h"

#include <string.h>

#include "base/mem.h"
#include "cli/suggest.h"
#include "cli/values.h"

#define OPTION(name, letter, value, kind, field, commands, group, help)                            \
    {name, letter, value, kind, offsetof(struct cli_settings, field), commands, group, help},

const struct cli_option cli_options[] = {
#include "cli/options.def"
};

#undef OPTION

const size_t cli_option_count = sizeof cli_options / sizeof *cli_options;

struct parser {
    struct cli_settings *settings;
    unsigned command;
    int argc, at;
    char *const *argv;
    struct cli_text *error;
};

/* ---- Messages -------------------------------------------------------------------------------- */

static void add_option_name(struct cli_text *error, const struct cli_option *option) {
    cli_text_add(error, "'--");
    cli_text_add(error, option->name);
    cli_text_add(error, "'");
}

/* "option '--name' <what>" */
static nd_status refuse(struct parser *parser, const struct cli_option *option, const char *what) {
    cli_text_add(parser->error, "option ");
    add_option_name(parser->error, option);
    cli_text_add(parser->error, what);
    return ND_ERR_PARAM;
}

/* "'leads' or 'copies'" */
static void add_choices(struct cli_text *error, cli_kind kind) {
    const char *const *const choices = cli_choices(kind);
    for (size_t i = 0; choices[i] != NULL; i++) {
        if (i != 0) cli_text_add(error, choices[i + 1] != NULL ? ", " : " or ");
        cli_text_add(error, "'");
        cli_text_add(error, choices[i]);
        cli_text_add(error, "'");
    }
    if (kind == CLI_KIND_JOIN) cli_text_add(error, ", or both with a comma between");
    if (kind == CLI_KIND_RELATIONS)
        cli_text_add(error, ", or some, each once, with commas between");
}

/* What the first part of a value that is none of the choices was probably meant to be. */
static void suggest_choice(struct cli_text *error, cli_kind kind, const char *value) {
    const char *const *const choices = cli_choices(kind);
    struct cli_guess guess = cli_guess_begin(value, strcspn(value, ","));
    while (cli_choice_find(choices, guess.name, guess.size) != 0) {
        const char *end = guess.name + guess.size;
        if (*end == '\0') return; /* all are known: one stands twice */
        guess = cli_guess_begin(end + 1, strcspn(end + 1, ","));
    }
    for (size_t i = 0; choices[i] != NULL; i++) cli_guess_try(&guess, choices[i]);
    cli_guess_add(&guess, error, "");
}

static nd_status refuse_value(struct parser *parser, const struct cli_option *option,
                              const char *value) {
    struct cli_text *error = parser->error;
    cli_text_add(error, "invalid value ");
    cli_text_add_quoted(error, value, strlen(value));
    cli_text_add(error, " for ");
    add_option_name(error, option);
    cli_text_add(error, ": it must be ");
    if (cli_choices(option->kind) == NULL) {
        cli_text_add(error, cli_value_wanted(option->kind));
    } else {
        add_choices(error, option->kind);
        suggest_choice(error, option->kind, value);
    }
    return ND_ERR_PARAM;
}

static nd_status refuse_unknown(struct parser *parser, const char *word, size_t size) {
    struct cli_guess guess = cli_guess_begin(word + 2, size > 2 ? size - 2 : 0);
    cli_text_add(parser->error, "unknown option ");
    cli_text_add_quoted(parser->error, word, size);
    for (size_t i = 0; i < cli_option_count; i++)
        if ((cli_options[i].commands & parser->command) != 0)
            cli_guess_try(&guess, cli_options[i].name);
    cli_guess_add(&guess, parser->error, "--");
    return ND_ERR_PARAM;
}

/* ---- Words ----------------------------------------------------------------------------------- */

/* The option of that name that the command takes, or else another command's; NULL for none. */
static const struct cli_option *find_name(unsigned command, const char *name, size_t size) {
    const struct cli_option *found = NULL;
    for (size_t i = 0; i < cli_option_count; i++) {
        const struct cli_option *option = &cli_options[i];
        if (strlen(option->name) != size || memcmp(option->name, name, size) != 0) continue;
        if ((option->commands & command) != 0) return option;
        found = option;
    }
    return found;
}

static const struct cli_option *find_letter(char letter) {
    for (size_t i = 0; i < cli_option_count; i++)
        if (cli_options[i].letter == letter) return &cli_options[i];
    return NULL;
}

/* Gives an option its value: the one that was attached to it, or else the next word. */
static nd_status take_option(struct parser *parser, const struct cli_option *option,
                             const char *attached) {
    const char *value = attached;
    if ((option->commands & parser->command) == 0)
        return refuse(parser, option, " does not belong to this command");
    if (option->value == NULL && attached != NULL) return refuse(parser, option, " takes no value");
    if (option->value != NULL && value == NULL) {
        if (parser->at == parser->argc) return refuse(parser, option, " needs a value");
        value = parser->argv[parser->at++];
    }
    return cli_value_set(parser->settings, option, value) ? ND_OK
                                                          : refuse_value(parser, option, value);
}

static nd_status take_long(struct parser *parser, const char *word) {
    const char *equals = strchr(word, '=');
    size_t size = equals != NULL ? (size_t)(equals - word) : strlen(word);
    const struct cli_option *option = find_name(parser->command, word + 2, size - 2);
    if (option == NULL) return refuse_unknown(parser, word, size);
    return take_option(parser, option, equals != NULL ? equals + 1 : NULL);
}

/* A bundle of letters: -qv0, -ofile, -0o file. */
static nd_status take_letters(struct parser *parser, const char *word) {
    nd_status status = ND_OK;
    for (const char *at = word + 1; *at != '\0' && status == ND_OK; at++) {
        const struct cli_option *option = find_letter(*at);
        const char unknown[2] = {'-', *at};
        if (option == NULL) return refuse_unknown(parser, unknown, sizeof unknown);
        if (option->value != NULL)
            return take_option(parser, option, at[1] != '\0' ? at + 1 : NULL);
        status = take_option(parser, option, NULL);
    }
    return status;
}

nd_status cli_settings_parse(struct cli_settings *settings, unsigned command, int argc,
                             char *const *argv, struct cli_text *error) {
    struct parser parser = {settings, command, argc, 0, argv, error};
    nd_status status = ND_OK;
    bool ended = false;
    *settings = (struct cli_settings){
        .threshold = ND_THRESHOLD_DEFAULT, .cut = CLI_CUT_DEFAULT, .page_limit = CLI_PAGE_DEFAULT};
    settings->places = nd_alloc((size_t)argc, sizeof *settings->places);
    if (settings->places == NULL) return ND_ERR_MEMORY;
    while (status == ND_OK && parser.at < argc) {
        const char *word = argv[parser.at++];
        if (ended || word[0] != '-' || word[1] == '\0')
            (void)cli_place_add(settings, (struct cli_place){word, false, '\0', false});
        else if (strcmp(word, "--") == 0)
            ended = true;
        else if (word[1] == '-')
            status = take_long(&parser, word);
        else
            status = take_letters(&parser, word);
    }
    return error->status != ND_OK ? error->status : status;
}

void cli_settings_free(struct cli_settings *settings) {
    nd_free(settings->places);
    *settings = (struct cli_settings){0};
}
