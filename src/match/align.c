/*
 * align.c - colinear alignment by seeds, chain and fill
 *
 * 1. Seeds: each place where three words in a row of b stand in a (unless they stand there more
 * than
 *    eight times) is extended to the maximal common run.
 * 2. Chain: of these runs the colinear sequence with the most words, overlaps cut off, by dynamic
 *    programming over a bounded number of predecessors (as in minimap2: Li, Bioinformatics 2018).
 * 3. Fill: between two runs of the chain, and before the first and behind the last, single common
 *    words are taken from the diagonals of the runs, each word in its place; between runs on two
 *    diagonals the change-over is where it gives the most words. That bridges words that were
 *    misread, misspelt, inserted or left out.
 * 4. Passages: see passages.h.
 *
 * Linear in the two lengths, except for step 2, which is bounded by LOOK_BACK times the runs.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/align.h"

#include <string.h>

#include "base/bounds.h"
#include "base/mem.h"
#include "match/passages.h"

enum {
    MOST_PLACES = 8,     /* of a seed in a */
    LOOK_BACK = 96,      /* runs that a run can follow in the chain */
    CERTAIN_LENGTH = 16, /* a run of this length needs no other seed inside it */
    RECENT = 16,         /* runs that a seed may lie inside of */
    MOST_BRIDGE = 6,     /* words in a row that differ on a diagonal */
    MOST_FILL = 8,       /* an alignment has at most so many times the words of its seeds */
    LEAST_PASSAGE = 5    /* common words of a passage that counts */
};

/* The best chain that ends in a run. */
struct nd_link {
    uint32_t words;    /* of the chain */
    uint32_t previous; /* index of the run before, plus 1; 0: none */
    uint32_t cut;      /* words that this run loses at its front to the one before */
};

void nd_aligner_init(struct nd_aligner *aligner, const struct nd_kernels *kernels,
                     const struct nd_lexicon *lexicon) {
    *aligner = (struct nd_aligner){.kernels = kernels, .lexicon = lexicon};
}

void nd_aligner_free(struct nd_aligner *aligner) {
    nd_free(aligner->head);
    nd_free(aligner->next);
    nd_free(aligner->filter);
    nd_free(aligner->seeds);
    nd_free(aligner->links);
    nd_free(aligner->runs);
    nd_aligner_init(aligner, aligner->kernels, aligner->lexicon);
}

/* ---- Seeds ----------------------------------------------------------------------------------- */

static inline uint32_t hash_seed(const uint32_t *words, uint32_t seed_words) {
    uint32_t x = words[0] * ND_SHINGLE_M0;
    if (seed_words > 1) x += words[1] * ND_SHINGLE_M1;
    if (seed_words > 2) x += words[2] * ND_SHINGLE_M2;
    x ^= x >> 15;
    x *= ND_SHINGLE_F0;
    return x ^ x >> 16;
}

/* The filter has sixteen bits for each seed of a: few seeds that a has not get past. */
static inline bool may_have(const struct nd_aligner *aligner, uint32_t hash) {
    const uint32_t bit = hash >> aligner->filter_shift;
    return (aligner->filter[bit / 64] >> bit % 64 & 1) != 0;
}

