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

/* ---- Values ---------------------------------------------------------------------------------- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

uint32_t cli_parse_millionths(const char *value) {
    uint32_t parts = 0, places = 0;
    const char *at = value;
    for (; is_digit(*at); at++) {
        if (parts >= 10) return 0; /* anything from 10 is too large, and must not overflow */
        parts = parts * 10 + (uint32_t)(*at - '0');
    }
    if (*at == '.') {
        for (at++; is_digit(*at) && places < 6; at++, places++)
            parts = parts * 10 + (uint32_t)(*at - '0');
        if (places == 0) return 0;
    }
    if (*at != '\0' || at == value) return 0;
    for (; places < 6; places++) parts *= 10;
    return parts <= ND_THRESHOLD_UNIT ? parts : 0;
}

static bool parse_threshold(const char *value, uint32_t *threshold) {
    *threshold = cli_parse_millionths(value);
    return *threshold != 0;
}

static bool parse_number(const char *value, uint32_t least, uint32_t most, uint32_t *number) {
    uint64_t sum = 0;
    const char *at = value;
    for (; is_digit(*at); at++) {
        sum = sum * 10 + (uint64_t)(*at - '0');
        if (sum > most) return false;
    }
    *number = (uint32_t)sum;
    return *at == '\0' && at != value && sum >= least;
}

/* Reads a number of bytes: digits and, for powers of 1024, one of the letters K, M, G, T. */
static bool parse_size(const char *value, uint64_t *size) {
    static const char letters[] = "KMGT";
    const char *at = value, *letter;
    unsigned shift = 0;
    *size = 0;
    for (; is_digit(*at); at++) {
        if (*size > UINT32_MAX) return false;
        *size = *size * 10 + (uint64_t)(*at - '0');
    }
    letter = at == value || *at == '\0' ? NULL : strchr(letters, *at);
    if (letter != NULL) {
        shift = 10 * (unsigned)(letter - letters + 1);
        at++;
    }
    if (*at != '\0' || *size > UINT64_MAX >> 1 >> shift) return false;
    *size <<= shift;
    return *size >= CLI_SIZE_MIN;
}

/* The array has room: it was made for as many entries as there are words. */
static bool add_place(struct cli_settings *settings, struct cli_place place) {
    settings->places[settings->place_count++] = place;
    settings->old_count += place.old;
    return *place.path != '\0';
}

const char *const *cli_choices(cli_kind kind) {
    static const char *const emit[] = {"leads", "copies", NULL};
    static const char *const boilerplate[] = {"learn", "off", NULL};
    static const char *const cluster_id[] = {"order", "content", NULL};
    static const char *const color[] = {"auto", "always", "never", NULL};
    static const char *const layout[] = {"lines", "columns", NULL};
    static const char *const format[] = {"tsv", "csv", "jsonl", NULL};
    static const char *const join[] = {"update", "excerpt", NULL};
    static const char *const relations[] = {"exact",  "reprint", "abridged",
                                            "update", "excerpt", NULL};
    static const char *const pairs[] = {"missed", "apart", "all", NULL};
    switch (kind) {
    case CLI_KIND_EMIT: return emit;
    case CLI_KIND_BOILERPLATE: return boilerplate;
    case CLI_KIND_CLUSTER_ID: return cluster_id;
    case CLI_KIND_FORMAT: return format;
    case CLI_KIND_COLOR: return color;
    case CLI_KIND_LAYOUT: return layout;
    case CLI_KIND_JOIN: return join;
    case CLI_KIND_PAIRS: return pairs;
    case CLI_KIND_RELATIONS: return relations;
    default: return NULL;
    }
}

/* The number, from 1, of the choice that is value[0, size); 0 for none. */
static unsigned find_choice(const char *const *choices, const char *value, size_t size) {
    for (unsigned i = 0; choices[i] != NULL; i++)
        if (strlen(choices[i]) == size && memcmp(choices[i], value, size) == 0) return i + 1;
    return 0;
}

static bool parse_choice(cli_kind kind, const char *value, unsigned *choice) {
    *choice = find_choice(cli_choices(kind), value, strlen(value));
    return *choice != 0;
}

/* Whether the value begins with the prefix and goes on behind it, at *rest. */
static bool has_prefix(const char *value, const char *prefix, const char **rest) {
    const size_t size = strlen(prefix);
    *rest = value + size;
    return strncmp(value, prefix, size) == 0 && **rest != '\0';
}

static bool parse_part(const char *value, int32_t *part) {
    const bool backwards = value[0] == '-';
    uint32_t number;
    if (!parse_number(value + backwards, 1, CLI_PART_MAX, &number)) return false;
    *part = backwards ? -(int32_t)number : (int32_t)number;
    return true;
}

static bool parse_origin(const char *value, struct cli_origin *origin) {
    *origin = (struct cli_origin){.how = CLI_ORIGIN_FOLDER};
    if (strcmp(value, "folder") == 0) return true;
    if (has_prefix(value, "path:", &origin->text)) {
        origin->how = CLI_ORIGIN_PATH;
        return parse_part(origin->text, &origin->part);
    }
    origin->how = CLI_ORIGIN_FIELD;
    if (has_prefix(value, "field:", &origin->text)) return true;
    origin->how = CLI_ORIGIN_PATTERN;
    return has_prefix(value, "pattern:", &origin->text);
}

/* Reads a list of choices, separated by commas, each at most once, as bits. */
static bool parse_choices(cli_kind kind, const char *value, unsigned *bits) {
    *bits = 0;
    for (const char *at = value;; at++) {
        const size_t size = strcspn(at, ",");
        const unsigned choice = find_choice(cli_choices(kind), at, size);
        if (choice == 0 || (*bits & 1u << (choice - 1)) != 0) return false;
        *bits |= 1u << (choice - 1);
        at += size;
        if (*at == '\0') return true;
    }
}

