/*
 * place.c - see place.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "act/place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/names.h"
#include "io/complain.h"

enum { FOLDER = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

/* ---- Paths ----------------------------------------------------------------------------------- */

/* The next part of a path that is not "."; empty at its end. */
static struct nd_name next_part(const char **at, const char *end) {
    struct nd_name part;
    do {
        while (*at < end && **at == '/') ++*at;
        part.bytes = *at;
        while (*at < end && **at != '/') ++*at;
        part.size = (size_t)(*at - part.bytes);
    } while (part.size == 1 && part.bytes[0] == '.');
    return part;
}

/* Steps over the parts of the root; false when the path does not begin with them. */
static bool skip_root(const char *root, const char **at, const char *end) {
    const char *const root_end = root + strlen(root);
    struct nd_name part;
    if ((*root == '/') != (*at < end && **at == '/')) return false;
    while ((part = next_part(&root, root_end)).size != 0) {
        const struct nd_name other = next_part(at, end);
        if (!nd_name_equal(&part, &other)) return false;
    }
    return true;
}

static nd_status append_part(struct nd_buf *below, struct nd_name part) {
    nd_status status = ND_OK;
    if (nd_name_is(part, "..")) return ND_ERR_PARAM;
    if (below->size != 0) status = nd_buf_append_byte(below, '/');
    return status == ND_OK ? nd_buf_append(below, part.bytes, part.size) : status;
}

nd_status nd_path_below(const char *root, struct nd_name path, struct nd_buf *below) {
    const char *at = path.bytes;
    const char *const end = at + path.size;
    struct nd_name part;
    nd_status status = ND_OK;
    below->size = 0;
    if (path.size == 0 || memchr(at, '\0', path.size) != NULL) return ND_ERR_PARAM;
    if (!skip_root(root, &at, end)) return ND_ERR_PARAM;
    while (status == ND_OK && (part = next_part(&at, end)).size != 0)
        status = append_part(below, part);
    if (status == ND_OK && below->size == 0) return ND_ERR_PARAM;
    if (status == ND_OK) status = nd_buf_append_byte(below, '\0');
    if (status == ND_OK) below->size--;
    return status;
}

/* What a relative path begins with: as many ".." as it does, or ".". */
static nd_status append_ups(struct nd_name path, struct nd_buf *start) {
    const char *at = path.bytes;
    nd_status status = ND_OK;
    while (status == ND_OK && nd_name_is(next_part(&at, path.bytes + path.size), ".."))
        status = nd_buf_append_string(start, start->size == 0 ? ".." : "/..");
    return status == ND_OK && start->size == 0 ? nd_buf_append_string(start, ".") : status;
}

nd_status nd_path_split(struct nd_name path, struct nd_buf *start, struct nd_buf *below) {
    const bool absolute = path.size != 0 && path.bytes[0] == '/';
    nd_status status;
    start->size = 0;
    status = absolute ? nd_buf_append_string(start, "/") : append_ups(path, start);
    if (status == ND_OK) status = nd_buf_append_byte(start, '\0');
    if (status != ND_OK) return status;
    start->size--;
    return nd_path_below(start->data, path, below);
}

nd_status nd_path_above(const char *path, struct nd_buf *above) {
    size_t size = strlen(path);
    nd_status status;
    while (size > 1 && path[size - 1] == '/') size--;
    while (size > 0 && path[size - 1] != '/') size--;
    above->size = 0;
    status = size != 0 ? nd_buf_append(above, path, size) : nd_buf_append_string(above, ".");
    if (status == ND_OK) status = nd_buf_append_byte(above, '\0');
    if (status == ND_OK) above->size--;
    return status;
}

/* ---- Places ---------------------------------------------------------------------------------- */

static void close_keeping_errno(int descriptor) {
    const int error = errno;
    (void)close(descriptor);
    errno = error;
}

nd_status nd_folder_open(const struct nd_report *report, const char *path, int *folder) {
    *folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*folder >= 0) return ND_OK;
    nd_complain_errno(report, "cannot open", path, errno);
    return ND_ERR_PARAM;
}

/* Opens a folder in the open folder, which it closes. */
static int step(int folder, const char *name, bool make) {
    int next = openat(folder, name, FOLDER);
    if (next < 0 && errno == ENOENT && make &&
        (mkdirat(folder, name, 0777) == 0 || errno == EEXIST))
        next = openat(folder, name, FOLDER);
    close_keeping_errno(folder);
    return next;
}

int nd_place_open(struct nd_place *place, int root, char *path, bool make) {
    char *name = path, *slash;
    int folder = openat(root, ".", FOLDER);
    while (folder >= 0 && (slash = strchr(name, '/')) != NULL) {
        *slash = '\0';
        folder = step(folder, name, make);
        *slash = '/';
        name = slash + 1;
    }
    *place = (struct nd_place){folder, name};
    if (folder >= 0) return 0;
    return errno == ELOOP || errno == ENOTDIR ? ND_WHY_LINK : errno;
}

void nd_place_close(struct nd_place *place) {
    if (place->folder >= 0) (void)close(place->folder);
    place->folder = -1;
}

bool nd_place_is_on(const struct nd_place *place, dev_t device) {
    struct stat info;
    return fstat(place->folder, &info) == 0 && info.st_dev == device;
}
