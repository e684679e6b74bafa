/*
 * texts.c - see texts.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/texts.h"

#include <string.h>

#include "read/kind.h"
#include "read/pages.h"

nd_status nd_reader_make_document(struct nd_reader *reader, const char *path, struct nd_buf text,
                                  struct nd_document *document, bool *good) {
    const nd_file_kind kind = nd_kind_of_path(&reader->input->options, path, strlen(path));
    nd_status status = nd_reader_set_path(reader, path);
    nd_reader_count_bytes(reader, text.size);
    if (status == ND_OK) status = nd_reader_decode(reader, path, text, document);
    if (status == ND_OK)
        status = nd_reader_read_markup(reader, kind == ND_FILE_HTML, path, text, document, good);
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
    struct nd_journal_entry entry = {.part = stream->part,
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

nd_status nd_reader_take_items(struct nd_reader *reader, const struct nd_stream *stream) {
    nd_status status = ND_OK;
    for (size_t i = 0; i < reader->items.count && status == ND_OK; i++)
        status = take_item(reader, stream, &reader->items.items[i]);
    return status;
}
