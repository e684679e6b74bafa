/*
 * misread.c - see misread.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/misread.h"

#include "base/exec.h"
#include "base/mem.h"
#include "match/fetch.h"

enum {
    CHUNK = 256, /* documents in a piece of work */
    NEAR = 4,    /* so many documents ahead of the one at hand their words are asked for, ... */
    FAR = 16     /* ... and where these are */
};

struct finding {
    const struct nd_match *match;
    bool *found; /* by document in the order in which their words lie */
};

/* Asks for what the documents behind the i-th need. */
ND_INLINE void fetch_ahead(const struct nd_match *match, size_t i) {
    if (i + FAR < match->count)
        __builtin_prefetch(&match->documents[nd_match_visit(match, i + FAR)]);
    if (i + NEAR < match->count)
        nd_fetch_words(&match->documents[nd_match_visit(match, i + NEAR)], ND_LEXICON_JUDGED);
}

static nd_status find_in_chunk(void *context, size_t task, uint32_t worker) {
    const struct finding *finding = context;
    const size_t end = (task + 1) * CHUNK;
    (void)worker;
    for (size_t i = task * CHUNK; i < end && i < finding->match->count; i++) {
        const uint32_t rank = nd_match_visit(finding->match, i);
        fetch_ahead(finding->match, i);
        finding->found[i] =
            nd_lexicon_misread(finding->match->lexicon, &finding->match->documents[rank]);
    }
    return ND_OK;
}

/* Ranks lie anywhere in that order: were they written to by all threads, these would have each
 * cache line from each other all the time. */
nd_status nd_misread_find(const struct nd_match *match, uint8_t *misread) {
    const size_t chunks = (match->count + (size_t)CHUNK - 1) / CHUNK;
    struct finding finding = {match, nd_alloc(match->count, sizeof *finding.found)};
    nd_status status = ND_ERR_MEMORY;
    if (finding.found != NULL)
        status = nd_exec_run(match->executor, chunks, find_in_chunk, &finding);
    for (size_t i = 0; i < match->count && status == ND_OK; i++) {
        nd_store_relieve_at(match->store, i);
        misread[nd_match_visit(match, i)] = finding.found[i];
    }
    nd_free(finding.found);
    return status;
}
