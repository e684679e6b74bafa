/*
 * warc.h - records of web archives (WARC 0.17 to 1.1, ISO 28500)
 *
 * Knows bytes only. Of the records of a crawl those are texts that hold one: what was converted to
 * plain text (WET files), and pages as a server sent them. What is neither is told from it by its
 * header. A record that does not keep the rules ends where the next one begins, so that it costs
 * itself only; a length that says too much is found out at the end of the stream.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_WARC_H
#define ND_READ_WARC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "newsdupes.h"

/* A longer header, of a record or of what a server sent, is refused. */
#define ND_WARC_HEADER ((size_t)65536)

typedef enum nd_warc_kind {
    ND_WARC_CUT,     /* the bytes end before the record does */
    ND_WARC_INVALID, /* `reason` says why, unless it is the rest of something that was cut */
    ND_WARC_OTHER,   /* no text: a request, a picture, a page that is not there, ... */
    ND_WARC_TEXT,
    ND_WARC_PAGE /* HTML */
} nd_warc_kind;

struct nd_warc_span {
    size_t at, size;
};

struct nd_warc_record {
    nd_warc_kind kind;
    const char *reason;       /* a static string; NULL: none */
    size_t size;              /* to the start of the next record */
    size_t length;            /* without the line ends behind it */
    struct nd_warc_span name; /* its address, or else its id; of size 0 when it has neither */
    struct nd_warc_span date; /* of size 0: none; likewise the others */
    struct nd_warc_span text;
    struct nd_warc_span charset; /* of the text, as its media type says */
    struct nd_warc_span packing; /* how a server compressed the text: its Content-Encoding */
    bool chunked;                /* the text is in chunks, as HTTP/1.1 transfers them */
};

/* Reads the record at the start of the bytes; there is at least one. `final`: nothing follows. */
void nd_warc_read(const char *bytes, size_t size, bool final, struct nd_warc_record *record);

/* The size of the whole records at the start of the bytes, when more may follow. These records are
 * the same when they are read alone, as final; what is no record may have been divided. */
size_t nd_warc_whole(const char *bytes, size_t size);

/* Replaces the content of `out` by what is in the chunks, as far as they are good; by the bytes as
 * they are when they do not begin with a chunk, as some crawlers write them. Fails with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_warc_join(const char *bytes, size_t size, struct nd_buf *out);

#endif /* ND_READ_WARC_H */
