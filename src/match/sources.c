/*
 * sources.c - see sources.h
 *
 * Pages of one site share its template. So the boilerplate that the structure of the corpus has
 * shown tells the sources, and these, learned from one by one, show more: text that only two pages
 * of a site have in common, and reports that many sites print, which are no boilerplate of any.
 *
 * Each document votes by each fingerprint of its boilerplate for the document with the least lot of
 * all that have this fingerprint (its first sample). Whatever all pages of a site share votes for
 * the same one. What more documents have counts more, by the square of the logarithm of their
 * number: a masthead wins against a list that ten pages share, and against a line that all sites
 * have in common by the number of its fingerprints. Whom a document votes for may itself vote for
 * another one, of a lesser lot, so that this ends.
 *
 * Folders may be sites, or days. They are believed when the pages in each are of one template.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/sources.h"

#include <string.h>

#include "base/bounds.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "base/store.h"
#include "match/fetch.h"

enum {
    LEAST_VOTES = 8, /* fingerprints: about 40 words */
    AHEAD = 8,       /* fingerprints whose postings are asked for, ... */
    FIRST = 40,      /* ... at most so many of each */
    WEIGHED = 16,    /* one fingerprint in so many tells how much there is to count */
    MOST_PARTS = 4   /* of the ballot: each takes memory for all documents */
};

/* ---- Inferring ------------------------------------------------------------------------------- */

/* The votes of a document for the one whose ballot is counted, and the most that it has had for
 * any: side by side, because documents vote in no order. */
struct votes {
    uint64_t weight, most;
    uint32_t count;
    uint32_t source; /* the rank that had the most + 1, or 0 */
};

/* Ballots are counted one by one: all votes for a document are cast together, by the fingerprints
 * that have it for their sample. Some of the documents voted for are a part, which a thread counts
 * by itself. */
struct counting {
    const struct nd_learned *learned;
    const struct nd_store *store; /* where postings are */
    struct nd_arena arrays;       /* of what grows with documents */
    uint64_t *ballot, *scratch;   /* the document voted for << 32 | number of a fingerprint */
    size_t ballot_count;
    uint32_t documents;
    struct part *parts;
    uint32_t part_count;
};

struct part {
    size_t begin, end;   /* of the ballot: no document's votes are in two */
    struct votes *votes; /* by rank */
    uint32_t *voters;    /* the ranks of those who have voted for the document at hand */
    size_t voter_count;
    struct nd_store_copy copy; /* of postings, where need be */
};

/* Lists the boilerplate in the order of whom it votes for. */
static void list_ballot(struct counting *c) {
    for (uint32_t n = 1; n <= c->learned->suspects.count; n++) {
        nd_store_relieve_at(c->store, n);
        if (!c->learned->boilerplate[n]) continue;
        c->ballot[c->ballot_count++] =
            (uint64_t)c->learned->suspects.items[n - 1].sample[0] << 32 | n;
    }
    nd_sort_u64(c->ballot, c->scratch, c->ballot_count, 32, 32 + nd_bits_for(c->documents));
}

/* The fingerprint that is i-th in the ballot. */
static const struct nd_suspect *suspect_of(const struct counting *c, size_t i) {
    return &c->learned->suspects.items[(uint32_t)c->ballot[i] - 1];
}

/* How many postings there are to go through for the i-th of the ballot, and those behind it that
 * are not weighed. */
static uint64_t weigh(const struct counting *c, size_t i) {
    if (i % WEIGHED != 0) return 0;
    nd_store_relieve_at(c->store, i / WEIGHED);
    return suspect_of(c, i)->count;
}

/* Whether the i-th of the ballot is for the same document as the one before. */
static bool goes_on(const struct counting *c, size_t i) {
    return i > 0 && c->ballot[i - 1] >> 32 == c->ballot[i] >> 32;
}

/* Parts the ballot so that each part has about as many postings to go through. No document's votes
 * are in two. */
static void part_ballot(struct counting *c) {
    const size_t n = c->ballot_count;
    uint64_t all = 0, before = 0;
    size_t i = 0;
    for (size_t at = 0; at < n; at += WEIGHED) all += weigh(c, at);
    for (uint32_t p = 0; p < c->part_count; p++) {
        c->parts[p].begin = i;
        for (; i < n && (before * c->part_count < all * (p + 1) || goes_on(c, i)); i++)
            before += weigh(c, i);
        c->parts[p].end = i;
    }
    c->parts[c->part_count - 1].end = n;
}

/* Asks for the first postings of the fingerprint that is i-th in the ballot, because they lie
 * anywhere; the others follow by themselves. */
