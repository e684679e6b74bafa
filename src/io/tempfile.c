/*
 * tempfile.c - see tempfile.h
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE 1 /* O_TMPFILE */

#include "io/tempfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"

const char *nd_tempfile_folder(void) {
    const char *const folder = getenv("TMPDIR");
    return folder != NULL && folder[0] != '\0' ? folder : "/tmp";
}

static int open_nameless(const char *folder) {
#ifdef O_TMPFILE
    return open(folder, O_RDWR | O_TMPFILE | O_EXCL | O_CLOEXEC, 0600);
#else
    (void)folder;
    return -1;
#endif
}

/* Opens a file that has a name for a moment. */
static int open_named(const char *folder, int *error) {
    static const char name[] = "/newsdupes-XXXXXX";
    struct nd_buf path = {0};
    int descriptor = -1;
    nd_status status = nd_buf_append_string(&path, folder);
    *error = ENOMEM;
    if (status == ND_OK) status = nd_buf_append(&path, name, sizeof name);
    if (status == ND_OK) {
        descriptor = mkstemp(path.data);
        *error = descriptor < 0 ? errno : 0;
    }
    if (descriptor >= 0) (void)unlink(path.data);
    nd_buf_free(&path);
    return descriptor;
}

int nd_tempfile_open(const char *folder, int *error) {
    const int descriptor = open_nameless(folder);
    *error = 0;
    return descriptor >= 0 ? descriptor : open_named(folder, error);
}
