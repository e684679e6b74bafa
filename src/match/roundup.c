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

#include "base/mem.h"

enum {
    LEAST_PART = 4,   /* sixty-fourths of the round-up that a part covers */
    LEAST_COVER = 40, /* sixty-fourths that all parts cover together */
    MOST_ALONE = 40,  /* ... and that no other document may cover alone */
    LEAST_PARTS = 3
};

/* What another document covers of one. */
struct part {
    uint32_t rank, other;
    uint64_t spread;
    bool foreign; /* each of the two has much that the other has not */
};

static uint32_t count_bits(uint64_t bits) {
    uint32_t count = 0;
    for (; bits != 0; bits &= bits - 1) count++;
    return count;
}

/* By rank; of one rank the part that covers most comes first. */
static int compare_parts(const void *x, const void *y) {
    const struct part *a = x, *b = y;
    const uint32_t bits_a = count_bits(a->spread), bits_b = count_bits(b->spread);
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    if (bits_a != bits_b) return bits_a > bits_b ? -1 : 1;
    return (a->other > b->other) - (a->other < b->other);
}

/* Whether a fifth or more of a document of so many words is not shared. */
static bool has_more(uint32_t words, const struct nd_share *share) {
    return 5 * (uint64_t)share->shared <= 4 * (uint64_t)words;
}

/* Whether what is shared begins in the first quarter of a document: what is told of a report
 * elsewhere begins with its beginning, what a site adds to its pages does not. */
static bool begins_early(uint64_t spread) { return (spread & 0xffff) != 0; }

/* The parts of documents that have enough of them; times[rank] counts the contacts of each. */
static void add_part(const uint32_t *times, struct part *parts, size_t *count,
                     const struct part *part) {
    if (times[part->rank] >= LEAST_PARTS && count_bits(part->spread) >= LEAST_PART) {
        parts[(*count)++] = *part;
    }
}

static void count_contacts(const struct nd_contacts *contacts, uint32_t *times) {
    for (size_t i = 0; i < contacts->count; i++) {
        times[contacts->contacts[i].a]++;
        times[contacts->contacts[i].b]++;
    }
}

static size_t list_parts(const struct nd_match *match, const struct nd_contacts *contacts,
                         const uint32_t *times, struct part *parts) {
    size_t count = 0;
    for (size_t i = 0; i < contacts->count; i++) {
        const struct nd_contact *c = &contacts->contacts[i];
        const bool more_a = has_more(match->documents[c->a].count, &c->share);
        const bool more_b = has_more(match->documents[c->b].count, &c->share);
        const bool foreign = more_a && more_b;
        add_part(times, parts, &count,
                 &(struct part){c->a, c->b, c->spread_a, foreign && begins_early(c->spread_b)});
        add_part(times, parts, &count,
                 &(struct part){c->b, c->a, c->spread_b, foreign && begins_early(c->spread_a)});
    }
    return count;
}

/* Whether the parts of one document make it a round-up: three quarters of a part must be new to
 * count as another report. */
static bool is_roundup(const struct part *parts, size_t n) {
    uint64_t covered = 0;
    uint32_t reports = 0;
    if (count_bits(parts[0].spread) > MOST_ALONE) return false;
    for (size_t i = 0; i < n; i++) {
        const uint64_t fresh = parts[i].spread & ~covered;
        if (!parts[i].foreign || 4 * count_bits(fresh) < 3 * count_bits(parts[i].spread)) continue;
        covered |= parts[i].spread;
        reports++;
    }
    return reports >= LEAST_PARTS && count_bits(covered) >= LEAST_COVER;
}

nd_status nd_find_roundups(const struct nd_match *match, const struct nd_contacts *contacts,
                           uint8_t *roundups) {
    struct part *parts = nd_alloc(2 * contacts->count, sizeof *parts);
    uint32_t *times = nd_alloc_zero(match->count, sizeof *times);
    size_t count = 0;
    const nd_status status = parts != NULL && times != NULL ? ND_OK : ND_ERR_MEMORY;
    if (status == ND_OK) {
        count_contacts(contacts, times);
        count = list_parts(match, contacts, times, parts);
        qsort(parts, count, sizeof *parts, compare_parts);
    }
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && parts[end].rank == parts[i].rank;) end++;
        roundups[parts[i].rank] = is_roundup(parts + i, end - i);
    }
    nd_free(parts);
    nd_free(times);
    return status;
}
