/*
 * reader.c - pieces of work, and documents out of files and lines; see input_parts.h
 *
 * A piece is some text files or one block of a stream. A reader takes the next block of a stream
 * that nobody is reading from at the moment; else the next files of the list; else it waits for a
 * stream. So one long stream feeds all readers, and of several streams each reader gets its own.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/complain.h"
#include "io/input_parts.h"
#include "io/jsonl.h"
#include "io/output.h"
#include "io/readfile.h"
#include "io/recode.h"

/* Text files of one piece: enough to make the lock cheap, few enough that the last pieces, of large
 * files, are spread over all readers. */
enum { MOST_FILES = 16, LEAST_PIECES = 64 };

struct nd_reader {
    struct nd_input *input;
    struct nd_journal *journal; /* belongs to the input */
    struct nd_recoder *recoder; /* NULL: texts are handed on as they are */
    struct nd_jsonl *parser;    /* NULL in a build without */
    struct nd_buf text, recoded, origin;
    struct nd_block block;
    struct nd_input_counts seen; /* since the last piece */
    nd_document_fn take;
    void *context;
};

/* Text files [first, end), or a stream whose lock is held, or a stream to wait for, or nothing. */
struct claim {
    uint32_t first, end;
    struct nd_stream *stream, *busy;
};

/* ---- Life ------------------------------------------------------------------------------------ */

static nd_status set_up(struct nd_reader *reader) {
    struct nd_input *const input = reader->input;
    const struct nd_input_options *const options = &input->options;
    nd_status status = ND_OK;
    reader->journal = nd_alloc_zero(1, sizeof *reader->journal);
    if (reader->journal == NULL) return ND_ERR_MEMORY;
    nd_lock_take(&input->lock);
    reader->journal->next = input->journals;
    input->journals = reader->journal;
    nd_lock_give(&input->lock);
    if (options->encoding != NULL) status = nd_recoder_new(options->encoding, &reader->recoder);
    if (status == ND_OK && nd_jsonl_available())
        status = nd_jsonl_new(options->id_field, options->text_field, &reader->parser);
    return status;
}

nd_status nd_reader_new(struct nd_input *input, struct nd_reader **out) {
    nd_status status;
    *out = nd_alloc_zero(1, sizeof **out);
    if (*out == NULL) return ND_ERR_MEMORY;
    (*out)->input = input;
    status = set_up(*out);
    if (status == ND_OK) return ND_OK;
    nd_reader_free(*out);
    *out = NULL;
    return status;
}

void nd_reader_free(struct nd_reader *reader) {
    if (reader == NULL) return;
    nd_recoder_free(reader->recoder);
    nd_jsonl_free(reader->parser);
    nd_buf_free(&reader->text);
    nd_buf_free(&reader->recoded);
    nd_buf_free(&reader->origin);
    nd_buf_free(&reader->block.bytes);
    nd_free(reader);
}

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

/* ---- Text files ------------------------------------------------------------------------------ */

static nd_status recode(struct nd_reader *reader, const char *path, struct nd_document *document) {
    bool clean;
    const nd_status status = nd_recoder_run(reader->recoder, reader->text.data, reader->text.size,
                                            &reader->recoded, &clean);
    if (status != ND_OK) return status;
    document->text = reader->recoded.data;
    document->size = reader->recoded.size;
    document->encoding = ND_ENCODING_UTF8;
    if (!clean)
        nd_complain(reader->input->report, ND_WARNING, "", path,
                    " has bytes that are invalid in the encoding given");
    return ND_OK;
}

/* Hands on what is in reader->text. */
static nd_status hand_on_file(struct nd_reader *reader, uint32_t index) {
    const struct nd_file *const file = &reader->input->list.files[index];
    struct nd_plain plain = {.file = index};
    struct nd_document document = {
        .text = reader->text.data, .size = reader->text.size, .encoding = ND_ENCODING_DETECT};
    nd_status status = ND_OK;
    reader->seen.files++;
    count_bytes(reader, reader->text.size);
    if (reader->recoder != NULL) status = recode(reader, file->path, &document);
    if (status == ND_OK) status = set_origin(reader, file->path);
    if (status == ND_OK) status = nd_buf_append_byte(&reader->origin, '\0');
    if (status == ND_OK) status = next_number(reader, &plain.number);
    if (status == ND_OK) status = nd_journal_add_plain(reader->journal, plain);
    if (status != ND_OK) return status;
    document.number = plain.number;
    document.origin = reader->origin.data;
    return reader->take(reader->context, &document);
}

