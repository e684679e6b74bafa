/*
 * prop_align.c - the steps of an alignment, on random words
 *
 * Two documents of words from a vocabulary of any size, parts of one copied to the other, so that
 * there is everything between nothing in common and one word over and over. What the tables and
 * short cuts find is held against what looking at all places and all runs finds.
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/bounds.h"
#include "match/chain.h"
#include "match/fill.h"
#include "match/runs.h"
#include "prop/prop.h"
#include "simd/dispatch.h"

enum {
    MOST_WORDS = 300,
    ROOM = MOST_WORDS + ND_KERNEL_PAD,
    MOST_PLACES = 8, /* the bounds of runs.c, chain.c and fill.c */
    CERTAIN_LENGTH = 16,
    LOOK_BACK = 97,
    MOST_BRIDGE = 6
};

struct made {
    uint32_t words[ROOM];
    uint32_t count;
};

static void add_words(struct prop_random *random, struct made *made, uint32_t vocabulary,
                      uint32_t count) {
    for (uint32_t i = 0; i < count && made->count < MOST_WORDS; i++)
        made->words[made->count++] = (prop_below(random, vocabulary) + 1) * 0x9e3779b1u;
}

static void copy_part(struct prop_random *random, struct made *to, const struct made *from) {
    const uint32_t begin = prop_below(random, from->count + 1);
    const uint32_t count = prop_below(random, from->count - begin + 1);
    for (uint32_t i = begin; i < begin + count && to->count < MOST_WORDS; i++)
        to->words[to->count++] = from->words[i];
}

/* Makes two documents and finds their runs; returns the words of b that are said to be covered. */
static uint32_t find_runs(struct prop_random *random, struct made *a, struct made *b,
                          struct nd_aligner *aligner) {
    static const uint32_t seed_words[] = {1, 2, ND_SEED_WORDS, 2 * ND_SEED_WORDS};
    const uint32_t vocabulary = 1 + prop_below(random, prop_below(random, 2) != 0 ? 12 : 400);
    uint32_t covered;
    *a = *b = (struct made){.count = 0};
    add_words(random, a, vocabulary, prop_below(random, MOST_WORDS + 1));
    for (uint32_t parts = prop_below(random, 8); parts > 0; parts--) {
        copy_part(random, b, a);
        add_words(random, b, vocabulary, prop_below(random, 40));
    }
    aligner->a = a->words;
    aligner->a_count = a->count;
    if (nd_places_make(aligner, seed_words[prop_below(random, 4)]) != ND_OK) abort();
    if (nd_runs_find(aligner, b->words, b->count, &covered) != ND_OK) abort();
    return covered;
}

/* ---- Runs ------------------------------------------------------------------------------------ */

static bool is_maximal(const struct made *a, const struct made *b, const struct nd_run *run) {
    const uint32_t end_a = run->at_a + run->length, end_b = run->at_b + run->length;
    return end_a <= a->count && end_b <= b->count &&
           memcmp(a->words + run->at_a, b->words + run->at_b, run->length * sizeof *a->words) ==
               0 &&
           (end_a == a->count || end_b == b->count || a->words[end_a] != b->words[end_b]);
}

static bool runs_hold(const struct nd_aligner *aligner, const struct made *a,
                      const struct made *b) {
    for (size_t r = 0; r < aligner->seed_count; r++) {
        const struct nd_run *run = &aligner->seeds[r];
        if (run->length < aligner->places.seed_words || !is_maximal(a, b, run)) return false;
        if (r > 0 &&
            (run[-1].at_b > run->at_b || (run[-1].at_b == run->at_b && run[-1].at_a >= run->at_a)))
            return false;
    }
    return true;
}

/* Whether a run goes through the seed at places i and j, or a long one through place j. */
static bool is_found(const struct nd_aligner *aligner, uint32_t i, uint32_t j) {
    const uint32_t k = aligner->places.seed_words;
    for (size_t r = 0; r < aligner->seed_count; r++) {
        const struct nd_run *run = &aligner->seeds[r];
        const bool inside = j >= run->at_b && j + k <= run->at_b + run->length;
        if (inside && (i - run->at_a == j - run->at_b || run->length >= CERTAIN_LENGTH))
            return true;
    }
    return false;
}

