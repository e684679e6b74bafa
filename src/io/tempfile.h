/*
 * tempfile.h - temporary files without names
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_TEMPFILE_H
#define ND_IO_TEMPFILE_H

/* The folder for them when none is named: $TMPDIR, or else /tmp. */
const char *nd_tempfile_folder(void);

/* Makes a file without a name in a folder, so that nothing is left behind however the program ends;
 * where the system cannot, its name is taken away at once. Returns the descriptor, or -1 and sets
 * *error to the errno value of the failure; 0 on success. */
int nd_tempfile_open(const char *folder, int *error);

#endif /* ND_IO_TEMPFILE_H */
