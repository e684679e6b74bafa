/*
 * match.c - see match.h
 *
 * What two documents share, and what either has beyond it, decides what they are to each other. The
 * bounds were measured on labelled articles. Lengths of text are in words of scripts with blanks
 * between them; of characters it takes twice as many: see nd_length.
 *
 * 1. Containment reaches the threshold: half of the words of the shorter one parts reprints from
 *    other texts on clean pages and on scans alike.
 * 2. The same text, not the same form: three quarters of the shared words are equal. Editors
 *    replace one word in ten at most; tables, weather and earnings of one form agree in two thirds.
 *    A misread word vouches for four: scans agree in as little as a third of their words, but the
 *    others stand nowhere else in the corpus. Both documents must be misread all through, or names
 *    would vouch for a form. And where two numbers or more stand against others,
 *    at least half as many as agree and one in 32 of the shared words, it is a form; a corrected
 *    figure is not, nor is a page with the time of day.
 * 3. No text against text: where both go on with a hundred words or more of their own, and a fifth
 *    of the shorter document or more (a quarter, when a cut in one place stands for an addition in
 *    another), they are two versions. Where nine tenths of the equal words are in one block, a
 *    hundred words will do: two reports have a gallery, a list or a quoted text in common. What
 *    stands behind the last passage does not count there: comments and links to other articles
 *    follow a report of any length. Pages of a few lines and a template begin with twenty words
 *    against others, a fifth of the page or more, and the block below is the same letter for
 *    letter.
 * 4. One begins where the other begins: a document of which three fifths or more stand in the
 *    second half of another text is a part of that text, not a copy of it.
 * 5. The shorter one has two fifths of the words of the longer one, or a fifth and 50 words (or
 *    characters: of these, a short report has a hundred). That tells an abridged copy from a
 *    teaser.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/match.h"

#include "base/bounds.h"

enum {
    LEAST_ABRIDGED = 50, /* words of a copy of less than two fifths of the longer document */
    LEAST_OPPOSED = 100, /* words of a text of its own */
    LEAST_ABOVE = 20     /* ... above a block that is the same letter for letter */
};

void nd_match_stage(const struct nd_match *match, const char *name) {
    if (match->observer != NULL && match->observer->stage != NULL) {
        match->observer->stage(match->observer->self, name);
    }
}

/* Whether the shared words read alike: see 2. */
static bool reads_alike(const struct nd_share *share) {
    const uint64_t vouched = (uint64_t)share->equal + 2 * (uint64_t)share->strange;
    return 3 * (uint64_t)share->equal >= share->shared &&
           4 * vouched >= 3 * (uint64_t)share->shared;
}

/* Whether two documents are a form filled in with other figures: see 2. */
static bool fills_a_form(const struct nd_share *share) {
    const uint32_t part = nd_length(32, share->characters);
    return share->replaced >= 2 && 2 * (uint64_t)share->replaced >= share->figures &&
           part * (uint64_t)share->replaced >= share->shared;
}

/* Whether each of two documents, b being the shorter one, has text of its own: see 3. */
static bool opposes(uint64_t words_b, const struct nd_share *share) {
    const uint32_t least = nd_length(LEAST_OPPOSED, share->characters);
    return (share->opposed >= least && 5 * (uint64_t)share->opposed >= words_b) ||
           (share->rival >= least && 4 * (uint64_t)share->rival >= words_b);
}

/* Whether two documents with text of their own, b being the shorter one, have but one block in
 * common: see 3. */
static bool shares_a_block(uint64_t words_b, const struct nd_share *share) {
    const uint32_t replaced = share->shared - share->equal;
    if (10 * (uint64_t)share->block < 9 * (uint64_t)share->equal) return false;
    return share->opposed - share->tail >= nd_length(LEAST_OPPOSED, share->characters) ||
           (share->head >= nd_length(LEAST_ABOVE, share->characters) &&
            5 * (uint64_t)share->head >= words_b && 32 * (uint64_t)replaced <= share->shared);
}

