/*
 * warc.c - see warc.h
 *
 * A record is a line with its version, a header of named fields, an empty line, as many bytes as
 * the header says, and two line ends; in a response these bytes are again a header and a body, as a
 * server sent them. Field names and media types are compared without regard to case.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/warc.h"

#include <stdint.h>
#include <string.h>

#include "io/bytes.h"

static const char mark[] = "WARC/";

enum { MARK_SIZE = sizeof mark - 1, LENGTH_DIGITS = 10 };

/* ---- Words ----------------------------------------------------------------------------------- */

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

/* Whether the bytes begin with the word, which is in lower case. */
static bool begins(const char *bytes, size_t size, const char *word) {
    size_t i = 0;
    while (i < size && word[i] != '\0' && lower(bytes[i]) == word[i]) i++;
    return word[i] == '\0';
}

static bool is(struct nd_name value, const char *word) {
    return value.size == strlen(word) && begins(value.bytes, value.size, word);
}

/* The parameter `charset` of a media type, without its quotes; of size 0 when there is none. */
static struct nd_name charset_of(struct nd_name type) {
    static const char word[] = "charset=";
    const char *const end = type.bytes + type.size;
    const char *at = type.size != 0 ? memchr(type.bytes, ';', type.size) : NULL;
    struct nd_name value = {.bytes = type.bytes, .size = 0};
    for (; at != NULL; at = memchr(at, ';', (size_t)(end - at))) {
        do at++;
        while (at < end && (*at == ' ' || *at == '\t'));
        if (begins(at, (size_t)(end - at), word)) break;
    }
    if (at == NULL) return value;
    at += sizeof word - 1;
    if (at < end && *at == '"') at++;
    value.bytes = at;
    while (at < end && *at != '"' && *at != ';' && *at != ' ' && *at != '\t') at++;
    value.size = (size_t)(at - value.bytes);
    return value;
}

/* Whether a media type, before its parameters, is that. */
static bool is_type(struct nd_name value, const char *word) {
    const char *const end = value.size != 0 ? memchr(value.bytes, ';', value.size) : NULL;
    if (end != NULL) value.size = (size_t)(end - value.bytes);
    while (value.size != 0 && value.bytes[value.size - 1] == ' ') value.size--;
    return is(value, word);
}

/* ---- Headers --------------------------------------------------------------------------------- */

/* The size of a header with the empty line that ends it; 0 when that is not among the bytes. */
static size_t header_size(const char *bytes, size_t size) {
    size_t at = 0;
    if (size > ND_WARC_HEADER) size = ND_WARC_HEADER;
    while (at < size) {
        const char *const newline = memchr(bytes + at, '\n', size - at);
        if (newline == NULL) return 0;
        at = (size_t)(newline - bytes) + 1;
        if (at < size && bytes[at] == '\n') return at + 1;
        if (size - at >= 2 && bytes[at] == '\r' && bytes[at + 1] == '\n') return at + 2;
    }
    return 0;
}

static bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\r'; }

/* The value of a field, of size 0 when there is none; of one that is repeated the first counts. */
static struct nd_name field(const char *header, size_t size, const char *name) {
    const char *const end = header + size;
    const size_t length = strlen(name);
    const char *line = memchr(header, '\n', size); /* behind the first one, which has none */
    while (line != NULL && ++line < end) {
        const char *const newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline != NULL ? newline : end;
        if ((size_t)(stop - line) > length && begins(line, length, name) && line[length] == ':') {
            const char *value = line + length + 1;
            while (value < stop && is_blank(*value)) value++;
            while (value < stop && is_blank(stop[-1])) stop--;
            return (struct nd_name){.bytes = value, .size = (size_t)(stop - value)};
        }
        line = newline;
    }
    return (struct nd_name){.bytes = header, .size = 0};
}