static nd_status build_index(struct nd_aligner *aligner, uint32_t seed_words) {
    const uint32_t n = aligner->a_count;
    const uint32_t seeds = n >= seed_words ? n - seed_words + 1 : 0;
    size_t filter_words;
    nd_status status;
    aligner->seed_words = seed_words;
    aligner->head_count = 16;
    aligner->filter_shift = 24;
    while (aligner->head_count < seeds) aligner->head_count *= 2;
    while (aligner->filter_shift > 0 && (16 * (uint64_t)seeds) >> (32 - aligner->filter_shift) != 0)
        aligner->filter_shift--;
    filter_words = (size_t)1 << (26 - aligner->filter_shift);
    status = nd_reserve(&aligner->head, &aligner->head_capacity, aligner->head_count,
                        sizeof *aligner->head);
    if (status == ND_OK) {
        status = nd_reserve(&aligner->next, &aligner->next_capacity, seeds, sizeof *aligner->next);
    }
    if (status == ND_OK) {
        status = nd_reserve(&aligner->filter, &aligner->filter_capacity, filter_words,
                            sizeof *aligner->filter);
    }
    if (status != ND_OK) return status;
    memset(aligner->head, 0, aligner->head_count * sizeof *aligner->head);
    memset(aligner->filter, 0, filter_words * sizeof *aligner->filter);
    for (uint32_t i = seeds; i-- > 0;) { /* backwards, so that the places of a slot ascend */
        const uint32_t hash = hash_seed(aligner->a + i, seed_words);
        const uint32_t bit = hash >> aligner->filter_shift;
        uint32_t *head = &aligner->head[hash & (aligner->head_count - 1)];
        aligner->next[i] = *head;
        *head = i + 1;
        aligner->filter[bit / 64] |= UINT64_C(1) << bit % 64;
    }
    return ND_OK;
}

nd_status nd_align_with(struct nd_aligner *aligner, const uint32_t *a, uint32_t n) {
    nd_status status;
    if (aligner->a == a && aligner->a_count == n) return ND_OK;
    aligner->a = a;
    aligner->a_count = n;
    status = build_index(aligner, ND_SEED_WORDS);
    if (status != ND_OK) aligner->a = NULL; /* no index, nothing taken */
    return status;
}

/* Whether one of the last runs goes through places i and j. */
static bool covered(const struct nd_aligner *aligner, uint32_t i, uint32_t j) {
    const size_t count = aligner->seed_count;
    for (size_t r = count; r > 0 && r + RECENT > count; r--) {
        const struct nd_run *run = &aligner->seeds[r - 1];
        if (i - run->at_a == j - run->at_b && j < run->at_b + run->length) return true;
    }
    return false;
}

static inline bool same_seed(const struct nd_aligner *aligner, uint32_t i, const uint32_t *words) {
    for (uint32_t w = 0; w < aligner->seed_words; w++) {
        if (aligner->a[i + w] != words[w]) return false;
    }
    return true;
}

/* The places in a of the seed at words, which has this hash; more than MOST_PLACES count as none.
 */
static uint32_t places_of(const struct nd_aligner *aligner, const uint32_t *words, uint32_t hash,
                          uint32_t places[MOST_PLACES]) {
    uint32_t count = 0;
    for (uint32_t i = aligner->head[hash & (aligner->head_count - 1)]; i != 0;
         i = aligner->next[i - 1]) {
        if (!same_seed(aligner, i - 1, words)) continue;
        if (count == MOST_PLACES) return 0;
        places[count++] = i - 1;
    }
    return count;
}

/* Puts a run in its place: runs ascend in b, then in a. */
static nd_status add_run(struct nd_aligner *aligner, struct nd_run run) {
    const nd_status status = nd_reserve(&aligner->seeds, &aligner->seed_capacity,
                                        aligner->seed_count + 1, sizeof *aligner->seeds);
    size_t at = aligner->seed_count;
    if (status != ND_OK) return status;
    for (; at > 0 &&
           (aligner->seeds[at - 1].at_b > run.at_b ||
            (aligner->seeds[at - 1].at_b == run.at_b && aligner->seeds[at - 1].at_a > run.at_a));
         at--) {
        aligner->seeds[at] = aligner->seeds[at - 1];
    }
    aligner->seeds[at] = run;
    aligner->seed_count++;
    return ND_OK;
}

/* The maximal run from places i and j on. */
static struct nd_run run_from(const struct nd_aligner *aligner, const uint32_t *b, uint32_t n,
                              uint32_t i, uint32_t j) {
    const uint32_t most = nd_smaller(aligner->a_count - i, n - j);
    const size_t length = aligner->kernels->common_prefix(aligner->a + i, b + j, most);
    return (struct nd_run){i, j, (uint32_t)length};
}

