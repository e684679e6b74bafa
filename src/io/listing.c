/*
 * listing.c - see listing.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/listing.h"

#include "io/escape.h"

enum { MOST_NAMES = 8, LONGEST_NAME = 60 /* bytes */ };

/* The bytes of a name that are shown, whole characters. */
static size_t shown_size(const char *name, size_t size) {
    if (size <= LONGEST_NAME) return size;
    size = LONGEST_NAME;
    while (size != 0 && ((unsigned char)name[size] & 0xC0) == 0x80) size--;
    return size;
}

nd_status nd_listing_add(struct nd_listing *listing, const char *name, size_t size) {
    nd_status status = ND_OK;
    const bool more = listing->count == MOST_NAMES;
    if (listing->full) return ND_OK;
    listing->full = more || size > LONGEST_NAME;
    if (listing->count++ != 0) status = nd_buf_append_string(&listing->text, ", ");
    if (status != ND_OK) return status;
    if (more) return nd_buf_append_string(&listing->text, "...");
    status = nd_buf_append_byte(&listing->text, '\'');
    if (status == ND_OK) status = nd_message_escape(&listing->text, name, shown_size(name, size));
    if (status != ND_OK) return status;
    return nd_buf_append_string(&listing->text, listing->full ? "...'" : "'");
}

void nd_listing_clear(struct nd_listing *listing) {
    listing->text.size = listing->count = 0;
    listing->full = false;
}

void nd_listing_free(struct nd_listing *listing) { nd_buf_free(&listing->text); }
