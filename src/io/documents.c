/*
 * documents.c - documents out of files, members and lines; see input_parts.h
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "io/complain.h"
#include "io/input_parts.h"
#include "io/jsonl.h"
#include "io/output.h"
#include "io/recode.h"

/* ---- Documents ------------------------------------------------------------------------------- */

static nd_status next_number(struct nd_reader *reader, uint32_t *number) {
    const uint64_t next =
        atomic_fetch_add_explicit(&reader->input->documents, 1, memory_order_relaxed);
    *number = (uint32_t)next;
    reader->seen.documents++;
    return next < ND_MAX_DOCUMENTS ? ND_OK : ND_ERR_LIMIT;
}

static void count_bytes(struct nd_reader *reader, size_t size) {
    reader->seen.bytes += size;
    atomic_fetch_add_explicit(&reader->input->bytes, size, memory_order_relaxed);
}

static nd_status set_origin(struct nd_reader *reader, const char *path) {
    reader->origin.size = 0;
    return nd_message_escape(&reader->origin, path, strlen(path));
}

/* ---- Whole texts ----------------------------------------------------------------------------- */

static nd_status recode(struct nd_reader *reader, const char *path, struct nd_buf text,
                        struct nd_document *document) {
    bool clean;
    const nd_status status =
        nd_recoder_run(reader->recoder, text.data, text.size, &reader->recoded, &clean);
    if (status != ND_OK) return status;
    document->text = reader->recoded.data;
    document->size = reader->recoded.size;
    document->encoding = ND_ENCODING_UTF8;
    if (!clean)
        nd_complain(reader->input->report, ND_WARNING, "", path,
                    " has bytes that are invalid in the encoding given");
    return ND_OK;
}

nd_status nd_reader_make_document(struct nd_reader *reader, const char *path, struct nd_buf text,
                                  struct nd_document *document) {
    nd_status status = ND_OK;
    *document =
        (struct nd_document){.text = text.data, .size = text.size, .encoding = ND_ENCODING_DETECT};
    count_bytes(reader, text.size);
    if (reader->recoder != NULL) status = recode(reader, path, text, document);
    if (status == ND_OK) status = set_origin(reader, path);
    if (status == ND_OK) status = nd_buf_append_byte(&reader->origin, '\0');
    document->origin = reader->origin.data;
    return status;
}

/* Keeps a text that cannot be read again, if it may be asked for; *offset is where. */
static nd_status keep_text(struct nd_reader *reader, const char *path, struct nd_buf text,
                           uint64_t *offset) {
    struct nd_input *const input = reader->input;
    int error;
    if (input->options.keep != ND_KEEP_TEXTS) return ND_OK;
    nd_lock_take(&input->lock);
    error = nd_spool_open(&input->spool);
    nd_lock_give(&input->lock);
    if (error == 0) error = nd_spool_add(&input->spool, text.data, text.size, offset);
    if (error == 0) return ND_OK;
    nd_complain_errno(input->report, "cannot keep a copy of", path, error);
    return ND_ERR_PARAM;
}

/* Standard input is the one file that cannot be opened again. */
static nd_status keep_stdin(struct nd_reader *reader, const char *path) {
    if (strcmp(path, "-") != 0) return ND_OK;
    reader->input->stdin_size = (uint32_t)reader->text.size;
    return keep_text(reader, path, reader->text, &reader->input->stdin_offset);
}

nd_status nd_reader_take_file(struct nd_reader *reader, uint32_t index) {
    const struct nd_file *const file = &reader->input->list.files[index];
    struct nd_plain plain = {.file = index};
    struct nd_document document;
    nd_status status = nd_reader_make_document(reader, file->path, reader->text, &document);
    if (status == ND_OK) status = keep_stdin(reader, file->path);
    if (status == ND_OK) status = next_number(reader, &plain.number);
    if (status == ND_OK) status = nd_journal_add_plain(reader->journal, plain);
    if (status != ND_OK) return status;
    document.number = plain.number;
    return reader->take(reader->context, &document);
}

static nd_status take_item(struct nd_reader *reader, const struct nd_stream *stream,
                           const struct nd_item *item) {
    const char *const path = reader->items.names.data + item->name.at;
    const struct nd_buf text = {.data = reader->items.texts.data + item->text.at,
                                .size = item->text.size};
    struct nd_entry entry = {.part = stream->part,
                             .line = item->ordinal,
                             .size = (uint32_t)item->text.size,
                             .is_member = true,
                             .id = path,
                             .id_size = (uint32_t)item->name.size};
    struct nd_document document;
    nd_status status = nd_reader_make_document(reader, path, text, &document);
    if (status == ND_OK) status = keep_text(reader, path, text, &entry.offset);
    if (status == ND_OK) status = next_number(reader, &entry.number);
    if (status == ND_OK) status = nd_journal_add_entry(reader->journal, &entry);
    if (status != ND_OK) return status;
    document.number = entry.number;
    return reader->take(reader->context, &document);
}

