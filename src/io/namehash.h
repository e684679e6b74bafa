/*
 * namehash.h - a hash of names, for tables that live in memory only
 *
 * FNV-1a (Fowler, Noll, Vo), one byte a step: names are short, and io has no better hash below it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_NAMEHASH_H
#define ND_IO_NAMEHASH_H

#include <stddef.h>
#include <stdint.h>

#define ND_NAME_HASH_START UINT64_C(0xcbf29ce484222325)

static inline uint64_t nd_name_hash(uint64_t hash, const char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

/* The same in half as many bits. */
static inline uint32_t nd_name_hash_short(const char *bytes, size_t size) {
    const uint64_t hash = nd_name_hash(ND_NAME_HASH_START, bytes, size);
    return (uint32_t)(hash ^ hash >> 32);
}

/* The slot of either in a table of a power of two: the high bits of FNV-1a are mixed best. */
static inline size_t nd_name_slot(uint64_t hash, size_t slots) {
    return (size_t)(hash ^ hash >> 32) & (slots - 1);
}

#endif /* ND_IO_NAMEHASH_H */
