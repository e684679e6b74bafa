/*
 * fault.c - a build of the program whose n-th allocation or n-th file call fails
 *
 * Linked with -Wl,--wrap=NAME for each function below, so that the calls of our own objects come
 * here first. ND_FAULT_KIND is "memory" or "file", ND_FAULT_AT the number of the call of that kind
 * that fails, counted from 1; without them everything is passed through. When the fault has fired
 * the file named by ND_FAULT_FLAG is created: a run that leaves none had fewer calls.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
ssize_t __real_read(int fd, void *bytes, size_t size);
ssize_t __real_pread(int fd, void *bytes, size_t size, off_t offset);
ssize_t __real_write(int fd, const void *bytes, size_t size);
int __real_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __real_close(int fd);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
ssize_t __wrap_read(int fd, void *bytes, size_t size);
ssize_t __wrap_pread(int fd, void *bytes, size_t size, off_t offset);
ssize_t __wrap_write(int fd, const void *bytes, size_t size);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_close(int fd);
/* operator new and new[] that give NULL; what they take is of C++, so a pointer stands for it. */
void *__real__ZnwmRKSt9nothrow_t(size_t size, const void *nothrow);
void *__real__ZnamRKSt9nothrow_t(size_t size, const void *nothrow);
void *__wrap__ZnwmRKSt9nothrow_t(size_t size, const void *nothrow);
void *__wrap__ZnamRKSt9nothrow_t(size_t size, const void *nothrow);

static atomic_ullong calls;

/* Counts a call of `kind`; true when it is the one that has to fail. */
static bool due(const char *kind) {
    const char *wanted = getenv("ND_FAULT_KIND"), *at = getenv("ND_FAULT_AT"), *flag;
    int fd;
    if (wanted == NULL || at == NULL || strcmp(kind, wanted) != 0) return false;
    if (atomic_fetch_add(&calls, 1) + 1 != strtoull(at, NULL, 10)) return false;
    flag = getenv("ND_FAULT_FLAG");
    fd = flag != NULL ? open(flag, O_WRONLY | O_CREAT, 0600) : -1;
    if (fd >= 0) __real_close(fd);
    return true;
}

static bool fails_memory(void) {
    bool fails = due("memory");
    if (fails) errno = ENOMEM;
    return fails;
}

static bool fails_file(int error) {
    bool fails = due("file");
    if (fails) errno = error;
    return fails;
}

void *__wrap_malloc(size_t size) { return fails_memory() ? NULL : __real_malloc(size); }

void *__wrap_calloc(size_t count, size_t size) {
    return fails_memory() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size) {
    return fails_memory() ? NULL : __real_realloc(memory, size);
}

void *__wrap__ZnwmRKSt9nothrow_t(size_t size, const void *nothrow) {
    return fails_memory() ? NULL : __real__ZnwmRKSt9nothrow_t(size, nothrow);
}

void *__wrap__ZnamRKSt9nothrow_t(size_t size, const void *nothrow) {
    return fails_memory() ? NULL : __real__ZnamRKSt9nothrow_t(size, nothrow);
}

ssize_t __wrap_read(int fd, void *bytes, size_t size) {
    return fails_file(EIO) ? -1 : __real_read(fd, bytes, size);
}

ssize_t __wrap_pread(int fd, void *bytes, size_t size, off_t offset) {
    return fails_file(EIO) ? -1 : __real_pread(fd, bytes, size, offset);
}

/* What goes to standard error says what failed: it is let through. */
ssize_t __wrap_write(int fd, const void *bytes, size_t size) {
    return fd != STDERR_FILENO && fails_file(ENOSPC) ? -1 : __real_write(fd, bytes, size);
}

int __wrap_fsync(int fd) { return fails_file(EIO) ? -1 : __real_fsync(fd); }

int __wrap_rename(const char *from, const char *to) {
    return fails_file(EACCES) ? -1 : __real_rename(from, to);
}

/* The descriptor is gone also when close fails. */
int __wrap_close(int fd) {
    bool fails = fails_file(EIO);
    int result = __real_close(fd), error = errno;
    errno = fails ? EIO : error;
    return fails ? -1 : result;
}
