/*
 * blocks.c - see blocks.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/blocks.h"

#include "read/crawls.h"
#include "read/records.h"
#include "read/split.h"
#include "read/tables.h"
#include "read/texts.h"

nd_status nd_reader_fetch(struct nd_reader *reader, struct nd_stream *stream, uint32_t part,
                          const char *path, int *error) {
    nd_status status = ND_OK;
    if (!nd_split_mark(reader, stream, error))
        status = nd_stream_next(stream, &reader->block, error);
    if (status == ND_OK && stream->csv.delimiter != '\0' && !stream->has_header)
        status = nd_table_begin(reader, stream, part, path);
    reader->part = part;
    reader->path = path;
    reader->csv = stream->csv;
    reader->is_warc = stream->is_warc;
    return status;
}

nd_status nd_reader_take_block(struct nd_reader *reader, const struct nd_stream *stream) {
    const struct nd_block *const block = &reader->block;
    nd_status status = nd_reader_take_items(reader, stream);
    if (status != ND_OK || (block->size == 0 && block->too_long == 0)) return status;
    status = nd_reader_set_path(reader, reader->path);
    nd_reader_count_bytes(reader, block->size);
    if (status == ND_OK && block->too_long != 0) {
        status = nd_reader_set_line(reader, block->too_long);
        if (status == ND_OK) nd_reader_bad_record(reader, "the line is longer than 4 GiB", "", "");
    }
    if (status != ND_OK) return status;
    if (reader->is_warc) return nd_reader_take_captures(reader);
    return reader->csv.delimiter != '\0' ? nd_reader_take_rows(reader)
                                         : nd_reader_take_lines(reader);
}
