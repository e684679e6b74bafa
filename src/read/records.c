/*
 * records.c - see records.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/records.h"

#include <string.h>

#include "io/magic.h"
#include "read/jsonl.h"
#include "read/pages.h"

/* "no field 'text', but 'id', 'body'" */
static nd_status report_missing(struct nd_reader *reader, const struct nd_record *record) {
    struct nd_buf names = {0};
    nd_status status = nd_buf_append_string(&names, reader->input->options.text_field);
    if (status == ND_OK)
        status = nd_buf_append_string(&names, record->fields.size != 0 ? "', but " : "'");
    if (status == ND_OK) status = nd_buf_append(&names, record->fields.bytes, record->fields.size);
    if (status == ND_OK) status = nd_buf_append_byte(&names, '\0');
    if (status == ND_OK) nd_reader_bad_record(reader, "no field '", names.data, "");
    nd_buf_free(&names);
    return status;
}

static bool is_blank(const char *bytes, size_t size) {
    while (size != 0 && (*bytes == ' ' || *bytes == '\t' || *bytes == '\r')) {
        bytes++;
        size--;
    }
    return size == 0;
}

/* What the first line of a file shows that has JSON in other lines, or in UTF-16; NULL: nothing. */
static const char *mistake(const char *bytes, size_t size) {
    if (nd_magic_is_utf16(bytes, size)) return "invalid JSON: it is UTF-16; iconv can convert it";
    while (size != 0 && is_blank(bytes, 1)) {
        bytes++;
        size--;
    }
    if (size == 0) return NULL;
    if (*bytes == '[') return "not JSON Lines, but an array; jq -c '.[]' can convert it";
    if (*bytes == '{' && is_blank(bytes + 1, size - 1))
        return "not JSON Lines, but records of several lines; jq -c . can convert it";
    return NULL;
}

static nd_status report_fault(struct nd_reader *reader, const struct nd_record *record,
                              const char *hint) {
    switch (record->fault) {
    case ND_RECORD_GOOD: break;
    case ND_RECORD_INVALID:
        if (hint != NULL)
            nd_reader_bad_record(reader, hint, "", "");
        else
            nd_reader_bad_record(reader, "invalid JSON: ", record->reason, "");
        break;
    case ND_RECORD_NO_OBJECT:
        nd_reader_bad_record(reader, hint != NULL ? hint : "not a JSON object", "", "");
        break;
    case ND_RECORD_NO_FIELD: return report_missing(reader, record);
    case ND_RECORD_NO_TEXT:
        nd_reader_bad_record(reader, "no text in field '", reader->input->options.text_field, "'");
        break;
    }
    return ND_OK;
}

nd_status nd_reader_record_text(struct nd_reader *reader, const struct nd_record *record,
                                struct nd_document *document, bool *good) {
    *document = (struct nd_document){
        .text = record->text, .size = record->text_size, .encoding = ND_ENCODING_UTF8};
    return nd_reader_read_markup(reader, reader->input->options.html, reader->origin.data,
                                 (struct nd_buf){0}, document, good);
}

static nd_status hand_on(struct nd_reader *reader, const struct nd_record *record,
                         struct nd_journal_entry *entry) {
    struct nd_document document;
    bool good;
    const nd_status status = nd_reader_record_text(reader, record, &document, &good);
    if (status != ND_OK || !good) return status;
    entry->id = record->id_size != 0 ? record->id : NULL;
    entry->id_size = (uint32_t)record->id_size;
    entry->source = record->source_size != 0 ? record->source : NULL;
    entry->source_size = (uint32_t)record->source_size;
    nd_journal_set_date(entry, (struct nd_name){record->date, record->date_size});
    return nd_reader_hand_on(reader, entry, &document);
}

static nd_status read_line(struct nd_reader *reader, const char *bytes, size_t size,
                           struct nd_journal_entry *entry) {
    struct nd_record record;
    nd_status status;
    if (is_blank(bytes, size)) return ND_OK;
    status = nd_reader_set_line(reader, entry->line);
    if (status != ND_OK) return status;
    if (size > ND_MAX_TEXT) {
        nd_reader_bad_record(reader, "the line is longer than 4 GiB", "", "");
        return ND_OK;
    }
    entry->size = (uint32_t)size;
    status = nd_jsonl_parse(reader->parser, bytes, size, &record);
    if (status != ND_OK) return status;
    if (record.fault == ND_RECORD_GOOD) return hand_on(reader, &record, entry);
    return report_fault(reader, &record, entry->line == 1 ? mistake(bytes, size) : NULL);
}

nd_status nd_reader_take_lines(struct nd_reader *reader) {
    const struct nd_block *const block = &reader->block;
    const char *const start = block->bytes.data, *const end = start + block->size;
    const char *line = start + block->begin;
    struct nd_journal_entry entry = {.part = reader->part, .line = block->line};
    nd_status status = ND_OK;
    while (status == ND_OK && line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        if (newline == NULL) newline = end;
        entry.offset = block->offset + (uint64_t)(line - start);
        status = read_line(reader, line, (size_t)(newline - line), &entry);
        line = newline + 1;
        entry.line++;
    }
    return status;
}
