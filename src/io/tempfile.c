/*
 * tempfile.c - see tempfile.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/tempfile.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"

const char *nd_tempfile_folder(void) {
    const char *const folder = getenv("TMPDIR");
    return folder != NULL && folder[0] != '\0' ? folder : "/tmp";
}

int nd_tempfile_open(const char *folder, int *error) {
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
