/*
 * again.c - see again.h and input.h
 *
 * Files are opened again. Lines of streams are read where they were, or where they were kept; so
 * are texts that no path leads to: members of archives, and what came on standard input.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/again.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "io/complain.h"
#include "read/crawls.h"
#include "read/documents.h"
#include "read/jsonl.h"
#include "read/records.h"
#include "read/tables.h"
#include "read/texts.h"

static void report_again(const struct nd_input *input, const char *path, int error) {
    if (error == ND_STREAM_CHANGED) {
        nd_complain(input->report, ND_ERROR, "", path, " was changed while it was in use");
    } else {
        nd_complain_errno(input->report, "cannot read again", path, error);
    }
}

/* ---- Texts ----------------------------------------------------------------------------------- */

/* Reads what a compressed file holds. */
static nd_status load_packed(struct nd_reader *reader, const struct nd_file *file, int *error) {
    struct nd_stream *stream;
    nd_status status = nd_stream_new(0, file, &stream);
    if (status == ND_OK) status = nd_stream_open(stream, reader->input->unpacking, error);
    if (status == ND_OK && *error == 0) {
        const struct nd_bytes bytes = nd_source_bytes(&stream->source);
        status = nd_bytes_read_all(&bytes, &reader->text, error);
    }
    if (status == ND_OK) nd_reader_unreadable(reader, stream->path, stream, *error);
    nd_stream_free(stream);
    return status;
}

/* Fails with ND_ERR_PARAM when the file cannot be read, which was said. */
static nd_status load_file(struct nd_reader *reader, const char *path) {
    const struct nd_file file = {
        .path = path, .size = (uint32_t)strlen(path), .kind = ND_FILE_TEXT};
    nd_magic magic;
    int error;
    nd_status status = nd_file_load(path, NULL, &reader->text, &magic, &error);
    if (status != ND_OK) return status;
    if (magic != ND_MAGIC_NONE)
        status = load_packed(reader, &file, &error);
    else if (error != 0)
        nd_input_unreadable(reader->input->report, &reader->seen, "cannot read", path, error);
    return status == ND_OK && error != 0 ? ND_ERR_PARAM : status;
}

/* Reads a text that was kept. */
static nd_status load_kept(struct nd_reader *reader, const char *path, uint64_t offset,
                           uint32_t size) {
    struct nd_buf *const text = &reader->text;
    nd_status status = nd_buf_reserve(text, size);
    int error = 0;
    text->size = 0;
    while (status == ND_OK && error == 0 && text->size < size) {
        const ssize_t got = pread(reader->input->spool.descriptor, text->data + text->size,
                                  size - text->size, (off_t)(offset + text->size));
        if (got > 0) text->size += (size_t)got;
        if (got == 0) error = EIO;
        if (got < 0 && errno != EINTR) error = errno;
    }
    if (status != ND_OK || error == 0) return status;
    report_again(reader->input, path, error);
    return ND_ERR_PARAM;
}

static nd_status text_again(struct nd_reader *reader, uint32_t number,
                            struct nd_document *document) {
    const struct nd_input *const input = reader->input;
    const struct nd_journal_entry *const entry = input->by_number[number];
    const char *const path = input->names[number].bytes;
    bool good = true;
    nd_status status;
    if (entry != NULL)
        status = load_kept(reader, path, entry->offset, entry->size);
    else if (strcmp(path, "-") == 0)
        status = load_kept(reader, path, input->stdin_offset, input->stdin_size);
    else
        status = load_file(reader, path);
    if (status == ND_OK)
        status = nd_reader_make_document(reader, path, reader->text, document, &good);
    return status == ND_OK && !good ? ND_ERR_PARAM : status; /* it changed, and was a page */
}

/* One stream at a time has its file open; there may be many. */
nd_status nd_input_line_again(struct nd_input *input, const struct nd_journal_entry *entry,
                              struct nd_buf *line) {
    struct nd_stream *const stream = input->streams[input->parts[entry->part].stream];
    int error;
    nd_status status;
    if (input->again != NULL && input->again != stream) nd_stream_done(input->again);
    input->again = stream;
    status = nd_stream_again(stream, entry->offset, entry->size, line, &error);
    if (status != ND_OK || error == 0) return status;
    report_again(input, stream->path, error);
    return ND_ERR_PARAM;
}

