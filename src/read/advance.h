/*
 * advance.h - how much of the input was read
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_ADVANCE_H
#define ND_READ_ADVANCE_H

#include "read/state.h"

/* Finds out how much there is to read, when the files are listed. */
void nd_input_measure(struct nd_input *input);

/* Adds to what there is to read an open stream that its name did not tell. */
void nd_input_measure_stream(struct nd_input *input, const struct nd_stream *stream);

#endif /* ND_READ_ADVANCE_H */
