/*
 * largepages.c - see largepages.h
 *
 * A page that is touched for the first time costs more than the kilobytes that are written to it,
 * so that hundreds of megabytes in small pages take as long as matching a tenth of what they hold.
 * Linux has pages of 2 MiB for those who ask (madvise); they must begin at multiples of their size,
 * which neither malloc nor mmap see to.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/largepages.h"

#include <stdint.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { SLOW = 1000000 /* nanoseconds, in which small pages of as much are there */ };

/* The size in whole pages of the system. */
static size_t whole_pages(size_t size) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (size + page - 1) / page * page;
}

static void *map(size_t size) {
    void *const memory =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory != MAP_FAILED ? memory : NULL;
}

void *nd_largepages_map(size_t size, bool large) {
    const size_t whole = whole_pages(size);
    size_t before;
    char *memory;
    if (size > SIZE_MAX / 2 || size == 0) return NULL;
    memory = map(whole + ND_LARGE_PAGE);
    if (memory == NULL) return NULL;
    before = (ND_LARGE_PAGE - (uintptr_t)memory % ND_LARGE_PAGE) % ND_LARGE_PAGE;
    if (before != 0) (void)munmap(memory, before);
    memory += before;
    if (before != ND_LARGE_PAGE) (void)munmap(memory + whole, ND_LARGE_PAGE - before);
#ifdef MADV_HUGEPAGE
    if (large) (void)madvise(memory, whole, MADV_HUGEPAGE);
#else
    (void)large;
#endif
    return memory;
}

/* It takes a tenth of a millisecond to clear the page. A guest that gives free memory back to its
 * host, as on some rented machines, has to get it again first: that takes 4 ms for a large page,
 * and none for most small ones, which are left over from what was used before. */
bool nd_largepages_slow(void *memory) {
    struct timespec begin = {0}, end = {0};
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    *(volatile char *)memory = 0;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    return end.tv_sec != begin.tv_sec || end.tv_nsec - begin.tv_nsec > SLOW;
}

void nd_largepages_unmap(void *memory, size_t size) { (void)munmap(memory, whole_pages(size)); }
