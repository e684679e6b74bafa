/*
 * roundup.c - see roundup.h
 *
 * A round-up is known by what it shares, not by its words: three or more other documents cover
 * parts of it, none alone much of it, together five eighths of it or more, and each has much text
 * of its own beside. A report and its abridged copies are not like that: what the copies have is
 * all in the report, and another copy covers it all.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/roundup.h"

#include <stdlib.h>

#include "base/bits.h"
#include "base/mem.h"
#include "base/store.h"

enum {
    LEAST_PART = 4,   /* sixty-fourths of the round-up that a part covers */
    LEAST_COVER = 40, /* sixty-fourths that all parts cover together */
    MOST_ALONE = 40,  /* ... and that no other document may cover alone */
    LEAST_PARTS = 3,
    NEVER = UINT8_MAX /* in `parts`: another document covers too much */
};

/* What another document covers of one. */
struct part {
    uint32_t rank, other;
    uint64_t spread;
};

struct parting {
    const struct nd_match *match;
    const struct nd_contacts *contacts;
    uint8_t *parts; /* by rank: parts that may make it a round-up, LEAST_PARTS at most; NEVER */
    struct part *found;
    size_t count, capacity;
};

/* By rank; of one rank the part that covers most comes first. */
static int compare_parts(const void *x, const void *y) {
    const struct part *a = x, *b = y;
    const uint32_t bits_a = nd_bits_set(a->spread), bits_b = nd_bits_set(b->spread);
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    if (bits_a != bits_b) return bits_a > bits_b ? -1 : 1;
    return (a->other > b->other) - (a->other < b->other);
}

/* Whether a fifth or more of a document of so many words is not shared. */
static bool has_more(uint32_t words, const struct nd_share *share) {
    return 5 * (uint64_t)share->shared <= 4 * (uint64_t)words;
}

/* Whether each of two documents has much that the other has not. */
static bool are_foreign(const struct nd_match *match, const struct nd_contact *c) {
    return has_more(match->documents[c->a].count, &c->share) &&
           has_more(match->documents[c->b].count, &c->share);
}

/* Whether what is shared begins in the first quarter of a document: what is told of a report
 * elsewhere begins with its beginning, what a site adds to its pages does not. */
static bool begins_early(uint64_t spread) { return (spread & 0xffff) != 0; }

/* Whether a stretch of a document can be a part of a round-up that lies in `other` document. */
static bool is_part(uint64_t spread, uint64_t spread_of_other) {
    return begins_early(spread_of_other) && nd_bits_set(spread) >= LEAST_PART;
}

/* ---- Documents that have enough parts -------------------------------------------------------- */

static void count_part(uint8_t *parts, uint64_t spread, bool is_one) {
    if (nd_bits_set(spread) > MOST_ALONE)
        *parts = NEVER;
    else if (is_one && *parts < LEAST_PARTS)
        ++*parts;
}

static void count_parts(const struct parting *p) {
    for (size_t i = 0; i < p->contacts->count; i++) {
        const struct nd_contact *c = &p->contacts->contacts[i];
        nd_store_relieve_at(p->match->store, i);
        const bool foreign = are_foreign(p->match, c);
        count_part(&p->parts[c->a], c->spread_a, foreign && is_part(c->spread_a, c->spread_b));
        count_part(&p->parts[c->b], c->spread_b, foreign && is_part(c->spread_b, c->spread_a));
    }
}

/* ---- Their parts ----------------------------------------------------------------------------- */

static nd_status add_part(struct parting *p, const struct part *part) {
    const nd_status status = nd_reserve(&p->found, &p->capacity, p->count + 1, sizeof *part);
    if (status == ND_OK) p->found[p->count++] = *part;
    return status;
}

static nd_status list_parts(struct parting *p) {
    nd_status status = ND_OK;
    for (size_t i = 0; i < p->contacts->count && status == ND_OK; i++) {
        const struct nd_contact *c = &p->contacts->contacts[i];
        nd_store_relieve_at(p->match->store, i);
        const bool of_a = p->parts[c->a] == LEAST_PARTS, of_b = p->parts[c->b] == LEAST_PARTS;
        if (!(of_a || of_b) || !are_foreign(p->match, c)) continue;
        if (of_a && is_part(c->spread_a, c->spread_b))
            status = add_part(p, &(struct part){c->a, c->b, c->spread_a});
        if (status == ND_OK && of_b && is_part(c->spread_b, c->spread_a))
            status = add_part(p, &(struct part){c->b, c->a, c->spread_b});
    }
    return status;
}

/* Whether the parts of one document make it a round-up: three quarters of a part must be new to
 * count as another report. */
static bool is_roundup(const struct part *parts, size_t n) {
    uint64_t covered = 0;
    uint32_t reports = 0;
    for (size_t i = 0; i < n; i++) {
        const uint64_t fresh = parts[i].spread & ~covered;
        if (4 * nd_bits_set(fresh) < 3 * nd_bits_set(parts[i].spread)) continue;
        covered |= parts[i].spread;
        reports++;
    }
    return reports >= LEAST_PARTS && nd_bits_set(covered) >= LEAST_COVER;
}

nd_status nd_find_roundups(const struct nd_match *match, const struct nd_contacts *contacts,
                           uint8_t *roundups) {
    struct parting p = {
        .match = match, .contacts = contacts, .parts = nd_alloc_zero(match->count, 1)};
    nd_status status = ND_ERR_MEMORY;
    if (p.parts != NULL) {
        count_parts(&p);
        status = list_parts(&p);
    }
    if (status == ND_OK && p.count != 0) qsort(p.found, p.count, sizeof *p.found, compare_parts);
    for (size_t i = 0, end; i < p.count && status == ND_OK; i = end) {
        const uint32_t rank = p.found[i].rank;
        for (end = i + 1; end < p.count && p.found[end].rank == rank;) end++;
        roundups[rank] = is_roundup(p.found + i, end - i);
    }
    nd_free(p.found);
    nd_free(p.parts);
    return status;
}
