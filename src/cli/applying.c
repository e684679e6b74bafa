/*
 * applying.c - see applying.h
 *
 * Under --yes the copies are taken in batches: what will be done to those of a batch is in the log,
 * and the log on the disk, before anything is done to the first of them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/applying.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "act/fileact.h"
#include "act/place.h"
#include "cli/commands.h"
#include "cli/print.h"
#include "cli/signals.h"
#include "cli/table.h"
#include "io/complain.h"
#include "io/output.h"

enum { BATCH = 1000, NOT_TRUSTED = -100 }; /* NOT_TRUSTED: the lead, and why was said */

struct applying {
    const struct nd_plan *plan;
    const struct cli_settings *settings;
    struct nd_report report;
    struct cli_tally *tally;
    nd_act act;
    int root, target; /* open folders, the root borrowed; target -1: none, or missing */
    dev_t device;     /* of the target, there or not */
    struct nd_lead_file lead;
    uint32_t lead_number;
    int lead_error; /* why no copy of it can be touched */
    struct nd_buf path;
    struct cli_text to;
};

/* ---- Messages -------------------------------------------------------------------------------- */

static const char *verb(const struct applying *applying) {
    if (applying->settings->print0) return "cannot list ";
    switch (applying->act) {
    case ND_ACT_MOVE: return "cannot move ";
    case ND_ACT_DELETE: return "cannot delete ";
    default: return "cannot link ";
    }
}

static void say_why(const struct applying *applying, nd_severity severity, const char *what,
                    uint32_t document, int error) {
    struct cli_text after = {0};
    cli_text_add(&after, ": ");
    cli_text_add(&after, nd_why_text(error));
    nd_complain(&applying->report, severity, what, applying->plan->documents.names[document].bytes,
                cli_text_string(&after));
    cli_text_free(&after);
}

static void say_folder(const struct applying *applying, const char *what, const char *path) {
    nd_complain_errno(&applying->report, what, path, errno);
}

/* ---- One copy -------------------------------------------------------------------------------- */

/* Opens a lead: from the root on or, when it is an old document elsewhere, from where its path
 * starts. */
