/*
 * suspects.c - see suspects.h
 *
 * Two questions are asked of each document: how much of it is rare beside its fingerprints of each
 * class, and whether suspects stand beside each other in it. The answers are summed over the
 * documents of each fingerprint, posting by posting: a class has a row of answers, which the caches
 * hold while all its fingerprints are asked for, and nothing need be added up by several workers.
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
    CHUNK = 256,    /* documents in a piece of work */
    AHEAD = 8,      /* documents, and fingerprints, that memory is asked for */
    UNIT = 256,     /* shares are counted in parts of this, and are less than the whole */
    LEAST_RARE = 51 /* of UNIT, on average over documents: a suspect */
};

struct search {
    const struct nd_match *match;
    const struct nd_profiles *profiles;
    const struct nd_frequents *frequents;
    struct nd_suspects *suspects;
    uint32_t classes; /* that are looked at: those that there can be, and what belongs with them */
    uint8_t *shares;  /* by class, then rank: of rare text, where the document has the class */
    uint32_t *marked; /* by part: those with rare text, which come first in its items */
    uint32_t *taken;  /* by part: its suspects, which come first of them */
    uint32_t *first;  /* by part: how many there are in the parts before */
};

/* ---- Rare text ------------------------------------------------------------------------------- */

/* Counts by two tables in turn: most are of one class, and each would wait for the one before. */
static void count_classes(const struct search *s, const struct nd_profile *profile,
                          struct nd_spectrum *spectrum) {
    uint32_t others[ND_DOCUMENT_CLASSES], i = 0;
    memset(spectrum->upto, 0, s->classes * sizeof *spectrum->upto);
    memset(others, 0, s->classes * sizeof *others);
    for (; i + 1 < profile->count; i += 2) {
        spectrum->upto[profile->bytes[i]]++;
        others[profile->bytes[i + 1]]++;
    }
    if (i < profile->count) others[profile->bytes[i]]++;
    spectrum->upto[0] += others[0];
    for (uint32_t c = 1; c < s->classes; c++)
        spectrum->upto[c] += spectrum->upto[c - 1] + others[c];
}

/* Notes the share of rare text of a document for each class of its fingerprints. */
static void note_shares(const struct search *s, uint32_t rank) {
    const struct nd_profile profile = nd_profile_of(s->profiles, rank);
    struct nd_spectrum spectrum;
    if (profile.count == 0) return;
    count_classes(s, &profile, &spectrum);
    for (uint8_t c = 1; spectrum.upto[c - 1] < profile.count; c++) {
        uint32_t rare;
        if (spectrum.upto[c] == spectrum.upto[c - 1]) continue;
        rare = nd_spectrum_rare(&spectrum, c);
        s->shares[(size_t)c * s->match->count + rank] =
            (uint8_t)nd_share_of(rare, nd_spectrum_alike(&spectrum, c) - rare, UNIT);
    }
}

static nd_status note_shares_chunk(void *context, size_t task, uint32_t worker) {
    const struct search *s = context;
    const struct nd_match *match = s->match;
    const size_t end = (task + 1) * CHUNK;
    (void)worker;
    for (size_t i = task * CHUNK; i < end && i < match->count; i++) {
        if (i + AHEAD < match->count)
            __builtin_prefetch(&match->prints[nd_match_visit(match, i + AHEAD)]);
        note_shares(s, nd_match_visit(match, i));
    }
    return ND_OK;
}

static struct nd_frequent *items_of(const struct search *s, size_t part) {
    return s->frequents->items + s->frequents->begin[part];
}

/* The postings of fingerprint i of n; those of one to come are asked for, because they lie far from
 * these. */
static const struct nd_posting *postings_of(const struct search *s, const struct nd_frequent *items,
                                            uint32_t i, uint32_t n) {
    const struct nd_posting *postings = s->frequents->postings;
    if (i + AHEAD < n) __builtin_prefetch(postings + items[i + AHEAD].begin);
    return postings + items[i].begin;
}

/* Whether the documents of a fingerprint have enough rare text, on average. */
static bool keeps_rare_company(const struct search *s, const struct nd_frequent *frequent,
                               uint8_t class, const struct nd_posting *postings) {
    const uint8_t *shares = s->shares + (size_t) class * s->match->count;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < frequent->count; i++) sum += shares[postings[i].rank];
    return sum >= (uint64_t)LEAST_RARE * frequent->documents;
}

