/*
 * names.h - the final names of documents
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_NAMES_H
#define ND_READ_NAMES_H

#include "read/state.h"

/* Frees the names of the documents. */
void nd_input_free_names(struct nd_input *input);

#endif /* ND_READ_NAMES_H */
