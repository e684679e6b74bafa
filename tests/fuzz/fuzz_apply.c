/*
 * fuzz_apply.c - any bytes as the table and as the log that `newsdupes apply` acts by
 *
 * The two files follow each other in the input. Beyond not crashing: of a table that is taken, no
 * document is acted on that is the lead of another one, that is not below the root, or whose lead
 * is not known to be a file, or is outside of the root though it has a row; what a log names leads
 * nowhere else either.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <string.h>

#include "fuzz/parts.h"

#include "act/actlog.h"
#include "act/place.h"
#include "act/plan.h"
#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COPIES = 1 << ND_RELATION_EXACT | 1 << ND_RELATION_UPDATE | 1 << ND_RELATION_EXCERPT };

/* A path that was taken for one below a folder has no part that is empty, "." or "..". */
static void require_inside(const struct nd_buf *below) {
    const char *at = below->data;
    require(below->size != 0 && strlen(at) == below->size);
    for (;;) {
        const size_t part = strcspn(at, "/");
        require(part != 0);
        require(!(part == 1 && at[0] == '.'));
        require(!(part == 2 && at[0] == '.' && at[1] == '.'));
        if (at[part] == '\0') return;
        at += part + 1;
    }
}

/* ---- The table ------------------------------------------------------------------------------- */

static void require_copy(const struct nd_plan *plan, uint32_t number, struct nd_buf *below) {
    const struct nd_planned *const row = &plan->rows[number];
    const struct nd_planned *const lead = &plan->rows[row->lead];
    struct nd_buf start = {0};
    require(row->line != 0 && (lead->line != 0) != lead->old && row->lead != number);
    require((COPIES >> row->relation & 1) != 0);
    require(lead->relation == ND_RELATION_LEAD && lead->lead == row->lead);
    require(lead->cluster == row->cluster);
    require(row->stamp.known && lead->stamp.known);
    require(nd_path_below(".", plan->documents.names[number], below) == ND_OK);
    require_inside(below);
    if (lead->old)
        require(nd_path_split(plan->documents.names[row->lead], &start, below) == ND_OK);
    else
        require(nd_path_below(".", plan->documents.names[row->lead], below) == ND_OK);
    require_inside(below);
    nd_buf_free(&start);
    for (uint32_t i = 0; i < plan->documents.count; i++)
        require(i == number || plan->rows[i].line == 0 || plan->rows[i].lead != number);
}

static void plan_by(const char *path) {
    struct nd_plan plan = {0};
    struct nd_buf below = {0};
    const nd_status status = nd_plan_make(&plan, path, COPIES, ".", &report);
    require(status == ND_OK || status == ND_ERR_PARAM);
    for (size_t i = 0; i < plan.chosen_count && status == ND_OK; i++)
        require_copy(&plan, plan.chosen[i], &below);
    nd_buf_free(&below);
    nd_plan_free(&plan);
}

/* ---- The log --------------------------------------------------------------------------------- */

static void require_row(const struct nd_oldlog *log, size_t number, struct nd_buf *below) {
    const struct nd_logged *const logged = &log->rows[number];
    const char *const root = log->names.names[log->root].bytes;
    const char *const folder = log->names.names[log->folder].bytes;
    require(logged->line > 2 && logged->to < log->names.count);
    require(logged->stamp.known && logged->act < ND_ACT_UNDO);
    if (nd_path_below(root, log->documents.names[number], below) == ND_OK) require_inside(below);
    if (nd_path_below(folder, log->names.names[logged->to], below) == ND_OK) require_inside(below);
}

static void undo_by(const char *path) {
    struct nd_oldlog log = {0};
    struct nd_buf below = {0};
    const nd_status status = nd_oldlog_read(&log, path, &report);
    require(status == ND_OK || status == ND_ERR_PARAM);
    for (size_t i = 0; i < log.documents.count && status == ND_OK; i++)
        require_row(&log, i, &below);
    nd_buf_free(&below);
    nd_oldlog_free(&log);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct part table, log;
    const size_t at = make_part(&table, data, size);
    (void)make_part(&log, at < size ? data + at : data, size - at);
    plan_by(table.path);
    undo_by(log.path);
    (void)fclose(table.file);
    (void)fclose(log.file);
    return 0;
}
