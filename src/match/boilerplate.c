/*
 * boilerplate.c - see boilerplate.h
 *
 * In two stages, because a source shows more than the structure of the corpus: first all documents
 * are learned from together; that masks those of unknown source, and tells the sources where nobody
 * has (sources.c). Then each source is learned from by itself, which masks its documents. The first
 * stage is left out when all sources are known.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/boilerplate.h"

#include <string.h>

#include "base/exec.h"
#include "base/mem.h"
#include "base/store.h"
#include "match/sources.h"

/* What is known of the sources, by rank of all documents. */
struct origin {
    uint32_t *sources; /* 0: not known */
    bool *several;     /* whether the source has several documents: it is learned from by itself */
};

/* ---- Stages ---------------------------------------------------------------------------------- */

/* Where the sources were not given, or but guessed: takes those that the first stage shows, unless
 * it bears the guess out. */
static nd_status choose_sources(const struct nd_stage *stage, uint32_t *sources) {
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

/* Masks the documents of a stage that has learned, and forgets what it has. */
static nd_status end_stage(struct nd_stage *stage, nd_status status, struct nd_blocks *blocks,
                           struct nd_masked *masked) {
    if (status == ND_OK && blocks != NULL) status = nd_blocks_collect(stage, blocks);
    if (status == ND_OK) status = nd_stage_mask(stage, masked);
    nd_learned_free(&stage->learned);
    return status;
}

/* Learns from all documents, whoever printed them; settles who did, and masks the documents that
 * are not known to be one of several of their source. */
static nd_status mask_by_structure(struct nd_stage *stage, bool guessed,
                                   const struct origin *origin, struct nd_blocks *blocks,
                                   struct nd_masked *masked) {
    nd_status status = nd_learn(&stage->profiles, &stage->learned);
    if (status == ND_OK && guessed) {
        status = choose_sources(stage, origin->sources);
        if (status == ND_OK)
            status = nd_sources_settle(origin->sources, stage->match.count, origin->several);
    }
    return end_stage(stage, status, blocks, masked);
}

static bool any_several(const struct origin *origin, uint32_t count) {
    for (uint32_t r = 0; r < count; r++)
        if (origin->several[r]) return true;
    return false;
}

/* Learns from each source by itself, and masks the documents of those that have several. */
static nd_status mask_by_source(struct nd_stage *stage, const struct origin *origin,
                                struct nd_blocks *blocks, struct nd_masked *masked) {
    nd_status status;
    if (!any_several(origin, stage->match.count)) return ND_OK;
    status = nd_profiles_clear(&stage->profiles);
    stage->match.sources = origin->sources;
    if (status == ND_OK) status = nd_learn(&stage->profiles, &stage->learned);
    return end_stage(stage, status, blocks, masked);
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(const struct nd_match *match, struct nd_masked *masked) {
    const size_t n = match->count, blocks = nd_index_prints(match->index) / ND_BLOCK_PRINTS;
    struct nd_arena *arrays = &masked->arrays;
    masked->workers = nd_exec_workers(match->executor);
    masked->arenas = nd_alloc_zero(masked->workers, sizeof *masked->arenas);
    arrays->store = match->store;
    masked->documents = nd_arena_array(arrays, n, sizeof *masked->documents);
    masked->hidden_prints = nd_arena_zeros(arrays, blocks, sizeof *masked->hidden_prints);
    if (masked->recalls) masked->hidden = nd_arena_zeros(arrays, n, sizeof *masked->hidden);
    if (masked->documents == NULL || masked->hidden_prints == NULL || masked->arenas == NULL ||
        (masked->recalls && masked->hidden == NULL))
        return ND_ERR_MEMORY;
    for (uint32_t w = 0; w < masked->workers; w++) masked->arenas[w].store = match->store;
    for (size_t r = 0; r < n; r++) {
        nd_store_relieve_at(match->store, r);
        masked->documents[r] = match->documents[r];
    }
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

nd_status nd_mask_boilerplate(const struct nd_match *match, bool guessed, struct nd_blocks *blocks,
                              struct nd_masked *masked) {
    struct origin origin = {0};
    struct nd_stage stage = {.match = *match};
    nd_status status;
    *masked = (struct nd_masked){.recalls = masked->recalls};
    status = allocate(match, masked);
    if (status == ND_OK) status = make_origin(match, &origin);
    if (status == ND_OK) status = nd_profiles_make(&stage.match, &stage.profiles);
    stage.several = origin.several;
    stage.match.sources = NULL;
    if (status == ND_OK && (guessed || !all_several(&origin, match->count)))
        status = mask_by_structure(&stage, guessed, &origin, blocks, masked);
    if (status == ND_OK) status = mask_by_source(&stage, &origin, blocks, masked);
    nd_profiles_free(&stage.profiles);
    nd_free(origin.sources);
    nd_free(origin.several);
    return status;
}

void nd_masked_free(struct nd_masked *masked) {
    for (uint32_t w = 0; w < masked->workers && masked->arenas != NULL; w++)
        nd_arena_free(&masked->arenas[w]);
    nd_free(masked->arenas);
    nd_arena_free(&masked->arrays);
    *masked = (struct nd_masked){0};
}
