/*
 * misread.c - see misread.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/misread.h"

#include "base/bounds.h"
#include "base/exec.h"

enum {
    CHUNK = 256,        /* documents in a piece of work */
    JUDGED_WORDS = 256, /* at the beginning of a document */
    MISREAD_PART = 32   /* misread: one of them in so many is known nowhere else */
};

struct finding {
    const struct nd_match *match;
    uint8_t *misread;
};

static bool is_misread(const struct nd_match *match, uint32_t rank) {
    const struct nd_words *document = &match->documents[rank];
    const uint32_t n = nd_smaller(document->count, JUDGED_WORDS);
    return (uint64_t)MISREAD_PART * nd_lexicon_strange(match->lexicon, document->words, n) >= n;
}

static nd_status find_in_chunk(void *context, size_t task, uint32_t worker) {
    const struct finding *finding = context;
    const size_t end = (task + 1) * CHUNK;
    (void)worker;
    for (size_t i = task * CHUNK; i < end && i < finding->match->count; i++) {
        const uint32_t rank = nd_match_visit(finding->match, i);
        finding->misread[rank] = is_misread(finding->match, rank);
    }
    return ND_OK;
}

nd_status nd_misread_find(const struct nd_match *match, uint8_t *misread) {
    struct finding finding = {match, misread};
    const size_t chunks = (match->count + (size_t)CHUNK - 1) / CHUNK;
    return nd_exec_run(match->executor, chunks, find_in_chunk, &finding);
}
