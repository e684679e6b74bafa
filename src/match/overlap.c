/*
 * overlap.c - see overlap.h
 *
 * What two documents share is told by their common fingerprints, which stand in every stretch of
 * eleven common words. Misread text has no such stretches: where one of the two is misread, or the
 * corpus is too small to tell, they are aligned, at ten times the cost; but no two copies are so
 * badly misread that they have next to no fingerprint in common.
 *
 * Most pairs share a phrase and nothing else. So the table of the first document is kept as long as
 * the first one stays the same, and is so sparse that one look into it dismisses nearly all
 * fingerprints of the second one, without a branch.
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
    *overlap = (struct nd_overlap){.match = match, .first = ND_OVERLAP_NONE};
    nd_aligner_init(&overlap->aligner, match->kernels, NULL);
    overlap->aligner.store = match->store;
}

void nd_overlap_free(struct nd_overlap *overlap) {
    nd_aligner_free(&overlap->aligner);
    nd_store_copy_free(&overlap->copies[0]);
    nd_store_copy_free(&overlap->copies[1]);
    nd_free(overlap->slots);
    nd_free(overlap->hits);
    nd_free(overlap->places);
    nd_free(overlap->inside[0]);
    nd_free(overlap->inside[1]);
}

/* ---- By fingerprints ------------------------------------------------------------------------- */

/* The slot that has the hash, or the empty one where it belongs. */
static uint32_t slot_of(const struct nd_overlap *overlap, const uint32_t *low, uint32_t hash) {
    uint32_t slot = hash & overlap->slot_mask;
    while (overlap->slots[slot] != 0 && low[overlap->slots[slot] - 1] != hash)
        slot = (slot + 1) & overlap->slot_mask;
    return slot;
}

static nd_status make_table(struct nd_overlap *overlap, uint32_t count) {
    const size_t size = (size_t)SPARSE << nd_bits_for(count);
    const nd_status status =
        nd_reserve(&overlap->slots, &overlap->slot_capacity, size, sizeof *overlap->slots);
    if (status != ND_OK) return status;
    memset(overlap->slots, 0, size * sizeof *overlap->slots);
    overlap->slot_mask = (uint32_t)size - 1;
    return ND_OK;
}

/* Puts the fingerprints of the first document into the table. */
static nd_status tabulate(struct nd_overlap *overlap, uint32_t a) {
    const struct nd_prints *prints = &overlap->prints[0];
    const uint32_t *low = nd_prints_low(prints);
    nd_status status;
    if (overlap->first == a) return ND_OK;
    overlap->first = ND_OVERLAP_NONE;
    status = make_table(overlap, prints->count);
    if (status != ND_OK) return status;
    for (uint32_t i = 0; i < prints->count; i++) {
        uint32_t *slot = &overlap->slots[slot_of(overlap, low, low[i])];
        if (*slot == 0) *slot = i + 1;
    }
    overlap->first = a;
    return ND_OK;
}

/* The fingerprints of a document that were flagged last. */
struct flagged {
    uint32_t last, end; /* about this one, and before that one */
};

/* Flags the fingerprints about the i-th, but for those that were flagged about one before it. */
static void flag_about(const struct nd_prints *prints, uint8_t *inside, uint32_t i,
                       struct flagged *flagged) {
    const uint32_t at = nd_prints_position(prints, i);
    uint32_t begin, end;
    if (i < flagged->last) flagged->end = 0;
    begin = end = nd_larger(i, flagged->end);
    while (begin > flagged->end && nd_prints_position(prints, begin - 1) + BEFORE >= at) begin--;
    while (end < prints->count && nd_prints_position(prints, end) <= at + ND_SHINGLE_WORDS + BEHIND)
        end++;
    for (uint32_t k = begin; k < end; k++) inside[k] = 1;
    *flagged = (struct flagged){i, end};
}

/* Lists the fingerprints of the second document whose slot is taken; returns how many. */
static uint32_t list_hits(const struct nd_overlap *overlap, const struct nd_prints *second) {
    const uint32_t *slots = overlap->slots, mask = overlap->slot_mask;
    const uint32_t *low = nd_prints_low(second);
    uint32_t *hits = overlap->hits, count = 0;
    for (uint32_t j = 0; j < second->count; j++) {
        hits[count] = j;
        count += slots[low[j] & mask] != 0;
    }
    return count;
}

/* Lists the fingerprints of the second document that the first has, too, and where. Returns how
 * many. */
