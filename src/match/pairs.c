/*
 * pairs.c - see pairs.h
 *
 * A rank is named by its first document, the one with the byte-smallest name, an old one if it has
 * any, and each of its other documents is in one pair, with that one: a report that was printed
 * 20,000 times word by word has 20,000 pairs, not 200 million.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/pairs.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/names.h"

/* A pair while it is put in order. */
struct named {
    const struct nd_entry *document, *other;
    nd_relation relation;
    struct nd_measure measure;
};

static int compare_entries(const struct nd_entry *a, const struct nd_entry *b) {
    const int order = nd_name_compare(a->name, b->name);
    return order != 0 ? order : (a->document > b->document) - (a->document < b->document);
}

static int compare_named(const void *x, const void *y) {
    const struct named *a = x, *b = y;
    const int order = compare_entries(a->other, b->other);
    return order != 0 ? order : compare_entries(a->document, b->document);
}

static struct named name_tie(const struct nd_ranked *ranked, const struct nd_tie *tie) {
    return (struct named){.document = &ranked->entries[ranked->first[tie->document]],
                          .other = &ranked->entries[ranked->first[tie->other]],
                          .relation = tie->relation,
                          .measure = {.shared = tie->share.shared,
                                      .equal = tie->share.equal,
                                      .words_a = ranked->words[tie->document],
                                      .words_b = ranked->words[tie->other]}};
}

/* What two old documents are to each other was not asked. */
static bool is_asked_for(const struct named *named) {
    return !(named->document->old && named->other->old);
}

/* Lists an entry and the first one of its rank; returns 1, or 0 when there is nothing to list. */
static size_t name_exact(const struct nd_ranked *ranked, uint32_t entry, struct named *out) {
    const uint32_t rank = ranked->rank[entry];
    if (rank == ND_RANK_NONE || ranked->first[rank] == entry) return 0;
    *out = (struct named){.document = &ranked->entries[entry],
                          .other = &ranked->entries[ranked->first[rank]],
                          .relation = ND_RELATION_EXACT,
                          .measure = {ranked->words[rank], ranked->words[rank], ranked->words[rank],
                                      ranked->words[rank]}};
    return is_asked_for(out);
}

nd_status nd_pairs_make(const struct nd_ranked *ranked, const struct nd_ties *ties,
                        struct nd_pair **out, size_t *count) {
    const size_t most = ties->count + ranked->count;
    struct named *named = nd_alloc(most, sizeof *named);
    struct nd_pair *pairs;
    size_t n = 0;
    *out = NULL;
    *count = 0;
    if (named == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < ties->count; i++) {
        named[n] = name_tie(ranked, &ties->ties[i]);
        n += is_asked_for(&named[n]);
    }
    for (uint32_t e = 0; e < ranked->count; e++) n += name_exact(ranked, e, &named[n]);
    qsort(named, n, sizeof *named, compare_named);
    pairs = nd_alloc(n, sizeof *pairs);
    for (size_t i = 0; i < n && pairs != NULL; i++) {
        pairs[i] = (struct nd_pair){named[i].document->document, named[i].other->document,
                                    named[i].relation, named[i].measure};
    }
    nd_free(named);
    *out = pairs;
    *count = pairs != NULL ? n : 0;
    return pairs != NULL ? ND_OK : ND_ERR_MEMORY;
}
