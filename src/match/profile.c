/*
 * profile.c - see profile.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/profile.h"

#include "base/exec.h"
#include "base/mem.h"
#include "sketch/sketch.h"

enum { CHUNK = 256, CLASSES_PER_OCTAVE = 4 };

struct making {
    const struct nd_match *match;
    const struct nd_frequents *frequents;
    struct nd_profiles *profiles;
    struct nd_sketcher *sketchers; /* one a worker */
};

static nd_status make_profile(struct making *m, uint32_t rank, uint32_t worker) {
    struct nd_sketcher *sketcher = &m->sketchers[worker];
    struct nd_arena *arena = &m->profiles->arenas[worker];
    struct nd_profile *profile = &m->profiles->profiles[rank];
    const struct nd_words *document = &m->match->documents[rank];
    const uint32_t source = m->match->sources != NULL ? m->match->sources[rank] : 0;
    nd_status status = nd_sketch_shingles(sketcher, document->words, document->count);
    if (status != ND_OK) return status;
    profile->count = (uint32_t)nd_sketch_fingerprints(sketcher, document->words, document->count);
    for (uint32_t i = 0; i < profile->count; i++) { /* the shingles have served */
        sketcher->shingles[i] = nd_frequent_number(m->frequents, sketcher->fingerprints[i], source);
    }
    status = nd_arena_store(arena, sketcher->positions, profile->count, &profile->positions);
    if (status != ND_OK) return status;
    return nd_arena_store(arena, sketcher->shingles, profile->count, &profile->numbers);
}

static nd_status make_chunk(void *context, size_t task, uint32_t worker) {
    struct making *m = context;
    const size_t end = (task + 1) * CHUNK;
    nd_status status = ND_OK;
    for (size_t r = task * CHUNK; r < end && r < m->match->count && status == ND_OK; r++) {
        status = make_profile(m, (uint32_t)r, worker);
    }
    return status;
}

static nd_status allocate(struct making *m, uint32_t workers) {
    struct nd_profiles *profiles = m->profiles;
    const uint32_t count = m->frequents->count;
    profiles->profiles = nd_alloc(m->match->count, sizeof *profiles->profiles);
    profiles->classes = nd_alloc((size_t)count + 1, sizeof *profiles->classes);
    profiles->arenas = nd_alloc_zero(workers, sizeof *profiles->arenas);
    profiles->workers = workers;
    m->sketchers = nd_alloc_zero(workers, sizeof *m->sketchers);
    if (profiles->profiles == NULL || profiles->classes == NULL || profiles->arenas == NULL ||
        m->sketchers == NULL) {
        return ND_ERR_MEMORY;
    }
    for (uint32_t w = 0; w < workers; w++) nd_sketcher_init(&m->sketchers[w], m->match->kernels);
    profiles->classes[ND_RARE] = nd_document_class(1);
    for (uint32_t i = 0; i < count; i++) {
        profiles->classes[i + 1] = nd_document_class(m->frequents->items[i].documents);
    }
    return ND_OK;
}

nd_status nd_profiles_make(const struct nd_match *match, const struct nd_frequents *frequents,
                           struct nd_profiles *profiles) {
    const uint32_t workers = nd_exec_workers(match->executor);
    const size_t chunks = (match->count + (size_t)CHUNK - 1) / CHUNK;
    struct making m = {.match = match, .frequents = frequents, .profiles = profiles};
    nd_status status;
    *profiles = (struct nd_profiles){0};
    status = allocate(&m, workers);
    if (status == ND_OK) status = nd_exec_run(match->executor, chunks, make_chunk, &m);
    for (uint32_t w = 0; w < workers && m.sketchers != NULL; w++) {
        nd_sketcher_free(&m.sketchers[w]);
    }
    nd_free(m.sketchers);
    return status;
}

void nd_profiles_free(struct nd_profiles *profiles) {
    for (uint32_t w = 0; w < profiles->workers && profiles->arenas != NULL; w++) {
        nd_arena_free(&profiles->arenas[w]);
    }
    nd_free(profiles->profiles);
    nd_free(profiles->classes);
    nd_free(profiles->arenas);
    *profiles = (struct nd_profiles){0};
}

uint8_t nd_document_class(uint32_t documents) {
    uint32_t octave = 0;
    while (documents >> octave > 1) octave++;
    return (uint8_t)(CLASSES_PER_OCTAVE * octave +
                     ((uint64_t)documents * CLASSES_PER_OCTAVE >> octave) % CLASSES_PER_OCTAVE);
}

void nd_spectrum_sum(struct nd_spectrum *spectrum) {
    for (uint32_t c = 1; c < ND_DOCUMENT_CLASSES; c++) spectrum->upto[c] += spectrum->upto[c - 1];
}

uint32_t nd_spectrum_rare(const struct nd_spectrum *spectrum, uint8_t class) {
    const uint32_t two_octaves = 2 * CLASSES_PER_OCTAVE;
    return spectrum->upto[class > two_octaves ? class - two_octaves : 0];
}

uint32_t nd_spectrum_alike(const struct nd_spectrum *spectrum, uint8_t class) {
    return spectrum->upto[class + CLASSES_PER_OCTAVE];
}
