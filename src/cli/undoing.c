/*
 * undoing.c - moving back what a log says was moved; see applying.h
 *
 * What the log says is only where to look: a file is moved when it is there and still the same, and
 * when its old place is free. So this can be done again after it was interrupted.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>
#include <unistd.h>

#include "act/actlog.h"
#include "act/fileact.h"
#include "act/place.h"
#include "cli/applying.h"
#include "cli/commands.h"
#include "cli/print.h"
#include "cli/signals.h"
#include "cli/table.h"
#include "io/complain.h"
#include "io/output.h"
#include "io/troubles.h"

struct undoing {
    const struct cli_settings *settings;
    struct nd_report report;
    struct cli_tally *tally;
    struct nd_oldlog log;
    struct nd_troubles troubles;
    struct nd_output *output;
    struct nd_writer writer;
    int root, folder; /* open; -1: not yet */
    struct nd_buf path, target_path;
};

static const char *name_of(const struct undoing *undoing, uint32_t number) {
    return undoing->log.names.names[number].bytes;
}

/* ---- One file -------------------------------------------------------------------------------- */

static nd_status write_row(struct undoing *undoing, uint32_t number) {
    const struct nd_logged *const logged = &undoing->log.rows[number];
    const struct nd_act_row row = {.state = ND_STATE_WOULD,
                                   .act = ND_ACT_UNDO,
                                   .stamp = logged->stamp,
                                   .lead = {.bytes = "", .size = 0},
                                   .to = undoing->log.names.names[logged->to],
                                   .document = undoing->log.documents.names[number]};
    struct nd_act_cells cells;
    nd_act_cells_make(&cells, &row);
    return nd_writer_row(&undoing->writer, cells.cells);
}

static void say_why(const struct undoing *undoing, uint32_t number, int error) {
    struct cli_text after = {0};
    cli_text_add(&after, ": ");
    cli_text_add(&after, nd_why_text(error));
    nd_complain(&undoing->report, nd_why_severity(error), "cannot move back ",
                name_of(undoing, undoing->log.rows[number].to), cli_text_string(&after));
    cli_text_free(&after);
}

/* Whether the path is below the folder; says so when it is not. */
static nd_status set_path(struct undoing *undoing, uint32_t folder, const struct nd_name *path,
                          const struct nd_logged *logged, struct nd_buf *below) {
    const nd_status status = nd_path_below(name_of(undoing, folder), *path, below);
    if (status == ND_ERR_PARAM)
        nd_trouble(&undoing->troubles, logged->line, "", path,
                   " is not below the folder in the first row");
    return status;
}

static int move_back(const struct undoing *undoing, const struct nd_logged *logged) {
    const struct nd_moved_file moved = {.root = undoing->root,
                                        .target = undoing->folder,
                                        .path = undoing->path.data,
                                        .target_path = undoing->target_path.data,
                                        .stamp = logged->stamp};
    sigset_t before;
    int error;
    cli_signals_hold(&before);
    error = nd_moved_undo(&moved, !undoing->settings->yes);
    cli_signals_release(&before);
    return error;
}

static nd_status undo_one(struct undoing *undoing, uint32_t number) {
    const struct nd_oldlog *const log = &undoing->log;
    const struct nd_logged *const logged = &log->rows[number];
    int error;
    nd_status status =
        set_path(undoing, log->root, &log->documents.names[number], logged, &undoing->path);
    if (status == ND_OK)
        status = set_path(undoing, log->folder, &log->names.names[logged->to], logged,
                          &undoing->target_path);
    if (status != ND_OK) return status == ND_ERR_PARAM ? ND_OK : status;
    error = move_back(undoing, logged);
    undoing->tally->done += error == 0;
    undoing->tally->left += error != 0;
    if (error != 0) say_why(undoing, number, error);
    return error == 0 && !undoing->settings->yes ? write_row(undoing, number) : ND_OK;
}

