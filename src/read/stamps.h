/*
 * stamps.h - the sizes and times of an input's files
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_STAMPS_H
#define ND_READ_STAMPS_H

#include "read/state.h"

/* Takes the stamps of the listed files. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_input_stamp_files(struct nd_input *input);

#endif /* ND_READ_STAMPS_H */
