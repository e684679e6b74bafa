/*
 * decode.h - what the bytes of a document are
 *
 * UTF-16 by its byte order mark and Windows-1252 become UTF-8 here; whether bytes are valid UTF-8
 * is found out while they are folded, at no extra cost.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TEXT_DECODE_H
#define ND_TEXT_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "newsdupes.h"

/* A document as UTF-8, as far as is known before it is folded. */
struct nd_decoded {
    const uint8_t *text; /* points into the document or into the buffer */
    size_t size;
    nd_content content; /* ND_CONTENT_UTF8 may turn out to be ND_CONTENT_WINDOWS_1252 */
};

/* Drops a byte order mark, turns UTF-16 into UTF-8 in `buf` (a lone surrogate becomes U+FFFD), and
 * finds NUL bytes. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_decode(const void *bytes, size_t size, nd_encoding encoding,
                             struct nd_buf *buf, struct nd_decoded *out);

/* Makes UTF-8 in `buf` of a document that is not valid as that: it is UTF-8 all the same, cut or
 * damaged, where it has more than twice as many characters of several bytes as bytes that belong to
 * none, each of which becomes U+FFFD; else it is Windows-1252. In other encodings such characters
 * are chance: an accented capital before a quotation mark, one in eight of GBK. Fails with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_decode_invalid(const void *bytes, size_t size, struct nd_buf *buf,
                                     struct nd_decoded *out);

#endif /* ND_TEXT_DECODE_H */
