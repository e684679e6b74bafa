/*
 * suspects.c - see suspects.h
 *
 * A suspect has rare company (rare.h), and stands beside another one in its documents.
 *
 * Two of its documents have at most the lesser of their shares of rare text of their own (judge.h),
 * and what all pairs have on average decides. Some pages of a site have but a few words, and some
 * copies of a report menus around them; how many there are in a sample is chance. So samples are
 * drawn from documents with rare text, and show only which part of it is their own, as a ratio
 * estimator (Cochran: Sampling Techniques, 1977, ch. 6); how much there is of it is known of all.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/suspects.h"

#include <string.h>

#include "base/bounds.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/store.h"

enum {
    BLOCKS = 1 << 14,        /* of fingerprints in a piece of work */
    RELIEF = 64,             /* parts that are joined before the store sees to its memory */
    LEAST_OWN = 114,         /* of ND_RARE_UNIT, summed over pairs: boilerplate */
    LEAST_OWN_OF_SOURCE = 64 /* ... where the source is known: nobody else prints it */
};

struct search {
    const struct nd_match *match;
    const struct nd_profiles *profiles;
    const struct nd_frequents *frequents;
    struct nd_suspects *suspects;
    struct nd_rare rare; /* marked are those that it keeps */
    uint32_t *marks;     /* by block of fingerprints: which are marked, as bits */
    uint32_t *taken;     /* by part: how many of these are suspects */
    uint32_t *first;     /* by part: where they go, as if all were */
};

static size_t block_count(const struct search *s) {
    return nd_index_prints(s->match->index) / ND_BLOCK_PRINTS;
}

/* ---- Runs ------------------------------------------------------------------------------------ */

/* Notes which fingerprints are marked, in few bits, because they are looked up in no order. */
static nd_status note_marks_chunk(void *context, size_t task, uint32_t worker) {
    const struct search *s = context;
    const size_t blocks = block_count(s), end = (task + 1) * BLOCKS;
    (void)worker;
    for (size_t b = task * BLOCKS; b < end && b < blocks; b++)
        s->marks[b] = nd_profile_marks(s->profiles->bytes + b * ND_BLOCK_PRINTS);
    return ND_OK;
}

/* Whether fingerprint `other`, if there is such a one, is marked and of the document that has
 * `print`: it is when both are in one block, and that is asked last, for most are. */
static bool is_marked(const struct search *s, uint32_t other, uint32_t print) {
    const struct nd_index *index = s->match->index;
    const uint32_t block = other / ND_BLOCK_PRINTS, own = print / ND_BLOCK_PRINTS;
    if (other >= nd_index_prints(index)) return false;
    if ((s->marks[block] >> other % ND_BLOCK_PRINTS & 1) == 0) return false;
    return block == own || index->owners[block] == index->owners[own];
}

/* Whether a marked fingerprint stands beside another one in its document. Most have neighbours in
 * their own block. */
static bool is_beside(const struct search *s, uint32_t print) {
    const uint32_t at = print % ND_BLOCK_PRINTS;
    const uint32_t marks = s->marks[print / ND_BLOCK_PRINTS];
    if (at != 0 && at != ND_BLOCK_PRINTS - 1) return (marks >> (at - 1) & 5) != 0;
    return is_marked(s, print - 1, print) || is_marked(s, print + 1, print);
}

/* Whether it does so often enough; else it is a phrase. */
static bool comes_in_runs(const struct search *s, const struct nd_frequent *frequent,
                          const struct nd_posting *postings) {
    uint32_t wanted = nd_smaller(frequent->documents, ND_LEAST_DOCUMENTS);
    for (uint32_t i = 0; wanted > 0 && i + wanted <= frequent->count; i++)
        wanted -= is_beside(s, postings[i].print);
    return wanted == 0;
}

/* Asks for the marks about the first postings of a fingerprint; inline, because compilers drop
 * calls of what does nothing but ask for memory. */
ND_INLINE void fetch_marks(const struct search *s, const struct nd_index_part *part,
                           const struct nd_frequent *frequent) {
    const struct nd_posting *postings = part->postings + frequent->begin;
    for (uint32_t i = 0; i < nd_smaller(frequent->count, ND_LEAST_DOCUMENTS); i++)
        __builtin_prefetch(&s->marks[postings[i].print / ND_BLOCK_PRINTS]);
}

/* ---- Samples --------------------------------------------------------------------------------- */

/* The rank, and above it a hash of it by which samples are chosen: documents of one template, which
 * differ from posting to posting by a few, then leave the same sample in most of them. */
