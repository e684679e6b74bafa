/*
 * members.h - the members of an archive, as blocks of a stream
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_MEMBERS_H
#define ND_READ_MEMBERS_H

#include "read/documents.h"
#include "read/stream.h"

/* Fills reader->items, or reader->block with lines of one member. Complains about single members.
 * *error is 0 or what is wrong with the archive. Fails as nd_stream_next. */
ND_CHECK nd_status nd_members_next(struct nd_reader *reader, struct nd_stream *stream, int *error);

#endif /* ND_READ_MEMBERS_H */