/* ---- All of them ----------------------------------------------------------------------------- */

/* Says how many files there are for which nothing can be moved back. */
static void say_others(const struct undoing *undoing, nd_act act, nd_act_state state,
                       nd_severity severity, const char *what) {
    const struct nd_oldlog *const log = &undoing->log;
    struct cli_text text = {0};
    uint64_t count = 0;
    for (size_t i = 0; i < log->documents.count; i++)
        count += log->rows[i].act == act && log->rows[i].state == state;
    if (count == 0) return;
    cli_text_add(&text, what);
    cli_text_add_number(&text, count);
    undoing->report.message(undoing->report.self, severity, cli_text_string(&text));
    cli_text_free(&text);
}

/* Of what was begun only the files tell whether it was done. */
static void say_all_others(const struct undoing *undoing) {
    say_others(undoing, ND_ACT_HARDLINK, ND_STATE_DONE, ND_WARNING,
               "links to leads that stay as they are: ");
    say_others(undoing, ND_ACT_HARDLINK, ND_STATE_WILL, ND_WARNING,
               "files that may be links to leads, and stay as they are: ");
    say_others(undoing, ND_ACT_DELETE, ND_STATE_DONE, ND_ERROR,
               "deleted files that cannot be brought back: ");
    say_others(undoing, ND_ACT_DELETE, ND_STATE_WILL, ND_ERROR,
               "files that were to be deleted, and perhaps were: ");
}

static nd_status open_folder(const struct undoing *undoing, uint32_t name, int *folder) {
    return nd_folder_open(&undoing->report, name_of(undoing, name), folder);
}

/* The last one first. */
static nd_status undo_moves(struct undoing *undoing) {
    const struct nd_oldlog *const log = &undoing->log;
    nd_status status = ND_OK;
    for (size_t i = log->documents.count; i-- > 0 && status == ND_OK;) {
        const struct nd_logged *const logged = &log->rows[i];
        if (logged->act != ND_ACT_MOVE || logged->state == ND_STATE_LEFT) continue;
        if (undoing->root < 0) status = open_folder(undoing, log->root, &undoing->root);
        if (undoing->folder < 0 && status == ND_OK)
            status = open_folder(undoing, log->folder, &undoing->folder);
        if (status == ND_OK) status = undo_one(undoing, (uint32_t)i);
    }
    return status;
}

static nd_status undo_all(struct undoing *undoing) {
    const struct cli_settings *const settings = undoing->settings;
    nd_status status = nd_oldlog_read(&undoing->log, settings->undo, &undoing->report);
    if (status == ND_OK) status = nd_output_open(NULL, &undoing->report, &undoing->output);
    if (status == ND_OK && !settings->yes)
        status = cli_table_begin(&undoing->writer, settings, nd_act_columns, ND_ACT_COLUMNS,
                                 undoing->output);
    if (status == ND_OK) status = undo_moves(undoing);
    nd_troubles_end(&undoing->troubles);
    if (status != ND_OK) return status;
    say_all_others(undoing);
    return ND_OK;
}

int cli_apply_undo(const struct cli_settings *settings, struct cli_messages *messages,
                   struct cli_tally *tally) {
    struct undoing undoing = {.settings = settings,
                              .report = cli_messages_report(messages),
                              .tally = tally,
                              .root = -1,
                              .folder = -1};
    nd_status status;
    undoing.troubles = (struct nd_troubles){.report = &undoing.report, .path = settings->undo};
    status = undo_all(&undoing);
    if (undoing.root >= 0) (void)close(undoing.root);
    if (undoing.folder >= 0) (void)close(undoing.folder);
    nd_writer_free(&undoing.writer);
    nd_oldlog_free(&undoing.log);
    nd_buf_free(&undoing.path);
    nd_buf_free(&undoing.target_path);
    return cli_output_end(undoing.output, messages, status);
}
