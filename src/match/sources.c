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

#include "base/buckets.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"

enum { CHUNK = 256, LEAST_VOTES = 8 /* fingerprints: about 40 words */ };

/* ---- Inferring ------------------------------------------------------------------------------- */

struct inferring {
    const struct nd_match *match;
    const struct nd_learned *learned;
    uint32_t *sources;          /* by rank: the rank voted for + 1, or 0 */
    struct nd_gathered *ballot; /* one a worker: rank voted for << 32 | class */
};

static void cast_votes(const struct inferring *f, const struct nd_profile *profile,
                       struct nd_gathered *ballot) {
    ballot->count = 0;
    for (uint32_t i = 0; i < profile->count; i++) {
        const uint32_t number = profile->numbers[i];
        if (!f->learned->boilerplate[number]) continue;
        ballot->items[ballot->count++] =
            (uint64_t)f->learned->frequents.items[number - 1].sample[0] << 32 | profile->classes[i];
    }
    nd_sort_u64(ballot->items, ballot->scratch, ballot->count, 0, 64);
}

/* The winner + 1; of equals the one of the least rank. 0 when it has too few votes. */
static uint32_t winner_of(const struct nd_gathered *ballot) {
    uint64_t most = 0;
    uint32_t winner = 0;
    for (size_t i = 0, end; i < ballot->count; i = end) {
        const uint32_t rank = (uint32_t)(ballot->items[i] >> 32);
        uint64_t weight = 0;
        for (end = i; end < ballot->count && ballot->items[end] >> 32 == rank; end++) {
            const uint64_t class = (uint32_t)ballot->items[end];
            weight += class * class;
        }
        if (weight <= most) continue;
        most = weight;
        winner = end - i >= LEAST_VOTES ? rank + 1 : 0;
    }
    return winner;
}

static nd_status infer_chunk(void *context, size_t task, uint32_t worker) {
    struct inferring *f = context;
    const size_t end = (task + 1) * CHUNK;
    for (size_t i = task * CHUNK; i < end && i < f->match->count; i++) {
        const uint32_t rank = nd_match_visit(f->match, i);
        const struct nd_profile profile = nd_profile_of(&f->learned->profiles, rank);
        const nd_status status = nd_gathered_reserve(&f->ballot[worker], profile.count);
        if (status != ND_OK) return status;
        cast_votes(f, &profile, &f->ballot[worker]);
        f->sources[rank] = winner_of(&f->ballot[worker]);
    }
    return ND_OK;
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

nd_status nd_sources_infer(const struct nd_match *match, const struct nd_learned *learned,
                           uint32_t *sources) {
    const uint32_t workers = nd_exec_workers(match->executor);
    const size_t chunks = (match->count + (size_t)CHUNK - 1) / CHUNK;
    struct inferring f = {.match = match, .learned = learned, .sources = sources};
    nd_status status = ND_ERR_MEMORY;
    f.ballot = nd_alloc_zero(workers, sizeof *f.ballot);
    if (f.ballot != NULL) status = nd_exec_run(match->executor, chunks, infer_chunk, &f);
    for (uint32_t w = 0; w < workers && f.ballot != NULL; w++) nd_gathered_free(&f.ballot[w]);
    nd_free(f.ballot);
    if (status == ND_OK) pass_votes_on(sources, match->count);
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

nd_status nd_sources_settle(uint32_t *sources, uint32_t count, bool *several) {
    uint64_t *pairs = nd_alloc(count, sizeof *pairs), *scratch = nd_alloc(count, sizeof *scratch);
    const nd_status status = pairs != NULL && scratch != NULL ? ND_OK : ND_ERR_MEMORY;
    for (uint32_t r = 0; r < count && status == ND_OK; r++) {
        pairs[r] = (uint64_t)sources[r] << 32 | r;
    }
    if (status == ND_OK) nd_sort_u64(pairs, scratch, count, 0, 64);
    for (uint32_t i = 0, end; i < count && status == ND_OK; i = end) {
        const uint64_t source = pairs[i] >> 32;
        for (end = i + 1; end < count && pairs[end] >> 32 == source;) end++;
        for (uint32_t at = i; at < end; at++) {
            const uint32_t rank = (uint32_t)pairs[at];
            sources[rank] = source != 0 ? (uint32_t)pairs[i] + 1 : 0;
            several[rank] = source != 0 && end - i > 1;
        }
    }
    nd_free(pairs);
    nd_free(scratch);
    return status;
}
