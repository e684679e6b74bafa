/*
 * judge.c - see judge.h
 *
 * Scanned copies of one report have rare text everywhere, because every misreading is rare. So
 * documents that share a suspect are compared, pair by pair: of the fingerprints that at most 2n
 * documents have, how much of either lies outside of what the two share and is rare? Two copies
 * differ in places, two reports in one template in long stretches. Who is compared, and how much
 * that must be, suspects.c says.
 *
 * Most suspects are phrases, whose pairs judge nothing else. So what counts is what a pair costs:
 * pairs with the same first document come one after the other, and no more is counted of either
 * document than its suspects ask for.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/judge.h"

#include <string.h>

#include "base/bounds.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "match/fetch.h"
#include "match/overlap.h"

enum {
    TILE = 1 << 23, /* fingerprints of documents that are near each other in memory */
    MOST_TILES = 64,
    CHUNK = 64,      /* pairs in a piece of work */
    FIRST_PAIR = 1,  /* of samples, as bits: (0, 1), ... */
    SECOND_PAIR = 2, /* ... (0, 2), ... */
    LAST_PAIR = 4,   /* ... and (1, 2) */
    ALL_PAIRS = 7,
    ADDED = 31, /* eights of numbers, whose sum is less than 256 */
    AHEAD = 16, /* suspects that are asked for */
    NEAR = 4,   /* so many pairs ahead of the one at hand they are asked for, ... */
    FAR = 8     /* ... and where they are */
};

/* A suspect that is not decided. */
struct doubt {
    uint32_t number;
    uint32_t a, b; /* the pair of its documents that judges it in this round, a < b */
    uint16_t own;  /* shares of text of their own, summed over the pairs so far */
    uint8_t class; /* of its documents */
    uint8_t left;  /* pairs of samples that have not judged, as bits */
};

/* Two documents, and where their judgements end; they begin where those of the pair before end. */
struct pair {
    uint32_t a, b, end;
};

/* How many fingerprints of a document have at most so many documents. */
struct whole {
    uint32_t rank, count; /* ND_OVERLAP_NONE: of none */
};

/* What one worker needs. */
struct bench {
    struct nd_overlap overlap;
    struct nd_profile profiles[2];            /* of the pair at hand */
    struct nd_store_copy copies[2];           /* of these, where need be */
    struct whole wholes[ND_DOCUMENT_CLASSES]; /* by class: of the first document of a pair */
    char apart[ND_APART];
};

struct trial {
    const struct nd_match *match;
    const struct nd_profiles *profiles;
    const struct nd_suspects *suspects;
    struct nd_arena arrays; /* what is below, but for benches */
    struct doubt *doubts;   /* in order of number */
    uint64_t *judgements;   /* by pair: the lower halves are indices of doubts */
    uint64_t *scratch;      /* to sort them */
    struct pair *pairs;     /* in order of a, then b, as they lie in memory */
    struct bench *benches;  /* one a worker */
    uint32_t doubt_count, pair_count;
};

/* ---- What each has of its own ---------------------------------------------------------------- */

#define EACH UINT64_C(0x0101010101010101)

/* Which of eight numbers below 128 are at most so large, as ones. */
static inline uint64_t which_upto(uint64_t numbers, uint32_t most) {
    return ((nd_smaller(most, 0x7f) | 0x80) * EACH - numbers) >> 7 & EACH;
}

static inline uint32_t sum_of(uint64_t ones) { return (uint32_t)(ones * EACH >> 56); }

/* Which of the eight fingerprints of a document from `at` on have at most so many documents. */
static inline uint64_t which_of_eight(const struct nd_profile *profile, uint32_t at,
                                      uint32_t most) {
    uint64_t eight;
    memcpy(&eight, profile->bytes + at, sizeof eight);
    return which_upto(eight & ND_PRINT_CLASS * EACH, most);
}

/* Ones for [begin, end) of eight. */
static inline uint64_t ones_between(uint32_t begin, uint32_t end) {
    static const uint8_t ones[24] = {[8] = 1, 1, 1, 1, 1, 1, 1, 1};
    uint64_t behind, before;
    memcpy(&behind, ones + 8 - begin, sizeof behind);
    memcpy(&before, ones + 16 - end, sizeof before);
    return behind & before;
}

/* How many of fingerprints [at, end) of a document have at most so many documents: eight at a time.
 * The last ones are counted with those about them, which are not. */
