/*
 * decode.c - see decode.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "text/decode.h"

#include <stdbool.h>
#include <string.h>

#include "base/windows1252.h"
#include "text/unicode.h"

enum { REPLACEMENT = 0xfffd, LONGEST_UTF8 = 4 };

static void append_code_point(struct nd_buf *buf, uint32_t c) {
    buf->size += nd_utf8_write(c, (uint8_t *)buf->data + buf->size);
}

/* Empties the buffer and makes room for a character of three bytes in place of each byte. */
static nd_status make_room(struct nd_buf *buf, size_t size) {
    buf->size = 0;
    return size <= SIZE_MAX / LONGEST_UTF8 ? nd_buf_reserve(buf, size * 3 + LONGEST_UTF8)
                                           : ND_ERR_MEMORY;
}

/* The five bytes without a meaning become the control characters of the same number. */
static nd_status decode_windows_1252(const uint8_t *text, size_t size, struct nd_buf *buf,
                                     struct nd_decoded *out) {
    const nd_status status = make_room(buf, size);
    if (status != ND_OK) return status;
    for (size_t i = 0; i < size; i++) append_code_point(buf, nd_windows_1252(text[i]));
    *out = (struct nd_decoded){(const uint8_t *)buf->data, buf->size, ND_CONTENT_WINDOWS_1252};
    return ND_OK;
}

/* Reads the code point at text[0, size), size >= 1, or U+FFFD for a byte that is of none. Returns
 * how many bytes it has. */
static size_t read_or_replace(const uint8_t *text, size_t size, uint32_t *c) {
    const size_t length = nd_utf8_read(text, size, c);
    if (length != 0) return length;
    *c = REPLACEMENT;
    return 1;
}

/* Whether text that is not valid UTF-8 is that all the same. */
static bool is_broken_utf8(const uint8_t *text, size_t size) {
    size_t whole = 0, stray = 0;
    for (size_t i = 0, length; i < size; i += length) {
        uint32_t c;
        length = read_or_replace(text + i, size - i, &c);
        whole += length > 1;
        stray += length == 1 && c == REPLACEMENT;
    }
    return whole > 2 * stray;
}

static nd_status mend_utf8(const uint8_t *text, size_t size, struct nd_buf *buf,
                           struct nd_decoded *out) {
    const nd_status status = make_room(buf, size);
    if (status != ND_OK) return status;
    for (size_t i = 0, length; i < size; i += length) {
        uint32_t c;
        length = read_or_replace(text + i, size - i, &c);
        append_code_point(buf, c);
    }
    *out = (struct nd_decoded){(const uint8_t *)buf->data, buf->size, ND_CONTENT_UTF8};
    return ND_OK;
}

nd_status nd_decode_invalid(const void *bytes, size_t size, struct nd_buf *buf,
                            struct nd_decoded *out) {
    return is_broken_utf8(bytes, size) ? mend_utf8(bytes, size, buf, out)
                                       : decode_windows_1252(bytes, size, buf, out);
}

static uint32_t unit_at(const uint8_t *in, bool big) {
    return big ? (uint32_t)in[0] << 8 | in[1] : (uint32_t)in[1] << 8 | in[0];
}

/* Reads the code point at in[0, size), size >= 2; an odd last byte has been cut off before. */
static uint32_t read_utf16(const uint8_t *in, size_t size, bool big, size_t *length) {
    const uint32_t first = unit_at(in, big);
    *length = 2;
    if (first < 0xd800 || first > 0xdfff) return first;
    if (first < 0xdc00 && size >= 4) {
        const uint32_t second = unit_at(in + 2, big);
        if (second >= 0xdc00 && second <= 0xdfff) {
            *length = 4;
            return 0x10000 + ((first - 0xd800) << 10 | (second - 0xdc00));
        }
    }
    return REPLACEMENT;
}

static nd_status decode_utf16(const uint8_t *in, size_t size, bool big, struct nd_buf *buf,
                              struct nd_decoded *out) {
    nd_status status;
    buf->size = 0;
    status = nd_buf_reserve(buf, size + size / 2 + LONGEST_UTF8);
    if (status != ND_OK) return status;
    for (size_t i = 0, length; i + 1 < size; i += length) {
        append_code_point(buf, read_utf16(in + i, (size - i) & ~(size_t)1, big, &length));
    }
    *out = (struct nd_decoded){(const uint8_t *)buf->data, buf->size, ND_CONTENT_UTF16};
    return ND_OK;
}

/* Whether it begins with the byte order mark of UTF-32, of which that of UTF-16 is a part. */
static bool is_utf32(const uint8_t *in, size_t size) {
    return size >= 4 && in[0] == 0xff && in[1] == 0xfe && in[2] == 0 && in[3] == 0;
}

nd_status nd_decode(const void *bytes, size_t size, nd_encoding encoding, struct nd_buf *buf,
                    struct nd_decoded *out) {
    const uint8_t *in = bytes;
    if (size >= 2 && encoding == ND_ENCODING_DETECT && !is_utf32(in, size)) {
        if (in[0] == 0xfe && in[1] == 0xff) return decode_utf16(in + 2, size - 2, true, buf, out);
        if (in[0] == 0xff && in[1] == 0xfe) return decode_utf16(in + 2, size - 2, false, buf, out);
    }
    if (size >= 3 && in[0] == 0xef && in[1] == 0xbb && in[2] == 0xbf) {
        in += 3;
        size -= 3;
    }
    *out = (struct nd_decoded){in, size, ND_CONTENT_UTF8};
    if (encoding == ND_ENCODING_DETECT && size != 0 && memchr(in, 0, size) != NULL) {
        *out = (struct nd_decoded){in, 0, ND_CONTENT_BINARY};
    }
    return ND_OK;
}
