/*
 * pack.h - compressed bytes for tests, through libarchive's writers
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TEST_PACK_H
#define ND_TEST_PACK_H

#include <archive.h>
#include <archive_entry.h>

#include "test_io_scratch.h"

static inline la_ssize_t pack_write(struct archive *archive, void *context, const void *bytes,
                                    size_t size) {
    (void)archive;
    return nd_buf_append(context, bytes, size) == ND_OK ? (la_ssize_t)size : -1;
}

/* Begins to write to `out`. */
static inline struct archive *pack_open(int format, int filter, struct nd_buf *out) {
    struct archive *const archive = archive_write_new();
    assert_non_null(archive);
    assert_int_equal(archive_write_set_format(archive, format), ARCHIVE_OK);
    assert_int_equal(archive_write_add_filter(archive, filter), ARCHIVE_OK);
    assert_int_equal(archive_write_set_bytes_in_last_block(archive, 1), ARCHIVE_OK);
    assert_int_equal(archive_write_open(archive, out, NULL, pack_write, NULL), ARCHIVE_OK);
    return archive;
}

static inline void pack_member(struct archive *archive, const char *name, const char *bytes,
                               size_t size) {
    struct archive_entry *const entry = archive_entry_new();
    archive_entry_copy_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (int64_t)size);
    assert_true(archive_write_header(archive, entry) >=
                ARCHIVE_WARN); /* names that are not ASCII */
    assert_int_equal(archive_write_data(archive, bytes, size), size);
    archive_entry_free(entry);
}

static inline void pack_close(struct archive *archive) {
    assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
}

/* The compressed form of some bytes; the caller frees it. */
static inline struct nd_buf pack(int filter, const char *bytes, size_t size) {
    struct nd_buf out = {0};
    struct archive *const archive = pack_open(ARCHIVE_FORMAT_RAW, filter, &out);
    pack_member(archive, "data", bytes, size);
    pack_close(archive);
    return out;
}

#endif /* ND_TEST_PACK_H */
