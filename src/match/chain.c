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

/* The words of a chain of so many that ends in `before` and goes on with `run`, and what this loses
 * at its front; 0 when it cannot go on so. Mostly it cannot, for reasons that change from run to
 * run: so there are no branches. */
static inline uint32_t words_after(const struct nd_run *before, uint32_t words,
                                   const struct nd_run *run, uint32_t *cut) {
    const int64_t over_a = (int64_t)before->at_a + before->length - run->at_a;
    const int64_t over_b = (int64_t)before->at_b + before->length - run->at_b;
    const int64_t over = over_a > over_b ? over_a : over_b;
    const uint32_t lost = (uint32_t)(over > 0 ? over : 0);
    const uint32_t goes_on = (uint32_t)(before->at_a <= run->at_a) & (uint32_t)(lost < run->length);
    *cut = lost;
    return (words + run->length - lost) & (0 - goes_on);
}

static void link_run(struct nd_aligner *aligner, size_t r) {
    const struct nd_run *run = &aligner->seeds[r];
    struct nd_link best = {run->length, 0, 0, 0};
    const size_t first = r > LOOK_BACK ? r - LOOK_BACK : 0;
    for (size_t q = r; q-- > first;) {
        uint32_t cut, words;
        if (aligner->links[q].most + run->length <= best.words) break;
        words = words_after(&aligner->seeds[q], aligner->links[q].words, run, &cut);
        if (words > best.words) best = (struct nd_link){words, 0, (uint32_t)q + 1, cut};
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
