/*
 * spill.c - see spill.h
 *
 * Mapped files, not reading and writing, because everything that matches documents goes by pointers
 * into these arrays, and mostly in order. Room on the disk is claimed before it is mapped: to run
 * out of it later would end the process by a signal.
 *
 * The size of the process is read from /proc where there is one. Elsewhere the largest that it ever
 * had must do: from the first time at the bound on, the arrays are let go of after every piece of
 * work, which is slower and keeps the bound as well.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/largepages.h"
#include "io/lock.h"
#include "io/tempfile.h"

enum {
    LARGE = 1 << 20,     /* bytes of an array that can be a file */
    LARGE_PART = 8,      /* of the memory: more of it is an array that comes page by page */
    ORDINARY = 16 << 20, /* bytes of arrays in memory before large pages are worth it */
    SLICE = 8 << 20      /* bytes that are let go of at once */
};

/* A mapped file. */
struct region {
    void *memory;
    size_t size;
};

struct nd_spill {
    uint64_t memory, begin; /* bytes of the process; those from which on arrays are files */
    _Atomic uint64_t given; /* bytes of arrays in memory so far */
    atomic_bool slow;       /* large pages are, on this machine */
    uint64_t bound;         /* resident bytes from which on arrays are let go of */
    const char *folder;
    size_t page;
    int statm;            /* /proc/self/statm, or -1 */
    atomic_bool spilling; /* once begun it goes on: what is in memory already stays there */
    atomic_int error;
    struct nd_lock lock; /* of all below */
    struct region *regions;
    size_t count, capacity;
    size_t turn, from; /* the region whose turn it is to be let go of, and from which byte on */
    uint64_t mapped, most;
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
    spill->folder = folder != NULL ? folder : nd_tempfile_folder();
    spill->page = (size_t)sysconf(_SC_PAGESIZE);
    spill->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (nd_lock_init(&spill->lock)) return ND_OK;
    nd_spill_free(spill);
    *out = NULL;
    return ND_ERR_MEMORY;
}

