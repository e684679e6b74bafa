/*
 * chain.c - see chain.h
 *
 * Dynamic programming over a bounded number of predecessors, as in minimap2 (Li, Bioinformatics
 * 2018), by a kernel: see link_runs in kernels.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/chain.h"

#include "base/bounds.h"
#include "base/mem.h"

enum { ROWS = 6 }; /* of a chain */

/* Lists the runs for the kernel. */
static nd_status list_runs(struct nd_aligner *aligner, struct nd_chain *chain) {
    const size_t size = ND_CHAIN_LANES + aligner->seed_count;
    const nd_status status =
        nd_reserve(&aligner->links, &aligner->link_capacity, ROWS * size, sizeof *aligner->links);
    int32_t *const row = aligner->links + ND_CHAIN_LANES;
    if (status != ND_OK) return status;
    *chain = (struct nd_chain){.at_a = row,
                               .end_a = row + size,
                               .end_b = row + 2 * size,
                               .words = row + 3 * size,
                               .upto = row + 4 * size,
                               .back = row + 5 * size};
    for (size_t r = 0; r < aligner->seed_count; r++) {
        const struct nd_run *run = &aligner->seeds[r];
        chain->at_a[r] = (int32_t)run->at_a;
        chain->end_a[r] = (int32_t)(run->at_a + run->length);
        chain->end_b[r] = (int32_t)(run->at_b + run->length);
    }
    return ND_OK;
}

/* Cuts off the front of a run what ends behind it there. */
static void cut_front(struct nd_run *run, const struct nd_run *before) {
    const uint32_t end_a = nd_larger(before->at_a + before->length, run->at_a);
    const uint32_t end_b = nd_larger(before->at_b + before->length, run->at_b);
    const uint32_t cut = nd_larger(end_a - run->at_a, end_b - run->at_b);
    run->at_a += cut;
    run->at_b += cut;
    run->length -= cut;
}

/* Puts the chain that ends in a run into aligner->runs; they are found from the last one back. */
static nd_status take_chain(struct nd_aligner *aligner, const struct nd_chain *chain, size_t last) {
    size_t count = 1, at = last;
    nd_status status;
    for (; chain->back[at] != 0; at -= (size_t)chain->back[at]) count++;
    status = nd_reserve(&aligner->runs, &aligner->run_capacity, count, sizeof *aligner->runs);
    if (status != ND_OK) return status;
    aligner->run_count = count;
    for (at = last; count-- > 0; at -= (size_t)chain->back[at]) {
        aligner->runs[count] = aligner->seeds[at];
        if (count != 0)
            cut_front(&aligner->runs[count], &aligner->seeds[at - (size_t)chain->back[at]]);
    }
    return ND_OK;
}

nd_status nd_chain_runs(struct nd_aligner *aligner) {
    struct nd_chain chain;
    size_t best = 0;
    const nd_status status = list_runs(aligner, &chain);
    aligner->run_count = 0;
    if (status != ND_OK || aligner->seed_count == 0) return status;
    aligner->kernels->link_runs(&chain, aligner->seed_count);
    while (chain.words[best] != chain.upto[aligner->seed_count - 1]) best++;
    return take_chain(aligner, &chain, best);
}
