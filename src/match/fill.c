/*
 * fill.c - see fill.h
 *
 * Between two runs of the chain, and before the first and behind the last, single common words are
 * taken from the diagonals of the runs, each word in its place; between runs on two diagonals the
 * change-over is where it gives the most words. That bridges words that were misread, misspelt,
 * inserted or left out.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/fill.h"

#include <string.h>

#include "base/bounds.h"
#include "base/mem.h"

enum { MOST_BRIDGE = 6 }; /* words in a row that differ on a diagonal */

/* The alignment while single words are put between the runs of the chain. */
struct filling {
    struct nd_aligner *aligner;
    const uint32_t *b;
    uint32_t b_count;
    struct nd_run *from; /* the chain */
    size_t from_count;
    nd_status status;
};

static void put_run(struct filling *filling, uint32_t at_a, uint32_t at_b, uint32_t length) {
    struct nd_aligner *aligner = filling->aligner;
    struct nd_run *last = aligner->run_count != 0 ? &aligner->runs[aligner->run_count - 1] : NULL;
    if (filling->status != ND_OK || length == 0) return;
    if (last != NULL && last->at_a + last->length == at_a && last->at_b + last->length == at_b) {
        last->length += length;
        return;
    }
    filling->status = nd_reserve(&aligner->runs, &aligner->run_capacity, aligner->run_count + 1,
                                 sizeof *aligner->runs);
    if (filling->status != ND_OK) return;
    aligner->runs[aligner->run_count++] = (struct nd_run){at_a, at_b, length};
}

/* Puts the common words of the diagonal from (i, j) on, `length` words long. */
static void put_diagonal(struct filling *filling, uint32_t i, uint32_t j, uint32_t length) {
    const uint32_t *a = filling->aligner->a;
    for (uint32_t s = 0; s < length; s++) {
        if (a[i + s] == filling->b[j + s]) put_run(filling, i + s, j + s, 1);
    }
}

/* How far the diagonal from (i, j) on, `most` words long, goes before more than MOST_BRIDGE words
 * in a row differ; only up to its last common word. step is 1 forwards, -1 backwards. */
static uint32_t reach(const struct filling *filling, int64_t i, int64_t j, uint32_t most,
                      int step) {
    uint32_t good = 0;
    for (uint32_t s = 0; s < most && s - good <= MOST_BRIDGE; s++) {
        const int64_t offset = (int64_t)s * step;
        if (filling->aligner->a[i + offset] == filling->b[j + offset]) good = s + 1;
    }
    return good;
}

/* Of the gap between two runs, `left` words reached from the first and `right` from the second, in
 * all at most `room`: the number to take from the left that gives the most common words. */
static uint32_t change_over(const struct filling *filling, const struct nd_run *gap, uint32_t left,
                            uint32_t right, uint32_t room, uint32_t gap_b) {
    const uint32_t *a = filling->aligner->a, *b = filling->b;
    const uint32_t end_a = gap->length, end_b = gap_b;
    uint32_t best = 0, best_words = 0, words = 0;
    uint32_t right_now = nd_smaller(right, room);
    for (uint32_t s = 1; s <= right_now; s++) words += a[end_a - s] == b[end_b - s];
    best_words = words;
    for (uint32_t s = 0; s < nd_smaller(left, room); s++) {
        words += a[gap->at_a + s] == b[gap->at_b + s];
        if (right_now > room - s - 1) {
            words -= a[end_a - right_now] == b[end_b - right_now];
            right_now--;
        }
        if (words > best_words) {
            best_words = words;
            best = s + 1;
        }
    }
    return best;
}

/* Fills the gap between places (i, j) and (end_a, end_b), both ends of runs. */
static void fill_gap(struct filling *filling, uint32_t i, uint32_t j, uint32_t end_a,
                     uint32_t end_b) {
    const uint32_t room = nd_smaller(end_a - i, end_b - j);
    const uint32_t left = reach(filling, i, j, room, 1);
    const uint32_t right = reach(filling, (int64_t)end_a - 1, (int64_t)end_b - 1, room, -1);
    const struct nd_run gap = {i, j, end_a};
    uint32_t from_left = left, from_right = right;
    if (end_a - i == end_b - j) { /* one diagonal: both reaches look at the same words */
        from_right = nd_smaller(right, room - left);
    } else if (left + right > room) {
        from_left = change_over(filling, &gap, left, right, room, end_b);
        from_right = nd_smaller(right, room - from_left);
    }
    put_diagonal(filling, i, j, from_left);
    put_diagonal(filling, end_a - from_right, end_b - from_right, from_right);
}

static void fill_ends_and_gaps(struct filling *filling) {
    const struct nd_run *first = &filling->from[0];
    const struct nd_run *last = &filling->from[filling->from_count - 1];
    const uint32_t before = nd_smaller(first->at_a, first->at_b);
    const uint32_t end_a = last->at_a + last->length, end_b = last->at_b + last->length;
    const uint32_t behind = nd_smaller(filling->aligner->a_count - end_a, filling->b_count - end_b);
    const uint32_t back =
        reach(filling, (int64_t)first->at_a - 1, (int64_t)first->at_b - 1, before, -1);
    put_diagonal(filling, first->at_a - back, first->at_b - back, back);
    for (size_t r = 0; r < filling->from_count; r++) {
        const struct nd_run *run = &filling->from[r];
        put_run(filling, run->at_a, run->at_b, run->length);
        if (r + 1 == filling->from_count) break;
        fill_gap(filling, run->at_a + run->length, run->at_b + run->length, run[1].at_a,
                 run[1].at_b);
    }
    put_diagonal(filling, end_a, end_b, reach(filling, end_a, end_b, behind, 1));
}

/* The chain moves over to `seeds`, whose runs are no longer needed, and is written anew. */
nd_status nd_fill_gaps(struct nd_aligner *aligner, const uint32_t *b, uint32_t n) {
    struct filling filling = {.aligner = aligner, .b = b, .b_count = n, .status = ND_OK};
    if (aligner->run_count == 0) return ND_OK;
    memcpy(aligner->seeds, aligner->runs, aligner->run_count * sizeof *aligner->runs);
    filling.from = aligner->seeds;
    filling.from_count = aligner->run_count;
    aligner->run_count = 0;
    fill_ends_and_gaps(&filling);
    return filling.status;
}