static uint32_t list_common(const struct nd_overlap *overlap) {
    const uint32_t *low = nd_prints_low(&overlap->prints[0]);
    const uint32_t *other = nd_prints_low(&overlap->prints[1]);
    const uint32_t hits = list_hits(overlap, &overlap->prints[1]);
    uint32_t count = 0;
    for (uint32_t h = 0; h < hits; h++) {
        const uint32_t j = overlap->hits[h];
        const uint32_t found = overlap->slots[slot_of(overlap, low, other[j])];
        overlap->hits[count] = j;
        overlap->places[count] = found - 1;
        count += found != 0;
    }
    return count;
}

/* Finds the fingerprints that both have. */
static nd_status find_common(struct nd_overlap *overlap, uint32_t a) {
    const size_t most = (size_t)overlap->prints[1].count + 1;
    nd_status status = tabulate(overlap, a);
    if (status == ND_OK)
        status = nd_reserve(&overlap->hits, &overlap->hit_capacity, most, sizeof *overlap->hits);
    if (status == ND_OK)
        status =
            nd_reserve(&overlap->places, &overlap->place_capacity, most, sizeof *overlap->places);
    if (status == ND_OK) overlap->common = list_common(overlap);
    return status;
}

/* Flags what is about these fingerprints, of a document. */
static void flag_common(struct nd_overlap *overlap, uint32_t side, const uint32_t *common) {
    struct flagged flagged = {0};
    for (uint32_t i = 0; i < overlap->common; i++)
        flag_about(&overlap->prints[side], overlap->inside[side], common[i], &flagged);
}

/* ---- By words -------------------------------------------------------------------------------- */

/* Flags the fingerprints about words [begin, end); *from is the first that may be, of this stretch
 * or those behind it. */
static void flag_stretch(const struct nd_prints *prints, uint8_t *inside, uint32_t *from,
                         const uint32_t begin, const uint32_t end) {
    while (*from < prints->count && nd_prints_position(prints, *from) + BEFORE < begin) ++*from;
    while (*from < prints->count && nd_prints_position(prints, *from) <= end + BEHIND)
        inside[(*from)++] = 1;
}

/* Aligns two documents; where hardly a tenth is common, next to nothing is in passages. */
static nd_status find_by_words(struct nd_overlap *overlap, uint32_t a, uint32_t b) {
    const struct nd_match *match = overlap->match;
    const struct nd_words *first = &match->documents[a], *second = &match->documents[b];
    struct nd_aligner *aligner = &overlap->aligner;
    struct nd_share share;
    uint32_t from_a = 0, from_b = 0;
    nd_status status = nd_align_with(aligner, first->words, first->count);
    if (status == ND_OK)
        status = nd_align(aligner, second->words, second->count, second->count / 5 * 4, &share);
    for (size_t i = 0; i < aligner->run_count && status == ND_OK; i++) {
        const struct nd_run *run = &aligner->runs[i];
        flag_stretch(&overlap->prints[0], overlap->inside[0], &from_a, run->at_a,
                     run->at_a + run->length);
        flag_stretch(&overlap->prints[1], overlap->inside[1], &from_b, run->at_b,
                     run->at_b + run->length);
    }
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* Looks up a document, and clears its flags. */
static nd_status take_side(struct nd_overlap *overlap, uint32_t side, uint32_t rank) {
    const struct nd_match *match = overlap->match;
    const uint32_t count = match->prints[rank].count;
    nd_status status = nd_prints_view(match->store, &overlap->copies[side], &match->prints[rank],
                                      &overlap->prints[side]);
    if (status == ND_OK)
        status = nd_reserve(&overlap->inside[side], &overlap->inside_capacity[side], count, 1);
    if (status == ND_OK && count != 0) memset(overlap->inside[side], 0, count);
    return status;
}

/* By fingerprints; where one of the two is misread they but tell whether words are worth a look. */
static nd_status find_by_prints(struct nd_overlap *overlap, uint32_t a, uint32_t b) {
    const struct nd_match *match = overlap->match;
    const nd_status status = find_common(overlap, a);
    if (status != ND_OK) return status;
    if (match->misread[a] || match->misread[b]) {
        const bool hint = (uint64_t)LEAST_COMMON * overlap->common >= overlap->prints[1].count;
        return hint ? find_by_words(overlap, a, b) : ND_OK;
    }
    flag_common(overlap, 0, overlap->places);
    flag_common(overlap, 1, overlap->hits);
    return ND_OK;
}

nd_status nd_overlap_find(struct nd_overlap *overlap, uint32_t a, uint32_t b) {
    const struct nd_match *match = overlap->match;
    nd_status status = take_side(overlap, 0, a);
    if (status == ND_OK) status = take_side(overlap, 1, b);
    if (status != ND_OK) return status;
    return nd_lexicon_tells(match->lexicon) ? find_by_prints(overlap, a, b)
                                            : find_by_words(overlap, a, b);
}
