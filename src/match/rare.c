/*
 * rare.c - see rare.h
 *
 * Of each document it is asked how much of it is rare beside its fingerprints of each class, and
 * whether that is enough to say anything. The answers are summed over the documents of each
 * fingerprint, posting by posting: a class has a row of answers, which the caches hold while all
 * its fingerprints are asked for, and nothing need be added up by several workers.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/rare.h"

#include <string.h>

#include "base/bounds.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/store.h"
#include "match/fetch.h"

enum {
    CHUNK = 256,    /* documents in a piece of work */
    FEW = 128,      /* documents, each of which has shares in dozens of rows, ... */
    FEW_APART = 16, /* ... and where profiles are apart in no order */
    AHEAD = 8,      /* documents that memory is asked for */
    FETCHED = 8,    /* documents of a fingerprint whose shares are */
    LEAST_RARE = 51 /* of ND_RARE_UNIT, on average over documents: rare company */
};

struct search {
    const struct nd_match *match;
    const struct nd_profiles *profiles;
    const struct nd_frequents *frequents;
    struct nd_rare *rare;
    bool apart; /* profiles are: see nd_store_is_apart */
};

/* ---- Shares ---------------------------------------------------------------------------------- */

/* Adds eight fingerprints. Most have the class of those beside them, and would wait for each other
 * if they were added one by one to one table. */
static inline void add_eight(uint32_t counts[2][UINT8_MAX + 1], const uint8_t *bytes) {
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    eight &= ND_PRINT_CLASS * UINT64_C(0x0101010101010101);
    if (eight == (eight & UINT8_MAX) * UINT64_C(0x0101010101010101)) {
        counts[0][eight & UINT8_MAX] += 8;
        return;
    }
    for (unsigned bits = 0; bits < 64; bits += 16) {
        counts[0][eight >> bits & UINT8_MAX]++;
        counts[1][eight >> (bits + 8) & UINT8_MAX]++;
    }
}

/* The classes of the fingerprints of a document. */
struct classes {
    uint32_t upto[ND_DOCUMENT_CLASSES];   /* by class: how many are of it or a lower one */
    uint8_t present[ND_DOCUMENT_CLASSES]; /* those that there are, but 0 */
    uint32_t count;
};

/* Eight at a time: behind the last fingerprint of a document are numbers that are not used, which
 * are counted as such that nobody else has, and must be taken off. */
static void count_classes(const struct search *s, const struct nd_profile *profile,
                          struct classes *out) {
    uint32_t counts[2][UINT8_MAX + 1], end = 0, upto;
    for (int t = 0; t < 2; t++) memset(counts[t], 0, s->rare->classes * sizeof **counts);
    for (; end < profile->count; end += 8) add_eight(counts, profile->bytes + end);
    upto = 0 - (end - profile->count);
    out->count = 0;
    for (uint32_t c = 0; c < s->rare->classes; c++) {
        const uint32_t count = counts[0][c] + counts[1][c];
        out->upto[c] = upto += count;
        out->present[out->count] = (uint8_t)c;
        out->count += count != 0 && c != 0;
    }
}

/* How much of a document is rare beside its fingerprints of a class: less than a report says
 * nothing, unless the source is known. */
static uint32_t share_of(const struct search *s, const struct classes *classes, uint8_t class) {
    const uint32_t rare = classes->upto[nd_class_rare(class)];
    if (rare < ND_LEAST_REPORT && s->match->sources == NULL) return 0;
    return nd_rare_share(rare, classes->upto[nd_class_alike(class)] - rare);
}

/* Notes the share of rare text of a document for each class of its fingerprints. */
static void note_shares(const struct search *s, uint32_t rank) {
    const struct nd_profile profile = nd_profile_of(s->profiles, rank);
    struct classes classes;
    if (profile.count == 0) return;
    count_classes(s, &profile, &classes);
    for (uint32_t i = 0; i < classes.count; i++) {
        const uint8_t c = classes.present[i];
        s->rare->shares[(size_t)c * s->match->count + rank] = (uint8_t)share_of(s, &classes, c);
    }
}

/* The rank that is looked at i-th: in order of rank each row is written from its begin to its end,
 * but profiles that are apart had better come in theirs. */
static uint32_t rank_at(const struct search *s, size_t i) {
    return s->apart ? nd_match_visit(s->match, i) : (uint32_t)i;
}

/* Asks for the profile of a document that comes behind the i-th, and for where another one is. */
ND_INLINE void fetch_profile(const struct search *s, size_t i) {
    const struct nd_match *match = s->match;
    struct nd_profile profile;
    if (i + 2 * AHEAD >= match->count) return;
    __builtin_prefetch(&match->prints[rank_at(s, i + 2 * AHEAD)]);
    __builtin_prefetch(&match->index->first[rank_at(s, i + 2 * AHEAD)]);
    profile = nd_profile_of(s->profiles, rank_at(s, i + AHEAD));
    nd_fetch(profile.bytes, profile.count);
}

