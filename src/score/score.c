/*
 * score.c - see score.h
 *
 * ARI: L. Hubert and P. Arabie, "Comparing partitions", Journal of Classification 2 (1985), in the
 * form that counts pairs, which subtracts no large numbers that are nearly equal: with a pairs
 * together in both clusterings, b in the true one only, c in the found one only, d in none,
 * ARI = 2 (ad - bc) / ((a + b)(b + d) + (a + c)(c + d)).
 *
 * B-cubed: A. Bagga and B. Baldwin, "Entity-based cross-document coreferencing using the vector
 * space model", COLING-ACL 1998: the mean over documents of the share of their found cluster that
 * is of their true one (precision), and the other way round (recall).
 *
 * Intervals: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
 * Journal of the American Statistical Association 22 (1927): unlike the textbook one it stays
 * within 0 and 1 and holds for few observations.
 *
 * SPDX-License-Identifier: MIT
 */
#include "score/score.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "score/cells.h"

/* A normal variable lies within so many standard deviations in 95 of 100 cases. */
#define DEVIATIONS 1.959963984540054

static uint64_t pairs_of(uint64_t count) { return count * (count - 1) / 2; }

/* ---- Counting -------------------------------------------------------------------------------- */

struct tally {
    uint32_t *true_sizes, *found_sizes; /* documents by cluster */
    uint64_t *true_squares;             /* of cells, added up by the size of their true cluster */
    uint64_t *found_squares;            /* and of their found cluster */
    uint64_t true_pairs, found_pairs, common_pairs;
};

static nd_status allocate(struct tally *tally, size_t count) {
    tally->true_sizes = nd_alloc_zero(count, sizeof *tally->true_sizes);
    tally->found_sizes = nd_alloc_zero(count, sizeof *tally->found_sizes);
    tally->true_squares = nd_alloc_zero(count + 1, sizeof *tally->true_squares);
    tally->found_squares = nd_alloc_zero(count + 1, sizeof *tally->found_squares);
    if (tally->true_sizes == NULL || tally->found_sizes == NULL || tally->true_squares == NULL ||
        tally->found_squares == NULL)
        return ND_ERR_MEMORY;
    return ND_OK;
}

static void release(struct tally *tally) {
    nd_free(tally->true_sizes);
    nd_free(tally->found_sizes);
    nd_free(tally->true_squares);
    nd_free(tally->found_squares);
}

/* Counts documents and pairs by cluster; returns how many clusters there are. */
static uint32_t count_clusters(const uint32_t *clusters, uint32_t count, uint32_t *sizes,
                               uint64_t *pairs) {
    uint32_t used = 0;
    for (uint32_t i = 0; i < count; i++) {
        *pairs += sizes[clusters[i]]; /* with each that is there already */
        used += sizes[clusters[i]]++ == 0;
    }
    return used;
}

/* Goes through the cells: the documents that a true and a found cluster have in common. */
static void count_cells(struct tally *tally, const struct nd_clusterings *c,
                        const uint32_t *order) {
    uint32_t end;
    for (uint32_t i = 0; i < c->count; i = end) {
        const uint32_t truth = c->truth[order[i]], found = c->found[order[i]];
        uint64_t size;
        end = i;
        while (end < c->count && c->truth[order[end]] == truth && c->found[order[end]] == found)
            end++;
        size = end - i;
        tally->common_pairs += pairs_of(size);
        tally->true_squares[tally->true_sizes[truth]] += size * size;
        tally->found_squares[tally->found_sizes[found]] += size * size;
    }
}

/* ---- Fractions ------------------------------------------------------------------------------- */

static double adjusted_rand(const struct tally *tally, uint32_t count) {
    const uint64_t both = tally->common_pairs;
    const double a = (double)both, b = (double)(tally->true_pairs - both),
                 c = (double)(tally->found_pairs - both),
                 d = (double)(pairs_of(count) - tally->true_pairs - (tally->found_pairs - both));
    const double most = (a + b) * (b + d) + (a + c) * (c + d);
    return most == 0 ? 1 : 2 * (a * d - b * c) / most; /* 0 only when both are the same */
}

/* The mean share of a cluster that a document's cell has. */
static double bcubed(const uint64_t *squares, uint32_t count) {
    double sum = 0;
    for (size_t size = 1; size <= count; size++) sum += (double)squares[size] / (double)size;
    return sum / count;
}

static double share(uint64_t part, uint64_t whole) {
    return whole != 0 ? (double)part / (double)whole : 1;
}

static double harmonic_mean(double x, double y) { return x + y > 0 ? 2 * x * y / (x + y) : 0; }

static void make_fractions(const struct tally *tally, uint32_t count, struct nd_score *score) {
    score->ari = adjusted_rand(tally, count);
    score->bcubed_precision = bcubed(tally->found_squares, count);
    score->bcubed_recall = bcubed(tally->true_squares, count);
    score->bcubed_f1 = harmonic_mean(score->bcubed_precision, score->bcubed_recall);
    score->precision = share(score->right_pairs, score->joined_pairs);
    score->recall = share(score->right_pairs, score->true_pairs);
    score->f1 = harmonic_mean(score->precision, score->recall);
}

/* ---- All together ---------------------------------------------------------------------------- */

/* Replaces the pairs of true clusters by those that were judged. */
static void count_judged(const struct nd_clusterings *c, const struct nd_judged *judged,
                         struct nd_score *score) {
    score->joined_pairs -= nd_judged_joined(&judged->open, c->found);
    score->true_pairs = judged->same.count;
    score->right_pairs = nd_judged_joined(&judged->same, c->found);
}

static nd_status measure(const struct nd_clusterings *c, const struct nd_judged *judged,
                         struct tally *tally, struct nd_score *score) {
    uint32_t *order;
    const nd_status status = nd_cells_order(c->truth, c->found, c->count, &order);
    if (status != ND_OK) return status;
    score->true_clusters =
        count_clusters(c->truth, c->count, tally->true_sizes, &tally->true_pairs);
    score->found_clusters =
        count_clusters(c->found, c->count, tally->found_sizes, &tally->found_pairs);
    count_cells(tally, c, order);
    score->joined_pairs = tally->found_pairs;
    score->true_pairs = tally->true_pairs;
    score->right_pairs = tally->common_pairs;
    if (judged != NULL) count_judged(c, judged, score);
    make_fractions(tally, c->count, score);
    nd_free(order);
    return ND_OK;
}

nd_status nd_score_measure(const struct nd_clusterings *clusterings, const struct nd_judged *judged,
                           struct nd_score *score) {
    struct tally tally = {0};
    nd_status status = allocate(&tally, clusterings->count);
    *score = (struct nd_score){0};
    if (status == ND_OK) status = measure(clusterings, judged, &tally, score);
    release(&tally);
    return status;
}

struct nd_interval nd_score_interval(uint64_t hits, uint64_t count) {
    const double n = (double)count, z = DEVIATIONS;
    double p, middle, half;
    struct nd_interval interval = {0, 1};
    if (count == 0) return interval;
    p = (double)hits / n;
    middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    if (hits != 0) interval.low = middle - half;
    if (hits != count) interval.high = middle + half;
    return interval;
}

nd_status nd_score_renumber(uint32_t *clusters, uint32_t count, size_t limit) {
    uint32_t *const numbers = nd_alloc_zero(limit, sizeof *numbers); /* new number + 1 */
    uint32_t next = 0;
    if (numbers == NULL) return ND_ERR_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t *const number = &numbers[clusters[i]];
        if (*number == 0) *number = ++next;
        clusters[i] = *number - 1;
    }
    nd_free(numbers);
    return ND_OK;
}
