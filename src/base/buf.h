/*
 * buf.h - a growing buffer of bytes
 *
 * Invariants: `data` is NULL or has `capacity` bytes, of which `size` are in use; there is no
 * terminating NUL. Start with a zeroed struct. After a failed append the buffer is as it was.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_BASE_BUF_H
#define ND_BASE_BUF_H

#include <stddef.h>

#include "newsdupes.h"

struct nd_buf {
    char *data;
    size_t size, capacity;
};

/* Makes room for `more` bytes behind the bytes in use. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_buf_reserve(struct nd_buf *buf, size_t more);
ND_CHECK nd_status nd_buf_append(struct nd_buf *buf, const void *bytes, size_t size);
ND_CHECK nd_status nd_buf_append_string(struct nd_buf *buf, const char *string);
ND_CHECK nd_status nd_buf_append_number(struct nd_buf *buf, uint64_t number);

/* In line, as text is often put together byte by byte. */
ND_CHECK static inline nd_status nd_buf_append_byte(struct nd_buf *buf, char byte) {
    if (buf->size == buf->capacity) {
        const nd_status status = nd_buf_reserve(buf, 1);
        if (status != ND_OK) return status;
    }
    buf->data[buf->size++] = byte;
    return ND_OK;
}

/* Frees the memory; the buffer is empty and can be used again. */
void nd_buf_free(struct nd_buf *buf);

#endif /* ND_BASE_BUF_H */
