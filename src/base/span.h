/*
 * span.h - the words of one document, as the layers above text and sketch see them
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_BASE_SPAN_H
#define ND_BASE_SPAN_H

#include <stdint.h>

struct nd_words {
    const uint32_t *words; /* hashes, padded for kernels; borrowed */
    uint32_t count;
};

#endif /* ND_BASE_SPAN_H */
