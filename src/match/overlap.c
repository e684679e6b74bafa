/*
 * overlap.c - see overlap.h
 *
 * What two documents share is told by their common fingerprints, which stand in every stretch of
 * eleven common words, or of fifteen where characters are among them. Misread text has no such
 * stretches: where one of the two is misread, or the corpus is too small to tell, they are aligned,
 * at ten times the cost; but no two copies are so badly misread that they have next to no
 * fingerprint in common.
 *
 * Most pairs share a phrase and nothing else. So the table of the first document is kept as long as
 * the first one stays the same, and is so sparse that one look into it dismisses nearly all
 * fingerprints of the second one, without a branch; and copies have their common fingerprints in
 * long runs, which are taken as a whole.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/overlap.h"

#include <string.h>

#include "base/bounds.h"
#include "base/mem.h"
#include "base/sort.h"
#include "sketch/sketch.h"

enum {
    MARGIN = 12, /* words beside a common stretch that still count as inside of it */
    HALF_SHINGLE = ND_SHINGLE_WORDS / 2,
    BEFORE = MARGIN + HALF_SHINGLE, /* so far before a stretch may a shingle inside of it begin, */
    BEHIND = MARGIN - HALF_SHINGLE, /* ... and so far behind its end */
    SPARSE = 8,                     /* slots a fingerprint, at least */
    LEAST_COMMON = 128              /* misread copies have one fingerprint in so many in common */
};

void nd_overlap_init(struct nd_overlap *overlap, const struct nd_match *match) {
    *overlap = (struct nd_overlap){.match = match,
                                   .first = ND_OVERLAP_NONE,
                                   .side = {{.rank = ND_OVERLAP_NONE}, {.rank = ND_OVERLAP_NONE}}};
    nd_aligner_init(&overlap->aligner, match->kernels, NULL);
    overlap->aligner.store = match->store;
}

void nd_overlap_free(struct nd_overlap *overlap) {
    nd_aligner_free(&overlap->aligner);
    nd_free(overlap->slots);
    nd_free(overlap->next);
    nd_free(overlap->hits);
    for (int s = 0; s < 2; s++) {
        nd_store_copy_free(&overlap->side[s].copy);
        nd_free(overlap->side[s].common);
        nd_free(overlap->side[s].stretches);
    }
}

/* Makes room for the stretches of both documents, of which there are at most so many. */
static nd_status expect_stretches(struct nd_overlap *overlap, size_t most) {
    nd_status status = ND_OK;
    for (int s = 0; s < 2 && status == ND_OK; s++) {
        struct nd_overlap_side *side = &overlap->side[s];
        status =
            nd_reserve(&side->stretches, &side->stretch_capacity, most, sizeof *side->stretches);
    }
    return status;
}

/* ---- By fingerprints ------------------------------------------------------------------------- */

static nd_status make_table(struct nd_overlap *overlap, uint32_t count) {
    const size_t size = (size_t)SPARSE << nd_bits_for(count);
    nd_status status =
        nd_reserve(&overlap->slots, &overlap->slot_capacity, size, sizeof *overlap->slots);
    if (status == ND_OK)
        status = nd_reserve(&overlap->next, &overlap->next_capacity, count, sizeof *overlap->next);
    if (status != ND_OK) return status;
    memset(overlap->slots, 0, size * sizeof *overlap->slots);
    overlap->slot_mask = (uint32_t)size - 1;
    return ND_OK;
}

/* Puts the fingerprints of the first document into the table, the last one first: so of those that
 * are alike the first one is found. */
static nd_status tabulate(struct nd_overlap *overlap) {
    const struct nd_prints *prints = &overlap->side[0].prints;
    const uint32_t *low = nd_prints_low(prints);
    nd_status status;
    if (overlap->first == overlap->side[0].rank) return ND_OK;
    overlap->first = ND_OVERLAP_NONE;
    status = make_table(overlap, prints->count);
    if (status != ND_OK) return status;
    for (uint32_t i = prints->count; i-- > 0;) {
        uint32_t *slot = &overlap->slots[low[i] & overlap->slot_mask];
        overlap->next[i] = *slot;
        *slot = i + 1;
    }
    overlap->first = overlap->side[0].rank;
    return ND_OK;
}

