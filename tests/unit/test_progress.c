/*
 * test_progress.c - the progress line says what is known, on a terminal and nowhere else
 *
 * Standard error is made a pseudo-terminal. The line is written ten times a second at most; here it
 * is always due, so that nothing depends on how long anything takes.
 *
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/progress.h"
#include "cli/stages.h"

/* ---- The words ------------------------------------------------------------------------------- */

static void expect(struct nd_input_progress read, uint64_t milliseconds, const char *wanted) {
    struct cli_text text = {0};
    cli_progress_describe(&text, &read, milliseconds);
    assert_string_equal(cli_text_string(&text), wanted);
    cli_text_free(&text);
}

static void of_files_of_known_size_the_share_and_the_time_left_are_said(void **state) {
    (void)state;
    expect(
        (struct nd_input_progress){
            .documents = 2000, .bytes = 80000000, .done = 25000000, .total = 100000000},
        3999, "reading: 25 %, 25 of 100 MB, 2000 articles, 500/s, 11 s left");
}

static void what_is_guessed_says_about(void **state) {
    (void)state;
    expect((struct nd_input_progress){.documents = 10,
                                      .bytes = 1000000,
                                      .done = 1000000,
                                      .total = 600000000,
                                      .guessed = true},
           999, "reading: 0 %, 1 of about 600 MB, 10 articles, 10/s, 10 min left");
}

static void of_a_pipe_only_what_came_is_said(void **state) {
    (void)state;
    expect((struct nd_input_progress){.documents = 7, .bytes = 3999999}, 0,
           "reading: 3 MB, 7 articles, 7000/s");
}

static void nothing_read_promises_no_time(void **state) {
    (void)state;
    expect((struct nd_input_progress){.total = 5000000}, 9,
           "reading: 0 %, 0 of 5 MB, 0 articles, 0/s");
}

static void hours_are_said_in_hours(void **state) {
    (void)state;
    expect((struct nd_input_progress){.documents = 1, .done = 1, .total = 7501}, 999,
           "reading: 0 %, 0 of 0 MB, 1 articles, 1/s, 2 h 5 min left");
}

static void figures_too_large_for_products_stay_right(void **state) {
    (void)state;
    expect((struct nd_input_progress){.documents = 4000000000u,
                                      .done = UINT64_C(9000000000000000000),
                                      .total = UINT64_C(18000000000000000000)},
           60000,
           "reading: 50 %, 9000000000000 of 18000000000000 MB, 4000000000 articles, "
           "66665555/s, 60 s left");
}

/* ---- The terminal ---------------------------------------------------------------------------- */

struct terminal {
    int master, saved;
};

/* Makes standard error a terminal. */
static struct terminal open_terminal(void) {
    struct terminal terminal = {.master = posix_openpt(O_RDWR | O_NOCTTY),
                                .saved = dup(STDERR_FILENO)};
    int slave;
    assert_true(terminal.master >= 0 && terminal.saved >= 0);
    assert_int_equal(grantpt(terminal.master), 0);
    assert_int_equal(unlockpt(terminal.master), 0);
    slave = open(ptsname(terminal.master), O_RDWR | O_NOCTTY);
    assert_true(slave >= 0);
    assert_int_equal(dup2(slave, STDERR_FILENO), STDERR_FILENO);
    assert_int_equal(close(slave), 0);
    return terminal;
}

/* What was written on it, all of which is there when the last one that could write is closed. */
static const char *close_terminal(struct terminal terminal) {
    static char shown[4096];
    size_t size = 0;
    ssize_t got = 1;
    assert_int_equal(dup2(terminal.saved, STDERR_FILENO), STDERR_FILENO);
    assert_int_equal(close(terminal.saved), 0);
    for (; got > 0; size += got > 0 ? (size_t)got : 0)
        got = read(terminal.master, shown + size, sizeof shown - 1 - size);
    shown[size] = '\0';
    assert_int_equal(close(terminal.master), 0);
    return shown;
}

static nd_status run_here(void *self, size_t tasks, nd_task_fn fn, void *context) {
    nd_status status = ND_OK;
    (void)self;
    for (size_t i = 0; i < tasks && status == ND_OK; i++) status = fn(context, i, 0);
    return status;
}

/* Lets the line be written again at once. */
static nd_status make_due(void *context, size_t task, uint32_t worker) {
    struct cli_progress *progress = context;
    (void)task, (void)worker;
    atomic_store(&progress->due, 0);
    return ND_OK;
}

/* A run of the program that has a stage of two parts, of two pieces of work each. */
static void work(struct cli_messages *messages) {
    struct cli_progress progress;
    struct cli_stages stages;
    struct nd_executor executor = {.workers = 1, .run = run_here};
    cli_progress_init(&progress, messages);
    progress.begin = 0;
    executor = cli_progress_executor(&progress, executor);
    cli_stages_begin(&stages, &progress, "reading");
    cli_stages_next(&stages, "sorting");
    assert_int_equal(executor.run(executor.self, 2, make_due, &progress), ND_OK);
    assert_int_equal(executor.run(executor.self, 2, make_due, &progress), ND_OK);
    cli_stages_next(&stages, "writing");
    cli_progress_end(&progress);
    cli_stages_next(&stages, "nothing more");
    cli_progress_end(&progress);
}

#define CLEAR "\r\033[K"

