/*
 * place.h - a place in a tree as an open folder and a name in it, so that nothing leads out of it
 *
 * Paths are looked up step by step, each folder opened from the one above it and never through a
 * symbolic link. What is then done to the name in the open folder is done there, whatever becomes
 * of the path meanwhile.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_ACT_PLACE_H
#define ND_ACT_PLACE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "io/report.h"
#include "newsdupes.h"

/* Makes `below` what the path has below the folder `root`, with a NUL behind it that is not
 * counted. "." and repeated slashes do not matter; the path has to begin as the root does, and may
 * have no ".." below it. Fails with ND_ERR_PARAM when it is not below the root, or with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_path_below(const char *root, struct nd_name path, struct nd_buf *below);

/* Cuts a path into the folder that it starts from, "/", "." or the "../.." that it begins with, and
 * what it has below that, both with a NUL behind them that is not counted. Fails as
 * nd_path_below. */
ND_CHECK nd_status nd_path_split(struct nd_name path, struct nd_buf *start, struct nd_buf *below);

/* Makes `above` the path of the folder that the last name of the path is in, with a NUL behind it
 * that is not counted. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_path_above(const char *path, struct nd_buf *above);

/* Why a path was not followed, where the system says otherwise or nothing. */
enum { ND_WHY_LINK = -1 }; /* a link, or something that is no folder, is in its way */

struct nd_place {
    int folder;       /* -1: not open */
    const char *name; /* borrowed from the path */
};

/* Opens a folder by its path: sets *folder, for the caller to close. Fails with ND_ERR_PARAM
 * (reported). */
ND_CHECK nd_status nd_folder_open(const struct nd_report *report, const char *path, int *folder);

/* Opens the folder of a path that nd_path_below made, from the open folder `root` on. With `make`
 * folders that are missing are made. The path is written to, but left as it was. Returns 0, an
 * errno value or ND_WHY_LINK. */
ND_CHECK int nd_place_open(struct nd_place *place, int root, char *path, bool make);
void nd_place_close(struct nd_place *place);

/* Whether the open folder is on that file system. */
bool nd_place_is_on(const struct nd_place *place, dev_t device);

#endif /* ND_ACT_PLACE_H */
