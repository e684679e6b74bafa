/*
 * passages.c - see passages.h
 *
 * Runs with small gaps between them make a passage; one with fewer than five common words is
 * chance, and does not count (unless b is as short as that). In a gap of a passage each word of the
 * side with fewer stands in the place of one of the other side: it is shared, though not equal.
 * Misread words of scans are most of a page, and the page is a copy: so a longer gap with words
 * that are known nowhere else and about as many words on both sides belongs to a passage as well.
 *
 * What lies between the passages decides what the shared words mean. Where both documents go on
 * with text of their own, each says something else there; where only one does, the other was cut.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/passages.h"

#include <string.h>

#include "base/bounds.h"

enum {
    MOST_GAP = 6,      /* words between the runs of a passage */
    MOST_MISREAD = 32, /* ... when words of them are misread */
    STRANGE_PART = 20, /* misread: one word in so many is known nowhere else */
    LEAST_ISLAND = 16, /* common words of a passage that ends what stands against each other */
    LEAST_START = 8    /* common words of a passage that the shared text can begin with; of both:
                          see nd_length */
};

/* The words between two runs: a[from_a, end_a) and b[from_b, end_b). */
struct gap {
    uint32_t from_a, end_a, from_b, end_b;
};

static struct gap gap_between(const struct nd_run *run, const struct nd_run *next) {
    return (struct gap){run->at_a + run->length, next->at_a, run->at_b + run->length, next->at_b};
}

static uint32_t words_a(const struct gap *gap) { return gap->end_a - gap->from_a; }

static uint32_t words_b(const struct gap *gap) { return gap->end_b - gap->from_b; }

static uint32_t strange_words(const struct nd_aligner *aligner, const uint32_t *b,
                              const struct gap *gap) {
    return nd_lexicon_strange(aligner->lexicon, aligner->a + gap->from_a, words_a(gap)) +
           nd_lexicon_strange(aligner->lexicon, b + gap->from_b, words_b(gap));
}

/* Whether the two sides of a gap are the same text, misread: about as long, with strange words. */
static bool is_misread(const struct nd_aligner *aligner, const uint32_t *b, const struct gap *gap) {
    const uint32_t a_words = words_a(gap), b_words = words_b(gap);
    const uint32_t longer = nd_larger(a_words, b_words), shorter = nd_smaller(a_words, b_words);
    if (!nd_lexicon_tells(aligner->lexicon) || longer - shorter > 2 + longer / 8) return false;
    return (uint64_t)STRANGE_PART * strange_words(aligner, b, gap) >= (uint64_t)a_words + b_words;
}

bool nd_same_passage(const struct nd_aligner *aligner, const uint32_t *b, const struct nd_run *run,
                     const struct nd_run *next) {
    const struct gap gap = gap_between(run, next);
    const uint32_t longer = nd_larger(words_a(&gap), words_b(&gap));
    return longer <= MOST_GAP || (longer <= MOST_MISREAD && is_misread(aligner, b, &gap));
}

/* Numbers that are the same in both documents of an alignment. */
static uint32_t equal_numbers(const struct nd_aligner *aligner) {
    uint32_t numbers = 0;
    for (size_t r = 0; r < aligner->run_count; r++) {
        const struct nd_run *run = &aligner->runs[r];
        for (uint32_t i = 0; i < run->length; i++)
            numbers += (aligner->a[run->at_a + i] & ND_WORD_NUMBER) != 0;
    }
    return numbers;
}

/* Whether a word is a number, and not a misread one. */
static bool is_figure(const struct nd_aligner *aligner, const uint32_t *word) {
    return (*word & ND_WORD_NUMBER) != 0 && nd_lexicon_strange(aligner->lexicon, word, 1) == 0;
}

/* Numbers of a gap with as many words on both sides that stand in the place of each other. */
static uint32_t replaced_numbers(const struct nd_aligner *aligner, const uint32_t *b,
                                 const struct gap *gap) {
    uint32_t replaced = 0;
    if (words_a(gap) != words_b(gap)) return 0;
    for (uint32_t i = 0; i < words_a(gap); i++) {
        replaced += is_figure(aligner, &aligner->a[gap->from_a + i]) &&
                    is_figure(aligner, &b[gap->from_b + i]);
    }
    return replaced;
}

/* Adds the passage runs[first, end) to what is shared. */
static void add_passage(const struct nd_aligner *aligner, const uint32_t *b, size_t first,
                        size_t end, struct nd_share *share) {
    for (size_t r = first; r < end; r++) {
        struct gap gap;
        share->equal += aligner->runs[r].length;
        share->shared += aligner->runs[r].length;
        if (r + 1 == end) break;
        gap = gap_between(&aligner->runs[r], &aligner->runs[r + 1]);
        share->shared += nd_smaller(words_a(&gap), words_b(&gap));
        share->strange += strange_words(aligner, b, &gap);
        share->replaced += replaced_numbers(aligner, b, &gap);
    }
}

static uint32_t equal_words(const struct nd_run *runs, size_t first, size_t end) {
    uint32_t equal = 0;
    for (size_t r = first; r < end; r++) equal += runs[r].length;
    return equal;
}

