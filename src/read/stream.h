/*
 * stream.h - one file that is read in blocks, and its records once more
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_STREAM_H
#define ND_READ_STREAM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "io/lines.h"
#include "io/lock.h"
#include "io/readfile.h"
#include "io/spool.h"
#include "io/strpool.h"
#include "read/csv.h"
#include "read/filelist.h"
#include "read/source.h"

struct nd_reader;

/* What the blocks of a stream are. */
typedef enum nd_form {
    ND_FORM_TEXT,   /* none: it is one document */
    ND_FORM_LINES,  /* whole lines, each a record */
    ND_FORM_MEMBERS /* members of an archive, or whole lines of one */
} nd_form;

struct nd_stream {
    struct nd_lock lock;
    uint32_t number, file;
    uint32_t part; /* of the stream itself */
    nd_file_kind kind;
    const char *path; /* borrowed from the list of files; "-" is standard input */
    nd_form form;     /* known when it is open */
    struct nd_source source;
    struct nd_unpacker *archive; /* ND_FORM_MEMBERS */
    uint64_t ordinal;            /* of its current member */
    bool in_lines;               /* it is read by lines, ... */
    uint32_t member_part;        /* which are this part, */
    const char *member_path;
    struct nd_ahead member; /* out of this */
    struct nd_lines lines;
    struct nd_csv csv;       /* of tables: the lines are rows */
    bool has_header;         /* and it was met */
    bool is_warc;            /* of web archives: the lines are records of several */
    struct nd_strpool names; /* of parts */
    struct stat info;        /* when it was opened */
    bool opened;             /* or tried to */
    bool finished;           /* nothing is left to read */
    bool seekable;           /* its file can be read again */
    int descriptor;          /* -1: not open */
    struct nd_spool *spool;  /* where records are that cannot be read twice; NULL: nowhere */
    atomic_uint_least64_t bad_records; /* relaxed */
    uint64_t base;                     /* where in the file the stream begins */
    uint64_t stored;                   /* bytes of the file that were read */

    /* Of a file that is read in several places at the same time: */
    uint32_t unnumbered;       /* blocks that were marked, and their lines not numbered yet */
    uint64_t numbered;         /* where the first of these begins */
    bool in_order;             /* no more blocks are to be marked */
    bool broken;               /* something could not be read: what is behind it is left out */
    struct nd_reader *waiting; /* for numbers */
};

/* Makes a stream that is not open yet, without number and part. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_stream_new(uint32_t index, const struct nd_file *file,
                                 struct nd_stream **out);
void nd_stream_free(struct nd_stream *stream); /* NULL is fine */

/* Opens it and looks at its first bytes; standard input may be opened by one stream only. `how` is
 * borrowed until the stream is done. *error is 0 or why it cannot be read. Fails with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_stream_open(struct nd_stream *stream, const struct nd_unpacking *how,
                                  int *error);

/* To be called before records are read that will be asked for again; one caller at a time. Fails
 * with ND_ERR_PARAM when there is no place to keep them (*error says why). */
ND_CHECK nd_status nd_stream_keep(struct nd_stream *stream, struct nd_spool *spool, int *error);

/* Begins to read lines, rows or records, as `kind` says, from `bytes`. */
void nd_stream_begin(struct nd_stream *stream, const struct nd_bytes *bytes, nd_file_kind kind);

/* The next block of lines, as nd_lines_next. Fails with ND_ERR_MEMORY, or ND_ERR_PARAM when the
 * copy of the stream cannot be written (*error is the errno value). */
ND_CHECK nd_status nd_stream_next(struct nd_stream *stream, struct nd_block *block, int *error);

/* Bytes of its file that were read since the last call; its lock is held. */
uint64_t nd_stream_advance(struct nd_stream *stream);

/* What is wrong with packed bytes, as nd_unpack_reason. */
const char *nd_stream_reason(const struct nd_stream *stream, int error);

/* Closes what is not needed to read records again. */
void nd_stream_done(struct nd_stream *stream);

/* Reads `size` bytes at `offset` again. *error is 0, an errno value, or ND_STREAM_CHANGED. Fails
 * with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_stream_again(struct nd_stream *stream, uint64_t offset, size_t size,
                                   struct nd_buf *buf, int *error);

#endif /* ND_READ_STREAM_H */