static uint64_t lot_of(uint32_t rank) {
    uint64_t x = (rank + UINT64_C(1)) * 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 31) * 0xbf58476d1ce4e5b9u;
    return ((x ^ x >> 29) & ~(uint64_t)INT32_MAX) | rank;
}

/* Leaves the lesser of two lots in *least, and returns the other one. */
static inline uint64_t keep_lesser(uint64_t *least, uint64_t lot) {
    const uint64_t before = *least;
    *least = lot < before ? lot : before;
    return lot < before ? before : lot;
}

/* The lesser share of rare text of two documents, on average over all pairs, as if documents had
 * either none or all the same: then it is the mean, cubed, by the mean of squares. */
static uint32_t mean_lesser(const struct nd_suspect *suspect, const uint8_t *shares) {
    uint64_t sum = 0, squares = 0, mean, square; /* the last two in parts of 256 */
    uint32_t before = UINT32_MAX;
    for (uint32_t i = 0; i < suspect->count; i++) {
        const uint32_t rank = nd_posting_rank(&suspect->postings[i]);
        const uint32_t share = rank == before ? 0 : shares[rank];
        before = rank;
        sum += share;
        squares += share * share;
    }
    mean = (sum << 8) / suspect->documents;
    square = (squares << 8) / suspect->documents;
    return square == 0 ? 0 : (uint32_t)(mean * mean * mean / square >> 16);
}

/* Of the documents with rare text, and not much less than is usual, those with the least lots are
 * the sample, in this order. Which these are changes from posting to posting, and is not asked by a
 * branch. */
static void draw_samples(struct nd_suspect *suspect, const uint8_t *shares, uint32_t above) {
    uint64_t least = UINT64_MAX, second = UINT64_MAX, third = UINT64_MAX;
    uint32_t before = UINT32_MAX, found = 0;
    for (uint32_t i = 0; i < suspect->count; i++) {
        const uint32_t rank = nd_posting_rank(&suspect->postings[i]);
        const bool taken = shares[rank] > above;
        uint64_t lot = taken ? lot_of(rank) : UINT64_MAX;
        if (rank == before) continue;
        before = rank;
        found += taken;
        lot = keep_lesser(&least, lot);
        lot = keep_lesser(&second, lot);
        keep_lesser(&third, lot);
    }
    suspect->samples = nd_smaller(found, ND_SAMPLES) & 15;
    suspect->sample[0] = least & INT32_MAX;
    suspect->sample[1] = second & INT32_MAX;
    suspect->sample[2] = third & INT32_MAX;
}

/* The lesser shares of rare text of the pairs of samples. */
static uint32_t sum_lesser(const struct nd_suspect *suspect, const uint8_t *shares) {
    uint32_t share[ND_SAMPLES] = {0};
    for (uint32_t i = 0; i < suspect->samples; i++) share[i] = shares[suspect->sample[i]];
    return nd_smaller(share[0], share[1]) + nd_smaller(share[0], share[2]) +
           nd_smaller(share[1], share[2]);
}

/* Draws samples, but where even all of the rare text would be too little. A few documents are all
 * of them samples, unless they have none, and nothing need be estimated. */
static void ask_samples(const struct search *s, struct nd_suspect *suspect) {
    const uint8_t *shares = nd_rare_shares(&s->rare, suspect->class);
    const uint32_t least = s->match->sources != NULL ? LEAST_OWN_OF_SOURCE : LEAST_OWN;
    const bool few = suspect->documents <= ND_SAMPLES;
    uint32_t usual = few ? least : ND_SAMPLES * mean_lesser(suspect, shares), lesser;
    if (usual < least) return;
    draw_samples(suspect, shares, few ? 0 : usual / ND_SAMPLES / 2);
    lesser = sum_lesser(suspect, shares);
    if (few) usual = lesser;
    if (usual < least)
        suspect->samples = 0;
    else
        suspect->wanted = (uint16_t)(least * lesser / usual);
}

static struct nd_suspect suspect_of(const struct search *s, const struct nd_frequent *frequent,
                                    const struct nd_posting *postings) {
    struct nd_suspect suspect = {.postings = postings,
                                 .count = frequent->count,
                                 .documents = frequent->documents,
                                 .class = nd_document_class(frequent->documents)};
    uint32_t misread = 0;
    ask_samples(s, &suspect);
    for (uint32_t i = 0; i < suspect.samples; i++)
        misread |= (uint32_t)nd_match_is_misread(s->match, suspect.sample[i]) << i;
    suspect.misread = misread & 15;
    return suspect;
}

/* Parts the suspects from the phrases, which are left in the items. Marks stay meanwhile, for other
 * parts look at them. */
