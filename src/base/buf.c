/*
 * buf.c - see buf.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/buf.h"

#include <string.h>

#include "base/mem.h"

nd_status nd_buf_reserve(struct nd_buf *buf, size_t more) {
    if (more > SIZE_MAX - buf->size) return ND_ERR_MEMORY;
    return nd_reserve(&buf->data, &buf->capacity, buf->size + more, 1);
}

nd_status nd_buf_append(struct nd_buf *buf, const void *bytes, size_t size) {
    if (size > buf->capacity - buf->size) {
        const nd_status status = nd_buf_reserve(buf, size);
        if (status != ND_OK) return status;
    }
    if (size != 0) memcpy(buf->data + buf->size, bytes, size);
    buf->size += size;
    return ND_OK;
}

nd_status nd_buf_append_string(struct nd_buf *buf, const char *string) {
    return nd_buf_append(buf, string, strlen(string));
}

nd_status nd_buf_append_number(struct nd_buf *buf, uint64_t number) {
    char digits[20];
    size_t at = sizeof digits;
    if (number < 10) return nd_buf_append_byte(buf, (char)('0' + number));
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    return nd_buf_append(buf, digits + at, sizeof digits - at);
}

void nd_buf_free(struct nd_buf *buf) {
    nd_free(buf->data);
    *buf = (struct nd_buf){0};
}
