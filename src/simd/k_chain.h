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

/* By lane: the most words that a chain has with the run, and how far back the lane began. */
struct nd_chain_best {
    int32_t words[ND_CHAIN_LANES], back[ND_CHAIN_LANES];
};

ND_INLINE int32_t nd_chain_larger(int32_t x, int32_t y) { return x > y ? x : y; }

ND_INLINE int32_t nd_chain_most(const int32_t lanes[ND_CHAIN_LANES]) {
    int32_t most = 0;
    for (size_t i = 0; i < ND_CHAIN_LANES; i++) most = nd_chain_larger(most, lanes[i]);
    return most;
}

/* Looks at the chains that end in the runs from r - back on, and that run r may go on. */
ND_INLINE void nd_chain_look(const struct nd_chain *chain, ptrdiff_t r, int32_t back,
                             struct nd_chain_best *best) {
    const int32_t *const from = chain->at_a + r - back, *const before = chain->words + r - back;
    const int32_t *const to_a = chain->end_a + r - back, *const to_b = chain->end_b + r - back;
    const int32_t at_a = chain->at_a[r], length = chain->end_a[r] - at_a;
    const int32_t at_b = chain->end_b[r] - length;
    for (size_t i = 0; i < ND_CHAIN_LANES; i++) {
        const int32_t over = nd_chain_larger(to_a[i] - at_a, to_b[i] - at_b);
        const int32_t left = length - nd_chain_larger(over, 0);
        const int32_t goes_on = -(from[i] <= at_a) & -(left > 0);
        const int32_t words = (before[i] & goes_on) + (left & goes_on);
        best->back[i] = words > best->words[i] ? back : best->back[i];
        best->words[i] = nd_chain_larger(best->words[i], words);
    }
}

/* How far before the run the last of those ends that have most words. */
ND_INLINE int32_t nd_chain_nearest(struct nd_chain_best *best, int32_t most) {
    for (int32_t i = 0; i < ND_CHAIN_LANES; i++)
        best->back[i] = best->words[i] == most ? ND_CHAIN_BACK + i - best->back[i] : 0;
    return ND_CHAIN_BACK - nd_chain_most(best->back);
}

/* No chain that ends farther back has more words than `upto` tells. */
ND_INLINE void nd_chain_run(const struct nd_chain *chain, ptrdiff_t r) {
    const int32_t length = chain->end_a[r] - chain->at_a[r];
    struct nd_chain_best best = {{0}, {0}};
    int32_t most = 0, back = 0;
    while (back < ND_CHAIN_BACK && back < r && chain->upto[r - back - 1] > most - length) {
        back += ND_CHAIN_LANES;
        nd_chain_look(chain, r, back, &best);
        most = nd_chain_most(best.words);
    }
    back = nd_chain_nearest(&best, most);
    chain->words[r] = nd_chain_larger(most, length);
    chain->upto[r] = r != 0 ? nd_chain_larger(chain->words[r], chain->upto[r - 1]) : length;
    chain->back[r] = most > length ? back : 0;
}

/* link_runs of kernels.h. */
ND_INLINE void nd_link_runs(const struct nd_chain *chain, size_t count) {
    for (ptrdiff_t i = -ND_CHAIN_LANES; i < 0; i++) {
        chain->at_a[i] = INT32_MAX; /* no run follows it */
        chain->end_a[i] = chain->end_b[i] = chain->words[i] = 0;
    }
    for (ptrdiff_t r = 0; r < (ptrdiff_t)count; r++) nd_chain_run(chain, r);
}

#endif /* ND_SIMD_K_CHAIN_H */
