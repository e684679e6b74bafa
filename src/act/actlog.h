/*
 * actlog.h - the log of what was done to files, which is written before it is done
 *
 * A table of tab-separated values. Its first row, of the state `begin`, has the folders that names
 * begin with: `document` is the root, `to` where files are moved. Then each action has a row of the
 * state `will`, which is on the disk before anything is done, and behind it, when its turn has
 * come, one of the state `done`, or `left` when the file was left as it was. So what has no second
 * row was not begun, unless the machine went down in between; then the files themselves tell.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_ACT_ACTLOG_H
#define ND_ACT_ACTLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/report.h"
#include "io/stamp.h"
#include "io/stringset.h"
#include "io/writer.h"
#include "newsdupes.h"

typedef enum nd_act {
    ND_ACT_MOVE,
    ND_ACT_DELETE,
    ND_ACT_HARDLINK,
    ND_ACT_UNDO /* never in a log */
} nd_act;

typedef enum nd_act_state {
    ND_STATE_BEGIN,
    ND_STATE_WOULD, /* never in a log: what a run to look at says */
    ND_STATE_WILL,
    ND_STATE_DONE,
    ND_STATE_LEFT
} nd_act_state;

struct nd_act_row {
    nd_act_state state;
    nd_act act;
    struct nd_stamp stamp;
    struct nd_name lead, to, document; /* `to` is empty for what is not moved */
};

enum { ND_ACT_COLUMNS = 7 };

extern const char *const nd_act_columns[ND_ACT_COLUMNS];

/* The cells of a row; they borrow it. */
struct nd_act_cells {
    struct nd_stamp_text stamp;
    struct nd_cell cells[ND_ACT_COLUMNS];
};

void nd_act_cells_make(struct nd_act_cells *cells, const struct nd_act_row *row);

/* ---- Writing --------------------------------------------------------------------------------- */

struct nd_actlog {
    const struct nd_report *report;
    const char *path;
    int descriptor;          /* -1: not open */
    struct nd_writer writer; /* its line has the rows that are not written yet */
};

/* Creates the file, which must not exist, with its header. Borrows path and report. Fails with
 * ND_ERR_MEMORY or ND_ERR_PARAM (reported), as do the calls below. To be closed even then. */
ND_CHECK nd_status nd_actlog_create(struct nd_actlog *log, const char *path,
                                    const struct nd_report *report);

/* Adds a row; it is written by nd_actlog_flush, with `sync` to the disk. */
ND_CHECK nd_status nd_actlog_add(struct nd_actlog *log, const struct nd_act_row *row);
ND_CHECK nd_status nd_actlog_flush(struct nd_actlog *log, bool sync);

void nd_actlog_close(struct nd_actlog *log);

/* ---- Reading --------------------------------------------------------------------------------- */

/* A file to which something was done, or was going to be. */
struct nd_logged {
    struct nd_stamp stamp;
    uint64_t line; /* of its last row */
    uint32_t to;   /* a name */
    nd_act act;
    nd_act_state state; /* ND_STATE_WILL, perhaps done; ND_STATE_DONE; or ND_STATE_LEFT */
};

/* Start with a zeroed struct. */
struct nd_oldlog {
    struct nd_stringset documents; /* in the order of the log */
    struct nd_stringset names;     /* the root, the folder, places where files were moved */
    uint32_t root, folder;         /* names */
    struct nd_logged *rows;        /* by document */
    size_t capacity;
};

/* Reads a log; "-" is standard input. Rows that cannot be used are reported and passed over. Fails
 * with ND_ERR_MEMORY, ND_ERR_LIMIT, or with ND_ERR_PARAM (reported) when it cannot be read or is no
 * log. */
ND_CHECK nd_status nd_oldlog_read(struct nd_oldlog *log, const char *path,
                                  const struct nd_report *report);
void nd_oldlog_free(struct nd_oldlog *log);

#endif /* ND_ACT_ACTLOG_H */
