/*
 * runs.c - see runs.h
 *
 * Each place where the words of a seed stand in both documents (unless they stand in a more than
 * eight times) is extended to the maximal common run.
 *
 * Most seeds of b are not in a, and most pairs that are compared have little in common, so that
 * nearly all the time goes into finding that out. So b is looked at in blocks: the hashes of a
 * block are computed side by side, and each is looked up in a filter, which for an article stays in
 * the first-level cache; what gets past it is a bit, set without a branch that could be foretold
 * wrongly.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/runs.h"

#include <string.h>

#include "base/bounds.h"
#include "base/mem.h"
#include "base/sort.h"

enum {
    MOST_PLACES = 8,     /* of a seed in a */
    CERTAIN_LENGTH = 16, /* a run of this length needs no other seed inside it */
    RECENT = 16,         /* runs that a seed may lie inside of */
    LANES = 8,           /* hashes that are computed side by side */
    BLOCK = 8 * LANES,   /* places of b that are looked at together ... */
    SHORT = 4 * LANES,   /* ... and behind a run: where a copy goes on the next one is near */
    LEAST_BITS = 4,      /* of a slot ... */
    SLOT_BITS = 2,       /* ... of which there are four a seed, so that few are shared ... */
    FILTER_BITS = 2,     /* ... and sixteen bytes of the filter */
    MOST_FILTER_BITS = 24
};

/* ---- Seeds ----------------------------------------------------------------------------------- */

/* The words are hashes themselves: the highest bits of their sum, which are used, are mixed well
 * enough. Those behind a seed of less than three words count as 0. */
static inline uint32_t hash_of_three(const struct nd_places *places, const uint32_t *words) {
    return words[0] + ((words[1] & places->second) << 3) + ((words[2] & places->third) << 6);
}

/* What the other words of a seed of characters add. */
static inline uint32_t hash_of_rest(const uint32_t *words) {
    return (words[3] << 9) + (words[4] << 12) + (words[5] << 15);
}

static inline bool is_long(const struct nd_places *places) {
    return places->seed_words > ND_SEED_WORDS;
}

/* hash[s] = the hash of the seed at words + s, for s < LANES. */
static inline void hash_lanes(const struct nd_places *places, const uint32_t *words,
                              uint32_t hash[LANES]) {
    for (size_t s = 0; s < LANES; s++) hash[s] = hash_of_three(places, words + s);
    if (!is_long(places)) return;
    for (size_t s = 0; s < LANES; s++) hash[s] += hash_of_rest(words + s);
}

static inline uint32_t hash_of(const struct nd_places *places, const uint32_t *words) {
    return hash_of_three(places, words) + (is_long(places) ? hash_of_rest(words) : 0);
}

static inline bool same_seed(const struct nd_places *places, const uint32_t *x, const uint32_t *y) {
    if (x[0] != y[0] || ((x[1] ^ y[1]) & places->second) != 0 ||
        ((x[2] ^ y[2]) & places->third) != 0)
        return false;
    return !is_long(places) || (x[3] == y[3] && x[4] == y[4] && x[5] == y[5]);
}

/* ---- The table of a -------------------------------------------------------------------------- */

void nd_places_free(struct nd_places *places) {
    nd_free(places->first);
    nd_free(places->next);
    nd_free(places->filter);
    *places = (struct nd_places){0};
}

/* Makes an empty table for so many seeds. */
static nd_status reserve_places(struct nd_places *places, uint32_t seeds) {
    const unsigned bits = (unsigned)nd_larger(LEAST_BITS, nd_bits_for(seeds) + SLOT_BITS);
    const unsigned filter_bits = (unsigned)nd_smaller(bits + FILTER_BITS, MOST_FILTER_BITS);
    const size_t slots = (size_t)1 << bits, cells = (size_t)1 << filter_bits;
    nd_status status =
        nd_reserve(&places->first, &places->first_capacity, slots, sizeof *places->first);
    if (status == ND_OK)
        status = nd_reserve(&places->next, &places->next_capacity, seeds, sizeof *places->next);
    if (status == ND_OK) status = nd_reserve(&places->filter, &places->filter_capacity, cells, 1);
    if (status != ND_OK) return status;
    memset(places->first, 0, slots * sizeof *places->first);
    memset(places->filter, 0, cells);
    places->shift = 32 - bits;
    places->filter_shift = 32 - filter_bits;
    return ND_OK;
}

