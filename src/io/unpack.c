/*
 * unpack.c - see unpack.h
 *
 * Of all that libarchive can read, only the one filter that the first bytes call for is switched
 * on: its own guessing takes text for archives. The "raw" format stands for what is inside.
 *
 * libarchive counts what it asks for in whole buffers, so a bomb is given up a buffer too late at
 * most.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

#include "base/mem.h"

enum { BUFFER_SIZE = 65536, REASON_SIZE = 160 };

struct nd_unpacker {
    struct nd_bytes packed;
    struct archive *archive;
    nd_magic magic;
    uint32_t ratio;
    uint64_t in, out;
    const void *block; /* unpacked and not taken yet: `left` bytes that belong at `block_at` */
    size_t left;
    int64_t block_at, at;
    bool opened, ended;
    int error;   /* what ended it; 0: nothing did */
    int pulling; /* the error of the latest read of `packed` */
    char reason[REASON_SIZE];
    char buffer[BUFFER_SIZE];
};

bool nd_unpack_available(void) { return true; }

const char *nd_unpack_version(void) {
    static const char name[] = "libarchive ";
    const char *const text = archive_version_string();
    return strncmp(text, name, sizeof name - 1) == 0 ? text + sizeof name - 1 : text;
}

/* ---- Life ------------------------------------------------------------------------------------ */

static int add_filter(struct archive *archive, nd_magic magic) {
    switch (magic) {
    case ND_MAGIC_GZIP: return archive_read_support_filter_gzip(archive);
    case ND_MAGIC_ZSTD: return archive_read_support_filter_zstd(archive);
    case ND_MAGIC_XZ: return archive_read_support_filter_xz(archive);
    case ND_MAGIC_BZIP2: return archive_read_support_filter_bzip2(archive);
    case ND_MAGIC_NONE: break;
    }
    return ARCHIVE_OK;
}

static la_ssize_t pull(struct archive *archive, void *context, const void **bytes) {
    struct nd_unpacker *const unpacker = context;
    const ssize_t got = unpacker->packed.read(unpacker->packed.self, unpacker->buffer,
                                              sizeof unpacker->buffer, &unpacker->pulling);
    *bytes = unpacker->buffer;
    if (got > 0) unpacker->in += (uint64_t)got;
    if (got < 0) archive_set_error(archive, EIO, "cannot be read");
    return got;
}

nd_status nd_unpack_new(nd_magic magic, const struct nd_bytes *packed, uint32_t ratio,
                        struct nd_unpacker **out) {
    struct nd_unpacker *const unpacker = nd_alloc_zero(1, sizeof *unpacker);
    *out = NULL;
    if (unpacker == NULL) return ND_ERR_MEMORY;
    unpacker->packed = *packed;
    unpacker->magic = magic;
    unpacker->ratio = ratio;
    unpacker->archive = archive_read_new();
    if (unpacker->archive == NULL) {
        nd_unpack_free(unpacker);
        return ND_ERR_MEMORY;
    }
    *out = unpacker;
    return ND_OK;
}

void nd_unpack_free(struct nd_unpacker *unpacker) {
    if (unpacker == NULL) return;
    (void)archive_read_free(unpacker->archive);
    nd_free(unpacker);
}

/* ---- Failures -------------------------------------------------------------------------------- */

/* Remembers a reason. Some of libarchive's begin with a capital letter, and liblzma calls the end
 * of its input "no progress". */
