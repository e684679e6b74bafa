/*
 * recall.c - see recall.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/recall.h"

#include "base/mem.h"
#include "match/boilerplate.h"

nd_status nd_recall_take(struct nd_recall *recall, struct nd_masked *masked,
                         struct nd_lexicon *lexicon, uint32_t count) {
    nd_recall_free(recall);
    recall->hidden = nd_alloc_zero(count, sizeof *recall->hidden);
    if (recall->hidden == NULL) return ND_ERR_MEMORY;
    recall->count = count;
    recall->masked = *masked;
    recall->lexicon = *lexicon;
    *masked = (struct nd_masked){0};
    *lexicon = (struct nd_lexicon){0};
    return ND_OK;
}

void nd_recall_set(struct nd_recall *recall, uint32_t document, uint32_t rank) {
    if (recall->masked.hidden != NULL) recall->hidden[document] = recall->masked.hidden[rank];
}

void nd_recall_free(struct nd_recall *recall) {
    nd_free(recall->hidden);
    nd_masked_free(&recall->masked);
    nd_lexicon_free(&recall->lexicon);
    *recall = (struct nd_recall){0};
}
