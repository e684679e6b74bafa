/*
 * weed.c - see weed.h
 *
 * Two fingerprints in common make a candidate, and nearly half of the candidates share a few
 * phrases and nothing else. To count the fingerprints that two documents have in common takes a
 * tenth of the time of aligning their words. Those of the longer one are bits of a table, so sparse
 * that of a hundred others hardly one seems to be there.
 *
 * A copy has about as many of its fingerprints in common with the other document as of its words,
 * but for those that changed words took with them: so an eighth of what is asked of words is asked
 * of fingerprints. Misread words leave next to none, and so nothing is asked of documents that were
 * misread, nor where that cannot be told. Very long documents may be round-ups of so much that no
 * part is a stretch of them: their pairs stay, too.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/weed.h"

#include <string.h>

#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "match/index.h"

enum {
    CHUNK = 256,     /* pairs in a piece of work */
    FAR = 8,         /* pairs ahead that are looked up, ... */
    NEXT = 3,        /* ... and whose fingerprints are fetched */
    SPARSE = 4,      /* words of bits a fingerprint, at least */
    MOST_BROKEN = 8, /* of so many fingerprints of common words all but one may be changed */
    LONG = 8192,     /* words of a very long document */
    WEED = 0         /* no pair */
};

#define NONE UINT32_MAX

/* The fingerprints of a document. */
struct side {
    uint32_t rank;
    struct nd_prints prints;
    const uint32_t *hidden; /* bits by block, or NULL */
    struct nd_store_copy copy;
};

/* What one worker needs. */
struct bench {
    struct side longer, shorter;
    uint32_t *table; /* bits by fingerprint: the longer document may have it */
    size_t capacity;
    uint32_t mask; /* words of the table, less 1 */
    char apart[ND_APART];
};

struct weeding {
    const struct nd_match *match;
    struct nd_candidates *candidates;
    struct bench *benches; /* one a worker */
};

/* ---- Fingerprints ---------------------------------------------------------------------------- */

static nd_status take_side(const struct nd_match *match, struct side *side, uint32_t rank) {
    const uint32_t origin = nd_match_origin(match, rank);
    side->rank = rank;
    side->hidden = nd_index_hidden(match, origin);
    return nd_prints_view(match->store, &side->copy, &match->prints[origin], &side->prints);
}

static nd_status tabulate(struct bench *bench) {
    const struct side *side = &bench->longer;
    const uint32_t *low = nd_prints_low(&side->prints);
    const size_t size = (size_t)SPARSE << nd_bits_for(side->prints.count);
    const nd_status status = nd_reserve(&bench->table, &bench->capacity, size, sizeof(uint32_t));
    uint32_t *const table = bench->table;
    const uint32_t mask = (uint32_t)size - 1, count = side->prints.count;
    if (status != ND_OK) return status;
    memset(table, 0, size * sizeof *table);
    bench->mask = mask;
    for (uint32_t i = 0, seen = 0; i < count; i++, seen >>= 1) {
        if (i % ND_BLOCK_PRINTS == 0)
            seen = nd_index_seen(side->hidden, count, i / ND_BLOCK_PRINTS);
        table[low[i] / 32 & mask] |= (seen & 1) << low[i] % 32;
    }
    return ND_OK;
}

/* Whether the two documents have so many fingerprints in common, as far as the table tells. */
static bool have_common(const struct bench *bench, uint32_t least) {
    const struct side *side = &bench->shorter;
    const uint32_t *low = nd_prints_low(&side->prints), *const table = bench->table;
    const uint32_t mask = bench->mask, count = side->prints.count;
    uint32_t common = 0;
    for (uint32_t i = 0, seen = 0; i < count; i++, seen >>= 1) {
        if (i % ND_BLOCK_PRINTS == 0) {
            if (common >= least) break;
            seen = nd_index_seen(side->hidden, count, i / ND_BLOCK_PRINTS);
        }
        common += table[low[i] / 32 & mask] >> low[i] % 32 & seen & 1;
    }
    return common >= least;
}

/* ---- Pairs ----------------------------------------------------------------------------------- */

/* The fingerprints that a document must have in common with a longer one. */
static uint32_t least_common(const struct nd_match *match, const struct side *side) {
    const uint64_t unit = (uint64_t)MOST_BROKEN * ND_THRESHOLD_UNIT;
    const uint64_t seen = nd_index_count_seen(side->hidden, side->prints.count);
    return (uint32_t)((match->threshold * seen + unit - 1) / unit);
}

