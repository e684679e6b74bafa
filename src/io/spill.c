/*
 * spill.c - see spill.h
 *
 * Arrays are in one file, mapped into memory, because everything that matches documents goes by
 * pointers into them, and mostly in order. What goes in no order reads the file instead: that is a
 * microsecond for a document, where its pages cost five or ten to come and to go; unless it goes to
 * the same slice of the file so often that this had better stay in memory.
 *
 * The size of the process is read from /proc where there is one. Elsewhere the largest that it ever
 * had must do: from the first time at the bound on, the arrays are let go of after every piece of
 * work, which is slower and keeps the bound as well.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/spill.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/largepages.h"
#include "io/lock.h"
#include "io/tempfile.h"
#include "io/warm.h"
#include "io/window.h"

enum {
    LARGE = 1 << 20,     /* bytes of an array that can be a file */
    SMALL = 24 << 20,    /* bytes of a process whose corpus would not fill large pages */
    LARGE_PART = 8,      /* of the memory: more of it is an array that comes page by page */
    CHANGING = 96 << 20, /* bytes of the file that come and go beside what is kept of it */
    FASTEST = 1024 /* bytes that the process grows by in a nanosecond: a thread brings 64 KiB at a
                      time, and looks at them for ten microseconds; that is 150 threads */
};

struct nd_spill {
    uint64_t memory, begin;     /* bytes of the process; those from which on arrays are files */
    struct nd_largepages pages; /* of arrays in memory */
    atomic_bool filled;         /* the process is larger than SMALL */
    uint64_t bound;             /* resident bytes from which on arrays are let go of */
    uint64_t least;             /* ... unless so few bytes of them are */
    size_t page;
    int statm;            /* /proc/self/statm, or -1 */
    atomic_bool spilling; /* once begun it goes on: what is in memory already stays there */
    atomic_int error;
    struct nd_window window; /* the file */
    struct nd_warm warm;     /* what of it is kept in memory */
    _Atomic uint64_t mapped; /* bytes of the arrays in it, now, ... */
    _Atomic uint64_t most;   /* ... and at most so far */
    _Atomic uint64_t again;  /* nanoseconds: from when on there may be something to let go of */
    struct nd_lock lock;     /* of letting go */
    size_t turn;             /* the slice where that goes on */
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
    spill->page = (size_t)sysconf(_SC_PAGESIZE);
    spill->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (nd_window_init(&spill->window, folder != NULL ? folder : nd_tempfile_folder()) &&
        nd_warm_init(&spill->warm, &spill->window) && nd_lock_init(&spill->lock) &&
        nd_largepages_init(&spill->pages)) {
        nd_warm_limit(&spill->warm, spill->bound / 4);
        return ND_OK;
    }
    nd_spill_free(spill);
    *out = NULL;
    return ND_ERR_MEMORY;
}

