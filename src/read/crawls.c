/*
 * crawls.c - see crawls.h
 *
 * A document is named "file:address". Its record is all of it, header and body, so that what is
 * written out again is an archive too.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/crawls.h"

#include <string.h>
#include <strings.h>

#include "io/magic.h"
#include "read/pages.h"
#include "read/unpack.h"
#include "read/warc.h"

/* ---- What a server sent ---------------------------------------------------------------------- */

static struct nd_name name_at(const char *bytes, struct nd_warc_span span) {
    return (struct nd_name){.bytes = bytes + span.at, .size = span.size};
}

static nd_status join_chunks(struct nd_reader *reader, struct nd_buf *text) {
    const nd_status status = nd_warc_join(text->data, text->size, &reader->text);
    text->data = reader->text.data;
    text->size = reader->text.size;
    return status;
}

static ssize_t read_rest(void *self, void *buffer, size_t size, int *error) {
    struct nd_buf *const rest = self;
    if (size > rest->size) size = rest->size;
    if (size != 0) memcpy(buffer, rest->data, size);
    rest->data += size;
    rest->size -= size;
    *error = 0;
    return (ssize_t)size;
}

/* Names how a page is compressed that is not read. */
static nd_status refuse_packing(struct nd_reader *reader, struct nd_name packing, bool *good) {
    struct nd_buf name = {0};
    nd_status status = nd_buf_append(&name, packing.bytes, packing.size);
    if (status == ND_OK) status = nd_buf_append_byte(&name, '\0');
    *good = false;
    if (status == ND_OK)
        nd_reader_bad_record(reader, "the page is compressed as '", name.data,
                             "', which is not read");
    nd_buf_free(&name);
    return status;
}

/* Unpacks the text into reader->field; *good becomes false when that fails, which is said. */
static nd_status unpack(struct nd_reader *reader, nd_magic magic, struct nd_buf *text, bool *good) {
    const struct nd_bytes packed = {.self = text, .read = read_rest};
    struct nd_unpacker *unpacker;
    nd_status status = nd_unpack_new(magic, &packed, reader->input->unpacking, &unpacker);
    int error = 0;
    if (status == ND_OK) {
        const struct nd_bytes bytes = nd_unpack_bytes(unpacker);
        status = nd_bytes_read_all(&bytes, &reader->field, &error);
        if (error == ND_PACKED_REST) error = 0; /* a page is one part: no browser minds */
    }
    *good = error == 0;
    if (status == ND_OK && error != 0)
        nd_reader_bad_record(reader, "the page cannot be unpacked: ",
                             error < 0 ? nd_unpack_reason(unpacker, error) : strerror(error), "");
    nd_unpack_free(unpacker);
    return status;
}

static bool is_word(struct nd_name name, const char *word) {
    return name.size == strlen(word) && strncasecmp(name.bytes, word, name.size) == 0;
}

/* Whether a page is not compressed, whatever the server said: then the crawler unpacked it. */
static bool is_unpacked(struct nd_name packing, nd_magic magic, const struct nd_buf *text) {
    const bool has_magic =
        is_word(packing, "gzip") || is_word(packing, "x-gzip") || is_word(packing, "zstd");
    if (has_magic && !nd_magic_is_compression(magic)) return true;
    return nd_charset_is_clear(text->data, text->size);
}

static nd_status unpack_page(struct nd_reader *reader, struct nd_name packing, struct nd_buf *text,
                             bool *good) {
    const nd_magic magic = nd_magic_of(text->data, text->size);
    nd_status status;
    if (is_unpacked(packing, magic, text)) return ND_OK;
    if (!nd_magic_is_compression(magic) || memchr(packing.bytes, ',', packing.size) != NULL)
        return refuse_packing(reader, packing, good);
    status = unpack(reader, magic, text, good);
    text->data = reader->field.data;
    text->size = reader->field.size;
    return status;
}

/* The body of the record, as it was before the server packed it. */
static nd_status take_body(struct nd_reader *reader, char *bytes,
                           const struct nd_warc_record *record, struct nd_buf *text, bool *good) {
    const struct nd_name packing = name_at(bytes, record->packing);
    nd_status status = ND_OK;
    *text = (struct nd_buf){.data = bytes + record->text.at, .size = record->text.size};
    *good = true;
    if (record->chunked) status = join_chunks(reader, text);
    if (status != ND_OK || packing.size == 0 || text->size == 0) return status;
    return unpack_page(reader, packing, text, good);
}

nd_status nd_reader_capture_text(struct nd_reader *reader, char *bytes,
                                 const struct nd_warc_record *record, struct nd_document *document,
                                 bool *good) {
    const char *const name = reader->origin.data;
    const struct nd_name charset = name_at(bytes, record->charset);
    struct nd_buf text;
    nd_status status = take_body(reader, bytes, record, &text, good);
    if (status != ND_OK || !*good) return status;
    status = nd_reader_decode(reader, name, text, document);
    if (status == ND_OK) status = nd_reader_decode_as_said(reader, text, charset, document);
    if (status != ND_OK || record->kind != ND_WARC_PAGE) return status;
    return nd_reader_read_page(reader, name, text, document, good);
}

/* ---- Records --------------------------------------------------------------------------------- */

/* Makes "file:address"; of size 0 for a record without one. */
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
                              const struct nd_warc_record *record, struct nd_journal_entry *entry) {
    struct nd_buf *const name = &reader->source;
    struct nd_document document;
    bool good;
    nd_status status = nd_reader_capture_text(reader, bytes, record, &document, &good);
    if (status == ND_OK) status = make_name(reader, bytes, record, name);
    if (status != ND_OK || !good) return status;
    entry->id = name->size != 0 ? name->data : NULL;
    entry->id_size = (uint32_t)name->size;
    entry->size = (uint32_t)record->length;
    if (reader->input->options.dates) nd_journal_set_date(entry, name_at(bytes, record->date));
    return nd_reader_hand_on(reader, entry, &document);
}

/* Whether the bytes at the start of a block are the rest of what was complained about already. */
static bool is_rest(const struct nd_block *block, size_t at) {
    return at == block->begin && block->offset != 0 &&
           nd_magic_of(block->bytes.data + at, block->size - at) != ND_MAGIC_WARC;
}

static nd_status take_record(struct nd_reader *reader, size_t at,
                             const struct nd_warc_record *record, struct nd_journal_entry *entry) {
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
    struct nd_journal_entry entry = {.part = reader->part, .line = block->line, .is_capture = true};
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
