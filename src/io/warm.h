/*
 * warm.h - which slices of a mapped file are asked for so often that they had better stay in memory
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_WARM_H
#define ND_IO_WARM_H

#include "io/window.h"

#define ND_WARM_SLICE ((uint64_t)2 << 20) /* bytes */

struct nd_warm {
    const struct nd_window *window; /* borrowed */
    _Atomic uint16_t *heat; /* by slice: how often it was asked for lately, and if it is kept */
    struct nd_lock lock;    /* of keeping one more, and of all below but what is atomic */
    atomic_size_t asked;    /* how often in all since heat was halved */
    atomic_size_t kept;     /* slices */
    atomic_size_t most;     /* that may be kept */
    atomic_size_t end;      /* behind all that were asked for often */
    size_t hand;            /* where to look for one that makes room */
};

/* Keeps nothing yet. False when there is no memory; behind it all zeros may be freed, too. */
bool nd_warm_init(struct nd_warm *warm, const struct nd_window *window);
void nd_warm_free(struct nd_warm *warm);

/* Keeps at most so many bytes from now on. For any number of threads, as all below. */
void nd_warm_limit(struct nd_warm *warm, uint64_t most);

/* Asks for bytes [at, at + size): whether they are to be read where they are, because their slices
 * are kept in memory. */
bool nd_warm_ask(struct nd_warm *warm, uint64_t at, size_t size);

/* Keeps none of the slices of these bytes any more. */
void nd_warm_forget(struct nd_warm *warm, uint64_t at, uint64_t size);

/* Whether a slice is kept. */
bool nd_warm_keeps(const struct nd_warm *warm, size_t slice);

/* The same where memory is wanted: what was asked for long ago is kept no more, nor is, after the
 * limit was lowered, what is above it. */
bool nd_warm_pass(struct nd_warm *warm, size_t slice);

#endif /* ND_IO_WARM_H */