static uint32_t count_upto(const struct nd_profile *profile, uint32_t at, uint32_t end,
                           uint32_t most) {
    uint32_t found = 0;
    while (at + 8 <= end) {
        const uint32_t until = nd_smaller(end, at + ADDED * 8);
        uint64_t ones = 0;
        for (; at + 8 <= until; at += 8) ones += which_of_eight(profile, at, most);
        found += sum_of(ones);
    }
    if (profile->count >= 8) {
        const uint32_t from = nd_smaller(at, profile->count - 8);
        return found +
               sum_of(which_of_eight(profile, from, most) & ones_between(at - from, end - from));
    }
    for (; at < end; at++) found += nd_profile_class(profile, at) <= most;
    return found;
}

/* All fingerprints of a document of the pair that have at most so many documents. The first one may
 * be a book that thousands of articles are compared with: it is counted once a class. */
static uint32_t count_whole(struct bench *bench, uint32_t s, uint32_t rank, uint32_t most) {
    const struct nd_profile *profile = &bench->profiles[s];
    struct whole *whole = &bench->wholes[most];
    if (s != 0) return count_upto(profile, 0, profile->count, most);
    if (whole->rank != rank) whole->count = count_upto(profile, 0, profile->count, most);
    whole->rank = rank;
    return whole->count;
}

/* How much of a document of the pair is rare and lies outside of what it shares, against what
 * belongs with a fingerprint of a class and lies inside. */
static uint32_t own_share(struct bench *bench, uint32_t s, uint8_t class) {
    const struct nd_profile *profile = &bench->profiles[s];
    const struct nd_overlap_side *inside = nd_overlap_inside(&bench->overlap, s);
    uint32_t rare = count_whole(bench, s, inside->rank, nd_class_rare(class)), alike = 0;
    for (uint32_t i = 0; i < inside->count; i++) {
        const struct nd_stretch *stretch = &inside->stretches[i];
        rare -= count_upto(profile, stretch->begin, stretch->end, nd_class_rare(class));
        alike += count_upto(profile, stretch->begin, stretch->end, nd_class_alike(class));
    }
    return nd_rare_share(rare, alike);
}

/* ---- Pairs ----------------------------------------------------------------------------------- */

/* By samples, as bits: the pairs that none of these is in. */
static const uint8_t pairs_without[1 << ND_SAMPLES] = {ALL_PAIRS, LAST_PAIR, SECOND_PAIR, 0,
                                                       FIRST_PAIR};

/* By how many samples there are: their pairs. */
static const uint8_t pairs_of[ND_SAMPLES + 1] = {0, 0, FIRST_PAIR, ALL_PAIRS};

/* Of the pairs left the first without a misread document, which costs more, if there is one; of
 * none, any. */
static uint32_t choose_pair(const struct nd_suspect *suspect, uint32_t left) {
    const uint32_t readable = left & pairs_without[suspect->misread];
    return (uint32_t)__builtin_ctz((readable != 0 ? readable : left) | LAST_PAIR);
}

/* Takes away what the pairs so far have shown to be boilerplate, whatever the others would say, and
 * chooses the pair that judges each of the rest. Those that have no pair left are boilerplate no
 * more. Which suspects are taken away no branch could foretell. */
static void choose_pairs(struct trial *t, bool *boilerplate) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < t->doubt_count; i++) {
        struct doubt doubt = t->doubts[i];
        const struct nd_suspect *suspect = &t->suspects->items[doubt.number - 1];
        const uint32_t pair = choose_pair(suspect, doubt.left);
        const uint32_t x = suspect->sample[pair / 2], y = suspect->sample[1 + (pair + 1) / 2];
        const bool shown = doubt.own >= suspect->wanted, open = !shown & (doubt.left != 0);
        nd_store_relieve_at(t->match->store, i);
        if (i + AHEAD < t->doubt_count)
            __builtin_prefetch(&t->suspects->items[t->doubts[i + AHEAD].number - 1]);
        boilerplate[doubt.number] |= shown;
        doubt.left = (uint8_t)(doubt.left & ~(1u << pair));
        doubt.a = nd_smaller(x, y);
        doubt.b = nd_larger(x, y);
        t->doubts[kept] = doubt;
        kept += open;
    }
    t->doubt_count = kept;
}

/* Sorts the judgements by pair as documents lie in memory, the less significant half first. Under a
 * bound of memory, pages come and go half as often as by rank. */
