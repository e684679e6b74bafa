/*
 * charset.h - the encoding of an HTML page
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_CHARSET_H
#define ND_IO_CHARSET_H

#include <stddef.h>

#define ND_CHARSET_SIZE ((size_t)40)

/* Finds the encoding that a page is in, as iconv names it: by a byte order mark, UTF-8 if all of it
 * is valid as that, what a <meta> element near the start says, else Windows-1252. `charset` has
 * room for ND_CHARSET_SIZE bytes; "" stands for UTF-8 that need not be converted. */
void nd_charset_of(const char *page, size_t size, char *charset);

#endif /* ND_IO_CHARSET_H */
