/*
 * spool.c - see spool.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/spool.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"

void nd_spool_init(struct nd_spool *spool) {
    spool->descriptor = -1;
    atomic_init(&spool->end, 0);
}

int nd_spool_open(struct nd_spool *spool) {
    static const char name[] = "/newsdupes-XXXXXX";
    const char *const folder = getenv("TMPDIR");
    struct nd_buf path = {0};
    nd_status status;
    int error = ENOMEM;
    if (spool->descriptor >= 0) return 0;
    status = nd_buf_append_string(&path, folder != NULL && folder[0] != '\0' ? folder : "/tmp");
    if (status == ND_OK) status = nd_buf_append(&path, name, sizeof name);
    if (status == ND_OK) {
        spool->descriptor = mkstemp(path.data);
        error = spool->descriptor < 0 ? errno : 0;
    }
    if (error == 0) (void)unlink(path.data);
    nd_buf_free(&path);
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
