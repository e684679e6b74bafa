/*
 * recode.c - see recode.h
 *
 * After an invalid byte the conversion goes on one code unit later; how wide a unit is, iconv
 * does not tell, so it is measured: by how much a second letter lengthens the encoded form of
 * one.
 *
 * Windows-1252 does without iconv, and as iconv would have it: a static program has no tables but
 * those of Unicode's own encodings where no C library of its version is installed.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/recode.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/windows1252.h"
#include "io/utf8seq.h"

enum { REPLACEMENT = 0xfffd };

struct nd_recoder {
    iconv_t handle; /* none: Windows-1252 */
    size_t unit;    /* bytes */
};

static const iconv_t none = (iconv_t)-1;
static const size_t failed = (size_t)-1;

static iconv_t open_handle(const char *to, const char *from) {
    errno = EINVAL;
    if (to[0] == '\0' || to[0] == '/' || from[0] == '\0' || from[0] == '/') return none;
    return iconv_open(to, from);
}

static bool is_windows_1252(const char *encoding) {
    return strcasecmp(encoding, "WINDOWS-1252") == 0 || strcasecmp(encoding, "CP1252") == 0;
}

/* One that there is no memory to ask for may be known: its recoder will tell. */
bool nd_encoding_known(const char *encoding) {
    iconv_t handle;
    if (is_windows_1252(encoding)) return true;
    handle = open_handle("UTF-8", encoding);
    if (handle == none) return errno == ENOMEM;
    (void)iconv_close(handle);
    return true;
}

bool nd_encodings_are_few(void) { return !nd_encoding_known("ISO-8859-1"); }

/* Bytes of the first `letters` of "AA" in the encoding, with its byte order mark if it has one. */
static size_t encoded_size(const char *encoding, size_t letters) {
    char plain[] = "AA", coded[32];
    char *in = plain, *out = coded;
    size_t left = letters, room = sizeof coded;
    const iconv_t handle = open_handle(encoding, "UTF-8");
    if (handle == none) return 0;
    if (iconv(handle, &in, &left, &out, &room) == failed) room = sizeof coded;
    (void)iconv_close(handle);
    return sizeof coded - room;
}

static size_t unit_of(const char *encoding) {
    const size_t one = encoded_size(encoding, 1), two = encoded_size(encoding, 2);
    const size_t unit = two > one ? two - one : 1;
    return unit <= 4 ? unit : 1;
}

nd_status nd_recoder_new(const char *encoding, struct nd_recoder **out) {
    *out = nd_alloc_zero(1, sizeof **out);
    if (*out == NULL) return ND_ERR_MEMORY;
    (*out)->handle = none;
    if (is_windows_1252(encoding)) return ND_OK;
    (*out)->handle = open_handle("UTF-8", encoding);
    if ((*out)->handle == none) {
        const nd_status status = errno == ENOMEM ? ND_ERR_MEMORY : ND_ERR_PARAM;
        nd_free(*out);
        *out = NULL;
        return status;
    }
    (*out)->unit = unit_of(encoding);
    return ND_OK;
}

void nd_recoder_free(struct nd_recoder *recoder) {
    if (recoder == NULL) return;
    if (recoder->handle != none) (void)iconv_close(recoder->handle);
    nd_free(recoder);
}

/* Writes a code point below U+10000 at `to`; returns its bytes. */
static size_t write_utf8(uint32_t c, char *to) {
    const size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    static const unsigned char marks[] = {0, 0, 0xc0, 0xe0};
    for (size_t i = size; i-- > 1; c >>= 6) to[i] = (char)(0x80 | (c & 0x3f));
    to[0] = (char)(marks[size] | c);
    return size;
}

static nd_status run_windows_1252(const char *text, size_t size, struct nd_buf *out, bool *clean) {
    const nd_status status = nd_buf_reserve(out, size <= SIZE_MAX / 3 ? 3 * size : SIZE_MAX);
    for (size_t i = 0; i < size && status == ND_OK; i++) {
        const uint32_t c = nd_windows_1252((uint8_t)text[i]);
        const bool is_assigned = c < 0x80 || c >= 0xa0;
        *clean = *clean && is_assigned;
        out->size += write_utf8(is_assigned ? c : REPLACEMENT, out->data + out->size);
    }
    return status;
}

/* Converts until the input ends or is invalid. text == NULL writes what a stateful encoding still
 * holds back. Returns 0 or the errno value, E2BIG not among them; ENOMEM without memory. */
static int convert(struct nd_recoder *recoder, char **text, size_t *size, struct nd_buf *out) {
    for (;;) {
        char *to;
        size_t room, result;
        int error;
        const size_t want = (text != NULL ? *size : 0) + 64;
        if (nd_buf_reserve(out, want) != ND_OK) return ENOMEM;
        to = out->data + out->size;
        room = out->capacity - out->size;
        result = iconv(recoder->handle, text, size, &to, &room);
        error = errno;
        out->size = out->capacity - room;
        if (result != failed) return 0;
        if (error != E2BIG) return error;
    }
}

static void drop_mark(struct nd_buf *out) {
    static const char mark[] = "\xEF\xBB\xBF";
    if (out->size < 3 || memcmp(out->data, mark, 3) != 0) return;
    out->size -= 3;
    memmove(out->data, out->data + 3, out->size);
}

nd_status nd_recoder_run(struct nd_recoder *recoder, char *text, size_t size, struct nd_buf *out,
                         bool *clean) {
    int error;
    *clean = true;
    out->size = 0;
    if (recoder->handle == none) return run_windows_1252(text, size, out, clean);
    (void)iconv(recoder->handle, NULL, NULL, NULL, NULL);
    while ((error = convert(recoder, &text, &size, out)) != 0) {
        const size_t skip = size < recoder->unit || error == EINVAL ? size : recoder->unit;
        if (error == ENOMEM) return ND_ERR_MEMORY;
        if (nd_buf_append(out, ND_UTF8_REPLACEMENT, ND_UTF8_REPLACEMENT_SIZE) != ND_OK)
            return ND_ERR_MEMORY;
        *clean = false;
        text += skip;
        size -= skip;
    }
    if (convert(recoder, NULL, NULL, out) == ENOMEM) return ND_ERR_MEMORY;
    drop_mark(out);
    return ND_OK;
}
