/*
 * spill.c - see spill.h
 *
 * One file, mapped into memory, because everything that matches documents goes by pointers into
 * these arrays, and mostly in order. What goes in no order reads the file instead: that is a
 * microsecond for a document, where its pages cost five or ten to come and to go. Arrays are laid
 * one behind the other. The places of blocks of arenas, which are all of one size, are used again:
 * what is there is in memory already, and need not be claimed. The room of other arrays that were
 * given back is given back to the disk, and their places are not used again. Room on the disk is
 * claimed before it is touched: to run out of it later would end the process by a signal.
 *
 * The size of the process is read from /proc where there is one. Elsewhere the largest that it ever
 * had must do: from the first time at the bound on, the arrays are let go of after every piece of
 * work, which is slower and keeps the bound as well.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE 1 /* fallocate */
#include "io/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/mem.h"
#include "io/largepages.h"
#include "io/lock.h"
#include "io/tempfile.h"

enum {
    LARGE = 1 << 20,  /* bytes of an array that can be a file */
    LARGE_PART = 8,   /* of the memory: more of it is an array that comes page by page */
    SLICE = 2 << 20,  /* bytes that are let go of at once */
    PIECE = 256 << 10 /* bytes of zeros that are written at once; arrays have whole ones */
};

/* Addresses for all that one run may ever spill: they cost nothing. */
#define MOST_WINDOW ((uint64_t)1 << 40)

struct nd_spill {
    uint64_t memory, begin;     /* bytes of the process; those from which on arrays are files */
    struct nd_largepages pages; /* of arrays in memory */
    uint64_t bound;             /* resident bytes from which on arrays are let go of */
    uint64_t least;             /* ... unless so few bytes of them are */
    const char *folder;
    char *zeros; /* a piece of them */
    size_t page;
    int statm;            /* /proc/self/statm, or -1 */
    atomic_bool spilling; /* once begun it goes on: what is in memory already stays there */
    atomic_int error;
    struct nd_lock lock;  /* of beginning to spill, and of letting go */
    int file;             /* -1: nothing was spilled yet */
    char *_Atomic window; /* where the file is mapped; past its end there is nothing */
    uint64_t window_size;
    _Atomic uint64_t end;    /* of the file */
    _Atomic uint64_t mapped; /* bytes of the arrays in it, now, ... */
    _Atomic uint64_t most;   /* ... and at most so far */
    uint64_t turn;           /* where letting go goes on */
    struct nd_lock free_lock;
    uint64_t *free_places; /* of blocks in the file that were given back */
    size_t free_count, free_capacity;
};

/* What of the process is in memory: bytes in all, and those of them that belong to files. */
struct residence {
    uint64_t all, files;
};

static uint64_t memory_of_machine(void) {
    const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : UINT64_MAX;
}

nd_status nd_spill_new(uint64_t memory, const char *folder, struct nd_spill **out) {
    struct nd_spill *spill = nd_alloc_zero(1, sizeof *spill);
    *out = spill;
    if (spill == NULL) return ND_ERR_MEMORY;
    spill->memory = memory != 0 ? memory : memory_of_machine() / 2;
    spill->begin = memory != 0 ? memory / 8 : spill->memory / 2;
    spill->bound = spill->memory / 8 * 7;
    spill->least = spill->memory / 8;
    spill->folder = folder != NULL ? folder : nd_tempfile_folder();
    spill->zeros = nd_alloc_zero(PIECE, 1);
    spill->page = (size_t)sysconf(_SC_PAGESIZE);
    spill->file = -1;
    spill->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (nd_lock_init(&spill->lock) && nd_lock_init(&spill->free_lock) &&
        nd_largepages_init(&spill->pages) && spill->zeros != NULL)
        return ND_OK;
    nd_spill_free(spill);
    *out = NULL;
    return ND_ERR_MEMORY;
}

