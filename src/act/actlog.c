/*
 * actlog.c - see actlog.h
 *
 * Rows are appended to the file by single calls of write(), so that two of them never mix, and a
 * run that is killed leaves whole rows.
 *
 * SPDX-License-Identifier: MIT
 */
#include "act/actlog.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "act/place.h"
#include "base/mem.h"
#include "base/names.h"
#include "io/complain.h"
#include "io/rows.h"

enum { STATES = ND_STATE_LEFT + 1, ACTS = ND_ACT_UNDO }; /* ACTS: in a log */

static const char *const state_names[STATES] = {"begin", "would", "will", "done", "left"};
static const char *const act_names[ACTS + 1] = {"move", "delete", "hardlink", "undo"};

/* ---- Rows ------------------------------------------------------------------------------------ */

const char *const nd_act_columns[ND_ACT_COLUMNS] = {"state", "action", "bytes",   "modified",
                                                    "lead",  "to",     "document"};

void nd_act_cells_make(struct nd_act_cells *cells, const struct nd_act_row *row) {
    nd_stamp_print(&row->stamp, &cells->stamp);
    cells->cells[0] = nd_cell_word(state_names[row->state]);
    cells->cells[1] = nd_cell_word(act_names[row->act]);
    cells->cells[2] = nd_cell_literal(cells->stamp.bytes);
    cells->cells[3] = nd_cell_literal(cells->stamp.modified);
    cells->cells[4] = nd_cell_name(&row->lead);
    cells->cells[5] = nd_cell_name(&row->to);
    cells->cells[6] = nd_cell_name(&row->document);
}

/* ---- Writing --------------------------------------------------------------------------------- */

static nd_status fail(const struct nd_actlog *log, const char *what, int error) {
    nd_complain_errno(log->report, what, log->path, error);
    return ND_ERR_PARAM;
}

