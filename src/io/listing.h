/*
 * listing.h - the names that a record or a table has, as far as a message goes
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_LISTING_H
#define ND_IO_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* "'a', 'b', ...", without a terminating NUL; begin with zeros. */
struct nd_listing {
    struct nd_buf text;
    size_t count;
    bool full; /* the others are left out */
};

/* Adds a name, with its control characters escaped. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_listing_add(struct nd_listing *listing, const char *name, size_t size);

/* Empties it, and keeps the memory. */
void nd_listing_clear(struct nd_listing *listing);
void nd_listing_free(struct nd_listing *listing);

#endif /* ND_IO_LISTING_H */