void nd_spill_free(struct nd_spill *spill) {
    if (spill == NULL) return;
    if (spill->window != NULL) (void)munmap(spill->window, spill->window_size);
    if (spill->file >= 0) (void)close(spill->file);
    if (spill->statm >= 0) (void)close(spill->statm);
    nd_largepages_free(&spill->pages);
    nd_lock_destroy(&spill->lock);
    nd_lock_destroy(&spill->free_lock);
    nd_free(spill->free_places);
    nd_free(spill->zeros);
    nd_free(spill);
}

/* ---- The size of the process ----------------------------------------------------------------- */

/* The second and the third number of the file, in pages. Without it: the most that it ever was, as
 * if all of that could be let go of. */
static struct residence residence_of(const struct nd_spill *spill) {
    struct rusage usage = {0};
    char text[64];
    const ssize_t size =
        spill->statm >= 0 ? pread(spill->statm, text, sizeof text - 1, 0) : (ssize_t)-1;
    if (size > 0) {
        struct residence now;
        char *end;
        text[size] = '\0';
        (void)strtoull(text, &end, 10);
        now.all = (uint64_t)strtoull(end, &end, 10) * spill->page;
        now.files = (uint64_t)strtoull(end, NULL, 10) * spill->page;
        return now;
    }
    (void)getrusage(RUSAGE_SELF, &usage);
    return (struct residence){(uint64_t)usage.ru_maxrss * 1024, (uint64_t)usage.ru_maxrss * 1024};
}

/* Lets go of a slice of the file. */
static void let_go(struct nd_spill *spill) {
    const uint64_t end = atomic_load(&spill->end);
    uint64_t size;
    if (spill->turn >= end) spill->turn = 0;
    size = end - spill->turn < SLICE ? end - spill->turn : SLICE;
    (void)madvise(spill->window + spill->turn, size, MADV_DONTNEED);
    spill->turn += size;
}

/* Whether files are to be let go of. A little of them may stay even when all else takes more than
 * the bound: to do without any would take hours and save next to nothing. */
static bool is_full(const struct nd_spill *spill, const struct residence *now) {
    return now->all >= spill->bound && now->files >= spill->least;
}

/* In turn, whatever is used most: what is touched again comes back for the price of a page fault,
 * and to find out what is used would cost as much. Half of what belongs to files goes, so that it
 * is not to be done again soon. Other threads go on meanwhile, unless all memory is in use. */
void nd_spill_relieve(struct nd_spill *spill) {
    struct residence now;
    uint64_t goal, slices;
    if (!atomic_load_explicit(&spill->spilling, memory_order_relaxed)) return;
    now = residence_of(spill);
    if (!is_full(spill, &now)) return;
    if (now.all >= spill->memory)
        nd_lock_take(&spill->lock);
    else if (!nd_lock_try(&spill->lock))
        return;
    now = residence_of(spill);
    goal = is_full(spill, &now) ? now.files / 2 : now.files;
    slices = atomic_load(&spill->end) / SLICE + 1;
    for (; slices > 0 && now.files > goal; slices--) {
        let_go(spill);
        now = residence_of(spill);
    }
    nd_lock_give(&spill->lock);
}

/* ---- The file ------------------------------------------------------------------------------- */

bool nd_spill_try(struct nd_spill *spill, int *error) {
    const int descriptor = nd_tempfile_open(spill->folder, error);
    if (descriptor >= 0) (void)close(descriptor);
    return descriptor >= 0;
}

/* Maps as much of the file as there are addresses for: half of them, where they are bounded. */
static char *map_window(int file, uint64_t *size) {
    struct rlimit limit;
    *size = MOST_WINDOW;
    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur / 2 < *size) *size = limit.rlim_cur / 2;
    for (; *size >= LARGE; *size /= 2) {
        void *window;
        if (*size > SIZE_MAX / 2) continue;
        window = mmap(NULL, (size_t)*size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (window != MAP_FAILED) return window;
    }
    return NULL;
}

