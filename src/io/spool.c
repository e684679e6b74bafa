/*
 * spool.c - see spool.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/spool.h"

#include <errno.h>
#include <unistd.h>

#include "io/tempfile.h"

void nd_spool_init(struct nd_spool *spool, const char *folder) {
    spool->folder = folder;
    spool->descriptor = -1;
    atomic_init(&spool->end, 0);
}

int nd_spool_open(struct nd_spool *spool) {
    int error = 0;
    if (spool->folder == NULL) spool->folder = nd_tempfile_folder();
    if (spool->descriptor < 0) spool->descriptor = nd_tempfile_open(spool->folder, &error);
    return error;
}

void nd_spool_close(struct nd_spool *spool) {
    if (spool->descriptor >= 0) (void)close(spool->descriptor);
    spool->descriptor = -1;
}

int nd_spool_add(struct nd_spool *spool, const char *bytes, size_t size, uint64_t *offset) {
    size_t done = 0;
    *offset = atomic_fetch_add_explicit(&spool->end, size, memory_order_relaxed);
    while (done < size) {
        const ssize_t put =
            pwrite(spool->descriptor, bytes + done, size - done, (off_t)(*offset + done));
        if (put < 0 && errno != EINTR) return errno;
        if (put > 0) done += (size_t)put;
    }
    return 0;
}
