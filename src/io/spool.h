/*
 * spool.h - a copy of records that cannot be read twice, in a temporary file without a name
 *
 * Records of pipes and of compressed files come here when they will be printed; nothing is left
 * behind, however the program ends.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_SPOOL_H
#define ND_IO_SPOOL_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct nd_spool {
    const char *folder; /* where it goes; known when it is open, or could not be opened */
    int descriptor;     /* -1: none yet */
    atomic_uint_least64_t end;
};

/* `folder`: NULL for $TMPDIR or else /tmp; borrowed. */
void nd_spool_init(struct nd_spool *spool, const char *folder);

/* Makes the file unless there is one. 0, or the errno value of a failure. One caller at a time. */
int nd_spool_open(struct nd_spool *spool);
void nd_spool_close(struct nd_spool *spool);

/* Copies the bytes; *offset is where they are. 0 or an errno value. Any number of callers. */
int nd_spool_add(struct nd_spool *spool, const char *bytes, size_t size, uint64_t *offset);

#endif /* ND_IO_SPOOL_H */
