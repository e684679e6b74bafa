/*
 * suspects.c - see suspects.h
 *
 * Three questions are asked of each document: how much of it is rare beside its fingerprints of
 * each class, whether that is enough to say anything, and whether suspects stand beside each other
 * in it. The answers are summed over the documents of each fingerprint, posting by posting: a class
 * has a row of answers, which the caches hold while all its fingerprints are asked for, and nothing
 * need be added up by several workers.
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
    CHUNK = 256,      /* documents in a piece of work, ... */
    BLOCKS = 1 << 14, /* ... or blocks of fingerprints */
    FEW = 128,        /* documents, each of which has shares in dozens of rows, ... */
    FEW_APART = 16,   /* ... and where profiles are apart in no order */
    AHEAD = 8,        /* documents, and fingerprints, that memory is asked for */
    FETCHED = 8,      /* documents of a fingerprint whose shares are */
    RELIEF = 64,      /* parts that are joined before the store sees to its memory */
    UNIT = 256,       /* shares are counted in parts of this, and are less than the whole */
    LEAST_RARE = 51   /* of UNIT, on average over documents: a suspect */
};

struct search {
    const struct nd_match *match;
    const struct nd_profiles *profiles;
    const struct nd_frequents *frequents;
    struct nd_suspects *suspects;
    bool apart;       /* profiles are: see nd_store_is_apart */
    uint32_t classes; /* that are looked at: those that there can be, and what belongs with them */
    uint8_t *shares;  /* by class, then rank: of rare text, where the document has the class */
    uint8_t *speaks;  /* by rank: from which class on the document has enough to say anything */
    uint32_t *marks;  /* by block of fingerprints: which are marked, as bits */
    uint32_t *marked; /* by part: those with rare text, which come first in its items */
    uint32_t *taken;  /* by part: how many of these are suspects */
    uint32_t *first;  /* by part: where they go, as if all were */
};

static size_t block_count(const struct search *s) {
    return nd_index_prints(s->match->index) / ND_BLOCK_PRINTS;
}

/* ---- Rare text ------------------------------------------------------------------------------- */

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
    struct nd_spectrum spectrum;
    uint8_t present[ND_DOCUMENT_CLASSES]; /* those that there are, but 0 */
    uint32_t count;
};

/* Eight at a time: behind the last fingerprint of a document are numbers that are not used, which
 * are counted as such that nobody else has, and must be taken off. */
static void count_classes(const struct search *s, const struct nd_profile *profile,
                          struct classes *out) {
    uint32_t counts[2][UINT8_MAX + 1], end = 0, upto;
    for (int t = 0; t < 2; t++) memset(counts[t], 0, s->classes * sizeof **counts);
    for (; end < profile->count; end += 8) add_eight(counts, profile->bytes + end);
    upto = 0 - (end - profile->count);
    out->count = 0;
    for (uint32_t c = 0; c < s->classes; c++) {
        const uint32_t count = counts[0][c] + counts[1][c];
        out->spectrum.upto[c] = upto += count;
        out->present[out->count] = (uint8_t)c;
        out->count += count != 0 && c != 0;
    }
}

/* The least class up to which a document has enough fingerprints to say anything. */
static uint8_t least_speaking(const struct search *s, const struct nd_spectrum *spectrum) {
    const uint32_t enough = s->match->sources != NULL ? 1 : ND_LEAST_REPORT;
    uint32_t c = 0;
    while (c < s->classes && spectrum->upto[c] < enough) c++;
    return (uint8_t)c;
}

