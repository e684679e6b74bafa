/*
 * mask.c - see mask.h
 *
 * Two or more boilerplate fingerprints in a row hide the words from the first to the last. Where no
 * source is known and only three documents have them, it must be more than a common phrase.
 *
 * A shingle is taken for four words here: of one of characters that ends a run the first four are
 * hidden. To see what it is, all runs would have to be looked up among the words, which takes
 * longer than masking.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/mask.h"

#include <string.h>

#include "base/bounds.h"
#include "base/exec.h"
#include "base/mem.h"
#include "match/fetch.h"
#include "sketch/sketch.h"

enum {
    CHUNK = 256,    /* documents in a piece of work */
    AHEAD = 4,      /* documents whose positions are asked for; where these are, twice as many */
    LEAST_RUN = 2,  /* boilerplate fingerprints in a row that are masked, ... */
    LEAST_WORDS = 8 /* ... and words where evidence is least */
};

/* Words [begin, end) of a document. */
struct stretch {
    uint32_t begin, end;
};

struct stretches {
    struct stretch *items; /* ascending */
    size_t count, capacity;
};

/* What one worker needs. */
struct bench {
    struct stretches hidden; /* of a document */
    uint64_t words;          /* that were masked */
    char apart[ND_APART];
};

struct masking {
    const struct nd_stage *stage;
    struct nd_masked *masked;
    struct bench *benches; /* one a worker */
};

bool nd_stage_masks(const struct nd_stage *stage, uint32_t rank) {
    return stage->several[rank] == (stage->match.sources != NULL);
}

/* ---- Runs ------------------------------------------------------------------------------------ */

/* The first fingerprint from i on that is boilerplate, or is not; their number when none is. */
static uint32_t find(const struct nd_profile *profile, uint32_t i, bool boilerplate) {
    const uint32_t turned = boilerplate ? 0 : UINT32_MAX;
    uint32_t before = i % ND_BLOCK_PRINTS;
    for (i -= before; i < profile->count; i += ND_BLOCK_PRINTS, before = 0) {
        uint32_t bits = nd_profile_marks(profile->bytes + i) ^ turned;
        bits = bits >> before << before;
        if (bits != 0) return nd_smaller(i + (uint32_t)__builtin_ctz(bits), profile->count);
    }
    return profile->count;
}

/* Whether no more documents than need be have any fingerprint of the run [begin, end). */
static bool is_seldom(const struct nd_profile *profile, uint32_t begin, uint32_t end) {
    const uint8_t least = nd_document_class(ND_LEAST_DOCUMENTS);
    for (uint32_t i = begin; i < end; i++)
        if (nd_profile_class(profile, i) > least) return false;
    return true;
}

/* Whether the run of fingerprints [begin, end) is more than a phrase. */
static bool is_block(const struct nd_stage *stage, const struct nd_profile *profile, uint32_t begin,
                     uint32_t end) {
    if (end < begin + LEAST_RUN) return false;
    if (begin == 0 || end == profile->count || stage->match.sources != NULL) return true;
    return nd_profile_position(profile, end - 1) + ND_SHINGLE_WORDS >=
               nd_profile_position(profile, begin) + LEAST_WORDS ||
           !is_seldom(profile, begin, end);
}

/* At the rim of the document, where no other fingerprint stands, a run hides all: a window is not
 * whole there. */
bool nd_hidden_next(const struct nd_stage *stage, uint32_t at, struct nd_hidden *hidden) {
    const struct nd_profile profile = nd_profile_of(&stage->profiles, at);
    const uint32_t words = stage->match.documents[at].count, before = hidden->last;
    uint32_t begin, end = hidden->end;
    do {
        begin = find(&profile, end, true);
        if (begin == profile.count) return false;
        end = find(&profile, begin, false);
    } while (!is_block(stage, &profile, begin, end));
    hidden->begin = begin;
    hidden->end = end;
    hidden->first = begin == 0 ? 0 : nd_larger(nd_profile_position(&profile, begin), before);
    hidden->last =
        end == profile.count
            ? words
            : nd_smaller(nd_profile_position(&profile, end - 1) + ND_SHINGLE_WORDS, words);
    return true;
}

/* ---- Masking --------------------------------------------------------------------------------- */

/* Sets bits [begin, end). */
static void set_bits(uint32_t *bits, uint32_t begin, uint32_t end) {
    for (uint32_t i = begin, next; i < end; i = next) {
        const uint32_t skipped = i % ND_BLOCK_PRINTS;
        next = nd_smaller(i - skipped + ND_BLOCK_PRINTS, end);
        bits[i / ND_BLOCK_PRINTS] |= UINT32_MAX >> (ND_BLOCK_PRINTS - (next - i)) << skipped;
    }
}

/* Notes the fingerprints of document `at` whose first four words share one with what is hidden:
 * those that hide it, and some around them. */
static void hide_prints(const struct masking *m, uint32_t at, const struct nd_hidden *hidden) {
    const struct nd_prints *prints = &m->stage->match.prints[at];
    uint32_t *bits = m->masked->hidden_prints + m->stage->match.index->first[at] / ND_BLOCK_PRINTS;
    uint32_t begin = hidden->begin, end = hidden->end;
    while (begin > 0 && nd_prints_position(prints, begin - 1) + ND_SHINGLE_WORDS > hidden->first)
        begin--;
    while (end < prints->count && nd_prints_position(prints, end) < hidden->last) end++;
    set_bits(bits, begin, end);
}

/* Lists the words that are hidden in document `at`, as the first and the end of each stretch, and
 * notes the fingerprints that touch them. */
