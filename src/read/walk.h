/*
 * walk.h - the regular files below a folder
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_WALK_H
#define ND_READ_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "io/report.h"
#include "newsdupes.h"
#include "read/input.h"

/* Gets the path of a file, NUL-terminated, valid for the call. */
typedef nd_status (*nd_found_fn)(void *context, const char *path, size_t size);

struct nd_walk {
    bool hidden; /* take entries whose names begin with a dot */
    const struct nd_report *report;
    const struct stat *output; /* the file that is no document, wherever it is; NULL: all are */
    struct nd_input_counts *counts; /* unreadable, hidden, links, special, output are counted up */
    nd_found_fn found;
    void *context;
};

/* Hands every regular file below the folder `root` (`size` bytes, without trailing slashes; empty
 * for "/") to walk->found. Links are not followed, but the root may be one. Folders that cannot
 * be read are reported and left out. Fails with ND_ERR_MEMORY or what `found` returned. */
ND_CHECK nd_status nd_walk_folder(const struct nd_walk *walk, const char *root, size_t size);

#endif /* ND_READ_WALK_H */
