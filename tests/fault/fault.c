/*
 * fault.c - a build of the program whose n-th allocation or n-th file call fails
 *
 * Linked with -Wl,--wrap=NAME for each function below, so that the calls of our own objects come
 * here first; glibc has names of their own for those on large files. ND_FAULT_KIND is "memory"
 * (what runs out of it, threads too), "file" (reading and writing), "room" (what takes room in
 * temporary files) or "deed" (what looks for, opens, makes, moves or removes files), ND_FAULT_AT
 * the number of the call of that kind that fails, counted from 1; without them everything is passed
 * through. Of the kinds "term" and "kill" is every call of the
 * kinds "file" and "deed"; the one whose turn it is sends that signal first, and goes on if it
 * still can. When the fault has fired the file named by ND_FAULT_FLAG is created: a run that leaves
 * none had fewer calls. With ND_FAULT_OLD the system knows no renameat2.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE 1 /* O_TMPFILE, mremap */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <locale.h>
#include <pthread.h>
#include <regex.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_mmap64(void *at, size_t size, int access, int flags, int fd, off_t offset);
ssize_t __real_read(int fd, void *bytes, size_t size);
ssize_t __real_pread64(int fd, void *bytes, size_t size, off_t offset);
ssize_t __real_write(int fd, const void *bytes, size_t size);
int __real_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __real_close(int fd);
int __real_open64(const char *path, int flags, ...);
int __real_openat64(int folder, const char *path, int flags, ...);
int __real_fstatat64(int folder, const char *path, struct stat *info, int flags);
int __real_mkdir(const char *path, mode_t mode);
int __real_mkdirat(int folder, const char *path, mode_t mode);
int __real_unlinkat(int folder, const char *path, int flags);
int __real_linkat(int folder, const char *path, int to, const char *name, int flags);
int __real_renameat(int folder, const char *path, int to, const char *name);
long __real_syscall(long number, ...);
void *__real_mremap(void *at, size_t size, size_t wanted, int flags, ...);
int __real_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int __real_sem_init(sem_t *semaphore, int shared, unsigned value);
iconv_t __real_iconv_open(const char *to, const char *from);
locale_t __real_newlocale(int mask, const char *name, locale_t base);
int __real_regcomp(regex_t *pattern, const char *text, int flags);
int __real_regexec(const regex_t *pattern, const char *, size_t, regmatch_t *, int flags);
ssize_t __real_pwrite64(int fd, const void *bytes, size_t size, off_t offset);
int __real_posix_fallocate64(int fd, off_t offset, off_t size);
int __real_fallocate64(int fd, int mode, off_t offset, off_t size);
off_t __real_lseek64(int fd, off_t offset, int whence);
int __real_dup(int fd);
int __real_stat64(const char *path, struct stat *info);
int __real_fstat64(int fd, struct stat *info);
int __real_access(const char *path, int mode);
int __real_fchmod(int fd, mode_t mode);
int __real_mkstemp64(char *path);
int __real_unlink(const char *path);
char *__real_realpath(const char *path, char *room);
DIR *__real_fdopendir(int fd);
struct dirent *__real_readdir64(DIR *folder);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_mmap64(void *at, size_t size, int access, int flags, int fd, off_t offset);
ssize_t __wrap_read(int fd, void *bytes, size_t size);
ssize_t __wrap_pread64(int fd, void *bytes, size_t size, off_t offset);
ssize_t __wrap_preadv64v2(int fd, const struct iovec *parts, int count, off_t offset, int flags);
/* What goes to standard error says what failed: it is let through. */
ssize_t __wrap_write(int fd, const void *bytes, size_t size);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_close(int fd);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_openat64(int folder, const char *path, int flags, ...);
int __wrap_fstatat64(int folder, const char *path, struct stat *info, int flags);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_mkdirat(int folder, const char *path, mode_t mode);
int __wrap_unlinkat(int folder, const char *path, int flags);
int __wrap_linkat(int folder, const char *path, int to, const char *name, int flags);
int __wrap_renameat(int folder, const char *path, int to, const char *name);
long __wrap_syscall(long number, ...);
void *__wrap_mremap(void *at, size_t size, size_t wanted, int flags, ...);
int __wrap_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int __wrap_sem_init(sem_t *semaphore, int shared, unsigned value);
iconv_t __wrap_iconv_open(const char *to, const char *from);
locale_t __wrap_newlocale(int mask, const char *name, locale_t base);
int __wrap_regcomp(regex_t *pattern, const char *text, int flags);
int __wrap_regexec(const regex_t *pattern, const char *, size_t, regmatch_t *, int flags);
ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t size, off_t offset);
int __wrap_posix_fallocate64(int fd, off_t offset, off_t size);
int __wrap_fallocate64(int fd, int mode, off_t offset, off_t size);
off_t __wrap_lseek64(int fd, off_t offset, int whence);
int __wrap_dup(int fd);
int __wrap_stat64(const char *path, struct stat *info);
int __wrap_fstat64(int fd, struct stat *info);
int __wrap_access(const char *path, int mode);
int __wrap_fchmod(int fd, mode_t mode);
int __wrap_mkstemp64(char *path);
int __wrap_unlink(const char *path);
char *__wrap_realpath(const char *path, char *room);
DIR *__wrap_fdopendir(int fd);
struct dirent *__wrap_readdir64(DIR *folder);
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
    fd = flag != NULL ? __real_open64(flag, O_WRONLY | O_CREAT, 0600) : -1;
    if (fd >= 0) __real_close(fd);
    return true;
}