static nd_status note_shares_chunk(void *context, size_t task, uint32_t worker) {
    const struct search *s = context;
    const size_t end = (task + 1) * CHUNK, few = s->apart ? FEW_APART : FEW;
    (void)worker;
    for (size_t i = task * CHUNK; i < end && i < s->match->count; i++) {
        fetch_profile(s, i);
        if (i % few == 0) nd_store_relieve(s->match->store);
        note_shares(s, rank_at(s, i));
    }
    return ND_OK;
}

/* ---- Company --------------------------------------------------------------------------------- */

/* Whether the documents of a fingerprint have enough rare text, on average. */
static bool keeps_rare_company(const struct search *s, const struct nd_frequent *frequent,
                               uint8_t class, const struct nd_posting *postings) {
    const uint8_t *shares = nd_rare_shares(s->rare, class);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < frequent->count; i++) sum += shares[nd_posting_rank(&postings[i])];
    return sum >= (uint64_t)LEAST_RARE * frequent->documents;
}

/* Asks for the shares of the first documents of a fingerprint, most of which have no more; inline,
 * like fetch_profile. */
ND_INLINE void fetch_shares(const struct search *s, const struct nd_posting *postings,
                            const struct nd_frequent *frequent) {
    const uint8_t class = nd_document_class(frequent->documents);
    const uint8_t *shares = nd_rare_shares(s->rare, class);
    for (uint32_t i = 0; i < nd_smaller(frequent->count, FETCHED); i++)
        __builtin_prefetch(&shares[nd_posting_rank(&postings[frequent->begin + i])]);
}

/* Leaves those that have enough, and takes the marks of the others. */
static nd_status keep_rare_part(void *context, size_t part, uint32_t worker) {
    const struct search *s = context;
    const struct nd_index_part *all = &s->match->index->part[part];
    struct nd_frequent *items = s->frequents->part[part].items;
    const uint32_t n = s->frequents->part[part].count;
    uint32_t kept = 0;
    nd_status status = ND_OK;
    for (uint32_t i = 0; i < n && status == ND_OK; i++) {
        const struct nd_posting *postings = nd_frequent_postings(all, items, i, n);
        const uint8_t class = nd_document_class(items[i].documents);
        if (i + ND_FREQUENT_AHEAD / 2 < n)
            fetch_shares(s, all->postings, &items[i + ND_FREQUENT_AHEAD / 2]);
        if (keeps_rare_company(s, &items[i], class, postings))
            items[kept++] = items[i];
        else
            status = nd_profiles_set(s->profiles, worker,
                                     (struct nd_postings){postings, items[i].count}, class);
    }
    s->rare->kept[part] = kept;
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static size_t share_count(const struct nd_rare *rare) {
    return (size_t)rare->classes * rare->match->count;
}

static nd_status allocate(struct search *s) {
    const struct nd_store *const store = s->match->store;
    s->rare->shares = nd_store_take(store, share_count(s->rare), 1);
    s->rare->kept = nd_alloc(s->match->index->parts, sizeof *s->rare->kept);
    return s->rare->shares != NULL && s->rare->kept != NULL ? ND_OK : ND_ERR_MEMORY;
}

nd_status nd_rare_find(const struct nd_profiles *profiles, const struct nd_frequents *frequents,
                       struct nd_rare *rare) {
    const struct nd_match *const match = profiles->match;
    const size_t chunks = (match->count + (size_t)CHUNK - 1) / CHUNK;
    struct search s = {.match = match,
                       .profiles = profiles,
                       .frequents = frequents,
                       .rare = rare,
                       .apart = nd_store_is_apart(match->store, profiles->bytes)};
    nd_status status;
    *rare = (struct nd_rare){.match = match,
                             .classes = nd_class_alike(nd_document_class(match->count)) + 1};
    status = allocate(&s);
    if (status == ND_OK) status = nd_exec_run(match->executor, chunks, note_shares_chunk, &s);
    if (status == ND_OK)
        status = nd_exec_run(match->executor, match->index->parts, keep_rare_part, &s);
    return status == ND_OK ? nd_profiles_settle(profiles) : status;
}

void nd_rare_free(struct nd_rare *rare) {
    if (rare->match == NULL) return;
    nd_store_give_back(rare->match->store, rare->shares, share_count(rare), 1);
    nd_free(rare->kept);
    *rare = (struct nd_rare){0};
}