const char *const cli_rule_words[] = {
    [CLI_RULE_LONGEST] = "longest",   [CLI_RULE_EARLIEST] = "earliest",
    [CLI_RULE_LATEST] = "latest",     [CLI_RULE_SOURCE_RANK] = "source-rank",
    [CLI_RULE_CLEANEST] = "cleanest", [CLI_RULE_CENTRAL] = "central",
    [CLI_RULE_PATH] = "path",         [CLI_RULES] = NULL};

/* Reads one rule; *bits are those that were read before. */
static bool parse_rule(const char *value, size_t size, struct cli_keep *keep, unsigned *bits) {
    const char *const colon = memchr(value, ':', size);
    const size_t word = colon != NULL ? (size_t)(colon - value) : size;
    const unsigned rule = find_choice(cli_rule_words, value, word);
    if (rule == 0 || (*bits & 1u << rule) != 0) return false;
    if ((rule - 1 == CLI_RULE_SOURCE_RANK) != (colon != NULL)) return false;
    if (colon != NULL) {
        keep->sources = colon + 1;
        keep->sources_size = size - word - 1;
        if (keep->sources_size == 0) return false;
    }
    *bits |= 1u << rule;
    keep->rules[keep->count++] = (cli_rule)(rule - 1);
    return true;
}

/* Reads a list of rules, separated by commas. */
static bool parse_keep(const char *value, struct cli_keep *keep) {
    unsigned bits = 0;
    *keep = (struct cli_keep){.count = 0};
    for (const char *at = value;; at++) {
        const size_t size = strcspn(at, ",");
        if (!parse_rule(at, size, keep, &bits)) return false;
        at += size;
        if (*at == '\0') return true;
    }
}

static bool set_value(struct cli_settings *settings, const struct cli_option *option,
                      const char *value) {
    void *field = (char *)settings + option->field;
    switch (option->kind) {
    case CLI_KIND_FLAG: *(bool *)field = true; return true;
    case CLI_KIND_TEXT: *(const char **)field = value; return *value != '\0';
    case CLI_KIND_LINES: return add_place(settings, (struct cli_place){value, true, '\n', false});
    case CLI_KIND_NULS: return add_place(settings, (struct cli_place){value, true, '\0', false});
    case CLI_KIND_OLD: return add_place(settings, (struct cli_place){value, false, '\0', true});
    case CLI_KIND_THRESHOLD: return parse_threshold(value, field);
    case CLI_KIND_THREADS: return parse_number(value, 1, CLI_THREADS_MAX, field);
    case CLI_KIND_RATIO: return parse_number(value, 1, CLI_RATIO_MAX, field);
    case CLI_KIND_WIDTH: return parse_number(value, CLI_WIDTH_MIN, CLI_WIDTH_MAX, field);
    case CLI_KIND_SIZE: return parse_size(value, field);
    case CLI_KIND_EMIT:
    case CLI_KIND_BOILERPLATE:
    case CLI_KIND_CLUSTER_ID:
    case CLI_KIND_FORMAT:
    case CLI_KIND_COLOR:
    case CLI_KIND_LAYOUT:
    case CLI_KIND_PAIRS: return parse_choice(option->kind, value, field);
    case CLI_KIND_JOIN:
    case CLI_KIND_RELATIONS: return parse_choices(option->kind, value, field);
    case CLI_KIND_COUNT: return parse_number(value, 1, CLI_NUMBER_MAX, field);
    case CLI_KIND_PAGE: return parse_number(value, 1, CLI_PAGE_MAX, field);
    case CLI_KIND_NUMBER: return parse_number(value, 0, CLI_NUMBER_MAX, field);
    case CLI_KIND_ORIGIN: return parse_origin(value, field);
    case CLI_KIND_KEEP: return parse_keep(value, field);
    }
    return false;
}

/* What a value of a kind that has no choices must be, for the message about one that is not. */
static const char *wanted(cli_kind kind) {
    switch (kind) {
    case CLI_KIND_THRESHOLD:
        return "a number above 0 and at most 1 with at most six decimal places, like 0.5";
    case CLI_KIND_THREADS: return "a whole number from 1 to 1024";
    case CLI_KIND_RATIO: return "a whole number from 1 to 1000000";
    case CLI_KIND_WIDTH: return "a whole number from 20 to 1000";
    case CLI_KIND_SIZE: return "at least 32M, with K, M, G or T, like 512M or 4G";
    case CLI_KIND_COUNT: return "a whole number from 1 to 999999999";
    case CLI_KIND_PAGE: return "a whole number from 1 to 1000";
    case CLI_KIND_NUMBER: return "a whole number from 0 to 999999999";
    case CLI_KIND_KEEP:
        return "'longest', 'earliest', 'latest', 'source-rank:FILE', 'cleanest', 'central' or "
               "'path', or some, each once, with commas between";
    case CLI_KIND_ORIGIN:
        return "'folder', 'path:N' with N from 1 or -1 to 999, 'field:NAME' or 'pattern:REGEX'";
    default: return "something that is not empty";
    }
}

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
    while (find_choice(choices, guess.name, guess.size) != 0) {
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
        cli_text_add(error, wanted(option->kind));
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
    return set_value(parser->settings, option, value) ? ND_OK : refuse_value(parser, option, value);
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
            (void)add_place(settings, (struct cli_place){word, false, '\0', false});
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