/* Takes the places of words[0, seeds) in: backwards, so that those of a slot ascend. */
static void list_places(const struct nd_places *places, const uint32_t *words, uint32_t seeds) {
    uint32_t *const first = places->first, *const next = places->next;
    uint8_t *const filter = places->filter; /* bytes, which could be anything's: hence copies */
    const unsigned shift = places->shift, filter_shift = places->filter_shift;
    for (uint32_t begin = (seeds + LANES - 1) / LANES * LANES; begin > 0;) {
        uint32_t hash[LANES];
        begin -= LANES;
        hash_lanes(places, words + begin, hash);
        for (uint32_t s = nd_smaller(LANES, seeds - begin); s-- > 0;) {
            uint32_t *const slot = &first[hash[s] >> shift];
            next[begin + s] = *slot;
            *slot = begin + s + 1;
            filter[hash[s] >> filter_shift] = 1;
        }
    }
}

nd_status nd_places_make(struct nd_aligner *aligner, uint32_t seed_words) {
    struct nd_places *places = &aligner->places;
    const uint32_t n = aligner->a_count;
    const uint32_t seeds = n >= seed_words ? n - seed_words + 1 : 0;
    const nd_status status = reserve_places(places, seeds);
    if (status != ND_OK) return status;
    places->seed_words = seed_words;
    places->second = seed_words > 1 ? UINT32_MAX : 0;
    places->third = seed_words > 2 ? UINT32_MAX : 0;
    list_places(places, aligner->a, seeds);
    return ND_OK;
}

/* ---- Runs ------------------------------------------------------------------------------------ */

/* A search for runs. */
struct search {
    struct nd_aligner *aligner;
    const uint32_t *b;
    uint32_t n;
    uint32_t end;     /* of the words of b that are counted */
    uint32_t covered; /* words of b that lie in runs */
    uint32_t jumped;  /* the place of b that a long run was jumped over from last, ... */
    uint32_t landed;  /* ... and where it ends */
};

/* Whether one of the last runs goes through places i and j, and so through those before them:
 * none begins there. Mostly these differ, which is soon told. */
static bool is_covered(const struct search *search, uint32_t i, uint32_t j) {
    const struct nd_aligner *aligner = search->aligner;
    const size_t count = aligner->seed_count;
    if (i == 0 || j == 0 || aligner->a[i - 1] != search->b[j - 1]) return false;
    for (size_t r = count; r > 0 && r + RECENT > count; r--) {
        const struct nd_run *run = &aligner->seeds[r - 1];
        if (i - run->at_a == j - run->at_b && j < run->at_b + run->length) return true;
    }
    return false;
}

/* The places in a of the seed at words, which has this hash; more than MOST_PLACES count as none.
 */
static uint32_t find_places(const struct nd_aligner *aligner, const uint32_t *words, uint32_t hash,
                            uint32_t found[MOST_PLACES]) {
    const struct nd_places *places = &aligner->places;
    uint32_t count = 0;
    for (uint32_t i = places->first[hash >> places->shift]; i != 0; i = places->next[i - 1]) {
        if (!same_seed(places, aligner->a + i - 1, words)) continue;
        if (count == MOST_PLACES) return 0;
        found[count++] = i - 1;
    }
    return count;
}

/* Puts a run in its place. */
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

/* The common run through places i and j, from its begin, but not from before place `first` of b, to
 * its end. */
static struct nd_run run_through(const struct nd_aligner *aligner, const uint32_t *b, uint32_t n,
                                 uint32_t i, uint32_t j, uint32_t first) {
    const uint32_t most = nd_smaller(aligner->a_count - i, n - j);
    const size_t length = aligner->kernels->common_prefix(aligner->a + i, b + j, most);
    uint32_t before = 0;
    while (before < nd_smaller(i, j - first) && aligner->a[i - 1 - before] == b[j - 1 - before])
        before++;
    return (struct nd_run){i - before, j - before, before + (uint32_t)length};
}

/* Adds the runs that go through the seed at place j of b, and sets *next to the place where the
 * next seed is to be looked for. Runs mostly begin with the first of their seeds; those that began
 * where a long run was jumped over are found behind its end. */