static void sort_judgements(struct trial *t) {
    const uint32_t *first = t->match->index->first;
    const unsigned bits = nd_bits_for(nd_index_prints(t->match->index));
    const unsigned low = 32 + nd_bits_for(ND_BLOCK_PRINTS); /* numbers begin with a block */
    for (uint32_t i = 0; i < t->doubt_count; i++) {
        nd_store_relieve_at(t->match->store, i);
        t->judgements[i] = (uint64_t)first[t->doubts[i].b] << 32 | i;
    }
    nd_sort_u64(t->judgements, t->scratch, t->doubt_count, low, 32 + bits);
    for (uint32_t j = 0; j < t->doubt_count; j++) {
        const uint32_t i = (uint32_t)t->judgements[j];
        nd_store_relieve_at(t->match->store, j);
        t->judgements[j] = (uint64_t)first[t->doubts[i].a] << 32 | i;
    }
    nd_sort_u64(t->judgements, t->scratch, t->doubt_count, low, 32 + bits);
}

/* Which part of the memory of all documents one lies in. */
static uint32_t tile_of(const struct trial *t, uint32_t rank, uint32_t tiles) {
    const struct nd_index *index = t->match->index;
    return (uint32_t)((uint64_t)index->first[rank] * tiles / ((uint64_t)index->total + 1));
}

/* Puts pairs of the same two tiles of a large corpus together: under a bound of memory these stay
 * in it meanwhile. Without one it would but part the pairs of one document. */
static void order_by_tiles(struct trial *t) {
    const uint32_t tiles = nd_smaller(t->match->index->total / TILE + 1, MOST_TILES);
    if (tiles == 1 || !nd_store_is_apart(t->match->store, t->profiles->bytes)) return;
    for (uint32_t j = 0; j < t->doubt_count; j++) {
        const uint32_t i = (uint32_t)t->judgements[j];
        const uint32_t a = tile_of(t, t->doubts[i].a, tiles);
        const uint32_t b = tile_of(t, t->doubts[i].b, tiles);
        nd_store_relieve_at(t->match->store, j);
        t->judgements[j] = (uint64_t)(a * tiles + b) << 32 | i;
    }
    nd_sort_u64(t->judgements, t->scratch, t->doubt_count, 32, 32 + nd_bits_for(tiles * tiles));
}

static void list_pairs(struct trial *t) {
    struct pair *pair = NULL;
    t->pair_count = 0;
    for (uint32_t j = 0; j < t->doubt_count; j++) {
        const struct doubt *doubt = &t->doubts[(uint32_t)t->judgements[j]];
        nd_store_relieve_at(t->match->store, j);
        if (pair == NULL || pair->a != doubt->a || pair->b != doubt->b) {
            pair = &t->pairs[t->pair_count++];
            *pair = (struct pair){doubt->a, doubt->b, 0};
        }
        pair->end = j + 1;
    }
}

/* ---- Fetching -------------------------------------------------------------------------------- */

/* Asks for what is looked at of a document. */
ND_INLINE void fetch_document(const struct trial *t, uint32_t rank) {
    const struct nd_profile profile = nd_profile_of(t->profiles, rank);
    nd_fetch(profile.bytes, profile.count);
    if (profile.count != 0) nd_fetch(profile.prints->low, nd_prints_size(profile.prints));
}

/* Asks for what tells where that is. */
ND_INLINE void fetch_places(const struct trial *t, uint32_t rank) {
    __builtin_prefetch(&t->match->prints[rank]);
    __builtin_prefetch(&t->match->index->first[rank]);
    __builtin_prefetch(&t->match->misread[rank]);
}

/* Asks for what the i-th pair judges. */
ND_INLINE void fetch_doubts(const struct trial *t, uint32_t i) {
    for (uint32_t j = t->pairs[i - 1].end; j < t->pairs[i].end; j++)
        __builtin_prefetch(&t->doubts[(uint32_t)t->judgements[j]]);
}

/* Asks for what the pairs behind the i-th need. */
ND_INLINE void fetch_ahead(const struct trial *t, uint32_t i) {
    if (i + FAR < t->pair_count) {
        fetch_places(t, t->pairs[i + FAR].a);
        fetch_places(t, t->pairs[i + FAR].b);
        fetch_doubts(t, i + FAR);
    }
    if (i + NEAR < t->pair_count) {
        const struct pair *pair = &t->pairs[i + NEAR];
        if (pair->a != pair[-1].a) fetch_document(t, pair->a);
        fetch_document(t, pair->b);
    }
}

/* ---- Judgements ------------------------------------------------------------------------------ */

/* Finds the lesser share of two documents for a class. The shorter one, b, comes first, for most
 * have nothing of their own there if anywhere. */
static nd_status find_own(struct bench *bench, const struct pair *pair, uint8_t class,
                          uint32_t *own) {
    const nd_status status = nd_overlap_find(&bench->overlap, pair->a, pair->b);
    *own = ND_RARE_UNIT;
    for (uint32_t s = 2; s-- > 0 && *own != 0 && status == ND_OK;)
        *own = nd_smaller(*own, own_share(bench, s, class));
    return status;
}

