/*
 * origins.c - see origins.h
 *
 * A source is a piece of a path, of a name, or what a record says. Each distinct one gets a number,
 * by a hash table.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/origins.h"

#include <regex.h>
#include <string.h>

#include "base/mem.h"
#include "base/names.h"
#include "cli/corpus.h"
#include "io/namehash.h"

struct origins {
    const struct cli_corpus *corpus;
    regex_t pattern; /* of CLI_ORIGIN_PATTERN */
    bool compiled;
    uint32_t *numbers;   /* by document: from 1; 0 for none */
    struct nd_name *met; /* by number - 1 */
    uint32_t *sizes;     /* by number - 1: documents */
    uint32_t count;
    uint32_t *table; /* of numbers */
    size_t slots;
};

static const struct nd_name nothing = {"", 0};

/* ---- Patterns -------------------------------------------------------------------------------- */

static void refuse_pattern(const struct cli_origin *rule, struct cli_messages *messages,
                           const regex_t *pattern, int error) {
    struct cli_text text = {0};
    char reason[256];
    (void)regerror(error, pattern, reason, sizeof reason);
    cli_text_add(&text, "invalid pattern ");
    cli_text_add_quoted(&text, rule->text, strlen(rule->text));
    cli_text_add(&text, ": ");
    cli_text_add(&text, reason);
    cli_messages_error(messages, cli_text_string(&text));
    cli_text_free(&text);
}

bool cli_origins_check(const struct cli_origin *rule, struct cli_messages *messages) {
    regex_t pattern;
    int error;
    if (rule->how != CLI_ORIGIN_PATTERN) return true;
    error = regcomp(&pattern, rule->text, REG_EXTENDED);
    if (error == 0)
        regfree(&pattern);
    else
        refuse_pattern(rule, messages, &pattern, error);
    return error == 0;
}

/* The first group of the pattern, or all that it matches when it has none. */
static struct nd_name matching(const regex_t *pattern, const struct nd_name *name) {
    const size_t group = pattern->re_nsub != 0 ? 1 : 0;
    regmatch_t match[2];
    if (regexec(pattern, name->bytes, 2, match, 0) != 0 || match[group].rm_so < 0) return nothing;
    return (struct nd_name){name->bytes + match[group].rm_so,
                            (size_t)(match[group].rm_eo - match[group].rm_so)};
}

/* ---- Paths ----------------------------------------------------------------------------------- */

/* What stands before the last part of the path. */
static struct nd_name folder_of(const char *path) {
    const char *end = strrchr(path, '/');
    if (end == NULL) return (struct nd_name){".", 1};
    while (end > path && end[-1] == '/') end--;
    return (struct nd_name){path, end > path ? (size_t)(end - path) : 1};
}

/* The next part of a path, but for ".", from *at on; of size 0 when there is none. */
static struct nd_name next_part(const char **at) {
    struct nd_name part;
    do {
        *at += strspn(*at, "/");
        part = (struct nd_name){*at, strcspn(*at, "/")};
        *at += part.size;
    } while (part.size == 1 && part.bytes[0] == '.');
    return part;
}

/* Part `wanted` of a path: from 1, or from -1 backwards. */
static struct nd_name part_of(const char *path, int32_t wanted) {
    const char *at = path;
    struct nd_name part = nothing;
    int32_t count = 0;
    if (wanted < 0) {
        while (next_part(&at).size != 0) count++;
        if (-wanted > count) return nothing;
        wanted += count + 1;
        at = path;
    }
    for (count = 0; count < wanted; count++) part = next_part(&at);
    return part;
}

/* ---- Numbers --------------------------------------------------------------------------------- */

static struct nd_name origin_of(const struct origins *origins, uint32_t document) {
    const struct cli_corpus *corpus = origins->corpus;
    const struct cli_origin *rule = &corpus->settings->origin;
    const char *path = nd_input_path(corpus->input, document);
    if (rule->how == CLI_ORIGIN_FIELD) return nd_input_source(corpus->input, document);
    if (rule->how == CLI_ORIGIN_PATTERN)
        return matching(&origins->pattern, &corpus->names[document]);
    if (strcmp(path, "-") == 0) return nothing;
    return rule->how == CLI_ORIGIN_PATH ? part_of(path, rule->part) : folder_of(path);
}

/* The number of a source, which may be a new one. */
static uint32_t number_of(struct origins *origins, const struct nd_name *name) {
    const uint64_t hash = nd_name_hash(ND_NAME_HASH_START, name->bytes, name->size);
    size_t at = nd_name_slot(hash, origins->slots);
    for (; origins->table[at] != 0; at = (at + 1) & (origins->slots - 1)) {
        const struct nd_name *met = &origins->met[origins->table[at] - 1];
        if (nd_name_equal(met, name)) return origins->table[at];
    }
    origins->met[origins->count++] = *name;
    origins->table[at] = origins->count;
    return origins->count;
}

