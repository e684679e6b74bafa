/*
 * profile.c - see profile.h
 *
 * Bytes are set in the order of fingerprints, which is none of documents. Where all of them are
 * more than stays in memory, each piece of work would bring most pages back. So what is to be set
 * is dealt to ranges of bytes first, as fingerprints are to piles, and set range by range.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/profile.h"

#include <string.h>

#include "base/arena.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/store.h"

enum {
    CHUNK = 1 << 18,   /* bytes that are cleared in a piece of work */
    RANGE_BITS = 21,   /* of the number of a fingerprint in its range; the rest is the byte */
    SHEET_ITEMS = 4088 /* 16 KiB with what is before them */
};

#define RANGE (UINT32_C(1) << RANGE_BITS)

/* Some of what is to be set in a range: byte << RANGE_BITS | number in the range. */
struct sheet {
    struct sheet *before;
    uint32_t count;
    uint32_t items[SHEET_ITEMS];
};

struct nd_settings {
    struct nd_arena arena;
    struct sheet **last; /* by range */
    char apart[ND_APART];
};

static uint32_t count_ranges(const struct nd_profiles *profiles) {
    return nd_index_prints(profiles->match->index) / RANGE + 1;
}

static nd_status make_settings(struct nd_profiles *profiles) {
    const uint32_t workers = nd_exec_workers(profiles->match->executor);
    bool complete;
    profiles->settings = nd_alloc_zero(workers, sizeof *profiles->settings);
    complete = profiles->settings != NULL;
    for (uint32_t w = 0; w < workers && complete; w++) {
        struct nd_settings *settings = &profiles->settings[w];
        settings->arena.store = profiles->match->store;
        settings->last = nd_alloc_zero(count_ranges(profiles), sizeof *settings->last);
        complete = settings->last != NULL;
    }
    return complete ? ND_OK : ND_ERR_MEMORY;
}

nd_status nd_profiles_make(const struct nd_match *match, struct nd_profiles *profiles) {
    nd_status status;
    *profiles = (struct nd_profiles){.match = match};
    profiles->bytes = nd_store_take(match->store, nd_index_prints(match->index), 1);
    if (profiles->bytes == NULL) return ND_ERR_MEMORY;
    status = nd_profiles_clear(profiles);
    if (status != ND_OK || !nd_store_is_apart(match->store, profiles->bytes)) return status;
    return make_settings(profiles);
}

static nd_status clear_chunk(void *context, size_t task, uint32_t worker) {
    const struct nd_profiles *profiles = context;
    const size_t begin = task * CHUNK, left = nd_index_prints(profiles->match->index) - begin;
    (void)worker;
    memset(profiles->bytes + begin, 0, left < CHUNK ? left : CHUNK);
    nd_store_relieve(profiles->match->store);
    return ND_OK;
}

/* By whoever is free: the pages of what was just taken come at the first touch. */
nd_status nd_profiles_clear(const struct nd_profiles *profiles) {
    struct nd_profiles all = *profiles;
    const size_t count = nd_index_prints(profiles->match->index);
    return nd_exec_run(profiles->match->executor, (count + CHUNK - 1) / CHUNK, clear_chunk, &all);
}

void nd_profiles_free(struct nd_profiles *profiles) {
    const uint32_t workers =
        profiles->settings != NULL ? nd_exec_workers(profiles->match->executor) : 0;
    for (uint32_t w = 0; w < workers; w++) {
        nd_arena_free(&profiles->settings[w].arena);
        nd_free(profiles->settings[w].last);
    }
    nd_free(profiles->settings);
    if (profiles->bytes != NULL)
        nd_store_give_back(profiles->match->store, profiles->bytes,
                           nd_index_prints(profiles->match->index), 1);
    *profiles = (struct nd_profiles){0};
}

nd_status nd_profile_view(const struct nd_profiles *profiles, struct nd_store_copy *copy,
                          struct nd_profile *profile) {
    const void *there;
    const nd_status status =
        nd_store_view(profiles->match->store, copy, profile->bytes, profile->count, &there);
    profile->bytes = there;
    return status;
}

nd_status nd_profiles_defer(const struct nd_profiles *profiles, uint32_t worker,
                            struct nd_postings postings, uint8_t byte) {
    struct nd_settings *settings = &profiles->settings[worker];
    for (size_t i = 0; i < postings.count; i++) {
        const uint32_t print = postings.items[i].print;
        struct sheet **last = &settings->last[print / RANGE];
        if (*last == NULL || (*last)->count == SHEET_ITEMS) {
            struct sheet *next = nd_arena_array(&settings->arena, 1, sizeof *next);
            if (next == NULL) return ND_ERR_MEMORY;
            next->before = *last;
            next->count = 0;
            *last = next;
        }
        (*last)->items[(*last)->count++] = (uint32_t)byte << RANGE_BITS | print % RANGE;
    }
    return ND_OK;
}

static nd_status settle_range(void *context, size_t range, uint32_t worker) {
    const struct nd_profiles *profiles = context;
    const uint32_t workers = nd_exec_workers(profiles->match->executor);
    uint8_t *const bytes = profiles->bytes + range * RANGE;
    (void)worker;
    for (uint32_t w = 0; w < workers; w++) {
        const struct sheet *sheet = profiles->settings[w].last[range];
        for (; sheet != NULL; sheet = sheet->before)
            for (uint32_t i = 0; i < sheet->count; i++)
                bytes[sheet->items[i] % RANGE] = (uint8_t)(sheet->items[i] / RANGE);
    }
    return ND_OK;
}

nd_status nd_profiles_settle(const struct nd_profiles *profiles) {
    const struct nd_match *match = profiles->match;
    struct nd_profiles all = *profiles;
    const uint32_t workers = nd_exec_workers(match->executor);
    nd_status status;
    if (profiles->settings == NULL) return ND_OK;
    status = nd_exec_run(match->executor, count_ranges(profiles), settle_range, &all);
    for (uint32_t w = 0; w < workers; w++) {
        struct nd_settings *settings = &profiles->settings[w];
        nd_arena_free(&settings->arena);
        memset(settings->last, 0, count_ranges(profiles) * sizeof *settings->last);
    }
    return status;
}