/* ---- Records --------------------------------------------------------------------------------- */

/* What the line in reader->block.bytes holds; a document without text when that is none. */
static nd_status parse_line(struct nd_reader *reader, struct nd_document *document, bool *good) {
    const struct nd_buf *const line = &reader->block.bytes;
    struct nd_record record;
    const nd_status status = nd_jsonl_parse(reader->parser, line->data, line->size, &record);
    *document = (struct nd_document){.encoding = ND_ENCODING_UTF8};
    if (status != ND_OK || record.fault != ND_RECORD_GOOD) return status;
    return nd_reader_record_text(reader, &record, document, good);
}

static nd_status parse_row(struct nd_reader *reader, const struct nd_csv *csv,
                           struct nd_document *document, bool *good) {
    const struct nd_buf *const line = &reader->block.bytes;
    struct nd_csv_row row;
    nd_csv_row(csv, line->data, line->size, true, &row);
    *document = (struct nd_document){.encoding = ND_ENCODING_DETECT};
    if (row.fault != ND_CSV_GOOD || row.width <= csv->text) return ND_OK;
    return nd_reader_row_text(reader, line->data, &row, document, good);
}

static nd_status parse_capture(struct nd_reader *reader, struct nd_document *document, bool *good) {
    const struct nd_buf *const bytes = &reader->block.bytes;
    struct nd_warc_record record = {.kind = ND_WARC_INVALID};
    *document = (struct nd_document){.encoding = ND_ENCODING_DETECT};
    if (bytes->size != 0) nd_warc_read(bytes->data, bytes->size, true, &record);
    if (record.kind != ND_WARC_TEXT && record.kind != ND_WARC_PAGE) return ND_OK;
    return nd_reader_capture_text(reader, bytes->data, &record, document, good);
}

static nd_status parse_record(struct nd_reader *reader, const struct nd_journal_entry *entry,
                              struct nd_document *document) {
    const struct nd_csv *const csv = &reader->input->parts[entry->part].csv;
    bool good = true;
    nd_status status;
    if (entry->is_capture)
        status = parse_capture(reader, document, &good);
    else if (csv->delimiter != '\0')
        status = parse_row(reader, csv, document, &good);
    else
        status = parse_line(reader, document, &good);
    return status == ND_OK && !good ? ND_ERR_PARAM : status; /* it changed, and was a page */
}

static nd_status record_again(struct nd_reader *reader, const struct nd_journal_entry *entry,
                              struct nd_document *document) {
    const struct nd_input_part *const part = &reader->input->parts[entry->part];
    struct nd_buf *const line = &reader->block.bytes;
    nd_status status = nd_input_line_again(reader->input, entry, line);
    reader->stream = reader->input->streams[part->stream];
    if (status == ND_OK) status = nd_buf_reserve(line, ND_READ_PADDING);
    if (status == ND_OK) status = nd_reader_set_path(reader, part->path);
    if (status == ND_OK) status = nd_reader_set_line(reader, entry->line);
    if (status != ND_OK) return status;
    status = parse_record(reader, entry, document);
    document->origin = reader->origin.data;
    if (status != ND_OK || document->text != NULL) return status;
    report_again(reader->input, part->path, ND_STREAM_CHANGED);
    return ND_ERR_PARAM;
}

nd_status nd_reader_again(struct nd_reader *reader, uint32_t number, nd_document_fn take,
                          void *context) {
    const struct nd_journal_entry *const entry = reader->input->by_number[number];
    struct nd_document document;
    nd_status status;
    reader->again = true;
    status = entry != NULL && !entry->is_member ? record_again(reader, entry, &document)
                                                : text_again(reader, number, &document);
    if (status != ND_OK) return status;
    document.number = number;
    return take(context, &document);
}
