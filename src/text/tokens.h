/*
 * tokens.h - from the bytes of a document to its words
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TEXT_TOKENS_H
#define ND_TEXT_TOKENS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "newsdupes.h"
#include "text/fold.h"
#include "text/unicode.h"

/* Where a word stands in the UTF-8 text of its document: bytes [begin, end). */
struct nd_word_place {
    size_t begin, end;
};

/* Reads one document after another into buffers that it keeps. For one thread. */
struct nd_tokenizer {
    struct nd_fold fold;
    struct nd_buf decoded; /* the text as UTF-8 where it was not already */
    uint32_t *edge;        /* of the words in fold.out */
    struct nd_arena arena; /* whoever closes it keeps the words; set its store before the first */
    uint32_t *words;       /* those of the document (hashes), in the arena, padded for kernels */
    size_t count;

    /* What the words were read from, until the next document; NULL without words. */
    const uint8_t *text;
    size_t size;

    /* Only when tracing: the place of each word. */
    struct nd_trace trace;
    struct nd_word_place *places;
    size_t place_capacity;
};

/* `kernels` are borrowed. With `places` the tokenizer keeps the place of each word (at several
 * times the cost). Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_tokenizer_new(const struct nd_kernels *kernels, bool places,
                                    struct nd_tokenizer **out);
void nd_tokenizer_free(struct nd_tokenizer *tokenizer);

/* Reads the document into tokenizer->words. `info` may not be NULL. Fails with ND_ERR_MEMORY,
 * with ND_ERR_LIMIT when there are more than ND_MAX_WORDS words, or with ND_ERR_PARAM for an
 * encoding that there is not. */
ND_CHECK nd_status nd_tokenize(struct nd_tokenizer *tokenizer, const void *bytes, size_t size,
                               nd_encoding encoding, struct nd_document_info *info);

#endif /* ND_TEXT_TOKENS_H */