/* The signals that may come at a call on files. */
static void signal_if_due(void) {
    if (due("term")) (void)raise(SIGTERM);
    if (due("kill")) (void)raise(SIGKILL);
}

static bool fails_memory(void) {
    bool fails = due("memory");
    if (fails) errno = ENOMEM;
    return fails;
}

static bool fails_file(int error) {
    bool fails = due("file");
    signal_if_due();
    if (fails) errno = error;
    return fails;
}

static bool fails_room(void) {
    const bool fails = due("room");
    if (fails) errno = ENOSPC;
    return fails;
}

static bool fails_deed(void) {
    bool fails = due("deed");
    signal_if_due();
    if (fails) errno = EIO;
    return fails;
}

void *__wrap_malloc(size_t size) { return fails_memory() ? NULL : __real_malloc(size); }

void *__wrap_calloc(size_t count, size_t size) {
    return fails_memory() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size) {
    return fails_memory() ? NULL : __real_realloc(memory, size);
}

void *__wrap_mmap64(void *at, size_t size, int access, int flags, int fd, off_t offset) {
    if (!fails_memory()) return __real_mmap64(at, size, access, flags, fd, offset);
    errno = ENOMEM;
    return MAP_FAILED;
}

/* Ours always says where to. */
void *__wrap_mremap(void *at, size_t size, size_t wanted, int flags, ...) {
    void *to;
    va_list more;
    va_start(more, flags);
    to = va_arg(more, void *);
    va_end(more);
    return fails_memory() ? MAP_FAILED : __real_mremap(at, size, wanted, flags, to);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *),
                          void *context) {
    return fails_memory() ? EAGAIN : __real_pthread_create(thread, how, run, context);
}

int __wrap_sem_init(sem_t *semaphore, int shared, unsigned value) {
    return fails_memory() ? -1 : __real_sem_init(semaphore, shared, value);
}

iconv_t __wrap_iconv_open(const char *to, const char *from) {
    return fails_memory() ? (iconv_t)-1 : __real_iconv_open(to, from);
}

locale_t __wrap_newlocale(int mask, const char *name, locale_t base) {
    return fails_memory() ? (locale_t)0 : __real_newlocale(mask, name, base);
}

int __wrap_regcomp(regex_t *pattern, const char *text, int flags) {
    return fails_memory() ? REG_ESPACE : __real_regcomp(pattern, text, flags);
}

int __wrap_regexec(const regex_t *pattern, const char *text, size_t count, regmatch_t *match,
                   int flags) {
    return fails_memory() ? REG_ESPACE : __real_regexec(pattern, text, count, match, flags);
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

ssize_t __wrap_pread64(int fd, void *bytes, size_t size, off_t offset) {
    return fails_file(EIO) ? -1 : __real_pread64(fd, bytes, size, offset);
}

/* Nothing is in memory yet, so that files are read in the way that says why they cannot be. */
ssize_t __wrap_preadv64v2(int fd, const struct iovec *parts, int count, off_t offset, int flags) {
    (void)fd, (void)parts, (void)count, (void)offset, (void)flags;
    errno = EAGAIN;
    return -1;
}

/* What goes to standard error says what failed: it is let through. */
ssize_t __wrap_write(int fd, const void *bytes, size_t size) {
    return fd != STDERR_FILENO && fails_file(ENOSPC) ? -1 : __real_write(fd, bytes, size);
}

ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t size, off_t offset) {
    return fails_room() ? -1 : __real_pwrite64(fd, bytes, size, offset);
}

