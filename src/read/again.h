/*
 * again.h - documents read once more
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_AGAIN_H
#define ND_READ_AGAIN_H

#include "read/state.h"

/* Reads the line of a record once more. One that cannot be read is reported and fails with
 * ND_ERR_PARAM. */
ND_CHECK nd_status nd_input_line_again(struct nd_input *input, const struct nd_journal_entry *entry,
                                       struct nd_buf *line);

#endif /* ND_READ_AGAIN_H */
