/*
 * tables.c - see tables.h
 *
 * The header is read with the first rows, while the stream is locked; readers take copies of what
 * it says. All bytes of a row but its line end are the record, quotes and all.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/tables.h"

#include <stdint.h>
#include <string.h>

#include "io/complain.h"
#include "io/listing.h"
#include "io/magic.h"
#include "read/pages.h"

/* ---- The header ------------------------------------------------------------------------------ */

/* The size of a row that is written once more: a carriage return at its end belongs to it. */
static size_t size_again(const char *bytes, const struct nd_csv_row *row) {
    return row->size - (row->size != 0 && bytes[row->size - 1] == '\n');
}

/* Remembers the header of a part, for rows that are read or written once more. */
static nd_status keep_header(struct nd_reader *reader, struct nd_stream *stream, uint32_t part,
                             const char *bytes, size_t size) {
    struct nd_input *const input = reader->input;
    const char *const header = nd_strpool_add(&stream->names, bytes, size);
    if (header == NULL) return ND_ERR_MEMORY;
    nd_lock_take(&input->lock);
    input->parts[part].header = header;
    input->parts[part].header_size = size;
    input->parts[part].csv = stream->csv;
    nd_lock_give(&input->lock);
    return ND_OK;
}

static bool is_blank(const struct nd_csv_row *row) {
    return row->fault == ND_CSV_GOOD && row->width == 1 && row->length == 0;
}

/* Reads the header, the first row of the block that is not blank; *begin becomes where it begins,
 * *rest what is behind it. */
static nd_status read_header(struct nd_reader *reader, struct nd_stream *stream, uint32_t part,
                             size_t *begin, size_t *rest) {
    const struct nd_input_options *const options = &reader->input->options;
    const struct nd_csv_names names = {options->id_field, options->text_field,
                                       options->source_field, options->date_field};
    const struct nd_block *const block = &reader->block;
    struct nd_csv_row row = {0};
    size_t at = *rest;
    nd_status status;
    do {
        at += row.size;
        if (at == block->size) return ND_OK;
        nd_csv_row(&stream->csv, block->bytes.data + at, block->size - at, true, &row);
    } while (is_blank(&row));
    *begin = at;
    *rest = at + row.size;
    stream->has_header = true;
    status = nd_csv_header(&stream->csv, block->bytes.data + at, row.size, &names);
    if (status != ND_OK || options->keep == ND_KEEP_NOTHING) return status;
    return keep_header(reader, stream, part, block->bytes.data + at,
                       size_again(block->bytes.data + at, &row));
}

/* Complains about a table that cannot be read, and ends it. */
static void refuse(struct nd_reader *reader, struct nd_stream *stream, const char *path,
                   const char *reason) {
    reader->seen.unreadable++;
    nd_complain_reason(reader->input->report, "cannot read", path, reason);
    reader->block.size = 0;
    stream->lines.finished = true;
    if (stream->form == ND_FORM_LINES) stream->finished = true;
}

/* The columns of a header, as far as a line goes. From a column that is not well quoted on, as
 * where other signs are between them, the header is one. */
static nd_status list_columns(const char *header, size_t size, char delimiter,
                              struct nd_listing *out) {
    struct nd_csv_cursor cursor = {
        .bytes = header, .size = size, .delimiter = delimiter, .final = true};
    nd_status status = ND_OK;
    while (!cursor.ended && status == ND_OK) {
        const size_t begin = cursor.at;
        if (nd_csv_next(&cursor) != ND_CSV_GOOD) {
            while (size > begin && (header[size - 1] == '\n' || header[size - 1] == '\r')) size--;
            return nd_listing_add(out, header + begin, size - begin);
        }
        status = nd_listing_add(out, header + cursor.field.at, cursor.field.size);
    }
    return status;
}

/* The header is at `begin` of the block. */
static nd_status refuse_header(struct nd_reader *reader, struct nd_stream *stream, const char *path,
                               size_t begin) {
    const struct nd_block *const block = &reader->block;
    struct nd_listing columns = {0};
    struct nd_buf reason = {0};
    nd_status status = nd_buf_append_string(&reason, "its header has no column '");
    if (status == ND_OK) status = nd_buf_append_string(&reason, reader->input->options.text_field);
    if (status == ND_OK) status = nd_buf_append_string(&reason, "', but ");
    if (status == ND_OK)
        status = list_columns(block->bytes.data + begin, block->begin - begin,
                              stream->csv.delimiter, &columns);
    if (status == ND_OK) status = nd_buf_append(&reason, columns.text.data, columns.text.size);
    if (status == ND_OK) status = nd_buf_append_byte(&reason, '\0');
    if (status == ND_OK) refuse(reader, stream, path, reason.data);
    nd_listing_free(&columns);
    nd_buf_free(&reason);
    return status;
}

