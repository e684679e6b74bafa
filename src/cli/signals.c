/*
 * signals.c - see signals.h
 *
 * The handler may run at any moment, so it does nothing but two async-signal-safe things: unlink
 * and raise. The work is not asked to stop first: it owns nothing else that outlives the process.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/signals.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/resource.h>
#include <unistd.h>

#include "io/output.h"

void cli_streams_open(void) {
    /* Open for the other direction only: reading 0 or writing 1 and 2 fails with EBADF. */
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1) (void)!open("/dev/null", modes[fd]);
}

void cli_files_allow(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* SA_RESETHAND has restored the default action; the raised signal waits until this returns. */
static void handle(int number) {
    nd_output_unlink_pending();
    (void)raise(number);
}

static void install(int number, void (*handler)(int), int flags) {
    struct sigaction before, action = {.sa_handler = handler, .sa_flags = flags};
    (void)sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_IGN) return;
    (void)sigaction(number, &action, NULL);
}

void cli_signals_install(void) {
    install(SIGHUP, handle, (int)SA_RESETHAND);
    install(SIGINT, handle, (int)SA_RESETHAND);
    install(SIGTERM, handle, (int)SA_RESETHAND);
    install(SIGPIPE, SIG_IGN, 0);
    install(SIGXFSZ, SIG_IGN, 0);
}

void cli_signals_hold(sigset_t *before) {
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGHUP);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &set, before);
}

void cli_signals_release(const sigset_t *before) { (void)sigprocmask(SIG_SETMASK, before, NULL); }

void cli_signals_end_by_pipe(void) {
    sigset_t set;
    (void)signal(SIGPIPE, SIG_DFL);
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGPIPE);
    (void)sigprocmask(SIG_UNBLOCK, &set, NULL);
    (void)raise(SIGPIPE);
}