/* ---- Records --------------------------------------------------------------------------------- */

/* Reports "file:line: <what><name><after>"; the origin is "file:line" already. */
static void bad_record(struct nd_reader *reader, const char *what, const char *name,
                       const char *after) {
    struct nd_buf line = {0};
    nd_status made = nd_buf_append_string(&line, reader->origin.data);
    if (made == ND_OK) made = nd_buf_append_string(&line, ": ");
    if (made == ND_OK) made = nd_buf_append_string(&line, what);
    if (made == ND_OK) made = nd_message_escape(&line, name, strlen(name));
    if (made == ND_OK) made = nd_buf_append_string(&line, after);
    reader->seen.bad_records++;
    nd_complain_line(reader->input->report, ND_ERROR, &line, made);
    nd_buf_free(&line);
}

static void report_fault(struct nd_reader *reader, const struct nd_record *record) {
    switch (record->fault) {
    case ND_RECORD_GOOD: break;
    case ND_RECORD_INVALID: bad_record(reader, "invalid JSON: ", record->reason, ""); break;
    case ND_RECORD_NO_OBJECT: bad_record(reader, "not a JSON object", "", ""); break;
    case ND_RECORD_NO_TEXT:
        bad_record(reader, "no text in field '", reader->input->options.text_field, "'");
        break;
    }
}

static nd_status hand_on_record(struct nd_reader *reader, const struct nd_record *record,
                                struct nd_entry *entry) {
    struct nd_document document = {.text = record->text,
                                   .size = record->text_size,
                                   .encoding = ND_ENCODING_UTF8,
                                   .origin = reader->origin.data};
    nd_status status = next_number(reader, &entry->number);
    entry->id = record->id_size != 0 ? record->id : NULL;
    entry->id_size = (uint32_t)record->id_size;
    entry->source = record->source_size != 0 ? record->source : NULL;
    entry->source_size = (uint32_t)record->source_size;
    if (status == ND_OK) status = nd_journal_add_entry(reader->journal, entry);
    if (status != ND_OK) return status;
    document.number = entry->number;
    return reader->take(reader->context, &document);
}

/* Appends ":<line>" to the `prefix` bytes of the origin that are the file's. */
static nd_status set_line(struct nd_reader *reader, size_t prefix, uint64_t line) {
    nd_status status;
    reader->origin.size = prefix;
    status = nd_buf_append_byte(&reader->origin, ':');
    if (status == ND_OK) status = nd_buf_append_number(&reader->origin, line);
    if (status == ND_OK) status = nd_buf_append_byte(&reader->origin, '\0');
    return status;
}

static bool is_blank(const char *bytes, size_t size) {
    while (size != 0 && (*bytes == ' ' || *bytes == '\t' || *bytes == '\r')) {
        bytes++;
        size--;
    }
    return size == 0;
}

static nd_status read_line(struct nd_reader *reader, size_t prefix, const char *bytes, size_t size,
                           struct nd_entry *entry) {
    struct nd_record record;
    nd_status status;
    if (is_blank(bytes, size)) return ND_OK;
    status = set_line(reader, prefix, entry->line);
    if (status != ND_OK) return status;
    if (size > ND_MAX_TEXT) {
        bad_record(reader, "the line is longer than 4 GiB", "", "");
        return ND_OK;
    }
    entry->size = (uint32_t)size;
    status = nd_jsonl_parse(reader->parser, bytes, size, &record);
    if (status != ND_OK) return status;
    if (record.fault == ND_RECORD_GOOD) return hand_on_record(reader, &record, entry);
    report_fault(reader, &record);
    return ND_OK;
}

static nd_status take_lines(struct nd_reader *reader) {
    const struct nd_block *const block = &reader->block;
    const char *const start = block->bytes.data, *const end = start + block->size;
    const char *line = start + block->begin;
    struct nd_entry entry = {.part = reader->part, .line = block->line};
    nd_status status = set_origin(reader, reader->path);
    const size_t prefix = reader->origin.size;
    count_bytes(reader, block->size);
    if (status == ND_OK && block->too_long != 0) {
        status = set_line(reader, prefix, block->too_long);
        if (status == ND_OK) bad_record(reader, "the line is longer than 4 GiB", "", "");
    }
    while (status == ND_OK && line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        if (newline == NULL) newline = end;
        entry.offset = block->offset + (uint64_t)(line - start);
        status = read_line(reader, prefix, line, (size_t)(newline - line), &entry);
        line = newline + 1;
        entry.line++;
    }
    return status;
}

nd_status nd_reader_take_block(struct nd_reader *reader, const struct nd_stream *stream) {
    const struct nd_block *const block = &reader->block;
    nd_status status = ND_OK;
    for (size_t i = 0; i < reader->items.count && status == ND_OK; i++)
        status = take_item(reader, stream, &reader->items.items[i]);
    if (status != ND_OK || (block->size == 0 && block->too_long == 0)) return status;
    return take_lines(reader);
}
