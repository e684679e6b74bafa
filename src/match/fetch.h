/*
 * fetch.h - asking for memory before it is looked at
 *
 * Where the documents of a corpus lie, no processor foresees. All is inline here, because compilers
 * drop calls of what does nothing but ask for memory.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_FETCH_H
#define ND_MATCH_FETCH_H

#include <stddef.h>

#include "base/span.h"
#include "simd/kernels.h"

#define ND_FETCH_LINE 64u /* bytes that come at once */

ND_INLINE void nd_fetch(const void *memory, size_t size) {
    for (size_t at = 0; at < size; at += ND_FETCH_LINE)
        __builtin_prefetch((const char *)memory + at);
}

/* Asks for the first `most` words of a document. */
ND_INLINE void nd_fetch_words(const struct nd_words *document, uint32_t most) {
    nd_fetch(document->words,
             sizeof *document->words * (document->count < most ? document->count : most));
}

#endif /* ND_MATCH_FETCH_H */