/* Reads what the header says that follows it; false when it does not, or says too much. */
static bool content_length(const char *header, size_t size, size_t *length) {
    const struct nd_name value = field(header, size, "content-length");
    uint64_t sum = 0;
    if (value.size == 0 || value.size > LENGTH_DIGITS) return false;
    for (size_t i = 0; i < value.size; i++) {
        if (value.bytes[i] < '0' || value.bytes[i] > '9') return false;
        sum = 10 * sum + (uint64_t)(value.bytes[i] - '0');
    }
    *length = (size_t)sum;
    return sum <= ND_MAX_TEXT - ND_WARC_HEADER;
}

static struct nd_warc_span span_of(const char *bytes, struct nd_name value) {
    return (struct nd_warc_span){.at = (size_t)(value.bytes - bytes), .size = value.size};
}

/* ---- What is in a record --------------------------------------------------------------------- */

static nd_warc_kind kind_of(struct nd_name type) {
    if (is_type(type, "text/plain")) return ND_WARC_TEXT;
    if (is_type(type, "text/html") || is_type(type, "application/xhtml+xml")) return ND_WARC_PAGE;
    return ND_WARC_OTHER;
}

/* "HTTP/1.1 200" */
static bool was_found(const char *bytes, size_t size) {
    const char *const blank = memchr(bytes, ' ', size < 16 ? size : 16);
    const size_t left = blank != NULL ? size - (size_t)(blank - bytes) : 0;
    return begins(bytes, size, "http/") && left > 4 && memcmp(blank, " 200", 4) == 0;
}

/* Looks at what a server sent: the bytes of the record's text. */
static void read_response(const char *bytes, struct nd_warc_record *record) {
    const char *const http = bytes + record->text.at;
    const size_t size = header_size(http, record->text.size);
    struct nd_name packing, type;
    if (size == 0 || !was_found(http, size)) return;
    packing = field(http, size, "content-encoding");
    type = field(http, size, "content-type");
    record->kind = kind_of(type);
    record->charset = span_of(bytes, charset_of(type));
    record->text.at += size;
    record->text.size -= size;
    record->chunked = is(field(http, size, "transfer-encoding"), "chunked");
    if (!is(packing, "identity")) record->packing = span_of(bytes, packing);
}

static struct nd_warc_span name_of(const char *bytes, size_t size) {
    struct nd_name name = field(bytes, size, "warc-target-uri");
    if (name.size == 0) name = field(bytes, size, "warc-record-id");
    if (name.size >= 2 && name.bytes[0] == '<' && name.bytes[name.size - 1] == '>') {
        name.bytes++;
        name.size -= 2;
    }
    return span_of(bytes, name);
}

/* All bytes of the record are there. */
static void read_whole(const char *bytes, size_t header, struct nd_warc_record *record) {
    const struct nd_name type = field(bytes, header, "warc-type");
    const struct nd_name content = field(bytes, header, "content-type");
    record->kind = ND_WARC_OTHER;
    record->name = name_of(bytes, header);
    record->date = span_of(bytes, field(bytes, header, "warc-date"));
    record->charset = span_of(bytes, charset_of(content));
    if (is(type, "conversion") || is(type, "resource")) record->kind = kind_of(content);
    if (is(type, "response") && is_type(content, "application/http")) read_response(bytes, record);
}

/* ---- Records --------------------------------------------------------------------------------- */

/* The next place where a line begins like a record; `size` when there is none. */
static size_t next_mark(const char *bytes, size_t size) {
    size_t at = 0;
    while (at < size) {
        const char *const newline = memchr(bytes + at, '\n', size - at);
        if (newline == NULL) return size;
        at = (size_t)(newline - bytes) + 1;
        if (size - at >= MARK_SIZE && memcmp(bytes + at, mark, MARK_SIZE) == 0) return at;
    }
    return size;
}

/* How many of these bytes, where no record begins, can be given up when more may follow: the last
 * ones may be the beginning of one, which is known by the line end before it. */
static size_t surely_none(const char *bytes, size_t size) {
    size_t at = size > MARK_SIZE ? size - MARK_SIZE : 0;
    if (at != 0 && bytes[at] == mark[0] && bytes[at - 1] != '\n') at--;
    return at;
}

