/*
 * unpack.c - see unpack.h
 *
 * Of all that libarchive can read, only the one filter or format that the first bytes call for is
 * switched on: its own guessing takes text for archives. Behind a filter, the "raw" format stands
 * for what is inside.
 *
 * A zip file is read by its directory where it is a file and has one, else by the headers before
 * its members.
 * libarchive hands out names converted to the encoding of the locale, and leaves out what that
 * lacks; so it is called in a locale of UTF-8, in which nothing is lost.
 *
 * libarchive counts what it asks for in whole buffers, so a bomb is given up a buffer too late at
 * most. What follows a member of gzip or bzip2, and does not begin like another one, is the end to
 * it; unless that is padding of zeros, it was another one that is damaged or cut off.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "read/gunzip.h"

enum { BUFFER_SIZE = 65536, REASON_SIZE = 160 };

struct nd_unpacking {
    uint32_t ratio;
    locale_t locale; /* of UTF-8; 0: there is none here */
};

struct nd_unpacker {
    struct nd_bytes packed;
    struct archive *archive;  /* NULL: gunzip it is */
    struct nd_gunzip *gunzip; /* NULL: archive it is */
    const struct nd_unpacking *how;
    nd_magic magic;
    uint64_t in, out;
    uint64_t place;    /* in the packed bytes */
    uint64_t filled;   /* behind the last of them, so far, that is not zero */
    const void *block; /* unpacked and not taken yet: `left` bytes that belong at `block_at` */
    size_t left;
    int64_t block_at, at;
    bool opened;
    bool ended;   /* the bytes, or those of the member */
    bool broken;  /* all of it */
    bool skipped; /* something that is no header was passed over to find the latest one */
    int error;    /* what ended the bytes; 0: nothing did */
    int pulling;  /* the error of the latest read of `packed` */
    char reason[REASON_SIZE];
    char buffer[BUFFER_SIZE];
};

bool nd_unpack_available(void) { return true; }

const char *nd_unpack_version(void) {
    static const char name[] = "libarchive ";
    const char *const text = archive_version_string();
    return strncmp(text, name, sizeof name - 1) == 0 ? text + sizeof name - 1 : text;
}

const char *nd_unpack_zlib_version(void) { return nd_gunzip_version(); }

/* ---- Life ------------------------------------------------------------------------------------ */

nd_status nd_unpacking_new(uint32_t ratio, struct nd_unpacking **out) {
    *out = nd_alloc_zero(1, sizeof **out);
    if (*out == NULL) return ND_ERR_MEMORY;
    (*out)->ratio = ratio != 0 ? ratio : ND_UNPACK_RATIO;
    (*out)->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    return ND_OK;
}

void nd_unpacking_free(struct nd_unpacking *how) {
    if (how == NULL) return;
    if (how->locale != (locale_t)0) freelocale(how->locale);
    nd_free(how);
}

/* Fills the buffer with the next packed bytes. */
static ssize_t fill(struct nd_unpacker *unpacker) {
    const ssize_t got = unpacker->packed.read(unpacker->packed.self, unpacker->buffer,
                                              sizeof unpacker->buffer, &unpacker->pulling);
    size_t filled = got > 0 ? (size_t)got : 0;
    while (filled > 0 && unpacker->buffer[filled - 1] == '\0') filled--;
    if (filled > 0) unpacker->filled = unpacker->place + filled;
    if (got > 0) unpacker->in += (uint64_t)got;
    if (got > 0) unpacker->place += (uint64_t)got;
    return got;
}

static ssize_t fill_gunzip(void *self, const char **bytes) {
    struct nd_unpacker *const unpacker = self;
    *bytes = unpacker->buffer;
    return fill(unpacker);
}

nd_status nd_unpack_new(nd_magic magic, const struct nd_bytes *packed,
                        const struct nd_unpacking *how, struct nd_unpacker **out) {
    struct nd_unpacker *const unpacker = nd_alloc_zero(1, sizeof *unpacker);
    nd_status status;
    *out = NULL;
    if (unpacker == NULL) return ND_ERR_MEMORY;
    unpacker->packed = *packed;
    unpacker->magic = magic;
    unpacker->how = how;
    if (magic == ND_MAGIC_GZIP) {
        status = nd_gunzip_new(fill_gunzip, unpacker, &unpacker->gunzip);
    } else {
        unpacker->archive = archive_read_new();
        status = unpacker->archive != NULL ? ND_OK : ND_ERR_MEMORY;
    }
    if (status == ND_OK)
        *out = unpacker;
    else
        nd_unpack_free(unpacker);
    return status;
}

