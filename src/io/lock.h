/*
 * lock.h - a lock that sleeps
 *
 * Readers wait for each other's reads, which may last as long as a pipe stays empty: nothing to
 * spin on. Threads themselves are par's business; a POSIX semaphore of one is a lock that needs
 * to know nothing of them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_LOCK_H
#define ND_IO_LOCK_H

#include <errno.h>
#include <semaphore.h>
#include <stdbool.h>

struct nd_lock {
    sem_t free;
};

static inline bool nd_lock_init(struct nd_lock *lock) { return sem_init(&lock->free, 0, 1) == 0; }

static inline void nd_lock_destroy(struct nd_lock *lock) { (void)sem_destroy(&lock->free); }

static inline void nd_lock_take(struct nd_lock *lock) {
    while (sem_wait(&lock->free) != 0 && errno == EINTR) {}
}

static inline bool nd_lock_try(struct nd_lock *lock) { return sem_trywait(&lock->free) == 0; }

static inline void nd_lock_give(struct nd_lock *lock) { (void)sem_post(&lock->free); }

#endif /* ND_IO_LOCK_H */