/* Numbers all documents; returns how many have a source. Many have that of the one before. */
static size_t number_all(struct origins *origins) {
    struct nd_name before = nothing;
    uint32_t number = 0;
    size_t found = 0;
    for (uint32_t i = 0; i < origins->corpus->count; i++) {
        const struct nd_name name = origin_of(origins, i);
        if (name.size == 0) continue;
        if (!nd_name_equal(&name, &before)) number = number_of(origins, &name);
        origins->numbers[i] = number;
        origins->sizes[number - 1]++;
        before = name;
        found++;
    }
    return found;
}

static nd_status allocate(struct origins *origins) {
    const size_t count = origins->corpus->count;
    origins->slots = 64;
    while (origins->slots / 2 < count) origins->slots *= 2;
    origins->numbers = nd_alloc_zero(count, sizeof *origins->numbers);
    origins->met = nd_alloc(count, sizeof *origins->met);
    origins->sizes = nd_alloc_zero(count, sizeof *origins->sizes);
    origins->table = nd_alloc_zero(origins->slots, sizeof *origins->table);
    return origins->numbers != NULL && origins->met != NULL && origins->sizes != NULL &&
                   origins->table != NULL
               ? ND_OK
               : ND_ERR_MEMORY;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static void say_none(const struct cli_origin *rule, struct cli_messages *messages) {
    static const char *const reasons[] = {
        [CLI_ORIGIN_FOLDER] = "standard input has no folder",
        [CLI_ORIGIN_PATH] = "no path has the part ",
        [CLI_ORIGIN_FIELD] = "no record has a string or number in the field ",
        [CLI_ORIGIN_PATTERN] = "no name matches ",
    };
    struct cli_text text = {0};
    cli_text_add(&text, "no document has a source: ");
    cli_text_add(&text, reasons[rule->how]);
    if (rule->text != NULL) cli_text_add_quoted(&text, rule->text, strlen(rule->text));
    cli_messages_error(messages, cli_text_string(&text));
    cli_text_free(&text);
}

/* Whether two sources or more have two documents or more. */
static bool are_several(const struct origins *origins) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < origins->count; i++) count += origins->sizes[i] > 1;
    return count > 1;
}

static nd_status hand_on(struct cli_corpus *corpus, struct origins *origins) {
    const struct cli_origin *rule = &corpus->settings->origin;
    const bool guessed = rule->how == CLI_ORIGIN_GUESS;
    const size_t found = number_all(origins);
    if (guessed && !are_several(origins)) return ND_OK;
    if (!guessed && found == 0 && corpus->count != 0) {
        say_none(rule, &corpus->messages);
        return ND_ERR_PARAM;
    }
    if (!guessed) {
        corpus->sources = origins->count;
        corpus->sourceless = corpus->count - found;
    }
    return nd_corpus_set_sources(corpus->corpus, origins->numbers, corpus->count, guessed);
}

static void release(struct origins *origins) {
    if (origins->compiled) regfree(&origins->pattern);
    nd_free(origins->numbers);
    nd_free(origins->met);
    nd_free(origins->sizes);
    nd_free(origins->table);
}

/* Makes ready to number documents. */
static nd_status begin(struct origins *origins) {
    const struct cli_origin *rule = &origins->corpus->settings->origin;
    const nd_status status = allocate(origins);
    if (status != ND_OK || rule->how != CLI_ORIGIN_PATTERN) return status;
    origins->compiled = regcomp(&origins->pattern, rule->text, REG_EXTENDED) == 0;
    return origins->compiled ? ND_OK : ND_ERR_MEMORY; /* it was checked before */
}

nd_status cli_origins_set(struct cli_corpus *corpus) {
    struct origins origins = {.corpus = corpus};
    nd_status status = begin(&origins);
    if (status == ND_OK) status = hand_on(corpus, &origins);
    release(&origins);
    return status;
}

nd_status cli_origins_list(const struct cli_corpus *corpus, struct cli_origins *list) {
    struct origins origins = {.corpus = corpus};
    const nd_status status = begin(&origins);
    *list = (struct cli_origins){0};
    if (status == ND_OK) {
        (void)number_all(&origins);
        *list = (struct cli_origins){origins.numbers, origins.met, origins.count};
        origins.numbers = NULL;
        origins.met = NULL;
    }
    release(&origins);
    return status;
}

void cli_origins_free(struct cli_origins *list) {
    nd_free(list->sources);
    nd_free(list->names);
}