static nd_status open_lead(struct applying *applying, uint32_t number) {
    const struct nd_name name = applying->plan->documents.names[number];
    const struct nd_planned *const row = &applying->plan->rows[number];
    struct nd_lead_file *const lead = &applying->lead;
    nd_status status = nd_path_below(applying->settings->root, name, &lead->path);
    int start;
    if (status == ND_OK) applying->lead_error = nd_lead_open(lead, applying->root, &row->stamp);
    if (status != ND_ERR_PARAM || !row->old) return status;
    status = nd_path_split(name, &applying->path, &lead->path);
    if (status != ND_OK) return status;
    start = open(applying->path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    applying->lead_error = start >= 0 ? nd_lead_open(lead, start, &row->stamp) : errno;
    if (start >= 0) (void)close(start);
    return ND_OK;
}

/* Opens the lead of a copy, or looks at the one that is open once more; says what is wrong with it
 * the first time. */
static nd_status take_lead(struct applying *applying, uint32_t number) {
    struct nd_lead_file *const lead = &applying->lead;
    const int before = applying->lead_number == number ? applying->lead_error : 0;
    if (before != 0) return ND_OK;
    if (applying->lead_number == number) {
        applying->lead_error = nd_lead_check(lead);
    } else {
        nd_status status;
        nd_lead_close(lead);
        applying->lead_number = number;
        status = open_lead(applying, number);
        if (status != ND_OK) return status;
    }
    if (applying->lead_error != 0)
        say_why(applying, ND_ERROR, "no copy is touched of lead ", number, applying->lead_error);
    return ND_OK;
}

/* Does to the open copy what was asked for. Where it goes has the path that it has. */
static int act_on_open(struct applying *applying, const struct nd_copy_file *copy, bool dry) {
    if (applying->settings->print0) return 0;
    switch (applying->act) {
    case ND_ACT_MOVE:
        if (dry && !nd_place_is_on(&copy->place, applying->device)) return EXDEV;
        return nd_copy_move(copy, applying->target, applying->path.data, dry);
    case ND_ACT_DELETE: return nd_copy_delete(copy, dry);
    default: return nd_copy_link(copy, dry);
    }
}

/* Checks a copy and its lead and acts. *error is 0 or why nothing was done, which was said. */
static nd_status act_on(struct applying *applying, uint32_t number, bool dry, int *error) {
    const struct nd_planned *const row = &applying->plan->rows[number];
    struct nd_copy_file copy;
    nd_status status = take_lead(applying, row->lead);
    if (status == ND_OK)
        status = nd_path_below(applying->settings->root, applying->plan->documents.names[number],
                               &applying->path);
    if (status != ND_OK) return status;
    *error = NOT_TRUSTED;
    if (applying->lead_error == 0) {
        *error =
            nd_copy_open(&copy, applying->root, applying->path.data, &row->stamp, &applying->lead);
        if (*error == 0) *error = act_on_open(applying, &copy, dry);
        nd_copy_close(&copy);
        if (*error != 0) say_why(applying, nd_why_severity(*error), verb(applying), number, *error);
    }
    applying->tally->done += *error == 0;
    applying->tally->left += *error != 0;
    return ND_OK;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* The folder of --move-to, without slashes at its end, then what the document has below the root.
 */
static nd_status set_to(struct applying *applying, uint32_t number) {
    const char *const folder = applying->settings->move_to;
    size_t size = folder != NULL ? strlen(folder) : 0;
    nd_status status;
    cli_text_clear(&applying->to);
    if (folder == NULL) return ND_OK;
    while (size > 0 && folder[size - 1] == '/') size--;
    cli_text_add_bytes(&applying->to, folder, size);
    status = nd_path_below(applying->settings->root, applying->plan->documents.names[number],
                           &applying->path);
    if (status != ND_OK) return status;
    cli_text_add(&applying->to, "/");
    cli_text_add_bytes(&applying->to, applying->path.data, applying->path.size);
    return applying->to.status;
}

/* Fills in the row of a document; it borrows applying->to. */
static nd_status make_row(struct applying *applying, uint32_t number, nd_act_state state,
                          struct nd_act_row *row) {
    const struct nd_plan *const plan = applying->plan;
    const nd_status status = set_to(applying, number);
    *row = (struct nd_act_row){
        .state = state,
        .act = applying->act,
        .stamp = plan->rows[number].stamp,
        .lead = plan->documents.names[plan->rows[number].lead],
        .to = {.bytes = applying->to.buf.data, .size = applying->to.buf.size},
        .document = plan->documents.names[number],
    };
    return status;
}

/* ---- Life ------------------------------------------------------------------------------------ */

/* Looks at the folder of --move-to or, where that is missing, at the one that it goes into. */
static nd_status look_at_target(struct applying *applying) {
    const char *const folder = applying->settings->move_to;
    const char *failed = "cannot open";
    struct stat info;
    bool seen;
    applying->target = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    seen = applying->target >= 0 && fstat(applying->target, &info) == 0;
    if (!seen && errno == ENOENT) {
        const nd_status status = nd_path_above(folder, &applying->path);
        if (status != ND_OK) return status;
        seen = stat(applying->path.data, &info) == 0;
        failed = "cannot make";
    }
    if (seen)
        applying->device = info.st_dev;
    else
        say_folder(applying, failed, folder);
    return seen ? ND_OK : ND_ERR_PARAM;
}

/* Files move within their file system only. Fails when none of them is on that of --move-to. */
static nd_status check_device(struct applying *applying) {
    const struct nd_plan *const plan = applying->plan;
    const char *const root = applying->settings->root;
    bool elsewhere = false;
    for (size_t i = 0; i < plan->chosen_count; i++) {
        struct nd_place place;
        bool here;
        const nd_status status =
            nd_path_below(root, plan->documents.names[plan->chosen[i]], &applying->path);
        if (status != ND_OK) return status;
        if (nd_place_open(&place, applying->root, applying->path.data, false) != 0) continue;
        here = nd_place_is_on(&place, applying->device);
        nd_place_close(&place);
        if (here) return ND_OK;
        elsewhere = true;
    }
    if (!elsewhere) return ND_OK;
    nd_complain(&applying->report, ND_ERROR, "cannot move to ", applying->settings->move_to,
                ", which is on another file system than the copies");
    return ND_ERR_PARAM;
}

static nd_status make_target(struct applying *applying) {
    const char *const folder = applying->settings->move_to;
    const bool made = mkdir(folder, 0777) == 0;
    if (made) applying->target = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (applying->target >= 0) return ND_OK;
    say_folder(applying, made ? "cannot open" : "cannot make", folder);
    return ND_ERR_PARAM;
}

/* Opens --move-to, which is made unless this is but a look. */
static nd_status open_target(struct applying *applying, bool dry) {
    nd_status status = look_at_target(applying);
    if (status == ND_OK) status = check_device(applying);
    return status == ND_OK && applying->target < 0 && !dry ? make_target(applying) : status;
}

static nd_status begin(struct applying *applying, bool dry) {
    const struct cli_settings *const settings = applying->settings;
    applying->lead_number = UINT32_MAX;
    applying->act = settings->move_to != NULL ? ND_ACT_MOVE
                    : settings->hardlinks     ? ND_ACT_HARDLINK
                                              : ND_ACT_DELETE;
    return settings->move_to != NULL ? open_target(applying, dry) : ND_OK;
}

static void end(struct applying *applying) {
    if (applying->target >= 0) (void)close(applying->target);
    nd_lead_free(&applying->lead);
    nd_buf_free(&applying->path);
    cli_text_free(&applying->to);
}

/* ---- Showing --------------------------------------------------------------------------------- */

/* Under --print0 the path is written, with the NUL that stands behind it. */
static nd_status write_one(struct applying *applying, uint32_t number, struct nd_writer *writer) {
    const struct nd_name *const name = &applying->plan->documents.names[number];
    struct nd_act_row row;
    struct nd_act_cells cells;
    nd_status status;
    if (applying->settings->print0)
        return nd_output_write(writer->output, name->bytes, name->size + 1);
    status = make_row(applying, number, ND_STATE_WOULD, &row);
    if (status != ND_OK) return status;
    nd_act_cells_make(&cells, &row);
    return nd_writer_row(writer, cells.cells);
}

static nd_status show_all(struct applying *applying, struct nd_output *output) {
    const struct nd_plan *const plan = applying->plan;
    struct nd_writer writer = {.output = output};
    nd_status status = begin(applying, true);
    if (status == ND_OK && !applying->settings->print0)
        status =
            cli_table_begin(&writer, applying->settings, nd_act_columns, ND_ACT_COLUMNS, output);
    for (size_t i = 0; i < plan->chosen_count && status == ND_OK; i++) {
        int error;
        status = act_on(applying, plan->chosen[i], true, &error);
        if (status == ND_OK && error == 0) status = write_one(applying, plan->chosen[i], &writer);
    }
    nd_writer_free(&writer);
    return status;
}

int cli_apply_show(const struct nd_plan *plan, const struct cli_settings *settings, int root,
                   struct cli_messages *messages, struct cli_tally *tally) {
    struct applying applying = {.plan = plan,
                                .settings = settings,
                                .report = cli_messages_report(messages),
                                .tally = tally,
                                .root = root,
                                .target = -1};
    struct nd_output *output = NULL;
    nd_status status = nd_lead_init(&applying.lead);
    if (status == ND_OK) status = nd_output_open(NULL, &applying.report, &output);
    if (status == ND_OK) status = show_all(&applying, output);
    end(&applying);
    return cli_output_end(output, messages, status);
}

/* ---- Doing ----------------------------------------------------------------------------------- */

static nd_status log_row(struct applying *applying, struct nd_actlog *log, uint32_t number,
                         nd_act_state state) {
    struct nd_act_row row;
    const nd_status status = make_row(applying, number, state, &row);
    return status == ND_OK ? nd_actlog_add(log, &row) : status;
}

static nd_status log_begin(const struct applying *applying, struct nd_actlog *log) {
    const char *const root = applying->settings->root;
    const char *const to = applying->settings->move_to != NULL ? applying->settings->move_to : "";
    const struct nd_act_row row = {.state = ND_STATE_BEGIN,
                                   .act = applying->act,
                                   .lead = {.bytes = "", .size = 0},
                                   .to = {.bytes = to, .size = strlen(to)},
                                   .document = {.bytes = root, .size = strlen(root)}};
    return nd_actlog_add(log, &row);
}

/* Acts and notes it; a signal waits until both are done. */
static nd_status do_one(struct applying *applying, struct nd_actlog *log, uint32_t number) {
    sigset_t before;
    int error;
    nd_status status;
    cli_signals_hold(&before);
    status = act_on(applying, number, false, &error);
    if (status == ND_OK)
        status = log_row(applying, log, number, error == 0 ? ND_STATE_DONE : ND_STATE_LEFT);
    if (status == ND_OK) status = nd_actlog_flush(log, false);
    cli_signals_release(&before);
    return status;
}

static nd_status do_batch(struct applying *applying, struct nd_actlog *log, const uint32_t *numbers,
                          size_t count) {
    nd_status status = ND_OK;
    for (size_t i = 0; i < count && status == ND_OK; i++)
        status = log_row(applying, log, numbers[i], ND_STATE_WILL);
    if (status == ND_OK) status = nd_actlog_flush(log, true);
    for (size_t i = 0; i < count && status == ND_OK; i++)
        status = do_one(applying, log, numbers[i]);
    return status;
}

static nd_status do_all(struct applying *applying, struct nd_actlog *log) {
    const struct nd_plan *const plan = applying->plan;
    nd_status status = begin(applying, false);
    if (status == ND_OK) status = nd_actlog_create(log, applying->settings->log, &applying->report);
    if (status == ND_OK) status = log_begin(applying, log);
    for (size_t i = 0; i < plan->chosen_count && status == ND_OK; i += BATCH) {
        const size_t left = plan->chosen_count - i;
        status = do_batch(applying, log, plan->chosen + i, left < BATCH ? left : BATCH);
    }
    return status == ND_OK ? nd_actlog_flush(log, true) : status;
}

int cli_apply_do(const struct nd_plan *plan, const struct cli_settings *settings, int root,
                 struct cli_messages *messages, struct cli_tally *tally) {
    struct applying applying = {.plan = plan,
                                .settings = settings,
                                .report = cli_messages_report(messages),
                                .tally = tally,
                                .root = root,
                                .target = -1};
    struct nd_actlog actlog = {.descriptor = -1};
    nd_status status = nd_lead_init(&applying.lead);
    if (status == ND_OK) status = do_all(&applying, &actlog);
    nd_actlog_close(&actlog);
    end(&applying);
    cli_messages_failure(messages, status);
    return status == ND_OK ? CLI_EXIT_DONE : CLI_EXIT_FATAL;
}
