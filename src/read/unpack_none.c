/*
 * unpack_none.c - unpack.h for builds without libarchive
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/unpack.h"

bool nd_unpack_available(void) { return false; }

const char *nd_unpack_version(void) { return "none"; }

const char *nd_unpack_zlib_version(void) { return "none"; }

nd_status nd_unpacking_new(uint32_t ratio, struct nd_unpacking **out) {
    (void)ratio;
    *out = NULL;
    return ND_OK;
}

void nd_unpacking_free(struct nd_unpacking *how) { (void)how; }

nd_status nd_unpack_new(nd_magic magic, const struct nd_bytes *packed,
                        const struct nd_unpacking *how, struct nd_unpacker **out) {
    (void)magic;
    (void)packed;
    (void)how;
    *out = NULL;
    return ND_OK;
}

void nd_unpack_free(struct nd_unpacker *unpacker) { (void)unpacker; }

static ssize_t refuse(void *self, void *buffer, size_t size, int *error) {
    (void)self;
    (void)buffer;
    (void)size;
    *error = ND_PACKED_REFUSED;
    return -1;
}

void nd_unpack_next(struct nd_unpacker *unpacker, struct nd_member *member, bool *more,
                    int *error) {
    (void)unpacker;
    *member = (struct nd_member){0};
    *more = false;
    *error = ND_PACKED_REFUSED;
}

bool nd_unpack_ended(const struct nd_unpacker *unpacker) {
    (void)unpacker;
    return true;
}

struct nd_bytes nd_unpack_bytes(struct nd_unpacker *unpacker) {
    return (struct nd_bytes){.self = unpacker, .read = refuse};
}

const char *nd_unpack_reason(const struct nd_unpacker *unpacker, int error) {
    (void)unpacker;
    (void)error;
    return "this build is without libarchive";
}
