/*
 * cmd_apply.c - `newsdupes apply CLUSTERS`: something is done to the copies that a table names
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>
#include <unistd.h>

#include "act/place.h"
#include "act/plan.h"
#include "cli/applying.h"
#include "cli/commands.h"
#include "cli/messages.h"

enum { USUAL = 1 << ND_RELATION_EXACT | 1 << ND_RELATION_REPRINT | 1 << ND_RELATION_ABRIDGED };

/* ---- Usage ----------------------------------------------------------------------------------- */

static int count_actions(const struct cli_settings *settings) {
    return (settings->move_to != NULL) + settings->deletes + settings->hardlinks + settings->print0;
}

/* What is wrong with the words of --undo, or NULL. */
static const char *check_undo(const struct cli_settings *settings) {
    const bool alone = count_actions(settings) == 0 && settings->root == NULL &&
                       settings->log == NULL && settings->relations == 0;
    return alone && settings->place_count == 0 ? NULL : "--undo takes --yes and --dry-run only";
}

/* What is wrong with the words of the command, or NULL. */
static const char *check_usage(const struct cli_settings *settings) {
    if (settings->yes && settings->dry_run) return "--yes and --dry-run exclude each other";
    if (settings->undo != NULL) return check_undo(settings);
    if (settings->place_count != 1) return "apply takes one table";
    if (count_actions(settings) != 1)
        return "apply needs one of --move-to, --delete, --hardlink and --print0";
    if (settings->yes && settings->print0)
        return "--print0 changes nothing: there is no --yes to it";
    if (settings->yes && settings->log == NULL && strcmp(settings->places[0].path, "-") == 0)
        return "a table on standard input gives the log no name: name it with --log";
    return NULL;
}

/* ---- Words at the end ------------------------------------------------------------------------ */

static void say_tally(const struct cli_settings *settings, const struct cli_tally *tally,
                      const char *done, const char *would) {
    struct cli_text text = {0};
    if (!settings->verbose) return;
    cli_text_add(&text, settings->yes ? done : would);
    cli_text_add(&text, ": ");
    cli_text_add_number(&text, tally->done);
    cli_text_add(&text, "; left as they are: ");
    cli_text_add_number(&text, tally->left);
    cli_say(cli_text_string(&text));
    cli_text_free(&text);
}

static int end_of(const struct cli_messages *messages, int end) {
    return end == CLI_EXIT_DONE && cli_messages_errors(messages) != 0 ? CLI_EXIT_PARTIAL : end;
}

/* ---- The command ----------------------------------------------------------------------------- */

/* The log beside the table, unless it was named. */
static int act(const struct nd_plan *plan, const struct cli_settings *settings, int root,
               struct cli_messages *messages, struct cli_tally *tally) {
    struct cli_settings full = *settings;
    struct cli_text log = {0};
    int end = CLI_EXIT_FATAL;
    if (!settings->yes) return cli_apply_show(plan, settings, root, messages, tally);
    if (settings->log != NULL) {
        cli_text_add(&log, settings->log);
    } else {
        cli_text_add(&log, settings->places[0].path);
        cli_text_add(&log, ".log");
    }
    cli_text_add_byte(&log, '\0');
    cli_messages_failure(messages, log.status);
    full.log = log.buf.data;
    if (log.status == ND_OK) end = cli_apply_do(plan, &full, root, messages, tally);
    cli_text_free(&log);
    return end;
}

/* The root is opened first: were it no folder, that would be said of each row as one that is not
 * below it. */
static int apply(const struct cli_settings *settings, struct cli_messages *messages) {
    const struct nd_report report = cli_messages_report(messages);
    struct nd_plan plan = {0};
    struct cli_tally tally = {0};
    int root = -1, end = CLI_EXIT_FATAL;
    const unsigned relations = settings->relations != 0
                                   ? settings->relations << ND_RELATION_EXACT | ND_PLAN_LONGER
                                   : USUAL;
    nd_status status = nd_folder_open(&report, settings->root, &root);
    if (status == ND_OK)
        status = nd_plan_make(&plan, settings->places[0].path, relations, settings->root, &report);
    cli_messages_failure(messages, status);
    if (status == ND_OK) end = act(&plan, settings, root, messages, &tally);
    if (end == CLI_EXIT_DONE)
        say_tally(settings, &tally, "files dealt with", "files that would be dealt with");
    nd_plan_free(&plan);
    if (root >= 0) (void)close(root);
    return end_of(messages, end);
}

static int undo(const struct cli_settings *settings, struct cli_messages *messages) {
    struct cli_tally tally = {0};
    const int end = cli_apply_undo(settings, messages, &tally);
    if (end == CLI_EXIT_DONE)
        say_tally(settings, &tally, "files moved back", "files that would be moved back");
    return end_of(messages, end);
}

int cli_apply(const struct cli_command *command, const struct cli_settings *settings) {
    struct cli_settings full = *settings;
    struct cli_messages messages;
    const char *const wrong = check_usage(settings);
    if (wrong != NULL) return cli_usage_error(command, wrong);
    if (full.root == NULL) full.root = ".";
    cli_messages_init(&messages, &full);
    return full.undo != NULL ? undo(&full, &messages) : apply(&full, &messages);
}
