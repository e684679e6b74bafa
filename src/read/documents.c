/*
 * documents.c - whole texts, of files and members, and what all documents go through; see
 * input_parts.h
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "io/complain.h"
#include "io/output.h"
#include "io/troubles.h"
#include "read/input_parts.h"
#include "read/recode.h"

/* ---- Documents ------------------------------------------------------------------------------- */

nd_status nd_reader_next_number(struct nd_reader *reader, uint32_t *number) {
    const uint64_t next =
        atomic_fetch_add_explicit(&reader->input->documents, 1, memory_order_relaxed);
    *number = (uint32_t)next;
    reader->seen.documents++;
    return next < ND_MAX_DOCUMENTS ? ND_OK : ND_ERR_LIMIT;
}

void nd_reader_count_bytes(struct nd_reader *reader, size_t size) { reader->seen.bytes += size; }

nd_status nd_reader_set_path(struct nd_reader *reader, const char *path) {
    nd_status status;
    reader->origin.size = 0;
    status = nd_message_escape(&reader->origin, path, strlen(path));
    reader->path_size = reader->origin.size;
    return status == ND_OK ? nd_buf_append_byte(&reader->origin, '\0') : status;
}

nd_status nd_reader_set_line(struct nd_reader *reader, uint64_t line) {
    nd_status status;
    reader->origin.size = reader->path_size;
    status = nd_buf_append_byte(&reader->origin, ':');
    if (status == ND_OK) status = nd_buf_append_number(&reader->origin, line);
    return status == ND_OK ? nd_buf_append_byte(&reader->origin, '\0') : status;
}

nd_status nd_reader_hand_on(struct nd_reader *reader, struct nd_entry *entry,
                            struct nd_document *document) {
    nd_status status = nd_reader_next_number(reader, &entry->number);
    if (status == ND_OK) status = nd_journal_add_entry(reader->journal, entry);
    if (status != ND_OK) return status;
    document->number = entry->number;
    document->origin = reader->origin.data;
    return reader->take(reader->context, document);
}

void nd_reader_warn(struct nd_reader *reader, atomic_uint_least64_t *count, const char *name,
                    const char *after) {
    uint64_t before;
    if (reader->again) return;
    before = atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
    nd_complain(reader->input->report, before < ND_MOST_TROUBLES ? ND_WARNING : ND_NOTE, "", name,
                after);
}

/* ---- Whole texts ----------------------------------------------------------------------------- */

nd_status nd_reader_decode(struct nd_reader *reader, const char *name, struct nd_buf text,
                           struct nd_document *document) {
    bool clean;
    nd_status status;
    *document =
        (struct nd_document){.text = text.data, .size = text.size, .encoding = ND_ENCODING_DETECT};
    if (reader->recoder == NULL) return ND_OK;
    status = nd_recoder_run(reader->recoder, text.data, text.size, &reader->recoded, &clean);
    if (status != ND_OK) return status;
    document->text = reader->recoded.data;
    document->size = reader->recoded.size;
    document->encoding = ND_ENCODING_UTF8;
    if (!clean)
        nd_reader_warn(reader, &reader->input->misencoded, name,
                       " has bytes that are invalid in the encoding given");
    return ND_OK;
}

nd_status nd_reader_make_document(struct nd_reader *reader, const char *path, struct nd_buf text,
                                  struct nd_document *document, bool *good) {
    const nd_file_kind kind = nd_input_kind(reader->input, path, strlen(path));
    nd_status status = nd_reader_set_path(reader, path);
    *good = true;
    nd_reader_count_bytes(reader, text.size);
    if (status == ND_OK) status = nd_reader_decode(reader, path, text, document);
    if (status == ND_OK && kind == ND_FILE_HTML)
        status = nd_reader_read_page(reader, path, text, document, good);
    document->origin = reader->origin.data;
    return status;
}

void nd_input_no_copy(const struct nd_input *input, const char *path, int error) {
    const char *const folder = input->spool.folder, *const reason = strerror(error);
    struct nd_buf after = {0};
    nd_status made = nd_buf_append_string(&after, " in '");
    if (made == ND_OK) made = nd_message_escape(&after, folder, strlen(folder));
    if (made == ND_OK) made = nd_buf_append_string(&after, "': ");
    if (made == ND_OK) made = nd_buf_append(&after, reason, strlen(reason) + 1);
    nd_complain(input->report, ND_ERROR, "cannot keep a copy of ", path,
                made == ND_OK ? after.data : "");
    nd_buf_free(&after);
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
    nd_input_no_copy(input, path, error);
    return ND_ERR_PARAM;
}

/* Standard input is the one file that cannot be opened again. */
static nd_status keep_stdin(struct nd_reader *reader, const char *path, struct nd_buf text) {
    if (strcmp(path, "-") != 0) return ND_OK;
    reader->input->stdin_size = (uint32_t)text.size;
    return keep_text(reader, path, text, &reader->input->stdin_offset);
}

nd_status nd_reader_take_file(struct nd_reader *reader, uint32_t index, struct nd_buf text) {
    const struct nd_file *const file = &reader->input->list.files[index];
    struct nd_plain plain = {.file = index};
    struct nd_document document;
    bool good;
    nd_status status = nd_reader_make_document(reader, file->path, text, &document, &good);
    if (status != ND_OK || !good) return status;
    status = keep_stdin(reader, file->path, text);
    if (status == ND_OK) status = nd_reader_next_number(reader, &plain.number);
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
    bool good;
    nd_status status = nd_reader_make_document(reader, path, text, &document, &good);
    if (status != ND_OK || !good) return status;
    status = keep_text(reader, path, text, &entry.offset);
    return status == ND_OK ? nd_reader_hand_on(reader, &entry, &document) : status;
}

/* ---- Blocks ---------------------------------------------------------------------------------- */

void nd_reader_bad_record(struct nd_reader *reader, const char *what, const char *name,
                          const char *after) {
    const uint64_t before =
        atomic_fetch_add_explicit(&reader->stream->bad_records, 1, memory_order_relaxed);
    struct nd_buf line = {0};
    nd_status made = nd_buf_append_string(&line, reader->origin.data);
    if (made == ND_OK) made = nd_buf_append_string(&line, ": ");
    if (made == ND_OK) made = nd_buf_append_string(&line, what);
    if (made == ND_OK) made = nd_message_escape(&line, name, strlen(name));
    if (made == ND_OK) made = nd_buf_append_string(&line, after);
    reader->seen.bad_records++;
    nd_complain_line(reader->input->report, nd_trouble_severity(before), &line, made);
    nd_buf_free(&line);
}

nd_status nd_reader_take_block(struct nd_reader *reader, const struct nd_stream *stream) {
    const struct nd_block *const block = &reader->block;
    nd_status status = ND_OK;
    for (size_t i = 0; i < reader->items.count && status == ND_OK; i++)
        status = take_item(reader, stream, &reader->items.items[i]);
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