static void on_a_terminal_one_line_follows_the_stages_and_goes(void **state) {
    struct cli_messages messages;
    struct terminal terminal;
    (void)state;
    cli_messages_init(&messages, &(struct cli_settings){0});
    terminal = open_terminal();
    work(&messages);
    assert_string_equal(close_terminal(terminal),
                        CLEAR "sorting" CLEAR "sorting: part 1, 50 %" CLEAR
                              "sorting: part 1, 100 %" CLEAR "sorting: part 2, 50 %" CLEAR
                              "sorting: part 2, 100 %" CLEAR "writing" CLEAR);
}

static void on_a_narrow_terminal_the_line_is_cut(void **state) {
    const struct winsize size = {.ws_row = 24, .ws_col = 12};
    struct cli_messages messages;
    struct terminal terminal;
    (void)state;
    cli_messages_init(&messages, &(struct cli_settings){0});
    terminal = open_terminal();
    assert_int_equal(ioctl(terminal.master, TIOCSWINSZ, &size), 0);
    work(&messages);
    assert_string_equal(close_terminal(terminal),
                        CLEAR "sorting" CLEAR "sorting: pa" CLEAR "sorting: pa" CLEAR
                              "sorting: pa" CLEAR "sorting: pa" CLEAR "writing" CLEAR);
}

static void a_message_takes_the_place_of_the_line(void **state) {
    struct cli_messages messages;
    struct cli_progress progress;
    struct terminal terminal;
    (void)state;
    cli_messages_init(&messages, &(struct cli_settings){0});
    terminal = open_terminal();
    cli_progress_init(&progress, &messages);
    progress.begin = 0;
    cli_progress_stage(&progress, "sorting");
    cli_messages_error(&messages, "no");
    cli_progress_end(&progress);
    assert_string_equal(close_terminal(terminal), CLEAR "sorting" CLEAR "newsdupes: no\r\n");
}

static void how_much_of_a_file_was_read_is_shown(void **state) {
    const struct nd_input_options options = {0};
    struct cli_messages messages;
    struct cli_progress progress;
    struct terminal terminal;
    struct nd_report report;
    struct nd_input *input;
    (void)state;
    cli_messages_init(&messages, &(struct cli_settings){0});
    report = cli_messages_report(&messages);
    terminal = open_terminal();
    assert_int_equal(nd_input_new(&options, &report, &input), ND_OK);
    assert_int_equal(nd_input_prepare(input), ND_OK);
    cli_progress_init(&progress, &messages);
    atomic_store(&progress.due, 0);
    cli_progress_read(&progress, input);
    nd_input_free(input);
    assert_string_equal(close_terminal(terminal), CLEAR "reading: 0 MB, 0 articles, 0/s");
}

static void quiet_shows_nothing(void **state) {
    struct cli_messages messages;
    struct terminal terminal;
    (void)state;
    cli_messages_init(&messages, &(struct cli_settings){.quiet = true});
    terminal = open_terminal();
    work(&messages);
    assert_string_equal(close_terminal(terminal), "");
}

static void a_terminal_without_controls_shows_nothing(void **state) {
    static const char *const kinds[] = {"dumb", NULL};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct cli_messages messages;
        struct terminal terminal;
        cli_messages_init(&messages, &(struct cli_settings){0});
        assert_int_equal(kinds[i] != NULL ? setenv("TERM", kinds[i], 1) : unsetenv("TERM"), 0);
        terminal = open_terminal();
        work(&messages);
        assert_int_equal(setenv("TERM", "xterm", 1), 0);
        assert_string_equal(close_terminal(terminal), "");
    }
}

static void without_a_terminal_nothing_is_shown(void **state) {
    struct cli_messages messages;
    int pipes[2];
    const int saved = dup(STDERR_FILENO);
    char byte;
    (void)state;
    cli_messages_init(&messages, &(struct cli_settings){0});
    assert_int_equal(pipe(pipes), 0);
    assert_int_equal(dup2(pipes[1], STDERR_FILENO), STDERR_FILENO);
    work(&messages);
    assert_int_equal(dup2(saved, STDERR_FILENO), STDERR_FILENO);
    assert_int_equal(close(saved) | close(pipes[1]), 0);
    assert_int_equal(read(pipes[0], &byte, 1), 0);
    assert_int_equal(close(pipes[0]), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_files_of_known_size_the_share_and_the_time_left_are_said),
        cmocka_unit_test(what_is_guessed_says_about),
        cmocka_unit_test(of_a_pipe_only_what_came_is_said),
        cmocka_unit_test(nothing_read_promises_no_time),
        cmocka_unit_test(hours_are_said_in_hours),
        cmocka_unit_test(figures_too_large_for_products_stay_right),
        cmocka_unit_test(on_a_terminal_one_line_follows_the_stages_and_goes),
        cmocka_unit_test(on_a_narrow_terminal_the_line_is_cut),
        cmocka_unit_test(a_message_takes_the_place_of_the_line),
        cmocka_unit_test(how_much_of_a_file_was_read_is_shown),
        cmocka_unit_test(quiet_shows_nothing),
        cmocka_unit_test(a_terminal_without_controls_shows_nothing),
        cmocka_unit_test(without_a_terminal_nothing_is_shown),
    };
    if (setenv("TERM", "xterm", 1) != 0) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