void nd_unpack_free(struct nd_unpacker *unpacker) {
    if (unpacker == NULL) return;
    nd_gunzip_free(unpacker->gunzip);
    if (unpacker->archive != NULL) (void)archive_read_free(unpacker->archive);
    nd_free(unpacker);
}

/* ---- Failures -------------------------------------------------------------------------------- */

/* Remembers a reason. Some of libarchive's begin with a capital letter or have a line end, and
 * liblzma calls the end of its input "no progress". */
static void set_reason(struct nd_unpacker *unpacker, const char *text) {
    size_t size;
    if (strstr(text, "No progress is possible") != NULL) text = "truncated xz input";
    size = strcspn(text, "\n");
    if (size >= REASON_SIZE) size = REASON_SIZE - 1;
    memcpy(unpacker->reason, text, size);
    unpacker->reason[size] = '\0';
    if (text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' && text[1] <= 'z')
        unpacker->reason[0] = (char)(text[0] - 'A' + 'a');
}

/* Ends the reading of all. */
static ssize_t fail(struct nd_unpacker *unpacker, int error, const char *reason) {
    set_reason(unpacker, reason);
    unpacker->error = error;
    unpacker->broken = true;
    return -1;
}

/* Ends the reading of all, or of the member if libarchive can go on behind it. What failed below
 * counts more than what libarchive makes of it. */
static ssize_t fail_as_archive(struct nd_unpacker *unpacker, int result) {
    const char *const text = archive_error_string(unpacker->archive);
    const bool memory = archive_errno(unpacker->archive) == ENOMEM;
    (void)fail(unpacker, memory ? ENOMEM : ND_PACKED_DAMAGED,
               text != NULL ? text : "truncated or damaged");
    if (unpacker->pulling != 0) unpacker->error = unpacker->pulling;
    unpacker->broken = result == ARCHIVE_FATAL || unpacker->pulling != 0;
    return -1;
}

const char *nd_unpack_reason(const struct nd_unpacker *unpacker, int error) {
    switch (error) {
    case ND_PACKED_BOMB: return "it unpacks to more than --unpack-limit allows";
    case ND_PACKED_NESTED: return "a compressed file or archive inside another is not opened";
    default: return unpacker != NULL ? unpacker->reason : "";
    }
}

bool nd_unpack_ended(const struct nd_unpacker *unpacker) { return unpacker->broken; }

/* ---- Opening --------------------------------------------------------------------------------- */

static la_ssize_t pull(struct archive *archive, void *context, const void **bytes) {
    struct nd_unpacker *const unpacker = context;
    const ssize_t got = fill(unpacker);
    *bytes = unpacker->buffer;
    if (got < 0) archive_set_error(archive, EIO, "cannot be read");
    return got;
}

static la_int64_t seek(struct archive *archive, void *context, la_int64_t offset, int whence) {
    struct nd_unpacker *const unpacker = context;
    const struct nd_bytes *const packed = &unpacker->packed;
    int64_t to = offset;
    if (whence == SEEK_CUR) to += (int64_t)unpacker->place;
    if (whence == SEEK_END) to += (int64_t)packed->size;
    if (to < 0 || (uint64_t)to > packed->size) {
        archive_set_error(archive, EINVAL, "points outside of the file");
        return ARCHIVE_FATAL;
    }
    if (!packed->seek(packed->self, (uint64_t)to, &unpacker->pulling)) {
        archive_set_error(archive, EIO, "cannot be read");
        return ARCHIVE_FATAL;
    }
    unpacker->place = (uint64_t)to;
    return to;
}

/* Switches on what is wanted; false when libarchive was built without it, or knows only how to call
 * another program. */
static bool set_up(struct archive *archive, nd_magic magic, bool seekable) {
    int result = ARCHIVE_OK;
    switch (magic) {
    case ND_MAGIC_ZSTD: result = archive_read_support_filter_zstd(archive); break;
    case ND_MAGIC_XZ: result = archive_read_support_filter_xz(archive); break;
    case ND_MAGIC_BZIP2: result = archive_read_support_filter_bzip2(archive); break;
    case ND_MAGIC_TAR: return archive_read_support_format_tar(archive) == ARCHIVE_OK;
    case ND_MAGIC_ZIP:
        return (seekable ? archive_read_support_format_zip(archive)
                         : archive_read_support_format_zip_streamable(archive)) == ARCHIVE_OK;
    case ND_MAGIC_GZIP:
    case ND_MAGIC_WARC:
    case ND_MAGIC_NONE: break;
    }
    return result == ARCHIVE_OK && archive_read_support_format_raw(archive) == ARCHIVE_OK &&
           archive_read_support_format_empty(archive) == ARCHIVE_OK;
}

static ssize_t open_archive(struct nd_unpacker *unpacker) {
    struct archive *const archive = unpacker->archive;
    const bool seekable = unpacker->packed.seek != NULL;
    int result;
    unpacker->opened = true;
    if (!set_up(archive, unpacker->magic, seekable))
        return fail(unpacker, ND_PACKED_DAMAGED, "libarchive was built without this format");
    (void)archive_read_set_read_callback(archive, pull);
    if (seekable) (void)archive_read_set_seek_callback(archive, seek);
    (void)archive_read_set_callback_data(archive, unpacker);
    result = archive_read_open1(archive);
    return result == ARCHIVE_OK ? 0 : fail_as_archive(unpacker, ARCHIVE_FATAL);
}

/* Looks for a header. What is none, in a tar file that was damaged, is passed over, and why is
 * remembered. */
static int find_header(struct nd_unpacker *unpacker, struct archive_entry **entry) {
    int result;
    unpacker->skipped = false;
    while ((result = archive_read_next_header(unpacker->archive, entry)) == ARCHIVE_RETRY) {
        const char *const text = archive_error_string(unpacker->archive);
        if (!unpacker->skipped) set_reason(unpacker, text != NULL ? text : "damaged");
        unpacker->skipped = true;
    }
    return result;
}

/* The next header: 1, or 0 at the end, or -1. */
static int next_header(struct nd_unpacker *unpacker, struct archive_entry **entry) {
    const locale_t locale = unpacker->how->locale;
    const locale_t before = locale != (locale_t)0 ? uselocale(locale) : (locale_t)0;
    const int result = find_header(unpacker, entry);
    if (before != (locale_t)0) (void)uselocale(before);
    unpacker->ended = result == ARCHIVE_EOF;
    if (unpacker->ended) return 0;
    if (result == ARCHIVE_OK || result == ARCHIVE_WARN) return 1;
    (void)fail_as_archive(unpacker, ARCHIVE_FATAL);
    return -1;
}

/* Behind the last of what is compressed nothing but zeros may follow, to the end of the packed
 * bytes; members of archives end anywhere. */
static ssize_t check_rest(struct nd_unpacker *unpacker) {
    const uint64_t end = unpacker->gunzip != NULL
                             ? unpacker->place - nd_gunzip_left(unpacker->gunzip)
                             : (uint64_t)archive_filter_bytes(unpacker->archive, -1);
    char reason[REASON_SIZE];
    ssize_t got = 1;
    if (!nd_magic_is_compression(unpacker->magic)) return 0;
    while (unpacker->filled <= end && got > 0) got = fill(unpacker);
    if (got < 0) return fail(unpacker, unpacker->pulling, "cannot be read");
    if (unpacker->filled <= end) return 0;
    (void)snprintf(reason, sizeof reason, "damaged or truncated at byte %" PRIu64, end + 1);
    return fail(unpacker, ND_PACKED_REST, reason);
}

/* Goes to the bytes behind a filter. Filters are counted with the "none" that stands for a file. */
static ssize_t open_filter(struct nd_unpacker *unpacker) {
    struct archive_entry *entry;
    int count;
    unpacker->opened = true;
    if (unpacker->gunzip != NULL) return 0;
    if (open_archive(unpacker) != 0 || next_header(unpacker, &entry) < 0) return -1;
    count = archive_filter_count(unpacker->archive);
    if (count < 2) return fail(unpacker, ND_PACKED_DAMAGED, "truncated or damaged header");
    if (count != 2) return fail(unpacker, ND_PACKED_NESTED, "");
    return unpacker->ended ? check_rest(unpacker) : 0;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* The same as next_block, of gzip. */
static ssize_t next_gunzipped(struct nd_unpacker *unpacker) {
    const char *reason;
    const nd_status status =
        nd_gunzip_next(unpacker->gunzip, &unpacker->block, &unpacker->left, &reason);
    unpacker->block_at = unpacker->at;
    if (unpacker->pulling != 0) return fail(unpacker, unpacker->pulling, reason);
    if (status == ND_ERR_MEMORY) return fail(unpacker, ENOMEM, reason);
    if (status != ND_OK) return fail(unpacker, ND_PACKED_DAMAGED, reason);
    unpacker->ended = unpacker->left == 0;
    return unpacker->ended ? check_rest(unpacker) : 0;
}

/* Makes the next block the current one, or says that there is none. */
static ssize_t next_block(struct nd_unpacker *unpacker) {
    int result;
    if (unpacker->gunzip != NULL) return next_gunzipped(unpacker);
    do {
        result = archive_read_data_block(unpacker->archive, &unpacker->block, &unpacker->left,
                                         &unpacker->block_at);
    } while (result == ARCHIVE_RETRY);
    if (result == ARCHIVE_EOF) unpacker->left = 0;
    unpacker->ended = result == ARCHIVE_EOF;
    if (unpacker->ended) return check_rest(unpacker);
    return result == ARCHIVE_OK ? 0 : fail_as_archive(unpacker, result);
}

/* Takes up to `size` bytes of the current block; a gap before it stands for zeros. */
static size_t take_bytes(struct nd_unpacker *unpacker, char *buffer, size_t size) {
    if (unpacker->block_at > unpacker->at) {
        const uint64_t gap = (uint64_t)(unpacker->block_at - unpacker->at);
        if (size > gap) size = (size_t)gap;
        memset(buffer, 0, size);
    } else {
        if (size > unpacker->left) size = unpacker->left;
        if (size == 0) return 0;
        memcpy(buffer, unpacker->block, size);
        unpacker->block = (const char *)unpacker->block + size;
        unpacker->block_at += (int64_t)size;
        unpacker->left -= size;
    }
    unpacker->at += (int64_t)size;
    return size;
}

static bool is_bomb(const struct nd_unpacker *unpacker) {
    return unpacker->out > ND_UNPACK_FREE && unpacker->out / unpacker->how->ratio > unpacker->in;
}

/* Fills the buffer as far as it goes: what was unpacked before a failure is not lost. */
static ssize_t read_unpacked(void *self, void *buffer, size_t size, int *error) {
    struct nd_unpacker *const unpacker = self;
    size_t done = 0;
    ssize_t good = unpacker->error != 0 ? -1 : 0;
    if (!unpacker->opened) good = open_filter(unpacker);
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

/* ---- Members --------------------------------------------------------------------------------- */

static nd_member_kind kind_of(struct archive_entry *entry) {
    if (archive_entry_hardlink(entry) != NULL) return ND_MEMBER_HARD_LINK;
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG: return ND_MEMBER_FILE;
    case AE_IFDIR: return ND_MEMBER_FOLDER;
    case AE_IFLNK: return ND_MEMBER_LINK;
    default: return ND_MEMBER_SPECIAL;
    }
}

void nd_unpack_next(struct nd_unpacker *unpacker, struct nd_member *member, bool *more,
                    int *error) {
    struct archive_entry *entry;
    *member = (struct nd_member){0};
    *more = false;
    *error = 0;
    if (unpacker->broken) return;
    unpacker->error = unpacker->pulling = 0;
    unpacker->block_at = unpacker->at = 0;
    unpacker->left = 0;
    if ((!unpacker->opened && open_archive(unpacker) != 0) || next_header(unpacker, &entry) < 0) {
        *error = unpacker->error;
        return;
    }
    *error = unpacker->skipped ? ND_PACKED_DAMAGED : 0;
    if (unpacker->ended) return;
    *more = true;
    member->name = archive_entry_pathname(entry);
    member->kind = kind_of(entry);
    member->encrypted = archive_entry_is_encrypted(entry) != 0;
}