/* So that the name of the log, too, survives a power cut; not every file system can. */
static nd_status sync_folder(const struct nd_actlog *log) {
    struct nd_buf folder = {0};
    const nd_status status = nd_path_above(log->path, &folder);
    const int descriptor =
        status == ND_OK ? open(folder.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (descriptor >= 0) {
        (void)fsync(descriptor);
        (void)close(descriptor);
    }
    nd_buf_free(&folder);
    return status;
}

nd_status nd_actlog_create(struct nd_actlog *log, const char *path,
                           const struct nd_report *report) {
    nd_status status;
    *log = (struct nd_actlog){.report = report, .path = path};
    nd_writer_init(&log->writer, ND_FORMAT_TSV, nd_act_columns, ND_ACT_COLUMNS, NULL);
    log->descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (log->descriptor < 0 && errno == EEXIST) {
        nd_complain(report, ND_ERROR, "", path,
                    " is there already, perhaps the log of another run: name one with --log");
        return ND_ERR_PARAM;
    }
    if (log->descriptor < 0) return fail(log, "cannot create", errno);
    status = sync_folder(log);
    return status == ND_OK ? nd_writer_add_header(&log->writer) : status;
}

nd_status nd_actlog_add(struct nd_actlog *log, const struct nd_act_row *row) {
    struct nd_act_cells cells;
    nd_act_cells_make(&cells, row);
    return nd_writer_add_row(&log->writer, cells.cells);
}

nd_status nd_actlog_flush(struct nd_actlog *log, bool sync) {
    const char *at = log->writer.line.data;
    size_t left = log->writer.line.size;
    log->writer.line.size = 0;
    while (left != 0) {
        const ssize_t put = write(log->descriptor, at, left);
        if (put < 0 && errno != EINTR) return fail(log, "cannot write", errno);
        if (put < 0) continue;
        at += put;
        left -= (size_t)put;
    }
    if (sync && fsync(log->descriptor) != 0) return fail(log, "cannot write", errno);
    return ND_OK;
}

void nd_actlog_close(struct nd_actlog *log) {
    if (log->descriptor >= 0) (void)close(log->descriptor);
    log->descriptor = -1;
    nd_writer_free(&log->writer);
}

/* ---- Reading --------------------------------------------------------------------------------- */

enum column { STATE, ACTION, BYTES, MODIFIED, TO, DOCUMENT, COLUMNS };

struct reading {
    struct nd_oldlog *log;
    struct nd_rows *rows;
    size_t columns[COLUMNS];
};

static nd_status refuse(const struct nd_rows *rows) {
    nd_complain(rows->troubles.report, ND_ERROR, "", rows->troubles.path,
                " is no log of newsdupes apply");
    return ND_ERR_PARAM;
}

/* The place of the field in the array, or the size of the array. */
static int find(const char *const *names, int count, struct nd_name field) {
    int i = 0;
    while (i < count && !nd_name_is(field, names[i])) i++;
    return i;
}

static struct nd_name cell(const struct reading *reading, enum column column) {
    return nd_rows_cell(reading->rows, reading->columns[column]);
}

static nd_status read_header(struct reading *reading) {
    static const char *const names[COLUMNS] = {"state",    "action", "bytes",
                                               "modified", "to",     "document"};
    bool more;
    const nd_status status = nd_rows_next(reading->rows, &more);
    if (status != ND_OK) return status;
    if (!more) return refuse(reading->rows);
    for (int i = 0; i < COLUMNS; i++) {
        reading->columns[i] = nd_rows_find(reading->rows, names[i]);
        if (reading->columns[i] == ND_ROW_CELLS) return refuse(reading->rows);
    }
    nd_rows_take_header(reading->rows);
    return ND_OK;
}

static nd_status read_begin(struct reading *reading) {
    struct nd_oldlog *const log = reading->log;
    bool more;
    nd_status status = nd_rows_next(reading->rows, &more);
    if (status != ND_OK) return status;
    if (!more || find(state_names, STATES, cell(reading, STATE)) != ND_STATE_BEGIN)
        return refuse(reading->rows);
    status = nd_stringset_add(&log->names, cell(reading, DOCUMENT), &log->root);
    return status == ND_OK ? nd_stringset_add(&log->names, cell(reading, TO), &log->folder)
                           : status;
}

static nd_status add_row(struct nd_oldlog *log, struct nd_name document, struct nd_name to,
                         struct nd_logged *row) {
    uint32_t number;
    nd_status status = nd_stringset_add(&log->documents, document, &number);
    if (status == ND_OK) status = nd_stringset_add(&log->names, to, &row->to);
    if (status == ND_OK)
        status = nd_reserve(&log->rows, &log->capacity, log->documents.count, sizeof *log->rows);
    if (status == ND_OK) log->rows[number] = *row;
    return status;
}

static nd_status take_row(const struct reading *reading) {
    struct nd_rows *const rows = reading->rows;
    const int state = find(state_names, STATES, cell(reading, STATE));
    const int act = find(act_names, ACTS, cell(reading, ACTION));
    struct nd_logged row = {.line = rows->line};
    if (rows->cut)
        nd_rows_trouble(rows, "the row has no end: the log is cut short", NULL, "");
    else if (state != ND_STATE_WILL && state != ND_STATE_DONE && state != ND_STATE_LEFT)
        nd_rows_trouble(rows, "unknown state", NULL, "");
    else if (act == ACTS)
        nd_rows_trouble(rows, "unknown action", NULL, "");
    else if (!nd_stamp_parse(&row.stamp, cell(reading, BYTES), cell(reading, MODIFIED)) ||
             !row.stamp.known)
        nd_rows_trouble(rows, "no size and time in 'bytes' and 'modified'", NULL, "");
    else {
        row.act = (nd_act)act;
        row.state = (nd_act_state)state;
        return add_row(reading->log, cell(reading, DOCUMENT), cell(reading, TO), &row);
    }
    return ND_OK;
}

static nd_status read_all(struct nd_oldlog *log, struct nd_rows *rows) {
    struct reading reading = {.log = log, .rows = rows};
    bool more = true;
    nd_status status = read_header(&reading);
    if (status == ND_OK) status = read_begin(&reading);
    while (status == ND_OK) {
        status = nd_rows_next(rows, &more);
        if (status != ND_OK || !more) break;
        status = take_row(&reading);
    }
    return status;
}

nd_status nd_oldlog_read(struct nd_oldlog *log, const char *path, const struct nd_report *report) {
    struct nd_rows rows;
    nd_status status = nd_rows_open(&rows, path, report);
    if (status == ND_OK) status = read_all(log, &rows);
    nd_rows_close(&rows);
    return status;
}

void nd_oldlog_free(struct nd_oldlog *log) {
    nd_stringset_free(&log->documents);
    nd_stringset_free(&log->names);
    nd_free(log->rows);
}
