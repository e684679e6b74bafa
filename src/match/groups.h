/*
 * groups.h - from the documents of a corpus to the rows of its result
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_GROUPS_H
#define ND_MATCH_GROUPS_H

#include <stdbool.h>

#include "match/rank.h"
#include "match/recall.h"
#include "newsdupes.h"
#include "simd/kernels.h"

/* What is to be clustered, and how. */
struct nd_groups {
    const struct nd_entry *entries; /* as nd_rank_entries sorts them */
    const struct nd_name *names;    /* by document */
    size_t count;
    struct nd_dealt dealt; /* their fingerprints, numbered; these are taken away */
    const struct nd_kernels *kernels;
    const struct nd_executor *executor;
    const struct nd_observer *observer;
    const struct nd_store *store; /* NULL: memory */
    uint32_t threshold;
    const struct nd_chooser *chooser;
    bool has_old;            /* some entries are old: they have no rows, and lead where they can */
    bool boilerplate;        /* learned and masked */
    unsigned joins;          /* ND_JOIN_…: do not stand alone */
    const uint32_t *sources; /* by document: who printed it, 0 for not known; NULL: nothing is */
    bool sources_guessed;
    bool pairs;                                   /* wanted, too */
    const struct nd_audit_options *audit_options; /* NULL: no audit */
    struct nd_audit *audit;                       /* where it goes; its pairs by nd_alloc */
    struct nd_recall *recall;                     /* likewise; NULL: it is not wanted */
};

/* Lists the boilerplate of the documents: fills in boilerplate->blocks (allocated by nd_alloc) and
 * the rest. Fails like nd_group. */
ND_CHECK nd_status nd_group_boilerplate(struct nd_groups *groups,
                                        struct nd_boilerplate *boilerplate);

/* Fills in result->rows (room for groups->count of them from the store) and pairs (allocated by
 * nd_alloc), their counts and the counts (but for the words). Fails with ND_ERR_MEMORY or what the
 * executor returns. */
ND_CHECK nd_status nd_group(struct nd_groups *groups, struct nd_result *result);

#endif /* ND_MATCH_GROUPS_H */