/* Whether the shorter document is not the beginning of the longer one, a: see 4. */
static bool begins_late(uint64_t words_a, uint64_t words_b, const struct nd_share *share) {
    return 5 * (uint64_t)share->shared >= 3 * words_b && 2 * (uint64_t)share->ahead >= words_a;
}

/* Whether the longer of two documents, a, and the shorter one, b, can be copies by their lengths:
 * see 5. */
static bool lengths_fit(uint64_t words_a, uint64_t words_b) {
    return 5 * words_b >= 2 * words_a || (5 * words_b >= words_a && words_b >= LEAST_ABRIDGED);
}

nd_bond nd_match_judge(const struct nd_match *match, uint32_t x, uint32_t y,
                       const struct nd_share *share) {
    const uint32_t words_a = match->documents[nd_smaller(x, y)].count;
    const uint32_t words_b = match->documents[nd_larger(x, y)].count;
    if (share->shared == 0) return ND_BOND_NONE;
    if ((uint64_t)share->shared * ND_THRESHOLD_UNIT < (uint64_t)match->threshold * words_b ||
        !reads_alike(share) || fills_a_form(share)) {
        return ND_BOND_NONE;
    }
    if (opposes(words_b, share)) return ND_BOND_UPDATE;
    if (shares_a_block(words_b, share)) return ND_BOND_NONE;
    if (begins_late(words_a, words_b, share) || !lengths_fit(words_a, words_b)) {
        return ND_BOND_EXCERPT;
    }
    return ND_BOND_COPY;
}

bool nd_match_accepts(const struct nd_match *match, uint32_t x, uint32_t y,
                      const struct nd_share *share) {
    return nd_match_judge(match, x, y, share) == ND_BOND_COPY;
}

bool nd_match_is_abridged(uint32_t words, uint32_t whole) {
    return 10 * (uint64_t)words < 7 * (uint64_t)whole;
}

/* The words that a document of so many words must share with a longer one. */
static uint32_t least_shared(const struct nd_match *match, uint32_t words) {
    return (uint32_t)((uint64_t)match->threshold * words / ND_THRESHOLD_UNIT);
}

bool nd_match_can_share(const struct nd_match *match, uint32_t x, uint32_t y, uint32_t seeded) {
    const struct nd_words *a = &match->documents[nd_smaller(x, y)];
    const struct nd_words *b = &match->documents[nd_larger(x, y)];
    return lengths_fit(a->count, b->count) &&
           nd_align_can_reach(a, b, seeded, least_shared(match, b->count));
}

/* Aligns documents x and y; gives up early where fewer than `least` words are shared. */
static nd_status align(const struct nd_match *match, struct nd_aligner *aligner, uint32_t x,
                       uint32_t y, uint32_t least, struct nd_share *share) {
    const struct nd_words *a = &match->documents[nd_smaller(x, y)];
    const struct nd_words *b = &match->documents[nd_larger(x, y)];
    const bool misread = nd_match_is_misread(match, x) && nd_match_is_misread(match, y);
    nd_status status;
    aligner->store = match->store; /* documents of a pair lie anywhere */
    status = nd_align_with(aligner, a->words, a->count);
    aligner->lexicon = misread ? match->lexicon : NULL; /* names and numbers are strange too */
    *share = (struct nd_share){0};
    return status == ND_OK ? nd_align(aligner, b->words, b->count, least, share) : status;
}

nd_status nd_match_align(const struct nd_match *match, struct nd_aligner *aligner, uint32_t x,
                         uint32_t y, struct nd_share *share) {
    const uint32_t least = least_shared(match, match->documents[nd_larger(x, y)].count);
    return align(match, aligner, x, y, least, share);
}

nd_status nd_match_measure(const struct nd_match *match, struct nd_aligner *aligner, uint32_t x,
                           uint32_t y, struct nd_share *share) {
    return align(match, aligner, x, y, 0, share);
}
