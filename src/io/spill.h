/*
 * spill.h - room beyond the memory that a run may use: in a temporary file
 *
 * Large arrays are in one file, mapped into memory and unlinked as soon as it is made, so that
 * nothing is left behind a kill. What is not being used is let go of whenever the process has grown
 * to its bound: its pages belong to the file then, stay in the memory that the system has to spare,
 * and come back when they are touched. All results are the same.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_SPILL_H
#define ND_IO_SPILL_H

#include <stdbool.h>
#include <stdint.h>

#include "newsdupes.h"

struct nd_spill;

/* `memory`: bytes that the process may use; 0 for half of what the machine has. `folder` of the
 * files: NULL for $TMPDIR or else /tmp; borrowed. Nothing is written before an eighth of the memory
 * is used; half of it, when it was not given. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_spill_new(uint64_t memory, const char *folder, struct nd_spill **out);
void nd_spill_free(struct nd_spill *spill); /* behind all that uses the store; NULL is fine */

/* Whether a file can be made in the folder; else false, and why (errno). */
bool nd_spill_try(struct nd_spill *spill, int *error);

/* The store of a corpus. For any number of threads. */
struct nd_store nd_spill_store(struct nd_spill *spill);

/* Lets go of what is mapped when the process has grown to its bound. To be called now and then by
 * any thread, between pieces of work. */
void nd_spill_relieve(struct nd_spill *spill);

/* Returns to the system what was given back and will hardly be wanted again, or all of it. To be
 * called by all threads, who share the work; once arrays are in files, giving back does so. */
void nd_spill_tidy(struct nd_spill *spill, bool all);

const char *nd_spill_folder(const struct nd_spill *spill);
uint64_t nd_spill_most(const struct nd_spill *spill); /* bytes that were in files, at most */

/* Why the last array found no room in the folder (errno), or 0. */
int nd_spill_error(const struct nd_spill *spill);

#endif /* ND_IO_SPILL_H */
