/*
 * columns.h - characters of foreign text as a terminal shows them
 *
 * Each takes no column, one or two. Control characters, marks of writing direction and bytes that
 * are not UTF-8 are spelled out as \xHH or \uHHHH: an article must not be able to move the cursor,
 * colour the screen or reorder what is printed.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_COLUMNS_H
#define ND_CLI_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

/* One character, as it is to be shown. */
struct cli_glyph {
    char bytes[12];
    size_t size;     /* of bytes */
    size_t consumed; /* bytes of the text */
    size_t columns;
    bool blank; /* white space: nothing is to be shown */
};

/* The character that text[0, size), size >= 1, begins with. */
struct cli_glyph cli_glyph_next(const char *text, size_t size);

#endif /* ND_CLI_COLUMNS_H */
