/*
 * suggest.h - which of some known names was probably meant by an unknown one
 *
 * Begin with what was typed, try each known name, and ask for the end. Nothing is allocated; the
 * names are borrowed.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_SUGGEST_H
#define ND_CLI_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/cli_text.h"

struct cli_guess {
    const char *name; /* what was typed: name[0, size) */
    size_t size;
    const char *nearest; /* of the known names that are near enough, and its distance */
    unsigned distance;
    const char *longer; /* the first known name that begins with it, ... */
    bool many;          /* ... which others do too */
};

struct cli_guess cli_guess_begin(const char *name, size_t size);
void cli_guess_try(struct cli_guess *guess, const char *known);
/* The name that was probably meant, or NULL. */
const char *cli_guess_end(const struct cli_guess *guess);

/* Adds "; did you mean '<before><name>'?" when there is such a name. */
void cli_guess_add(const struct cli_guess *guess, struct cli_text *text, const char *before);

#endif /* ND_CLI_SUGGEST_H */
