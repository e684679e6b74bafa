/*
 * progress.c - see progress.h
 *
 * The line is driven by those who work: no timer and no thread of its own. What is shown is
 * counted: bytes and documents that were read, pieces of work that are done. The time left is that
 * of reading at the pace so far.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/progress.h"

#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static const uint64_t second = 1000000000u;
static const char clear[] = "\r\033[K";

static uint64_t read_clock(clockid_t clock) {
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * second + (uint64_t)now.tv_nsec;
}

uint64_t cli_clock(void) { return read_clock(CLOCK_MONOTONIC); }

uint64_t cli_cpu_clock(void) { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

void cli_progress_init(struct cli_progress *progress, struct cli_messages *messages) {
    progress->messages = messages;
    progress->on = !messages->quiet && isatty(STDERR_FILENO) == 1 && cli_terminal_obeys();
    progress->begin = progress->stage_begin = cli_clock();
    atomic_init(&progress->due, progress->begin + second / 5);
    atomic_init(&progress->done, 0);
}

/* Cuts the line to the terminal: what wraps would stay when the next one comes. */
static void cut(struct cli_text *text) {
    struct winsize size = {0};
    const size_t begin = strlen(clear);
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return;
    if (text->buf.size >= begin + size.ws_col) text->buf.size = begin + size.ws_col - 1;
}

/* Puts the line in the place of the one before. */
static void show(struct cli_progress *progress, struct cli_text *text) {
    cut(text);
    cli_say_plain(cli_text_string(text));
    atomic_store(&progress->messages->line_shown, true);
}

/* True for one caller in each tenth of a second. */
static bool is_due(struct cli_progress *progress, uint64_t now) {
    uint_fast64_t due = atomic_load(&progress->due);
    return now >= due && atomic_compare_exchange_strong(&progress->due, &due, now + second / 10);
}

static void add_percent(struct cli_text *text, uint64_t part, uint64_t whole) {
    cli_text_add_number(text, (uint64_t)(100.0 * (double)part / (double)whole));
    cli_text_add(text, " %");
}

/* ---- Reading --------------------------------------------------------------------------------- */

static void add_time(struct cli_text *text, uint64_t seconds) {
    const uint64_t minutes = (seconds + 30) / 60;
    const bool in_seconds = seconds < 120, in_hours = minutes >= 120;
    if (in_hours) {
        cli_text_add_number(text, minutes / 60);
        cli_text_add(text, " h ");
    }
    cli_text_add_number(text, in_seconds ? seconds : in_hours ? minutes % 60 : minutes);
    cli_text_add(text, in_seconds ? " s" : " min");
}

void cli_progress_describe(struct cli_text *text, const struct nd_input_progress *read,
                           uint64_t milliseconds) {
    const bool is_known = read->total != 0;
    cli_text_add(text, "reading: ");
    if (is_known) {
        add_percent(text, read->done, read->total);
        cli_text_add(text, ", ");
    }
    cli_text_add_number(text, (is_known ? read->done : read->bytes) / 1000000);
    if (is_known) {
        cli_text_add(text, read->guessed ? " of about " : " of ");
        cli_text_add_number(text, read->total / 1000000);
    }
    cli_text_add(text, " MB, ");
    cli_text_add_number(text, read->documents);
    cli_text_add(text, " articles, ");
    cli_text_add_number(text, read->documents * 1000 / (milliseconds + 1));
    cli_text_add(text, "/s");
    if (!is_known || read->done == 0) return;
    cli_text_add(text, ", ");
    add_time(text, (uint64_t)((double)milliseconds / 1000 * (double)(read->total - read->done) /
                              (double)read->done));
    cli_text_add(text, " left");
}

void cli_progress_read(struct cli_progress *progress, struct nd_input *input) {
    struct cli_text text = {0};
    struct nd_input_progress read;
    uint64_t now;
    if (!progress->on) return;
    now = cli_clock();
    if (!is_due(progress, now)) return;
    nd_input_progress(input, &read);
    cli_text_add(&text, clear);
    cli_progress_describe(&text, &read, (now - progress->stage_begin) / 1000000);
    show(progress, &text);
    cli_text_free(&text);
}

/* ---- Stages and their parts ------------------------------------------------------------------ */

static void show_stage(struct cli_progress *progress, size_t done) {
    struct cli_text text = {0};
    cli_text_add(&text, clear);
    cli_text_add(&text, progress->stage);
    if (done != 0) {
        cli_text_add(&text, ": part ");
        cli_text_add_number(&text, progress->part);
        cli_text_add(&text, ", ");
        add_percent(&text, done, progress->pieces);
    }
    show(progress, &text);
    cli_text_free(&text);
}

void cli_progress_stage(struct cli_progress *progress, const char *stage) {
    progress->stage = stage;
    progress->part = 0;
    progress->stage_begin = cli_clock();
    if (progress->on && progress->stage_begin >= progress->begin + second / 5)
        show_stage(progress, 0);
}

static nd_status count_piece(void *context, size_t task, uint32_t worker) {
    struct cli_progress *progress = context;
    const nd_status status = progress->work(progress->context, task, worker);
    const size_t done = atomic_fetch_add(&progress->done, 1) + 1;
    if (is_due(progress, cli_clock())) show_stage(progress, done);
    return status;
}

static nd_status run_counted(void *self, size_t tasks, nd_task_fn fn, void *context) {
    struct cli_progress *progress = self;
    progress->part++;
    progress->pieces = tasks;
    progress->work = fn;
    progress->context = context;
    atomic_store(&progress->done, 0);
    return progress->executor.run(progress->executor.self, tasks, count_piece, progress);
}

struct nd_executor cli_progress_executor(struct cli_progress *progress,
                                         struct nd_executor executor) {
    if (!progress->on) return executor;
    progress->executor = executor;
    executor.self = progress;
    executor.run = run_counted;
    return executor;
}

void cli_progress_end(struct cli_progress *progress) {
    progress->on = false;
    if (atomic_exchange(&progress->messages->line_shown, false)) cli_say_plain(clear);
}
