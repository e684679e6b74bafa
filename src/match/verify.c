/*
 * verify.c - see verify.h
 *
 * Half of the time would go by waiting for the words of documents. So pairs are compared in an
 * order in which they meet again while they are in the cache: a document goes with the first one,
 * which is the longest, that it is paired with, and this one with the first of its own. Of the
 * pairs of one such family those of one longer document follow each other, so that its table of
 * places serves all of them in a piece of work. And the words of a pair are asked for while the one
 * before it is compared.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/verify.h"

#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "base/store.h"
#include "match/passages.h"

enum { CHUNK = 128 }; /* pairs in a piece of work */

struct verification {
    const struct nd_match *match;
    const uint64_t *pairs;
    size_t count;
    uint64_t *order;             /* of comparing: family << 32 | index of a pair */
    struct nd_contact *contacts; /* by pair */
    struct nd_aligner *aligners; /* one a worker */
};

/* ---- Order ----------------------------------------------------------------------------------- */

/* Pairs ascend, so that the family of a document is known before its own pairs come. */
static void list_pairs(struct verification *v, uint32_t *family) {
    for (uint32_t r = 0; r < v->match->count; r++) family[r] = r;
    for (size_t i = 0; i < v->count; i++) {
        const uint32_t a = (uint32_t)(v->pairs[i] >> 32), b = (uint32_t)v->pairs[i];
        if (family[b] == b) family[b] = family[a];
        v->order[i] = (uint64_t)family[a] << 32 | i;
    }
}

static nd_status put_in_order(struct verification *v) {
    uint32_t *family = nd_alloc(v->match->count, sizeof *family);
    uint64_t *scratch = nd_alloc(v->count, sizeof *scratch);
    const bool complete = family != NULL && scratch != NULL;
    if (complete) {
        list_pairs(v, family);
        nd_sort_u64(v->order, scratch, v->count, 32, 64);
    }
    nd_free(family);
    nd_free(scratch);
    return complete ? ND_OK : ND_ERR_MEMORY;
}

/* ---- Pairs ----------------------------------------------------------------------------------- */

static nd_status verify_pair(const struct verification *v, size_t i, struct nd_aligner *aligner) {
    const uint64_t pair = v->pairs[i];
    struct nd_contact *contact = &v->contacts[i];
    nd_status status;
    *contact = (struct nd_contact){.a = (uint32_t)(pair >> 32), .b = (uint32_t)pair};
    status = nd_match_align(v->match, aligner, contact->a, contact->b, &contact->share);
    if (status == ND_OK && contact->share.shared != 0) {
        contact->bond = nd_match_judge(v->match, contact->a, contact->b, &contact->share);
        nd_passages_spread(aligner, v->match->documents[contact->b].count, &contact->spread_a,
                           &contact->spread_b);
    }
    return status;
}

static uint64_t pair_at(const struct verification *v, size_t i) {
    return v->pairs[(uint32_t)v->order[i]];
}

static nd_status verify_chunk(void *context, size_t task, uint32_t worker) {
    const struct verification *v = context;
    const size_t begin = task * CHUNK;
    const size_t end = v->count - begin < CHUNK ? v->count : begin + CHUNK;
    nd_status status = ND_OK;
    for (size_t i = begin; i < end && status == ND_OK; i++) {
        if (i + 1 < v->count) nd_match_ask_next(v->match, pair_at(v, i), pair_at(v, i + 1));
        if (i + 2 < v->count) nd_match_ask_where(v->match, pair_at(v, i + 2));
        status = verify_pair(v, (uint32_t)v->order[i], &v->aligners[worker]);
    }
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* Closes up the contacts that share anything. */
static void keep_contacts(const struct nd_store *store, struct nd_contacts *out) {
    out->count = 0;
    for (size_t i = 0; i < out->capacity; i++) {
        nd_store_relieve_at(store, i);
        if (out->contacts[i].share.shared != 0) out->contacts[out->count++] = out->contacts[i];
    }
}

void nd_contacts_free(const struct nd_match *match, struct nd_contacts *contacts) {
    nd_store_give_back(match->store, contacts->contacts, contacts->capacity,
                       sizeof *contacts->contacts);
    *contacts = (struct nd_contacts){0};
}

static nd_status allocate(struct verification *v, uint32_t workers) {
    v->order = nd_alloc(v->count, sizeof *v->order);
    v->contacts = nd_store_take(v->match->store, v->count, sizeof *v->contacts);
    v->aligners = nd_alloc_zero(workers, sizeof *v->aligners);
    if (v->order == NULL || v->contacts == NULL || v->aligners == NULL) return ND_ERR_MEMORY;
    for (uint32_t w = 0; w < workers; w++)
        nd_aligner_init(&v->aligners[w], v->match->kernels, v->match->lexicon);
    return ND_OK;
}

static void release(struct verification *v, uint32_t workers) {
    for (uint32_t w = 0; w < workers && v->aligners != NULL; w++) nd_aligner_free(&v->aligners[w]);
    nd_free(v->aligners);
    nd_free(v->order);
}

nd_status nd_verify_pairs(const struct nd_match *match, const uint64_t *pairs, size_t count,
                          struct nd_contacts *out) {
    const uint32_t workers = nd_exec_workers(match->executor);
    const size_t chunks = (count + CHUNK - 1) / CHUNK;
    struct verification v = {.match = match, .pairs = pairs, .count = count};
    nd_status status = count <= UINT32_MAX ? allocate(&v, workers) : ND_ERR_LIMIT;
    *out = (struct nd_contacts){.contacts = v.contacts, .capacity = count};
    if (status == ND_OK) status = put_in_order(&v);
    if (status == ND_OK) status = nd_exec_run(match->executor, chunks, verify_chunk, &v);
    if (status == ND_OK) keep_contacts(match->store, out);
    release(&v, workers);
    return status;
}
