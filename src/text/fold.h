/*
 * fold.h - from UTF-8 text to folded text
 *
 * Folded text is what is left of a text when everything that does not tell words apart is gone:
 * words in compatibility decomposition and folded case, with one or more blanks between. URLs,
 * e-mail addresses and the targets of markdown links are blanks; a hyphen between two letters, also
 * at the end of a line, leaves nothing, so that a word that a typesetter or a line-wrapping program
 * broke is the same word. Character references of HTML are their characters.
 *
 * ASCII goes by SIMD; what is above it by tables, a block at a time; only what is rare, as marks
 * out of canonical order and references, goes one by one.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TEXT_FOLD_H
#define ND_TEXT_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "newsdupes.h"
#include "simd/kernels.h"
#include "text/unicode.h"

#define ND_FOLD_ROOM 65536u /* nd_fold_more stops when this much folded text is there */
#define ND_FOLD_KEEP 256u   /* of its last bytes, that a later byte of text may take back */
#define ND_FOLD_CAPACITY (ND_FOLD_ROOM + 2 * ND_MAX_WORD_BYTES + 1024 + ND_KERNEL_PAD)

/* Where a stretch of folded text came from. */
struct nd_trace_point {
    size_t folded; /* offset in the folded text, counted from the beginning of the document */
    size_t text;   /* offset in the text */
    size_t unit;   /* 0: byte for byte from there on; else the length of the one code point */
};

struct nd_trace {
    struct nd_trace_point *points; /* ascending */
    size_t count, capacity;
};

struct nd_fold {
    const struct nd_kernels *kernels;
    struct nd_trace *trace; /* NULL: not wanted */

    const uint8_t *text; /* the document */
    size_t size, at;     /* its length; how much has been read */
    bool lenient;        /* an invalid sequence separates words (else it ends the folding) */

    uint8_t *out;  /* ND_FOLD_CAPACITY bytes */
    size_t used;   /* folded bytes in out */
    size_t passed; /* folded bytes that the caller has taken out before these */

    bool after_own;     /* the last character is a word of its own */
    uint8_t last_class; /* canonical combining class of the last code point */
};

/* Begins a document; keeps kernels, trace and out. */
void nd_fold_start(struct nd_fold *fold, const uint8_t *text, size_t size, bool lenient);

/* Folds on until the text ends or ND_FOLD_ROOM bytes are in `out`. Sets *valid to false and stops
 * when it meets invalid UTF-8 and is not lenient. Fails with ND_ERR_MEMORY (only when tracing). */
ND_CHECK nd_status nd_fold_more(struct nd_fold *fold, bool *valid);

/* Takes the first `count` bytes out of `out`. */
void nd_fold_take(struct nd_fold *fold, size_t count);

#endif /* ND_TEXT_FOLD_H */