/* Sets *weed to whether a pair has too little in common. */
static nd_status look_at(const struct nd_match *match, struct bench *bench, uint64_t pair,
                         bool *weed) {
    const uint32_t a = (uint32_t)(pair >> 32), b = (uint32_t)pair;
    nd_status status = ND_OK;
    *weed = false;
    if (nd_match_is_misread(match, a) || nd_match_is_misread(match, b) ||
        match->documents[a].count >= LONG)
        return ND_OK;
    if (bench->longer.rank != a) {
        status = take_side(match, &bench->longer, a);
        if (status == ND_OK) status = tabulate(bench);
    }
    if (status == ND_OK) status = take_side(match, &bench->shorter, b);
    if (status == ND_OK) *weed = !have_common(bench, least_common(match, &bench->shorter));
    return status;
}

ND_INLINE void look_ahead(const struct nd_match *match, uint32_t rank) {
    const uint32_t origin = nd_match_origin(match, rank);
    __builtin_prefetch(&match->prints[origin]);
    __builtin_prefetch(&match->index->first[origin]);
}

/* Asks for the fingerprints of a document. */
ND_INLINE void fetch_prints(const struct nd_match *match, uint32_t rank) {
    const uint32_t origin = nd_match_origin(match, rank);
    const struct nd_prints *prints = &match->prints[origin];
    nd_fetch(nd_prints_low(prints), prints->count * sizeof(uint32_t));
    __builtin_prefetch(nd_index_hidden(match, origin));
}

/* Asks for what pair i - FAR and pair i - NEXT of a chunk will need. */
ND_INLINE void ask_ahead(const struct weeding *w, size_t i, size_t end) {
    const uint64_t *pairs = w->candidates->pairs;
    if (i + FAR < end) {
        look_ahead(w->match, (uint32_t)pairs[i + FAR]);
        look_ahead(w->match, (uint32_t)(pairs[i + FAR] >> 32));
    }
    if (i + NEXT < end) {
        const uint64_t before = pairs[i + NEXT - 1], pair = pairs[i + NEXT];
        fetch_prints(w->match, (uint32_t)pair);
        if (pair >> 32 != before >> 32) fetch_prints(w->match, (uint32_t)(pair >> 32));
    }
}

static nd_status weed_chunk(void *context, size_t task, uint32_t worker) {
    const struct weeding *w = context;
    struct bench *bench = &w->benches[worker];
    const size_t begin = task * CHUNK, count = w->candidates->count;
    const size_t end = count - begin < CHUNK ? count : begin + CHUNK;
    nd_status status = ND_OK;
    for (size_t i = begin; i < end && status == ND_OK; i++) {
        bool weed;
        ask_ahead(w, i, end);
        status = look_at(w->match, bench, w->candidates->pairs[i], &weed);
        if (weed) w->candidates->pairs[i] = WEED;
    }
    if (status != ND_OK) bench->longer.rank = NONE; /* there may be no table */
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static void free_benches(struct bench *benches, uint32_t workers) {
    for (uint32_t w = 0; w < workers; w++) {
        nd_store_copy_free(&benches[w].longer.copy);
        nd_store_copy_free(&benches[w].shorter.copy);
        nd_free(benches[w].table);
    }
    nd_free(benches);
}

nd_status nd_weed_candidates(const struct nd_match *match, struct nd_candidates *candidates) {
    const uint32_t workers = nd_exec_workers(match->executor);
    const size_t chunks = (candidates->count + CHUNK - 1) / CHUNK;
    struct weeding w = {.match = match, .candidates = candidates};
    size_t kept = 0;
    nd_status status;
    if (!nd_lexicon_tells(match->lexicon)) return ND_OK;
    w.benches = nd_alloc_zero(workers, sizeof *w.benches);
    if (w.benches == NULL) return ND_ERR_MEMORY;
    for (uint32_t i = 0; i < workers; i++) w.benches[i].longer.rank = NONE;
    status = nd_exec_run(match->executor, chunks, weed_chunk, &w);
    for (size_t i = 0; i < candidates->count && status == ND_OK; i++) {
        if (candidates->pairs[i] != WEED) candidates->pairs[kept++] = candidates->pairs[i];
    }
    if (status == ND_OK) candidates->count = kept;
    free_benches(w.benches, workers);
    return status;
}
