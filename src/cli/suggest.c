/*
 * suggest.c - which option an unknown one was probably meant to be
 *
 * The only name that begins with what was typed, since shortened names are not accepted; else the
 * nearest name by edit distance with swaps of neighbours (the restricted distance of Damerau, 1964,
 * by dynamic programming over three rows), if at most a third of its letters differ.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "cli/options.h"

enum { NAME_MAX_BYTES = 24, ROW = NAME_MAX_BYTES + 1 };

static unsigned least(unsigned a, unsigned b) { return a < b ? a : b; }

/* Fills row 2 from rows 1 and 0, the rows of the two letters of `a` before `i`. */
static void next_row(unsigned rows[3][ROW], const char *a, size_t i, const char *b, size_t size) {
    rows[2][0] = (unsigned)i + 1;
    for (size_t j = 0; j < size; j++) {
        unsigned cost = least(rows[1][j + 1], rows[2][j]) + 1;
        cost = least(cost, rows[1][j] + (a[i] != b[j]));
        if (i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j])
            cost = least(cost, rows[0][j - 1] + 1);
        rows[2][j + 1] = cost;
    }
}

static unsigned distance(const char *a, size_t a_size, const char *b, size_t b_size) {
    unsigned rows[3][ROW] = {{0}};
    for (unsigned j = 0; j <= b_size; j++) rows[2][j] = j;
    for (size_t i = 0; i < a_size; i++) {
        memmove(rows, rows + 1, 2 * sizeof *rows);
        next_row(rows, a, i, b, b_size);
    }
    return rows[2][b_size];
}

static const struct cli_option *only_longer(unsigned command, const char *name, size_t size) {
    const struct cli_option *found = NULL;
    for (size_t i = 0; i < cli_option_count; i++) {
        const struct cli_option *option = &cli_options[i];
        if ((option->commands & command) == 0 || strncmp(option->name, name, size) != 0) continue;
        if (found != NULL) return NULL;
        found = option;
    }
    return found;
}

const struct cli_option *cli_option_suggest(unsigned command, const char *name, size_t size) {
    const struct cli_option *nearest = NULL;
    unsigned best = NAME_MAX_BYTES;
    if (size < 2 || size > NAME_MAX_BYTES) return NULL;
    nearest = only_longer(command, name, size);
    if (nearest != NULL) return nearest;
    for (size_t i = 0; i < cli_option_count; i++) {
        const struct cli_option *option = &cli_options[i];
        const size_t known = strlen(option->name);
        if ((option->commands & command) == 0 || known > NAME_MAX_BYTES) continue;
        const unsigned d = distance(name, size, option->name, known);
        if (d * 3 <= known && d < best) {
            best = d;
            nearest = option;
        }
    }
    return nearest;
}
