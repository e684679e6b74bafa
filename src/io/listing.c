/*
 * listing.c - see listing.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/listing.h"

#include "io/output.h"

enum { MOST_NAMES = 8, LONGEST_NAME = 60 /* bytes */ };

nd_status nd_listing_add(struct nd_listing *listing, const char *name, size_t size) {
    nd_status status = ND_OK;
    if (listing->full) return ND_OK;
    listing->full = listing->count == MOST_NAMES || size > LONGEST_NAME;
    if (listing->count++ != 0) status = nd_buf_append_string(&listing->text, ", ");
    if (status != ND_OK) return status;
    if (listing->full) return nd_buf_append_string(&listing->text, "...");
    status = nd_buf_append_byte(&listing->text, '\'');
    if (status == ND_OK) status = nd_message_escape(&listing->text, name, size);
    return status == ND_OK ? nd_buf_append_byte(&listing->text, '\'') : status;
}

void nd_listing_clear(struct nd_listing *listing) {
    listing->text.size = listing->count = 0;
    listing->full = false;
}

void nd_listing_free(struct nd_listing *listing) { nd_buf_free(&listing->text); }
