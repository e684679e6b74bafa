/*
 * filelist.h - the files of a run: sorted, each once
 *
 * Whether two paths are the same file is decided by their canonical paths (absolute, without
 * links and dots), not by device and inode: hard links are files of their own. A canonical path
 * is kept as that of a folder, shared by many files, and the tail of the file's own path, so that
 * a million files cost a resolution for each folder named, and few bytes each.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_FILELIST_H
#define ND_READ_FILELIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/strpool.h"
#include "newsdupes.h"

typedef enum nd_file_kind {
    ND_FILE_TEXT,
    ND_FILE_HTML,
    ND_FILE_JSONL,
    ND_FILE_CSV,
    ND_FILE_TSV,
    ND_FILE_WARC /* known by its content only */
} nd_file_kind;

/* A file is standard input when its path is "-". Canonical path: that of the folder, then, unless
 * the tail is empty, '/' and path[tail .. size). */
struct nd_file {
    const char *path; /* NUL-terminated, and with a '/' before it */
    uint32_t size;    /* bytes of it */
    uint32_t tail;
    uint32_t folder; /* index of folders */
    nd_file_kind kind;
    bool old; /* set when it is added: see nd_input_add_old */
};

struct nd_folder {
    struct nd_name named, canonical; /* canonical: "" is the root */
};

struct nd_filelist {
    struct nd_file *files;
    size_t count, capacity;
    struct nd_folder *folders;
    size_t folder_count, folder_capacity;
    uint32_t *slots; /* hash table: named folder -> its index + 1 */
    size_t slot_count;
    char *resolved;          /* room for realpath */
    struct nd_strpool names; /* of folders */
    struct nd_strpool paths; /* of files */
    bool adding_old;         /* what is added now is old */
};

/* Start with a zeroed struct. */
void nd_filelist_free(struct nd_filelist *list);

/* Finds or adds the canonical path of `path`, which exists; *folder is its index. Paths that the
 * system cannot resolve (too long) stand for themselves. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_filelist_resolve(struct nd_filelist *list, const char *path, size_t size,
                                       uint32_t *folder);

/* Adds a file; the path is copied. `folder` is an index from nd_filelist_resolve. Fails with
 * ND_ERR_MEMORY or ND_ERR_LIMIT. */
ND_CHECK nd_status nd_filelist_add(struct nd_filelist *list, const struct nd_file *file);

/* Adds a file by its path alone; `is_link` when its last part is a symbolic link. */
ND_CHECK nd_status nd_filelist_add_path(struct nd_filelist *list, const char *path,
                                        nd_file_kind kind, bool is_link);

/* Sorts by the bytes of the paths and drops each file that an earlier one is, which is then old if
 * either was; *dropped says how many. */
ND_CHECK nd_status nd_filelist_settle(struct nd_filelist *list, uint64_t *dropped);

#endif /* ND_READ_FILELIST_H */
