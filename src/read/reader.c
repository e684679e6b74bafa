/*
 * reader.c - pieces of work; see input.h
 *
 * A piece is some text files or one block of a stream. A reader takes the next block of a stream
 * that nobody is reading from at the moment; else the next files of the list; else it waits for a
 * stream. So one long stream feeds all readers, and of several streams each reader gets its own.
 *
 * A file may turn out to be an archive when it is read; it is left to be read as a stream then. So
 * a reader goes only when no other one has files in hand.
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/mem.h"
#include "io/readfile.h"
#include "read/advance.h"
#include "read/blocks.h"
#include "read/documents.h"
#include "read/files.h"
#include "read/jsonl.h"
#include "read/kind.h"
#include "read/members.h"
#include "read/pagetext.h"
#include "read/recode.h"
#include "read/split.h"
#include "read/texts.h"

/* There are as many pieces at least, so that the last ones, of large files, are spread over all
 * readers. */
enum { LEAST_PIECES = 64 };

/* Text files [first, end), or a stream whose lock is held, or a stream to wait for, or nothing: for
 * now or for good. */
struct claim {
    uint32_t first, end;
    struct nd_stream *stream, *busy;
    bool wait;
};

/* ---- Life ------------------------------------------------------------------------------------ */

static nd_status set_up(struct nd_reader *reader) {
    struct nd_input *const input = reader->input;
    const struct nd_input_options *const options = &input->options;
    nd_status status = ND_OK;
    if (!nd_lock_init(&reader->turn)) return ND_ERR_MEMORY;
    nd_lock_take(&reader->turn);
    reader->journal = nd_alloc_zero(1, sizeof *reader->journal);
    if (reader->journal == NULL) return ND_ERR_MEMORY;
    reader->journal->room.store = options->store;
    nd_lock_take(&input->lock);
    reader->journal->next = input->journals;
    input->journals = reader->journal;
    nd_lock_give(&input->lock);
    if (options->encoding != NULL) status = nd_recoder_new(options->encoding, &reader->recoder);
    if (status == ND_OK && nd_jsonl_available())
        status = nd_jsonl_new(options->id_field, options->text_field, options->source_field,
                              options->date_field, &reader->parser);
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
    nd_recoder_free(reader->page_recoder);
    nd_pagetext_free(reader->html);
    nd_jsonl_free(reader->parser);
    nd_shelf_free(&reader->shelf);
    nd_buf_free(&reader->texts);
    nd_buf_free(&reader->text);
    nd_buf_free(&reader->field);
    nd_buf_free(&reader->source);
    nd_buf_free(&reader->recoded);
    nd_buf_free(&reader->page);
    nd_buf_free(&reader->origin);
    nd_buf_free(&reader->block.bytes);
    nd_buf_free(&reader->items.names);
    nd_buf_free(&reader->items.texts);
    nd_free(reader->items.items);
    nd_lock_destroy(&reader->turn);
    nd_free(reader);
}

/* ---- Streams --------------------------------------------------------------------------------- */

static void retire(struct nd_input *input, struct nd_stream *stream) {
    if (stream->unnumbered == 0) nd_stream_done(stream);
    nd_lock_take(&input->lock);
    for (size_t i = 0; i < input->active_count; i++) {
        if (input->active[i] == stream) input->active[i] = input->active[--input->active_count];
    }
    nd_lock_give(&input->lock);
}

static nd_status open_stream(struct nd_reader *reader, struct nd_stream *stream, int *error) {
    nd_status status = nd_stream_open(stream, reader->input->unpacking, error);
    nd_input_measure_stream(reader->input, stream);
    if (status != ND_OK || *error != 0) return status;
    reader->seen.files++;
    return stream->form == ND_FORM_LINES ? nd_input_keep(reader->input, stream, error) : ND_OK;
}

static nd_status fetch_text(struct nd_reader *reader, struct nd_stream *stream, int *error) {
    const struct nd_bytes bytes = nd_source_bytes(&stream->source);
    const nd_status status = nd_bytes_read_all(&bytes, &reader->text, error);
    stream->finished = true;
    reader->whole = status == ND_OK && *error == 0;
    return status;
}

static nd_status fetch_form(struct nd_reader *reader, struct nd_stream *stream, int *error) {
    switch (stream->form) {
    case ND_FORM_TEXT: return fetch_text(reader, stream, error);
    case ND_FORM_MEMBERS: return nd_members_next(reader, stream, error);
    case ND_FORM_LINES: break;
    }
    return nd_reader_fetch(reader, stream, stream->part, stream->path, error);
}

