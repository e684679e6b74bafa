/*
 * boilerplate.c - see boilerplate.h
 *
 * In two stages, because a source shows more than the structure of the corpus: first all documents
 * are learned from together; that masks those of unknown source, and tells the sources where nobody
 * has (sources.c). Then each source is learned from by itself, which masks its documents. The first
 * stage is left out when all sources are known.
 *
 * Two or more boilerplate fingerprints in a row hide the words from the first to the last.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/boilerplate.h"

#include <string.h>

#include "base/buckets.h"
#include "base/exec.h"
#include "base/mem.h"
#include "match/sources.h"
#include "sketch/sketch.h"

enum {
    CHUNK = 256,  /* documents in a piece of work */
    LEAST_RUN = 2 /* boilerplate fingerprints in a row that are masked */
};

/* What is known of the sources, by rank of all documents. */
struct origin {
    uint32_t *sources; /* 0: not known */
    bool *several;     /* whether the source has several documents: it is learned from by itself */
};

/* Documents that are learned from together. */
struct stage {
    struct nd_match match; /* of these documents */
    uint32_t *ranks;       /* by their ranks: those of all documents; NULL: the same */
    struct nd_learned learned;
};

struct masking {
    const struct stage *stage;
    const bool *several; /* by rank of all documents */
    struct nd_masked *masked;
    struct nd_bucket *copies; /* one a worker: room for the words that are left of a document */
    uint64_t *words;          /* one a worker: that were masked */
};

static uint32_t rank_of(const struct stage *stage, uint32_t at) {
    return stage->ranks != NULL ? stage->ranks[at] : at;
}

/* ---- Masking --------------------------------------------------------------------------------- */

/* The end of the run of boilerplate fingerprints from i on. */
static uint32_t run_end(const struct nd_learned *learned, const struct nd_profile *profile,
                        uint32_t i) {
    while (i < profile->count && learned->boilerplate[profile->numbers[i]]) i++;
    return i;
}

/* The words that the run of fingerprints [i, end) hides. At the rim of the document, where no other
 * fingerprint stands, it hides all: a window is not whole there. */
static void hidden_words(const struct nd_profile *profile, uint32_t i, uint32_t end, uint32_t words,
                         uint32_t *first, uint32_t *last) {
    *first = i == 0 ? 0 : profile->positions[i];
    *last = profile->positions[end - 1] + ND_SHINGLE_WORDS;
    if (end == profile->count || *last > words) *last = words;
}

/* Copies the words of the document to `out` but for its boilerplate; returns how many. */
static uint32_t copy_unmasked(const struct nd_learned *learned, const struct nd_profile *profile,
                              const struct nd_words *document, uint32_t *out) {
    uint32_t kept = 0, at = 0;
    for (uint32_t i = 0, end; i < profile->count; i = end + 1) {
        uint32_t first, last;
        end = run_end(learned, profile, i);
        if (end < i + LEAST_RUN) continue;
        hidden_words(profile, i, end, document->count, &first, &last);
        if (first > at) {
            memcpy(out + kept, document->words + at, (first - at) * sizeof *out);
            kept += first - at;
        }
        at = last;
    }
    memcpy(out + kept, document->words + at, (document->count - at) * sizeof *out);
    return kept + document->count - at;
}

/* A document without boilerplate stays borrowed as it is. */
static nd_status mask_document(struct masking *m, uint32_t at, uint32_t worker) {
    const struct stage *stage = m->stage;
    const struct nd_words *document = &stage->match.documents[at];
    struct nd_words *masked = &m->masked->documents[rank_of(stage, at)];
    struct nd_bucket *copy = &m->copies[worker];
    nd_status status =
        nd_reserve(&copy->items, &copy->capacity, document->count / 2 + 1, sizeof *copy->items);
    if (status != ND_OK) return status;
    masked->count = copy_unmasked(&stage->learned, &stage->learned.profiles.profiles[at], document,
                                  (uint32_t *)(void *)copy->items);
    if (masked->count == document->count) return ND_OK;
    m->words[worker] += document->count - masked->count;
    return nd_arena_store(&m->masked->arenas[worker], (uint32_t *)(void *)copy->items,
                          masked->count, &masked->words);
}

/* Masks what was learned about in this stage: documents of sources of several are those of the
 * stage that knows them. */
static nd_status mask_chunk(void *context, size_t task, uint32_t worker) {
    struct masking *m = context;
    const bool by_source = m->stage->match.sources != NULL;
    const size_t end = (task + 1) * CHUNK;
    nd_status status = ND_OK;
    for (size_t i = task * CHUNK; i < end && i < m->stage->match.count && status == ND_OK; i++) {
        const uint32_t at = (uint32_t)i;
        if (m->several[rank_of(m->stage, at)] == by_source) status = mask_document(m, at, worker);
    }
    return status;
}

/* Masks the documents of a stage. */
static nd_status mask(const struct stage *stage, const bool *several, struct nd_masked *masked) {
    const size_t chunks = (stage->match.count + (size_t)CHUNK - 1) / CHUNK;
    struct masking m = {.stage = stage, .several = several, .masked = masked};
    nd_status status = ND_ERR_MEMORY;
    nd_match_stage(&stage->match, "masking");
    if (stage->learned.count == 0) return ND_OK;
    m.copies = nd_alloc_zero(masked->workers, sizeof *m.copies);
    m.words = nd_alloc_zero(masked->workers, sizeof *m.words);
    if (m.copies != NULL && m.words != NULL) {
        status = nd_exec_run(stage->match.executor, chunks, mask_chunk, &m);
    }
    for (uint32_t w = 0; w < masked->workers; w++) {
        if (m.copies != NULL) nd_free(m.copies[w].items);
        if (m.words != NULL) masked->words += m.words[w];
    }
    nd_free(m.copies);
    nd_free(m.words);
    return status;
}

