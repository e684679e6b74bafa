/*
 * output.c - see output.h
 *
 * The temporary file lies in the folder of its target, because only there a rename is sure to
 * work and to replace the target in one step. Its path is known to nd_output_unlink_pending by
 * one atomic pointer: a signal handler may read nothing more complicated. Where the system can, it
 * has no name until it is whole, so that not even a kill leaves it behind.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE 1 /* O_TMPFILE */

#include "io/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/complain.h"

enum { ROOM = 1 << 18, ATTEMPTS = 100, SUFFIX = 6 };

struct nd_output {
    const struct nd_report *report;
    struct nd_buf path;      /* as it was given; "-" */
    struct nd_buf target;    /* what the temporary file is renamed to; links resolved */
    struct nd_buf temporary; /* empty: written in place */
    int descriptor;
    bool is_nameless; /* the temporary file has its name only when it is whole */
    bool is_stdout, failed, pipe_closed;
    size_t used;
    char *room;
};

/* The temporary file to remove when a signal ends the program. The default order (sequentially
 * consistent) orders it with the creation and the renaming of that file. */
static _Atomic(const char *) pending;

void nd_output_unlink_pending(void) {
    const char *const path = atomic_exchange(&pending, NULL);
    if (path != NULL) (void)unlink(path);
}

/* ---- Failures -------------------------------------------------------------------------------- */

static nd_status fail(struct nd_output *output, const char *what, int error) {
    if (!output->failed) {
        output->failed = true;
        output->pipe_closed = error == EPIPE;
        if (error != EPIPE)
            nd_complain_errno(output->report, what, output->is_stdout ? NULL : output->path.data,
                              error);
    }
    return ND_ERR_PARAM;
}

/* Closes, removes and frees whatever there is. */
static void release(struct nd_output *output) {
    if (output->descriptor >= 0 && !output->is_stdout) (void)close(output->descriptor);
    if (output->temporary.size != 0 && !output->is_nameless) nd_output_unlink_pending();
    nd_buf_free(&output->path);
    nd_buf_free(&output->target);
    nd_buf_free(&output->temporary);
    nd_free(output->room);
    nd_free(output);
}

/* ---- Opening --------------------------------------------------------------------------------- */

/* Bytes of the path up to and with its last slash. */
static size_t folder_size(const char *path) {
    const char *const slash = strrchr(path, '/');
    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

/* The target itself, or what a link leads to, so that the link stays. */
static nd_status set_target(struct nd_output *output) {
    char *const room = nd_alloc(PATH_MAX + 1, 1);
    const char *path;
    nd_status status;
    if (room == NULL) return ND_ERR_MEMORY;
    path = realpath(output->path.data, room);
    if (path == NULL) path = output->path.data;
    status = nd_buf_append(&output->target, path, strlen(path) + 1);
    nd_free(room);
    return status;
}

/* "<folder>/.<name>.newsdupes-XXXXXX": the name is cut where the whole would be too long. */
static nd_status set_temporary(struct nd_output *output) {
    static const char middle[] = ".newsdupes-XXXXXX";
    struct nd_buf *const buf = &output->temporary;
    const char *const target = output->target.data;
    const size_t folder = folder_size(target);
    size_t name = strlen(target + folder);
    nd_status status = nd_buf_append(buf, target, folder);
    if (name > NAME_MAX - sizeof middle) name = NAME_MAX - sizeof middle;
    if (status == ND_OK) status = nd_buf_append_byte(buf, '.');
    if (status == ND_OK) status = nd_buf_append(buf, target + folder, name);
    if (status == ND_OK) status = nd_buf_append(buf, middle, sizeof middle);
    return status;
}

/* Another suffix for each attempt and process. What is there already is never opened, so nothing
 * depends on nobody guessing it. */
static void set_suffix(struct nd_output *output, uint64_t attempt) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    char *const end = output->temporary.data + output->temporary.size - 1;
    struct timespec now = {0};
    uint64_t bits;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    bits = ((uint64_t)getpid() << 32) + (uint64_t)now.tv_nsec + attempt;
    bits *= UINT64_C(0x9E3779B97F4A7C15);
    for (int i = 1; i <= SUFFIX; i++) {
        end[-i] = letters[bits % (sizeof letters - 1)];
        bits /= sizeof letters - 1;
    }
}

