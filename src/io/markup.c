/*
 * markup.c - see markup.h
 *
 * The five characters that HTML gives a meaning to in text and in quoted attributes are never
 * written, and no byte that a parser would drop, replace or read in another way (WHATWG HTML,
 * 13.2.3.5): the page shows what stands here, in every browser. Clean stretches are appended at
 * once: nearly all text is one.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/markup.h"

#include <stdbool.h>
#include <string.h>

#include "io/utf8seq.h"

static bool is_plain(char byte) {
    return (byte >= ' ' && byte <= '~' && strchr("&<>\"'", byte) == NULL) || byte == '\n' ||
           byte == '\t';
}

/* What stands for a step that is not written as it is; NULL for one that is. */
static const char *replacement(const char *at, size_t length, size_t left, bool valid) {
    const unsigned char byte = (unsigned char)at[0];
    if (!valid) return ND_UTF8_REPLACEMENT;
    if (length == 2 && byte == 0xC2 && (unsigned char)at[1] < 0xA0) return ND_UTF8_REPLACEMENT;
    if (length > 1) return NULL;
    switch (at[0]) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '\r': return left > 1 && at[1] == '\n' ? "" : "\n";
    default: return ND_UTF8_REPLACEMENT; /* a control */
    }
}

nd_status nd_markup_escape(struct nd_buf *buf, const char *bytes, size_t size) {
    size_t clean = 0, length = 1; /* start of the stretch not yet appended; of a step */
    if (size == 0) return ND_OK;  /* of no bytes at all, perhaps */
    for (size_t i = 0; i < size; i += length, length = 1) {
        const char *instead;
        bool valid;
        nd_status status;
        if (is_plain(bytes[i])) continue;
        length = nd_utf8_step(bytes + i, size - i, &valid);
        instead = replacement(bytes + i, length, size - i, valid);
        if (instead == NULL) continue;
        status = nd_buf_append(buf, bytes + clean, i - clean);
        if (status == ND_OK) status = nd_buf_append_string(buf, instead);
        if (status != ND_OK) return status;
        clean = i + length;
    }
    return nd_buf_append(buf, bytes + clean, size - clean);
}

size_t nd_markup_units(const char *bytes, size_t size) {
    size_t units = 0, length;
    for (size_t i = 0; i < size; i += length) {
        bool valid;
        length = nd_utf8_step(bytes + i, size - i, &valid);
        if (bytes[i] != '\0' && strchr(" \t\n\r", bytes[i]) != NULL) continue;
        units += valid && length == 4 ? 2 : 1; /* U+FFFD is one */
    }
    return units;
}
