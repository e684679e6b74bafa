/*
 * stream.c - see stream.h
 *
 * Records are read a second time when they are to be printed. A file is opened again for that,
 * and must still be the one that was read. Standard input is read again in place when it is a
 * file; a pipe, and what was unpacked, is copied, while it is read, to a temporary file that has no
 * name, so that nothing is left behind.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/readfile.h"
#include "read/warc.h"

nd_status nd_stream_new(uint32_t index, const struct nd_file *file, struct nd_stream **out) {
    struct nd_stream *const stream = nd_alloc_zero(1, sizeof *stream);
    *out = NULL;
    if (stream == NULL) return ND_ERR_MEMORY;
    stream->file = index;
    stream->path = file->path;
    stream->kind = file->kind;
    stream->descriptor = -1;
    if (!nd_lock_init(&stream->lock)) {
        nd_free(stream);
        return ND_ERR_MEMORY;
    }
    *out = stream;
    return ND_OK;
}

static bool is_stdin(const struct nd_stream *stream) { return strcmp(stream->path, "-") == 0; }

void nd_stream_done(struct nd_stream *stream) {
    if (stream->descriptor >= 0 && !is_stdin(stream)) (void)close(stream->descriptor);
    stream->descriptor = -1;
    nd_lines_free(&stream->lines);
    nd_ahead_free(&stream->member);
    nd_unpack_free(stream->archive);
    stream->archive = NULL;
    nd_source_close(&stream->source);
    stream->finished = true;
}

void nd_stream_free(struct nd_stream *stream) {
    if (stream == NULL) return;
    nd_stream_done(stream);
    nd_strpool_free(&stream->names);
    nd_lock_destroy(&stream->lock);
    nd_free(stream);
}

const char *nd_stream_reason(const struct nd_stream *stream, int error) {
    const char *const reason = nd_source_reason(&stream->source, error);
    return reason[0] != '\0' ? reason : nd_unpack_reason(stream->archive, error);
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Opens the file and says what is known of it. */
static struct nd_open_file open_file(struct nd_stream *stream, int *error) {
    struct nd_open_file file = {.left = UINT64_MAX};
    off_t at = 0;
    if (!is_stdin(stream)) {
        stream->descriptor = nd_file_open_regular(stream->path, &stream->info, error);
    } else if (fstat(STDIN_FILENO, &stream->info) != 0) {
        *error = errno;
    } else {
        stream->descriptor = STDIN_FILENO;
        at = S_ISREG(stream->info.st_mode) ? lseek(STDIN_FILENO, 0, SEEK_CUR) : -1;
    }
    file.descriptor = stream->descriptor;
    file.seekable = stream->seekable = *error == 0 && at >= 0;
    if (!file.seekable) return file;
    file.begin = stream->base = (uint64_t)at;
    if (stream->info.st_size > at) file.size = (uint64_t)(stream->info.st_size - at);
    if (!is_stdin(stream) && file.size != 0) file.left = file.size;
    return file;
}

static size_t whole_rows(const void *context, const char *bytes, size_t size) {
    return nd_csv_whole(context, bytes, size);
}

static size_t whole_captures(const void *context, const char *bytes, size_t size) {
    (void)context;
    return nd_warc_whole(bytes, size);
}

void nd_stream_begin(struct nd_stream *stream, const struct nd_bytes *bytes, nd_file_kind kind) {
    nd_lines_init(&stream->lines, bytes);
    stream->has_header = false;
    stream->csv = (struct nd_csv){0};
    stream->is_warc = kind == ND_FILE_WARC;
    if (stream->is_warc) stream->lines.whole = whole_captures;
    if (kind == ND_FILE_CSV) stream->csv.delimiter = ',';
    if (kind == ND_FILE_TSV) stream->csv.delimiter = '\t';
    if (stream->csv.delimiter == '\0') return;
    stream->lines.whole = whole_rows;
    stream->lines.context = &stream->csv;
}

static nd_status open_form(struct nd_stream *stream, const struct nd_unpacking *how) {
    const struct nd_bytes bytes = nd_source_bytes(&stream->source);
    bool is_whole;
    if (stream->source.magic == ND_MAGIC_WARC) stream->kind = ND_FILE_WARC;
    is_whole = stream->kind == ND_FILE_TEXT || stream->kind == ND_FILE_HTML;
    if (stream->source.magic != ND_MAGIC_NONE && stream->source.magic != ND_MAGIC_WARC) {
        stream->form = ND_FORM_MEMBERS;
        return nd_source_open_archive(&stream->source, how, &stream->archive);
    }
    stream->form = is_whole ? ND_FORM_TEXT : ND_FORM_LINES;
    nd_stream_begin(stream, &bytes, stream->kind);
    return ND_OK;
}

