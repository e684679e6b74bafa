/*
 * documents.h - the reader, and what all documents go through
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_DOCUMENTS_H
#define ND_READ_DOCUMENTS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/lines.h"
#include "io/lock.h"
#include "io/readfile.h"
#include "read/charset.h"
#include "read/csv.h"
#include "read/input.h"
#include "read/journal.h"
#include "read/state.h"
#include "read/stream.h"

/* ---- The reader ------------------------------------------------------------------------------ */

struct nd_extent {
    size_t at, size;
};

struct nd_item {
    struct nd_extent name, text; /* in names and texts */
    uint64_t ordinal;
};

/* Members of an archive. */
struct nd_items {
    struct nd_buf names, texts;
    struct nd_item *items;
    size_t count, capacity;
};

/* What one thread reads with. */
struct nd_reader {
    struct nd_input *input;
    struct nd_journal *journal; /* belongs to the input */
    struct nd_recoder *recoder; /* NULL: texts are handed on as they are */
    struct nd_jsonl *parser;    /* NULL in a build without */
    struct nd_pagetext *html;   /* NULL until there is a page */
    struct nd_recoder *page_recoder;
    char page_charset[ND_CHARSET_SIZE]; /* its encoding, */
    bool page_unknown;                  /* which is not known here */
    bool again;                         /* it reads what was read before */
    struct nd_shelf shelf;              /* where the files are */
    struct nd_buf texts;                /* of files that were read ahead */
    struct nd_buf text, field, source, recoded, page, origin;
    size_t path_size;    /* what of the origin is a path */
    bool whole;          /* the text of a whole stream is in `text` */
    bool marked;         /* the block is still to be read */
    struct nd_lock turn; /* taken while it waits for the number of a line */
    struct nd_reader *next_waiting;
    struct nd_stream *stream; /* whose records are read */
    struct nd_block block;    /* or lines of `part`, whose path is `path` */
    struct nd_csv csv;        /* or rows: without a delimiter they are JSON, */
    bool is_warc;             /* or records of a web archive */
    uint32_t part;
    const char *path;
    struct nd_items items;       /* or members */
    struct nd_input_counts seen; /* since the last piece */
    uint64_t stored;             /* bytes of the files of streams, likewise */
    nd_document_fn take;
    void *context;
    char apart[ND_APART];
};

/* ---- Steps ----------------------------------------------------------------------------------- */

/* The steps of handing on a document: its origin is a path or a line of one; ... */
ND_CHECK nd_status nd_reader_set_path(struct nd_reader *reader, const char *path);
ND_CHECK nd_status nd_reader_set_line(struct nd_reader *reader, uint64_t line);
void nd_reader_count_bytes(struct nd_reader *reader, size_t size);

/* ... it gets a text, which is not JSON and belongs to `name`; ... */
ND_CHECK nd_status nd_reader_decode(struct nd_reader *reader, const char *name, struct nd_buf text,
                                    struct nd_document *document);

/* ... a number; ... */
ND_CHECK nd_status nd_reader_next_number(struct nd_reader *reader, uint32_t *number);

/* ... and all of that as a record or member. They fail with ND_ERR_MEMORY, the number also with
 * ND_ERR_LIMIT, and the last one with either or what reader->take returned. */
ND_CHECK nd_status nd_reader_hand_on(struct nd_reader *reader, struct nd_journal_entry *entry,
                                     struct nd_document *document);

/* ---- Complaints ------------------------------------------------------------------------------ */

/* Warns of a document, "'<name>'<after>", and counts it, unless that was done when it was read
 * first. */
void nd_reader_warn(struct nd_reader *reader, atomic_uint_least64_t *count, const char *name,
                    const char *after);

/* Complains about the record that the origin names: "file:line: <what><name><after>". */
void nd_reader_bad_record(struct nd_reader *reader, const char *what, const char *name,
                          const char *after);

/* Complains about a file or member that a build without simdjson cannot read. */
void nd_reader_refuse_jsonl(struct nd_reader *reader, const char *path);

/* Complains about `path`, which is or belongs to the stream; nothing when `error` is 0. */
void nd_reader_unreadable(struct nd_reader *reader, const char *path,
                          const struct nd_stream *stream, int error);

#endif /* ND_READ_DOCUMENTS_H */