/* Looks up the profile of a document. */
static nd_status take_profile(const struct trial *t, struct bench *bench, uint32_t side,
                              uint32_t rank) {
    bench->profiles[side] = nd_profile_of(t->profiles, rank);
    return nd_profile_view(t->profiles, &bench->copies[side], &bench->profiles[side]);
}

/* Lets the i-th pair judge. */
static nd_status judge_pair(const struct trial *t, uint32_t worker, uint32_t i) {
    const struct pair *pair = &t->pairs[i];
    struct bench *bench = &t->benches[worker];
    uint32_t own = 0, class = ND_DOCUMENT_CLASSES;
    nd_status status = take_profile(t, bench, 0, pair->a);
    if (status == ND_OK) status = take_profile(t, bench, 1, pair->b);
    for (uint32_t j = i == 0 ? 0 : pair[-1].end; j < pair->end && status == ND_OK; j++) {
        struct doubt *doubt = &t->doubts[(uint32_t)t->judgements[j]];
        if (doubt->class != class) status = find_own(bench, pair, doubt->class, &own);
        class = doubt->class;
        doubt->own = (uint16_t)(doubt->own + own);
    }
    return status;
}

static nd_status judge_chunk(void *context, size_t task, uint32_t worker) {
    const struct trial *t = context;
    const uint32_t first = (uint32_t)task * CHUNK, end = nd_smaller(first + CHUNK, t->pair_count);
    nd_status status = ND_OK;
    for (uint32_t i = first; i < end && status == ND_OK; i++) {
        fetch_ahead(t, i);
        status = judge_pair(t, worker, i);
    }
    return status;
}

/* In rounds, because one pair mostly decides: the sum of shares is the same in any order. */
static nd_status judge(struct trial *t, bool *boilerplate) {
    nd_status status = ND_OK;
    for (choose_pairs(t, boilerplate); t->doubt_count != 0 && status == ND_OK;
         choose_pairs(t, boilerplate)) {
        sort_judgements(t);
        order_by_tiles(t);
        list_pairs(t);
        status = nd_exec_run(t->match->executor, (t->pair_count + (size_t)CHUNK - 1) / CHUNK,
                             judge_chunk, t);
    }
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct trial *t, uint32_t workers) {
    const uint32_t count = t->suspects->count;
    t->arrays.store = t->match->store;
    t->doubts = nd_arena_array(&t->arrays, count, sizeof *t->doubts);
    t->judgements = nd_arena_array(&t->arrays, count, sizeof *t->judgements);
    t->scratch = nd_arena_array(&t->arrays, count, sizeof *t->scratch);
    t->pairs = nd_arena_array(&t->arrays, count, sizeof *t->pairs);
    t->benches = nd_alloc_zero(workers, sizeof *t->benches);
    if (t->doubts == NULL || t->judgements == NULL || t->scratch == NULL || t->pairs == NULL ||
        t->benches == NULL)
        return ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers; w++) {
        nd_overlap_init(&t->benches[w].overlap, t->match);
        for (uint32_t c = 0; c < ND_DOCUMENT_CLASSES; c++)
            t->benches[w].wholes[c].rank = ND_OVERLAP_NONE;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct nd_suspect *suspect = &t->suspects->items[i];
        nd_store_relieve_at(t->match->store, i);
        t->doubts[t->doubt_count] = (struct doubt){
            .number = i + 1, .class = suspect->class, .left = pairs_of[suspect->samples]};
        t->doubt_count += suspect->samples >= 2;
    }
    return ND_OK;
}

static void release(struct trial *t, uint32_t workers) {
    for (uint32_t w = 0; w < workers && t->benches != NULL; w++) {
        nd_overlap_free(&t->benches[w].overlap);
        nd_store_copy_free(&t->benches[w].copies[0]);
        nd_store_copy_free(&t->benches[w].copies[1]);
    }
    nd_free(t->benches);
    nd_arena_free(&t->arrays);
}

nd_status nd_judge(const struct nd_profiles *profiles, const struct nd_suspects *suspects,
                   bool *boilerplate) {
    struct trial t = {.match = profiles->match, .profiles = profiles, .suspects = suspects};
    const uint32_t workers = nd_exec_workers(t.match->executor);
    nd_status status = allocate(&t, workers);
    if (status == ND_OK) status = judge(&t, boilerplate);
    release(&t, workers);
    return status;
}
