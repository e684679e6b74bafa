/*
 * gunzip.h - what gzip compressed, through zlib: libarchive looks at no checksum of it
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_GUNZIP_H
#define ND_READ_GUNZIP_H

#include <stddef.h>
#include <sys/types.h>

#include "newsdupes.h"

/* Of zlib; a static string. */
const char *nd_gunzip_version(void);

struct nd_gunzip;

/* Gives the next packed bytes, which last until the next call: how many, 0 at the end, or -1. */
typedef ssize_t nd_gunzip_fill(void *self, const char **bytes);

/* Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_gunzip_new(nd_gunzip_fill *fill, void *self, struct nd_gunzip **out);
void nd_gunzip_free(struct nd_gunzip *gunzip); /* NULL is fine */

/* Unpacks some bytes, *size of them at *bytes, which last until the next call; *size is 0 behind
 * the last of the parts that stand one behind the other. Fails with ND_ERR_MEMORY, or ND_ERR_PARAM
 * when there are no more for what *reason, a static string, says. What is damaged is passed over to
 * the next part; the failure comes in the end. */
ND_CHECK nd_status nd_gunzip_next(struct nd_gunzip *gunzip, const void **bytes, size_t *size,
                                  const char **reason);

/* Packed bytes that were given and not unpacked. */
size_t nd_gunzip_left(const struct nd_gunzip *gunzip);

#endif /* ND_READ_GUNZIP_H */
