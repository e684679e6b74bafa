/*
 * kind.h - what the name of a file says of the form of its text
 *
 * That it is compressed, or an archive, is told by its content.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_KIND_H
#define ND_READ_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "read/filelist.h"
#include "read/input.h"

/* What options, or else its name, say. */
nd_file_kind nd_kind_of_path(const struct nd_input_options *options, const char *path, size_t size);

/* Whether a file is read in blocks. */
bool nd_kind_is_stream(const struct nd_file *file);

/* What to warn of a file that is read as one article although it is called like a table or JSON:
 * only options tell that such a file holds articles. NULL: nothing. */
const char *nd_kind_hint(const struct nd_input_options *options, const char *path);

#endif /* ND_READ_KIND_H */