/* The length of what the two end with, at most `most` words. */
static uint32_t common_end(const struct nd_aligner *aligner, const uint32_t *b, uint32_t n,
                           uint32_t most) {
    uint32_t length = 0;
    while (length < most && aligner->a[aligner->a_count - 1 - length] == b[n - 1 - length]) {
        length++;
    }
    return length;
}

/* Adds what the two begin and end with, and its words to *covered_b: text that repeats itself all
 * through has no other seeds. A run that is there already does no harm. */
static nd_status add_ends(struct nd_aligner *aligner, const uint32_t *b, uint32_t n,
                          uint32_t *covered_b) {
    const uint32_t shorter = nd_smaller(aligner->a_count, n);
    const struct nd_run front = run_from(aligner, b, n, 0, 0);
    const uint32_t length = common_end(aligner, b, n, shorter - front.length);
    const struct nd_run back = {aligner->a_count - length, n - length, length};
    nd_status status = ND_OK;
    if (front.length >= aligner->seed_words) status = add_run(aligner, front);
    if (status == ND_OK && back.length >= aligner->seed_words) status = add_run(aligner, back);
    *covered_b += front.length + back.length;
    return status;
}

/* Finds the runs; *covered_b becomes the number of words of b that lie in one or more of them. */
static nd_status find_seeds(struct nd_aligner *aligner, const uint32_t *b, uint32_t n,
                            uint32_t *covered_b) {
    const uint32_t k = aligner->seed_words;
    uint32_t end = 0; /* of the words of b that are counted */
    aligner->seed_count = 0;
    *covered_b = 0;
    for (uint32_t j = 0; j + k <= n;) {
        uint32_t places[MOST_PLACES], longest = 0, count;
        const uint32_t hash = hash_seed(b + j, k);
        if (!may_have(aligner, hash)) {
            j++;
            continue;
        }
        count = places_of(aligner, b + j, hash, places);
        for (uint32_t p = 0; p < count; p++) {
            struct nd_run run;
            nd_status status;
            if (covered(aligner, places[p], j)) continue;
            run = run_from(aligner, b, n, places[p], j);
            status = add_run(aligner, run);
            if (status != ND_OK) return status;
            longest = nd_larger(longest, run.length);
        }
        if (j + longest > end) {
            *covered_b += j + longest - nd_larger(end, j);
            end = j + longest;
        }
        j += longest >= CERTAIN_LENGTH ? longest - k + 1 : 1;
    }
    return ND_OK;
}

/* ---- Chain ----------------------------------------------------------------------------------- */

/* How many words `run` loses when it follows `before`; its whole length when it cannot. */
static uint32_t cut_after(const struct nd_run *before, const struct nd_run *run) {
    const uint32_t end_a = before->at_a + before->length, end_b = before->at_b + before->length;
    const uint32_t over_a = end_a > run->at_a ? end_a - run->at_a : 0;
    const uint32_t over_b = end_b > run->at_b ? end_b - run->at_b : 0;
    if (before->at_a > run->at_a || before->at_b > run->at_b) return run->length;
    return nd_smaller(nd_larger(over_a, over_b), run->length);
}

static void link_run(struct nd_aligner *aligner, size_t r) {
    const struct nd_run *run = &aligner->seeds[r];
    struct nd_link best = {run->length, 0, 0};
    const size_t first = r > LOOK_BACK ? r - LOOK_BACK : 0;
    for (size_t q = r; q-- > first;) {
        const uint32_t before = aligner->links[q].words;
        uint32_t cut;
        if (before + run->length <= best.words) continue;
        cut = cut_after(&aligner->seeds[q], run);
        if (cut == run->length) continue;
        if (before + run->length - cut > best.words) {
            best = (struct nd_link){before + run->length - cut, (uint32_t)q + 1, cut};
        }
    }
    aligner->links[r] = best;
}

