/*
 * frequent.c - see frequent.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/frequent.h"

#include <string.h>

#include "base/exec.h"
#include "base/mem.h"
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

/* Counts the documents of one posting, items[0, n). */
static void count_posting(const uint64_t *items, size_t n, struct nd_frequent *out) {
    uint64_t lots[ND_SAMPLES] = {0};
    *out = (struct nd_frequent){.hash = (uint32_t)(items[0] >> 32)};
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && items[i] == items[i - 1]) continue;
        sample(out, lots, (uint32_t)items[i]);
        out->documents++;
    }
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
    struct nd_frequent_part *part = &finding->frequents->parts[number];
    const struct nd_gathered *gathered = &finding->postings.gathered[worker];
    nd_status status = nd_postings_sort(&finding->postings, (uint32_t)number, worker);
    for (size_t i = 0, end; i < gathered->count && status == ND_OK; i = end) {
        const uint64_t *items = gathered->items;
        for (end = i + 1; end < gathered->count && items[end] >> 32 == items[i] >> 32;) end++;
        if (end - i < ND_LEAST_DOCUMENTS) continue;
        status = nd_reserve(&part->items, &part->capacity, part->count + 1, sizeof *part->items);
        if (status != ND_OK) break;
        count_posting(items + i, end - i, &part->items[part->count]);
        if (part->items[part->count].documents >= ND_LEAST_DOCUMENTS) part->count++;
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

uint32_t nd_frequent_number(const struct nd_frequents *frequents, uint64_t fingerprint) {
    const uint32_t hash = (uint32_t)fingerprint, number = (uint32_t)(fingerprint >> 56);
    const struct nd_frequent_part *part = &frequents->parts[number];
    const uint64_t bit = filter_bit(frequents, number, hash);
    if ((frequents->filter[bit / 64] >> bit % 64 & 1) == 0) return ND_RARE;
    for (uint32_t slot = hash & part->slot_mask; part->slots[slot].index != 0;
         slot = (slot + 1) & part->slot_mask) {
        if (part->slots[slot].hash == hash) return part->before + part->slots[slot].index;
    }
    return ND_RARE;
}