nd_status nd_table_begin(struct nd_reader *reader, struct nd_stream *stream, uint32_t part,
                         const char *path) {
    struct nd_block *const block = &reader->block;
    const char *const bytes = block->bytes.data;
    const size_t first = block->begin;
    size_t begin = first;
    nd_status status;
    if (nd_magic_is_utf16(bytes, block->size)) {
        refuse(reader, stream, path, "it is UTF-16; iconv can convert it");
        return ND_OK;
    }
    status = read_header(reader, stream, part, &begin, &block->begin);
    block->line += nd_lines_count(bytes + first, block->begin - first, '\n');
    if (status != ND_OK || !stream->has_header || stream->csv.text != SIZE_MAX) return status;
    return refuse_header(reader, stream, path, begin);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* The content of a field of the row at `bytes`, in place where that is possible. */
static nd_status get_field(const char *bytes, const struct nd_csv_field *field, struct nd_buf *room,
                           struct nd_name *content) {
    nd_status status;
    *content = (struct nd_name){.bytes = bytes + field->at, .size = field->size};
    if (!field->quoted || memchr(content->bytes, '"', content->size) == NULL) return ND_OK;
    room->size = 0;
    status = nd_csv_content(bytes, field, room);
    *content = (struct nd_name){.bytes = room->data, .size = room->size};
    return status;
}

nd_status nd_reader_row_text(struct nd_reader *reader, char *bytes, const struct nd_csv_row *row,
                             struct nd_document *document, bool *good) {
    struct nd_name text;
    struct nd_buf copy;
    nd_status status = get_field(bytes, &row->text, &reader->text, &text);
    if (status != ND_OK) return status;
    copy = (struct nd_buf){.size = text.size};
    copy.data = text.bytes == reader->text.data ? reader->text.data : bytes + row->text.at;
    status = nd_reader_decode(reader, reader->origin.data, copy, document);
    if (status != ND_OK) return status;
    return nd_reader_read_markup(reader, reader->input->options.html, reader->origin.data, copy,
                                 document, good);
}

static nd_status hand_on(struct nd_reader *reader, char *bytes, const struct nd_csv_row *row,
                         struct nd_journal_entry *entry) {
    struct nd_document document;
    struct nd_name id, source, date;
    bool good;
    nd_status status = get_field(bytes, &row->date, &reader->field, &date);
    if (status == ND_OK) nd_journal_set_date(entry, date);
    if (status == ND_OK) status = get_field(bytes, &row->id, &reader->field, &id);
    if (status == ND_OK) status = get_field(bytes, &row->source, &reader->source, &source);
    if (status != ND_OK) return status;
    entry->id = id.size != 0 ? id.bytes : NULL;
    entry->id_size = (uint32_t)id.size;
    entry->source = source.size != 0 ? source.bytes : NULL;
    entry->source_size = (uint32_t)source.size;
    entry->size = (uint32_t)size_again(bytes, row);
    status = nd_reader_row_text(reader, bytes, row, &document, &good);
    return status == ND_OK && good ? nd_reader_hand_on(reader, entry, &document) : status;
}

static nd_status take_row(struct nd_reader *reader, char *bytes, const struct nd_csv_row *row,
                          struct nd_journal_entry *entry) {
    const struct nd_input_options *const options = &reader->input->options;
    const nd_status status = nd_reader_set_line(reader, entry->line);
    if (status != ND_OK) return status;
    if (row->size > ND_MAX_TEXT) {
        nd_reader_bad_record(reader, "the row is longer than 4 GiB", "", "");
    } else if (row->fault != ND_CSV_GOOD) {
        nd_reader_bad_record(reader, "a quote is not closed, or not doubled inside", "", "");
    } else if (row->width > reader->csv.width) {
        nd_reader_bad_record(reader, "more fields than the header has", "", "");
    } else if (row->width <= reader->csv.text) {
        nd_reader_bad_record(reader, "no text in column '", options->text_field, "'");
    } else {
        return hand_on(reader, bytes, row, entry);
    }
    return ND_OK;
}

nd_status nd_reader_take_rows(struct nd_reader *reader) {
    const struct nd_block *const block = &reader->block;
    struct nd_journal_entry entry = {.part = reader->part, .line = block->line};
    nd_status status = ND_OK;
    for (size_t at = block->begin; status == ND_OK && at < block->size;) {
        char *const bytes = block->bytes.data + at;
        struct nd_csv_row row;
        nd_csv_row(&reader->csv, bytes, block->size - at, true, &row);
        entry.offset = block->offset + at;
        if (!is_blank(&row)) status = take_row(reader, bytes, &row, &entry);
        entry.line += nd_lines_count(bytes, row.size, '\n');
        at += row.size;
    }
    return status;
}
