/*
 * messages.c - see messages.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/messages.h"

#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "cli/cli_text.h"

void cli_messages_init(struct cli_messages *messages, const struct cli_settings *settings) {
    messages->quiet = settings->quiet;
    messages->verbose = settings->verbose;
    atomic_init(&messages->errors, 0);
    atomic_init(&messages->line_shown, false);
}

bool cli_terminal_obeys(void) {
    const char *const kind = getenv("TERM");
    return kind != NULL && strcmp(kind, "dumb") != 0;
}

/* iovec has no pointer to const; writev only reads. */
static struct iovec piece(const char *text) {
    struct iovec vector = {.iov_len = strlen(text)};
    memcpy(&vector.iov_base, &text, sizeof text);
    return vector;
}

/* Standard error is the last resort: when it cannot be written there is no one left to tell. */
static void say(const char *before, const char *text) {
    const struct iovec line[] = {piece(before), piece("newsdupes: "), piece(text), piece("\n")};
    (void)!writev(STDERR_FILENO, line, sizeof line / sizeof *line);
}

void cli_say(const char *text) { say("", text); }

void cli_say_plain(const char *text) { (void)!write(STDERR_FILENO, text, strlen(text)); }

static void show(struct cli_messages *messages, const char *text) {
    say(atomic_exchange(&messages->line_shown, false) ? "\r\033[K" : "", text);
}

static void take(void *self, nd_severity severity, const char *text) {
    struct cli_messages *messages = self;
    bool shown = true;
    switch (severity) {
    case ND_NOTE:
    case ND_MORE: shown = messages->verbose; break;
    case ND_WARNING: shown = !messages->quiet; break;
    case ND_OTHERS: shown = !messages->quiet && !messages->verbose; break;
    case ND_REST: shown = !messages->verbose; break;
    case ND_ERROR: break;
    }
    if (severity == ND_ERROR || severity == ND_MORE) atomic_fetch_add(&messages->errors, 1);
    if (shown) show(messages, text);
}

struct nd_report cli_messages_report(struct cli_messages *messages) {
    return (struct nd_report){messages, take};
}

void cli_messages_error(struct cli_messages *messages, const char *text) {
    atomic_fetch_add(&messages->errors, 1);
    show(messages, text);
}

void cli_messages_error_about(struct cli_messages *messages, const char *name, const char *what) {
    struct cli_text text = {0};
    cli_text_add_quoted(&text, name, strlen(name));
    cli_text_add(&text, " ");
    cli_text_add(&text, what);
    cli_messages_error(messages, cli_text_string(&text));
    cli_text_free(&text);
}

void cli_messages_failure(struct cli_messages *messages, nd_status status) {
    if (status == ND_OK) return;
    if (status == ND_ERR_PARAM && cli_messages_errors(messages) != 0) return;
    cli_messages_error(messages, nd_status_text(status));
}

unsigned cli_messages_errors(const struct cli_messages *messages) {
    return atomic_load(&messages->errors);
}
