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
    bool is_open;       /* a part has begun and not ended */
    bool is_lost;       /* what it goes on with is damaged */
    size_t matched;     /* bytes of a header that were found since */
    const char *damage; /* the first that was met */
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

/* Goes on to what looks like the header of another part; false when there is none in what is left.
 * Of the records of a crawl each is a part. */
static bool find_part(struct nd_gunzip *gunzip) {
    static const unsigned char header[] = {0x1f, 0x8b, 0x08};
    for (; gunzip->left != 0 && gunzip->matched < sizeof header; gunzip->left--) {
        const unsigned char byte = (unsigned char)*gunzip->packed++;
        if (byte != header[gunzip->matched]) gunzip->matched = 0;
        gunzip->matched += byte == header[gunzip->matched];
    }
    if (gunzip->matched < sizeof header) return false;
    gunzip->is_lost = false;
    gunzip->matched = 0;
    gunzip->stream.next_in = header;
    gunzip->stream.avail_in = sizeof header;
    gunzip->stream.avail_out = 0;
    (void)inflateReset(&gunzip->stream);
    (void)inflate(&gunzip->stream, Z_NO_FLUSH);
    return true;
}

static nd_status fail(struct nd_gunzip *gunzip, const char *why, const char **reason) {
    *reason = gunzip->damage != NULL ? gunzip->damage : why;
    return ND_ERR_PARAM;
}

/* The next bytes of a part that has begun; none where it ends or is damaged. */
static nd_status next_bytes(struct nd_gunzip *gunzip, size_t *size, const char **reason) {
    const int result = unpack(gunzip, size);
    const char *const damage = gunzip->stream.msg;
    if (result == Z_MEM_ERROR) return ND_ERR_MEMORY;
    gunzip->is_lost = result == Z_DATA_ERROR || result == Z_NEED_DICT;
    if (gunzip->is_lost && gunzip->damage == NULL)
        gunzip->damage = damage != NULL ? damage : "damaged";
    return result == Z_BUF_ERROR && *size == 0 ? fail(gunzip, "truncated gzip input", reason)
                                               : ND_OK;
}

/* Each part begins with the byte 0x1f; what else follows one is none. */
nd_status nd_gunzip_next(struct nd_gunzip *gunzip, const void **bytes, size_t *size,
                         const char **reason) {
    nd_status status = ND_OK;
    *bytes = gunzip->room;
    *size = 0;
    while (status == ND_OK && *size == 0) {
        const ssize_t got = gunzip->left == 0 ? gunzip->fill(gunzip->self, &gunzip->packed) : 0;
        if (got < 0) return fail(gunzip, "cannot be read", reason);
        gunzip->left += (size_t)got;
        if (gunzip->is_lost && gunzip->left == 0) return fail(gunzip, "damaged", reason);
        if (gunzip->is_lost && !find_part(gunzip)) continue;
        if (!gunzip->is_open && (gunzip->left == 0 || *gunzip->packed != '\x1f'))
            return gunzip->damage != NULL ? fail(gunzip, "damaged", reason) : ND_OK;
        status = next_bytes(gunzip, size, reason);
    }
    return status;
}

size_t nd_gunzip_left(const struct nd_gunzip *gunzip) { return gunzip->left; }
