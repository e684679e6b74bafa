/*
 * values.c - see values.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/values.h"

#include <string.h>

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

bool cli_place_add(struct cli_settings *settings, struct cli_place place) {
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

unsigned cli_choice_find(const char *const *choices, const char *value, size_t size) {
    for (unsigned i = 0; choices[i] != NULL; i++)
        if (strlen(choices[i]) == size && memcmp(choices[i], value, size) == 0) return i + 1;
    return 0;
}

static bool parse_choice(cli_kind kind, const char *value, unsigned *choice) {
    *choice = cli_choice_find(cli_choices(kind), value, strlen(value));
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
        const unsigned choice = cli_choice_find(cli_choices(kind), at, size);
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
    const unsigned rule = cli_choice_find(cli_rule_words, value, word);
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

bool cli_value_set(struct cli_settings *settings, const struct cli_option *option,
                   const char *value) {
    void *field = (char *)settings + option->field;
    switch (option->kind) {
    case CLI_KIND_FLAG: *(bool *)field = true; return true;
    case CLI_KIND_TEXT: *(const char **)field = value; return *value != '\0';
    case CLI_KIND_LINES:
        return cli_place_add(settings, (struct cli_place){value, true, '\n', false});
    case CLI_KIND_NULS:
        return cli_place_add(settings, (struct cli_place){value, true, '\0', false});
    case CLI_KIND_OLD: return cli_place_add(settings, (struct cli_place){value, false, '\0', true});
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

const char *cli_value_wanted(cli_kind kind) {
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