static nd_status grow(struct search *search, uint32_t j, uint32_t *next) {
    struct nd_aligner *aligner = search->aligner;
    const uint32_t first = j < search->landed ? search->jumped : j;
    uint32_t places[MOST_PLACES], longest = 0;
    const uint32_t count =
        find_places(aligner, search->b + j, hash_of(&aligner->places, search->b + j), places);
    for (uint32_t p = 0; p < count; p++) {
        struct nd_run run;
        nd_status status;
        if (is_covered(search, places[p], j)) continue;
        run = run_through(aligner, search->b, search->n, places[p], j, first);
        status = add_run(aligner, run);
        if (status != ND_OK) return status;
        longest = nd_larger(longest, run.at_b + run.length - j);
    }
    if (j + longest > search->end) {
        search->covered += j + longest - nd_larger(search->end, j);
        search->end = j + longest;
    }
    *next = j + 1;
    if (longest < CERTAIN_LENGTH) return ND_OK;
    search->jumped = j;
    search->landed = j + longest;
    *next = search->landed - aligner->places.seed_words + 1;
    return ND_OK;
}

/* What a filter says of four cells, as bits. */
static inline uint32_t four_of(const uint8_t *filter, const uint32_t cell[4]) {
    return filter[cell[0]] | (uint32_t)filter[cell[1]] << 1 | (uint32_t)filter[cell[2]] << 2 |
           (uint32_t)filter[cell[3]] << 3;
}

/* The places of seeds among words[0, count), at most BLOCK, that a may have, as bits. */
static uint64_t find_hits(const struct nd_places *places, const uint32_t *words, uint32_t count) {
    const uint8_t *const filter = places->filter;
    const unsigned shift = places->filter_shift;
    uint64_t hits = 0;
    for (uint32_t begin = 0; begin < count; begin += LANES) {
        uint32_t cell[LANES];
        hash_lanes(places, words + begin, cell);
        for (uint32_t s = 0; s < LANES; s++) cell[s] >>= shift;
        hits |= (uint64_t)(four_of(filter, cell) | four_of(filter, cell + 4) << 4) << begin;
    }
    return count < BLOCK ? hits & ((UINT64_C(1) << count) - 1) : hits; /* the last lanes may lie
                                                                          behind it */
}

/* Adds the runs that begin with seeds at the places of a block of b, from `begin` on, that `hits`
 * has bits for. */
static nd_status grow_block(struct search *search, uint32_t begin, uint64_t hits, uint32_t *next) {
    nd_status status = ND_OK;
    while (hits != 0 && status == ND_OK) {
        status = grow(search, begin + (uint32_t)__builtin_ctzll(hits), next);
        hits = *next - begin < BLOCK ? hits & UINT64_MAX << (*next - begin) : 0;
    }
    return status;
}

nd_status nd_runs_find(struct nd_aligner *aligner, const uint32_t *b, uint32_t n,
                       uint32_t *covered_b) {
    struct search search = {.aligner = aligner, .b = b, .n = n};
    const struct nd_places *places = &aligner->places;
    const uint32_t seeds = n >= places->seed_words ? n - places->seed_words + 1 : 0;
    nd_status status = ND_OK;
    aligner->seed_count = 0;
    for (uint32_t begin = 0, next = 0; begin < seeds && status == ND_OK;) {
        const uint32_t count = nd_smaller(begin == next ? SHORT : BLOCK, seeds - begin);
        status = grow_block(&search, begin, find_hits(places, b + begin, count), &next);
        begin = nd_larger(begin + count, next);
    }
    *covered_b = search.covered;
    return status;
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

nd_status nd_runs_add_ends(struct nd_aligner *aligner, const uint32_t *b, uint32_t n,
                           uint32_t *covered_b) {
    const uint32_t shorter = nd_smaller(aligner->a_count, n);
    const struct nd_run front = run_through(aligner, b, n, 0, 0, 0);
    const uint32_t length = common_end(aligner, b, n, shorter - front.length);
    const struct nd_run back = {aligner->a_count - length, n - length, length};
    nd_status status = ND_OK;
    if (front.length >= aligner->places.seed_words) status = add_run(aligner, front);
    if (status == ND_OK && back.length >= aligner->places.seed_words)
        status = add_run(aligner, back);
    *covered_b += front.length + back.length;
    return status;
}