/* What lies between the passages, while they are gone through. */
struct between {
    bool characters;           /* words are */
    uint32_t a, b;             /* words of either side since the last island */
    uint32_t inner_a, inner_b; /* words of either side between islands */
    uint32_t opposed;          /* words that stand against others */
    uint32_t head;             /* of these, those before the first island */
    uint32_t rims;             /* of these, those before the first island and behind the last */
    bool landed;               /* on the first island */
    bool begun;                /* the shared text has begun */
    uint32_t ahead;            /* words of a before it, less those of b */
};

static void add_gap(const struct nd_aligner *aligner, const uint32_t *b, const struct gap *gap,
                    bool inner, struct between *between) {
    if (inner && is_misread(aligner, b, gap)) return;
    between->a += words_a(gap);
    between->b += words_b(gap);
}

/* Ends what lies between two islands, or between one and a rim. */
static void end_stretch(struct between *between, bool inner) {
    const uint32_t opposed = nd_smaller(between->a, between->b);
    between->opposed += opposed;
    if (inner) {
        between->inner_a += between->a;
        between->inner_b += between->b;
    } else {
        between->rims += opposed;
    }
    between->a = between->b = 0;
}

/* Goes over a passage that begins at `start` and has so many common words. */
static void pass_by(struct between *between, const struct nd_run *start, uint32_t equal) {
    if (!between->begun && equal >= nd_length(LEAST_START, between->characters)) {
        between->begun = true;
        between->ahead = start->at_a > start->at_b ? start->at_a - start->at_b : 0;
    }
    if (equal < nd_length(LEAST_ISLAND, between->characters)) return;
    if (!between->landed) between->head = nd_smaller(between->a, between->b);
    end_stretch(between, between->landed);
    between->landed = true;
}

/* Keeps the passage runs[first, end) at `kept`. */
static void keep_passage(struct nd_aligner *aligner, size_t kept, size_t first, size_t end) {
    if (kept == first) return;
    memmove(aligner->runs + kept, aligner->runs + first, (end - first) * sizeof *aligner->runs);
}

/* Measures what lies around and between passages: runs[0, kept), each passage ending where the next
 * run is not of it. */
static void measure_between(const struct nd_aligner *aligner, const uint32_t *b, uint32_t n,
                            struct nd_share *share) {
    const struct nd_run *runs = aligner->runs;
    const struct nd_run rim = {aligner->a_count, n, 0};
    struct nd_run before = {0, 0, 0};
    struct between between = {.characters = share->characters};
    struct gap gap;
    uint32_t equal;
    for (size_t first = 0, end; first < aligner->run_count; first = end) {
        for (end = first + 1;
             end < aligner->run_count && nd_same_passage(aligner, b, &runs[end - 1], &runs[end]);) {
            end++;
        }
        gap = gap_between(&before, &runs[first]);
        add_gap(aligner, b, &gap, first != 0, &between);
        equal = equal_words(runs, first, end);
        share->block = nd_larger(share->block, equal);
        pass_by(&between, &runs[first], equal);
        before = runs[end - 1];
    }
    gap = gap_between(&before, &rim);
    add_gap(aligner, b, &gap, false, &between);
    share->tail = nd_smaller(between.a, between.b);
    end_stretch(&between, false);
    share->opposed = between.opposed;
    share->head = between.head;
    share->rival = between.rims + nd_smaller(between.inner_a, between.inner_b);
    share->ahead = between.ahead;
}

void nd_passages_keep(struct nd_aligner *aligner, const uint32_t *b, uint32_t n, uint32_t least,
                      struct nd_share *share) {
    size_t kept = 0;
    for (size_t first = 0, end; first < aligner->run_count; first = end) {
        for (end = first + 1;
             end < aligner->run_count &&
             nd_same_passage(aligner, b, &aligner->runs[end - 1], &aligner->runs[end]);) {
            end++;
        }
        if (equal_words(aligner->runs, first, end) < least) continue;
        add_passage(aligner, b, first, end, share);
        keep_passage(aligner, kept, first, end);
        kept += end - first;
    }
    aligner->run_count = kept;
    if (share->replaced != 0) share->figures = equal_numbers(aligner);
    if (kept != 0) measure_between(aligner, b, n, share);
}

/* The bits of the sixty-fourths of n words that [begin, begin + length) touches. */
static uint64_t touched(uint64_t begin, uint64_t length, uint64_t n) {
    const uint64_t first = begin * 64 / n, last = (begin + length - 1) * 64 / n;
    return UINT64_MAX >> (63 - (last - first)) << first;
}

void nd_passages_spread(const struct nd_aligner *aligner, uint32_t n, uint64_t *of_a,
                        uint64_t *of_b) {
    *of_a = *of_b = 0;
    for (size_t r = 0; r < aligner->run_count; r++) {
        const struct nd_run *run = &aligner->runs[r];
        *of_a |= touched(run->at_a, run->length, aligner->a_count);
        *of_b |= touched(run->at_b, run->length, n);
    }
}