static nd_status take_part(void *context, size_t part, uint32_t worker) {
    const struct search *s = context;
    const struct nd_index_part *all = &s->match->index->part[part];
    struct nd_frequent *items = s->frequents->part[part].items;
    struct nd_suspect *suspects = s->suspects->items + s->first[part];
    const uint32_t n = s->rare.kept[part];
    uint32_t taken = 0;
    (void)worker;
    for (uint32_t i = 0; i < n; i++) {
        const struct nd_posting *postings = nd_frequent_postings(all, items, i, n);
        if (i + ND_FREQUENT_AHEAD / 2 < n) fetch_marks(s, all, &items[i + ND_FREQUENT_AHEAD / 2]);
        if (comes_in_runs(s, &items[i], postings))
            suspects[taken++] = suspect_of(s, &items[i], postings);
        else
            items[i - taken] = items[i];
    }
    s->taken[part] = taken;
    return ND_OK;
}

/* Takes the marks of phrases. */
static nd_status clear_part(void *context, size_t part, uint32_t worker) {
    const struct search *s = context;
    const struct nd_index_part *all = &s->match->index->part[part];
    const struct nd_frequent *items = s->frequents->part[part].items;
    const uint32_t n = s->rare.kept[part] - s->taken[part];
    nd_status status = ND_OK;
    for (uint32_t i = 0; i < n && status == ND_OK; i++) {
        const struct nd_posting *postings = nd_frequent_postings(all, items, i, n);
        status =
            nd_profiles_set(s->profiles, worker, (struct nd_postings){postings, items[i].count},
                            nd_document_class(items[i].documents));
    }
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct search *s) {
    const struct nd_match *match = s->match;
    s->marks = nd_store_take(match->store, block_count(s), sizeof *s->marks);
    s->taken = nd_alloc(match->index->parts, sizeof *s->taken);
    s->first = nd_alloc(match->index->parts, sizeof *s->first);
    return s->marks != NULL && s->taken != NULL && s->first != NULL ? ND_OK : ND_ERR_MEMORY;
}

/* Makes room for what is marked in all parts. */
static nd_status place_parts(const struct search *s) {
    struct nd_suspects *suspects = s->suspects;
    for (uint32_t p = 0; p < s->match->index->parts; p++) {
        s->first[p] = suspects->room;
        suspects->room += s->rare.kept[p];
    }
    suspects->items = nd_store_take(s->match->store, suspects->room, sizeof *suspects->items);
    return suspects->items != NULL ? ND_OK : ND_ERR_MEMORY;
}

/* Closes the gaps that phrases leave between the parts. */
static void join_parts(const struct search *s) {
    struct nd_suspects *suspects = s->suspects;
    for (uint32_t p = 0; p < s->match->index->parts; p++) {
        memmove(suspects->items + suspects->count, suspects->items + s->first[p],
                s->taken[p] * sizeof *suspects->items);
        suspects->count += s->taken[p];
        if (p % RELIEF == 0) nd_store_relieve(s->match->store);
    }
}

static nd_status find(struct search *s) {
    const struct nd_executor *executor = s->match->executor;
    const uint32_t parts = s->match->index->parts;
    nd_status status =
        nd_exec_run(executor, (block_count(s) + (size_t)BLOCKS - 1) / BLOCKS, note_marks_chunk, s);
    if (status == ND_OK) status = place_parts(s);
    if (status == ND_OK) status = nd_exec_run(executor, parts, take_part, s);
    if (status != ND_OK) return status;
    join_parts(s);
    status = nd_exec_run(executor, parts, clear_part, s);
    return status == ND_OK ? nd_profiles_settle(s->profiles) : status;
}

nd_status nd_suspects_find(const struct nd_profiles *profiles, const struct nd_frequents *frequents,
                           struct nd_suspects *suspects) {
    struct search s = {.match = profiles->match,
                       .profiles = profiles,
                       .frequents = frequents,
                       .suspects = suspects};
    nd_status status;
    *suspects = (struct nd_suspects){.match = s.match};
    status = nd_rare_find(profiles, frequents, &s.rare);
    if (status == ND_OK) status = allocate(&s);
    if (status == ND_OK) status = find(&s);
    nd_rare_free(&s.rare);
    nd_store_give_back(s.match->store, s.marks, block_count(&s), sizeof *s.marks);
    nd_free(s.taken);
    nd_free(s.first);
    return status;
}

void nd_suspects_free(struct nd_suspects *suspects) {
    if (suspects->items != NULL)
        nd_store_give_back(suspects->match->store, suspects->items, suspects->room,
                           sizeof *suspects->items);
    *suspects = (struct nd_suspects){0};
}
