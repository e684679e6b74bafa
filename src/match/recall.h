/*
 * recall.h - what of a clustering is needed to compare two of its documents once more
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_RECALL_H
#define ND_MATCH_RECALL_H

#include "match/lexicon.h"
#include "match/mask.h"

/* Start with zeros. */
struct nd_recall {
    struct nd_words *hidden; /* by document: see nd_masked */
    uint32_t count;          /* of documents; 0: nothing is known */
    struct nd_masked masked; /* owns what is hidden */
    struct nd_lexicon lexicon;
};

/* Takes what was masked and the lexicon away from their owner. There
 * are `count` documents, of which nothing is hidden until nd_recall_set says more. Fails with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_recall_take(struct nd_recall *recall, struct nd_masked *masked,
                                  struct nd_lexicon *lexicon, uint32_t count);

/* Says that document `document` has this rank. */
void nd_recall_set(struct nd_recall *recall, uint32_t document, uint32_t rank);

void nd_recall_free(struct nd_recall *recall);

#endif /* ND_MATCH_RECALL_H */
