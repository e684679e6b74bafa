/*
 * progress.c - see progress.h
 *
 * The line is driven by those who work: no timer and no thread of its own.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/progress.h"

#include <time.h>
#include <unistd.h>

#include "cli/cli_text.h"

static const uint64_t second = 1000000000u;

uint64_t cli_clock(void) {
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * second + (uint64_t)now.tv_nsec;
}

void cli_progress_init(struct cli_progress *progress, struct cli_messages *messages) {
    progress->messages = messages;
    progress->on = !messages->quiet && isatty(STDERR_FILENO) == 1;
    progress->begin = cli_clock();
    atomic_init(&progress->due, progress->begin + second / 5);
}

static void show(struct cli_progress *progress, struct cli_text *text) {
    cli_say_plain(cli_text_string(text));
    atomic_store(&progress->messages->line_shown, true);
}

/* True for one caller in each tenth of a second. */
static bool is_due(struct cli_progress *progress, uint64_t now) {
    uint_fast64_t due = atomic_load(&progress->due);
    return now >= due && atomic_compare_exchange_strong(&progress->due, &due, now + second / 10);
}

void cli_progress_read(struct cli_progress *progress, const struct nd_input *input) {
    struct cli_text text = {0};
    uint64_t now, bytes, documents, spent;
    if (!progress->on) return;
    now = cli_clock();
    if (!is_due(progress, now)) return;
    nd_input_progress(input, &bytes, &documents);
    spent = (now - progress->begin) / 1000000; /* milliseconds; documents * 1000 cannot overflow */
    cli_text_add(&text, "\r\033[Kreading: ");
    cli_text_add_number(&text, documents);
    cli_text_add(&text, " articles, ");
    cli_text_add_number(&text, bytes / 1000000);
    cli_text_add(&text, " MB, ");
    cli_text_add_number(&text, documents * 1000 / (spent + 1));
    cli_text_add(&text, " articles/s");
    show(progress, &text);
    cli_text_free(&text);
}

void cli_progress_stage(struct cli_progress *progress, const char *stage) {
    struct cli_text text = {0};
    if (!progress->on || cli_clock() < progress->begin + second / 5) return;
    cli_text_add(&text, "\r\033[K");
    cli_text_add(&text, stage);
    show(progress, &text);
    cli_text_free(&text);
}

void cli_progress_end(struct cli_progress *progress) {
    if (atomic_exchange(&progress->messages->line_shown, false)) cli_say_plain("\r\033[K");
}
