/*
 * largepages.c - see largepages.h
 *
 * A page that is touched for the first time costs more than the kilobytes that are written to it,
 * so that hundreds of megabytes in small pages take as long as matching a tenth of what they hold.
 * Linux has pages of 2 MiB for those who ask (madvise); they must begin at multiples of their size,
 * which neither malloc nor mmap see to.
 *
 * What was given back is kept in pieces of that size, whatever pages it is made of: the system
 * moves a piece to the addresses of the next array (mremap) in the time of two small pages, and
 * there are 512 in it. So no more memory is used than arrays took at once.
 *
 * What is not wanted again goes back to the system, piece by piece, by whoever has the time: that
 * takes as long as to have got it.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE 1 /* mremap */
#include "io/largepages.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "base/mem.h"

enum {
    SECOND = 1000000000, /* in nanoseconds */
    SLOW = 1000000,      /* nanoseconds, in which small pages of as much are there */
    KEPT_PART = 6,       /* of what is mapped: as much is kept */
    MOST_KEPT = 1 << 14  /* pages; each may be a mapping, of which Linux allows 65,530 */
};

bool nd_largepages_init(struct nd_largepages *pages) {
    *pages = (struct nd_largepages){0};
    return nd_lock_init(&pages->lock) && nd_lock_init(&pages->asking);
}

/* Threads that unmap memory wait for each other until its pages are free, but not those that let go
 * of these alone. */
static void unmap(void *memory, size_t size) {
#ifdef MADV_DONTNEED
    (void)madvise(memory, size, MADV_DONTNEED);
#endif
    (void)munmap(memory, size);
}

void nd_largepages_free(struct nd_largepages *pages) {
    nd_largepages_tidy(pages, true);
    nd_free(pages->kept);
    nd_lock_destroy(&pages->lock);
    nd_lock_destroy(&pages->asking);
}

size_t nd_largepages_kept(const struct nd_largepages *pages) {
    return atomic_load_explicit(&pages->kept_count, memory_order_relaxed) * ND_LARGE_PAGE;
}

/* ---- Fresh pages ----------------------------------------------------------------------------- */

static void *map(size_t size) {
    void *const memory =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory != MAP_FAILED ? memory : NULL;
}

/* Newer systems begin at such a multiple by themselves. */
static char *map_aligned(size_t size) {
    char *memory = map(size);
    size_t before;
    if (memory == NULL || (uintptr_t)memory % ND_LARGE_PAGE == 0) return memory;
    unmap(memory, size);
    memory = map(size + ND_LARGE_PAGE);
    if (memory == NULL) return NULL;
    before = ND_LARGE_PAGE - (uintptr_t)memory % ND_LARGE_PAGE;
    unmap(memory, before);
    if (before != ND_LARGE_PAGE) unmap(memory + before + size, ND_LARGE_PAGE - before);
    return memory + before;
}

/* It takes a tenth of a millisecond to clear the page. A guest that gives free memory back to its
 * host, as on some rented machines, has to get it again first: that takes 4 ms for a large page,
 * and none for most small ones, which are left over from what was used before. */
static bool are_slow(void *memory) {
    struct timespec begin = {0}, end = {0};
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    *(volatile char *)memory = 0;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    return (int64_t)(end.tv_sec - begin.tv_sec) * SECOND + end.tv_nsec - begin.tv_nsec > SLOW;
}

/* Asks for large pages, unless the rest of an array would not fill them. One thread does at a time,
 * and has its first one made: others would wait for that, only to have a slow one, too, if it was.
 * They do without meanwhile. */
static void ask_large(struct nd_largepages *pages, void *memory, size_t size) {
#ifdef MADV_HUGEPAGE
    size -= size % ND_LARGE_PAGE;
    if (size == 0 || pages->slow || !nd_lock_try(&pages->asking)) return;
    if (!pages->slow) {
        (void)madvise(memory, size, MADV_HUGEPAGE);
        pages->slow = are_slow(memory);
    }
    nd_lock_give(&pages->asking);
#else
    (void)pages;
    (void)memory;
    (void)size;
#endif
}