ND_INLINE void fetch_postings(const struct counting *c, size_t i) {
    const struct nd_suspect *suspect;
    if (i + 2 * AHEAD >= c->ballot_count) return;
    __builtin_prefetch(suspect_of(c, i + 2 * AHEAD));
    suspect = suspect_of(c, i + AHEAD);
    nd_fetch(suspect->postings, nd_smaller(suspect->count, FIRST) * sizeof *suspect->postings);
}

/* Casts the votes of all documents that have the fingerprint that is i-th in the ballot. */
static nd_status cast_votes(const struct counting *c, struct part *part, size_t i) {
    const struct nd_suspect *suspect = suspect_of(c, i);
    const struct nd_posting *postings = suspect->postings;
    const uint32_t weight = (uint32_t)suspect->class * suspect->class;
    const void *there;
    const nd_status status =
        nd_store_view(c->store, &part->copy, postings, suspect->count * sizeof *postings, &there);
    if (status != ND_OK) return status;
    postings = there;
    fetch_postings(c, i);
    for (uint32_t p = 0; p < suspect->count; p++) {
        struct votes *votes = &part->votes[nd_posting_rank(&postings[p])];
        part->voters[part->voter_count] = nd_posting_rank(&postings[p]);
        part->voter_count += votes->count++ == 0;
        votes->weight += weight;
    }
    return ND_OK;
}

/* Closes the ballot on a document: it is the source of those who have voted for none by as much. Of
 * equals that is the one of the least rank. Too few votes are none. */
static void close_ballot(struct part *part, uint32_t rank) {
    for (size_t i = 0; i < part->voter_count; i++) {
        struct votes *votes = &part->votes[part->voters[i]];
        if (votes->weight > votes->most) {
            votes->most = votes->weight;
            votes->source = votes->count >= LEAST_VOTES ? rank + 1 : 0;
        }
        votes->weight = votes->count = 0;
    }
    part->voter_count = 0;
}

static nd_status count_part(void *context, size_t task, uint32_t worker) {
    const struct counting *c = context;
    struct part *part = &c->parts[task];
    nd_status status = ND_OK;
    (void)worker;
    memset(part->votes, 0, c->documents * sizeof *part->votes);
    for (size_t i = part->begin; i < part->end && status == ND_OK; i++) {
        const uint32_t rank = (uint32_t)(c->ballot[i] >> 32);
        nd_store_relieve_at(c->store, i);
        status = cast_votes(c, part, i);
        if (i + 1 == part->end || !goes_on(c, i + 1)) close_ballot(part, rank);
    }
    return status;
}

/* Whom a document voted for most, and of equals in the first part: the one of the least rank. */
static uint32_t source_of(const struct counting *c, uint32_t rank) {
    const struct votes *best = &c->parts[0].votes[rank];
    for (uint32_t p = 1; p < c->part_count; p++) {
        const struct votes *votes = &c->parts[p].votes[rank];
        if (votes->most > best->most) best = votes;
    }
    return best->source;
}

/* Passes each vote on to whom the one voted for votes for, and so on. */
static void pass_votes_on(uint32_t *sources, uint32_t count) {
    for (uint32_t r = 0; r < count; r++) {
        uint32_t last = sources[r];
        while (last != 0 && sources[last - 1] != 0 && sources[last - 1] != last) {
            last = sources[last - 1];
        }
        for (uint32_t at = r; sources[at] != last;) {
            const uint32_t next = sources[at] - 1;
            sources[at] = last;
            at = next;
        }
    }
}

static nd_status allocate(struct counting *c) {
    bool complete;
    c->arrays.store = c->store;
    c->ballot = nd_arena_array(&c->arrays, c->learned->count, sizeof *c->ballot);
    c->scratch = nd_arena_array(&c->arrays, c->learned->count, sizeof *c->scratch);
    c->parts = nd_alloc_zero(c->part_count, sizeof *c->parts);
    complete = c->ballot != NULL && c->scratch != NULL && c->parts != NULL;
    for (uint32_t p = 0; p < c->part_count && complete; p++) {
        struct part *part = &c->parts[p];
        part->votes = nd_arena_array(&c->arrays, c->documents, sizeof *part->votes);
        part->voters = nd_arena_array(&c->arrays, (size_t)c->documents + 1, sizeof *part->voters);
        complete = part->votes != NULL && part->voters != NULL;
    }
    return complete ? ND_OK : ND_ERR_MEMORY;
}