static nd_status list_hidden(const struct masking *m, uint32_t at, struct stretches *out) {
    struct nd_hidden hidden = {0};
    nd_status status = ND_OK;
    out->count = 0;
    while (status == ND_OK && nd_hidden_next(m->stage, at, &hidden)) {
        hide_prints(m, at, &hidden);
        if (hidden.last <= hidden.first) continue;
        status = nd_reserve(&out->items, &out->capacity, out->count + 1, sizeof *out->items);
        if (status == ND_OK) out->items[out->count++] = (struct stretch){hidden.first, hidden.last};
    }
    return status;
}

/* What is left between stretch i - 1 and stretch i: before the first and behind the last, too. */
static struct stretch kept_before(const struct stretches *hidden, size_t i, uint32_t words) {
    return (struct stretch){i == 0 ? 0 : hidden->items[i - 1].end,
                            i == hidden->count ? words : hidden->items[i].begin};
}

/* Moves words, one of the new places first, which none of them is at: where words are in a file, a
 * page that is read first comes into memory as it is, and once more when it is written to. */
static void move_words(uint32_t *to, const uint32_t *from, uint32_t n) {
    if (n == 0) return;
    to[to > from ? n - 1 : 0] = 0;
    memmove(to, from, n * sizeof *to);
}

/* Closes the gaps where the words are: the longest piece that is left stays, the others move to it.
 * So most documents, with a template around a report, need not be touched. */
static struct nd_words close_gaps(const struct nd_words *document, const struct stretches *hidden) {
    uint32_t *words = (uint32_t *)(uintptr_t)document->words; /* ours: see mask.h */
    struct stretch longest = {0, 0};
    size_t anchor = 0;
    for (size_t i = 0; i <= hidden->count; i++) {
        const struct stretch piece = kept_before(hidden, i, document->count);
        if (piece.end - piece.begin <= longest.end - longest.begin) continue;
        longest = piece;
        anchor = i;
    }
    for (size_t i = anchor; i-- > 0;) {
        const struct stretch piece = kept_before(hidden, i, document->count);
        longest.begin -= piece.end - piece.begin;
        move_words(words + longest.begin, words + piece.begin, piece.end - piece.begin);
    }
    for (size_t i = anchor + 1; i <= hidden->count; i++) {
        const struct stretch piece = kept_before(hidden, i, document->count);
        move_words(words + longest.end, words + piece.begin, piece.end - piece.begin);
        longest.end += piece.end - piece.begin;
    }
    return (struct nd_words){words + longest.begin, longest.end - longest.begin};
}

static nd_status mask_document(struct masking *m, uint32_t at, uint32_t worker) {
    const struct nd_words *document = &m->stage->match.documents[at];
    struct nd_words *masked = &m->masked->documents[at];
    struct stretches *hidden = &m->benches[worker].hidden;
    const nd_status status = list_hidden(m, at, hidden);
    if (status != ND_OK || hidden->count == 0) return status;
    *masked = close_gaps(document, hidden);
    m->benches[worker].words += document->count - masked->count;
    if (m->masked->hidden == NULL) return ND_OK;
    m->masked->hidden[at].count = 2 * (uint32_t)hidden->count;
    return nd_arena_store(&m->masked->arenas[worker], (const uint32_t *)(const void *)hidden->items,
                          2 * hidden->count, &m->masked->hidden[at].words);
}

/* Asks for what is looked at of documents behind the i-th; inline, because compilers drop calls of
 * what does nothing but ask for memory. */
ND_INLINE void fetch_ahead(const struct nd_stage *stage, size_t i) {
    const struct nd_match *match = &stage->match;
    const struct nd_prints *prints;
    uint32_t rank;
    if (i + 2 * AHEAD >= match->count) return;
    rank = nd_match_visit(match, i + 2 * AHEAD);
    __builtin_prefetch(&match->prints[rank]);
    __builtin_prefetch(&match->documents[rank]);
    __builtin_prefetch(&match->index->first[rank]);
    __builtin_prefetch(&stage->several[rank]);
    rank = nd_match_visit(match, i + AHEAD);
    if (!nd_stage_masks(stage, rank)) return;
    prints = &match->prints[rank];
    nd_fetch(nd_prints_rest(prints), nd_prints_rest_size(prints));
}

static nd_status mask_chunk(void *context, size_t task, uint32_t worker) {
    struct masking *m = context;
    const struct nd_match *match = &m->stage->match;
    const size_t end = (task + 1) * CHUNK;
    nd_status status = ND_OK;
    for (size_t i = task * CHUNK; i < end && i < match->count && status == ND_OK; i++) {
        const uint32_t rank = nd_match_visit(match, i);
        fetch_ahead(m->stage, i);
        if (nd_stage_masks(m->stage, rank)) status = mask_document(m, rank, worker);
    }
    return status;
}

nd_status nd_stage_mask(const struct nd_stage *stage, struct nd_masked *masked) {
    const size_t chunks = (stage->match.count + (size_t)CHUNK - 1) / CHUNK;
    struct masking m = {.stage = stage, .masked = masked};
    nd_status status = ND_ERR_MEMORY;
    nd_match_stage(&stage->match, "masking");
    if (stage->learned.count == 0) return ND_OK;
    m.benches = nd_alloc_zero(masked->workers, sizeof *m.benches);
    if (m.benches != NULL) status = nd_exec_run(stage->match.executor, chunks, mask_chunk, &m);
    for (uint32_t w = 0; w < masked->workers && m.benches != NULL; w++) {
        nd_free(m.benches[w].hidden.items);
        masked->words += m.benches[w].words;
    }
    nd_free(m.benches);
    return status;
}
