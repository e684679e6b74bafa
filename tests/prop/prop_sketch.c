/*
 * prop_sketch.c - shingles and fingerprints, on random words
 *
 * Winnowing guarantees a common fingerprint for eleven common words, and fifteen characters.
 *
 * SPDX-License-Identifier: MIT
 */
#include "prop/prop.h"
#include "simd/dispatch.h"
#include "sketch/sketch.h"

enum { MOST_WORDS = 400, ROOM = MOST_WORDS + ND_KERNEL_PAD, RUN = 11, RUN_OF_CHARACTERS = 15 };

/* A document and what was made of it. */
struct made {
    uint32_t words[ROOM];
    size_t count;
    uint64_t fingerprints[ROOM];
    size_t fingerprint_count;
};

static void add_words(struct prop_random *random, struct made *made, uint32_t more) {
    for (uint32_t i = 0; i < more && made->count < MOST_WORDS; i++)
        made->words[made->count++] = (uint32_t)prop_next(random);
}

static void list_fingerprints(const struct nd_sketcher *sketcher, struct made *made) {
    static uint32_t low[ROOM];
    static uint16_t high[ROOM];
    nd_sketch_fingerprints(sketcher, made->words, made->count, made->fingerprint_count, low, high);
    for (size_t i = 0; i < made->fingerprint_count; i++)
        made->fingerprints[i] = (uint64_t)high[i] << 32 | low[i];
}

static void sketch(struct nd_sketcher *sketcher, struct made *made) {
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

/* One of a vocabulary; `characters` of eight are characters. */
static uint32_t any_word(struct prop_random *random, uint32_t vocabulary, uint32_t characters) {
    const uint32_t word = prop_below(random, vocabulary) * 0x9e3779b1u;
    return prop_below(random, 8) < characters ? word | ND_WORD_CHARACTER : word;
}

/* The run stands anywhere in both, among words of which some are common too. */
static bool find_anywhere(struct prop_random *random, size_t length, uint32_t characters) {
    static struct made a, b;
    struct nd_sketcher sketcher;
    uint32_t run[RUN_OF_CHARACTERS];
    const uint32_t vocabulary = 2 + prop_below(random, 300);
    struct made *const both[] = {&a, &b};
    for (size_t i = 0; i < length; i++) run[i] = any_word(random, vocabulary, characters);
    nd_sketcher_init(&sketcher, nd_kernels_select(NULL));
    for (int d = 0; d < 2; d++) {
        struct made *const made = both[d];
        made->count = 0;
        for (uint32_t i = prop_below(random, 150); i > 0; i--)
            made->words[made->count++] = any_word(random, vocabulary, characters);
        for (size_t i = 0; i < length; i++) made->words[made->count++] = run[i];
        for (uint32_t i = prop_below(random, 150); i > 0; i--)
            made->words[made->count++] = any_word(random, vocabulary, characters);
        sketch(&sketcher, made);
    }
    nd_sketcher_free(&sketcher);
    return share_a_fingerprint(&a, &b);
}

static bool a_run_is_found_anywhere(struct prop_random *random) {
    return find_anywhere(random, RUN, 0);
}

static bool characters_are_found_anywhere(struct prop_random *random) {
    return find_anywhere(random, RUN_OF_CHARACTERS, 1 + prop_below(random, 8));
}

static bool same_made(const struct made *a, const struct made *b) {
    return a->fingerprint_count == b->fingerprint_count &&
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
    failed |=
        prop_try(1, "eleven common words give a common fingerprint", a_run_is_never_missed, 500);
    failed |= prop_try(2, "all kernels make the same fingerprints", kernels_agree, 500);
    failed |= prop_try(3, "eleven common words are found wherever they stand",
                       a_run_is_found_anywhere, 5000);
    failed |= prop_try(4, "and so are fifteen characters", characters_are_found_anywhere, 5000);
    return failed;
}
