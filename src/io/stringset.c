/*
 * stringset.c - see stringset.h
 *
 * Open addressing with linear probing, at most half full. A slot has 32 bits of the hash beside the
 * number, so that other strings are told apart without looking at them, and growing needs none.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/stringset.h"

#include "base/mem.h"
#include "base/names.h"

enum { FIRST_SLOTS = 64 };

static uint64_t hash_of(struct nd_name string) {
    uint64_t hash = ND_NAME_HASH_START;
    for (size_t i = string.size; i-- > 0;) hash = nd_stringset_hash(hash, string.bytes + i);
    return hash;
}

/* What a slot has of the hash, and where the search for the string begins. */
static uint32_t tag_of(uint64_t hash) { return (uint32_t)(hash ^ hash >> 32); }

static uint32_t number_of(uint64_t slot) { return (uint32_t)slot - 1; } /* 0: ND_STRINGSET_NONE */

/* The slot that the string has, or would have. The table is not empty, nor full. */
static size_t slot_of(const struct nd_stringset *set, uint32_t tag, struct nd_name string) {
    size_t at = tag & (set->slot_count - 1);
    for (; set->slots[at] != 0; at = (at + 1) & (set->slot_count - 1)) {
        if (set->slots[at] >> 32 != tag) continue;
        if (nd_name_equal(&set->names[number_of(set->slots[at])], &string)) break;
    }
    return at;
}

static nd_status grow(struct nd_stringset *set) {
    const size_t count = set->slot_count != 0 ? 2 * set->slot_count : FIRST_SLOTS;
    uint64_t *const slots = nd_alloc_zero(count, sizeof *slots);
    if (slots == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < set->slot_count; i++) {
        size_t at = (size_t)(set->slots[i] >> 32) & (count - 1);
        if (set->slots[i] == 0) continue;
        while (slots[at] != 0) at = (at + 1) & (count - 1);
        slots[at] = set->slots[i];
    }
    nd_free(set->slots);
    set->slots = slots;
    set->slot_count = count;
    return ND_OK;
}

nd_status nd_stringset_add(struct nd_stringset *set, struct nd_name string, uint32_t *number) {
    const uint32_t tag = tag_of(hash_of(string));
    nd_status status = ND_OK;
    const char *copy;
    size_t slot;
    if (set->count >= set->slot_count / 2) status = grow(set);
    if (status != ND_OK) return status;
    slot = slot_of(set, tag, string);
    *number = number_of(set->slots[slot]);
    if (set->slots[slot] != 0) return ND_OK;
    if (set->count >= ND_MAX_DOCUMENTS) return ND_ERR_LIMIT;
    status = nd_reserve(&set->names, &set->capacity, set->count + 1, sizeof *set->names);
    if (status != ND_OK) return status;
    copy = nd_strpool_add(&set->pool, string.bytes, string.size);
    if (copy == NULL) return ND_ERR_MEMORY;
    *number = (uint32_t)set->count;
    set->names[set->count++] = (struct nd_name){copy, string.size};
    set->slots[slot] = (uint64_t)tag << 32 | (*number + 1);
    if (string.size > set->longest) set->longest = string.size;
    return ND_OK;
}

uint32_t nd_stringset_find_hashed(const struct nd_stringset *set, uint64_t hash,
                                  struct nd_name string) {
    if (set->slot_count == 0) return ND_STRINGSET_NONE;
    return number_of(set->slots[slot_of(set, tag_of(hash), string)]);
}

uint32_t nd_stringset_find(const struct nd_stringset *set, struct nd_name string) {
    return nd_stringset_find_hashed(set, hash_of(string), string);
}

void nd_stringset_free(struct nd_stringset *set) {
    nd_free(set->names);
    nd_free(set->slots);
    nd_strpool_free(&set->pool);
    *set = (struct nd_stringset){0};
}
