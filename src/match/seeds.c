/*
 * seeds.c - see seeds.h
 *
 * Seeds are known by 32 bits of hash: two that are taken for one can only raise a tally, which is a
 * bound from above. So is counting the places of a repeated seed as if they did not overlap.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/seeds.h"

#include <string.h>

#include "base/mem.h"
#include "base/sort.h"

#define NOWHERE UINT32_MAX
enum { PLENTY = 1 << 30 }; /* no tally needs to be higher */

static uint32_t hash_of(const uint32_t *words) {
    uint32_t x = words[0] * ND_SHINGLE_M0 + words[1] * ND_SHINGLE_M1 + words[2] * ND_SHINGLE_M2;
    x ^= x >> 16;
    x *= ND_SHINGLE_F0;
    x ^= x >> 13;
    x *= ND_SHINGLE_F1;
    return x ^ x >> 16;
}

/* ---- The table ------------------------------------------------------------------------------- */

static uint32_t seeds_in(const struct nd_words *document) {
    return document->count >= ND_SEED_WORDS ? document->count - ND_SEED_WORDS + 1 : 0;
}

/* What a place in the documents, counted through them all, belongs to. */
struct owner {
    uint32_t document, at;
};

/* Writes hash << 32 | place for every place of every document. */
static void list_places(const struct nd_match *match, const uint32_t *ranks, uint32_t count,
                        uint64_t *items, struct owner *owners) {
    size_t place = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct nd_words *document = &match->documents[ranks[i]];
        for (uint32_t at = 0; at < seeds_in(document); at++, place++) {
            items[place] = (uint64_t)hash_of(document->words + at) << 32 | place;
            owners[place] = (struct owner){i, at};
        }
    }
}

/* Turns sorted places into seeds: those of one hash and one document become one. */
static void join_places(struct nd_seeds *seeds, const uint64_t *items, size_t places,
                        const struct owner *owners) {
    for (size_t p = 0; p < places; p++) {
        const struct owner *owner = &owners[(uint32_t)items[p]];
        const uint32_t hash = (uint32_t)(items[p] >> 32);
        struct nd_seed *last = &seeds->seeds[seeds->count - (p != 0)];
        if (p != 0 && last->hash == hash && last->document == owner->document) {
            if (last->more < PLENTY) last->more += ND_SEED_WORDS;
        } else {
            seeds->seeds[seeds->count++] =
                (struct nd_seed){hash, owner->document, owner->at, /* more: */ 0};
        }
    }
}

static size_t slot_of(const struct nd_seeds *seeds, uint32_t hash) {
    return hash >> (32 - seeds->bits);
}

static void fill_directory(struct nd_seeds *seeds) {
    const size_t slots = (size_t)1 << seeds->bits;
    size_t i = 0;
    for (size_t slot = 0; slot < slots; slot++) {
        while (i < seeds->count && slot_of(seeds, seeds->seeds[i].hash) < slot) i++;
        seeds->first[slot] = (uint32_t)i;
    }
    seeds->first[slots] = (uint32_t)seeds->count;
}

static nd_status fill(struct nd_seeds *seeds, const struct nd_match *match, const uint32_t *ranks,
                      uint32_t count, size_t places) {
    uint64_t *items = nd_alloc(places, sizeof *items);
    uint64_t *scratch = nd_alloc(places, sizeof *scratch);
    struct owner *owners = nd_alloc(places, sizeof *owners);
    const bool complete = items != NULL && scratch != NULL && owners != NULL;
    if (complete) {
        list_places(match, ranks, count, items, owners);
        nd_sort_u64(items, scratch, places, 0, 64);
        join_places(seeds, items, places, owners);
        fill_directory(seeds);
    }
    nd_free(items);
    nd_free(scratch);
    nd_free(owners);
    return complete ? ND_OK : ND_ERR_MEMORY;
}

nd_status nd_seeds_make(struct nd_seeds *seeds, const struct nd_match *match, const uint32_t *ranks,
                        uint32_t count) {
    size_t places = 0;
    *seeds = (struct nd_seeds){.bits = 1};
    for (uint32_t i = 0; i < count; i++) places += seeds_in(&match->documents[ranks[i]]);
    while (seeds->bits < 31 && (size_t)1 << seeds->bits < places) seeds->bits++;
    seeds->seeds = nd_alloc(places, sizeof *seeds->seeds);
    seeds->first = nd_alloc(((size_t)1 << seeds->bits) + 1, sizeof *seeds->first);
    if (seeds->seeds == NULL || seeds->first == NULL) return ND_ERR_MEMORY;
    return fill(seeds, match, ranks, count, places);
}

void nd_seeds_free(struct nd_seeds *seeds) {
    nd_free(seeds->seeds);
    nd_free(seeds->first);
    *seeds = (struct nd_seeds){0};
}

/* ---- Tallies --------------------------------------------------------------------------------- */

/* Counts a common seed at place `at` of the shorter document. Places mostly ascend in both, and
 * then only the words behind the last seed are new; otherwise all count. */
static inline void count_seed(struct nd_seed_tally *tally, uint32_t at, uint32_t more) {
    const uint32_t step = at - tally->last;
    const uint32_t fresh = tally->last != NOWHERE && step < ND_SEED_WORDS ? step : ND_SEED_WORDS;
    if (tally->seeded < PLENTY) tally->seeded += fresh + more;
    tally->last = at;
}

void nd_seeds_tally(const struct nd_seeds *seeds, const struct nd_words *other, uint32_t longer,
                    struct nd_seed_tally *tallies, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) tallies[i] = (struct nd_seed_tally){0, NOWHERE};
    for (uint32_t j = 0; j < seeds_in(other); j++) {
        const uint32_t hash = hash_of(other->words + j);
        const struct nd_seed *seed = seeds->seeds + seeds->first[slot_of(seeds, hash)];
        const struct nd_seed *const end = seeds->seeds + seeds->first[slot_of(seeds, hash) + 1];
        while (seed < end && seed->hash < hash) seed++;
        for (; seed < end && seed->hash == hash; seed++) {
            const bool is_longer = seed->document < longer;
            count_seed(&tallies[seed->document], is_longer ? j : seed->at,
                       is_longer ? 0 : seed->more);
        }
    }
}
