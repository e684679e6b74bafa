/*
 * source.c - see source.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/source.h"

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

static struct nd_bytes ahead_bytes(struct nd_ahead *ahead) {
    return (struct nd_bytes){.self = ahead, .read = read_ahead};
}

/* Reads enough of `from` to tell what it is. */
static nd_status look(struct nd_ahead *ahead, const struct nd_bytes *from, nd_magic *magic,
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

static nd_status unpack(struct nd_source *source, uint32_t ratio, int *error) {
    const struct nd_bytes raw = ahead_bytes(&source->raw);
    struct nd_bytes unpacked;
    nd_status status = nd_unpack_new(source->magic, &raw, ratio, &source->unpacker);
    if (status != ND_OK) return status;
    unpacked = nd_unpack_bytes(source->unpacker);
    status = look(&source->unpacked, &unpacked, &source->magic, error);
    if (source->magic != ND_MAGIC_NONE && *error == 0) *error = ND_PACKED_NESTED;
    return status;
}

nd_status nd_source_open(struct nd_source *source, struct nd_open_file file, uint32_t ratio,
                         int *error) {
    struct nd_bytes bytes;
    nd_status status;
    *source = (struct nd_source){.file = file};
    *error = 0;
    bytes = nd_file_bytes(&source->file);
    status = look(&source->raw, &bytes, &source->magic, error);
    if (status == ND_OK && *error == 0 && source->magic != ND_MAGIC_NONE)
        status = unpack(source, ratio, error);
    return status;
}

void nd_source_close(struct nd_source *source) {
    nd_unpack_free(source->unpacker);
    nd_buf_free(&source->raw.head);
    nd_buf_free(&source->unpacked.head);
    *source = (struct nd_source){0};
}

struct nd_bytes nd_source_bytes(struct nd_source *source) {
    return ahead_bytes(source->unpacked.from.read != NULL ? &source->unpacked : &source->raw);
}

const char *nd_source_reason(const struct nd_source *source, int error) {
    return nd_unpack_reason(source->unpacker, error);
}
