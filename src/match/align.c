/*
 * align.c - colinear alignment by seeds, chain and fill
 *
 * 1. Seeds: from each place where three words in a row of b stand in a too, or six characters, the
 *    maximal common run is taken: see runs.c.
 * 2. Chain: of these runs the colinear sequence with the most words: see chain.c.
 * 3. Fill: the common words between them, each in its place: see fill.c.
 * 4. Passages: what that amounts to: see passages.c.
 *
 * Linear in the two lengths, except for step 2, which is bounded by its look-back times the runs.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/align.h"

#include "base/bounds.h"
#include "base/mem.h"
#include "match/chain.h"
#include "match/fill.h"
#include "match/passages.h"
#include "match/runs.h"

enum {
    MOST_FILL = 8,     /* an alignment has at most so many times the words of its seeds */
    LEAST_PASSAGE = 5, /* common words of a passage that counts: see nd_length */
    SAMPLE = 64        /* words that say what a document consists of */
};

void nd_aligner_init(struct nd_aligner *aligner, const struct nd_kernels *kernels,
                     const struct nd_lexicon *lexicon) {
    *aligner = (struct nd_aligner){.kernels = kernels, .lexicon = lexicon};
}

void nd_aligner_free(struct nd_aligner *aligner) {
    nd_places_free(&aligner->places);
    nd_free(aligner->seeds);
    nd_free(aligner->links);
    nd_free(aligner->runs);
    nd_store_copy_free(&aligner->copies[0]);
    nd_store_copy_free(&aligner->copies[1]);
    nd_aligner_init(aligner, aligner->kernels, aligner->lexicon);
}

/* Sets *out to where words[0, n) are to be read. */
static nd_status view(struct nd_aligner *aligner, uint32_t side, const uint32_t *words, uint32_t n,
                      const uint32_t **out) {
    const void *there;
    const nd_status status =
        nd_store_view(aligner->store, &aligner->copies[side], words, n * sizeof *words, &there);
    *out = there;
    return status;
}

/* Whether most words of a document are characters; of a long one SAMPLE or more are asked, so that
 * the one in 64 of other words that looks like a character does not matter. */
static bool is_of_characters(const uint32_t *words, uint32_t n) {
    const uint32_t step = n / SAMPLE + 1;
    int balance = 0;
    for (uint32_t i = 0; i < n; i += step) balance += nd_is_character(words[i]) ? 1 : -1;
    return balance > 0;
}

nd_status nd_align_with(struct nd_aligner *aligner, const uint32_t *a, uint32_t n) {
    nd_status status;
    if (aligner->taken == a && aligner->a_count == n) return ND_OK;
    aligner->taken = NULL; /* no table, nothing taken */
    aligner->a_count = n;
    status = view(aligner, 0, a, n, &aligner->a);
    if (status != ND_OK) return status;
    aligner->characters = is_of_characters(aligner->a, n);
    status = nd_places_make(aligner, nd_length(ND_SEED_WORDS, aligner->characters));
    if (status != ND_OK) return status;
    aligner->taken = a;
    return ND_OK;
}

/* nd_runs_find covers words in common seeds only, and nd_runs_add_ends what it says. */
bool nd_align_can_reach(const struct nd_words *a, const struct nd_words *b, uint32_t seeded,
                        uint32_t least) {
    const uint32_t shorter = nd_smaller(a->count, b->count);
    uint32_t front = 0, back = 0;
    if (seeded == 0) return false;
    if (seeded >= least / MOST_FILL) return true;
    while (front < shorter && a->words[front] == b->words[front]) front++;
    while (front + back < shorter &&
           a->words[a->count - 1 - back] == b->words[b->count - 1 - back]) {
        back++;
    }
    return seeded + front + back >= least / MOST_FILL;
}

/* The words of a seed, where the shorter document has so many. */
static uint32_t seed_words_of(const struct nd_aligner *aligner, uint32_t shorter) {
    const uint32_t most = nd_length(ND_SEED_WORDS, aligner->characters);
    return shorter >= most ? most : nd_larger(1, nd_smaller(ND_SEED_WORDS, shorter));
}

nd_status nd_align(struct nd_aligner *aligner, const uint32_t *b, uint32_t n, uint32_t least,
                   struct nd_share *share) {
    const uint32_t shorter = nd_smaller(aligner->a_count, n);
    const uint32_t seed_words = seed_words_of(aligner, shorter);
    const uint32_t passage = nd_smaller(nd_length(LEAST_PASSAGE, aligner->characters), shorter);
    uint32_t covered_b = 0;
    nd_status status = ND_OK;
    *share = (struct nd_share){.characters = aligner->characters};
    aligner->run_count = 0;
    if (shorter == 0) return ND_OK;
    status = view(aligner, 1, b, n, &b);
    if (status == ND_OK && seed_words != aligner->places.seed_words)
        status = nd_places_make(aligner, seed_words);
    if (status == ND_OK) status = nd_runs_find(aligner, b, n, &covered_b);
    if (status == ND_OK && covered_b < n / 2) status = nd_runs_add_ends(aligner, b, n, &covered_b);
    if (status != ND_OK || covered_b < least / MOST_FILL) return status;
    status = nd_chain_runs(aligner);
    if (status == ND_OK) status = nd_fill_gaps(aligner, b, n);
    if (status == ND_OK) nd_passages_keep(aligner, b, n, passage, share);
    return status;
}