int __wrap_posix_fallocate64(int fd, off_t offset, off_t size) {
    return fails_room() ? ENOSPC : __real_posix_fallocate64(fd, offset, size);
}

int __wrap_fallocate64(int fd, int mode, off_t offset, off_t size) {
    return fails_room() ? -1 : __real_fallocate64(fd, mode, offset, size);
}

off_t __wrap_lseek64(int fd, off_t offset, int whence) {
    return fails_file(EIO) ? -1 : __real_lseek64(fd, offset, whence);
}

int __wrap_dup(int fd) { return fails_file(EMFILE) ? -1 : __real_dup(fd); }

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

/* The mode is read only where there is one. */
int __wrap_open64(const char *path, int flags, ...) {
    mode_t mode = 0;
    va_list more;
    va_start(more, flags);
    if ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE) mode = va_arg(more, mode_t);
    va_end(more);
    return fails_deed() ? -1 : __real_open64(path, flags, mode);
}

/* None of our calls of openat creates a file. */
int __wrap_openat64(int folder, const char *path, int flags, ...) {
    return fails_deed() ? -1 : __real_openat64(folder, path, flags);
}

int __wrap_fstatat64(int folder, const char *path, struct stat *info, int flags) {
    return fails_deed() ? -1 : __real_fstatat64(folder, path, info, flags);
}

int __wrap_stat64(const char *path, struct stat *info) {
    return fails_deed() ? -1 : __real_stat64(path, info);
}

int __wrap_fstat64(int fd, struct stat *info) {
    return fails_deed() ? -1 : __real_fstat64(fd, info);
}

int __wrap_access(const char *path, int mode) {
    return fails_deed() ? -1 : __real_access(path, mode);
}

int __wrap_fchmod(int fd, mode_t mode) { return fails_deed() ? -1 : __real_fchmod(fd, mode); }

int __wrap_mkstemp64(char *path) { return fails_deed() ? -1 : __real_mkstemp64(path); }

/* Never fails: what removes temporary files could not be helped. */
int __wrap_unlink(const char *path) {
    signal_if_due();
    return __real_unlink(path);
}

char *__wrap_realpath(const char *path, char *room) {
    return fails_deed() ? NULL : __real_realpath(path, room);
}

DIR *__wrap_fdopendir(int fd) { return fails_deed() ? NULL : __real_fdopendir(fd); }

struct dirent *__wrap_readdir64(DIR *folder) {
    return fails_deed() ? NULL : __real_readdir64(folder);
}

int __wrap_mkdir(const char *path, mode_t mode) {
    return fails_deed() ? -1 : __real_mkdir(path, mode);
}

int __wrap_mkdirat(int folder, const char *path, mode_t mode) {
    return fails_deed() ? -1 : __real_mkdirat(folder, path, mode);
}

int __wrap_unlinkat(int folder, const char *path, int flags) {
    return fails_deed() ? -1 : __real_unlinkat(folder, path, flags);
}

int __wrap_linkat(int folder, const char *path, int to, const char *name, int flags) {
    return fails_deed() ? -1 : __real_linkat(folder, path, to, name, flags);
}

int __wrap_renameat(int folder, const char *path, int to, const char *name) {
    return fails_deed() ? -1 : __real_renameat(folder, path, to, name);
}

/* Our only call is renameat2. */
long __wrap_syscall(long number, ...) {
    int folder, to;
    const char *path, *name;
    unsigned flags;
    va_list more;
    va_start(more, number);
    folder = va_arg(more, int);
    path = va_arg(more, const char *);
    to = va_arg(more, int);
    name = va_arg(more, const char *);
    flags = va_arg(more, unsigned);
    va_end(more);
    if (fails_deed()) return -1;
    errno = ENOSYS;
    return getenv("ND_FAULT_OLD") != NULL ? -1
                                          : __real_syscall(number, folder, path, to, name, flags);
}
