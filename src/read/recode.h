/*
 * recode.h - texts in a named encoding become UTF-8
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_RECODE_H
#define ND_READ_RECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "newsdupes.h"

struct nd_recoder;

/* Whether the encoding is known: to iconv, or as Windows-1252, which needs none. That of the locale
 * ("" to iconv) is none. */
bool nd_encoding_known(const char *encoding);

/* Whether there are few besides UTF-8 and Windows-1252, because iconv has no tables here. */
bool nd_encodings_are_few(void);

/* A recoder serves one thread. Fails with ND_ERR_MEMORY or ND_ERR_PARAM (unknown). */
ND_CHECK nd_status nd_recoder_new(const char *encoding, struct nd_recoder **out);
void nd_recoder_free(struct nd_recoder *recoder); /* NULL is fine */

/* Replaces the content of `out` by the text as UTF-8 without a byte order mark. `text` is not
 * changed (iconv asks for a pointer to plain char). Each code unit that is invalid or cut off
 * becomes U+FFFD, and *clean false. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_recoder_run(struct nd_recoder *recoder, char *text, size_t size,
                                  struct nd_buf *out, bool *clean);

#endif /* ND_READ_RECODE_H */
