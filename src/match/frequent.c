/*
 * frequent.c - see frequent.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/frequent.h"

#include <string.h>

#include "base/exec.h"
#include "base/mem.h"
#include "base/sort.h"
#include "match/postings.h"

struct finding {
    struct nd_postings postings;
    struct nd_frequents *frequents;
};

/* A hash of the rank by which samples are chosen: documents of one template, which differ from
 * posting to posting by a few, then leave the same sample in most of them. */
static uint64_t lot_of(uint32_t rank) {
    uint64_t x = (rank + UINT64_C(1)) * 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 31) * 0xbf58476d1ce4e5b9u;
    return x ^ x >> 29;
}

/* Keeps the ND_SAMPLES ranks with the least lots, in order of lot. */
static void sample(struct nd_frequent *frequent, uint64_t lots[ND_SAMPLES], uint32_t rank) {
    const uint64_t lot = lot_of(rank);
    uint32_t at = frequent->documents;
    if (at >= ND_SAMPLES) {
        at = ND_SAMPLES - 1;
        if (lot >= lots[at]) return;
    }
    for (; at > 0 && lots[at - 1] > lot; at--) {
        lots[at] = lots[at - 1];
        frequent->sample[at] = frequent->sample[at - 1];
    }
    lots[at] = lot;
    frequent->sample[at] = rank;
}

/* Adds the fingerprint that n documents have; their ranks are the low halves of the items. */
static nd_status add_frequent(struct nd_frequent_part *part, uint32_t hash, const uint64_t *items,
                              size_t n) {
    const nd_status status =
        nd_reserve(&part->items, &part->capacity, part->count + 1, sizeof *part->items);
    uint64_t lots[ND_SAMPLES] = {0};
    struct nd_frequent *frequent;
    if (status != ND_OK) return status;
    frequent = &part->items[part->count++];
    *frequent = (struct nd_frequent){.hash = hash};
    for (; frequent->documents < n; frequent->documents++) {
        sample(frequent, lots, (uint32_t)items[frequent->documents]);
    }
    return ND_OK;
}