/* Whether the seed at place j of b is found at all its places in a, unless these are many. */
static bool seed_is_found(const struct nd_aligner *aligner, const struct made *b, uint32_t j) {
    const uint32_t k = aligner->places.seed_words;
    uint32_t places = 0, found = 0;
    for (uint32_t i = 0; i + k <= aligner->a_count; i++) {
        if (memcmp(aligner->a + i, b->words + j, k * sizeof *b->words) != 0) continue;
        places++;
        found += is_found(aligner, i, j);
    }
    return found == places || places > MOST_PLACES;
}

static uint32_t count_covered(const struct nd_aligner *aligner, const struct made *b) {
    uint32_t covered = 0;
    for (uint32_t j = 0; j < b->count; j++) {
        size_t r = 0;
        while (r < aligner->seed_count && (j < aligner->seeds[r].at_b ||
                                           j >= aligner->seeds[r].at_b + aligner->seeds[r].length))
            r++;
        covered += r < aligner->seed_count;
    }
    return covered;
}

static bool runs_are_found(struct prop_random *random) {
    static struct made a, b;
    struct nd_aligner aligner;
    uint32_t covered;
    bool holds;
    nd_aligner_init(&aligner, nd_kernels_select(NULL), NULL);
    covered = find_runs(random, &a, &b, &aligner);
    holds = runs_hold(&aligner, &a, &b) && covered == count_covered(&aligner, &b);
    for (uint32_t j = 0; holds && j + aligner.places.seed_words <= b.count; j++)
        holds = seed_is_found(&aligner, &b, j);
    nd_aligner_free(&aligner);
    return holds;
}

/* ---- Chain ----------------------------------------------------------------------------------- */

/* The words that run r adds to a chain that ends in run q. */
static uint32_t words_added(const struct nd_run *q, const struct nd_run *r) {
    uint32_t cut = 0;
    if (q->at_a > r->at_a || q->at_b > r->at_b) return 0;
    while (cut < r->length &&
           (r->at_a + cut < q->at_a + q->length || r->at_b + cut < q->at_b + q->length))
        cut++;
    return r->length - cut;
}

/* The words of the best chain, by trying all predecessors. */
static uint32_t best_chain(const struct nd_aligner *aligner) {
    uint32_t *const words = calloc(aligner->seed_count + 1, sizeof *words);
    uint32_t best = 0;
    if (words == NULL) abort();
    for (size_t r = 0; r < aligner->seed_count; r++) {
        words[r] = aligner->seeds[r].length;
        for (size_t q = r > LOOK_BACK ? r - LOOK_BACK : 0; q < r; q++) {
            const uint32_t added = words_added(&aligner->seeds[q], &aligner->seeds[r]);
            if (added != 0 && words[q] + added > words[r]) words[r] = words[q] + added;
        }
        if (words[r] > best) best = words[r];
    }
    free(words);
    return best;
}

static bool chain_is_the_best(struct prop_random *random) {
    static struct made a, b;
    struct nd_aligner aligner;
    uint32_t words = 0, end_a = 0, end_b = 0;
    bool holds = true;
    nd_aligner_init(&aligner, nd_kernels_select(NULL), NULL);
    (void)find_runs(random, &a, &b, &aligner);
    if (nd_chain_runs(&aligner) != ND_OK) abort();
    for (size_t r = 0; r < aligner.run_count; r++) {
        const struct nd_run *run = &aligner.runs[r];
        holds = holds && run->length > 0 && run->at_a >= end_a && run->at_b >= end_b &&
                is_maximal(&a, &b, run);
        end_a = run->at_a + run->length;
        end_b = run->at_b + run->length;
        words += run->length;
    }
    holds = holds && words == best_chain(&aligner);
    nd_aligner_free(&aligner);
    return holds;
}

/* ---- Fill ------------------------------------------------------------------------------------ */

/* Copies a document with other words in the place of some, some added and some left out. */
static void garble(struct prop_random *random, struct made *to, const struct made *from) {
    for (uint32_t i = 0; i < from->count; i++) {
        const uint32_t kind = prop_below(random, 24);
        if (kind < 8) add_words(random, to, 400, 1);
        if (kind < 7 || kind == 8 || to->count == MOST_WORDS) continue;
        to->words[to->count++] = from->words[i];
    }
}