void nd_spill_free(struct nd_spill *spill) {
    if (spill == NULL) return;
    for (size_t i = 0; i < spill->count; i++)
        (void)munmap(spill->regions[i].memory, spill->regions[i].size);
    if (spill->statm >= 0) (void)close(spill->statm);
    nd_lock_destroy(&spill->lock);
    nd_free(spill->regions);
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

/* Lets go of a slice of the array whose turn it is; returns its bytes. */
static size_t let_go(struct nd_spill *spill) {
    const struct region *region;
    size_t size;
    if (spill->turn >= spill->count) spill->turn = spill->from = 0;
    region = &spill->regions[spill->turn];
    size = region->size - spill->from < SLICE ? region->size - spill->from : SLICE;
    (void)madvise((char *)region->memory + spill->from, size, MADV_DONTNEED);
    spill->from += size;
    if (spill->from == region->size) {
        spill->turn++;
        spill->from = 0;
    }
    return size;
}

/* In turn, whatever is used most: what is touched again comes back for the price of a page fault,
 * and to find out what is used would cost as much. Half of what belongs to files goes, so that it
 * is not to be done again soon. */
void nd_spill_relieve(struct nd_spill *spill) {
    struct residence now;
    uint64_t gone = 0, goal;
    if (!atomic_load_explicit(&spill->spilling, memory_order_relaxed)) return;
    now = residence_of(spill);
    if (now.all < spill->bound || !nd_lock_try(&spill->lock)) return;
    for (goal = now.files / 2; gone < spill->mapped && now.files > goal;) {
        gone += let_go(spill);
        now = residence_of(spill);
    }
    nd_lock_give(&spill->lock);
}

/* ---- Files ----------------------------------------------------------------------------------- */

bool nd_spill_try(struct nd_spill *spill, int *error) {
    const int descriptor = nd_tempfile_open(spill->folder, error);
    if (descriptor >= 0) (void)close(descriptor);
    return descriptor >= 0;
}

/* Maps a new file of so many bytes; NULL when that fails, and why. An array that takes much of the
 * memory is filled at many places in turn: a page would bring megabytes around it into memory. */
static void *map_file(const struct nd_spill *spill, size_t size, int *error) {
    const int descriptor = nd_tempfile_open(spill->folder, error);
    void *memory;
    if (descriptor < 0) return NULL;
    do *error = posix_fallocate(descriptor, 0, (off_t)size);
    while (*error == EINTR);
    memory = *error == 0 ? mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
                         : MAP_FAILED;
    if (memory == MAP_FAILED && *error == 0) *error = errno;
    (void)close(descriptor);
    if (memory == MAP_FAILED) return NULL;
    if (size > spill->memory / LARGE_PART) (void)madvise(memory, size, MADV_RANDOM);
    return memory;
}

/* ---- The store ------------------------------------------------------------------------------- */

static bool fits_in_memory(struct nd_spill *spill, size_t size) {
    if (size < LARGE) return true;
    if (atomic_load(&spill->spilling)) return false;
    if (residence_of(spill).all + size <= spill->begin) return true;
    atomic_store(&spill->spilling, true);
    return false;
}

static bool remember(struct nd_spill *spill, void *memory, size_t size) {
    nd_status status;
    nd_lock_take(&spill->lock);
    status =
        nd_reserve(&spill->regions, &spill->capacity, spill->count + 1, sizeof *spill->regions);
    if (status == ND_OK) {
        spill->regions[spill->count++] = (struct region){memory, size};
        spill->mapped += size;
        spill->most = spill->mapped > spill->most ? spill->mapped : spill->most;
    }
    nd_lock_give(&spill->lock);
    return status == ND_OK;
}

/* Whether it was a file; the last ones made are the first ones looked at. */
static bool forget(struct nd_spill *spill, const void *memory) {
    bool found = false;
    nd_lock_take(&spill->lock);
    for (size_t i = spill->count; i > 0 && !found; i--) {
        if (spill->regions[i - 1].memory != memory) continue;
        spill->mapped -= spill->regions[i - 1].size;
        for (size_t next = i; next < spill->count; next++)
            spill->regions[next - 1] = spill->regions[next];
        spill->count--;
        if (spill->turn == i - 1) spill->from = 0;
        spill->turn -= spill->turn >= i;
        found = true;
    }
    nd_lock_give(&spill->lock);
    return found;
}

/* A small corpus would not fill large pages. */
static void *take_memory(struct nd_spill *spill, size_t size) {
    const bool large = atomic_fetch_add(&spill->given, size) > ORDINARY &&
                       !atomic_load_explicit(&spill->slow, memory_order_relaxed);
    void *memory;
    if (size < ND_LARGE_PAGE) return nd_alloc_zero(size, 1);
    memory = nd_largepages_map(size, large);
    if (large && memory != NULL && nd_largepages_slow(memory)) atomic_store(&spill->slow, true);
    return memory;
}

static void *take(void *self, size_t size) {
    struct nd_spill *spill = self;
    int error;
    void *memory;
    if (fits_in_memory(spill, size)) return take_memory(spill, size);
    memory = map_file(spill, size, &error);
    if (memory == NULL) {
        atomic_store(&spill->error, error);
    } else if (!remember(spill, memory, size)) {
        (void)munmap(memory, size);
        memory = NULL;
    }
    return memory;
}

static void give_back(void *self, void *memory, size_t size) {
    struct nd_spill *spill = self;
    if (size >= LARGE && forget(spill, memory))
        (void)munmap(memory, size);
    else if (size >= ND_LARGE_PAGE)
        nd_largepages_unmap(memory, size);
    else
        nd_free(memory);
}

static void relieve(void *self) { nd_spill_relieve(self); }

struct nd_store nd_spill_store(struct nd_spill *spill) {
    return (struct nd_store){
        .self = spill, .take = take, .give_back = give_back, .relieve = relieve};
}

const char *nd_spill_folder(const struct nd_spill *spill) { return spill->folder; }

uint64_t nd_spill_most(const struct nd_spill *spill) { return spill->most; }

int nd_spill_error(const struct nd_spill *spill) { return atomic_load(&spill->error); }