/* Makes the record end before the next one. */
static void give_up(struct nd_warc_record *record, const char *bytes, size_t size, bool final) {
    record->kind = ND_WARC_INVALID;
    record->size = next_mark(bytes, size);
    if (record->size == size && !final) record->size = surely_none(bytes, size);
    if (record->size == 0) record->kind = ND_WARC_CUT;
    record->length = record->size;
}

/* Skips the line ends behind a record. Whatever follows must have begun, so that what is wrong with
 * it is found in the same bytes. */
static void end_record(struct nd_warc_record *record, const char *bytes, size_t size, bool final) {
    size_t at = record->length;
    while (at < size && (bytes[at] == '\n' || bytes[at] == '\r')) at++;
    record->size = at;
    if (!final && size - at < MARK_SIZE) record->kind = ND_WARC_CUT;
}

void nd_warc_read(const char *bytes, size_t size, bool final, struct nd_warc_record *record) {
    const size_t header = header_size(bytes, size);
    size_t length;
    *record = (struct nd_warc_record){.kind = ND_WARC_CUT};
    if (size < MARK_SIZE && !final) return;
    if (size < MARK_SIZE || memcmp(bytes, mark, MARK_SIZE) != 0) {
        record->reason = "this is no WARC record";
        give_up(record, bytes, size, final);
    } else if (header == 0) {
        if (size < ND_WARC_HEADER && !final) return;
        record->reason = "the header of the record has no end";
        give_up(record, bytes, size, final);
    } else if (!content_length(bytes, header, &length)) {
        record->reason = "the record does not say its length, or too much";
        give_up(record, bytes, size, final);
    } else if (length > size - header) {
        if (!final) return;
        record->reason = "the record is cut short";
        give_up(record, bytes, size, final);
    } else {
        record->text = (struct nd_warc_span){.at = header, .size = length};
        record->length = header + length;
        read_whole(bytes, header, record);
        end_record(record, bytes, size, final);
    }
}

size_t nd_warc_whole(const char *bytes, size_t size) {
    size_t at = 0;
    while (at < size) {
        struct nd_warc_record record;
        nd_warc_read(bytes + at, size - at, false, &record);
        if (record.kind == ND_WARC_CUT) break;
        at += record.size;
    }
    return at;
}

/* ---- Chunks ---------------------------------------------------------------------------------- */

/* Reads the hexadecimal size of a chunk; false when there is none. */
static bool chunk_size(const char *bytes, size_t size, size_t *out) {
    size_t i = 0;
    *out = 0;
    for (; i < size && i < 8; i++) {
        const char c = lower(bytes[i]);
        if (c >= '0' && c <= '9')
            *out = 16 * *out + (size_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            *out = 16 * *out + (size_t)(c - 'a') + 10;
        else
            break;
    }
    return i != 0;
}

/* Whether the bytes begin with a line that has the size of a chunk. */
static bool is_chunk(const char *bytes, size_t size) {
    size_t chunk, i = 0;
    if (!chunk_size(bytes, size, &chunk)) return false;
    while (i < size && memchr("0123456789abcdefABCDEF", bytes[i], 22) != NULL) i++;
    while (i < size && (bytes[i] == ' ' || bytes[i] == '\r')) i++;
    return i < size && (bytes[i] == '\n' || bytes[i] == ';');
}

nd_status nd_warc_join(const char *bytes, size_t size, struct nd_buf *out) {
    nd_status status = ND_OK;
    out->size = 0;
    if (!is_chunk(bytes, size)) return nd_buf_append(out, bytes, size);
    while (status == ND_OK && size != 0) {
        const char *const newline = memchr(bytes, '\n', size);
        size_t chunk;
        if (newline == NULL || !chunk_size(bytes, size, &chunk) || chunk == 0) break;
        size -= (size_t)(newline + 1 - bytes);
        bytes = newline + 1;
        if (chunk > size) chunk = size;
        status = nd_buf_append(out, bytes, chunk);
        bytes += chunk;
        size -= chunk;
        while (size != 0 && (*bytes == '\r' || *bytes == '\n')) {
            bytes++;
            size--;
        }
    }
    return status;
}
