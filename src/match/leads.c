/*
 * leads.c - see leads.h
 *
 * A cluster is found around its fullest copy, whichever is to be kept of it in the end: what is one
 * report does not depend on that. Only when it is whole another member takes the place of the
 * first, and what the members share with it is found by one more alignment each.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/leads.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/exec.h"
#include "base/mem.h"

#define NONE UINT32_MAX
enum { CHUNK = 256 }; /* documents in a piece of work */

/* A document that may lead its cluster. */
struct runner {
    uint32_t centre; /* that the cluster was found around */
    uint32_t at, entry;
};

struct leading {
    const struct nd_leads *leads;
    struct nd_place *places;
    struct runner *runners;
    size_t runner_count;
    uint32_t *to;                /* by centre: the document that takes its place, or itself */
    struct nd_aligner *aligners; /* one a worker */
};

/* ---- Choosing -------------------------------------------------------------------------------- */

/* Of a cluster the centre first, then the longest: in the order of the match. */
static int compare_runners(const void *x, const void *y) {
    const struct runner *a = x, *b = y;
    if (a->centre != b->centre) return a->centre < b->centre ? -1 : 1;
    if (a->at != b->at) {
        if (a->at == a->centre || b->at == b->centre) return a->at == a->centre ? -1 : 1;
        return a->at < b->at ? -1 : 1;
    }
    return (a->entry > b->entry) - (a->entry < b->entry);
}

/* Collects the old copies. Updates and excerpts that joined a cluster do not lead it. */
static void find_runners(struct leading *l) {
    for (uint32_t i = 0; i < l->leads->count; i++) {
        const uint32_t at = l->leads->at[i];
        if (at == NONE || !l->leads->entries[i].old) continue;
        if (l->places[at].lead != at && l->places[at].relation != ND_RELATION_REPRINT) continue;
        l->runners[l->runner_count++] =
            (struct runner){.centre = l->places[at].lead, .at = at, .entry = i};
    }
    if (l->runner_count != 0)
        qsort(l->runners, l->runner_count, sizeof *l->runners, compare_runners);
}

static void choose_all(struct leading *l, uint32_t *kept) {
    for (uint32_t r = 0; r < l->leads->match->count; r++) l->to[r] = r;
    for (size_t i = 0; i < l->runner_count; i++) {
        const struct runner *const best = &l->runners[i];
        if (i != 0 && best->centre == best[-1].centre) continue;
        l->to[best->centre] = best->at;
        kept[best->at] = best->entry;
    }
}

/* ---- Stating --------------------------------------------------------------------------------- */

/* What two documents share, however little that is. */
static nd_status align(const struct nd_match *match, struct nd_aligner *aligner, uint32_t x,
                       uint32_t y, struct nd_share *share) {
    const struct nd_words *a = &match->documents[x < y ? x : y];
    const struct nd_words *b = &match->documents[x < y ? y : x];
    const nd_status status = nd_align_with(aligner, a->words, a->count);
    return status == ND_OK ? nd_align(aligner, b->words, b->count, 0, share) : status;
}

static nd_status state_place(const struct leading *l, uint32_t rank, struct nd_aligner *aligner) {
    const struct nd_match *match = l->leads->match;
    struct nd_place *place = &l->places[rank];
    const uint32_t centre = place->lead, lead = l->to[centre];
    if (lead == centre) return ND_OK;
    place->lead = lead;
    if (rank == centre) place->match = lead;
    if (rank != lead) return align(match, aligner, rank, lead, &place->share);
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
    l->to = nd_alloc(match->count, sizeof *l->to);
    l->aligners = nd_alloc_zero(workers, sizeof *l->aligners);
    if (l->runners == NULL || l->to == NULL || l->aligners == NULL) return ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers; w++)
        nd_aligner_init(&l->aligners[w], match->kernels, match->lexicon);
    return ND_OK;
}

nd_status nd_choose_leads(const struct nd_leads *leads, struct nd_place *places, uint32_t *kept) {
    const struct nd_match *match = leads->match;
    const uint32_t workers = nd_exec_workers(match->executor);
    struct leading l = {.leads = leads, .places = places};
    nd_status status = allocate(&l, workers);
    if (status == ND_OK) {
        find_runners(&l);
        choose_all(&l, kept);
        status = nd_exec_run(match->executor, ((size_t)match->count + CHUNK - 1) / CHUNK,
                             state_chunk, &l);
    }
    for (uint32_t w = 0; w < workers && l.aligners != NULL; w++) nd_aligner_free(&l.aligners[w]);
    nd_free(l.aligners);
    nd_free(l.runners);
    nd_free(l.to);
    return status;
}
