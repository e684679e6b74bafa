/*
 * records.h - documents out of JSON Lines
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_RECORDS_H
#define ND_READ_RECORDS_H

#include "read/documents.h"
#include "read/jsonl.h"

/* Hands on the lines of reader->block. Fails as nd_reader_hand_on. */
ND_CHECK nd_status nd_reader_take_lines(struct nd_reader *reader);

/* The text of the record of a line, where the origin is; *good becomes false when that is a page
 * that cannot be read, which was complained about. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_reader_record_text(struct nd_reader *reader, const struct nd_record *record,
                                         struct nd_document *document, bool *good);

#endif /* ND_READ_RECORDS_H */
