/*
 * stream.c - one file of JSON Lines; see input_parts.h
 *
 * Records are read a second time when they are to be printed. A file is opened again for that,
 * and must still be the one that was read. Standard input is read again in place when it is a
 * file; a pipe is copied, while it is read, to a temporary file that has no name, so that nothing
 * is left behind.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/input_parts.h"
#include "io/readfile.h"

nd_status nd_stream_new(uint32_t number, uint32_t file, const char *path, struct nd_stream **out) {
    struct nd_stream *const stream = nd_alloc_zero(1, sizeof *stream);
    *out = NULL;
    if (stream == NULL) return ND_ERR_MEMORY;
    stream->number = number;
    stream->file = file;
    stream->path = path;
    stream->descriptor = stream->spool = -1;
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
    nd_source_close(&stream->source);
    nd_lines_free(&stream->lines);
    stream->lines.finished = true;
}

void nd_stream_free(struct nd_stream *stream) {
    if (stream == NULL) return;
    nd_stream_done(stream);
    if (stream->spool >= 0) (void)close(stream->spool);
    nd_lock_destroy(&stream->lock);
    nd_free(stream);
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Returns the descriptor of a new file without a name, or -1 with errno. */
static int open_spool(void) {
    const char *const folder = getenv("TMPDIR");
    struct nd_buf path = {0};
    int descriptor = -1;
    nd_status status =
        nd_buf_append_string(&path, folder != NULL && folder[0] != '\0' ? folder : "/tmp");
    static const char name[] = "/newsdupes-XXXXXX";
    if (status == ND_OK) status = nd_buf_append(&path, name, sizeof name);
    errno = ENOMEM;
    if (status == ND_OK) descriptor = mkstemp(path.data);
    if (descriptor >= 0) (void)unlink(path.data);
    nd_buf_free(&path);
    return descriptor;
}

/* Opens the file; returns how many bytes it has, UINT64_MAX when there may be any number. */
static uint64_t open_file(struct nd_stream *stream, int *error) {
    off_t at;
    if (!is_stdin(stream)) {
        stream->descriptor = nd_file_open_regular(stream->path, &stream->info, error);
        stream->seekable = true;
        return stream->info.st_size > 0 ? (uint64_t)stream->info.st_size : UINT64_MAX;
    }
    if (fstat(STDIN_FILENO, &stream->info) != 0) {
        *error = errno;
        return 0;
    }
    stream->descriptor = STDIN_FILENO;
    at = S_ISREG(stream->info.st_mode) ? lseek(STDIN_FILENO, 0, SEEK_CUR) : -1;
    stream->seekable = at >= 0;
    if (at >= 0) stream->base = (uint64_t)at;
    return UINT64_MAX;
}

nd_status nd_stream_open(struct nd_stream *stream, uint32_t ratio, int *error) {
    struct nd_open_file file;
    struct nd_bytes bytes;
    nd_status status;
    *error = 0;
    stream->opened = true;
    file.left = open_file(stream, error);
    if (*error != 0) return ND_OK;
    file.descriptor = stream->descriptor;
    status = nd_source_open(&stream->source, file, ratio, error);
    bytes = nd_source_bytes(&stream->source);
    nd_lines_init(&stream->lines, &bytes);
    return status;
}

nd_status nd_stream_keep(struct nd_stream *stream, int *error) {
    if (stream->seekable && stream->source.unpacker == NULL) return ND_OK;
    stream->spool = open_spool();
    if (stream->spool >= 0) return ND_OK;
    *error = errno;
    return ND_ERR_PARAM;
}

static int write_spool(int descriptor, const struct nd_block *block) {
    size_t done = 0;
    while (done < block->size) {
        const ssize_t put = pwrite(descriptor, block->bytes.data + done, block->size - done,
                                   (off_t)(block->offset + done));
        if (put < 0 && errno != EINTR) return errno;
        if (put > 0) done += (size_t)put;
    }
    return 0;
}

nd_status nd_stream_next(struct nd_stream *stream, struct nd_block *block, int *error) {
    const nd_status status = nd_lines_next(&stream->lines, block, error);
    if (status != ND_OK || stream->spool < 0) return status;
    if (*error == 0) {
        *error = write_spool(stream->spool, block);
        if (*error != 0) return ND_ERR_PARAM;
    }
    return ND_OK;
}

/* ---- Once more ------------------------------------------------------------------------------- */

static bool same_file(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* The descriptor to read records from, opened if need be, or -1. */
static int open_again(struct nd_stream *stream, int *error) {
    struct stat now;
    if (stream->spool >= 0) return stream->spool;
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
    const uint64_t base = stream->spool >= 0 ? 0 : stream->base;
    int descriptor;
    nd_status status = ND_OK;
    *error = 0;
    buf->size = 0;
    descriptor = open_again(stream, error);
    if (descriptor >= 0) status = nd_buf_reserve(buf, size);
    while (status == ND_OK && *error == 0 && buf->size < size) {
        const ssize_t got = pread(descriptor, buf->data + buf->size, size - buf->size,
                                  (off_t)(base + offset + buf->size));
        if (got > 0) buf->size += (size_t)got;
        if (got == 0) *error = ND_STREAM_CHANGED;
        if (got < 0 && errno != EINTR) *error = errno;
    }
    return status;
}