/* Leaves those that have enough, and marks them. */
static nd_status keep_rare_part(void *context, size_t part, uint32_t worker) {
    const struct search *s = context;
    struct nd_frequent *items = items_of(s, part);
    const uint32_t n = s->frequents->count[part];
    uint32_t kept = 0;
    (void)worker;
    for (uint32_t i = 0; i < n; i++) {
        const struct nd_posting *postings = postings_of(s, items, i, n);
        const uint8_t class = nd_document_class(items[i].documents);
        if (!keeps_rare_company(s, &items[i], class, postings)) continue;
        nd_profiles_set(s->profiles, postings, items[i].count, class | ND_PRINT_MARK);
        items[kept++] = items[i];
    }
    s->marked[part] = kept;
    return ND_OK;
}

/* ---- Runs ------------------------------------------------------------------------------------ */

/* Whether a marked fingerprint stands beside another one in its document. That it is of the same
 * document is asked last, for most have no such neighbour at all. */
static bool is_beside(const struct search *s, const struct nd_posting *posting) {
    const struct nd_index *index = s->match->index;
    const uint32_t print = posting->print, rank = posting->rank;
    const uint8_t *bytes = s->profiles->bytes;
    return (print > 0 && bytes[print - 1] >= ND_PRINT_MARK && print > index->first[rank]) ||
           (print + 1 < nd_index_prints(index) && bytes[print + 1] >= ND_PRINT_MARK &&
            print + 1 < index->first[rank] + s->match->prints[rank].count);
}

/* Whether it does so often enough; else it is a phrase. */
static bool comes_in_runs(const struct search *s, const struct nd_frequent *frequent,
                          const struct nd_posting *postings) {
    uint32_t wanted = nd_smaller(frequent->documents, ND_LEAST_DOCUMENTS);
    for (uint32_t i = 0; wanted > 0 && i + wanted <= frequent->count; i++)
        wanted -= is_beside(s, &postings[i]);
    return wanted == 0;
}

/* Asks for the bytes of the first postings of a fingerprint. */
static void ask_for_bytes(const struct search *s, const struct nd_frequent *frequent) {
    const struct nd_posting *postings = s->frequents->postings + frequent->begin;
    for (uint32_t i = 0; i < nd_smaller(frequent->count, ND_LEAST_DOCUMENTS); i++)
        __builtin_prefetch(&s->profiles->bytes[postings[i].print]);
}

/* Parts the suspects from the phrases behind them. Marks stay meanwhile, for other parts look at
 * them. */
static nd_status part_phrases_part(void *context, size_t part, uint32_t worker) {
    const struct search *s = context;
    struct nd_frequent *items = items_of(s, part);
    const uint32_t n = s->marked[part];
    uint32_t taken = 0;
    (void)worker;
    for (uint32_t i = 0; i < n; i++) {
        const struct nd_frequent item = items[i];
        if (i + AHEAD / 2 < n) ask_for_bytes(s, &items[i + AHEAD / 2]);
        if (!comes_in_runs(s, &item, postings_of(s, items, i, n))) continue;
        items[i] = items[taken];
        items[taken++] = item;
    }
    s->taken[part] = taken;
    return ND_OK;
}

/* ---- Samples --------------------------------------------------------------------------------- */

/* A hash of the rank by which samples are chosen: documents of one template, which differ from
 * posting to posting by a few, then leave the same sample in most of them. */
static uint64_t lot_of(uint32_t rank) {
    uint64_t x = (rank + UINT64_C(1)) * 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 31) * 0xbf58476d1ce4e5b9u;
    return x ^ x >> 29;
}

/* Keeps the ND_SAMPLES ranks with the least lots, in order of lot. There are `count` before it. */
static void sample(struct nd_suspect *suspect, uint64_t lots[ND_SAMPLES], uint32_t count,
                   uint32_t rank) {
    const uint64_t lot = lot_of(rank);
    uint32_t at = count;
    if (at >= ND_SAMPLES) {
        at = ND_SAMPLES - 1;
        if (lot >= lots[at]) return;
    }
    for (; at > 0 && lots[at - 1] > lot; at--) {
        lots[at] = lots[at - 1];
        suspect->sample[at] = suspect->sample[at - 1];
    }
    lots[at] = lot;
    suspect->sample[at] = rank;
}

