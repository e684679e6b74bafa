/*
 * stringset.h - different strings, numbered from 0 in the order in which they came
 *
 * Strings are hashed from their last byte to their first, so that one walk through a path, from its
 * end, has the hash of each of its ends. Start with a zeroed struct.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_STRINGSET_H
#define ND_IO_STRINGSET_H

#include <stddef.h>
#include <stdint.h>

#include "io/namehash.h"
#include "io/strpool.h"
#include "newsdupes.h"

#define ND_STRINGSET_NONE UINT32_MAX

struct nd_stringset {
    struct nd_name *names; /* by number; copies that do not move */
    size_t count, capacity;
    uint64_t *slots; /* 32 bits of the hash, number + 1; or 0 */
    size_t slot_count;
    size_t longest; /* bytes of the longest string */
    struct nd_strpool pool;
};

/* The hash of a string from that of the string behind its first byte; ND_NAME_HASH_START is that
 * of the empty string. */
static inline uint64_t nd_stringset_hash(uint64_t hash, const char *first) {
    return nd_name_hash(hash, first, 1);
}

/* Sets *number to that of the string, which is added unless it is there: then it is the last one.
 * Fails with ND_ERR_MEMORY or ND_ERR_LIMIT. */
ND_CHECK nd_status nd_stringset_add(struct nd_stringset *set, struct nd_name string,
                                    uint32_t *number);

/* The number of a string whose hash is known, or ND_STRINGSET_NONE. */
uint32_t nd_stringset_find_hashed(const struct nd_stringset *set, uint64_t hash,
                                  struct nd_name string);
uint32_t nd_stringset_find(const struct nd_stringset *set, struct nd_name string);

void nd_stringset_free(struct nd_stringset *set);

#endif /* ND_IO_STRINGSET_H */