/* What a fingerprint is mixed with in a source; 0 where none is known. */
static uint32_t salt_of(uint32_t source) {
    return (uint32_t)(source * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}

/* Puts the n documents of a posting in order of source; returns how many sources there are. */
static size_t order_by_source(const uint32_t *sources, uint64_t *items, uint64_t *scratch,
                              size_t n) {
    size_t count = 1;
    for (size_t i = 0; i < n; i++) {
        const uint32_t rank = (uint32_t)items[i];
        items[i] = (uint64_t)sources[rank] << 32 | rank;
    }
    nd_sort_u64(items, scratch, n, 64);
    for (size_t i = 1; i < n; i++) count += items[i] >> 32 != items[i - 1] >> 32;
    return count;
}

/* Adds the fingerprint of a posting once for each source that has it in several documents. */
static nd_status add_by_source(struct nd_frequent_part *part, const uint32_t *sources,
                               uint64_t *items, uint64_t *scratch, size_t n) {
    const uint32_t hash = (uint32_t)(items[0] >> 32);
    nd_status status = ND_OK;
    if (n < 2 * order_by_source(sources, items, scratch, n)) return ND_OK;
    for (size_t i = 0, end; i < n && status == ND_OK; i = end) {
        const uint32_t source = (uint32_t)(items[i] >> 32);
        for (end = i + 1; end < n && items[end] >> 32 == source;) end++;
        if (end - i < ND_LEAST_OF_SOURCE) continue;
        status = add_frequent(part, hash ^ salt_of(source), items + i, end - i);
    }
    return status;
}

/* Leaves each document of a posting once; returns how many there are. */
static size_t drop_repeated(uint64_t *items, size_t n) {
    size_t kept = 1;
    for (size_t i = 1; i < n; i++) {
        if (items[i] != items[kept - 1]) items[kept++] = items[i];
    }
    return kept;
}

static nd_status fill_slots(struct nd_frequent_part *part) {
    uint32_t slots = 16;
    while (slots < 2 * part->count) slots *= 2;
    part->slots = nd_alloc_zero(slots, sizeof *part->slots);
    if (part->slots == NULL) return ND_ERR_MEMORY;
    part->slot_mask = slots - 1;
    for (size_t i = 0; i < part->count; i++) {
        uint32_t slot = part->items[i].hash & part->slot_mask;
        while (part->slots[slot].index != 0) slot = (slot + 1) & part->slot_mask;
        part->slots[slot] = (struct nd_frequent_slot){part->items[i].hash, (uint32_t)i + 1};
    }
    return ND_OK;
}

static nd_status find_in_part(void *context, size_t number, uint32_t worker) {
    struct finding *finding = context;
    const uint32_t *sources = finding->postings.match->sources;
    struct nd_frequent_part *part = &finding->frequents->parts[number];
    const struct nd_gathered *gathered = &finding->postings.gathered[worker];
    nd_status status = nd_postings_sort(&finding->postings, (uint32_t)number, worker);
    for (size_t i = 0, end; i < gathered->count && status == ND_OK; i = end) {
        uint64_t *items = gathered->items + i;
        size_t n;
        for (end = i + 1; end < gathered->count && gathered->items[end] >> 32 == items[0] >> 32;)
            end++;
        n = drop_repeated(items, end - i);
        if (sources != NULL)
            status = add_by_source(part, sources, items, gathered->scratch, n);
        else if (n >= ND_LEAST_DOCUMENTS)
            status = add_frequent(part, (uint32_t)(items[0] >> 32), items, n);
    }
    return status == ND_OK ? fill_slots(part) : status;
}

/* The bit of a fingerprint in the filter. */
static uint64_t filter_bit(const struct nd_frequents *frequents, uint32_t part, uint32_t hash) {
    return ((uint64_t)hash << 8 | part) & frequents->filter_mask;
}

/* Sixteen bits for each frequent fingerprint: one in sixteen of the others gets past. */
static nd_status fill_filter(struct nd_frequents *frequents) {
    uint64_t bits = 1 << 16;
    while (bits < 16 * (uint64_t)frequents->count) bits *= 2;
    frequents->filter = nd_alloc_zero((size_t)(bits / 64), sizeof *frequents->filter);
    if (frequents->filter == NULL) return ND_ERR_MEMORY;
    frequents->filter_mask = bits - 1;
    for (uint32_t p = 0; p < ND_FREQUENT_PARTS; p++) {
        const struct nd_frequent_part *part = &frequents->parts[p];
        for (size_t i = 0; i < part->count; i++) {
            const uint32_t hash = frequents->items[part->before + i].hash;
            const uint64_t bit = filter_bit(frequents, p, hash);
            frequents->filter[bit / 64] |= UINT64_C(1) << bit % 64;
        }
    }
    return ND_OK;
}

/* Moves the items of all parts into one array. */
static nd_status number_items(struct nd_frequents *frequents) {
    for (size_t p = 0; p < ND_FREQUENT_PARTS; p++) {
        frequents->parts[p].before = frequents->count;
        frequents->count += (uint32_t)frequents->parts[p].count;
    }
    frequents->items = nd_alloc(frequents->count, sizeof *frequents->items);
    if (frequents->items == NULL) return ND_ERR_MEMORY;
    for (size_t p = 0; p < ND_FREQUENT_PARTS; p++) {
        struct nd_frequent_part *part = &frequents->parts[p];
        if (part->count == 0) continue;
        memcpy(frequents->items + part->before, part->items, part->count * sizeof *part->items);
        nd_free(part->items);
        part->items = NULL;
    }
    return fill_filter(frequents);
}

nd_status nd_frequents_find(const struct nd_match *match, struct nd_frequents *frequents) {
    struct finding finding = {.frequents = frequents};
    nd_status status = nd_postings_fill(&finding.postings, match, NULL);
    *frequents = (struct nd_frequents){0};
    if (status == ND_OK) {
        status = nd_exec_run(match->executor, ND_FREQUENT_PARTS, find_in_part, &finding);
    }
    nd_postings_free(&finding.postings);
    return status == ND_OK ? number_items(frequents) : status;
}

void nd_frequents_free(struct nd_frequents *frequents) {
    for (size_t p = 0; p < ND_FREQUENT_PARTS; p++) {
        nd_free(frequents->parts[p].items);
        nd_free(frequents->parts[p].slots);
    }
    nd_free(frequents->items);
    nd_free(frequents->filter);
    *frequents = (struct nd_frequents){0};
}

uint32_t nd_frequent_number(const struct nd_frequents *frequents, uint64_t fingerprint,
                            uint32_t source) {
    const uint32_t hash = (uint32_t)fingerprint ^ salt_of(source);
    const uint32_t number = (uint32_t)(fingerprint >> 56);
    const struct nd_frequent_part *part = &frequents->parts[number];
    const uint64_t bit = filter_bit(frequents, number, hash);
    if ((frequents->filter[bit / 64] >> bit % 64 & 1) == 0) return ND_RARE;
    for (uint32_t slot = hash & part->slot_mask; part->slots[slot].index != 0;
         slot = (slot + 1) & part->slot_mask) {
        if (part->slots[slot].hash == hash) return part->before + part->slots[slot].index;
    }
    return ND_RARE;
}

uint64_t nd_frequent_fingerprint(const struct nd_frequents *frequents, uint32_t number,
                                 const uint32_t *sources) {
    const struct nd_frequent *frequent = &frequents->items[number - 1];
    const uint32_t source = sources != NULL ? sources[frequent->sample[0]] : 0;
    uint32_t low = 0, high = ND_FREQUENT_PARTS;
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (frequents->parts[middle].before < number)
            low = middle;
        else
            high = middle;
    }
    return (uint64_t)low << 32 | (frequent->hash ^ salt_of(source));
}