/* Lists the fingerprints of the second document whose slot is taken; returns how many. */
static uint32_t list_hits(const struct nd_overlap *overlap, const struct nd_prints *second) {
    const uint32_t *slots = overlap->slots, mask = overlap->slot_mask;
    const uint32_t *low = nd_prints_low(second);
    const uint32_t n = second->count;
    uint32_t *hits = overlap->hits, count = 0;
    for (uint32_t j = 0; j < n; j++) {
        hits[count] = j;
        count += slots[low[j] & mask] != 0;
    }
    return count;
}

static void add_bit(uint64_t *bits, uint32_t i) { bits[i / 64] |= UINT64_C(1) << i % 64; }

/* Notes the fingerprints of b that a has, too, and where. Returns how many. */
static uint32_t note_common(const struct nd_overlap *overlap) {
    const uint32_t *low = nd_prints_low(&overlap->side[0].prints);
    const uint32_t *other = nd_prints_low(&overlap->side[1].prints);
    const uint32_t hits = list_hits(overlap, &overlap->side[1].prints);
    uint32_t count = 0;
    for (uint32_t h = 0; h < hits; h++) {
        const uint32_t j = overlap->hits[h];
        uint32_t found = overlap->slots[other[j] & overlap->slot_mask];
        while (found != 0 && low[found - 1] != other[j]) found = overlap->next[found - 1];
        if (found == 0) continue;
        add_bit(overlap->side[0].common, found - 1);
        add_bit(overlap->side[1].common, j);
        count++;
    }
    return count;
}

static nd_status clear_common(struct nd_overlap_side *side) {
    const size_t sets = side->prints.count / 64 + 1;
    const nd_status status =
        nd_reserve(&side->common, &side->common_capacity, sets, sizeof *side->common);
    if (status == ND_OK) memset(side->common, 0, sets * sizeof *side->common);
    return status;
}

/* Finds the fingerprints that both have, and sets *common to their number. */
static nd_status find_common(struct nd_overlap *overlap, uint32_t *common) {
    const size_t most = (size_t)overlap->side[1].prints.count + 1;
    nd_status status = tabulate(overlap);
    if (status == ND_OK)
        status = nd_reserve(&overlap->hits, &overlap->hit_capacity, most, sizeof *overlap->hits);
    if (status == ND_OK) status = clear_common(&overlap->side[0]);
    if (status == ND_OK) status = clear_common(&overlap->side[1]);
    if (status == ND_OK) *common = note_common(overlap);
    return status;
}

/* Adds what is about fingerprints [begin, end), which both have. */
static void add_about(struct nd_overlap_side *side, uint32_t begin, uint32_t end) {
    const struct nd_prints *prints = &side->prints;
    struct nd_stretch *last = side->count != 0 ? &side->stretches[side->count - 1] : NULL;
    const uint32_t from = nd_prints_position(prints, begin);
    const uint32_t to = nd_prints_position(prints, end - 1) + ND_SHINGLE_WORDS + BEHIND;
    const uint32_t before = last != NULL ? last->end : 0;
    while (begin > before && nd_prints_position(prints, begin - 1) + BEFORE >= from) begin--;
    end = nd_larger(end, before);
    while (end < prints->count && nd_prints_position(prints, end) <= to) end++;
    if (last != NULL && begin <= before)
        last->end = end;
    else
        side->stretches[side->count++] = (struct nd_stretch){begin, end};
}

/* Lists what is about the common fingerprints, run by run. */
static void list_by_prints(struct nd_overlap_side *side) {
    for (uint32_t i = 0; i < side->prints.count; i += 64) {
        uint64_t bits = side->common[i / 64];
        while (bits != 0) {
            const uint32_t begin = (uint32_t)__builtin_ctzll(bits);
            const uint64_t gap = ~(bits >> begin); /* 0 only if all are set */
            const uint32_t length = gap != 0 ? (uint32_t)__builtin_ctzll(gap) : 64;
            const uint32_t end = begin + length;
            add_about(side, i + begin, i + end);
            bits = end < 64 ? bits >> end << end : 0;
        }
    }
}

