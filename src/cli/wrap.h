/*
 * wrap.h - foreign text on a terminal: wrapped, and unable to drive it
 *
 * Lines are filled with words up to a number of columns; each begins with a mark. An empty line of
 * the text ends a line. Characters are shown as columns.h says. Colours are ours alone: each line
 * ends without any.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_WRAP_H
#define ND_CLI_WRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/cli_text.h"

typedef enum cli_ink { CLI_INK_NONE, CLI_INK_A, CLI_INK_B } cli_ink;

/* Start with the first fields set; end with cli_wrap_end. */
struct cli_wrapper {
    struct cli_text *out;
    const char *mark; /* in ASCII; "" for none */
    cli_ink mark_ink;
    size_t width; /* columns of a line, the mark among them: more than the mark has */
    bool colour;  /* false: no ink is seen */
    bool fill;    /* lines that are shorter get blanks */

    bool begun; /* a line */
    size_t column;
    cli_ink line_ink;     /* at the end of what is on the line */
    struct cli_text word; /* not yet on a line */
    size_t word_columns;
    cli_ink word_ink, ink; /* at its begin and at its end */
    bool spaced;           /* a blank stands before the word */
    bool after_blank;      /* and one behind it */
    unsigned newlines;     /* in the blanks behind it */
};

/* Adds text[0, size) to what was added before. */
void cli_wrap_add(struct cli_wrapper *wrapper, cli_ink ink, const char *text, size_t size);

/* Ends the last line, if anything visible was added. */
void cli_wrap_end(struct cli_wrapper *wrapper);

#endif /* ND_CLI_WRAP_H */
