/*
 * escape.c - see escape.h
 *
 * Clean stretches are appended at once: nearly all names are one.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/escape.h"

#include <stdint.h>
#include <string.h>

#include "io/utf8seq.h"

/* Size of a beginning without controls, backslashes and bytes beyond ASCII, which is most or all of
 * nearly every name. Eight bytes are looked at together: the highest bit of one stays clear unless
 * it is such a byte, or one before it is. */
static size_t plain_start(const char *name, size_t size) {
    const uint64_t ones = UINT64_MAX / 255;
    size_t at = 0;
    for (uint64_t eight; size - at >= sizeof eight; at += sizeof eight) {
        uint64_t marks;
        memcpy(&eight, name + at, sizeof eight);
        marks = eight | (eight + ones) | (eight - ones * ' ') | ((eight ^ ones * '\\') - ones);
        if ((marks & ones << 7) != 0) break;
    }
    return at;
}

static char tsv_letter(char byte) {
    switch (byte) {
    case '\t': return 't';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\\': return '\\';
    default: return '\0';
    }
}

nd_status nd_tsv_escape(struct nd_buf *buf, const char *name, size_t size) {
    size_t clean = 0; /* start of the stretch not yet appended */
    for (size_t i = plain_start(name, size); i < size; i++) {
        const char escape[2] = {'\\', tsv_letter(name[i])};
        nd_status status;
        if (escape[1] == '\0') continue;
        status = nd_buf_append(buf, name + clean, i - clean);
        if (status == ND_OK) status = nd_buf_append(buf, escape, sizeof escape);
        if (status != ND_OK) return status;
        clean = i + 1;
    }
    return nd_buf_append(buf, name + clean, size - clean);
}

static char tsv_byte(char letter) {
    switch (letter) {
    case 't': return '\t';
    case 'n': return '\n';
    case 'r': return '\r';
    case '\\': return '\\';
    default: return '\0';
    }
}

size_t nd_tsv_unescape(char *field, size_t size) {
    const char *const first = size != 0 ? memchr(field, '\\', size) : NULL;
    size_t from, to;
    if (first == NULL) return size;
    for (from = to = (size_t)(first - field); from < size; from++) {
        const char byte = field[from] == '\\' && from + 1 < size ? tsv_byte(field[from + 1]) : '\0';
        field[to++] = byte != '\0' ? byte : field[from];
        if (byte != '\0') from++;
    }
    return to;
}

/* C0 and C1 controls and DEL; U+0080 to U+009F are C2 80 to C2 9F. */
static bool is_control(const char *at, size_t length) {
    const unsigned char byte = (unsigned char)at[0];
    if (length == 1) return byte < 0x20 || byte == 0x7F;
    return length == 2 && byte == 0xC2 && (unsigned char)at[1] < 0xA0;
}

static nd_status append_hex(struct nd_buf *buf, const char *at, size_t length) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)at[i];
        const char hex[4] = {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
        const nd_status status = nd_buf_append(buf, hex, sizeof hex);
        if (status != ND_OK) return status;
    }
    return ND_OK;
}

nd_status nd_message_escape(struct nd_buf *buf, const char *name, size_t size) {
    size_t clean = 0, length;
    for (size_t i = plain_start(name, size); i < size; i += length) {
        bool valid;
        nd_status status;
        length = nd_utf8_step(name + i, size - i, &valid);
        if (valid && !is_control(name + i, length)) continue;
        status = nd_buf_append(buf, name + clean, i - clean);
        if (status == ND_OK) status = append_hex(buf, name + i, length);
        if (status != ND_OK) return status;
        clean = i + length;
    }
    return nd_buf_append(buf, name + clean, size - clean);
}
