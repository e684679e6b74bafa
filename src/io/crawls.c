/*
 * crawls.c - documents out of the records of web archives; see input_parts.h
 *
 * A document is named "file:address". Its record is all of it, header and body, so that what is
 * written out again is an archive too.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "io/input_parts.h"
#include "io/warc.h"

size_t nd_stream_whole_captures(const void *context, const char *bytes, size_t size) {
    (void)context;
    return nd_warc_whole(bytes, size);
}

nd_status nd_reader_capture_text(struct nd_reader *reader, char *bytes,
                                 const struct nd_warc_record *record, struct nd_document *document,
                                 bool *good) {
    const char *const name = reader->origin.data;
    struct nd_buf text = {.data = bytes + record->text.at, .size = record->text.size};
    nd_status status = ND_OK;
    *good = true;
    if (record->chunked) {
        status = nd_warc_join(text.data, text.size, &reader->text);
        text.data = reader->text.data;
        text.size = reader->text.size;
    }
    if (status == ND_OK) status = nd_reader_decode(reader, name, text, document);
    if (status != ND_OK || record->kind != ND_WARC_PAGE) return status;
    return nd_reader_read_page(reader, name, text, document, good);
}

/* Makes "file:address" in reader->field; of size 0 for a record without one. */
static nd_status make_name(struct nd_reader *reader, const char *bytes,
                           const struct nd_warc_record *record, struct nd_buf *name) {
    nd_status status;
    name->size = 0;
    if (record->name.size == 0) return ND_OK;
    status = nd_buf_append_string(name, reader->path);
    if (status == ND_OK) status = nd_buf_append_byte(name, ':');
    if (status != ND_OK) return status;
    return nd_buf_append(name, bytes + record->name.at, record->name.size);
}

static nd_status take_capture(struct nd_reader *reader, char *bytes,
                              const struct nd_warc_record *record, struct nd_entry *entry) {
    struct nd_buf *const name = &reader->source;
    struct nd_document document;
    bool good;
    nd_status status = nd_reader_capture_text(reader, bytes, record, &document, &good);
    if (status == ND_OK) status = make_name(reader, bytes, record, name);
    if (status != ND_OK || !good) return status;
    entry->id = name->size != 0 ? name->data : NULL;
    entry->id_size = (uint32_t)name->size;
    entry->size = (uint32_t)record->length;
    return nd_reader_hand_on(reader, entry, &document);
}

/* Whether the bytes at the start of a block are the rest of what was complained about already. */
static bool is_rest(const struct nd_block *block, size_t at) {
    return at == block->begin && block->offset != 0 &&
           nd_magic_of(block->bytes.data + at, block->size - at) != ND_MAGIC_WARC;
}

static nd_status take_record(struct nd_reader *reader, size_t at,
                             const struct nd_warc_record *record, struct nd_entry *entry) {
    nd_status status;
    if (record->kind == ND_WARC_OTHER) {
        reader->seen.textless++;
        return ND_OK;
    }
    if (record->kind == ND_WARC_INVALID && is_rest(&reader->block, at)) return ND_OK;
    status = nd_reader_set_line(reader, entry->line);
    if (status != ND_OK) return status;
    if (record->kind != ND_WARC_INVALID)
        return take_capture(reader, reader->block.bytes.data + at, record, entry);
    nd_reader_bad_record(reader, record->reason, "", "");
    return ND_OK;
}

nd_status nd_reader_take_captures(struct nd_reader *reader) {
    const struct nd_block *const block = &reader->block;
    struct nd_entry entry = {.part = reader->part, .line = block->line, .is_capture = true};
    nd_status status = ND_OK;
    for (size_t at = block->begin; status == ND_OK && at < block->size;) {
        const char *const bytes = block->bytes.data + at;
        struct nd_warc_record record;
        nd_warc_read(bytes, block->size - at, true, &record);
        entry.offset = block->offset + at;
        status = take_record(reader, at, &record, &entry);
        entry.line += nd_lines_count(bytes, record.size, '\n');
        at += record.size;
    }
    return status;
}
