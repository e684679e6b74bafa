/*
 * values.h - reads the values of options
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_VALUES_H
#define ND_CLI_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/options.h"

/* Puts the value of an option (NULL: it takes none) into its field, which borrows its string. False
 * when it is no value of its kind. */
bool cli_value_set(struct cli_settings *settings, const struct cli_option *option,
                   const char *value);

/* Adds a place. There must be room: settings->places is made for as many as there are words. False
 * when its path is empty. */
bool cli_place_add(struct cli_settings *settings, struct cli_place place);

/* What a value of a kind that has no choices must be, for the message about one that is not. */
const char *cli_value_wanted(cli_kind kind);

/* The words that a value of a kind can be, ended by NULL; NULL when they are not counted. */
const char *const *cli_choices(cli_kind kind);

/* The number, from 1, of the choice that is value[0, size); 0 for none. */
unsigned cli_choice_find(const char *const *choices, const char *value, size_t size);

/* Reads a decimal number above 0 and at most 1 with at most six places, as millionths; 0 when it
 * is none. No locale and no floating point is involved. */
uint32_t cli_parse_millionths(const char *value);

/* The words of the rules of cli_rule, ended by NULL. */
extern const char *const cli_rule_words[];

#endif /* ND_CLI_VALUES_H */
