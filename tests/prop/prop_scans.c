/*
 * prop_scans.c - copies with scanner noise come together, forms with other contents do not
 *
 * Both agree in about two thirds of their words. What parts them is that a misread word stands
 * nowhere else, which only a corpus of some hundred articles can tell. So each corpus here has 520
 * generated articles: reports that two papers printed, both scanned with 3 % of the characters
 * wrong; forms that are filled in with other words and numbers; and reports of which there is one
 * copy. Words are as unevenly frequent as those of a language, and a few of them are numbers.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/corpora.h"

enum {
    REPORTS = 24, /* printed twice */
    FORMS = 6,    /* with 2, 3, 4, 2, 3 and 4 documents */
    FILLED = 18,  /* documents of all forms */
    SINGLES = 454,
    DOCUMENTS = 2 * REPORTS + FILLED + SINGLES,
    REPORT_WORDS = 560, /* all documents together have more than 2^18 */
    VOCABULARY = 12000,
    NUMBERS = 500,   /* below this */
    NOISE = 30,      /* characters of a thousand that are wrong */
    FORM_LINES = 20, /* of fifteen words, five of which are filled in */
    MOST_PARTED = 1  /* pairs of scans that may be missed */
};

/* ---- Text ------------------------------------------------------------------------------------ */

/* Word number n, of ASCII letters. */
static void add_ascii(struct prop_text *text, uint32_t n) {
    static const char *const parts[] = {"ba",  "ce", "dor", "fi", "gu",  "han", "je", "kol",
                                        "lim", "mu", "ne",  "pa", "ras", "si",  "to", "ved"};
    for (n += 16; n != 0; n /= 16) prop_add_string(text, parts[n % 16]);
}

/* A word as a language has them: few are frequent, and one in fifty is a number. */
static void add_some_word(struct prop_random *random, struct prop_text *text) {
    uint64_t n = VOCABULARY;
    if (prop_below(random, 50) == 0) {
        char digits[16];
        snprintf(digits, sizeof digits, "%u", (unsigned)prop_below(random, NUMBERS));
        prop_add_string(text, digits);
        return;
    }
    for (int i = 0; i < 3; i++) n = n * prop_below(random, 1 << 16) >> 16;
    add_ascii(text, (uint32_t)n);
}

static void add_some_words(struct prop_random *random, struct prop_text *text, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        add_some_word(random, text);
        prop_add_string(text, i % 14 == 13 ? ".\n" : " ");
    }
}

/* What a scanner makes of a text: of a thousand characters so many are another letter, missing,
 * broken by a blank, or run into the next one. */
static void add_scan(struct prop_random *random, struct prop_text *text, const struct prop_text *of,
                     uint32_t rate) {
    for (size_t i = 0; i < of->size; i++) {
        const char letter = (char)('a' + prop_below(random, 26));
        const uint32_t kind = prop_below(random, 10);
        if (prop_below(random, 1000) >= rate) {
            prop_add(text, &of->bytes[i], 1);
        } else if (kind < 6) {
            prop_add(text, &letter, 1);
        } else if (kind < 8) {
            prop_add(text, &of->bytes[i], 1);
            prop_add(text, kind == 6 ? " " : &letter, 1);
        }
    }
}

/* A form, filled in: ten words of it, five of the document's own, and so on. */
static void add_filled(struct prop_random *random, struct prop_text *text, uint64_t form) {
    struct prop_random words = {form};
    for (uint32_t i = 0; i < FORM_LINES; i++) {
        add_some_words(&words, text, 10);
        add_some_words(random, text, 5);
    }
}

/* ---- Corpora --------------------------------------------------------------------------------- */

/* Documents 2r and 2r + 1 are report r; then come the forms, one after the other. */
static void add_scans(struct prop_random *random, struct corpus *corpus) {
    for (uint32_t r = 0; r < REPORTS; r++) {
        struct prop_text report = {0};
        add_some_words(random, &report, REPORT_WORDS);
        add_scan(random, corpus_text(corpus), &report, NOISE);
        add_scan(random, corpus_text(corpus), &report, NOISE);
        prop_free(&report);
    }
}

static void add_forms(struct prop_random *random, struct corpus *corpus) {
    for (uint32_t f = 0; f < FORMS; f++) {
        const uint64_t form = prop_next(random);
        for (uint32_t i = 0; i < 2 + f % 3; i++) add_filled(random, corpus_text(corpus), form);
    }
}

static void make(struct prop_random *random, struct corpus *corpus) {
    add_scans(random, corpus);
    add_forms(random, corpus);
    for (uint32_t i = 0; i < SINGLES; i++)
        add_some_words(random, corpus_text(corpus), REPORT_WORDS);
}

/* How many reports have their two copies in one cluster. */
static uint32_t count_joined(const struct nd_result *result) {
    uint32_t joined = 0;
    for (uint32_t r = 0; r < REPORTS; r++) joined += together(result, 2 * r, 2 * r + 1);
    return joined;
}

static bool scans_join_and_forms_do_not(struct prop_random *random) {
    struct corpus corpus = {0};
    struct nd_result *result;
    uint32_t joined;
    bool holds;
    make(random, &corpus);
    result = clusters_of(&corpus);
    joined = count_joined(result);
    holds = joined + MOST_PARTED >= REPORTS && result->counts.clusters == DOCUMENTS - joined;
    if (!holds)
        printf("# %u of %u joined, %u clusters of %u documents\n", (unsigned)joined,
               (unsigned)REPORTS, (unsigned)result->counts.clusters, (unsigned)DOCUMENTS);
    nd_result_free(result);
    corpus_drop(&corpus);
    return holds;
}

/* The same scans by themselves: forms they could be. */
static bool few_documents_cannot_tell(struct prop_random *random) {
    struct corpus corpus = {0};
    struct nd_result *result;
    bool holds;
    add_scans(random, &corpus);
    result = clusters_of(&corpus);
    holds = 2 * count_joined(result) < REPORTS;
    nd_result_free(result);
    corpus_drop(&corpus);
    return holds;
}

int main(void) {
    int failed = 0;
    failed |= prop_try(1, "scans of one report join, forms do not", scans_join_and_forms_do_not, 5);
    failed |= prop_try(2, "a few scans alone do not join", few_documents_cannot_tell, 5);
    return failed;
}
