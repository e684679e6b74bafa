/*
 * k_chain.h - the best chains of runs, compiled for the instructions of the kernel that includes it
 *
 * Mostly a run cannot go on the chain that ends in another one, for reasons that change from run to
 * run. So ND_CHAIN_LANES of them are looked at side by side, without branches, by loops of a fixed
 * length, of which compilers make wide instructions; of each lane the best is kept.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SIMD_K_CHAIN_H
#define ND_SIMD_K_CHAIN_H

#include "simd/kernels.h"

/* By lane: the most words that a chain has with the run, and how far back it ends, plus the number
 * of the lane. */
struct nd_chain_best {
    int32_t words[ND_CHAIN_LANES], back[ND_CHAIN_LANES];
};

ND_INLINE int32_t nd_chain_larger(int32_t x, int32_t y) { return x > y ? x : y; }

ND_INLINE int32_t nd_chain_most(const int32_t lanes[ND_CHAIN_LANES]) {
    int32_t most = 0;
    for (size_t i = 0; i < ND_CHAIN_LANES; i++) most = nd_chain_larger(most, lanes[i]);
    return most;
}

/* The words of the chain that ends in run q and goes on with run r; 0 when it cannot. */
ND_INLINE int32_t nd_chain_words(const struct nd_chain *chain, ptrdiff_t q, ptrdiff_t r) {
    const int32_t at_a = chain->at_a[r], length = chain->end_a[r] - at_a;
    const int32_t at_b = chain->end_b[r] - length;
    const int32_t over = nd_chain_larger(chain->end_a[q] - at_a, chain->end_b[q] - at_b);
    const int32_t left = length - nd_chain_larger(over, 0);
    const int32_t goes_on = -(chain->at_a[q] <= at_a) & -(left > 0);
    return (chain->words[q] & goes_on) + (left & goes_on);
}

/* Looks at the chains that end in the runs from r - back on, and that run r may go on. */
ND_INLINE void nd_chain_look(const struct nd_chain *chain, ptrdiff_t r, int32_t back,
                             struct nd_chain_best *best) {
    for (ptrdiff_t i = 0; i < ND_CHAIN_LANES; i++) {
        const int32_t words = nd_chain_words(chain, r - back + i, r);
        best->back[i] = words > best->words[i] ? back : best->back[i];
        best->words[i] = nd_chain_larger(best->words[i], words);
    }
}

/* Looks farther back than to the run before r, with which the chain has `most` words. Sets *back to
 * how far before r the last run is that a chain of most words ends in; returns these. None that
 * ends farther back has more words than `upto` tells. */
ND_INLINE int32_t nd_chain_look_back(const struct nd_chain *chain, ptrdiff_t r, int32_t most,
                                     int32_t *back) {
    const int32_t length = chain->end_a[r] - chain->at_a[r];
    struct nd_chain_best best;
    int32_t far = 1;
    for (int32_t i = 0; i < ND_CHAIN_LANES; i++) {
        best.words[i] = most;
        best.back[i] = far + i;
    }
    while (far < ND_CHAIN_BACK && far < r && chain->upto[r - far - 1] > most - length) {
        far += ND_CHAIN_LANES;
        nd_chain_look(chain, r, far, &best);
        most = nd_chain_most(best.words);
    }
    for (int32_t i = 0; i < ND_CHAIN_LANES; i++)
        best.back[i] = best.words[i] == most ? ND_CHAIN_BACK + i - best.back[i] : 0;
    *back = ND_CHAIN_BACK - nd_chain_most(best.back);
    return most;
}

/* Mostly the run before is the best of all. What is known of it was written a moment ago, and would
 * be waited for if it were read together with others. */
ND_INLINE void nd_chain_run(const struct nd_chain *chain, ptrdiff_t r) {
    const int32_t length = chain->end_a[r] - chain->at_a[r];
    int32_t most = nd_chain_words(chain, r - 1, r), back = 1;
    if (chain->upto[r - 1] > most - length) most = nd_chain_look_back(chain, r, most, &back);
    chain->words[r] = nd_chain_larger(most, length);
    chain->upto[r] = nd_chain_larger(chain->words[r], chain->upto[r - 1]);
    chain->back[r] = most > length ? back : 0;
}

/* link_runs of kernels.h. */
ND_INLINE void nd_link_runs(const struct nd_chain *chain, size_t count) {
    for (ptrdiff_t i = -ND_CHAIN_LANES; i < 0; i++) {
        chain->at_a[i] = INT32_MAX; /* no run follows it */
        chain->end_a[i] = chain->end_b[i] = chain->words[i] = chain->upto[i] = 0;
    }
    for (ptrdiff_t r = 0; r < (ptrdiff_t)count; r++) nd_chain_run(chain, r);
}

#endif /* ND_SIMD_K_CHAIN_H */
