/*
 * tables.h - documents out of the rows of tables
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_TABLES_H
#define ND_READ_TABLES_H

#include <stdint.h>

#include "read/csv.h"
#include "read/documents.h"
#include "read/stream.h"

/* Takes the header of the part, named `path`, from reader->block, if that has it; complains about a
 * table without the column of texts, and ends it. The stream's lock is held. Fails with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_table_begin(struct nd_reader *reader, struct nd_stream *stream, uint32_t part,
                                  const char *path);

/* Hands on the rows of reader->block. Fails as nd_reader_hand_on. */
ND_CHECK nd_status nd_reader_take_rows(struct nd_reader *reader);

/* The text of the row at `bytes`, where the origin is; *good becomes false when that is a page that
 * cannot be read, which was complained about. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_reader_row_text(struct nd_reader *reader, char *bytes,
                                      const struct nd_csv_row *row, struct nd_document *document,
                                      bool *good);

#endif /* ND_READ_TABLES_H */