static struct nd_suspect suspect_of(const struct nd_frequent *frequent,
                                    const struct nd_posting *postings) {
    struct nd_suspect suspect = {.begin = frequent->begin,
                                 .count = frequent->count,
                                 .documents = frequent->documents,
                                 .class = nd_document_class(frequent->documents)};
    uint64_t lots[ND_SAMPLES] = {0};
    uint32_t documents = 0;
    for (uint32_t i = 0; i < frequent->count; i++) {
        if (i > 0 && postings[i].rank == postings[i - 1].rank) continue;
        sample(&suspect, lots, documents++, postings[i].rank);
    }
    return suspect;
}

/* Puts the suspects of a part behind those of the parts before, and takes the marks of phrases. */
static nd_status take_part(void *context, size_t part, uint32_t worker) {
    const struct search *s = context;
    const struct nd_frequent *items = items_of(s, part);
    const uint32_t n = s->marked[part], taken = s->taken[part];
    (void)worker;
    for (uint32_t i = 0; i < n; i++) {
        const struct nd_posting *postings = postings_of(s, items, i, n);
        if (i < taken)
            s->suspects->items[s->first[part] + i] = suspect_of(&items[i], postings);
        else
            nd_profiles_set(s->profiles, postings, items[i].count,
                            nd_document_class(items[i].documents));
    }
    return ND_OK;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static size_t share_count(const struct search *s) { return (size_t)s->classes * s->match->count; }

static nd_status allocate(struct search *s) {
    const struct nd_match *match = s->match;
    s->shares = nd_store_take(match->store, share_count(s), 1);
    s->marked = nd_alloc(match->index->parts, sizeof *s->marked);
    s->taken = nd_alloc(match->index->parts, sizeof *s->taken);
    s->first = nd_alloc(match->index->parts, sizeof *s->first);
    return s->shares != NULL && s->marked != NULL && s->taken != NULL && s->first != NULL
               ? ND_OK
               : ND_ERR_MEMORY;
}

/* Makes room for the suspects of all parts. */
static nd_status place_parts(const struct search *s) {
    struct nd_suspects *suspects = s->suspects;
    for (uint32_t p = 0; p < s->match->index->parts; p++) {
        s->first[p] = suspects->count;
        suspects->count += s->taken[p];
    }
    suspects->items = nd_store_take(s->match->store, suspects->count, sizeof *suspects->items);
    return suspects->items != NULL ? ND_OK : ND_ERR_MEMORY;
}

static nd_status find(struct search *s) {
    const struct nd_executor *executor = s->match->executor;
    const size_t chunks = (s->match->count + (size_t)CHUNK - 1) / CHUNK;
    const uint32_t parts = s->match->index->parts;
    nd_status status = nd_exec_run(executor, chunks, note_shares_chunk, s);
    if (status == ND_OK) status = nd_exec_run(executor, parts, keep_rare_part, s);
    if (status == ND_OK) status = nd_exec_run(executor, parts, part_phrases_part, s);
    if (status == ND_OK) status = place_parts(s);
    return status == ND_OK ? nd_exec_run(executor, parts, take_part, s) : status;
}

nd_status nd_suspects_find(const struct nd_profiles *profiles, const struct nd_frequents *frequents,
                           struct nd_suspects *suspects) {
    struct search s = {.match = profiles->match,
                       .profiles = profiles,
                       .frequents = frequents,
                       .suspects = suspects,
                       .classes = nd_class_alike(nd_document_class(profiles->match->count)) + 1};
    nd_status status;
    *suspects = (struct nd_suspects){.match = s.match, .postings = frequents->postings};
    status = allocate(&s);
    if (status == ND_OK) status = find(&s);
    nd_store_give_back(s.match->store, s.shares, share_count(&s), 1);
    nd_free(s.marked);
    nd_free(s.taken);
    nd_free(s.first);
    return status;
}

void nd_suspects_free(struct nd_suspects *suspects) {
    if (suspects->items != NULL)
        nd_store_give_back(suspects->match->store, suspects->items, suspects->count,
                           sizeof *suspects->items);
    *suspects = (struct nd_suspects){0};
}
