/*
 * wrap.h - foreign text on a terminal: wrapped, and unable to drive it
 *
 * Lines are filled with words up to a number of columns; each begins with a mark. An empty line of
 * the text ends a line. Control characters, marks of writing direction and bytes that are not UTF-8
 * are shown as \xHH or \uHHHH: an article must not be able to move the cursor, colour the screen or
 * reorder what is printed.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_WRAP_H
#define ND_CLI_WRAP_H

#include <stddef.h>

#include "cli/cli_text.h"

/* Adds text[0, size) to `out` in lines of at most `width` columns, the mark among them; nothing
 * when it holds no visible character. */
void cli_wrap(struct cli_text *out, const char *mark, size_t width, const char *text, size_t size);

#endif /* ND_CLI_WRAP_H */
