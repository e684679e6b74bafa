/*
 * chain.c - see chain.h
 *
 * Dynamic programming over a bounded number of predecessors, as in minimap2 (Li, Bioinformatics
 * 2018). Chains mostly grow from run to run: the most words of any chain so far tell when no
 * predecessor farther back can be better than the one that was found.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/chain.h"

#include "base/bounds.h"
#include "base/mem.h"

enum { LOOK_BACK = 96 }; /* runs that a run can follow in the chain */

/* The best chain that ends in a run. */
struct nd_link {
    uint32_t words;    /* of the chain */
    uint32_t most;     /* words of the best chain that ends in this run or in one before it */
    uint32_t previous; /* index of the run before, plus 1; 0: none */
    uint32_t cut;      /* words that this run loses at its front to the one before */
};

/* How many words `run` loses when it follows `before`; its whole length when it cannot. */
static uint32_t cut_after(const struct nd_run *before, const struct nd_run *run) {
    const uint32_t end_a = before->at_a + before->length, end_b = before->at_b + before->length;
    const uint32_t over_a = end_a > run->at_a ? end_a - run->at_a : 0;
    const uint32_t over_b = end_b > run->at_b ? end_b - run->at_b : 0;
    const uint32_t over = before->at_a > run->at_a ? UINT32_MAX : nd_larger(over_a, over_b);
    return nd_smaller(over, run->length);
}

static void link_run(struct nd_aligner *aligner, size_t r) {
    const struct nd_run *run = &aligner->seeds[r];
    struct nd_link best = {run->length, 0, 0, 0};
    const size_t first = r > LOOK_BACK ? r - LOOK_BACK : 0;
    for (size_t q = r; q-- > first;) {
        const uint32_t before = aligner->links[q].words;
        uint32_t cut;
        if (aligner->links[q].most + run->length <= best.words) break;
        if (before + run->length <= best.words) continue; /* the cut need not be known */
        cut = cut_after(&aligner->seeds[q], run);
        if (cut != run->length && before + run->length - cut > best.words) {
            best = (struct nd_link){before + run->length - cut, 0, (uint32_t)q + 1, cut};
        }
    }
    best.most = r != 0 ? nd_larger(best.words, aligner->links[r - 1].most) : best.words;
    aligner->links[r] = best;
}

/* Puts the best chain into aligner->runs; they are found from the last one back. */
static nd_status take_chain(struct nd_aligner *aligner, size_t last) {
    size_t count = 0, at;
    nd_status status;
    for (size_t r = last + 1; r != 0; r = aligner->links[r - 1].previous) count++;
    status = nd_reserve(&aligner->runs, &aligner->run_capacity, count, sizeof *aligner->runs);
    if (status != ND_OK) return status;
    aligner->run_count = at = count;
    for (size_t r = last + 1; r != 0; r = aligner->links[r - 1].previous) {
        const uint32_t cut = aligner->links[r - 1].cut;
        struct nd_run run = aligner->seeds[r - 1];
        run.at_a += cut;
        run.at_b += cut;
        run.length -= cut;
        aligner->runs[--at] = run;
    }
    return ND_OK;
}

nd_status nd_chain_runs(struct nd_aligner *aligner) {
    size_t best = 0;
    nd_status status = nd_reserve(&aligner->links, &aligner->link_capacity, aligner->seed_count,
                                  sizeof *aligner->links);
    aligner->run_count = 0;
    if (status != ND_OK || aligner->seed_count == 0) return status;
    for (size_t r = 0; r < aligner->seed_count; r++) {
        link_run(aligner, r);
        if (aligner->links[r].words > aligner->links[best].words) best = r;
    }
    return take_chain(aligner, best);
}
