/*
 * verify.c - see verify.h
 *
 * Pairs come sorted by their longer document, so that its index serves all its pairs in a piece of
 * work.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/verify.h"

#include "base/exec.h"
#include "base/mem.h"
#include "match/passages.h"

enum { CHUNK = 128 }; /* pairs in a piece of work */

struct verification {
    const struct nd_match *match;
    const uint64_t *pairs;
    size_t count;
    struct nd_contact *contacts; /* by pair */
    struct nd_aligner *aligners; /* one a worker */
};

static nd_status verify_pair(const struct verification *v, size_t i, struct nd_aligner *aligner) {
    struct nd_contact *contact = &v->contacts[i];
    nd_status status;
    *contact = (struct nd_contact){.a = (uint32_t)(v->pairs[i] >> 32), .b = (uint32_t)v->pairs[i]};
    status = nd_match_align(v->match, aligner, contact->a, contact->b, &contact->share);
    if (status == ND_OK && contact->share.shared != 0) {
        nd_passages_spread(aligner, v->match->documents[contact->b].count, &contact->spread_a,
                           &contact->spread_b);
    }
    return status;
}

static nd_status verify_chunk(void *context, size_t task, uint32_t worker) {
    const struct verification *v = context;
    const size_t begin = task * CHUNK;
    const size_t end = v->count - begin < CHUNK ? v->count : begin + CHUNK;
    nd_status status = ND_OK;
    for (size_t i = begin; i < end && status == ND_OK; i++) {
        status = verify_pair(v, i, &v->aligners[worker]);
    }
    return status;
}

/* Hands the contacts that share anything to the caller, closed up. */
static void keep_contacts(struct verification *v, struct nd_contacts *out) {
    for (size_t i = 0; i < v->count; i++) {
        if (v->contacts[i].share.shared != 0) v->contacts[out->count++] = v->contacts[i];
    }
    out->contacts = v->contacts;
    out->capacity = v->count;
    nd_shrink(&out->contacts, &out->capacity, out->count, sizeof *out->contacts);
    v->contacts = NULL;
}

nd_status nd_verify_pairs(const struct nd_match *match, const uint64_t *pairs, size_t count,
                          struct nd_contacts *out) {
    const uint32_t workers = nd_exec_workers(match->executor);
    const size_t chunks = (count + CHUNK - 1) / CHUNK;
    struct verification v = {.match = match, .pairs = pairs, .count = count};
    nd_status status = ND_OK;
    *out = (struct nd_contacts){0};
    v.contacts = nd_alloc(count, sizeof *v.contacts);
    v.aligners = nd_alloc_zero(workers, sizeof *v.aligners);
    if (v.contacts == NULL || v.aligners == NULL) status = ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers && status == ND_OK; w++) {
        nd_aligner_init(&v.aligners[w], match->kernels, match->lexicon);
    }
    if (status == ND_OK) status = nd_exec_run(match->executor, chunks, verify_chunk, &v);
    if (status == ND_OK) keep_contacts(&v, out);
    for (uint32_t w = 0; w < workers && v.aligners != NULL; w++) nd_aligner_free(&v.aligners[w]);
    nd_free(v.aligners);
    nd_free(v.contacts);
    return status;
}
