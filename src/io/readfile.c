/*
 * readfile.c - see readfile.h
 *
 * A small file costs three calls: open, read and close; mmap would be twice as slow. That it is
 * whole is told by its last page, which it does not fill, or else by going to its end, which takes
 * less time than asking for its size, or than reading there. Of a larger one the size is the limit,
 * so that a file that grows faster than it is read still ends, and one that shrinks gives what is
 * left of it.
 *
 * A path of PATH_MAX bytes or more is walked down in parts that the system accepts.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE 1 /* O_NOATIME, preadv2 */

#include "io/readfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/mem.h"

#ifndef O_NOATIME
#define O_NOATIME 0
#endif

enum {
    LEAST_PAGE = 4096,
    FIRST_READ = 65536,
    LARGE_FILE = 1 << 20,
    LARGEST_READ = 1 << 30,
    PART = PATH_MAX - 1
};

static int open_at(int folder, const char *path, int flags) {
    int descriptor;
    do {
        descriptor = openat(folder, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | flags);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

static void close_keeping_errno(int descriptor) {
    const int error = errno;
    if (descriptor >= 0) (void)close(descriptor);
    errno = error;
}

/* Opens the folder path[0 .. length) below `folder`, which it closes. */
static int descend(int folder, const char *path, size_t length) {
    char *const part = nd_alloc(length + 1, 1);
    int next = -1;
    errno = ENOMEM;
    if (part != NULL) {
        memcpy(part, path, length);
        part[length] = '\0';
        next = open_at(folder, part, O_DIRECTORY);
    }
    nd_free(part);
    close_keeping_errno(folder);
    return next;
}

/* Length of the longest start of a long path that ends before a slash and that the system takes;
 * 0 when there is none. */
static size_t part_length(const char *path) {
    size_t length = PART;
    while (length > 0 && path[length] != '/') length--;
    return length;
}

/* Follows a long path until the rest is short. Returns AT_FDCWD when it is short already, else a
 * descriptor to be closed, or -1 with errno. */
static int parent_of(const char **path) {
    int folder = AT_FDCWD;
    size_t left = strlen(*path);
    while (left > PART) {
        const size_t length = part_length(*path);
        if (length == 0) {
            close_keeping_errno(folder);
            errno = ENAMETOOLONG;
            return -1;
        }
        folder = descend(folder, *path, length);
        if (folder < 0) return -1;
        *path += length;
        while (**path == '/') ++*path;
        left = strlen(*path);
    }
    return folder;
}

int nd_file_open(const char *path, int flags) {
    const int folder = parent_of(&path);
    int descriptor;
    if (folder == -1) return -1;
    descriptor = open_at(folder, *path != '\0' || folder == AT_FDCWD ? path : ".", flags);
    close_keeping_errno(folder);
    return descriptor;
}

int nd_file_stat(const char *path, bool follow, struct stat *info) {
    const int folder = parent_of(&path);
    int result;
    if (folder == -1) return -1;
    result = fstatat(folder, *path != '\0' || folder == AT_FDCWD ? path : ".", info,
                     follow ? 0 : AT_SYMLINK_NOFOLLOW);
    close_keeping_errno(folder);
    return result;
}

static int reason_of(int error) {
    return error == ENXIO ? ND_NOT_REGULAR : error; /* ENXIO: a socket */
}

static bool is_regular(int descriptor, struct stat *info, int *error) {
    *error = 0;
    if (fstat(descriptor, info) != 0) {
        *error = errno;
    } else if (!S_ISREG(info->st_mode)) {
        *error = S_ISDIR(info->st_mode) ? EISDIR : ND_NOT_REGULAR;
    }
    return *error == 0;
}

int nd_file_open_regular(const char *path, struct stat *info, int *error) {
    const int descriptor = nd_file_open(path, 0);
    if (descriptor < 0) *error = reason_of(errno);
    if (descriptor < 0 || is_regular(descriptor, info, error)) return descriptor;
    (void)close(descriptor);
    return -1;
}

/* ---- Many files of a folder ------------------------------------------------------------------ */

static void put_away(struct nd_shelf *shelf) {
    if (shelf->descriptor > 0) (void)close(shelf->descriptor);
    shelf->path.size = 0;
    shelf->descriptor = 0;
    shelf->closed = false;
    shelf->touch = false;
}

void nd_shelf_free(struct nd_shelf *shelf) {
    put_away(shelf);
    nd_buf_free(&shelf->path);
}

/* Whether the shelf is the folder path[0, size), which it becomes if not. */
static bool is_shelf(struct nd_shelf *shelf, const char *path, size_t size) {
    if (shelf->path.size == size && memcmp(shelf->path.data, path, size) == 0) return true;
    put_away(shelf);
    if (nd_buf_append(&shelf->path, path, size) != ND_OK) shelf->path.size = 0;
    return false;
}

/* Opens a file of the folder. Where the system lets us, the time of its last access stays: that of
 * a file just written would change, and be written to the disk. */
static int open_untouched(struct nd_shelf *shelf, const char *name) {
    if (!shelf->touch) {
        const int descriptor = open_at(shelf->descriptor, name, O_NOATIME);
        if (descriptor >= 0 || errno != EPERM) return descriptor;
        shelf->touch = true; /* the file belongs to others */
    }
    return open_at(shelf->descriptor, name, 0);
}

bool nd_shelf_is_scarce(struct nd_shelf *shelf, int descriptor) {
    struct rlimit limit;
    if (shelf->scarce == 0) {
        const bool known = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur / 2 < INT_MAX;
        shelf->scarce = known ? (int)(limit.rlim_cur / 2) : INT_MAX;
    }
    return descriptor >= shelf->scarce;
}

/* Opens a file by its name in the folder, which is opened for the second file that it is asked for;
 * or, as all else, by its path. */
static int open_near(struct nd_shelf *shelf, const char *path) {
    const char *const slash = strrchr(path, '/');
    const size_t size = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    if (size == 0 || size > PART || slash[1] == '\0' || !is_shelf(shelf, path, size))
        return nd_file_open(path, 0);
    if (shelf->descriptor == 0 && !shelf->closed) {
        const nd_status status = nd_buf_append_byte(&shelf->path, '\0');
        const int descriptor =
            status == ND_OK ? open_at(AT_FDCWD, shelf->path.data, O_DIRECTORY) : -1;
        shelf->path.size = size;
        shelf->closed = descriptor <= 0 || nd_shelf_is_scarce(shelf, descriptor);
        if (!shelf->closed) shelf->descriptor = descriptor;
        if (shelf->closed && descriptor >= 0) (void)close(descriptor);
    }
    return shelf->closed ? nd_file_open(path, 0) : open_untouched(shelf, slash + 1);
}

int nd_file_open_near(struct nd_shelf *shelf, const char *path) {
    return shelf != NULL ? open_near(shelf, path) : nd_file_open(path, 0);
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* read() that goes on after a signal and waits where it would block. */
static ssize_t read_some(int descriptor, void *buffer, size_t size, int *error) {
    if (size > LARGEST_READ) size = LARGEST_READ;
    for (;;) {
        const ssize_t got = read(descriptor, buffer, size);
        struct pollfd wait = {.fd = descriptor, .events = POLLIN};
        if (got >= 0) return got;
        if (errno == EINTR) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK) break;
        if (poll(&wait, 1, -1) < 0 && errno != EINTR) break;
    }
    *error = errno;
    return -1;
}

size_t nd_file_read_at(int descriptor, uint64_t offset, void *buffer, size_t size, int *error) {
    char *const bytes = buffer;
    size_t done = 0;
    *error = 0;
    while (done < size) {
        const size_t left = size - done;
        const ssize_t got =
            pread(descriptor, bytes + done, left > LARGEST_READ ? LARGEST_READ : left,
                  (off_t)(offset + done));
        if (got == 0) break;
        if (got > 0) done += (size_t)got;
        if (got > 0 || errno == EINTR) continue;
        *error = errno;
        break;
    }
    return done;
}

static ssize_t read_file(void *self, void *buffer, size_t size, int *error) {
    struct nd_open_file *const file = self;
    ssize_t got;
    if (size > file->left) size = (size_t)file->left;
    if (size == 0) return 0;
    got = read_some(file->descriptor, buffer, size, error);
    if (got > 0 && file->left != UINT64_MAX) file->left -= (uint64_t)got;
    return got;
}

static bool seek_file(void *self, uint64_t offset, int *error) {
    struct nd_open_file *const file = self;
    if (offset > file->size) offset = file->size;
    if (lseek(file->descriptor, (off_t)(file->begin + offset), SEEK_SET) < 0) {
        *error = errno;
        return false;
    }
    file->left = file->size - offset;
    return true;
}

struct nd_bytes nd_file_bytes(struct nd_open_file *file) {
    return (struct nd_bytes){.self = file,
                             .read = read_file,
                             .seek = file->seekable ? seek_file : NULL,
                             .size = file->size};
}

nd_status nd_bytes_append_all(const struct nd_bytes *bytes, struct nd_buf *buf, int *error) {
    const size_t begin = buf->size;
    ssize_t got = 1;
    *error = 0;
    while (*error == 0 && got > 0) {
        const nd_status status = nd_buf_reserve(buf, FIRST_READ + ND_READ_PADDING);
        if (status != ND_OK) return status;
        got = bytes->read(bytes->self, buf->data + buf->size, FIRST_READ, error);
        if (got > 0) buf->size += (size_t)got;
        if (buf->size - begin > ND_MAX_TEXT) *error = EFBIG;
    }
    return ND_OK;
}

/* Reads `size` bytes, or fewer when there are no more. */
static nd_status read_known(const struct nd_bytes *bytes, uint64_t size, struct nd_buf *buf,
                            int *error) {
    ssize_t got = 1;
    *error = size > ND_MAX_TEXT ? EFBIG : 0;
    while (*error == 0 && got > 0 && buf->size < size) {
        const size_t left = (size_t)(size - buf->size);
        const nd_status status = nd_buf_reserve(buf, left + ND_READ_PADDING);
        if (status != ND_OK) return status;
        got = bytes->read(bytes->self, buf->data + buf->size, left, error);
        if (got > 0) buf->size += (size_t)got;
    }
    return ND_OK;
}

static nd_status pad(struct nd_buf *buf) {
    const nd_status status = nd_buf_reserve(buf, ND_READ_PADDING);
    if (status == ND_OK) memset(buf->data + buf->size, 0, ND_READ_PADDING);
    return status;
}

nd_status nd_bytes_read_all(const struct nd_bytes *bytes, struct nd_buf *buf, int *error) {
    nd_status status;
    buf->size = 0;
    status = nd_bytes_append_all(bytes, buf, error);
    return status == ND_OK ? pad(buf) : status;
}

/* Reads the beginning of a file. True when that is all of it, as of most, and it is no folder. */
static bool read_beginning(int descriptor, struct nd_buf *buf) {
    const ssize_t got = read(descriptor, buf->data, FIRST_READ);
    if (got > 0) buf->size = (size_t)got;
    if (got <= 0 || buf->size == FIRST_READ) return false;
    if (lseek(descriptor, 0, SEEK_END) == got) return true;
    (void)lseek(descriptor, got, SEEK_SET);
    return false;
}

/* Reads the rest of a file. */
static nd_status read_rest(int descriptor, uint64_t size, struct nd_buf *buf, int *error) {
    struct nd_open_file file = {.descriptor = descriptor, .left = UINT64_MAX};
    const struct nd_bytes bytes = nd_file_bytes(&file);
    return size != 0 ? read_known(&bytes, size, buf, error)
                     : nd_bytes_append_all(&bytes, buf, error);
}

static nd_status load_open(int descriptor, struct nd_buf *buf, int *error) {
    struct stat info;
    nd_status status = nd_buf_reserve(buf, FIRST_READ + ND_READ_PADDING);
    if (status != ND_OK || read_beginning(descriptor, buf)) return status;
    if (!is_regular(descriptor, &info, error)) return ND_OK;
    if (info.st_size > LARGE_FILE && nd_magic_of(buf->data, buf->size) != ND_MAGIC_NONE)
        return ND_OK;
    return read_rest(descriptor, (uint64_t)info.st_size, buf, error);
}

nd_status nd_file_load(const char *path, struct nd_shelf *shelf, struct nd_buf *buf,
                       nd_magic *magic, int *error) {
    const int descriptor = nd_file_open_near(shelf, path);
    nd_status status;
    buf->size = 0;
    *magic = ND_MAGIC_NONE;
    *error = descriptor < 0 ? reason_of(errno) : 0;
    if (descriptor < 0) return ND_OK;
    status = load_open(descriptor, buf, error);
    (void)close(descriptor);
    if (status == ND_OK && *error == 0) status = pad(buf);
    if (status == ND_OK && *error == 0) *magic = nd_magic_of(buf->data, buf->size);
    return status;
}

/* ---- What the system has in memory ----------------------------------------------------------- */

/* Reads the beginning of a file at `at`; returns its size if that is all of it, else 0. What has to
 * come from a disk is asked for. */
static size_t read_ready(int descriptor, void *at) {
    ssize_t got = -1;
#ifdef RWF_NOWAIT
    const struct iovec part = {.iov_base = at, .iov_len = FIRST_READ};
    got = preadv2(descriptor, &part, 1, 0, RWF_NOWAIT);
    /* What is missing, or broken, begins with a page: what ends within one is whole. */
    if (got > 0 && got % LEAST_PAGE != 0) return (size_t)got;
    if (got < 0 && errno == EAGAIN) {
        (void)posix_fadvise(descriptor, 0, FIRST_READ, POSIX_FADV_WILLNEED);
        return 0;
    }
#endif
    if (got < 0) got = pread(descriptor, at, FIRST_READ, 0); /* some file systems cannot tell */
    return got > 0 && got < FIRST_READ && lseek(descriptor, 0, SEEK_END) == got ? (size_t)got : 0;
}

nd_status nd_file_load_ready(int descriptor, struct nd_buf *buf, size_t *size) {
    const nd_status status = nd_buf_reserve(buf, FIRST_READ + 2 * ND_READ_PADDING);
    *size = 0;
    if (status != ND_OK) return status;
    *size = read_ready(descriptor, buf->data + buf->size);
    if (*size != 0) {
        const size_t padded = (*size / ND_READ_PADDING + 2) * ND_READ_PADDING;
        memset(buf->data + buf->size + *size, 0, padded - *size);
        buf->size += padded;
    }
    return ND_OK;
}
