/*
 * documents.c - see documents.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/documents.h"

#include <string.h>

#include "io/complain.h"
#include "io/escape.h"
#include "io/troubles.h"
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

nd_status nd_reader_hand_on(struct nd_reader *reader, struct nd_journal_entry *entry,
                            struct nd_document *document) {
    nd_status status = nd_reader_next_number(reader, &entry->number);
    if (status == ND_OK) status = nd_journal_add_entry(reader->journal, entry);
    if (status != ND_OK) return status;
    document->number = entry->number;
    document->origin = reader->origin.data;
    return reader->take(reader->context, document);
}

/* ---- Complaints ------------------------------------------------------------------------------ */

void nd_reader_warn(struct nd_reader *reader, atomic_uint_least64_t *count, const char *name,
                    const char *after) {
    uint64_t before;
    if (reader->again) return;
    before = atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
    nd_complain(reader->input->report, before < ND_MOST_TROUBLES ? ND_WARNING : ND_NOTE, "", name,
                after);
}

static bool is_mostly_above_ascii(const char *text, size_t size) {
    enum { NO_BREAK_SPACE = 0xa0 };
    size_t above = 0, letters = 0;
    for (size_t i = 0; i < size; i++) {
        const unsigned byte = (uint8_t)text[i], lower = byte | 0x20;
        above += byte >= 0x80 && byte != NO_BREAK_SPACE;
        letters += lower >= 'a' && lower <= 'z';
    }
    return above > letters;
}

void nd_reader_doubt_encoding(struct nd_reader *reader, const struct nd_document *document) {
    if (is_mostly_above_ascii(document->text, document->size))
        nd_reader_warn(reader, &reader->input->doubtful, document->origin,
                       " was read as Windows-1252, which it does not look like: '--encoding' says "
                       "what it is");
}

void nd_reader_doubt_plain(struct nd_reader *reader, const struct nd_document *document) {
    nd_reader_warn(reader, &reader->input->tagged, document->origin,
                   " has tags, which were read as words: '--html' leaves them out");
}

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

void nd_reader_refuse_jsonl(struct nd_reader *reader, const char *path) {
    reader->seen.unreadable++;
    nd_complain(reader->input->report, ND_ERROR, "cannot read ", path,
                " as JSON Lines: this build is without simdjson");
}

void nd_reader_unreadable(struct nd_reader *reader, const char *path,
                          const struct nd_stream *stream, int error) {
    const struct nd_report *const report = reader->input->report;
    if (error == 0) return;
    if (error > 0 || error == ND_NOT_REGULAR || error == ND_STREAM_CHANGED) {
        nd_input_unreadable(report, &reader->seen, "cannot read", path, error);
        return;
    }
    reader->seen.unreadable++;
    nd_complain_reason(report, "cannot read", path, nd_stream_reason(stream, error));
    if (path != stream->path && nd_unpack_ended(stream->archive))
        nd_complain(report, ND_ERROR, "what follows it in ", stream->path, " is lost");
}