enum { LINK_SIZE = sizeof "/proc/self/fd/" + 10 };

/* The path by which a file without a name gets one. */
static void set_link(const struct nd_output *output, char *path) {
    (void)snprintf(path, LINK_SIZE, "/proc/self/fd/%d", output->descriptor);
}

/* Creates the temporary file without a name, if the system can do that and name it later. */
static void create_nameless(struct nd_output *output) {
#ifdef O_TMPFILE
    char *const path = output->temporary.data;
    const size_t folder = folder_size(path);
    const char first = path[folder];
    char link[LINK_SIZE];
    path[folder] = '\0';
    output->descriptor = open(folder != 0 ? path : ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
    path[folder] = first;
    if (output->descriptor < 0) return;
    set_link(output, link);
    output->is_nameless = access(link, F_OK) == 0;
    if (output->is_nameless) return;
    (void)close(output->descriptor);
    output->descriptor = -1;
#else
    (void)output;
#endif
}

static nd_status create_named(struct nd_output *output) {
    for (uint64_t attempt = 0; attempt < ATTEMPTS && output->descriptor < 0; attempt++) {
        set_suffix(output, attempt);
        output->descriptor =
            open(output->temporary.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (output->descriptor < 0 && errno != EEXIST && errno != EINTR) break;
    }
    if (output->descriptor < 0) {
        const int error = errno;
        output->temporary.size = 0;
        return fail(output, "cannot create", error);
    }
    atomic_store(&pending, output->temporary.data);
    return ND_OK;
}

/* Creates the temporary file, with the mode of the file it is to replace if there is one. */
static nd_status create(struct nd_output *output, const struct stat *old) {
    nd_status status = set_target(output);
    if (status == ND_OK) status = set_temporary(output);
    if (status != ND_OK) return status;
    create_nameless(output);
    if (!output->is_nameless) status = create_named(output);
    if (status != ND_OK) return status;
    if (old != NULL) (void)fchmod(output->descriptor, old->st_mode & 07777);
    return ND_OK;
}

static nd_status open_named(struct nd_output *output) {
    struct stat old;
    const char *const path = output->path.data;
    if (stat(path, &old) != 0) return create(output, NULL);
    if (S_ISREG(old.st_mode)) return create(output, &old);
    if (S_ISDIR(old.st_mode)) return fail(output, "cannot create", EISDIR);
    output->descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return output->descriptor >= 0 ? ND_OK : fail(output, "cannot open", errno);
}

nd_status nd_output_open(const char *path, const struct nd_report *report, struct nd_output **out) {
    struct nd_output *const output = nd_alloc_zero(1, sizeof *output);
    nd_status status;
    *out = NULL;
    if (output == NULL) return ND_ERR_MEMORY;
    if (path == NULL) path = "-";
    output->report = report;
    output->is_stdout = strcmp(path, "-") == 0;
    output->descriptor = output->is_stdout ? STDOUT_FILENO : -1;
    output->room = nd_alloc(ROOM, 1);
    status =
        output->room != NULL ? nd_buf_append(&output->path, path, strlen(path) + 1) : ND_ERR_MEMORY;
    if (status == ND_OK && !output->is_stdout) status = open_named(output);
    if (status == ND_OK) {
        *out = output;
    } else {
        release(output);
    }
    return status;
}

/* ---- Writing --------------------------------------------------------------------------------- */

static nd_status write_out(struct nd_output *output, const char *bytes, size_t size) {
    while (size != 0 && !output->failed) {
        const ssize_t put = write(output->descriptor, bytes, size);
        if (put >= 0) {
            bytes += put;
            size -= (size_t)put;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            struct pollfd wait = {.fd = output->descriptor, .events = POLLOUT};
            if (poll(&wait, 1, -1) < 0 && errno != EINTR)
                return fail(output, "cannot write", errno);
        } else if (errno != EINTR) {
            return fail(output, "cannot write", errno);
        }
    }
    return output->failed ? ND_ERR_PARAM : ND_OK;
}

static nd_status flush(struct nd_output *output) {
    const size_t size = output->used;
    output->used = 0;
    return write_out(output, output->room, size);
}

nd_status nd_output_write(struct nd_output *output, const void *bytes, size_t size) {
    if (size > ROOM - output->used) {
        const nd_status status = flush(output);
        if (status != ND_OK) return status;
        if (size >= ROOM) return write_out(output, bytes, size);
    }
    if (size != 0) memcpy(output->room + output->used, bytes, size);
    output->used += size;
    return output->failed ? ND_ERR_PARAM : ND_OK;
}

bool nd_output_pipe_closed(const struct nd_output *output) { return output->pipe_closed; }

/* ---- Closing --------------------------------------------------------------------------------- */

/* Standard output stays open for others: closing a copy of it tells of late errors as well. */
static nd_status close_stdout(struct nd_output *output) {
    const int copy = dup(STDOUT_FILENO);
    if (copy < 0 || close(copy) != 0) return fail(output, "cannot write", errno);
    return ND_OK;
}

/* Gives a nameless file the name of a temporary one. */
static nd_status name_file(struct nd_output *output) {
    char link[LINK_SIZE];
    int error = EEXIST;
    set_link(output, link);
    for (uint64_t attempt = 0; attempt < ATTEMPTS && error == EEXIST; attempt++) {
        set_suffix(output, attempt);
        error = linkat(AT_FDCWD, link, AT_FDCWD, output->temporary.data, AT_SYMLINK_FOLLOW) == 0
                    ? 0
                    : errno;
    }
    if (error != 0) return fail(output, "cannot create", error);
    atomic_store(&pending, output->temporary.data);
    output->is_nameless = false;
    return ND_OK;
}

/* What is no file cannot be synced, and need not. Only then the file gets a name: a kill in the
 * seconds that this may take leaves none behind. */
static nd_status close_file(struct nd_output *output) {
    const int descriptor = output->descriptor;
    if (fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP && errno != EROFS)
        return fail(output, "cannot write", errno);
    if (output->is_nameless && name_file(output) != ND_OK) return ND_ERR_PARAM;
    output->descriptor = -1;
    return close(descriptor) == 0 || errno == EINTR ? ND_OK : fail(output, "cannot write", errno);
}

/* So that the new name, too, survives a power cut; not every file system can, so no error. */
static void sync_folder(struct nd_output *output) {
    const size_t folder = folder_size(output->target.data);
    int descriptor;
    output->target.data[folder] = '\0';
    descriptor = open(folder != 0 ? output->target.data : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    (void)fsync(descriptor);
    (void)close(descriptor);
}

/* Until the rename is done a signal removes the temporary file; afterwards there is none. */
static nd_status put_in_place(struct nd_output *output) {
    if (rename(output->temporary.data, output->target.data) != 0)
        return fail(output, "cannot create", errno);
    atomic_store(&pending, NULL);
    output->temporary.size = 0;
    sync_folder(output);
    return ND_OK;
}

nd_status nd_output_close(struct nd_output *output) {
    nd_status status = flush(output);
    if (status == ND_OK) status = output->is_stdout ? close_stdout(output) : close_file(output);
    if (status == ND_OK && output->temporary.size != 0) status = put_in_place(output);
    release(output);
    return status;
}

void nd_output_discard(struct nd_output *output) {
    if (output != NULL) release(output);
}
