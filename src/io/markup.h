/*
 * markup.h - bytes from outside as text of an HTML page
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_MARKUP_H
#define ND_IO_MARKUP_H

#include <stddef.h>

#include "base/buf.h"
#include "newsdupes.h"

/* Appends the bytes as HTML text that shows them and can never be markup: fit for the content of an
 * element (but for script and style) and for the value of an attribute in quotes of either kind.
 * & < > " ' become character references; a carriage return is left out before a newline and else
 * becomes one; other controls but tab and newline, and what is not UTF-8, become U+FFFD. Fails
 * with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_markup_escape(struct nd_buf *buf, const char *bytes, size_t size);

/* How many UTF-16 units, as scripts count, that text has in a page; blanks (space, tab, newline and
 * carriage return) aside. */
size_t nd_markup_units(const char *bytes, size_t size);

#endif /* ND_IO_MARKUP_H */