/* ---- Stages ---------------------------------------------------------------------------------- */

static void free_stage(struct stage *stage) {
    nd_learned_free(&stage->learned);
    if (stage->ranks != NULL) {
        nd_free((void *)(uintptr_t)stage->match.documents);
        nd_free((void *)(uintptr_t)stage->match.sources);
    }
    nd_free(stage->ranks);
}

/* Where the sources were not given, or but guessed: takes those that the first stage shows, unless
 * it bears the guess out. */
static nd_status choose_sources(const struct stage *stage, uint32_t *sources) {
    const uint32_t count = stage->match.count;
    uint32_t *inferred = nd_alloc(count, sizeof *inferred);
    bool confirmed = false;
    nd_status status = ND_ERR_MEMORY;
    nd_match_stage(&stage->match, "sources");
    if (inferred != NULL) status = nd_sources_infer(&stage->match, &stage->learned, inferred);
    if (status == ND_OK) status = nd_sources_confirm(sources, inferred, count, &confirmed);
    if (status == ND_OK && !confirmed) memcpy(sources, inferred, count * sizeof *sources);
    nd_free(inferred);
    return status;
}

/* Learns from all documents, whoever printed them; settles who did, and masks the documents that
 * are not known to be one of several of their source. */
static nd_status mask_by_structure(const struct nd_match *match, bool guessed,
                                   struct origin *origin, struct nd_masked *masked) {
    struct stage stage = {.match = *match};
    nd_status status;
    stage.match.sources = NULL;
    status = nd_learn(&stage.match, &stage.learned);
    if (status == ND_OK && guessed) {
        status = choose_sources(&stage, origin->sources);
        if (status == ND_OK)
            status = nd_sources_settle(origin->sources, match->count, origin->several);
    }
    if (status == ND_OK) status = mask(&stage, origin->several, masked);
    free_stage(&stage);
    return status;
}

/* Makes a stage of the documents whose source is known. */
static nd_status select_known(const struct nd_match *match, const uint32_t *sources,
                              struct stage *stage) {
    struct nd_words *documents = nd_alloc(match->count, sizeof *documents);
    uint32_t *known = nd_alloc(match->count, sizeof *known);
    *stage = (struct stage){.match = *match};
    stage->ranks = nd_alloc(match->count, sizeof *stage->ranks);
    stage->match.documents = documents;
    stage->match.sources = known;
    stage->match.count = 0;
    if (stage->ranks == NULL || documents == NULL || known == NULL) {
        nd_free(documents);
        nd_free(known);
        nd_free(stage->ranks);
        *stage = (struct stage){0};
        return ND_ERR_MEMORY;
    }
    for (uint32_t r = 0; r < match->count; r++) {
        if (sources[r] == 0) continue;
        documents[stage->match.count] = match->documents[r];
        known[stage->match.count] = sources[r];
        stage->ranks[stage->match.count++] = r;
    }
    return ND_OK;
}

/* Learns from each source by itself, and masks the documents of those that have several. */
static nd_status mask_by_source(const struct nd_match *match, const struct origin *origin,
                                struct nd_masked *masked) {
    struct stage stage;
    nd_status status = select_known(match, origin->sources, &stage);
    if (status == ND_OK && stage.match.count != 0) {
        status = nd_learn(&stage.match, &stage.learned);
        if (status == ND_OK) status = mask(&stage, origin->several, masked);
    }
    free_stage(&stage);
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(const struct nd_match *match, struct nd_masked *masked) {
    masked->workers = nd_exec_workers(match->executor);
    masked->documents = nd_alloc(match->count, sizeof *masked->documents);
    masked->arenas = nd_alloc_zero(masked->workers, sizeof *masked->arenas);
    if (masked->documents == NULL || masked->arenas == NULL) return ND_ERR_MEMORY;
    memcpy(masked->documents, match->documents, match->count * sizeof *masked->documents);
    return ND_OK;
}

/* The sources that the match has, if any. */
static nd_status make_origin(const struct nd_match *match, struct origin *origin) {
    origin->sources = nd_alloc_zero(match->count, sizeof *origin->sources);
    origin->several = nd_alloc_zero(match->count, sizeof *origin->several);
    if (origin->sources == NULL || origin->several == NULL) return ND_ERR_MEMORY;
    if (match->sources == NULL) return ND_OK;
    memcpy(origin->sources, match->sources, match->count * sizeof *origin->sources);
    return nd_sources_settle(origin->sources, match->count, origin->several);
}

/* Whether all documents are known to be one of several of their source. */
static bool all_several(const struct origin *origin, uint32_t count) {
    for (uint32_t r = 0; r < count; r++)
        if (!origin->several[r]) return false;
    return true;
}

nd_status nd_mask_boilerplate(const struct nd_match *match, bool guessed,
                              struct nd_masked *masked) {
    struct origin origin = {0};
    nd_status status;
    *masked = (struct nd_masked){0};
    status = allocate(match, masked);
    if (status == ND_OK) status = make_origin(match, &origin);
    if (status == ND_OK && (guessed || !all_several(&origin, match->count)))
        status = mask_by_structure(match, guessed, &origin, masked);
    if (status == ND_OK) status = mask_by_source(match, &origin, masked);
    nd_free(origin.sources);
    nd_free(origin.several);
    return status;
}

void nd_masked_free(struct nd_masked *masked) {
    for (uint32_t w = 0; w < masked->workers && masked->arenas != NULL; w++) {
        nd_arena_free(&masked->arenas[w]);
    }
    nd_free(masked->documents);
    nd_free(masked->arenas);
    *masked = (struct nd_masked){0};
}
