/*
 * again.c - documents read once more; see input.h
 *
 * Files are opened again. Lines of streams are read where they were, or where they were kept; so
 * are texts that no path leads to: members of archives, and what came on standard input.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "io/complain.h"
#include "io/input_parts.h"
#include "io/jsonl.h"
#include "io/output.h"

/* ---- Texts ----------------------------------------------------------------------------------- */

/* Reads what a compressed file holds. */
static nd_status load_packed(struct nd_reader *reader, const struct nd_file *file, int *error) {
    struct nd_stream *stream;
    nd_status status = nd_stream_new(0, file, &stream);
    if (status == ND_OK) status = nd_stream_open(stream, reader->input->unpacking, error);
    if (status == ND_OK && *error == 0) {
        const struct nd_bytes bytes = nd_source_bytes(&stream->source);
        status = nd_bytes_read_all(&bytes, 0, &reader->text, error);
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
    nd_status status = nd_file_load(path, &reader->text, &magic, &error);
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
    nd_complain_errno(reader->input->report, "cannot read again", path, error);
    return ND_ERR_PARAM;
}

static nd_status text_again(struct nd_reader *reader, uint32_t number,
                            struct nd_document *document) {
    const struct nd_input *const input = reader->input;
    const struct nd_entry *const entry = input->by_number[number];
    const char *const path = input->names[number].bytes;
    nd_status status;
    if (entry != NULL)
        status = load_kept(reader, path, entry->offset, entry->size);
    else if (strcmp(path, "-") == 0)
        status = load_kept(reader, path, input->stdin_offset, input->stdin_size);
    else
        status = load_file(reader, path);
    return status == ND_OK ? nd_reader_make_document(reader, path, reader->text, document) : status;
}

/* ---- Records --------------------------------------------------------------------------------- */

static nd_status set_origin(struct nd_reader *reader, const char *path, uint64_t line) {
    nd_status status;
    reader->origin.size = 0;
    status = nd_message_escape(&reader->origin, path, strlen(path));
    if (status == ND_OK) status = nd_buf_append_byte(&reader->origin, ':');
    if (status == ND_OK) status = nd_buf_append_number(&reader->origin, line);
    return status == ND_OK ? nd_buf_append_byte(&reader->origin, '\0') : status;
}

static nd_status record_again(struct nd_reader *reader, const struct nd_entry *entry,
                              struct nd_document *document) {
    const char *const path = reader->input->parts[entry->part].path;
    struct nd_record record;
    nd_status status = nd_input_line_again(reader->input, entry, &reader->text);
    if (status == ND_OK) status = nd_buf_reserve(&reader->text, ND_READ_PADDING);
    if (status == ND_OK)
        status = nd_jsonl_parse(reader->parser, reader->text.data, reader->text.size, &record);
    if (status == ND_OK) status = set_origin(reader, path, entry->line);
    if (status != ND_OK) return status;
    if (record.fault != ND_RECORD_GOOD) {
        nd_complain(reader->input->report, ND_ERROR, "", path, " was changed while it was in use");
        return ND_ERR_PARAM;
    }
    *document = (struct nd_document){.text = record.text,
                                     .size = record.text_size,
                                     .encoding = ND_ENCODING_UTF8,
                                     .origin = reader->origin.data};
    return ND_OK;
}

nd_status nd_reader_again(struct nd_reader *reader, uint32_t number, nd_document_fn take,
                          void *context) {
    const struct nd_entry *const entry = reader->input->by_number[number];
    struct nd_document document;
    const nd_status status = entry != NULL && !entry->is_member
                                 ? record_again(reader, entry, &document)
                                 : text_again(reader, number, &document);
    if (status != ND_OK) return status;
    document.number = number;
    return take(context, &document);
}
