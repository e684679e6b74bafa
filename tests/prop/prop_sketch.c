/*
 * prop_sketch.c - shingles, fingerprints and the estimator, on random words
 *
 * The bottom-k estimate is unbiased (Broder, 1997): over many pairs its mean error has to lie
 * within four standard errors of zero. Winnowing guarantees a common fingerprint for eleven common
 * words.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>

#include "prop/prop.h"
#include "simd/dispatch.h"
#include "sketch/sketch.h"

enum { MOST_WORDS = 400, ROOM = MOST_WORDS + ND_KERNEL_PAD, PAIRS = 10000, RUN = 11 };

/* A document and what was made of it. */
struct made {
    uint32_t words[ROOM];
    size_t count;
    uint32_t shingles[ROOM]; /* distinct, ascending */
    size_t shingle_count;
    uint64_t fingerprints[ROOM];
    size_t fingerprint_count;
    struct nd_bottom_k sketch;
};

static void add_words(struct prop_random *random, struct made *made, uint32_t more) {
    for (uint32_t i = 0; i < more && made->count < MOST_WORDS; i++)
        made->words[made->count++] = (uint32_t)prop_next(random);
}

static int by_value(const void *a, const void *b) {
    const uint32_t *const x = a, *const y = b;
    return (*x > *y) - (*x < *y);
}

static void list_fingerprints(const struct nd_sketcher *sketcher, struct made *made) {
    static uint32_t low[ROOM];
    static uint16_t high[ROOM];
    nd_sketch_fingerprints(sketcher, made->words, made->count, made->fingerprint_count, low, high);
    for (size_t i = 0; i < made->fingerprint_count; i++)
        made->fingerprints[i] = (uint64_t)high[i] << 32 | low[i];
}

static void sketch(struct nd_sketcher *sketcher, struct made *made) {
    size_t distinct = 0;
    if (nd_sketch_shingles(sketcher, made->words, made->count) != ND_OK) abort();
    memcpy(made->shingles, sketcher->shingles, sketcher->shingle_count * sizeof *made->shingles);
    qsort(made->shingles, sketcher->shingle_count, sizeof *made->shingles, by_value);
    for (size_t i = 0; i < sketcher->shingle_count; i++)
        if (i == 0 || made->shingles[i] != made->shingles[distinct - 1])
            made->shingles[distinct++] = made->shingles[i];
    made->shingle_count = distinct;
    nd_sketch_bottom_k(sketcher, ND_SKETCH_SIZE, &made->sketch);
    if (nd_sketch_shingles(sketcher, made->words, made->count) != ND_OK) abort();
    made->fingerprint_count = nd_sketch_minima(sketcher);
    list_fingerprints(sketcher, made);
}

/* Two documents that begin with the same words. */
static void make_pair(struct prop_random *random, struct made *a, struct made *b, uint32_t common) {
    struct nd_sketcher sketcher;
    nd_sketcher_init(&sketcher, nd_kernels_select(NULL));
    a->count = b->count = 0;
    add_words(random, a, common);
    memcpy(b->words, a->words, sizeof a->words);
    b->count = a->count;
    add_words(random, a, prop_below(random, 200));
    add_words(random, b, prop_below(random, 200));
    sketch(&sketcher, a);
    sketch(&sketcher, b);
    nd_sketcher_free(&sketcher);
}

static double resemblance(const struct made *a, const struct made *b) {
    size_t i = 0, j = 0, common = 0;
    while (i < a->shingle_count && j < b->shingle_count) {
        const uint32_t x = a->shingles[i], y = b->shingles[j];
        common += x == y;
        i += x <= y;
        j += y <= x;
    }
    return (double)common / (double)(a->shingle_count + b->shingle_count - common);
}

/* One seed is the whole experiment. */
static bool unbiased(struct prop_random *random) {
    static struct made a, b;
    double sum = 0, squares = 0, mean, deviation;
    for (int i = 0; i < PAIRS; i++) {
        uint32_t common, total;
        double error;
        make_pair(random, &a, &b, prop_below(random, 200));
        if (a.count == 0 || b.count == 0) continue;
        nd_sketch_resemblance(&a.sketch, &b.sketch, &common, &total);
        error = (double)common / (double)total - resemblance(&a, &b);
        sum += error;
        squares += error * error;
    }
    mean = sum / PAIRS;
    deviation = sqrt(squares / PAIRS - mean * mean);
    printf("# mean error %.6f, standard error %.6f\n", mean, deviation / sqrt(PAIRS));
    return deviation < 0.1 && fabs(mean) <= 4 * deviation / sqrt(PAIRS);
}