void nd_spill_free(struct nd_spill *spill) {
    if (spill == NULL) return;
    if (spill->statm >= 0) (void)close(spill->statm);
    nd_window_free(&spill->window);
    nd_warm_free(&spill->warm);
    nd_largepages_free(&spill->pages);
    nd_lock_destroy(&spill->lock);
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

/* Lets go of the next slice of the file; false when it is kept, unless `all` are to go. */
static bool let_go(struct nd_spill *spill, size_t slices, bool all) {
    size_t slice;
    if (spill->turn >= slices) spill->turn = 0;
    slice = spill->turn++;
    if (!all && nd_warm_pass(&spill->warm, slice)) return false;
    nd_window_let_go(&spill->window, slice * ND_WARM_SLICE, ND_WARM_SLICE);
    return true;
}

/* Whether files are to be let go of. A little of them may stay even when all else takes more than
 * the bound: to do without any would take hours and save next to nothing. */
static bool is_full(const struct nd_spill *spill, const struct residence *now) {
    return now->all >= spill->bound && now->files >= spill->least;
}

/* In turn, whatever is used most: what is touched again comes back for the price of a page fault,
 * and to find out what is used would cost as much. Half of what belongs to files goes, so that it
 * is not to be done again soon; or less of it, where only what is kept would be left to go, but not
 * less than an eighth. */
static void relieve_all(struct nd_spill *spill) {
    struct residence now = residence_of(spill);
    const uint64_t files = now.files, others = now.all - now.files;
    const uint64_t room = others < spill->bound ? spill->bound - others : 0;
    const size_t slices = (size_t)(nd_window_end(&spill->window) / ND_WARM_SLICE + 1);
    if (!is_full(spill, &now)) return;
    nd_warm_limit(&spill->warm, room > 2 * CHANGING ? room - CHANGING : room / 2);
    for (size_t i = 0; i < slices && now.files > files / 2; i++)
        if (let_go(spill, slices, false)) now = residence_of(spill);
    for (size_t i = 0; i < slices && now.files > files / 8 * 7; i++)
        if (let_go(spill, slices, true)) now = residence_of(spill);
}

/* The end of time where there is no clock. */
static uint64_t nanoseconds(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) return UINT64_MAX;
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Whether files are to be let go of. The size is not asked for as long as the process cannot have
 * grown to its bound since it was: pieces of work are short, and to read the clock takes a fiftieth
 * of the time. */
static bool may_be_full(struct nd_spill *spill, struct residence *now) {
    const uint64_t time = nanoseconds();
    uint64_t room;
    if (time < atomic_load_explicit(&spill->again, memory_order_relaxed)) return false;
    *now = residence_of(spill);
    room = now->all < spill->bound ? spill->bound - now->all : 0;
    atomic_store_explicit(&spill->again, time + room / FASTEST, memory_order_relaxed);
    return is_full(spill, now);
}

/* Other threads go on meanwhile, unless all memory is in use. */
void nd_spill_relieve(struct nd_spill *spill) {
    struct residence now;
    if (!atomic_load_explicit(&spill->spilling, memory_order_relaxed)) return;
    if (!may_be_full(spill, &now)) return;
    if (now.all >= spill->memory)
        nd_lock_take(&spill->lock);
    else if (!nd_lock_try(&spill->lock))
        return;
    relieve_all(spill);
    nd_lock_give(&spill->lock);
}

void nd_spill_tidy(struct nd_spill *spill, bool all) { nd_largepages_tidy(&spill->pages, all); }

bool nd_spill_try(struct nd_spill *spill, int *error) {
    const int descriptor = nd_tempfile_open(spill->window.folder, error);
    if (descriptor >= 0) (void)close(descriptor);
    return descriptor >= 0;
}

/* ---- The store ------------------------------------------------------------------------------- */

static bool fits_in_memory(struct nd_spill *spill, size_t size) {
    const size_t kept = size >= ND_LARGE_LEAST ? nd_largepages_kept(&spill->pages) : 0;
    uint64_t resident;
    if (size < LARGE || size <= kept) return true;
    if (atomic_load(&spill->spilling)) return false;
    resident = residence_of(spill).all;
    if (resident > SMALL) atomic_store_explicit(&spill->filled, true, memory_order_relaxed);
    if (resident + size - kept <= spill->begin) return true;
    atomic_store(&spill->spilling, true);
    return false;
}

/* An array that takes much of the memory is filled at many places in turn: a page would bring
 * megabytes around it into memory. */
static void *take_file(struct nd_spill *spill, size_t size, bool zero) {
    const uint64_t room = nd_window_room(size);
    uint64_t mapped, most = atomic_load(&spill->most);
    int error;
    void *const memory = nd_window_take(&spill->window, size, zero, &error);
    if (memory == NULL) {
        atomic_store(&spill->error, error);
        return NULL;
    }
    nd_warm_forget(&spill->warm, nd_window_at(&spill->window, memory), room);
    if (room > spill->memory / LARGE_PART) (void)madvise(memory, (size_t)room, MADV_RANDOM);
    mapped = atomic_fetch_add(&spill->mapped, room) + room;
    while (mapped > most && !atomic_compare_exchange_weak(&spill->most, &most, mapped)) {}
    return memory;
}

static void *take_memory(struct nd_spill *spill, size_t size, bool zero) {
    if (size >= ND_LARGE_LEAST) {
        const bool large = atomic_load_explicit(&spill->filled, memory_order_relaxed);
        return nd_largepages_take(&spill->pages, size, zero, large);
    }
    return zero ? nd_alloc_zero(size, 1) : nd_alloc(size, 1);
}

static void *take(void *self, size_t size, bool zero) {
    struct nd_spill *spill = self;
    return fits_in_memory(spill, size) ? take_memory(spill, size, zero)
                                       : take_file(spill, size, zero);
}

static void give_back(void *self, void *memory, size_t size) {
    struct nd_spill *spill = self;
    if (nd_window_has(&spill->window, memory)) {
        atomic_fetch_sub(&spill->mapped, nd_window_room(size));
        nd_window_give_back(&spill->window, memory, size);
    } else if (size >= ND_LARGE_LEAST) {
        nd_largepages_give_back(&spill->pages, memory, size);
        if (atomic_load_explicit(&spill->spilling, memory_order_relaxed))
            nd_spill_tidy(spill, false);
    } else {
        nd_free(memory);
    }
}

/* What is in the file is read from there, whether it is in memory or not, which to ask would cost
 * as much; unless it is kept there. */
static bool read_file(void *self, const void *memory, size_t size, void *to) {
    struct nd_spill *spill = self;
    if (!atomic_load_explicit(&spill->spilling, memory_order_relaxed)) return false;
    if (!nd_window_has(&spill->window, memory)) return false;
    if (nd_warm_ask(&spill->warm, nd_window_at(&spill->window, memory), size)) return false;
    return nd_window_read(&spill->window, memory, size, to);
}

/* Pages that are asked for together cost less than a fault each. Those of the file are there. */
static void prepare(void *self, void *memory, size_t size) {
#ifdef MADV_POPULATE_WRITE
    const struct nd_spill *const spill = self;
    const size_t before = (uintptr_t)memory % spill->page, whole = before + size;
    if (nd_window_has(&spill->window, memory)) return;
    (void)madvise((char *)memory - before, whole - whole % spill->page, MADV_POPULATE_WRITE);
#else
    (void)self;
    (void)memory;
    (void)size;
#endif
}

static void relieve(void *self) { nd_spill_relieve(self); }

struct nd_store nd_spill_store(struct nd_spill *spill) {
    return (struct nd_store){.self = spill,
                             .take = take,
                             .give_back = give_back,
                             .relieve = relieve,
                             .read = read_file,
                             .prepare = prepare};
}

const char *nd_spill_folder(const struct nd_spill *spill) { return spill->window.folder; }

uint64_t nd_spill_most(const struct nd_spill *spill) { return atomic_load(&spill->most); }

int nd_spill_error(const struct nd_spill *spill) { return atomic_load(&spill->error); }