/* Notes the share of rare text of a document for each class of its fingerprints. */
static void note_shares(const struct search *s, uint32_t rank) {
    const struct nd_profile profile = nd_profile_of(s->profiles, rank);
    struct classes classes;
    if (profile.count == 0) return;
    count_classes(s, &profile, &classes);
    s->speaks[rank] = least_speaking(s, &classes.spectrum);
    for (uint32_t i = 0; i < classes.count; i++) {
        const uint8_t c = classes.present[i];
        const uint32_t rare = nd_spectrum_rare(&classes.spectrum, c);
        const uint32_t alike = nd_spectrum_alike(&classes.spectrum, c);
        s->shares[(size_t)c * s->match->count + rank] =
            (uint8_t)nd_share_of(rare, alike - rare, UNIT);
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

/* The postings of fingerprint i of n of a part; those of one to come are asked for, because they
 * lie far from these. */
static const struct nd_posting *
postings_of(const struct nd_part *part, const struct nd_frequent *items, uint32_t i, uint32_t n) {
    if (i + AHEAD < n) {
        const struct nd_frequent *ahead = &items[i + AHEAD];
        __builtin_prefetch(part->postings + ahead->begin);
        __builtin_prefetch(part->postings + ahead->begin + ahead->count - 1);
    }
    return part->postings + items[i].begin;
}

/* Whether the documents of a fingerprint have enough rare text, on average. */
static bool keeps_rare_company(const struct search *s, const struct nd_frequent *frequent,
                               uint8_t class, const struct nd_posting *postings) {
    const uint8_t *shares = s->shares + (size_t) class * s->match->count;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < frequent->count; i++) sum += shares[nd_posting_rank(&postings[i])];
    return sum >= (uint64_t)LEAST_RARE * frequent->documents;
}

/* Asks for the shares of the first documents of a fingerprint, most of which have no more; inline,
 * like fetch_profile. */
ND_INLINE void fetch_shares(const struct search *s, const struct nd_posting *postings,
                            const struct nd_frequent *frequent) {
    const uint8_t class = nd_document_class(frequent->documents);
    const uint8_t *shares = s->shares + (size_t) class * s->match->count;
    for (uint32_t i = 0; i < nd_smaller(frequent->count, FETCHED); i++)
        __builtin_prefetch(&shares[nd_posting_rank(&postings[frequent->begin + i])]);
}

/* Leaves those that have enough, and takes the marks of the others. */
static nd_status keep_rare_part(void *context, size_t part, uint32_t worker) {
    const struct search *s = context;
    const struct nd_part *all = &s->match->index->part[part];
    struct nd_frequent *items = s->frequents->part[part].items;
    const uint32_t n = s->frequents->part[part].count;
    uint32_t kept = 0;
    nd_status status = ND_OK;
    for (uint32_t i = 0; i < n && status == ND_OK; i++) {
        const struct nd_posting *postings = postings_of(all, items, i, n);
        const uint8_t class = nd_document_class(items[i].documents);
        if (i + AHEAD / 2 < n) fetch_shares(s, all->postings, &items[i + AHEAD / 2]);
        if (keeps_rare_company(s, &items[i], class, postings))
            items[kept++] = items[i];
        else
            status = nd_profiles_set(s->profiles, worker,
                                     (struct nd_postings){postings, items[i].count}, class);
    }
    s->marked[part] = kept;
    return status;
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
ND_INLINE void fetch_marks(const struct search *s, const struct nd_part *part,
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

/* Whether a document says nothing of a class. */
static bool is_silent(const struct search *s, uint32_t rank, uint8_t class) {
    return nd_class_rare(class) < s->speaks[rank];
}

/* The documents with the least lots are the sample, in this order. Which lots are less changes from
 * posting to posting, and is not asked by a branch. */
static struct nd_suspect suspect_of(const struct search *s, const struct nd_frequent *frequent,
                                    const struct nd_posting *postings) {
    struct nd_suspect suspect;
    uint64_t least = UINT64_MAX, second = UINT64_MAX, third = UINT64_MAX;
    uint32_t before = UINT32_MAX;
    for (uint32_t i = 0; i < frequent->count; i++) {
        const uint32_t rank = nd_posting_rank(&postings[i]);
        uint64_t lot = lot_of(rank);
        if (rank == before) continue;
        before = rank;
        lot = keep_lesser(&least, lot);
        lot = keep_lesser(&second, lot);
        keep_lesser(&third, lot);
    }
    suspect =
        (struct nd_suspect){.postings = postings,
                            .count = frequent->count,
                            .documents = frequent->documents,
                            .sample = {least & INT32_MAX, second & INT32_MAX, third & INT32_MAX},
                            .class = nd_document_class(frequent->documents)};
    for (uint32_t i = 0; i < nd_smaller(suspect.documents, ND_SAMPLES); i++) {
        suspect.silent |= (uint8_t)(is_silent(s, suspect.sample[i], suspect.class) << i);
        suspect.misread |= (uint8_t)(nd_match_is_misread(s->match, suspect.sample[i]) << i);
    }
    return suspect;
}

/* Parts the suspects from the phrases, which are left in the items. Marks stay meanwhile, for other
 * parts look at them. */
static nd_status take_part(void *context, size_t part, uint32_t worker) {
    const struct search *s = context;
    const struct nd_part *all = &s->match->index->part[part];
    struct nd_frequent *items = s->frequents->part[part].items;
    struct nd_suspect *suspects = s->suspects->items + s->first[part];
    const uint32_t n = s->marked[part];
    uint32_t taken = 0;
    (void)worker;
    for (uint32_t i = 0; i < n; i++) {
        const struct nd_posting *postings = postings_of(all, items, i, n);
        if (i + AHEAD / 2 < n) fetch_marks(s, all, &items[i + AHEAD / 2]);
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
    const struct nd_part *all = &s->match->index->part[part];
    const struct nd_frequent *items = s->frequents->part[part].items;
    const uint32_t n = s->marked[part] - s->taken[part];
    nd_status status = ND_OK;
    for (uint32_t i = 0; i < n && status == ND_OK; i++) {
        const struct nd_posting *postings = postings_of(all, items, i, n);
        status =
            nd_profiles_set(s->profiles, worker, (struct nd_postings){postings, items[i].count},
                            nd_document_class(items[i].documents));
    }
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static size_t share_count(const struct search *s) { return (size_t)s->classes * s->match->count; }

static nd_status allocate(struct search *s) {
    const struct nd_match *match = s->match;
    s->marks = nd_store_take(match->store, block_count(s), sizeof *s->marks);
    s->shares = nd_store_take(match->store, share_count(s), 1);
    s->speaks = nd_store_take(match->store, match->count, 1);
    s->marked = nd_alloc(match->index->parts, sizeof *s->marked);
    s->taken = nd_alloc(match->index->parts, sizeof *s->taken);
    s->first = nd_alloc(match->index->parts, sizeof *s->first);
    return s->shares != NULL && s->speaks != NULL && s->marks != NULL && s->marked != NULL &&
                   s->taken != NULL && s->first != NULL
               ? ND_OK
               : ND_ERR_MEMORY;
}

/* Makes room for what is marked in all parts. */
static nd_status place_parts(const struct search *s) {
    struct nd_suspects *suspects = s->suspects;
    for (uint32_t p = 0; p < s->match->index->parts; p++) {
        s->first[p] = suspects->room;
        suspects->room += s->marked[p];
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
    const size_t chunks = (s->match->count + (size_t)CHUNK - 1) / CHUNK;
    const uint32_t parts = s->match->index->parts;
    nd_status status = nd_exec_run(executor, chunks, note_shares_chunk, s);
    if (status == ND_OK) status = nd_exec_run(executor, parts, keep_rare_part, s);
    if (status == ND_OK) status = nd_profiles_settle(s->profiles);
    if (status == ND_OK)
        status = nd_exec_run(executor, (block_count(s) + (size_t)BLOCKS - 1) / BLOCKS,
                             note_marks_chunk, s);
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
                       .suspects = suspects,
                       .apart = nd_store_is_apart(profiles->match->store, profiles->bytes),
                       .classes = nd_class_alike(nd_document_class(profiles->match->count)) + 1};
    nd_status status;
    *suspects = (struct nd_suspects){.match = s.match};
    status = allocate(&s);
    if (status == ND_OK) status = find(&s);
    nd_store_give_back(s.match->store, s.shares, share_count(&s), 1);
    nd_store_give_back(s.match->store, s.speaks, s.match->count, 1);
    nd_store_give_back(s.match->store, s.marks, block_count(&s), sizeof *s.marks);
    nd_free(s.marked);
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
