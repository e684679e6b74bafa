/*
 * compare.h - comparing two documents, with what a corpus knows of them or without
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_COMPARE_H
#define ND_COMPARE_H

#include "base/span.h"
#include "match/lexicon.h"
#include "newsdupes.h"
#include "simd/kernels.h"

struct nd_comparing_side {
    const void *bytes;
    size_t size;
    nd_encoding encoding;
    struct nd_words hidden; /* pairs: the first word and the end of each stretch that is masked */
};

/* Does what nd_compare and nd_corpus_compare do; the lexicon may be NULL. */
ND_CHECK nd_status nd_compare_sides(const struct nd_kernels *kernels,
                                    const struct nd_lexicon *lexicon,
                                    const struct nd_comparing_side sides[2],
                                    struct nd_comparison **out);

#endif /* ND_COMPARE_H */