static bool sketch_is_the_least(struct prop_random *random) {
    static struct made a, b;
    size_t expected;
    make_pair(random, &a, &b, prop_below(random, 300));
    expected = a.shingle_count < ND_SKETCH_SIZE ? a.shingle_count : ND_SKETCH_SIZE;
    return a.sketch.count == expected &&
           memcmp(a.sketch.hash, a.shingles, expected * sizeof *a.shingles) == 0;
}

static bool share_a_fingerprint(const struct made *a, const struct made *b) {
    for (size_t i = 0; i < a->fingerprint_count; i++)
        for (size_t j = 0; j < b->fingerprint_count; j++)
            if (a->fingerprints[i] == b->fingerprints[j]) return true;
    return false;
}

static bool a_run_is_never_missed(struct prop_random *random) {
    static struct made a, b;
    make_pair(random, &a, &b, RUN + prop_below(random, 30));
    return share_a_fingerprint(&a, &b);
}

/* The run stands anywhere in both, among words of which some are common too. */
static bool a_run_is_found_anywhere(struct prop_random *random) {
    static struct made a, b;
    struct nd_sketcher sketcher;
    uint32_t run[RUN];
    const uint32_t vocabulary = 2 + prop_below(random, 300);
    struct made *const both[] = {&a, &b};
    for (size_t i = 0; i < RUN; i++) run[i] = prop_below(random, vocabulary);
    nd_sketcher_init(&sketcher, nd_kernels_select(NULL));
    for (int d = 0; d < 2; d++) {
        struct made *const made = both[d];
        made->count = 0;
        for (uint32_t i = prop_below(random, 150); i > 0; i--)
            made->words[made->count++] = prop_below(random, vocabulary);
        for (size_t i = 0; i < RUN; i++) made->words[made->count++] = run[i];
        for (uint32_t i = prop_below(random, 150); i > 0; i--)
            made->words[made->count++] = prop_below(random, vocabulary);
        sketch(&sketcher, made);
    }
    nd_sketcher_free(&sketcher);
    return share_a_fingerprint(&a, &b);
}

static bool same_made(const struct made *a, const struct made *b) {
    return a->fingerprint_count == b->fingerprint_count && a->sketch.count == b->sketch.count &&
           memcmp(a->sketch.hash, b->sketch.hash, a->sketch.count * sizeof *a->sketch.hash) == 0 &&
           memcmp(a->fingerprints, b->fingerprints,
                  a->fingerprint_count * sizeof *a->fingerprints) == 0;
}

static bool kernels_agree(struct prop_random *random) {
    static struct made made[2]; /* portable, other */
    bool same = true;
    made[0].count = 0;
    add_words(random, &made[0], prop_below(random, 100));
    made[1] = made[0];
    for (size_t k = 0; same && k < nd_kernels_count(); k++) {
        const struct nd_kernels *const kernels[] = {nd_kernels_select("portable"),
                                                    nd_kernels_at(k)};
        if (!nd_kernels_usable(kernels[1])) continue;
        for (int i = 0; i < 2; i++) {
            struct nd_sketcher sketcher;
            nd_sketcher_init(&sketcher, kernels[i]);
            sketch(&sketcher, &made[i]);
            nd_sketcher_free(&sketcher);
        }
        same = same_made(&made[0], &made[1]);
    }
    return same;
}

int main(void) {
    int failed = 0;
    failed |= prop_try(1, "the bottom-k estimate of resemblance is unbiased", unbiased, 1);
    failed |= prop_try(2, "a sketch holds the least distinct shingles", sketch_is_the_least, 500);
    failed |=
        prop_try(3, "eleven common words give a common fingerprint", a_run_is_never_missed, 500);
    failed |= prop_try(4, "all kernels make the same sketches", kernels_agree, 500);
    failed |= prop_try(5, "eleven common words are found wherever they stand",
                       a_run_is_found_anywhere, 5000);
    return failed;
}