/* Says that a file, or what is packed in it, could not be read. */
static void unreadable(struct nd_reader *reader, const struct nd_stream *stream, int error) {
    const struct nd_report *const report = reader->input->report;
    if (error == 0) return;
    if (error > 0 || error == ND_NOT_REGULAR) {
        nd_input_unreadable(report, &reader->seen, "cannot read", stream->path, error);
        return;
    }
    reader->seen.unreadable++;
    nd_complain_reason(report, "cannot read", stream->path,
                       nd_source_reason(&stream->source, error));
}

/* Reads a text that is compressed or comes from standard input. */
static nd_status read_source(struct nd_reader *reader, uint32_t index) {
    const struct nd_file *const file = &reader->input->list.files[index];
    struct nd_stream *stream;
    int error = 0;
    nd_status status = nd_stream_new(0, index, file->path, &stream);
    if (status == ND_OK)
        status = nd_stream_open(stream, reader->input->options.unpack_ratio, &error);
    if (status == ND_OK && error == 0) {
        const struct nd_bytes bytes = nd_source_bytes(&stream->source);
        status = nd_bytes_read_all(&bytes, 0, &reader->text, &error);
    }
    if (status == ND_OK) unreadable(reader, stream, error);
    nd_stream_free(stream);
    return status == ND_OK && error == 0 ? hand_on_file(reader, index) : status;
}

