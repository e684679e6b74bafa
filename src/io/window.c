/*
 * window.c - see window.h
 *
 * Arrays are laid one behind the other, and where there was one that was given back: what is there
 * is in the memory of the system already, and need not be claimed. Room on the disk is claimed
 * before it is touched: to run out of it later would end the process by a signal.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE 1 /* fallocate */
#include "io/window.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/tempfile.h"

enum {
    LEAST = 1 << 20, /* bytes of a window that is of any use */
    PIECE = 64 << 10 /* bytes of zeros that are written at once; arrays have whole ones */
};

bool nd_window_init(struct nd_window *window, const char *folder) {
    *window = (struct nd_window){.folder = folder, .file = -1};
    window->zeros = nd_alloc_zero(PIECE, 1);
    return window->zeros != NULL && nd_lock_init(&window->lock);
}

void nd_window_free(struct nd_window *window) {
    if (window->memory != NULL) (void)munmap(window->memory, (size_t)window->size);
    if (window->file > 0) (void)close(window->file);
    nd_lock_destroy(&window->lock);
    nd_rooms_free(&window->free);
    nd_free(window->zeros);
}

/* ---- Making the file ------------------------------------------------------------------------- */

/* Maps as much of the file as there are addresses for: half of them, where they are bounded. */
static char *map_window(int file, uint64_t *size) {
    struct rlimit limit;
    *size = ND_WINDOW_MOST;
    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur / 2 < *size) *size = limit.rlim_cur / 2;
    for (; *size >= LEAST; *size /= 2) {
        void *memory;
        if (*size > SIZE_MAX / 2) continue;
        memory = mmap(NULL, (size_t)*size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (memory != MAP_FAILED) return memory;
    }
    return NULL;
}

/* Makes the file unless there is one; 0, or the errno value of a failure. */
static int open_file(struct nd_window *window) {
    int error = 0;
    if (window->file < 0) {
        window->file = nd_tempfile_open(window->folder, &error);
        if (window->file >= 0) {
            char *const memory = map_window(window->file, &window->size);
            atomic_store(&window->memory, memory);
        }
    }
    return error == 0 && atomic_load(&window->memory) == NULL ? ENOMEM : error;
}

/* ---- Room ------------------------------------------------------------------------------------ */

/* The size in whole pieces. */
uint64_t nd_window_room(size_t size) { return ((uint64_t)size + PIECE - 1) / PIECE * PIECE; }

/* Gives the disk back what it has of the file there, where the system knows how to. */
static void drop_room(const struct nd_window *window, uint64_t at, uint64_t size) {
#ifdef FALLOC_FL_PUNCH_HOLE
    const int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
    (void)fallocate(window->file, mode, (off_t)at, (off_t)size);
#else
    (void)window;
    (void)at;
    (void)size;
#endif
}

/* Writes zeros; 0, or the errno value of a failure. */
static int write_zeros(const struct nd_window *window, uint64_t at, uint64_t size) {
    uint64_t done = 0;
    while (done < size) {
        const size_t piece = PIECE - (size_t)(done % PIECE);
        const ssize_t put = pwrite(window->file, window->zeros, piece, (off_t)(at + done));
        if (put < 0 && errno != EINTR) return errno;
        if (put > 0) done += (uint64_t)put;
    }
    return 0;
}

/* Claims room on the disk, and writes zeros to it; 0, or the errno value of a failure. Systems keep
 * what is written in pages as large as the pieces that it comes in. What is touched before it is
 * written has the smallest pages, each by a fault: to fill, to read and to drop them takes three to
 * ten times as long. */
static int claim_room(const struct nd_window *window, uint64_t at, uint64_t size) {
    int error;
    do error = posix_fallocate(window->file, (off_t)at, (off_t)size);
    while (error == EINTR);
    if (error == 0) error = write_zeros(window, at, size);
    if (error != 0) drop_room(window, at, size);
    return error;
}

/* Finds a place: one that is free, or else behind all others. What has none leaves the end where it
 * is: past the window are the addresses of others, which must not be let go of. */
static int find_place(struct nd_window *window, uint64_t size, uint64_t *at, bool *claimed) {
    const int error = open_file(window);
    if (error != 0) return error;
    *claimed = nd_rooms_take(&window->free, size, at);
    if (*claimed) return 0;
    *at = window->end;
    if (size > window->size || *at > window->size - size) return ENOMEM;
    window->end += size;
    return 0;
}

void *nd_window_take(struct nd_window *window, size_t size, bool zero, int *error) {
    const uint64_t room = nd_window_room(size);
    uint64_t at = 0;
    bool claimed = false;
    nd_lock_take(&window->lock);
    *error = find_place(window, room, &at, &claimed);
    nd_lock_give(&window->lock);
    if (*error == 0 && !claimed) *error = claim_room(window, at, room);
    if (*error == 0 && claimed && zero) *error = write_zeros(window, at, room);
    return *error == 0 ? window->memory + at : NULL;
}

/* What cannot be noted is not used again. */
void nd_window_give_back(struct nd_window *window, void *memory, size_t size) {
    const uint64_t at = nd_window_at(window, memory), room = nd_window_room(size);
    nd_status status;
    nd_window_let_go(window, at, room);
    nd_lock_take(&window->lock);
    status = nd_rooms_add(&window->free, at, room);
    nd_lock_give(&window->lock);
    if (status != ND_OK) drop_room(window, at, room);
}

uint64_t nd_window_end(struct nd_window *window) {
    uint64_t end;
    nd_lock_take(&window->lock);
    end = window->end;
    nd_lock_give(&window->lock);
    return end;
}

/* Past the window are the addresses of others. */
void nd_window_let_go(const struct nd_window *window, uint64_t at, uint64_t size) {
    if (at >= window->size) return;
    if (size > window->size - at) size = window->size - at;
    (void)madvise(window->memory + at, (size_t)size, MADV_DONTNEED);
}

bool nd_window_read(const struct nd_window *window, const void *memory, size_t size, void *to) {
    const off_t at = (off_t)nd_window_at(window, memory);
    size_t done = 0;
    while (done < size) {
        const ssize_t got = pread(window->file, (char *)to + done, size - done, at + (off_t)done);
        if (got == 0 || (got < 0 && errno != EINTR)) return false;
        if (got > 0) done += (size_t)got;
    }
    return true;
}