/* ---- Kept pages ------------------------------------------------------------------------------ */

/* A page that was kept, or NULL. */
static void *take_page(struct nd_largepages *pages) {
    void *page = NULL;
    if (nd_largepages_kept(pages) == 0) return NULL;
    nd_lock_take(&pages->lock);
    if (pages->kept_count > 0) page = pages->kept[--pages->kept_count];
    nd_lock_give(&pages->lock);
    return page;
}

/* Puts it in the place of another one, which nobody touched. Where pages cannot be moved it is let
 * go of. */
static bool move_page(void *page, void *to) {
#ifdef MREMAP_FIXED
    const int flags = MREMAP_MAYMOVE | MREMAP_FIXED;
    if (mremap(page, ND_LARGE_PAGE, ND_LARGE_PAGE, flags, to) != MAP_FAILED) return true;
    unmap(page, ND_LARGE_PAGE);
    return false;
#else
    (void)to;
    unmap(page, ND_LARGE_PAGE);
    return true;
#endif
}

/* Maps memory that begins with as many kept pages as there are: *kept bytes. */
static char *take_mapped(struct nd_largepages *pages, size_t size, size_t *kept) {
    char *const memory = map_aligned(size);
    void *page;
    if (memory == NULL) return NULL;
    for (*kept = 0; *kept < size && (page = take_page(pages)) != NULL; *kept += ND_LARGE_PAGE) {
        if (move_page(page, memory + *kept)) continue;
        unmap(memory, size);
        atomic_fetch_sub(&pages->mapped, *kept + ND_LARGE_PAGE);
        return NULL;
    }
    return memory;
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* The size in whole pages. */
static size_t whole_pages(size_t size) {
    return (size + ND_LARGE_PAGE - 1) / ND_LARGE_PAGE * ND_LARGE_PAGE;
}

void *nd_largepages_take(struct nd_largepages *pages, size_t size, bool zero, bool large) {
    const size_t whole = whole_pages(size);
    size_t kept = ND_LARGE_PAGE;
    char *memory;
    if (size > SIZE_MAX / 2 || size == 0) return NULL;
    memory = whole == ND_LARGE_PAGE ? take_page(pages) : NULL;
    if (memory == NULL) memory = take_mapped(pages, whole, &kept);
    if (memory == NULL) return NULL;
    if (kept < size) {
        if (large) ask_large(pages, memory + kept, size - kept);
        atomic_fetch_add(&pages->mapped, whole - kept);
    }
    if (zero) memset(memory, 0, kept < size ? kept : size);
    return memory;
}

/* Keeps a page, unless there are very many or there is no room to note that. */
static bool keep_page(struct nd_largepages *pages, void *page) {
    bool keeps;
    nd_lock_take(&pages->lock);
    keeps = pages->kept_count < MOST_KEPT &&
            nd_reserve(&pages->kept, &pages->kept_capacity, pages->kept_count + 1, sizeof page) ==
                ND_OK;
    if (keeps) pages->kept[pages->kept_count++] = page;
    nd_lock_give(&pages->lock);
    return keeps;
}

void nd_largepages_give_back(struct nd_largepages *pages, void *memory, size_t size) {
    size_t at = whole_pages(size);
    while (at > 0 && keep_page(pages, (char *)memory + at - ND_LARGE_PAGE)) at -= ND_LARGE_PAGE;
    if (at == 0) return;
    unmap(memory, at);
    atomic_fetch_sub(&pages->mapped, at);
}

/* Whether so many pages are kept that hardly all of them will be wanted again. */
static bool keeps_many(const struct nd_largepages *pages) {
    return nd_largepages_kept(pages) > atomic_load(&pages->mapped) / KEPT_PART;
}

void nd_largepages_tidy(struct nd_largepages *pages, bool all) {
    void *page;
    while ((all || keeps_many(pages)) && (page = take_page(pages)) != NULL) {
        unmap(page, ND_LARGE_PAGE);
        atomic_fetch_sub(&pages->mapped, ND_LARGE_PAGE);
    }
}
