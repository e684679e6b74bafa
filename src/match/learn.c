/*
 * learn.c - see learn.h
 *
 * What recurs although the documents around it differ is boilerplate. It is learned on
 * fingerprints, so that line breaks do not matter. Where sources are known, each of them is a
 * corpus of its own: all numbers of documents below are those of its own documents.
 *
 * 1. Frequent fingerprints: those of three documents or more; of two, where both are of one source.
 *    The rest is called rare here. So is what sources print about once each: a report in eighty
 *    papers, even where one of them printed it twice.
 * 2. Suspects: a document that has a report of its own beside a template has much text that far
 *    fewer documents have than have the template. For each frequent fingerprint of n documents: of
 *    the fingerprints of such a document that at most 2n documents have, the share that at most
 *    n / 4 have, on average over these documents. A wire paragraph in eighty papers keeps company
 *    with its other paragraphs, and this share is small; a footer does not.
 * 3. Runs: a suspect beside another one in three documents, or in both of two. A common phrase
 *    alone is no boilerplate.
 * 4. Where sources are known, what two documents have in common is none where one of them gathers
 *    texts of others: see digests.c.
 * 5. Judgement: see judge.c.
 *
 * Each step is linear in the corpus. Shares are sums of integers, so that the order of adding does
 * not matter.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/learn.h"

#include "base/exec.h"
#include "base/mem.h"
#include "match/digests.h"
#include "match/judge.h"

enum { CHUNK = 1 << 12 /* suspects in a piece of work */ };

/* Takes the marks of the suspects that are no boilerplate. */
static nd_status clear_chunk(void *context, size_t task, uint32_t worker) {
    const struct nd_learned *learned = context;
    const struct nd_suspects *suspects = &learned->suspects;
    const size_t end = (task + 1) * CHUNK;
    nd_status status = ND_OK;
    for (size_t i = task * CHUNK; i < end && i < suspects->count && status == ND_OK; i++) {
        const struct nd_suspect *suspect = &suspects->items[i];
        const struct nd_postings postings = {suspect->postings, suspect->count};
        if (learned->boilerplate[i + 1]) continue;
        status = nd_profiles_set(learned->profiles, worker, postings, suspect->class);
    }
    return status;
}

static nd_status judge(const struct nd_match *match, struct nd_learned *learned) {
    const uint32_t count = learned->suspects.count;
    nd_status status = ND_ERR_MEMORY;
    learned->boilerplate = nd_alloc_zero((size_t)count + 1, sizeof *learned->boilerplate);
    if (learned->boilerplate != NULL)
        status = nd_judge(learned->profiles, &learned->suspects, learned->boilerplate);
    if (status == ND_OK)
        status =
            nd_exec_run(match->executor, (count + (size_t)CHUNK - 1) / CHUNK, clear_chunk, learned);
    if (status == ND_OK) status = nd_profiles_settle(learned->profiles);
    for (uint32_t n = 1; n <= count && status == ND_OK; n++)
        learned->count += learned->boilerplate[n];
    return status;
}

nd_status nd_learn(const struct nd_profiles *profiles, struct nd_learned *learned) {
    const struct nd_match *match = profiles->match;
    nd_status status;
    *learned = (struct nd_learned){.profiles = profiles};
    nd_match_stage(match, "frequent fingerprints");
    status = nd_frequents_find(profiles, &learned->frequents);
    nd_match_stage(match, "suspects");
    if (status == ND_OK)
        status = nd_suspects_find(profiles, &learned->frequents, &learned->suspects);
    if (status == ND_OK && match->sources != NULL) status = nd_digests_spare(&learned->suspects);
    nd_match_stage(match, "judging boilerplate");
    return status == ND_OK ? judge(match, learned) : status;
}

void nd_learned_free(struct nd_learned *learned) {
    nd_free(learned->boilerplate);
    nd_suspects_free(&learned->suspects);
    nd_frequents_free(&learned->frequents);
    *learned = (struct nd_learned){0};
}