/* Fills reader->text, ->block or ->items; the stream's lock is held. */
static nd_status fetch(struct nd_reader *reader, struct nd_stream *stream) {
    struct nd_input *const input = reader->input;
    nd_status status = ND_OK;
    int error = 0;
    if (!stream->opened) status = open_stream(reader, stream, &error);
    if (status == ND_OK && error == 0) status = fetch_form(reader, stream, &error);
    if (status == ND_ERR_PARAM) {
        nd_input_no_copy(input, stream->path, error);
    } else {
        nd_reader_unreadable(reader, stream->path, stream, error);
    }
    stream->finished |= status != ND_OK || error != 0;
    reader->stored += nd_stream_advance(stream);
    if (stream->finished) retire(input, stream);
    return status;
}

/* Reads one block; gives the lock back before what is in it is looked at. */
static nd_status read_stream(struct nd_reader *reader, struct nd_stream *stream) {
    nd_status status = ND_OK;
    reader->stream = stream;
    reader->whole = reader->marked = false;
    reader->block.size = 0;
    reader->block.too_long = 0;
    reader->items.count = reader->items.names.size = reader->items.texts.size = 0;
    if (!stream->finished) status = fetch(reader, stream);
    nd_lock_give(&stream->lock);
    if (status == ND_OK && reader->marked) status = nd_split_read(reader, stream);
    if (status != ND_OK) return status;
    if (reader->whole) return nd_reader_take_file(reader, stream->file, reader->text);
    return nd_reader_take_block(reader, stream);
}

/* ---- Pieces ---------------------------------------------------------------------------------- */

/* Makes the stream of the next file and takes its lock. The input's lock is held. */
static nd_status start_stream(struct nd_input *input, struct nd_stream **out) {
    const struct nd_file *const file = &input->list.files[input->next_file];
    nd_status status = nd_stream_new(input->next_file, file, out);
    if (status == ND_OK) status = nd_input_add_stream(input, *out);
    if (status != ND_OK) return status;
    nd_lock_take(&(*out)->lock);
    input->next_file++;
    return ND_OK;
}

/* Takes the next text files. The input's lock is held. */
static void claim_files(struct nd_input *input, struct claim *claim) {
    const size_t share = (input->list.count - input->next_file) / LEAST_PIECES;
    const uint32_t most = share > ND_PIECE_FILES ? ND_PIECE_FILES : (uint32_t)share;
    claim->first = input->next_file;
    do {
        input->next_file++;
    } while (input->next_file < input->list.count && input->next_file - claim->first < most &&
             !nd_kind_is_stream(&input->list.files[input->next_file]));
    claim->end = input->next_file;
    input->holding++;
}

/* Finds something to do. The input's lock is held. */
static nd_status claim_next(struct nd_input *input, struct claim *claim) {
    *claim = (struct claim){0};
    for (size_t i = 0; i < input->active_count; i++) {
        if (!nd_lock_try(&input->active[i]->lock)) continue;
        claim->stream = input->active[i];
        return ND_OK;
    }
    if (input->next_file < input->list.count) {
        if (nd_kind_is_stream(&input->list.files[input->next_file]))
            return start_stream(input, &claim->stream);
        claim_files(input, claim);
    } else if (input->active_count > 0) {
        claim->busy = input->active[0];
    } else if (input->holding > 0) {
        claim->wait = true;
        input->waiting++;
    }
    return ND_OK;
}

static nd_status claim_work(struct nd_input *input, struct claim *claim) {
    nd_status status;
    do {
        nd_lock_take(&input->lock);
        status = claim_next(input, claim);
        nd_lock_give(&input->lock);
        if (claim->wait) nd_lock_take(&input->news);
    } while (status == ND_OK && claim->wait);
    return status;
}

/* Lets all who wait look again. The input's lock is held. */
static void wake(struct nd_input *input) {
    for (; input->waiting > 0; input->waiting--) nd_lock_give(&input->news);
}

static void publish(struct nd_reader *reader, const struct claim *claim) {
    const struct nd_input_counts *const seen = &reader->seen;
    struct nd_input *const input = reader->input;
    struct nd_input_counts *const counts = &input->counts;
    nd_lock_take(&input->lock);
    counts->files += seen->files;
    counts->bytes += seen->bytes;
    counts->documents += seen->documents;
    counts->unreadable += seen->unreadable;
    counts->hidden += seen->hidden;
    counts->links += seen->links;
    counts->special += seen->special;
    counts->bad_records += seen->bad_records;
    counts->textless += seen->textless;
    input->advance.bytes_done += reader->stored;
    if (claim->first < claim->end) {
        input->advance.files_done += claim->end - claim->first;
        input->advance.file_bytes += seen->bytes;
        input->holding--;
    }
    wake(input);
    nd_lock_give(&input->lock);
    reader->seen = (struct nd_input_counts){0};
    reader->stored = 0;
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
    if (claim.first < claim.end) status = nd_reader_take_files(reader, claim.first, claim.end);
    publish(reader, &claim);
    return status;
}
