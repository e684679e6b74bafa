/*
 * gunzip.c - see gunzip.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/gunzip.h"

#include <stdbool.h>
#define ZLIB_CONST 1
#include <zlib.h>

#include "base/mem.h"

enum { ROOM = 65536, ONLY_GZIP = 16 /* of the forms that zlib knows */ };

struct nd_gunzip {
    nd_gunzip_fill *fill;
    void *self;
    const char *packed; /* `left` bytes */
    size_t left;
    z_stream stream;
    bool is_open; /* a part has begun and not ended */
    unsigned char room[ROOM];
};

const char *nd_gunzip_version(void) { return zlibVersion(); }

static void *take(void *self, unsigned count, unsigned size) {
    (void)self;
    return nd_alloc(count, size);
}

static void give_back(void *self, void *memory) {
    (void)self;
    nd_free(memory);
}

nd_status nd_gunzip_new(nd_gunzip_fill *fill, void *self, struct nd_gunzip **out) {
    struct nd_gunzip *const gunzip = nd_alloc_zero(1, sizeof *gunzip);
    *out = NULL;
    if (gunzip == NULL) return ND_ERR_MEMORY;
    gunzip->fill = fill;
    gunzip->self = self;
    gunzip->stream = (z_stream){.zalloc = take, .zfree = give_back};
    if (inflateInit2(&gunzip->stream, ONLY_GZIP + MAX_WBITS) != Z_OK) {
        nd_free(gunzip);
        return ND_ERR_MEMORY;
    }
    *out = gunzip;
    return ND_OK;
}

void nd_gunzip_free(struct nd_gunzip *gunzip) {
    if (gunzip == NULL) return;
    (void)inflateEnd(&gunzip->stream);
    nd_free(gunzip);
}

/* Unpacks some of what is left; returns what zlib does, and the bytes that it gave. */
static int unpack(struct nd_gunzip *gunzip, size_t *size) {
    z_stream *const stream = &gunzip->stream;
    const unsigned some = gunzip->left < ROOM ? (unsigned)gunzip->left : ROOM;
    int result;
    if (!gunzip->is_open) (void)inflateReset(stream);
    stream->next_in = (const unsigned char *)gunzip->packed;
    stream->avail_in = some;
    stream->next_out = gunzip->room;
    stream->avail_out = ROOM;
    result = inflate(stream, Z_NO_FLUSH);
    gunzip->is_open = result != Z_STREAM_END;
    gunzip->packed += some - stream->avail_in;
    gunzip->left -= some - stream->avail_in;
    *size = ROOM - stream->avail_out;
    return result;
}

/* Each part begins with the byte 0x1f; what else follows one is none. */
nd_status nd_gunzip_next(struct nd_gunzip *gunzip, const void **bytes, size_t *size,
                         const char **reason) {
    *bytes = gunzip->room;
    for (;;) {
        const ssize_t got =
            gunzip->left == 0 ? gunzip->fill(gunzip->self, &gunzip->packed) : (ssize_t)0;
        int result;
        *size = 0;
        *reason = "cannot be read";
        if (got < 0) return ND_ERR_PARAM;
        gunzip->left += (size_t)got;
        if (!gunzip->is_open && (gunzip->left == 0 || *gunzip->packed != '\x1f')) return ND_OK;
        *reason = gunzip->left != 0 ? "damaged" : "truncated gzip input";
        result = unpack(gunzip, size);
        if (*size != 0) return ND_OK;
        if (gunzip->stream.msg != NULL) *reason = gunzip->stream.msg;
        if (result == Z_MEM_ERROR) return ND_ERR_MEMORY;
        if (result != Z_OK && result != Z_STREAM_END) return ND_ERR_PARAM;
    }
}

size_t nd_gunzip_left(const struct nd_gunzip *gunzip) { return gunzip->left; }