/* Makes the file unless there is one; 0, or the errno value of a failure. */
static int open_file(struct nd_spill *spill) {
    int error = 0;
    nd_lock_take(&spill->lock);
    if (spill->file < 0) {
        spill->file = nd_tempfile_open(spill->folder, &error);
        if (spill->file >= 0) {
            char *const window = map_window(spill->file, &spill->window_size);
            atomic_store(&spill->window, window);
        }
    }
    nd_lock_give(&spill->lock);
    return error == 0 && atomic_load(&spill->window) == NULL ? ENOMEM : error;
}

/* Gives the disk back what it has of the file there, where the system knows how to. */
static void drop_room(const struct nd_spill *spill, uint64_t at, uint64_t size) {
#ifdef FALLOC_FL_PUNCH_HOLE
    const int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
    if (fallocate(spill->file, mode, (off_t)at, (off_t)size) == 0) return;
#endif
    (void)madvise(spill->window + at, size, MADV_DONTNEED);
}

/* Claims room on the disk, and writes zeros to it; 0, or the errno value of a failure. Systems keep
 * what is written in pages as large as the pieces that it comes in. What is touched before it is
 * written has the smallest pages, each by a fault: to fill, to read and to drop them takes three to
 * ten times as long. */
static int claim_room(const struct nd_spill *spill, uint64_t at, uint64_t size) {
    uint64_t done = 0;
    int error;
    do error = posix_fallocate(spill->file, (off_t)at, (off_t)size);
    while (error == EINTR);
    while (done < size && error == 0) {
        const size_t piece = PIECE - (size_t)(done % PIECE);
        const ssize_t put = pwrite(spill->file, spill->zeros, piece, (off_t)(at + done));
        if (put < 0 && errno != EINTR) error = errno;
        if (put > 0) done += (uint64_t)put;
    }
    return error;
}

/* Finds a place for so many bytes behind all others. What has none leaves the end where it is: past
 * the window are the addresses of others, which must not be let go of. */
static bool find_place(struct nd_spill *spill, uint64_t size, uint64_t *at) {
    *at = atomic_load(&spill->end);
    do
        if (size > spill->window_size || *at > spill->window_size - size) return false;
    while (!atomic_compare_exchange_weak(&spill->end, at, *at + size));
    return true;
}

/* Makes room for an array in the file; NULL when that fails, and why. An array that takes much of
 * the memory is filled at many places in turn: a page would bring megabytes around it into memory.
 */
static void *take_room(struct nd_spill *spill, uint64_t size, int *error) {
    uint64_t at;
    *error = open_file(spill);
    if (*error != 0) return NULL;
    *error = ENOMEM;
    if (!find_place(spill, size, &at)) return NULL;
    *error = claim_room(spill, at, size);
    if (*error != 0) {
        drop_room(spill, at, size);
        return NULL;
    }
    if (size > spill->memory / LARGE_PART) (void)madvise(spill->window + at, size, MADV_RANDOM);
    return spill->window + at;
}

/* ---- The store ------------------------------------------------------------------------------- */

static bool fits_in_memory(struct nd_spill *spill, size_t size) {
    const size_t kept = size >= ND_LARGE_LEAST ? nd_largepages_kept(&spill->pages) : 0;
    if (size < LARGE || size <= kept) return true;
    if (atomic_load(&spill->spilling)) return false;
    if (residence_of(spill).all + size - kept <= spill->begin) return true;
    atomic_store(&spill->spilling, true);
    return false;
}

/* The size in whole pieces. */
static uint64_t whole_pieces(size_t size) { return ((uint64_t)size + PIECE - 1) / PIECE * PIECE; }

static bool is_in_file(const struct nd_spill *spill, const void *memory) {
    const uintptr_t window = (uintptr_t)atomic_load_explicit(&spill->window, memory_order_acquire);
    return window != 0 && (uintptr_t)memory >= window &&
           (uintptr_t)memory - window < spill->window_size;
}

