/*
 * fileact.h - checking and moving, deleting or linking the files that a table is about
 *
 * A file is touched only when it is, at that moment, a regular file of the size and time that its
 * stamp has, reached without a link, and when its lead is another file that was read to its end and
 * still has its stamp. Nothing is ever overwritten but a copy by a link to what has the same bytes.
 *
 * Calls return 0, an errno value, or one of the reasons below.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_ACT_FILEACT_H
#define ND_ACT_FILEACT_H

#include <stdbool.h>
#include <sys/stat.h>

#include "act/place.h"
#include "base/buf.h"
#include "io/report.h"
#include "io/stamp.h"
#include "newsdupes.h"

/* Beside ND_WHY_LINK. */
enum {
    ND_WHY_CHANGED = -2, /* not as the stamp says */
    ND_WHY_NO_FILE = -3, /* a folder, a link, ... */
    ND_WHY_SELF = -4,    /* the lead under another name */
    ND_WHY_DIFFERS = -5, /* other bytes than the lead */
    ND_WHY_OWNED = -6,   /* another owner or mode than the lead */
    ND_WHY_LINKED = -7,  /* one file with the lead already */
    ND_WHY_GONE = -8,    /* there is no such file any more */
    ND_WHY_BACK = -9     /* is where it was already */
};

/* Why nothing was done, for a message; and how grave that is: a note when there was nothing to do,
 * a warning when a file is gone or better left alone. */
const char *nd_why_text(int error);
nd_severity nd_why_severity(int error);

/* A lead, open as long as its copies are looked at. */
struct nd_lead_file {
    struct nd_buf path; /* below the root; the place has its end */
    struct nd_place place;
    int descriptor; /* -1: not open */
    struct stat info;
    struct nd_stamp stamp;
    char *room; /* for reading */
};

/* Makes a lead that is not open. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_lead_init(struct nd_lead_file *lead);
void nd_lead_close(struct nd_lead_file *lead);
void nd_lead_free(struct nd_lead_file *lead);

/* Opens the file lead->path below the open folder `root` and reads it to its end. To be closed even
 * when this fails. */
ND_CHECK int nd_lead_open(struct nd_lead_file *lead, int root, const struct nd_stamp *stamp);

/* Whether it is still where it was and what it was: to be asked before each of its copies. */
ND_CHECK int nd_lead_check(const struct nd_lead_file *lead);

/* A copy. */
struct nd_copy_file {
    struct nd_place place;
    struct stat info;
    struct nd_stamp stamp;
    const struct nd_lead_file *lead; /* borrowed */
};

/* Checks the file `path` below the open folder `root`; its lead is open. The path is borrowed while
 * the copy is open. To be closed even when this fails. */
ND_CHECK int nd_copy_open(struct nd_copy_file *copy, int root, char *path,
                          const struct nd_stamp *stamp, const struct nd_lead_file *lead);
void nd_copy_close(struct nd_copy_file *copy);

/* What can be done with a copy that was just opened; `dry` only says whether it could be. */
ND_CHECK int nd_copy_delete(const struct nd_copy_file *copy, bool dry);

/* To `path` below the open folder `target` (-1 is one that is missing, under `dry`), where there
 * must be nothing; folders are made. */
ND_CHECK int nd_copy_move(const struct nd_copy_file *copy, int target, char *path, bool dry);

/* Makes the copy another name of its lead, when both have the same bytes, owner and mode. */
ND_CHECK int nd_copy_link(const struct nd_copy_file *copy, bool dry);

/* A file that was moved: from `path` below `root` to `target_path` below `target`. */
struct nd_moved_file {
    int root, target;
    char *path, *target_path;
    struct nd_stamp stamp;
};

/* Moves it back when it is still the same and its place is free; folders are made. */
ND_CHECK int nd_moved_undo(const struct nd_moved_file *moved, bool dry);

#endif /* ND_ACT_FILEACT_H */