/* ---- By words -------------------------------------------------------------------------------- */

/* Aligns two documents; where hardly a tenth is common, next to nothing is in passages. */
static nd_status find_by_words(struct nd_overlap *overlap, uint32_t a, uint32_t b) {
    const struct nd_match *match = overlap->match;
    const struct nd_words *first = &match->documents[a], *second = &match->documents[b];
    struct nd_aligner *aligner = &overlap->aligner;
    struct nd_share share;
    nd_status status = nd_align_with(aligner, first->words, first->count);
    if (status == ND_OK)
        status = nd_align(aligner, second->words, second->count, second->count / 5 * 4, &share);
    overlap->by_words = true;
    overlap->runs = aligner->run_count;
    return status == ND_OK ? expect_stretches(overlap, overlap->runs) : status;
}

/* Adds the fingerprints about words [begin, end); *from is the first that may be, of this stretch
 * or those behind it. */
static void add_stretch(struct nd_overlap_side *side, uint32_t *from, const uint32_t begin,
                        const uint32_t end) {
    const struct nd_prints *prints = &side->prints;
    uint32_t at = *from;
    while (at < prints->count && nd_prints_position(prints, at) + BEFORE < begin) at++;
    *from = at;
    while (*from < prints->count && nd_prints_position(prints, *from) <= end + BEHIND) ++*from;
    if (*from > at) side->stretches[side->count++] = (struct nd_stretch){at, *from};
}

static void list_by_words(const struct nd_overlap *overlap, struct nd_overlap_side *side) {
    const bool second = side == &overlap->side[1];
    uint32_t from = 0;
    for (size_t i = 0; i < overlap->runs; i++) {
        const struct nd_run *run = &overlap->aligner.runs[i];
        const uint32_t begin = second ? run->at_b : run->at_a;
        add_stretch(side, &from, begin, begin + run->length);
    }
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* By fingerprints; where one of the two is misread they but tell whether words are worth a look. */
static nd_status find_by_prints(struct nd_overlap *overlap, uint32_t a, uint32_t b) {
    const struct nd_match *match = overlap->match;
    uint32_t common = 0;
    const nd_status status = find_common(overlap, &common);
    if (status != ND_OK) return status;
    overlap->by_words = match->misread[a] || match->misread[b];
    if (!overlap->by_words) return expect_stretches(overlap, common);
    overlap->runs = 0;
    return (uint64_t)LEAST_COMMON * common >= match->prints[b].count ? find_by_words(overlap, a, b)
                                                                     : ND_OK;
}

/* Looks up a document. */
static nd_status take_side(struct nd_overlap *overlap, uint32_t s, uint32_t rank) {
    const struct nd_match *match = overlap->match;
    struct nd_overlap_side *side = &overlap->side[s];
    nd_status status = ND_OK;
    side->count = ND_OVERLAP_NONE;
    if (side->rank != rank)
        status = nd_prints_view(match->store, &side->copy, &match->prints[rank], &side->prints);
    side->rank = rank;
    return status;
}

nd_status nd_overlap_find(struct nd_overlap *overlap, uint32_t a, uint32_t b) {
    nd_status status;
    if (overlap->side[0].rank == a && overlap->side[1].rank == b) return ND_OK;
    status = take_side(overlap, 0, a);
    if (status == ND_OK) status = take_side(overlap, 1, b);
    if (status == ND_OK)
        status = nd_lexicon_tells(overlap->match->lexicon) ? find_by_prints(overlap, a, b)
                                                           : find_by_words(overlap, a, b);
    if (status != ND_OK) overlap->side[0].rank = overlap->side[1].rank = ND_OVERLAP_NONE;
    return status;
}

const struct nd_overlap_side *nd_overlap_inside(struct nd_overlap *overlap, uint32_t s) {
    struct nd_overlap_side *side = &overlap->side[s];
    if (side->count != ND_OVERLAP_NONE) return side;
    side->count = 0;
    if (overlap->by_words)
        list_by_words(overlap, side);
    else
        list_by_prints(side);
    return side;
}
