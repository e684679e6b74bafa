/*
 * lexicon.h - the lexicon of known_words(), for the tests of a whole program
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TESTS_LEXICON_H
#define ND_TESTS_LEXICON_H

#include "unit/numbered.h"

static struct nd_lexicon lexicon;

static int make_lexicon(void **state) {
    (void)state;
    lexicon = known_words();
    return 0;
}

static int free_lexicon(void **state) {
    (void)state;
    nd_lexicon_free(&lexicon);
    return 0;
}

#endif /* ND_TESTS_LEXICON_H */