/* Puts the best chain into aligner->runs; they are found from the last one back. */
static nd_status take_chain(struct nd_aligner *aligner, size_t last) {
    size_t count = 0, at;
    nd_status status;
    for (size_t r = last + 1; r != 0; r = aligner->links[r - 1].previous) count++;
    status = nd_reserve(&aligner->runs, &aligner->run_capacity, count, sizeof *aligner->runs);
    if (status != ND_OK) return status;
    aligner->run_count = at = count;
    for (size_t r = last + 1; r != 0; r = aligner->links[r - 1].previous) {
        const uint32_t cut = aligner->links[r - 1].cut;
        struct nd_run run = aligner->seeds[r - 1];
        run.at_a += cut;
        run.at_b += cut;
        run.length -= cut;
        aligner->runs[--at] = run;
    }
    return ND_OK;
}

static nd_status chain(struct nd_aligner *aligner) {
    size_t best = 0;
    nd_status status = nd_reserve(&aligner->links, &aligner->link_capacity, aligner->seed_count,
                                  sizeof *aligner->links);
    aligner->run_count = 0;
    if (status != ND_OK || aligner->seed_count == 0) return status;
    for (size_t r = 0; r < aligner->seed_count; r++) {
        link_run(aligner, r);
        if (aligner->links[r].words > aligner->links[best].words) best = r;
    }
    return take_chain(aligner, best);
}

/* ---- Fill ------------------------------------------------------------------------------------ */

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
static nd_status fill(struct nd_aligner *aligner, const uint32_t *b, uint32_t n) {
    struct filling filling = {.aligner = aligner, .b = b, .b_count = n, .status = ND_OK};
    if (aligner->run_count == 0) return ND_OK;
    memcpy(aligner->seeds, aligner->runs, aligner->run_count * sizeof *aligner->runs);
    filling.from = aligner->seeds;
    filling.from_count = aligner->run_count;
    aligner->run_count = 0;
    fill_ends_and_gaps(&filling);
    return filling.status;
}

/* ---- The whole ------------------------------------------------------------------------------ */

/* find_seeds covers words in common seeds only, and add_ends what it says. */
bool nd_align_can_reach(const struct nd_words *a, const struct nd_words *b, uint32_t seeded,
                        uint32_t least) {
    const uint32_t shorter = nd_smaller(a->count, b->count);
    uint32_t front = 0, back = 0;
    if (seeded == 0) return false;
    if (seeded >= least / MOST_FILL) return true;
    while (front < shorter && a->words[front] == b->words[front]) front++;
    while (front + back < shorter &&
           a->words[a->count - 1 - back] == b->words[b->count - 1 - back]) {
        back++;
    }
    return seeded + front + back >= least / MOST_FILL;
}

nd_status nd_align(struct nd_aligner *aligner, const uint32_t *b, uint32_t n, uint32_t least,
                   struct nd_share *share) {
    const uint32_t shorter = nd_smaller(aligner->a_count, n);
    const uint32_t seed_words = nd_larger(1, nd_smaller(ND_SEED_WORDS, shorter));
    uint32_t covered_b = 0;
    nd_status status = ND_OK;
    *share = (struct nd_share){0};
    aligner->run_count = 0;
    if (shorter == 0) return ND_OK;
    if (seed_words != aligner->seed_words) status = build_index(aligner, seed_words);
    if (status == ND_OK) status = find_seeds(aligner, b, n, &covered_b);
    if (status == ND_OK && covered_b < n / 2) status = add_ends(aligner, b, n, &covered_b);
    if (status != ND_OK || covered_b < least / MOST_FILL) return status;
    status = chain(aligner);
    if (status == ND_OK) status = fill(aligner, b, n);
    if (status == ND_OK) nd_passages_keep(aligner, b, n, nd_smaller(LEAST_PASSAGE, shorter), share);
    return status;
}