/* Words that a and b have in common on the diagonal from places i and j on. */
static uint32_t common_words(const struct nd_aligner *aligner, const struct made *b, uint32_t i,
                             uint32_t j, uint32_t length) {
    uint32_t words = 0;
    for (uint32_t s = 0; s < length; s++) words += aligner->a[i + s] == b->words[j + s];
    return words;
}

/* How far it goes from places i and j on, or before them, until too many words in a row differ. */
static uint32_t reach(const struct nd_aligner *aligner, const struct made *b, uint32_t i,
                      uint32_t j, uint32_t most, bool back) {
    uint32_t far = 0, differ = 0;
    for (uint32_t s = 1; s <= most && differ <= MOST_BRIDGE; s++) {
        const bool same = back ? aligner->a[i - s] == b->words[j - s]
                               : aligner->a[i + s - 1] == b->words[j + s - 1];
        differ = same ? 0 : differ + 1;
        if (same) far = s;
    }
    return far;
}

/* The most common words between two runs, of all places where one diagonal may give way to the
 * other. */
static uint32_t best_filling(const struct nd_aligner *aligner, const struct made *b,
                             const struct nd_run *q, const struct nd_run *r) {
    const uint32_t i = q->at_a + q->length, j = q->at_b + q->length;
    const uint32_t room = nd_smaller(r->at_a - i, r->at_b - j);
    const uint32_t left = reach(aligner, b, i, j, room, false);
    const uint32_t right = reach(aligner, b, r->at_a, r->at_b, room, true);
    uint32_t best = 0;
    for (uint32_t s = 0; s <= left; s++) {
        const uint32_t rest = nd_smaller(right, room - s);
        const uint32_t words = common_words(aligner, b, i, j, s) +
                               common_words(aligner, b, r->at_a - rest, r->at_b - rest, rest);
        best = nd_larger(best, words);
    }
    return best;
}

/* The words of the chain and of all that can be filled in. */
static uint32_t best_filled(const struct nd_aligner *aligner, const struct made *b) {
    const struct nd_run *runs = aligner->runs, *last = &runs[aligner->run_count - 1];
    const uint32_t end_a = last->at_a + last->length, end_b = last->at_b + last->length;
    const uint32_t before = nd_smaller(runs->at_a, runs->at_b);
    const uint32_t behind = nd_smaller(aligner->a_count - end_a, b->count - end_b);
    const uint32_t back = reach(aligner, b, runs->at_a, runs->at_b, before, true);
    uint32_t words = common_words(aligner, b, runs->at_a - back, runs->at_b - back, back);
    for (size_t r = 0; r < aligner->run_count; r++) {
        words += runs[r].length;
        if (r > 0) words += best_filling(aligner, b, &runs[r - 1], &runs[r]);
    }
    return words +
           common_words(aligner, b, end_a, end_b, reach(aligner, b, end_a, end_b, behind, false));
}

static bool gaps_are_filled_at_best(struct prop_random *random) {
    static struct made a, b;
    struct nd_aligner aligner;
    uint32_t covered, best, words = 0;
    nd_aligner_init(&aligner, nd_kernels_select(NULL), NULL);
    a = b = (struct made){.count = 0};
    add_words(random, &a, 400, MOST_WORDS);
    garble(random, &b, &a);
    aligner.a = a.words;
    aligner.a_count = a.count;
    if (nd_places_make(&aligner, ND_SEED_WORDS) != ND_OK) abort();
    if (nd_runs_find(&aligner, b.words, b.count, &covered) != ND_OK) abort();
    if (nd_chain_runs(&aligner) != ND_OK) abort();
    best = aligner.run_count != 0 ? best_filled(&aligner, &b) : 0;
    if (nd_fill_gaps(&aligner, b.words, b.count) != ND_OK) abort();
    for (size_t r = 0; r < aligner.run_count; r++) words += aligner.runs[r].length;
    nd_aligner_free(&aligner);
    return words == best;
}

int main(void) {
    int failed = 0;
    failed |= prop_try(1, "every seed of two documents is found and grown to the full",
                       runs_are_found, 2000);
    failed |=
        prop_try(2, "no chain has more words than the one that is taken", chain_is_the_best, 2000);
    failed |= prop_try(3, "no words between runs are left out that could be filled in",
                       gaps_are_filled_at_best, 2000);
    return failed;
}
