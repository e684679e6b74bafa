/*
 * texts.h - documents that are whole texts, of files and members
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_TEXTS_H
#define ND_READ_TEXTS_H

#include <stdbool.h>
#include <stdint.h>

#include "read/documents.h"
#include "read/stream.h"

/* Makes a document, but for its number, of the text of a file or a member; *good becomes false when
 * that cannot be read, which was complained about. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_reader_make_document(struct nd_reader *reader, const char *path,
                                           struct nd_buf text, struct nd_document *document,
                                           bool *good);

/* Hands on the file `index` of the list, which holds `text`. Fails as nd_reader_hand_on, or with
 * ND_ERR_PARAM when it is to be kept and cannot be (reported). */
ND_CHECK nd_status nd_reader_take_file(struct nd_reader *reader, uint32_t index,
                                       struct nd_buf text);

/* Hands on the members in reader->items, which are of the stream; fails alike. */
ND_CHECK nd_status nd_reader_take_items(struct nd_reader *reader, const struct nd_stream *stream);

#endif /* ND_READ_TEXTS_H */
