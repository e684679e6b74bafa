/*
 * suggest.c - see suggest.h
 *
 * The only name that begins with what was typed, since shortened names are not accepted; else the
 * nearest name by edit distance with swaps of neighbours (the restricted distance of Damerau, 1964,
 * by dynamic programming over three rows), if at most a third of its letters differ. Capitals are
 * no difference.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/suggest.h"

#include <string.h>

enum { NAME_MAX_BYTES = 24, ROW = NAME_MAX_BYTES + 1 };

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

static unsigned least(unsigned a, unsigned b) { return a < b ? a : b; }

/* Fills row 2 from rows 1 and 0, the rows of the two letters of `a` before `i`. */
static void next_row(unsigned rows[3][ROW], const char *a, size_t i, const char *b, size_t size) {
    rows[2][0] = (unsigned)i + 1;
    for (size_t j = 0; j < size; j++) {
        unsigned cost = least(rows[1][j + 1], rows[2][j]) + 1;
        cost = least(cost, rows[1][j] + (lower(a[i]) != b[j]));
        if (i > 0 && j > 0 && lower(a[i]) == b[j - 1] && lower(a[i - 1]) == b[j])
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

static bool begins(const char *known, const char *name, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (known[i] != lower(name[i])) return false; /* at the end of `known` too */
    return true;
}

struct cli_guess cli_guess_begin(const char *name, size_t size) {
    return (struct cli_guess){.name = name, .size = size, .distance = NAME_MAX_BYTES};
}

void cli_guess_try(struct cli_guess *guess, const char *known) {
    const size_t size = strlen(known);
    unsigned d;
    if (guess->size < 2 || guess->size > NAME_MAX_BYTES || size > NAME_MAX_BYTES) return;
    if (begins(known, guess->name, guess->size)) {
        guess->many = guess->longer != NULL;
        if (guess->longer == NULL) guess->longer = known;
    }
    d = distance(guess->name, guess->size, known, size);
    if (d * 3 <= size && d < guess->distance) {
        guess->distance = d;
        guess->nearest = known;
    }
}

const char *cli_guess_end(const struct cli_guess *guess) {
    return guess->longer != NULL && !guess->many ? guess->longer : guess->nearest;
}

void cli_guess_add(const struct cli_guess *guess, struct cli_text *text, const char *before) {
    const char *meant = cli_guess_end(guess);
    if (meant == NULL) return;
    cli_text_add(text, "; did you mean '");
    cli_text_add(text, before);
    cli_text_add(text, meant);
    cli_text_add(text, "'?");
}
