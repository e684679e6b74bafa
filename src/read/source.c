/*
 * source.c - see source.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/source.h"

#include <string.h>

enum { LOOK_SIZE = 65536 };

/* ---- Looking ahead --------------------------------------------------------------------------- */

static ssize_t read_ahead(void *self, void *buffer, size_t size, int *error) {
    struct nd_ahead *const ahead = self;
    const size_t left = ahead->head.size - ahead->taken;
    if (left == 0) return ahead->from.read(ahead->from.self, buffer, size, error);
    if (size > left) size = left;
    memcpy(buffer, ahead->head.data + ahead->taken, size);
    ahead->taken += size;
    if (size == left) nd_buf_free(&ahead->head);
    if (size == left) ahead->taken = 0;
    return (ssize_t)size;
}

struct nd_bytes nd_ahead_bytes(struct nd_ahead *ahead) {
    return (struct nd_bytes){.self = ahead, .read = read_ahead};
}

void nd_ahead_free(struct nd_ahead *ahead) {
    nd_buf_free(&ahead->head);
    *ahead = (struct nd_ahead){0};
}

nd_status nd_ahead_look(struct nd_ahead *ahead, const struct nd_bytes *from, nd_magic *magic,
                        int *error) {
    ssize_t got = 1;
    ahead->from = *from;
    while (got > 0 && ahead->head.size < ND_MAGIC_SIZE) {
        const nd_status status = nd_buf_reserve(&ahead->head, LOOK_SIZE);
        if (status != ND_OK) return status;
        got = from->read(from->self, ahead->head.data + ahead->head.size, LOOK_SIZE, error);
        if (got > 0) ahead->head.size += (size_t)got;
    }
    *magic = nd_magic_of(ahead->head.data, ahead->head.size);
    return ND_OK;
}

/* ---- The source ------------------------------------------------------------------------------ */

static nd_status unpack(struct nd_source *source, const struct nd_unpacking *how, int *error) {
    const struct nd_bytes raw = nd_ahead_bytes(&source->raw);
    struct nd_bytes unpacked;
    nd_status status = nd_unpack_new(source->magic, &raw, how, &source->unpacker);
    if (status != ND_OK) return status;
    unpacked = nd_unpack_bytes(source->unpacker);
    status = nd_ahead_look(&source->unpacked, &unpacked, &source->magic, error);
    if (*error == 0 && (nd_magic_is_compression(source->magic) || source->magic == ND_MAGIC_ZIP))
        *error = ND_PACKED_NESTED;
    return status;
}

nd_status nd_source_open(struct nd_source *source, struct nd_open_file file,
                         const struct nd_unpacking *how, int *error) {
    struct nd_bytes bytes;
    nd_status status;
    *source = (struct nd_source){.file = file};
    *error = 0;
    bytes = nd_file_bytes(&source->file);
    status = nd_ahead_look(&source->raw, &bytes, &source->magic, error);
    if (status == ND_OK && *error == 0 && nd_magic_is_compression(source->magic))
        status = unpack(source, how, error);
    return status;
}

void nd_source_close(struct nd_source *source) {
    nd_unpack_free(source->unpacker);
    nd_ahead_free(&source->raw);
    nd_ahead_free(&source->unpacked);
    *source = (struct nd_source){0};
}

struct nd_bytes nd_source_bytes(struct nd_source *source) {
    return nd_ahead_bytes(source->unpacked.from.read != NULL ? &source->unpacked : &source->raw);
}

void nd_source_drain(struct nd_source *source, int *error) {
    const struct nd_bytes bytes = nd_source_bytes(source);
    char room[4096];
    while (source->unpacker != NULL && bytes.read(bytes.self, room, sizeof room, error) > 0) {}
}

nd_status nd_source_open_archive(struct nd_source *source, const struct nd_unpacking *how,
                                 struct nd_unpacker **out) {
    struct nd_bytes bytes = nd_source_bytes(source);
    int error;
    if (source->magic == ND_MAGIC_ZIP && source->file.seekable) {
        const struct nd_bytes file = nd_file_bytes(&source->file);
        if (file.seek(file.self, 0, &error)) bytes = file;
    }
    return nd_unpack_new(source->magic, &bytes, how, out);
}

const char *nd_source_reason(const struct nd_source *source, int error) {
    return nd_unpack_reason(source->unpacker, error);
}