static void release(struct counting *c) {
    for (uint32_t p = 0; p < c->part_count && c->parts != NULL; p++) {
        nd_store_copy_free(&c->parts[p].copy);
    }
    nd_free(c->parts);
    nd_arena_free(&c->arrays);
}

nd_status nd_sources_infer(const struct nd_match *match, const struct nd_learned *learned,
                           uint32_t *sources) {
    struct counting c = {.learned = learned,
                         .store = match->store,
                         .documents = match->count,
                         .part_count = nd_smaller(nd_exec_workers(match->executor), MOST_PARTS)};
    nd_status status = allocate(&c);
    if (status == ND_OK) {
        list_ballot(&c);
        part_ballot(&c);
        status = nd_exec_run(match->executor, c.part_count, count_part, &c);
    }
    for (uint32_t r = 0; r < match->count && status == ND_OK; r++) {
        nd_store_relieve_at(match->store, r);
        sources[r] = source_of(&c, r);
    }
    if (status == ND_OK) pass_votes_on(sources, match->count);
    release(&c);
    return status;
}

/* ---- Confirming ------------------------------------------------------------------------------ */

/* Of the pairs guess << 32 | inferred in order: how many are of the source that is inferred for
 * most of their guessed one, and whether that is not always the same. */
static size_t count_agreeing(const uint64_t *pairs, size_t count, bool *various) {
    size_t agreeing = 0;
    uint32_t before = 0;
    *various = false;
    for (size_t i = 0, end; i < count; i = end) {
        size_t most = 0;
        uint32_t common = 0;
        for (end = i; end < count && pairs[end] >> 32 == pairs[i] >> 32;) {
            const size_t begin = end;
            while (end < count && pairs[end] == pairs[begin]) end++;
            if (end - begin <= most) continue;
            most = end - begin;
            common = (uint32_t)pairs[begin];
        }
        agreeing += most;
        *various = *various || (before != 0 && before != common);
        before = common;
    }
    return agreeing;
}

nd_status nd_sources_confirm(const uint32_t *guess, const uint32_t *inferred, uint32_t count,
                             bool *confirmed) {
    uint64_t *pairs = nd_alloc(count, sizeof *pairs), *scratch = nd_alloc(count, sizeof *scratch);
    const nd_status status = pairs != NULL && scratch != NULL ? ND_OK : ND_ERR_MEMORY;
    size_t n = 0;
    bool various = false;
    *confirmed = false;
    for (uint32_t r = 0; r < count && status == ND_OK; r++) {
        if (guess[r] == 0 || inferred[r] == 0) continue;
        pairs[n++] = (uint64_t)guess[r] << 32 | inferred[r];
    }
    if (n != 0) {
        nd_sort_u64(pairs, scratch, n, 0, 64);
        *confirmed = 10 * count_agreeing(pairs, n, &various) >= 9 * n && various;
    }
    nd_free(pairs);
    nd_free(scratch);
    return status;
}

/* ---- Settling -------------------------------------------------------------------------------- */

/* Gives sources, which are known by the least rank of each + 1, numbers without gaps. */
static void number_sources(uint32_t *sources, uint32_t count) {
    uint32_t number = 0;
    for (uint32_t r = 0; r < count; r++) {
        if (sources[r] == r + 1)
            sources[r] = ++number;
        else if (sources[r] != 0)
            sources[r] = sources[sources[r] - 1];
    }
}

nd_status nd_sources_settle(uint32_t *sources, uint32_t count, bool *several) {
    uint64_t *pairs = nd_alloc(count, sizeof *pairs), *scratch = nd_alloc(count, sizeof *scratch);
    const nd_status status = pairs != NULL && scratch != NULL ? ND_OK : ND_ERR_MEMORY;
    for (uint32_t r = 0; r < count && status == ND_OK; r++) {
        pairs[r] = (uint64_t)sources[r] << 32 | r;
    }
    if (status == ND_OK) nd_sort_u64(pairs, scratch, count, 32, 64); /* ranks ascend already */
    for (uint32_t i = 0, end; i < count && status == ND_OK; i = end) {
        const uint64_t source = pairs[i] >> 32;
        for (end = i + 1; end < count && pairs[end] >> 32 == source;) end++;
        for (uint32_t at = i; at < end; at++) {
            const uint32_t rank = (uint32_t)pairs[at];
            sources[rank] = source != 0 ? (uint32_t)pairs[i] + 1 : 0;
            several[rank] = source != 0 && end - i > 1;
        }
    }
    if (status == ND_OK) number_sources(sources, count);
    nd_free(pairs);
    nd_free(scratch);
    return status;
}
