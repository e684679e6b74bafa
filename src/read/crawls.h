/*
 * crawls.h - documents out of the records of web archives
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_CRAWLS_H
#define ND_READ_CRAWLS_H

#include <stdbool.h>

#include "read/documents.h"
#include "read/warc.h"

/* Hands on the records of reader->block. Fails as nd_reader_hand_on. */
ND_CHECK nd_status nd_reader_take_captures(struct nd_reader *reader);

/* The text of the record at `bytes`, where the origin is; as nd_reader_decode, and *good as
 * nd_reader_make_document. */
ND_CHECK nd_status nd_reader_capture_text(struct nd_reader *reader, char *bytes,
                                          const struct nd_warc_record *record,
                                          struct nd_document *document, bool *good);

#endif /* ND_READ_CRAWLS_H */
