/*
 * escape.h - names in the fields of tables and in messages
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_ESCAPE_H
#define ND_IO_ESCAPE_H

#include <stddef.h>

#include "base/buf.h"
#include "newsdupes.h"

/* Appends `name` with tab, newline, carriage return and backslash as \t \n \r \\, all other bytes
 * raw: a field of a TSV row. */
ND_CHECK nd_status nd_tsv_escape(struct nd_buf *buf, const char *name, size_t size);

/* Undoes that in place, and returns the size of the name. Any other backslash stands for itself. */
size_t nd_tsv_unescape(char *field, size_t size);

/* Appends `name` for a message on a terminal: every control character and invalid UTF-8 byte as
 * \xHH, backslash as it is. */
ND_CHECK nd_status nd_message_escape(struct nd_buf *buf, const char *name, size_t size);

#endif /* ND_IO_ESCAPE_H */
