/*
 * largepages.h - room for large arrays, in pages of its own
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_LARGEPAGES_H
#define ND_IO_LARGEPAGES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "io/lock.h"

#define ND_LARGE_PAGE ((size_t)2 << 20)    /* bytes */
#define ND_LARGE_LEAST (ND_LARGE_PAGE / 2) /* bytes of an array that is worth pages of its own */

struct nd_largepages {
    struct nd_lock lock; /* of what is kept */
    void **kept;         /* pages that were given back, to be used again */
    size_t kept_capacity;
    atomic_size_t kept_count;
    atomic_size_t mapped;  /* bytes, those kept among them */
    atomic_bool slow;      /* the large ones of the system are, on this machine */
    struct nd_lock asking; /* for these */
};

/* False when there is no lock to be had; behind it all zeros may be freed, too. */
bool nd_largepages_init(struct nd_largepages *pages);
void nd_largepages_free(struct nd_largepages *pages); /* once all was given back */

/* Bytes that can be taken without asking the system for memory. */
size_t nd_largepages_kept(const struct nd_largepages *pages);

/* Returns so many bytes, zeros or anything, from a multiple of ND_LARGE_PAGE on, or NULL when there
 * is no room; in large pages of the system if `large`. For any number of threads. */
void *nd_largepages_take(struct nd_largepages *pages, size_t size, bool zero, bool large);
void nd_largepages_give_back(struct nd_largepages *pages, void *memory, size_t size);

/* Returns to the system what was given back and will hardly be wanted again, or all of it. For any
 * number of threads, who share the work. */
void nd_largepages_tidy(struct nd_largepages *pages, bool all);

#endif /* ND_IO_LARGEPAGES_H */