static nd_status read_file(struct nd_reader *reader, uint32_t index) {
    const struct nd_file *const file = &reader->input->list.files[index];
    nd_magic magic;
    nd_status status;
    int error;
    if (file->kind == ND_FILE_JSONL) { /* a build without simdjson */
        reader->seen.unreadable++;
        nd_complain(reader->input->report, ND_ERROR, "cannot read ", file->path,
                    " as JSON Lines: this build is without simdjson");
        return ND_OK;
    }
    if (strcmp(file->path, "-") == 0) return read_source(reader, index);
    status = nd_file_load(file->path, &reader->text, &magic, &error);
    if (status != ND_OK) return status;
    if (magic != ND_MAGIC_NONE) return read_source(reader, index);
    if (error == 0) return hand_on_file(reader, index);
    nd_input_unreadable(reader->input->report, &reader->seen, "cannot read", file->path, error);
    return ND_OK;
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

static nd_status read_block(struct nd_reader *reader, const struct nd_stream *stream) {
    const struct nd_block *const block = &reader->block;
    const char *const start = block->bytes.data, *const end = start + block->size;
    const char *line = start + block->begin;
    struct nd_entry entry = {.stream = stream->number, .line = block->line};
    nd_status status = set_origin(reader, stream->path);
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

/* ---- Streams --------------------------------------------------------------------------------- */

static void retire(struct nd_input *input, struct nd_stream *stream) {
    nd_stream_done(stream);
    nd_lock_take(&input->lock);
    for (size_t i = 0; i < input->active_count; i++) {
        if (input->active[i] == stream) input->active[i] = input->active[--input->active_count];
    }
    nd_lock_give(&input->lock);
}

static nd_status open_stream(struct nd_reader *reader, struct nd_stream *stream, int *error) {
    const struct nd_input_options *const options = &reader->input->options;
    nd_status status = nd_stream_open(stream, options->unpack_ratio, error);
    if (status == ND_OK && *error == 0) reader->seen.files++;
    if (status == ND_OK && *error == 0 && options->keep_records)
        status = nd_stream_keep(stream, error);
    return status;
}

/* Fills reader->block; the stream's lock is held. */
static nd_status fetch_block(struct nd_reader *reader, struct nd_stream *stream) {
    struct nd_input *const input = reader->input;
    nd_status status = ND_OK;
    int error = 0;
    if (!stream->opened) status = open_stream(reader, stream, &error);
    if (status == ND_OK && error == 0) status = nd_stream_next(stream, &reader->block, &error);
    if (status == ND_ERR_PARAM) {
        nd_complain_errno(input->report, "cannot keep a copy of", stream->path, error);
    } else {
        unreadable(reader, stream, error);
    }
    if (status != ND_OK || error != 0 || stream->lines.finished) retire(input, stream);
    return status;
}

/* Reads one block; gives the lock back before the lines are parsed. */
static nd_status read_stream(struct nd_reader *reader, struct nd_stream *stream) {
    nd_status status = ND_OK;
    reader->block.size = 0;
    reader->block.too_long = 0;
    if (!stream->opened || !stream->lines.finished) status = fetch_block(reader, stream);
    nd_lock_give(&stream->lock);
    if (status != ND_OK || (reader->block.size == 0 && reader->block.too_long == 0)) return status;
    return read_block(reader, stream);
}

/* ---- Pieces ---------------------------------------------------------------------------------- */

/* Makes the stream of the next file and takes its lock. The input's lock is held. */
static nd_status start_stream(struct nd_input *input, struct nd_stream **out) {
    const char *const path = input->list.files[input->next_file].path;
    nd_status status = nd_reserve(&input->streams, &input->stream_capacity, input->stream_count + 1,
                                  sizeof *input->streams);
    if (status == ND_OK)
        status = nd_reserve(&input->active, &input->active_capacity, input->active_count + 1,
                            sizeof *input->active);
    if (status == ND_OK)
        status = nd_stream_new((uint32_t)input->stream_count, input->next_file, path, out);
    if (status != ND_OK) return status;
    nd_lock_take(&(*out)->lock);
    input->streams[input->stream_count++] = *out;
    input->active[input->active_count++] = *out;
    input->next_file++;
    return ND_OK;
}

static bool is_stream(const struct nd_file *file) {
    return file->kind == ND_FILE_JSONL && nd_jsonl_available();
}

/* Takes the next text files. The input's lock is held. */
static void claim_files(struct nd_input *input, struct claim *claim) {
    const size_t share = (input->list.count - input->next_file) / LEAST_PIECES;
    const uint32_t most = share > MOST_FILES ? MOST_FILES : (uint32_t)share;
    claim->first = input->next_file;
    do {
        input->next_file++;
    } while (input->next_file < input->list.count && input->next_file - claim->first < most &&
             !is_stream(&input->list.files[input->next_file]));
    claim->end = input->next_file;
}

static nd_status claim_work(struct nd_input *input, struct claim *claim) {
    nd_status status = ND_OK;
    *claim = (struct claim){0};
    nd_lock_take(&input->lock);
    for (size_t i = 0; i < input->active_count && claim->stream == NULL; i++) {
        if (nd_lock_try(&input->active[i]->lock)) claim->stream = input->active[i];
    }
    if (claim->stream == NULL && input->next_file < input->list.count) {
        if (is_stream(&input->list.files[input->next_file])) {
            status = start_stream(input, &claim->stream);
        } else {
            claim_files(input, claim);
        }
    } else if (claim->stream == NULL && input->active_count > 0) {
        claim->busy = input->active[0];
    }
    nd_lock_give(&input->lock);
    return status;
}

static void publish(struct nd_reader *reader) {
    const struct nd_input_counts *const seen = &reader->seen;
    struct nd_input_counts *const counts = &reader->input->counts;
    nd_lock_take(&reader->input->lock);
    counts->files += seen->files;
    counts->bytes += seen->bytes;
    counts->documents += seen->documents;
    counts->unreadable += seen->unreadable;
    counts->special += seen->special;
    counts->bad_records += seen->bad_records;
    nd_lock_give(&reader->input->lock);
    reader->seen = (struct nd_input_counts){0};
}

nd_status nd_reader_next(struct nd_reader *reader, nd_document_fn take, void *context, bool *more) {
    struct claim claim;
    nd_status status = claim_work(reader->input, &claim);
    *more =
        status == ND_OK && (claim.stream != NULL || claim.busy != NULL || claim.first < claim.end);
    if (!*more) return status;
    reader->take = take;
    reader->context = context;
    if (claim.busy != NULL) {
        claim.stream = claim.busy;
        nd_lock_take(&claim.stream->lock);
    }
    if (claim.stream != NULL) status = read_stream(reader, claim.stream);
    for (uint32_t i = claim.first; i < claim.end && status == ND_OK; i++)
        status = read_file(reader, i);
    publish(reader);
    return status;
}
