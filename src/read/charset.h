/*
 * charset.h - the encoding of an HTML page
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_CHARSET_H
#define ND_READ_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "newsdupes.h"

#define ND_CHARSET_SIZE ((size_t)40)

/* Whether a text tells by itself how it is to be read: by a byte order mark of UTF-16, or by being
 * valid UTF-8. */
bool nd_charset_is_clear(const char *text, size_t size);

/* The encoding that is called `said`, as iconv names it; "" when that is no name. */
void nd_charset_named(struct nd_name said, char *charset);

/* Finds the encoding that a page is in, as iconv names it: by a byte order mark, UTF-8 if all of it
 * is valid as that, what a <meta> element near the start says, else Windows-1252. `charset` has
 * room for ND_CHARSET_SIZE bytes; "" stands for UTF-8 that need not be converted. */
void nd_charset_of(const char *page, size_t size, char *charset);

#endif /* ND_READ_CHARSET_H */