/* The place of a block that was given back, for another one; NULL when there is none. */
static void *take_place(struct nd_spill *spill, uint64_t size) {
    void *place = NULL;
    if (size != ND_ARENA_BLOCK) return NULL;
    nd_lock_take(&spill->free_lock);
    if (spill->free_count > 0) place = spill->window + spill->free_places[--spill->free_count];
    nd_lock_give(&spill->free_lock);
    return place;
}

/* Keeps the place of a block for another one; false when it is no block, or cannot be noted. */
static bool keep_place(struct nd_spill *spill, uint64_t at, uint64_t size) {
    nd_status status;
    if (size != ND_ARENA_BLOCK) return false;
    (void)madvise(spill->window + at, size, MADV_DONTNEED);
    nd_lock_take(&spill->free_lock);
    status = nd_reserve(&spill->free_places, &spill->free_capacity, spill->free_count + 1,
                        sizeof *spill->free_places);
    if (status == ND_OK) spill->free_places[spill->free_count++] = at;
    nd_lock_give(&spill->free_lock);
    return status == ND_OK;
}

static void *take_file(struct nd_spill *spill, uint64_t size, bool zero) {
    uint64_t mapped, most = atomic_load(&spill->most);
    int error = 0;
    void *memory = zero ? NULL : take_place(spill, size);
    if (memory == NULL) memory = take_room(spill, size, &error);
    if (memory == NULL) {
        atomic_store(&spill->error, error);
        return NULL;
    }
    mapped = atomic_fetch_add(&spill->mapped, size) + size;
    while (mapped > most && !atomic_compare_exchange_weak(&spill->most, &most, mapped)) {}
    return memory;
}

static void *take_memory(struct nd_spill *spill, size_t size, bool zero) {
    if (size >= ND_LARGE_LEAST) return nd_largepages_take(&spill->pages, size, zero);
    return zero ? nd_alloc_zero(size, 1) : nd_alloc(size, 1);
}

static void *take(void *self, size_t size, bool zero) {
    struct nd_spill *spill = self;
    return fits_in_memory(spill, size) ? take_memory(spill, size, zero)
                                       : take_file(spill, whole_pieces(size), zero);
}

static void give_back(void *self, void *memory, size_t size) {
    struct nd_spill *spill = self;
    if (is_in_file(spill, memory)) {
        const uint64_t at = (uint64_t)((char *)memory - spill->window);
        const uint64_t whole = whole_pieces(size);
        atomic_fetch_sub(&spill->mapped, whole);
        if (!keep_place(spill, at, whole)) drop_room(spill, at, whole);
    } else if (size >= ND_LARGE_LEAST) {
        nd_largepages_give_back(&spill->pages, memory, size);
    } else {
        nd_free(memory);
    }
}

/* What is in the file is read from there, whether it is in memory or not: to ask would cost as
 * much. */
static bool read_file(void *self, const void *memory, size_t size, void *to) {
    const struct nd_spill *spill = self;
    const char *const from = memory;
    size_t done = 0;
    if (!atomic_load_explicit(&spill->spilling, memory_order_relaxed)) return false;
    if (!is_in_file(spill, memory)) return false;
    while (done < size) {
        const ssize_t got = pread(spill->file, (char *)to + done, size - done,
                                  (off_t)(from + done - spill->window));
        if (got == 0 || (got < 0 && errno != EINTR)) return false;
        if (got > 0) done += (size_t)got;
    }
    return true;
}

static void relieve(void *self) { nd_spill_relieve(self); }

struct nd_store nd_spill_store(struct nd_spill *spill) {
    return (struct nd_store){
        .self = spill, .take = take, .give_back = give_back, .relieve = relieve, .read = read_file};
}

const char *nd_spill_folder(const struct nd_spill *spill) { return spill->folder; }

uint64_t nd_spill_most(const struct nd_spill *spill) { return atomic_load(&spill->most); }

int nd_spill_error(const struct nd_spill *spill) { return atomic_load(&spill->error); }