static void set_reason(struct nd_unpacker *unpacker, const char *text) {
    size_t size;
    if (strstr(text, "No progress is possible") != NULL) text = "truncated xz input";
    size = strnlen(text, REASON_SIZE - 1);
    memcpy(unpacker->reason, text, size);
    unpacker->reason[size] = '\0';
    if (text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' && text[1] <= 'z')
        unpacker->reason[0] = (char)(text[0] - 'A' + 'a');
}

/* Ends the reading; what failed below counts more than what libarchive makes of it. */
static ssize_t fail(struct nd_unpacker *unpacker, int error, const char *text) {
    if (unpacker->pulling != 0) error = unpacker->pulling;
    if (error == ND_PACKED_DAMAGED && text == NULL) text = archive_error_string(unpacker->archive);
    set_reason(unpacker, text != NULL ? text : "truncated or damaged");
    unpacker->error = error;
    return -1;
}

static ssize_t fail_as_archive(struct nd_unpacker *unpacker) {
    const bool memory = archive_errno(unpacker->archive) == ENOMEM;
    return fail(unpacker, memory ? ENOMEM : ND_PACKED_DAMAGED, NULL);
}

const char *nd_unpack_reason(const struct nd_unpacker *unpacker, int error) {
    switch (error) {
    case ND_PACKED_BOMB: return "it unpacks to more than --unpack-limit allows";
    case ND_PACKED_NESTED: return "it holds another compressed file or archive";
    default: return unpacker != NULL ? unpacker->reason : "";
    }
}

/* ---- Reading --------------------------------------------------------------------------------- */

static ssize_t open_archive(struct nd_unpacker *unpacker) {
    struct archive *const archive = unpacker->archive;
    struct archive_entry *entry;
    int result;
    unpacker->opened = true;
    if (add_filter(archive, unpacker->magic) != ARCHIVE_OK)
        return fail(unpacker, ND_PACKED_DAMAGED, "libarchive was built without this compression");
    if (archive_read_support_format_raw(archive) != ARCHIVE_OK ||
        archive_read_support_format_empty(archive) != ARCHIVE_OK ||
        archive_read_open(archive, unpacker, NULL, pull, NULL) != ARCHIVE_OK)
        return fail_as_archive(unpacker);
    result = archive_read_next_header(archive, &entry);
    if (result < ARCHIVE_WARN) return fail_as_archive(unpacker);
    /* Filters are counted with the "none" that stands for the file. */
    if (archive_filter_count(archive) < 2)
        return fail(unpacker, ND_PACKED_DAMAGED, "truncated or damaged header");
    if (archive_filter_count(archive) > 2) return fail(unpacker, ND_PACKED_NESTED, "");
    unpacker->ended = result == ARCHIVE_EOF;
    return 0;
}

/* Makes the next block the current one, or says that there is none. */
static ssize_t next_block(struct nd_unpacker *unpacker) {
    int result;
    do {
        result = archive_read_data_block(unpacker->archive, &unpacker->block, &unpacker->left,
                                         &unpacker->block_at);
    } while (result == ARCHIVE_RETRY);
    if (result == ARCHIVE_EOF) unpacker->left = 0;
    unpacker->ended = result == ARCHIVE_EOF;
    return result == ARCHIVE_OK || unpacker->ended ? 0 : fail_as_archive(unpacker);
}

/* Takes up to `size` bytes of the current block; a gap before it stands for zeros. */
static size_t take_bytes(struct nd_unpacker *unpacker, char *buffer, size_t size) {
    if (unpacker->block_at > unpacker->at) {
        const uint64_t gap = (uint64_t)(unpacker->block_at - unpacker->at);
        if (size > gap) size = (size_t)gap;
        memset(buffer, 0, size);
    } else {
        if (size > unpacker->left) size = unpacker->left;
        memcpy(buffer, unpacker->block, size);
        unpacker->block = (const char *)unpacker->block + size;
        unpacker->block_at += (int64_t)size;
        unpacker->left -= size;
    }
    unpacker->at += (int64_t)size;
    return size;
}

static bool is_bomb(const struct nd_unpacker *unpacker) {
    return unpacker->out > ND_UNPACK_FREE && unpacker->out / unpacker->ratio > unpacker->in;
}

/* Fills the buffer as far as it goes: what was unpacked before a failure is not lost. */
static ssize_t read_unpacked(void *self, void *buffer, size_t size, int *error) {
    struct nd_unpacker *const unpacker = self;
    size_t done = 0;
    ssize_t good = unpacker->error != 0 ? -1 : 0;
    if (!unpacker->opened) good = open_archive(unpacker);
    while (good == 0 && done < size && !unpacker->ended) {
        if (unpacker->left == 0) good = next_block(unpacker);
        if (good == 0) done += take_bytes(unpacker, (char *)buffer + done, size - done);
    }
    unpacker->out += done;
    if (good == 0 && is_bomb(unpacker)) good = fail(unpacker, ND_PACKED_BOMB, "");
    if (done != 0) return (ssize_t)done;
    if (good != 0) *error = unpacker->error;
    return good;
}

struct nd_bytes nd_unpack_bytes(struct nd_unpacker *unpacker) {
    return (struct nd_bytes){.self = unpacker, .read = read_unpacked};
}