nd_status nd_stream_open(struct nd_stream *stream, const struct nd_unpacking *how, int *error) {
    struct nd_open_file file;
    nd_status status;
    *error = 0;
    stream->opened = true;
    file = open_file(stream, error);
    if (*error != 0) return ND_OK;
    status = nd_source_open(&stream->source, file, how, error);
    return status == ND_OK && *error == 0 ? open_form(stream, how) : status;
}

nd_status nd_stream_keep(struct nd_stream *stream, struct nd_spool *spool, int *error) {
    const bool is_file = stream->seekable && stream->source.unpacker == NULL;
    if (is_file && stream->form == ND_FORM_LINES) return ND_OK;
    *error = nd_spool_open(spool);
    if (*error != 0) return ND_ERR_PARAM;
    stream->spool = spool;
    return ND_OK;
}

/* Whether the file ended before it should. */
static bool is_cut(const struct nd_stream *stream) {
    const struct nd_open_file *const file = &stream->source.file;
    return stream->form == ND_FORM_LINES && stream->finished && stream->source.unpacker == NULL &&
           file->left != 0 && file->left != UINT64_MAX;
}

nd_status nd_stream_next(struct nd_stream *stream, struct nd_block *block, int *error) {
    const nd_status status = nd_lines_next(&stream->lines, block, error);
    if (stream->form == ND_FORM_LINES && stream->lines.finished) stream->finished = true;
    stream->numbered = stream->lines.offset;
    if (status != ND_OK || *error != 0) return status;
    if (is_cut(stream)) *error = ND_STREAM_CHANGED; /* the block is good */
    if (*error != 0 || stream->spool == NULL) return status;
    *error = nd_spool_add(stream->spool, block->bytes.data, block->size, &block->offset);
    return *error == 0 ? ND_OK : ND_ERR_PARAM;
}

uint64_t nd_stream_advance(struct nd_stream *stream) {
    const uint64_t before = stream->stored;
    off_t at;
    if (!stream->seekable || stream->descriptor < 0) return 0;
    at = lseek(stream->descriptor, 0, SEEK_CUR);
    if (at >= 0) stream->stored = (uint64_t)at - stream->base;
    if (stream->lines.offset > stream->stored && stream->form == ND_FORM_LINES &&
        stream->source.unpacker == NULL)
        stream->stored = stream->lines.offset; /* read without a current place */
    if (stream->finished) stream->stored = stream->source.file.size;
    return stream->stored -
           before; /* the reader of a zip file goes back too: sums come out right */
}

/* ---- Once more ------------------------------------------------------------------------------- */

static bool same_file(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* The descriptor to read records from, opened if need be, or -1. */
static int open_again(struct nd_stream *stream, int *error) {
    struct stat now;
    if (stream->spool != NULL) return stream->spool->descriptor;
    if (stream->descriptor >= 0) return stream->descriptor;
    if (is_stdin(stream)) {
        if (S_ISREG(stream->info.st_mode)) return STDIN_FILENO;
        *error = ESPIPE;
        return -1;
    }
    stream->descriptor = nd_file_open_regular(stream->path, &now, error);
    if (stream->descriptor >= 0 && !same_file(&now, &stream->info)) {
        (void)close(stream->descriptor);
        stream->descriptor = -1;
        *error = ND_STREAM_CHANGED;
    }
    return stream->descriptor;
}

nd_status nd_stream_again(struct nd_stream *stream, uint64_t offset, size_t size,
                          struct nd_buf *buf, int *error) {
    const uint64_t base = stream->spool != NULL ? 0 : stream->base;
    int descriptor;
    nd_status status;
    *error = 0;
    buf->size = 0;
    descriptor = open_again(stream, error);
    if (descriptor < 0) return ND_OK;
    status = nd_buf_reserve(buf, size);
    if (status != ND_OK) return status;
    buf->size = nd_file_read_at(descriptor, base + offset, buf->data, size, error);
    if (*error == 0 && buf->size < size) *error = ND_STREAM_CHANGED;
    return ND_OK;
}
