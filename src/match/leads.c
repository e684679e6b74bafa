/*
 * leads.c - see leads.h
 *
 * A cluster is found around its fullest copy, whichever is to be kept of it in the end: what is one
 * report does not depend on that. Only when it is whole another member takes the place of the
 * first, and what the choices share with it is found by one more alignment each.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/leads.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/exec.h"
#include "base/mem.h"

enum { CHUNK = 256 }; /* documents in a piece of work */

/* A document that may lead its cluster. */
struct runner {
    uint32_t centre; /* that the cluster was found around */
    uint32_t at, entry;
    bool old;
};

struct leading {
    const struct nd_leads *leads;
    struct nd_cluster_place *places;
    struct runner *runners;
    size_t runner_count;
    struct nd_choice *choices;   /* as the chooser sees them: room for all runners of a cluster */
    uint32_t *size;              /* by centre: runners */
    uint32_t *to;                /* by centre: the document that takes its place, or itself */
    struct nd_aligner *aligners; /* one a worker */
};

/* ---- Choosing -------------------------------------------------------------------------------- */

/* Of a cluster old ones first, then the centre, then the longest: in the order of the match. */
static int compare_runners(const void *x, const void *y) {
    const struct runner *a = x, *b = y;
    if (a->centre != b->centre) return a->centre < b->centre ? -1 : 1;
    if (a->old != b->old) return a->old ? -1 : 1;
    if (a->at != b->at) {
        if (a->at == a->centre || b->at == b->centre) return a->at == a->centre ? -1 : 1;
        return a->at < b->at ? -1 : 1;
    }
    return (a->entry > b->entry) - (a->entry < b->entry);
}

/* Whether an entry may lead: without a chooser old ones lead, where they can, and nothing else
 * changes. Updates and excerpts that joined a cluster do not lead it. */
static bool may_lead(const struct leading *l, uint32_t entry) {
    const uint32_t at = l->leads->at[entry];
    if (at == ND_RANK_NONE) return false;
    if (l->leads->chooser->choose == NULL && !l->leads->entries[entry].old) return false;
    return l->places[at].lead == at || l->places[at].relation == ND_RELATION_REPRINT;
}

/* Collects the entries that may lead, but for those that do so anyway because they are alone. */
static void find_runners(struct leading *l) {
    const struct nd_leads *leads = l->leads;
    for (uint32_t i = 0; i < leads->count; i++)
        if (may_lead(l, i)) l->size[l->places[leads->at[i]].lead]++;
    for (uint32_t i = 0; i < leads->count; i++) {
        const uint32_t at = leads->at[i];
        if (!may_lead(l, i)) continue;
        if (l->size[at] == 1 && l->places[at].lead == at) continue;
        l->runners[l->runner_count++] = (struct runner){
            .centre = l->places[at].lead, .at = at, .entry = i, .old = leads->entries[i].old};
    }
    if (l->runner_count != 0)
        qsort(l->runners, l->runner_count, sizeof *l->runners, compare_runners);
}

/* Lets the chooser choose one of the runners [0, count) of a cluster. */
static size_t choose(const struct leading *l, const struct runner *runners, size_t count) {
    const struct nd_leads *leads = l->leads;
    if (leads->chooser->choose == NULL || count == 1) return 0;
    for (size_t i = 0; i < count; i++) {
        const struct nd_entry *entry = &leads->entries[runners[i].entry];
        const uint32_t words = leads->match->documents[runners[i].at].count;
        l->choices[i] = (struct nd_choice){entry->document, words, entry->count - words};
    }
    return leads->chooser->choose(leads->chooser->self, l->choices, count);
}

/* Takes the runners cluster by cluster: the old ones, if there are any. */
static nd_status choose_all(struct leading *l, uint32_t *kept) {
    size_t end;
    for (uint32_t r = 0; r < l->leads->match->count; r++) l->to[r] = r;
    for (size_t first = 0; first < l->runner_count; first = end) {
        const struct runner *const runners = &l->runners[first];
        size_t count = 0, best;
        for (end = first; end < l->runner_count && l->runners[end].centre == runners->centre; end++)
            count += l->runners[end].old == runners->old;
        best = choose(l, runners, count);
        if (best >= count) return ND_ERR_PARAM;
        l->to[runners->centre] = runners[best].at;
        kept[runners[best].at] = runners[best].entry;
    }
    return ND_OK;
}

/* ---- Stating --------------------------------------------------------------------------------- */

static nd_status state_place(const struct leading *l, uint32_t rank, struct nd_aligner *aligner) {
    const struct nd_match *match = l->leads->match;
    struct nd_cluster_place *place = &l->places[rank];
    const uint32_t centre = place->lead, lead = l->to[centre];
    if (lead == centre) return ND_OK;
    place->lead = lead;
    if (rank == centre) {
        place->match = lead;
        place->relation = ND_RELATION_REPRINT; /* also of a round-up that was printed twice */
    }
    if (rank != lead) return nd_match_measure(match, aligner, rank, lead, &place->share);
    place->match = lead;
    place->share = (struct nd_share){.shared = match->documents[lead].count,
                                     .equal = match->documents[lead].count};
    return ND_OK;
}

static nd_status state_chunk(void *context, size_t task, uint32_t worker) {
    const struct leading *l = context;
    const uint32_t count = l->leads->match->count, begin = (uint32_t)task * CHUNK;
    const uint32_t end = count - begin < CHUNK ? count : begin + CHUNK;
    nd_status status = ND_OK;
    for (uint32_t r = begin; r < end && status == ND_OK; r++)
        status = state_place(l, r, &l->aligners[worker]);
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static nd_status allocate(struct leading *l, uint32_t workers) {
    const struct nd_match *match = l->leads->match;
    l->runners = nd_alloc(l->leads->count, sizeof *l->runners);
    l->choices = nd_alloc(l->leads->count, sizeof *l->choices);
    l->size = nd_alloc_zero(match->count, sizeof *l->size);
    l->to = nd_alloc(match->count, sizeof *l->to);
    l->aligners = nd_alloc_zero(workers, sizeof *l->aligners);
    if (l->runners == NULL || l->choices == NULL || l->size == NULL || l->to == NULL ||
        l->aligners == NULL) {
        return ND_ERR_MEMORY;
    }
    for (uint32_t w = 0; w < workers; w++)
        nd_aligner_init(&l->aligners[w], match->kernels, match->lexicon);
    return ND_OK;
}

nd_status nd_choose_leads(const struct nd_leads *leads, struct nd_cluster_place *places,
                          uint32_t *kept) {
    const struct nd_match *match = leads->match;
    const uint32_t workers = nd_exec_workers(match->executor);
    struct leading l = {.leads = leads, .places = places};
    nd_status status = allocate(&l, workers);
    if (status == ND_OK) {
        find_runners(&l);
        status = choose_all(&l, kept);
    }
    if (status == ND_OK) {
        status = nd_exec_run(match->executor, ((size_t)match->count + CHUNK - 1) / CHUNK,
                             state_chunk, &l);
    }
    for (uint32_t w = 0; w < workers && l.aligners != NULL; w++) nd_aligner_free(&l.aligners[w]);
    nd_free(l.aligners);
    nd_free(l.runners);
    nd_free(l.choices);
    nd_free(l.size);
    nd_free(l.to);
    return status;
}
