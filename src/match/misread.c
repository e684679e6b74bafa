/*
 * misread.c - see misread.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/misread.h"

#include "base/exec.h"

enum { CHUNK = 256 }; /* documents in a piece of work */

struct finding {
    const struct nd_match *match;
    uint8_t *misread;
};

static nd_status find_in_chunk(void *context, size_t task, uint32_t worker) {
    const struct finding *finding = context;
    const size_t end = (task + 1) * CHUNK;
    (void)worker;
    for (size_t i = task * CHUNK; i < end && i < finding->match->count; i++) {
        const uint32_t rank = nd_match_visit(finding->match, i);
        finding->misread[rank] =
            nd_lexicon_misread(finding->match->lexicon, &finding->match->documents[rank]);
    }
    return ND_OK;
}

nd_status nd_misread_find(const struct nd_match *match, uint8_t *misread) {
    struct finding finding = {match, misread};
    const size_t chunks = (match->count + (size_t)CHUNK - 1) / CHUNK;
    return nd_exec_run(match->executor, chunks, find_in_chunk, &finding);
}
