/*
 * unpack_none.c - unpack.h for builds without libarchive
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/unpack.h"

bool nd_unpack_available(void) { return false; }

const char *nd_unpack_version(void) { return "none"; }

nd_status nd_unpack_new(nd_magic magic, const struct nd_bytes *packed, uint32_t ratio,
                        struct nd_unpacker **out) {
    (void)magic;
    (void)packed;
    (void)ratio;
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

struct nd_bytes nd_unpack_bytes(struct nd_unpacker *unpacker) {
    return (struct nd_bytes){.self = unpacker, .read = refuse};
}

const char *nd_unpack_reason(const struct nd_unpacker *unpacker, int error) {
    (void)unpacker;
    (void)error;
    return "this build is without libarchive";
}
